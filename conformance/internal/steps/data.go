package steps

import (
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

// data returns the JSON that a step calls for: JSON as it is, or a few words for
// what would not fit into a line.
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

// value returns the data that a step calls for as a value to compare with.
func (w *World) value(phrase string) (wire.Value, error) {
	data, err := w.data(phrase)
	if err != nil {
		return wire.Value{}, err
	}
	return wire.ParseJSON(data)
}

// nested returns depth arrays, or objects, inside each other.
func nested(depth int, objects bool) []byte {
	if objects {
		return []byte(strings.Repeat(`{"a":`, depth-1) + `{}` + strings.Repeat(`}`, depth-1))
	}
	return []byte(strings.Repeat(`[`, depth) + strings.Repeat(`]`, depth))
}

// bytePattern matches what stands in a body for a byte that cannot be written
// in a feature file.
var bytePattern = regexp.MustCompile(`\((NUL|LF|space|[0-9A-F]{2})\)`)

// body returns the bytes that a step writes as text.
func body(text string) []byte {
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

// bytes returns the bytes that a step writes in hexadecimal.
func bytes(written string) ([]byte, error) {
	return hex.DecodeString(strings.ReplaceAll(written, " ", ""))
}

// alternatives returns the data phrases that "or" divides.
func alternatives(phrases string) []string { return strings.Split(phrases, " or ") }
