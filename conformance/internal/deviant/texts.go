package deviant

var texts []Server
