package main

import (
	"strings"
	"testing"

	"github.com/besterprotocol/bester/schemas"
)

func TestMessagesAreValidAndOfOneSize(t *testing.T) {
	var file strings.Builder
	if err := writeMessages(&file, 1000); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(file.String(), "\n"), "\n")
	if len(lines) != 1000 {
		t.Errorf("got %d lines", len(lines))
	}
	seen := make(map[string]bool)
	for _, line := range lines {
		if err := schemas.Validate(schemas.ClientMessage, []byte(line)); err != nil {
			t.Errorf("%s: %v", line, err)
		}
		if len(line) != size || seen[line] {
			t.Errorf("%s is %d bytes long, or there twice", line, len(line))
		}
		seen[line] = true
	}
}
