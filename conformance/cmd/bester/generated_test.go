package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// eachBody passes on frames whose bodies are changed.
func eachBody(change func([]byte) []byte) func(to io.Writer, from io.Reader) {
	return func(to io.Writer, from io.Reader) {
		for {
			body, err := readBody(from)
			if err != nil {
				return
			}
			if _, err := to.Write(wire.Frame(change(body))); err != nil {
				return
			}
		}
	}
}

// withID gives a message that lacks an id an empty one. MSG-2
func withID(body []byte) []byte {
	var message struct{ Payload map[string]json.RawMessage }
	if json.Unmarshal(body, &message) != nil || message.Payload["type"] == nil || message.Payload["data"] == nil || message.Payload["id"] != nil {
		return body
	}
	message.Payload["id"] = json.RawMessage(`""`)
	changed, err := json.Marshal(map[string]any{"payload": message.Payload})
	if err != nil {
		return body
	}
	return changed
}

// rounded takes all numbers for doubles. JSON-5
func rounded(body []byte) []byte {
	var message any
	if json.Unmarshal(body, &message) != nil {
		return body
	}
	changed, err := json.Marshal(message)
	if err != nil {
		return body
	}
	return changed
}

// dying ends the server where an object has a certain member.
func dying(body []byte) []byte {
	if bytes.Contains(body, []byte(`"__proto__"`)) {
		fmt.Fprintln(os.Stderr, "I have inherited something")
		os.Exit(3)
	}
	return body
}

// smallestPattern matches what a failure says of the message that shows it.
var smallestPattern = regexp.MustCompile(`; sent was (.*) \(message \d+ of --generate-seed 1, made as small as it fails\)\n`)

func TestGeneratedMessagesFindWrongServers(t *testing.T) {
	for role, test := range map[string]struct {
		scenario string
		wants    []string
		most     int // bytes of the smallest message
	}{
		"forgives a missing id": {"^Whatever else a message holds, it is fatal .*/payload/id$",
			[]string{"✗ MSG-2", "where /payload/id is missing (message"}, len(`{"header":{},"payload":{"type":"chat","data":null}}, where /payload/id is missing`)},
		"rounds numbers": {"^Every digit is kept of numbers that a double does not keep$",
			[]string{"! JSON-5", "at the top: want "}, len(`{"header":{},"payload":{"type":"chat","data":123456789012345678,"id":""}}`) + 3},
	} {
		t.Run(role, func(t *testing.T) {
			t.Parallel()
			_, out, _ := run(t, "", "test", "--exec", shell(t, role), "--name", test.scenario)
			for _, want := range test.wants {
				if !strings.Contains(out, want) {
					t.Errorf("%q is not in\n%s", want, out)
				}
			}
			smallest := smallestPattern.FindStringSubmatch(out)
			if smallest == nil || len(smallest[1]) > test.most {
				t.Errorf("the smallest message is %q, of more than %d bytes:\n%s", smallest, test.most, out)
			}
		})
	}
}

func TestGeneratedMessagesSpareServersThatAreRightInThat(t *testing.T) {
	wantRun(t, 0, "", []string{"test", "--exec", shell(t, "rounds numbers"), "--name", "^Data of all kinds passes through as the same value$", "--generate", "300", "--generate-seed", "5"},
		"✓ JSON-4", ", generated 300 messages, generate seed 5\n")
}

// A server that a message kills is not asked again: the message is named as it was.
func TestGeneratedMessageThatKills(t *testing.T) {
	t.Parallel()
	wantRun(t, 1, "", []string{"test", "--exec", shell(t, "dies of a name"), "--name", "^Data of all kinds"},
		"✗ JSON-4", "S1 ended (exit status 3)", "I have inherited something", "of --generate-seed 1)")
}

func TestGenerateRefusesNumbersThatMakeNoSense(t *testing.T) {
	wantRun(t, 2, "", []string{"test", "--generate", "0"}, `--generate is "0": it must be at least 1`)
	wantRun(t, 2, "", []string{"test", "--generate-seed", "0"}, `--generate-seed is "0"`)
	wantRun(t, 2, "", []string{"test", "--transport", "air"}, `there is no transport "air" (the transports are whole, bytes, coalesced, split)`)
}
