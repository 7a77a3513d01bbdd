package deviant

var variants []Server
