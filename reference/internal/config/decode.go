package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"
)

// decode returns the members of the object that content holds, or nil and a
// mistake noted.
func decode(noted *mistakes, content []byte) map[string]any {
	if len(content) > maxFileBytes {
		noted.add("", "larger than %d bytes", maxFileBytes)
		return nil
	}
	if !utf8.Valid(content) {
		noted.add("", "not valid UTF-8")
		return nil
	}
	var text json.RawMessage
	if err := json.Unmarshal(content, &text); err != nil {
		noted.add("", "not one JSON text: %s", reason(content, err))
		return nil
	}
	tokens := json.NewDecoder(bytes.NewReader(content))
	tokens.UseNumber()
	members, ok := decoder{noted, tokens}.value(object{}).(map[string]any)
	if !ok {
		noted.add("", "must hold a JSON object")
	}
	return members
}

// reason says what is wrong, and in which line as an editor counts them.
func reason(content []byte, err error) string {
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return err.Error()
	}
	before := content[:min(syntax.Offset, int64(len(content)))]
	return fmt.Sprintf("line %d: %v", 1+bytes.Count(before, []byte("\n")), err)
}

// decoder builds values from the tokens of a valid text, which encoding/json
// could do as well if it did not pass over a member that stands there twice.
type decoder struct {
	*mistakes
	tokens *json.Decoder
}

// token reads the next token.
func (d decoder) token() json.Token {
	token, err := d.tokens.Token()
	if err != nil {
		panic("config: a valid JSON text ended: " + err.Error()) // decode has checked it
	}
	return token
}

// value reads the next value; place is the object that it is a member of.
func (d decoder) value(place object) any {
	switch token := d.token(); token {
	case json.Delim('{'):
		return d.object(place)
	case json.Delim('['):
		return d.array(place)
	default:
		return token
	}
}

func (d decoder) object(place object) map[string]any {
	members := map[string]any{}
	for d.tokens.More() {
		name := d.token().(string)
		path := place.at(name)
		if _, twice := members[name]; twice {
			d.add(path, "stands there twice")
		}
		members[name] = d.value(object{path: path})
	}
	d.token() // the closing brace
	return members
}

func (d decoder) array(place object) []any {
	items := []any{}
	for d.tokens.More() {
		items = append(items, d.value(place))
	}
	d.token() // the closing bracket
	return items
}
