package steps

import (
	"context"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

var (
	textPattern = regexp.MustCompile(`^(\d+) bytes of text$`)
	nestPattern = regexp.MustCompile(`^(\d+) (arrays|objects) inside each other$`)
)

// readData returns the JSON that a sentence calls for: JSON as it is, or a few
// words for what would not fit into a line.
func readData(_ context.Context, w *World, phrase string) (any, error) {
	return w.data(phrase)
}

func (w *World) data(phrase string) ([]byte, error) {
	if phrase == "the same data" {
		return w.sent, nil
	}
	if phrase == "what the handler answered" {
		return w.answered, nil
	}
	if match := textPattern.FindStringSubmatch(phrase); match != nil {
		n, err := strconv.Atoi(match[1])
		return actor.Text(n), err
	}
	if match := nestPattern.FindStringSubmatch(phrase); match != nil {
		n, err := strconv.Atoi(match[1])
		return nested(n, match[2] == "objects"), err
	}
	if _, err := wire.ParseJSON([]byte(phrase)); err != nil {
		return nil, fmt.Errorf("the scenario's data %s is not JSON: %w", phrase, err)
	}
	return []byte(phrase), nil
}

// readAlternatives returns the values that a sentence divides by "or".
func readAlternatives(_ context.Context, w *World, phrases string) (any, error) {
	var values []wire.Value
	for phrase := range strings.SplitSeq(phrases, " or ") {
		data, err := w.data(phrase)
		if err != nil {
			return nil, err
		}
		value, err := wire.ParseJSON(data)
		if err != nil {
			return nil, err
		}
		values = append(values, value)
	}
	return values, nil
}

// nested returns depth arrays, or objects, inside each other.
func nested(depth int, objects bool) []byte {
	if objects {
		return []byte(strings.Repeat(`{"a":`, depth-1) + `{}` + strings.Repeat(`}`, depth-1))
	}
	return []byte(strings.Repeat(`[`, depth) + strings.Repeat(`]`, depth))
}

// readBody returns the bytes of a body as a sentence writes it.
func readBody(_ context.Context, w *World, text string) (any, error) {
	return w.body(text), nil
}

func (w *World) body(text string) []byte { return unescape(w.addressed(text)) }

// bytePattern matches what stands in a body for a byte that cannot be written
// in a feature file.
var bytePattern = regexp.MustCompile(`\((NUL|LF|space|[0-9A-F]{2})\)`)

// unescape returns text with the bytes in it that stand there by name.
func unescape(text string) []byte {
	return bytePattern.ReplaceAllFunc([]byte(text), func(name []byte) []byte {
		switch named := string(name[1 : len(name)-1]); named {
		case "NUL":
			return []byte{0}
		case "LF":
			return []byte{'\n'}
		case "space":
			return []byte{' '}
		default:
			value, _ := hex.DecodeString(named)
			return value
		}
	})
}
