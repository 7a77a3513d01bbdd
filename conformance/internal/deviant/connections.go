package deviant

var connections []Server
