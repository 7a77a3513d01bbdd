package schemas

import (
	"bytes"
	"encoding/json"
	"slices"
)

// AsyncAPI returns a description of the protocol as an AsyncAPI 3 document: the
// sockets, what is sent over each and by whom, and the schemas of the messages.
// The application that it describes is the server, so that it receives what a
// client sends. How messages are framed, for which AsyncAPI has no words, it
// says under "x-framing".
func AsyncAPI() []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(newAsyncAPI()); err != nil {
		panic(err) // a fault of the program's own files
	}
	return b.Bytes()
}

// AsyncAPIID is the id of the AsyncAPI document.
const AsyncAPIID = base + "asyncapi.json"

// The parts of an AsyncAPI document, by the names that its specification has.
type (
	asyncAPI struct {
		AsyncAPI           string                  `json:"asyncapi"`
		ID                 string                  `json:"id"`
		Info               asyncInfo               `json:"info"`
		DefaultContentType string                  `json:"defaultContentType"`
		Framing            framing                 `json:"x-framing"`
		Servers            members[asyncServer]    `json:"servers"`
		Channels           members[asyncChannel]   `json:"channels"`
		Operations         members[asyncOperation] `json:"operations"`
		Components         asyncComponents         `json:"components"`
	}
	asyncInfo struct {
		Title       string            `json:"title"`
		Version     string            `json:"version"`
		Description string            `json:"description"`
		License     map[string]string `json:"license"`
		Tags        []asyncTag        `json:"tags"`
	}
	asyncTag struct {
		Name        string `json:"name"`
		Description string `json:"description,omitempty"`
	}
	asyncServer struct {
		Host        string                 `json:"host"`
		Pathname    string                 `json:"pathname,omitempty"`
		Protocol    string                 `json:"protocol"`
		Description string                 `json:"description"`
		Variables   members[asyncVariable] `json:"variables"`
	}
	asyncVariable struct {
		Description string   `json:"description"`
		Examples    []string `json:"examples"`
	}
	asyncChannel struct {
		Address     *string           `json:"address"` // null: a connection has no further address
		Title       string            `json:"title"`
		Description string            `json:"description"`
		Servers     []asyncRef        `json:"servers"`
		Messages    members[asyncRef] `json:"messages"`
	}
	asyncOperation struct {
		Action      string      `json:"action"`
		Summary     string      `json:"summary"`
		Description string      `json:"description"`
		Channel     asyncRef    `json:"channel"`
		Messages    []asyncRef  `json:"messages"`
		Reply       *asyncReply `json:"reply,omitempty"`
		Tags        []asyncTag  `json:"tags"`
	}
	asyncReply struct {
		Channel  asyncRef   `json:"channel"`
		Messages []asyncRef `json:"messages"`
	}
	asyncRef struct {
		Ref string `json:"$ref"`
	}
	asyncComponents struct {
		Messages members[asyncMessage] `json:"messages"`
		Schemas  map[string]any        `json:"schemas"`
	}
	asyncMessage struct {
		Name          string            `json:"name"`
		Title         string            `json:"title"`
		Description   string            `json:"description"`
		CorrelationID *asyncCorrelation `json:"correlationId,omitempty"`
		Payload       asyncRef          `json:"payload"`
		Examples      []asyncExample    `json:"examples"`
	}
	asyncCorrelation struct {
		Description string `json:"description"`
		Location    string `json:"location"`
	}
	asyncExample struct {
		Payload any `json:"payload"`
	}
)

// newAsyncAPI puts the document together.
func newAsyncAPI() asyncAPI {
	return asyncAPI{
		AsyncAPI: "3.0.0",
		ID:       AsyncAPIID,
		Info: asyncInfo{
			Title:   "Bester",
			Version: "1.0",
			Description: "A protocol for the exchange of messages: clients sign in at a server and send messages to handlers, " +
				"which say what the server is to do with them. This document, made of the JSON Schemas of Bester 1.0, describes " +
				"the server: what it receives, a client, a peer or a handler sends.\n\n" + theFraming.Description,
			License: map[string]string{"name": "Apache-2.0"},
			Tags:    parties,
		},
		DefaultContentType: "application/json",
		Framing:            theFraming,
		Servers:            sockets,
		Channels:           asyncChannels(),
		Operations:         asyncOperations(),
		Components:         asyncComponents{asyncMessages(), asyncSchemas()},
	}
}

// asyncChannels describes the connections.
func asyncChannels() members[asyncChannel] {
	var all members[asyncChannel]
	for _, c := range connections {
		channel := asyncChannel{Title: c.title, Description: c.description}
		for _, socket := range c.sockets {
			channel.Servers = append(channel.Servers, asyncRef{"#/servers/" + socket})
		}
		for _, e := range exchanges {
			for _, kind := range slices.Concat(e.kinds, e.reply) {
				if e.connection == c.name {
					channel.Messages = channel.Messages.add(string(kind), asyncRef{"#/components/messages/" + string(kind)})
				}
			}
		}
		all = all.add(c.name, channel)
	}
	return all
}

// asyncOperations describes what is done on the connections.
func asyncOperations() members[asyncOperation] {
	var all members[asyncOperation]
	for _, e := range exchanges {
		channel := asyncRef{"#/channels/" + e.connection}
		operation := asyncOperation{
			Action:      e.action,
			Summary:     e.summary,
			Description: e.description,
			Channel:     channel,
			Messages:    channelMessages(e.connection, e.kinds),
			Tags:        []asyncTag{{Name: e.party}},
		}
		if e.reply != nil {
			operation.Reply = &asyncReply{channel, channelMessages(e.connection, e.reply)}
		}
		all = all.add(e.name, operation)
	}
	return all
}

func channelMessages(connection string, kinds []Kind) []asyncRef {
	var refs []asyncRef
	for _, kind := range kinds {
		refs = append(refs, asyncRef{"#/channels/" + connection + "/messages/" + string(kind)})
	}
	return refs
}

// asyncMessages describes every kind that travels alone in a frame.
func asyncMessages() members[asyncMessage] {
	var all members[asyncMessage]
	for _, e := range exchanges {
		for _, kind := range slices.Concat(e.kinds, e.reply) {
			all = all.add(string(kind), newAsyncMessage(kind))
		}
	}
	return all
}

func newAsyncMessage(kind Kind) asyncMessage {
	schema := readSchema(string(kind))
	message := asyncMessage{
		Name:        string(kind),
		Title:       schema["title"].(string),
		Description: schema["description"].(string),
		Payload:     asyncRef{"#/components/schemas/" + string(kind)},
	}
	if hasID(schema) {
		message.CorrelationID = &asyncCorrelation{"By it a report says which message it is about. (MSG-3)", "$message.payload#/payload/id"}
	}
	for _, example := range schema["examples"].([]any) {
		message.Examples = append(message.Examples, asyncExample{example})
	}
	return message
}

// hasID tells whether messages of a schema carry the id by which a report and
// what it is about belong together.
func hasID(schema map[string]any) bool {
	properties, _ := schema["properties"].(map[string]any)
	payload, _ := properties["payload"].(map[string]any)
	members, _ := payload["properties"].(map[string]any)
	return members["id"] != nil
}
