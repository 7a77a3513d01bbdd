package steps

import (
	"context"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// parameter is what stands for a value in a sentence: a regular expression with
// one group, and how what it matched is read.
type parameter struct {
	pattern string
	read    func(ctx context.Context, w *World, text string) (any, error)
}

// parameters are those that sentences can have. What each gives is the type of
// the argument that the sentence's function takes for it.
var parameters = map[string]parameter{
	"{name}":         {`(` + jsonString + `)`, pure(unquote)},
	"{names}":        {`(nobody|` + nameList + `)`, pure(unquoteAll)},
	"{connection}":   {`(` + jsonString + `)`, readConnection},
	"{peer}":         {`(` + jsonString + `)`, readPeer},
	"{peers}":        {`(` + nameList + `)`, readPeers},
	"{id}":           {`(` + jsonString + `)`, pure(func(text string) (wire.Value, error) { return wire.ParseJSON([]byte(text)) })},
	"{data}":         {`(` + dataPhrase + `)`, readData},
	"{alternatives}": {`(` + dataPhrase + `(?: or (?:` + dataPhrase + `))*)`, readAlternatives},
	"{body}":         {`(.+)`, readBody},
	"{hex}":          {`([0-9a-f]{2}(?: [0-9a-f]{2})*)`, pure(readHex)},
	"{command}":      {`(send(?:Clients|Servers|Handler) to (?:nobody|` + nameList + `)(?:, with data (?:` + dataPhrase + `))?)`, readCommand},
	"{good}":         {`(good|bad)`, pure(func(text string) (bool, error) { return text == "good", nil })},
	"{int}":          {`(\d+)`, pure(strconv.Atoi)},
	"{milliseconds}": {`(\d+) milliseconds`, pure(readMilliseconds)},
	"{on}":           {`(?: on "(S[1-9])")?`, readServer},
	"{over}":         {`(?: over (IPv4|IPv6|the UNIX socket))?`, pure(asIs)},
	"{wait}":         {`(handlers|frames|first messages|other servers)`, pure(asIs)},
	"{part}":         {`(the first \d+ bytes|all but one byte|all but its last line feed)`, pure(asIs)},
	"{front}":        {`(\{.*[:,])`, pure(asIs)},
	"{back}":         {`([\]}]+)`, pure(asIs)},
	"{variety}":      {`(|,? with (?:` + varietyNames + `|(?:` + faultNames + `) at ` + jsonString + `))`, pure(readVariety)},
	"{leaves}":       {`(ends her stream|ends the stream|closes|resets)`, pure(asIs)},
}

const (
	jsonString = `"(?:[^"\\]|\\.)*"`
	nameList   = jsonString + `(?:(?:, | and )` + jsonString + `)*`
	dataPhrase = `\{.*\}|\[.*\]|` + jsonString + `|-?[0-9][0-9.eE+-]*|true|false|null|` +
		`\d+ bytes of text|\d+ (?:arrays|objects) inside each other|the same data|what the handler answered`
)

var parameterPattern = regexp.MustCompile(`\{[a-z]+\}`)

// expression turns the text of a sentence into a regular expression for the
// whole of it. "a(n)" stands for either article.
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
		pattern.WriteString(literal(text[at:place[0]]))
		pattern.WriteString(parameter.pattern)
		at = place[1]
	}
	return pattern.String() + literal(text[at:]) + "$"
}

func literal(text string) string {
	return strings.ReplaceAll(regexp.QuoteMeta(text), `a\(n\)`, `an?`)
}

// parametersOf returns the parameters of a sentence in order.
func parametersOf(text string) []parameter {
	var all []parameter
	for _, name := range parameterPattern.FindAllString(text, -1) {
		all = append(all, parameters[name])
	}
	return all
}

// pure reads a parameter that depends on its text only.
func pure[T any](read func(text string) (T, error)) func(context.Context, *World, string) (any, error) {
	return func(_ context.Context, _ *World, text string) (any, error) { return read(text) }
}

func asIs(text string) (string, error) { return text, nil }

func readHex(text string) ([]byte, error) {
	return hex.DecodeString(strings.ReplaceAll(text, " ", ""))
}

func readMilliseconds(text string) (time.Duration, error) {
	n, err := strconv.Atoi(text)
	return time.Duration(n) * time.Millisecond, err
}

var jsonStringPattern = regexp.MustCompile(jsonString)

// unquote returns the string that a name in a sentence stands for.
func unquote(name string) (string, error) {
	value, err := wire.ParseJSON([]byte(name))
	if err != nil {
		return "", fmt.Errorf("%s is not a JSON string: %w", name, err)
	}
	return value.Text, nil
}

// unquoteAll returns the strings that names in a sentence stand for; "nobody"
// are none.
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
