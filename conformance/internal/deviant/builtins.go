package deviant

var builtins []Server
