package schemas

// protocol says what may stand where on connections to one socket. It is used
// for one connection, from its first frame to its last.
type protocol interface {
	// judge says what the frame of that number, from 1, of a side had to be,
	// and what is wrong with it: an *Error, a *FrameError, or nil.
	judge(side Side, number int, body []byte) (Kind, error)
	// sender says what a side is, as far as it is known.
	sender(side Side) string
}

func protocolOf(socket Socket) protocol {
	switch socket {
	case HandlerSocket:
		return handlerProtocol{}
	case InformerSocket:
		return informerProtocol{}
	}
	return &serverProtocol{}
}

// handlerProtocol is that of connections between a server and a handler.
type handlerProtocol struct{}

func (handlerProtocol) sender(side Side) string { return [...]string{"server", "handler"}[side] }

func (handlerProtocol) judge(side Side, number int, body []byte) (Kind, error) {
	switch {
	case side == Opener && number == 1:
		return HandlerRequest, Validate(HandlerRequest, body)
	case side == Opener:
		return "", &FrameError{"HAND-2", "a server writes one frame only on a handler's connection"}
	case number == 1:
		return HandlerResponse, Validate(HandlerResponse, body)
	}
	return "", &FrameError{"HAND-3", "a handler's answer is one frame, and what comes behind it is ignored"}
}

// informerProtocol is that of connections to an informer.
type informerProtocol struct{}

func (informerProtocol) sender(side Side) string { return [...]string{"handler", "server"}[side] }

func (informerProtocol) judge(side Side, _ int, body []byte) (Kind, error) {
	if side == Opener {
		return InformerRequest, Validate(InformerRequest, body)
	}
	return InformerResponse, Validate(InformerResponse, body)
}

// serverProtocol is that of connections to a server: a client's, or a peer's once
// the first message has said so, and a client's as long as none has. CONN-1
type serverProtocol struct {
	peer    bool
	refused bool // whether the server has refused whom it speaks to
}

func (p *serverProtocol) sender(side Side) string {
	switch {
	case side == Acceptor:
		return "server"
	case p.peer:
		return "peer"
	}
	return "client"
}

func (p *serverProtocol) judge(side Side, number int, body []byte) (Kind, error) {
	switch {
	case side == Opener && number == 1:
		return p.first(body)
	case side == Opener && p.peer:
		return "", &FrameError{"SERVERS-1", "a peer writes one message only on a connection"}
	case side == Opener:
		return ClientMessage, Validate(ClientMessage, body)
	case p.refused:
		return "", &FrameError{"CONN-6", "a server closes the connection behind a report that refuses it"}
	case p.peer && number > 1:
		return "", &FrameError{"PEER-5", "a server serves one message of a peer, with one report at most"}
	case p.peer:
		return StatusReport, Validate(StatusReport, body)
	case number == 1:
		return p.welcome(body)
	}
	return fromServer(body)
}

// first judges the message that says what the connection is. CONN-1, CONN-2
func (p *serverProtocol) first(body []byte) (Kind, error) {
	switch textAt(body, "header", "scope") {
	case "client":
		return ClientAuthenticate, Validate(ClientAuthenticate, body)
	case "server":
		p.peer = true
		return PeerMessage, Validate(PeerMessage, body)
	}
	return ClientAuthenticate, unmarked(opening, body, ClientAuthenticate)
}

// welcome judges the first message of a server, which tells a client whether its
// session has begun, or anybody that something was fatal. AUTH-2, AUTH-4, CONN-6
func (p *serverProtocol) welcome(body []byte) (Kind, error) {
	kind, err := fromServer(body)
	if err != nil {
		return kind, err
	}
	id := textAt(body, "payload", "id")
	p.refused = kind == StatusReport && textAt(body, "header", "status") == "bad"
	if kind == StatusReport && (id == "auth_special" || p.refused && id == "fatal_special") {
		return kind, nil
	}
	return kind, &FrameError{"AUTH-2", `a server sends nothing to a client before a report for "auth_special", or a bad one for "fatal_special"`}
}

// fromServer judges a message of a server to a client. MSG-6
func fromServer(body []byte) (Kind, error) {
	switch textAt(body, "header", "messageType") {
	case "statusReport":
		return StatusReport, Validate(StatusReport, body)
	case "receivedMessage":
		return Delivery, Validate(Delivery, body)
	case "":
		if textAt(body, "payload", "type") == "dummy" {
			return DummyReply, Validate(DummyReply, body)
		}
	}
	return StatusReport, unmarked(arrival, body, StatusReport)
}
