package deviant

// Unbreakable says of requirements that have scenarios why no server breaks them,
// by id.
func Unbreakable() map[string]string {
	return map[string]string{
		"LISTEN-3": "nearly all scenarios connect over IPv4: a server without it fails what they prove, and is judged by that",
	}
}
