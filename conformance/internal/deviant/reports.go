package deviant

var reports []Server
