package deviant

var peers []Server
