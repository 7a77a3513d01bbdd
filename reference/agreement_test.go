package reference_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/besterprotocol/bester/reference/internal/config"
	"github.com/besterprotocol/bester/reference/internal/message"
	"github.com/besterprotocol/bester/schemas"
)

// The schemas and the server's own checks are two statements of the same truth:
// messages are generated, most of them a little wrong, and each has to be taken
// by both or by neither.

// generatedPerKind is how many messages of each kind are held against both.
const generatedPerKind = 5000

// seedVariable changes which messages are generated.
const seedVariable = "BESTER_SEED"

func generatorSeed(t *testing.T) uint64 {
	seed := uint64(1)
	if text := os.Getenv(seedVariable); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatalf("%s is no number: %v", seedVariable, err)
		}
	}
	t.Logf("%s=%d", seedVariable, seed)
	return seed
}

// judges say of each kind whether the server takes a message.
var judges = map[schemas.Kind]struct {
	template string
	accepts  func(body []byte) bool
}{
	schemas.ClientAuthenticate: {
		`{"header":{"scope":"client","authentication":{"username":"alice","password":"secret"}},"payload":{"type":"chat"}}`,
		func(body []byte) bool {
			first, err := message.DecodeFirst(body)
			return err == nil && first.Client != nil
		},
	},
	schemas.PeerMessage: {
		`{"header":{"scope":"server","hops":3},"payload":{"type":"chat","data":{"a":[1]},"id":"7"}}`,
		func(body []byte) bool {
			first, err := message.DecodeFirst(body)
			return err == nil && first.Peer != nil
		},
	},
	schemas.ClientMessage: {
		`{"header":{"scope":"client"},"payload":{"type":"chat","data":{"a":[1]},"id":"7"}}`,
		func(body []byte) bool { _, err := message.DecodeClient(body); return err == nil },
	},
	schemas.HandlerResponse: {
		`{"header":{"status":"0","command":{"type":"sendClients","data":["alice","bob"]}},"data":{"a":[1]}}`,
		func(body []byte) bool {
			_, err := message.DecodeAnswer(body)
			return err == nil || err.Code == message.HandlerFailed // which is well-formed (RESP-2)
		},
	},
	schemas.InformerRequest: {
		`{"command":{"type":"isClient","data":"alice"}}`,
		func(body []byte) bool { _, err := message.DecodeInformerRequest(body); return err == nil },
	},
	schemas.BuiltinData: {
		`{"command":{"type":"close"}}`,
		func(body []byte) bool { return message.IsClose(body) },
	},
	schemas.ServerConf: {
		`{"network":{"types":["tcp4"],"tcp4":{"address":"127.0.0.1","port":"2223"},"unix":{"address":"s.sock"}},
		  "handlers":{"availableTypes":["chat"],"typeMap":{"chat":{"unixDomainSocketPath":"chat.sock"}}},
		  "admin":{"info":{}},"accounts":"open","limits":{"hops":3},"timeouts":{"handlerMs":7}}`,
		func(body []byte) bool {
			_, err := config.Parse("server.conf", "/", body)
			return err == nil || isBeyondSchemas(err)
		},
	},
}

// isBeyondSchemas reports whether all that is wrong is what no schema can say: a
// type that is none of those in typeMap, or a path at which two listen.
func isBeyondSchemas(err error) bool {
	for line := range strings.SplitSeq(err.Error(), "\n") {
		if !strings.HasSuffix(line, "is not in handlers.typeMap") && !strings.HasSuffix(line, "as well") {
			return false
		}
	}
	return true
}

func TestSchemasAndServerAgree(t *testing.T) {
	seed := generatorSeed(t)
	for _, kind := range slices.Sorted(maps.Keys(judges)) {
		t.Run(string(kind), func(t *testing.T) {
			g := generator{rand.New(rand.NewPCG(seed, 0))}
			judge := judges[kind]
			taken := 0
			for range generatedPerKind {
				body := g.message(judge.template)
				accepted := judge.accepts(body)
				if err := schemas.Validate(kind, body); (err == nil) != accepted {
					t.Fatalf("%s: the server takes it: %v; the schema says: %v", body, accepted, err)
				}
				if accepted {
					taken++
				}
			}
			if share := float64(taken) / generatedPerKind; share < 0.1 || share > 0.9 {
				t.Errorf("%.0f%% of the messages were taken: the generator does not look at both sides", 100*share)
			}
		})
	}
}

// generator makes messages out of a template.
type generator struct{ *rand.Rand }

// message returns the template with up to three things changed in it.
func (g generator) message(template string) []byte {
	decoder := json.NewDecoder(bytes.NewReader([]byte(template)))
	decoder.UseNumber()
	var document any
	if err := decoder.Decode(&document); err != nil {
		panic(err)
	}
	for range g.IntN(4) {
		document = g.change(document)
	}
	body, err := json.Marshal(document)
	if err != nil {
		panic(err)
	}
	return body
}

// change changes one thing in v, at whatever depth.
func (g generator) change(v any) any {
	if g.IntN(4) == 0 {
		return g.value()
	}
	switch v := v.(type) {
	case map[string]any:
		return g.changeObject(v)
	case []any:
		if len(v) == 0 || g.IntN(3) == 0 {
			return append(v, g.value())
		}
		i := g.IntN(len(v))
		v[i] = g.change(v[i])
		return v
	}
	return g.value()
}

func (g generator) changeObject(v map[string]any) any {
	names := slices.Sorted(maps.Keys(v))
	if len(names) == 0 {
		v[pick(g, words)] = g.value()
		return v
	}
	name := pick(g, names)
	switch g.IntN(8) {
	case 0:
		delete(v, name)
	case 1:
		v[pick(g, words)] = g.value()
	case 2:
		v[pick(g, words)] = v[name]
		delete(v, name)
	default:
		v[name] = g.change(v[name])
	}
	return v
}

// words are names and texts that mean something somewhere, and some that are
// almost such words.
var words = []string{
	"", " ", "header", "payload", "Header", "data", "Data", "id", "ID", "type", "scope", "status", "command", "hops",
	"authentication", "username", "password", "client", "server", "Client", "0", "1", "00", "-1", "alice", "é", "\u0000",
	"auth_special", "fatal_special", "auth_special ", "sendClients", "sendServers", "sendHandler", "SendHandler", "chat",
	"close", "Close", "listClients", "isClient", "serverInfo", "quit", "127.0.0.1:2223", "nonsense", "__proto__", "٠",
}

var numbers = []string{
	"0", "-0", "1", "-1", "16", "1.0", "1.5", "1e1", "1e-1", "10e-1", "0e99999999999", "2147483647", "2147483648",
	"1e10000000", "1e-10000000", "-1e400", "0.0000000000000000000000000000000000001", "123456789012345678901234567890",
}

// value returns any value.
func (g generator) value() any {
	switch g.IntN(8) {
	case 0:
		return nil
	case 1:
		return g.IntN(2) == 0
	case 2:
		return json.Number(pick(g, numbers))
	case 3:
		return []any{}
	case 4:
		return []any{pick(g, words), g.value()}
	case 5:
		return map[string]any{pick(g, words): g.value()}
	}
	return pick(g, words)
}

func pick[T any](g generator, from []T) T { return from[g.IntN(len(from))] }

// TestWhatTheServerWritesIsValid encodes generated values and holds the result
// against the schemas.
func TestWhatTheServerWritesIsValid(t *testing.T) {
	g := generator{rand.New(rand.NewPCG(generatorSeed(t), 1))}
	wantValid := func(kind schemas.Kind, body []byte) {
		t.Helper()
		if err := schemas.Validate(kind, body); err != nil {
			t.Fatalf("%s: %v", body, err)
		}
	}
	for range generatedPerKind {
		data, _ := json.Marshal(g.value())
		id, _ := json.Marshal(pick(g, words))
		name := "a type " + pick(g, words)
		wantValid(schemas.Delivery, message.EncodeDelivery(name, data))
		wantValid(schemas.DummyReply, message.EncodeDummy(id))
		wantValid(schemas.PeerMessage, message.EncodePeer(message.Peer{
			Message: message.Message{Type: name, Data: data, ID: id}, Hops: g.IntN(100)}))
		wantValid(schemas.StatusReport, message.Report{ID: id}.Encode())
		wantValid(schemas.StatusReport, message.Report{
			ID: id, Err: message.Errorf(message.Loop, "%s", pick(g, words)+"."), Undelivered: []string{pick(g, words)}}.Encode())
		wantValid(schemas.InformerResponse, message.EncodeInformerAnswer([]string{pick(g, words)}))
		wantValid(schemas.InformerResponse, message.EncodeInformerAnswer(g.IntN(2) == 0))
		wantValid(schemas.InformerResponse, message.EncodeInformerRefusal())
	}
}
