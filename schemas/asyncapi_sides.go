package schemas

// What an AsyncAPI document says of Bester beside the schemas: who connects to
// what, and who says what there.

// framing says how a message travels: what "x-framing" holds.
type framing struct {
	Description string        `json:"description"`
	Length      framingLength `json:"length"`
	Body        framingBody   `json:"body"`
}

// framingLength is what stands before each body.
type framingLength struct {
	Bytes     int    `json:"bytes"`     // how many it takes
	ByteOrder string `json:"byteOrder"` // "little-endian"
	Signed    bool   `json:"signed"`
	Counts    string `json:"counts"` // "body": the length does not count itself
}

// framingBody is what stands behind each length.
type framingBody struct {
	ContentType     string `json:"contentType"`
	Charset         string `json:"charset"`
	MinBytes        int    `json:"minBytes"`
	MaxBytesForAll  int    `json:"maxBytesAcceptedByAll"`
	MaxBytesServers int    `json:"maxBytesAcceptedByServers"`
}

var theFraming = framing{
	Description: "Each message is one frame: the length of the body in 4 bytes, unsigned and little-endian, and the body, one " +
		"JSON text in UTF-8. Nothing stands between two frames, on any connection and in both directions. (FRAME-1, FRAME-3) " +
		"Every receiver accepts bodies of 65,536 bytes; a server should accept 1,048,576. (FRAME-4, FRAME-5)",
	Length: framingLength{Bytes: 4, ByteOrder: "little-endian", Counts: "body"},
	Body:   framingBody{"application/json", "utf-8", 1, 65536, 1048576},
}

// parties are who speaks with a server.
var parties = []asyncTag{
	{"client", "A program that signs in for a user, sends messages and receives deliveries."},
	{"peer", "Another server, which sends here or is sent to."},
	{"handler", "A program that is given the data of messages and answers what is to be done with it."},
	{"informer", "A socket of the server at which handlers ask about it."},
}

// sockets are where somebody listens.
var sockets = members[asyncServer]{
	{"tcp", asyncServer{
		Host:        "{host}:{port}",
		Protocol:    "tcp",
		Description: "The server, for clients and peers, over IPv4 and IPv6. (LISTEN-1, LISTEN-3)",
		Variables: members[asyncVariable]{
			{"host", asyncVariable{"A name or an address; one of IPv6 stands in brackets.", []string{"bester.example", "127.0.0.1", "[::1]"}}},
			{"port", asyncVariable{"Bester has no port of its own.", []string{"2223", "2224"}}},
		},
	}},
	{"unix", unixSocket("The server, for clients on the same machine, and perhaps peers. (LISTEN-2)", "/run/bester.sock")},
	{"handler", unixSocket("A handler, to which the server connects for each message. (HAND-1)", "/run/chat.sock")},
	{"informer", unixSocket("The informer of the server, for programs on the same machine. (INFO-1)", "/run/informer.sock")},
}

func unixSocket(description, example string) asyncServer {
	return asyncServer{
		Host:        "localhost",
		Pathname:    "{path}",
		Protocol:    "unix",
		Description: description + " A UNIX domain stream socket: what counts is its path.",
		Variables:   members[asyncVariable]{{"path", asyncVariable{"The path of the socket.", []string{example}}}},
	}
}

// connections are the kinds of connections, by who is on their other side.
var connections = []struct {
	name, title, description string
	sockets                  []string
}{
	{
		"client",
		"Connection of a client",
		"A client's connection, from its authentication on. Messages are served in the order in which they come; deliveries " +
			"come at any moment. (CONN-1, CONN-5)",
		[]string{"tcp", "unix"},
	},
	{
		"peer",
		"Connection of a peer",
		"A connection from one server to another: it carries one message and at most one report. (SERVERS-1, PEER-5, PEER-6)",
		[]string{"tcp", "unix"},
	},
	{
		"handler",
		"Connection to a handler",
		"A connection that the server opens for one message: it carries the data and the answer. (HAND-1, HAND-2, HAND-3)",
		[]string{"handler"},
	},
	{
		"informer",
		"Connection to the informer",
		"A connection to the informer: any number of requests, each answered in its turn. (INFO-1)",
		[]string{"informer"},
	},
}

// exchanges are what is done on connections, as the server sees it.
var exchanges = []struct {
	name, party, connection string
	action                  string // "send" or "receive"
	summary, description    string
	kinds, reply            []Kind
}{
	{"clientSignsIn", "client", "client", "receive",
		"A client signs in",
		"The first message on the connection. The report has the id \"auth_special\", or \"fatal_special\" where the message is malformed. (AUTH-1, AUTH-2, AUTH-4, CONN-6)",
		[]Kind{ClientAuthenticate}, []Kind{StatusReport}},
	{"clientSends", "client", "client", "receive",
		"A client sends a message",
		"Every later message. It is answered by one report with its id, or by the dummy reply where its type is \"dummy\". (MSG-1, STAT-1, BUILTIN-1)",
		[]Kind{ClientMessage}, []Kind{StatusReport, DummyReply}},
	{"serverDelivers", "client", "client", "send",
		"The server delivers a message to a client",
		"What a handler's answer sends to the user. Nothing is answered. (CLIENTS-1)",
		[]Kind{Delivery}, nil},
	{"peerSends", "peer", "peer", "receive",
		"A peer sends a message",
		"The first and only message on the connection, without authentication. A report follows where the message has an id. (PEER-1, PEER-5, PEER-6)",
		[]Kind{PeerMessage}, []Kind{StatusReport}},
	{"serverSendsToPeer", "peer", "peer", "send",
		"The server sends a message to a peer",
		"What a handler's answer sends to other servers, each over a connection of its own. The report need not be read. (SERVERS-1, SERVERS-10)",
		[]Kind{PeerMessage}, []Kind{StatusReport}},
	{"serverAsksHandler", "handler", "handler", "send",
		"The server hands data to a handler",
		"The data of one message, on a connection of its own. The handler answers with what is to be done. (HAND-2, RESP-1)",
		[]Kind{HandlerRequest}, []Kind{HandlerResponse}},
	{"handlerAsksInformer", "informer", "informer", "receive",
		"A handler asks the informer",
		"A question about who is signed in, or about the server. (INFO-1)",
		[]Kind{InformerRequest}, []Kind{InformerResponse}},
}
