package inspect

import (
	"bytes"
	"encoding/json"

	"github.com/besterprotocol/bester/schemas"
)

// enclosing returns an error where a document, which may be any data for a handler,
// holds what is written like a message: an array of them, or the text of one. It
// would be valid, and what it holds was not looked at.
func enclosing(text []byte) error {
	text = bytes.TrimLeft(text, " \t\r\n")
	switch {
	case bytes.HasPrefix(text, []byte("[")):
		if kind := kindOf(firstElement(text)); kind != "" {
			return noKind("it is an array, whose first element is written like a "+string(kind),
				"write each message by itself, one on a line, as jq -c '.[]' does; if the array is the data for a handler, say --kind handler-request")
		}
	case bytes.HasPrefix(text, []byte("\"")):
		var inner string
		if json.Unmarshal(text, &inner) != nil {
			return nil
		}
		if kind := kindOf([]byte(inner)); kind != "" {
			return noKind("it is a string, in which stands what is written like a "+string(kind),
				"write the message as it is, and not as a string; if the string is the data for a handler, say --kind handler-request")
		}
	}
	return nil
}

// firstElement returns the first element of an array, nil where there is none.
func firstElement(array []byte) []byte {
	decoder := json.NewDecoder(bytes.NewReader(array))
	var element json.RawMessage
	if _, err := decoder.Token(); err != nil || !decoder.More() || decoder.Decode(&element) != nil {
		return nil
	}
	return element
}

// kindOf returns the kind of a message with an envelope, "" for anything else.
func kindOf(text []byte) schemas.Kind {
	var members map[string]json.RawMessage
	if json.Unmarshal(text, &members) != nil || members["header"] == nil && members["payload"] == nil {
		return ""
	}
	for _, c := range schemas.Infer(text) {
		return c.Kind
	}
	return ""
}
