package deviant

var handlers []Server
