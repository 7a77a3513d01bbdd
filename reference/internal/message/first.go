package message

// Credentials are what a client signs in with. AUTH-1
type Credentials struct {
	Username, Password string
}

// First is what a connection's first message says the connection is: one of
// the two members is set. CONN-1
type First struct {
	Client *Credentials // scope "client": who wants to sign in
	Peer   *Peer        // scope "server": the message another server sends
}

// DecodeFirst reads the first message of a connection. CONN-1, CONN-2
func DecodeFirst(body []byte) (First, *Error) {
	v, err := parse(body)
	if err != nil {
		return First{}, err
	}
	envelope, ok := v.members("header", "payload")
	if !ok {
		return First{}, malformed("the first message is not an object")
	}
	header, ok := envelope[0].members("scope", "authentication", "hops")
	if !ok {
		return First{}, malformed("header of the first message is missing or not an object")
	}
	scope, _ := header[0].text()
	switch scope {
	case "client":
		client, err := decodeCredentials(header[1])
		return First{Client: client}, err
	case "server":
		peer, err := decodePeer(envelope[1], header[2])
		return First{Peer: peer}, err
	}
	return First{}, malformed(`header.scope of the first message is neither "client" nor "server"`)
}

// decodeCredentials reads header.authentication. AUTH-1, AUTH-3
func decodeCredentials(authentication value) (*Credentials, *Error) {
	members, ok := authentication.members("username", "password")
	if !ok {
		return nil, malformed("header.authentication is missing or not an object")
	}
	username, isText := members[0].text()
	password, isTextToo := members[1].text()
	if !isText || !isTextToo {
		return nil, malformed("header.authentication lacks a username or password that is a string")
	}
	if username == "" || password == "" {
		return nil, Errorf(BadCredentials, "username and password must not be empty")
	}
	return &Credentials{Username: username, Password: password}, nil
}
