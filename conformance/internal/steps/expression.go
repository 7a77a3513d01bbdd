package steps

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// parameters are what stands for a value in a step, each with the regular
// expression of what it matches. Each matches exactly one group.
var parameters = map[string]string{
	"{name}":    `(` + jsonString + `)`,
	"{names}":   `(` + nameList + `)`,
	"{on}":      `(?: on "(S[1-9])")?`,
	"{int}":     `(\d+)`,
	"{data}":    `(` + dataPhrase + `)`,
	"{body}":    `(.+)`,
	"{part}":    `(the first \d+ bytes|all but one byte)`,
	"{leaves}":  `(ends her stream|ends the stream|closes|resets)`,
	"{hex}":     `([0-9a-f]{2}(?: [0-9a-f]{2})*)`,
	"{command}": `(send(?:Clients|Servers|Handler) to (?:nobody|` + nameList + `)(?:, with data (?:` + dataPhrase + `))?)`,
	"{status}":  `(good|bad)`,
	"{over}":    `(?: over (IPv4|IPv6|the UNIX socket))?`,
	"{an}":      `(?:a|an)`,
}

const (
	jsonString = `"(?:[^"\\]|\\.)*"`
	nameList   = jsonString + `(?:(?:, | and )` + jsonString + `)*`
	dataPhrase = `\{.*\}|\[.*\]|` + jsonString + `|-?[0-9][0-9.eE+-]*|true|false|null|` +
		`\d+ bytes of text|\d+ (?:arrays|objects) inside each other|the same data|what the handler answered`
)

var parameterPattern = regexp.MustCompile(`\{[a-z]+\}`)

// expression turns the text of a step with parameters into a regular expression
// for the whole of it.
func expression(text string) string {
	var pattern strings.Builder
	pattern.WriteByte('^')
	at := 0
	for _, place := range parameterPattern.FindAllStringIndex(text, -1) {
		name := text[place[0]:place[1]]
		parameter, ok := parameters[name]
		if !ok {
			panic(fmt.Sprintf("steps: %q has the unknown parameter %s", text, name))
		}
		pattern.WriteString(regexp.QuoteMeta(text[at:place[0]]))
		pattern.WriteString(parameter)
		at = place[1]
	}
	return pattern.String() + regexp.QuoteMeta(text[at:]) + "$"
}

var jsonStringPattern = regexp.MustCompile(jsonString)

// unquote returns the string that a {name} stands for.
func unquote(name string) (string, error) {
	value, err := wire.ParseJSON([]byte(name))
	if err != nil {
		return "", fmt.Errorf("%s is not a JSON string: %w", name, err)
	}
	return value.Text, nil
}

// unquoteAll returns the strings that {names} stand for; "nobody" and "" are none.
func unquoteAll(names string) ([]string, error) {
	texts := []string{}
	for _, name := range jsonStringPattern.FindAllString(names, -1) {
		text, err := unquote(name)
		if err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	return texts, nil
}
