package deviant

var federation []Server
