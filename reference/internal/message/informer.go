package message

import "encoding/json"

// An Inquiry is what a handler asks the informer. INFO-1
type Inquiry string

const (
	ListClients Inquiry = "listClients"
	IsClient    Inquiry = "isClient"
	ServerInfo  Inquiry = "serverInfo"
	Quit        Inquiry = "quit"
)

// InformerRequest is one request to the informer.
type InformerRequest struct {
	Inquiry  Inquiry
	Username string // whom IsClient asks about
}

// DecodeInformerRequest reads a request; an unknown one is malformed. INFO-5
func DecodeInformerRequest(body []byte) (InformerRequest, *Error) {
	v, err := parse(body)
	if err != nil {
		return InformerRequest{}, err
	}
	envelope, ok := v.members("command")
	if !ok {
		return InformerRequest{}, malformed("the request is not an object with one command")
	}
	command, ok := envelope[0].members("type", "data")
	if !ok {
		return InformerRequest{}, malformed("command is missing, not an object, or names a member twice")
	}
	name, _ := command[0].text()
	switch inquiry := Inquiry(name); inquiry {
	case ListClients, ServerInfo, Quit:
		return InformerRequest{Inquiry: inquiry}, nil
	case IsClient:
		username, ok := command[1].text()
		if !ok {
			return InformerRequest{}, malformed("isClient takes a username that is a string")
		}
		return InformerRequest{Inquiry: inquiry, Username: username}, nil
	}
	return InformerRequest{}, malformed("command.type is none of listClients, isClient, serverInfo, quit")
}

// EncodeInformerAnswer returns the body of a successful answer that holds data,
// anything encoding/json can write.
func EncodeInformerAnswer(data any) []byte {
	return encodeInformer("0", data)
}

// EncodeInformerRefusal returns the body of the answer to an unknown or
// malformed request. INFO-5
func EncodeInformerRefusal() []byte {
	return encodeInformer("1", nil)
}

func encodeInformer(status string, data any) []byte {
	body, err := json.Marshal(struct {
		Status string `json:"status"`
		Data   any    `json:"data"`
	}{status, data})
	if err != nil {
		panic("message: an informer's answer that JSON cannot hold: " + err.Error()) // built by the server itself
	}
	return body
}
