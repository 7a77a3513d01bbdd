package schemas_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/besterprotocol/bester/schemas"
)

func ExampleValidate() {
	err := schemas.Validate(schemas.ClientMessage, []byte(`{
  "payload": {
    "type": "chat",
    "data": {"text": "hi"},
    "id": 42
  }
}`))
	fmt.Println(err)
	// Output:
	// client-message: line 5, column 11: /payload/id: must be a string, but is the number 42
}

func ExampleValidate_valid() {
	err := schemas.Validate(schemas.Delivery, []byte(
		`{"header":{"messageType":"receivedMessage"},"payload":{"type":"chat","data":{"text":"hi"}}}`))
	fmt.Println(err)
	// Output:
	// <nil>
}

func ExampleError() {
	err := schemas.Validate(schemas.HandlerResponse, []byte(
		`{"header":{"status":"0","command":{"type":"sendClients","data":"bob"}}}`))
	var invalid *schemas.Error
	if errors.As(err, &invalid) {
		for _, v := range invalid.Violations {
			fmt.Printf("%d:%d %q breaks %s: %s\n", v.Line, v.Column, v.Pointer, v.Keyword, v.Message)
		}
	}
	// Output:
	// 1:1 "" breaks required: member "data" is missing: status "0" comes with a command and data (RESP-3)
	// 1:64 "/header/command/data" breaks type: must be an array, but is the string "bob"
}

func ExampleViolation() {
	doc := []byte(`{"header":{"scope":"client","authentication":{"usrname":"alice","password":"x"}}}`)
	err := schemas.Validate(schemas.ClientAuthenticate, doc)
	var invalid *schemas.Error
	if errors.As(err, &invalid) {
		v := invalid.Violations[0]
		fmt.Printf("%s: %s breaks %s: %s\n", v.Fault(), doc[v.Offset:v.End], v.Requirement, v.Suggestion)
	}
	// Output:
	// /header/authentication: member "username" is missing: "usrname" breaks AUTH-1: did you mean "username" where it says "usrname"?
}

func ExampleInfer() {
	for _, c := range schemas.Infer([]byte(`{"header":{"messageType":"receivedMessage"},"payload":{"type":"chat","data":0}}`)) {
		fmt.Printf("%s: %s\n", c.Kind, c.Reason)
	}
	// Output:
	// delivery: its "header.messageType" is "receivedMessage"
	// status-report: it has "header.messageType"
	// client-message: it has "payload"
}

func ExampleValidate_unknownKind() {
	err := schemas.Validate("client-massage", []byte(`{}`))
	fmt.Println(errors.Is(err, schemas.ErrUnknownKind))
	// Output:
	// true
}

func ExampleConversation() {
	conversation := schemas.NewConversation(schemas.ServerSocket, schemas.DefaultLimit, func(m schemas.Message) {
		fmt.Printf("%s's frame %d at byte %d: %s: %v\n", m.Sender, m.Number, m.Offset, m.Kind, m.Err)
	})
	client := conversation.Stream(schemas.Opener) // as a proxy would, give it whatever a client sends
	for _, body := range []string{
		`{"header":{"scope":"client","authentication":{"username":"alice","password":"secret"}}}`,
		`{"payload":{"type":"chat","data":"hi","id":7}}`,
	} {
		client.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(body))))
		client.Write([]byte(body))
	}
	client.Write([]byte{12, 0, 0, 0, '{'})
	client.Close()
	// Output:
	// client's frame 1 at byte 0: client-authenticate: <nil>
	// client's frame 2 at byte 91: client-message: client-message: line 1, column 44: /payload/id: must be a string, but is the number 7
	// client's frame 3 at byte 141: : the stream ends inside a frame: behind 1 of the 12 bytes of its body (FRAME-8)
}

func ExampleFrameError() {
	conversation := schemas.NewConversation(schemas.ServerSocket, schemas.DefaultLimit, func(m schemas.Message) {
		var frame *schemas.FrameError
		var invalid *schemas.Error
		switch {
		case errors.As(m.Err, &frame):
			fmt.Printf("frame %d breaks %s\n", m.Number, frame.Requirement)
		case errors.As(m.Err, &invalid):
			fmt.Printf("frame %d breaks %s at %q\n", m.Number, invalid.Violations[0].Requirement, invalid.Violations[0].Pointer)
		}
	})
	client := conversation.Stream(schemas.Opener)
	client.Write([]byte{2, 0, 0, 0, '{', '}'})
	client.Write([]byte{0, 0, 0, 0})
	// Output:
	// frame 1 breaks CONN-1 at ""
	// frame 2 breaks FRAME-6
}

func ExampleError_In() {
	err := schemas.Validate(schemas.ServerConf, []byte("{\n  \"handlers\": 1\n}"))
	var invalid *schemas.Error
	if errors.As(err, &invalid) {
		fmt.Println(invalid.In("server.conf"))
	}
	// Output:
	// server.conf:1:1: member "network" is missing
	// server.conf:2:15: /handlers: must be an object, but is the number 1
}

func ExampleSchema() {
	schema, err := schemas.Schema(schemas.Delivery)
	if err != nil {
		panic(err)
	}
	fmt.Println(schema.Title)
	fmt.Println(schema.ID)
	// Output:
	// Delivery
	// https://github.com/besterprotocol/bester/schemas/1.0/delivery.schema.json
}

// Another validator needs the bundle and no other file.
func ExampleBundle() {
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(schemas.BundleID, bytes.NewReader(schemas.Bundle())); err != nil {
		panic(err)
	}
	message := compiler.MustCompile(schemas.BundleID + "#/$defs/client-message")
	fmt.Println(message.Validate(map[string]any{"payload": map[string]any{"type": "chat", "id": "1", "data": nil}}))
	// Output:
	// <nil>
}

func ExampleKinds() {
	for _, kind := range schemas.Kinds() {
		fmt.Println(kind)
	}
	// Output:
	// client-authenticate
	// client-message
	// status-report
	// delivery
	// dummy-reply
	// peer-message
	// handler-request
	// handler-response
	// informer-request
	// informer-response
	// builtin-data
	// server-conf
	// report
	// target
	// baseline
}
