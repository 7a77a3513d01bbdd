package deviant

var authentication []Server
