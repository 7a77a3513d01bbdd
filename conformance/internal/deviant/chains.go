package deviant

var chains []Server
