package deviant

var deliveries []Server
