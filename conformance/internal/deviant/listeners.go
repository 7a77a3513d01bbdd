package deviant

var listeners []Server
