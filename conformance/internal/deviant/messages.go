package deviant

var messages []Server
