package generate

import (
	"testing"

	"github.com/besterprotocol/bester/conformance/internal/wire"
	"github.com/besterprotocol/bester/schemas"
)

// TestPlainMessages calls Plain on messages of all kinds.
func TestPlainMessages(t *testing.T) {
	maker, err := New(Shape{Kind: schemas.ClientMessage, Text: AnyText, Spelled: true, Fixed: map[string]string{"/payload/type": `"chat"`}})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 300 {
		m, err := maker.Message(1, i)
		if err != nil {
			t.Fatal(err)
		}
		plain, ok := m.Plain()
		if !ok || string(plain.Body) != plain.Value.String() {
			t.Fatalf("%s became %s", m.Body, plain.Body)
		}
		for pointer, want := range map[string]string{"type": `"chat"`, "id": `"a"`, "data": "1"} {
			if got := plain.Value.Get("payload", pointer); got.String() != want {
				t.Errorf("%s became %s: %s is %s, want %s", m.Body, plain.Body, pointer, got.String(), want)
			}
		}
	}
}

func TestMessagesWithFaultsHaveNoPlainForm(t *testing.T) {
	maker, err := New(Shape{Kind: schemas.ClientMessage, Fault: "/payload/id"})
	if err != nil {
		t.Fatal(err)
	}
	m, err := maker.Message(1, 0)
	if err != nil {
		t.Fatal(err)
	}
	if plain, ok := m.Plain(); ok || plain.Value.Get("payload").Kind == wire.Invalid {
		t.Errorf("got %s", plain.Body)
	}
}
