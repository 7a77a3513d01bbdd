package deviant

var informers []Server
