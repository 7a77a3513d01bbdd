package schemas

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// told is what a violation says of its place, and in which words.
type told struct {
	Pointer          string
	Line, Column     int
	Keyword, Message string
}

func toldOf(all []Violation) []told {
	var words []told
	for _, v := range all {
		words = append(words, told{v.Pointer, v.Line, v.Column, v.Keyword, v.Message})
	}
	return words
}

// faulty is a document with everything that is wrong with it.
type faulty struct {
	name string
	kind Kind
	text string
	want []told
}

// documents are wrong in several ways, or in a place that is not easy to name.
var documents = []faulty{
	{
		"in document order", ClientMessage,
		`{
  "payload": {
    "id": 42,
    "type": null
  }
}`,
		[]told{
			{"/payload", 2, 14, "required", `member "data" is missing`},
			{"/payload/id", 3, 11, "type", `must be a string, but is the number 42`},
			{"/payload/type", 4, 13, "type", `must be a string, but is null`},
		},
	},
	{
		"several members missing in one place", DummyReply,
		`{"header":{"status":"0"},"payload":{}}`,
		[]told{
			{"/payload", 1, 36, "required", `member "type" is missing`},
			{"/payload", 1, 36, "required", `member "data" is missing`},
			{"/payload", 1, 36, "required", `member "id" is missing`},
		},
	},
	{
		"a name that is no string", ClientMessage,
		"{\"a\tb\":0}",
		[]told{{"", 1, 1, "required", `member "payload" is missing`}, {"", 1, 4, "json", `not JSON: the character U+0009 must stand in a string as \u0009`}},
	},
	{
		"repeated names beside other faults, the last value counting", ClientMessage,
		`{"payload":{"type":"chat","data":null,"id":1,"id":2,"id":3}}`,
		[]told{
			{"/payload/id", 1, 46, "repeatedName", `member "id" stands here twice`},
			{"/payload/id", 1, 53, "repeatedName", `member "id" stands here twice`},
			{"/payload/id", 1, 58, "type", `must be a string, but is the number 3`},
		},
	},
	{
		"names twice among equal things that are no names", InformerResponse,
		`{"status":"0","data":[7,7,[],[],"a"]}`,
		[]told{
			{"/data/0", 1, 23, "type", `must be a string, but is the number 7`},
			{"/data/1", 1, 25, "type", `must be a string, but is the number 7`},
			{"/data/2", 1, 27, "type", `must be a string, but is an array`},
			{"/data/3", 1, 30, "type", `must be a string, but is an array`},
		},
	},
	{
		"every repeated name", StatusReport,
		`{"header":{"messageType":"statusReport","status":"good"},"payload":{"id":"","undelivered":["a","a","b","a"]}}`,
		[]told{
			{"/payload/undelivered/1", 1, 96, "uniqueItems", `must not be "a", which stands at index 0 already`},
			{"/payload/undelivered/3", 1, 104, "uniqueItems", `must not be "a", which stands at index 0 already`},
		},
	},
	{
		"unknown members at their names", ServerConf,
		"{\"network\":{\"types\":[\"unix\"],\"unix\":{\"address\":\"s\", \"a/b~c\":1, \"100%\":2}},\n\"handlers\":{\"availableTypes\":[],\"typeMap\":{}}}",
		[]told{
			{"/network/unix/a~1b~0c", 1, 53, "additionalProperties", `unknown member "a/b~c" (known here: address)`},
			{"/network/unix/100%", 1, 64, "additionalProperties", `unknown member "100%" (known here: address)`},
		},
	},
	{
		"members of empty name", ServerConf,
		`{"network":{"types":["unix"],"unix":{"address":"s"}},"handlers":{"availableTypes":[],"typeMap":{"":{"":{"":0}}}}}`,
		[]told{
			{"/handlers/typeMap/", 1, 97, "minLength", `the name must not be empty`},
			{"/handlers/typeMap/", 1, 100, "required", `member "unixDomainSocketPath" is missing`},
			{"/handlers/typeMap//", 1, 101, "additionalProperties", `unknown member "" (known here: handlerBinary, unixDomainSocketPath)`},
		},
	},
	{
		"a variable of empty name", Target,
		`{"name":"x","start":"./x {config}","environment":{"":1}}`,
		[]told{
			{"/environment/", 1, 51, "pattern", `the name must not be "": a variable's name is made of letters, digits and _, and does not start with a digit`},
			{"/environment/", 1, 54, "type", `must be a string, but is the number 1`},
		},
	},
	{
		"names with a line break, a bell and a right-to-left override", ServerConf,
		"{\"network\":{\"types\":[\"unix\"],\"unix\":{\"address\":\"s\"}},\"handlers\":{\"availableTypes\":[],\"typeMap\":{}},\"\\n\\u0007\u202e\":0}",
		[]told{
			{"/\n\a\u202e", 1, 100, "additionalProperties", `unknown member "\u000a\u0007\u202e" (known here: accounts, admin, database, handlers, informer, limits, network, timeouts)`},
		},
	},
	{
		"lines that end with LF, CR LF and CR", ClientMessage,
		"{\n\r\n\r \"payload\":\r\n\t[]}",
		[]told{{"/payload", 5, 2, "type", `must be an object, but is an array`}},
	},
	{
		"columns count characters, not bytes", ClientMessage,
		`{"ä€💬":"ä€💬","payload":[]}`,
		[]told{{"/payload", 1, 24, "type", `must be an object, but is an array`}},
	},
	{
		"lone surrogates do not shift what follows", ClientMessage,
		`{"\ud800":"\udfff\ud800","payload":[]}`,
		[]told{{"/payload", 1, 36, "type", `must be an object, but is an array`}},
	},
	{
		"lone surrogates are told from each other and from U+FFFD", ClientMessage,
		`{"\ud800":0,"\ud801":0,"\udc00":0,"\ufffd":0,"\ud800":0,"payload":{"type":"","data":0,"id":""}}`,
		[]told{{"/\uFFFD", 1, 46, "repeatedName", "member \"\uFFFD\" stands here twice"}},
	},
	{
		"a surrogate pair is one character, however written", ClientMessage,
		`{"\ud83d\udcac":0,"💬":0,"payload":{"type":"","data":0,"id":""}}`,
		[]told{{"/💬", 1, 19, "repeatedName", `member "💬" stands here twice`}},
	},
	{
		"long values are cut", ClientAuthenticate,
		`{"header":{"scope":"` + strings.Repeat("ä", 100) + `","authentication":{"username":"a","password":"b"}}}`,
		[]told{{"/header/scope", 1, 20, "const", `must be "client", but is "` + strings.Repeat("ä", 39) + `…"`}},
	},
	{
		"a fault at the very end", ClientMessage,
		"{}\n}",
		[]told{{"", 1, 1, "required", `member "payload" is missing`}, {"", 2, 1, "json", `not JSON: the document goes on with "}" behind its first value`}},
	},
	{
		"an end too early", ClientMessage,
		"{\n",
		[]told{{"", 2, 1, "json", `not JSON: expected a member name in double quotes, but the document ends`}},
	},
	{
		"a repeated name in a text that is no JSON", ClientMessage,
		`{"a":1,"a":2,]`,
		[]told{{"/a", 1, 8, "repeatedName", `member "a" stands here twice`}, {"", 1, 14, "json", `not JSON: expected a member name in double quotes, but found "]"`}},
	},
	{
		"invalid UTF-8 behind characters of several bytes", HandlerRequest,
		"[\"ä€\",\n\"\xff\"]",
		[]told{{"", 2, 2, "json", `not JSON: the byte 0xFF is not valid UTF-8 here`}},
	},
	{
		"a byte order mark before a fault", ClientMessage,
		"\uFEFF[]",
		[]told{{"", 1, 1, "json", `not JSON: the document begins with a byte order mark`}, {"", 1, 2, "type", `must be an object, but is an array`}},
	},
	{
		"nothing", ClientMessage,
		"",
		[]told{{"", 1, 1, "json", `not JSON: the document is empty`}},
	},
	{
		"a NUL", ClientMessage,
		"\x00",
		[]told{{"", 1, 1, "json", `not JSON: expected a value, but found the character U+0000`}},
	},
	{
		"a NUL in a string", ClientMessage,
		"\"\x00\"",
		[]told{{"", 1, 1, "type", `must be an object, but is the string "\u0000"`}, {"", 1, 2, "json", `not JSON: the character U+0000 must stand in a string as \u0000`}},
	},
	{
		"a NUL in an escape", ClientMessage,
		"\"\\\x00\"",
		[]told{{"", 1, 1, "type", `must be an object, but is the string "\\u0000"`}, {"", 1, 3, "json", `not JSON: expected an escape such as \n or \u00e9, but found the character U+0000`}},
	},
}

func TestValidate(t *testing.T) {
	for _, d := range documents {
		t.Run(d.name, func(t *testing.T) {
			if diff := cmp.Diff(d.want, toldOf(violations(t, d.kind, []byte(d.text)))); diff != "" {
				t.Errorf("violations (-want +got):\n%s", diff)
			}
		})
	}
}

// violations returns what Validate finds wrong with a document.
func violations(t *testing.T, kind Kind, doc []byte) []Violation {
	t.Helper()
	err := Validate(kind, doc)
	if err == nil {
		return nil
	}
	var invalid *Error
	if !errors.As(err, &invalid) {
		t.Fatalf("got %v, want an *Error", err)
	}
	return invalid.Violations
}

// TestFindingsAreToldOnce is about a fault that two ways through a schema lead
// to; beside it stands another fault of the same place.
func TestFindingsAreToldOnce(t *testing.T) {
	about := &node{parent: &node{}, name: "a"}
	one := finding{about: about, Violation: Violation{Offset: 3, Message: "is wrong"}}
	other := finding{about: about, Violation: Violation{Offset: 3, Message: "is too long"}}
	want := []Violation{
		{Pointer: "/a", Line: 2, Column: 1, Offset: 3, Message: "is wrong"},
		{Pointer: "/a", Line: 2, Column: 1, Offset: 3, Message: "is too long"},
	}
	got, more := tell([]byte("{ \n0}"), firstOfEach([]finding{one, other, one}))
	if diff := cmp.Diff(want, got); diff != "" || more {
		t.Errorf("more: %t; violations (-want +got):\n%s", more, diff)
	}
}

// TestViolationsAreTheSameEachTime is about places and names that several violations
// could have, of which none may be left to chance.
func TestViolationsAreTheSameEachTime(t *testing.T) {
	for _, doc := range []string{
		`{"network":{"type":{"":{"":""}}},"database":{"":""}}`,
		`{"Network":{"types":1},"NETWORK":{"types":2},"networks":{"types":3},"handler":1,"Handlers":{"availableTypes":4}}`,
	} {
		want := violations(t, ServerConf, []byte(doc))
		for range 50 {
			if diff := cmp.Diff(want, violations(t, ServerConf, []byte(doc))); diff != "" {
				t.Fatalf("%s (-once +again):\n%s", doc, diff)
			}
		}
	}
}

func TestErrorText(t *testing.T) {
	one := Validate(ClientMessage, []byte("{\"payload\": {\n  \"type\": \"chat\", \"data\": 1,\n  \"id\":      42}}"))
	want := `client-message: line 3, column 14: /payload/id: must be a string, but is the number 42`
	if got := fmt.Sprint(one); got != want {
		t.Errorf("one violation: got %q, want %q", got, want)
	}
	two := Validate(ClientMessage, []byte(`{"payload":{"data":0,"type":"chat\u000a","id":"x","id":7}}`))
	want = `client-message: line 1, column 51: /payload/id: member "id" stands here twice` + "\n" +
		`client-message: line 1, column 56: /payload/id: must be a string, but is the number 7`
	if got := fmt.Sprint(two); got != want {
		t.Errorf("two violations: got %q, want %q", got, want)
	}
	whole := Validate(BuiltinData, []byte(` null`))
	want = `builtin-data: line 1, column 2: must be an object, but is null`
	if got := fmt.Sprint(whole); got != want {
		t.Errorf("the document: got %q, want %q", got, want)
	}
	pointer := Violation{Pointer: "/a\n\x1b[2J", Line: 1, Column: 2, Message: "is wrong"}
	want = `line 1, column 2: /a\u000a\u001b[2J: is wrong`
	if got := pointer.String(); got != want {
		t.Errorf("a pointer that a terminal would act on: got %q, want %q", got, want)
	}
}

func TestErrorInAFile(t *testing.T) {
	e := &Error{Kind: ClientMessage, Violations: []Violation{
		{Line: 1, Column: 2, Message: "is wrong"},
		{Pointer: "/a\n\x1b[2J", Line: 3, Column: 4, Message: "is wrong too", Suggestion: "mend it"},
	}}
	want := "dir/m.json:1:2: is wrong\ndir/m.json:3:4: /a\\u000a\\u001b[2J: is wrong too; mend it"
	if got := e.In("dir/m.json").Error(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestUnknownKind(t *testing.T) {
	for _, kind := range []Kind{"", "definitions", "client-message.schema.json", "../schemas"} {
		err := Validate(kind, []byte(`{}`))
		if !errors.Is(err, ErrUnknownKind) {
			t.Errorf("kind %q: got error %v, want ErrUnknownKind", kind, err)
			continue
		}
		for _, known := range Kinds() {
			if !strings.Contains(err.Error(), string(known)) {
				t.Errorf("kind %q: error %q does not name %s", kind, err, known)
			}
		}
	}
}

func TestKindsAreTheCallersOwn(t *testing.T) {
	Kinds()[0] = "changed"
	if got := Kinds()[0]; got != ClientAuthenticate {
		t.Errorf("a caller changed the kinds: the first is %q", got)
	}
}

// TestDepth draws the line where the documentation draws it.
func TestDepth(t *testing.T) {
	nested := func(open, closing string, depth int) []byte {
		return []byte(strings.Repeat(open, depth) + "0" + strings.Repeat(closing, depth))
	}
	for _, brackets := range [][2]string{{"[", "]"}, {`{"a":`, "}"}} {
		if err := Validate(HandlerRequest, nested(brackets[0], brackets[1], 10_000)); err != nil {
			t.Errorf("10,000 levels of %s: %v", brackets[0], err)
		}
		for _, depth := range []int{10_001, 100_000} {
			column := len(brackets[0])*10_000 + 1
			want := []told{{"", 1, column, "size", "nested more than 10,000 deep, and not read further"}}
			got := toldOf(violations(t, HandlerRequest, nested(brackets[0], brackets[1], depth)))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%d levels of %s (-want +got):\n%s", depth, brackets[0], diff)
			}
		}
	}
}

// TestDepthOutsideOfData wants the same of what is not opaque.
func TestDepthOutsideOfData(t *testing.T) {
	header := strings.Repeat(`[{"a":`, 4_999) + "0" + strings.Repeat("}]", 4_999)
	doc := `{"header":` + header + `,"payload":{"type":"chat","data":null,"id":"1"}}`
	if err := Validate(ClientMessage, []byte(doc)); err != nil {
		t.Errorf("9,999 levels: %v", err)
	}
	doc = strings.Repeat("[", 100_000)
	want := []told{{"", 1, 10_001, "size", "nested more than 10,000 deep, and not read further"}}
	if diff := cmp.Diff(want, toldOf(violations(t, ClientMessage, []byte(doc)))); diff != "" {
		t.Errorf("100,000 levels never closed (-want +got):\n%s", diff)
	}
}

// TestLargeDocuments has nothing to say about time but that it ends: where the
// work grew with the square of the length, each would take many seconds.
func TestLargeDocuments(t *testing.T) {
	for _, large := range largeDocuments(50_000) {
		t.Run(large.name, func(t *testing.T) {
			got := violations(t, large.kind, large.text)
			if want := min(large.violations, MaxViolations); len(got) != want {
				t.Errorf("got %d violations, want %d", len(got), want)
			}
		})
	}
}

// TestMostViolationsAreTold wants those that stand first, and to know of the others.
func TestMostViolationsAreTold(t *testing.T) {
	for _, count := range []int{MaxViolations, MaxViolations + 1, 30 * MaxViolations} {
		var invalid *Error
		err := Validate(InformerResponse, []byte(`{"status":"0","data":["a"`+strings.Repeat(",0", count)+`]}`))
		if !errors.As(err, &invalid) {
			t.Fatalf("%d: got %v", count, err)
		}
		last := invalid.Violations[len(invalid.Violations)-1]
		if want := fmt.Sprintf("/data/%d", MaxViolations); len(invalid.Violations) != MaxViolations || last.Pointer != want || invalid.More != (count > MaxViolations) {
			t.Errorf("of %d violations, %d are told, the last of %s; more: %t", count, len(invalid.Violations), last.Pointer, invalid.More)
		}
	}
}

// TestPointersAreToldUpToALimit is about places of which the name alone is half of
// a document: of such ones few are told, with their whole names.
func TestPointersAreToldUpToALimit(t *testing.T) {
	name := strings.Repeat("0123456789", maxPointers/25)
	twice := `"a":0` + strings.Repeat(`,"a":0`, MaxViolations)
	err := Validate(ClientMessage, []byte(`{"payload":{"type":"","data":0,"id":""},"`+name+`":{`+twice+`}}`))
	var invalid *Error
	if !errors.As(err, &invalid) || !invalid.More || len(invalid.Violations) != 3 {
		t.Fatalf("got %.200v, want three violations, and more", err)
	}
	for _, v := range invalid.Violations {
		if v.Pointer != "/"+name+"/a" {
			t.Errorf("the pointer has %d bytes", len(v.Pointer))
		}
	}
}

// TestValuesAreKeptUpToALimit wants what has more of them to be judged all the same.
func TestValuesAreKeptUpToALimit(t *testing.T) {
	many := "[" + strings.Repeat(`"a",`, maxValues) + `"a"]`
	for _, test := range []struct{ header, data, id, want string }{
		{many, "0", `""`, ""},
		{many, "0", "0", KeywordSize},
		{"0", many, `""`, ""},
		{"0", many, "0", "type"},
	} {
		doc := `{"header":` + test.header + `,"payload":{"type":"","data":` + test.data + `,"id":` + test.id + `}}`
		got := ""
		for _, v := range violations(t, ClientMessage, []byte(doc)) {
			got += v.Keyword
		}
		if got != test.want {
			t.Errorf("%.20s and %.20s with the id %s: got %q, want %q", test.header, test.data, test.id, got, test.want)
		}
	}
}

// large is a document that is a burden to a careless validator.
type large struct {
	name       string
	kind       Kind
	text       []byte
	violations int
}

// largeDocuments returns one of each sort, with n things in it.
func largeDocuments(n int) []large {
	report := func(undelivered string) []byte {
		return []byte(`{"header":{"messageType":"statusReport","status":"good"},` +
			`"payload":{"id":"1","undelivered":[` + undelivered + `]}}`)
	}
	message := func(data string) []byte {
		return []byte(`{"payload":{"type":"chat","id":"1","data":` + data + `}}`)
	}
	conf := func(members string) []byte {
		return []byte(`{"network":{"types":["unix"],"unix":{"address":"s"}},` +
			`"handlers":{"availableTypes":[],"typeMap":{}},` + members + `}`)
	}
	return []large{
		{"one long string", ClientMessage, message(`"` + strings.Repeat("0123456789", n) + `"`), 0},
		{"one long string of escapes", ClientMessage, message(`"` + strings.Repeat(`\u00e9\n`, n) + `"`), 0},
		{"one long id of escapes", ClientMessage, []byte(`{"payload":{"type":"","data":0,"id":"` + strings.Repeat(`\n`, n) + `"}}`), 0},
		{"one long number", ClientMessage, message(strings.Repeat("1234567890", n)), 0},
		{"one long number of hops", PeerMessage, []byte(`{"header":{"scope":"server","hops":` + strings.Repeat("1234567890", n) + `},"payload":{"type":"","data":0}}`), 1},
		{"many small values", ClientMessage, message("[" + joined(n, func(int) string { return "0" }) + "]"), 0},
		{"many unknown members", ServerConf, conf(joined(n, func(i int) string { return fmt.Sprintf(`"%d":0`, i) })), n},
		{"one name many times", ServerConf, conf(joined(n, func(int) string { return `"admin":{}` })), n - 1},
		{"many names", StatusReport, report(joined(n, func(i int) string { return fmt.Sprintf(`"%d"`, i) })), 0},
		{"one name many times in a list", StatusReport, report(joined(n, func(int) string { return `"a"` })), n - 1},
		{"many lines", StatusReport, report(joined(n, func(int) string { return "\n0" })), n},
		{"many members below a long name", ClientMessage, []byte(`{"` + strings.Repeat("0123456789", n) + `":{` + joined(n, func(i int) string { return fmt.Sprintf(`"%d":0`, i) }) + `}}`), 1},
		{"arrays that look alike to a hash", StatusReport, report(joined(1<<14, collision)), 1 << 14},
	}
}

// joined returns n texts with commas between them.
func joined(n int, text func(i int) string) string {
	texts := make([]string, n)
	for i := range texts {
		texts[i] = text(i)
	}
	return strings.Join(texts, ",")
}

// collision returns one of 2^14 arrays of strings, each other than the rest,
// which have one hash if a string counts as the byte 3 and its characters.
func collision(i int) string {
	var b strings.Builder
	b.WriteString(`["a`)
	for bit := range 14 {
		if i>>bit&1 == 0 {
			b.WriteString(`","a`)
		} else {
			b.WriteString(`\u0003a`)
		}
	}
	return b.String() + `"]`
}

// TestConcurrency is for the race detector, and wants every goroutine to get
// the answer that a lone one gets.
func TestConcurrency(t *testing.T) {
	var group sync.WaitGroup
	for g := range 8 {
		group.Go(func() {
			random := rand.New(rand.NewPCG(1, uint64(g)))
			for range 200 {
				d := documents[random.IntN(len(documents))]
				var invalid *Error
				if err := Validate(d.kind, []byte(d.text)); !errors.As(err, &invalid) {
					t.Errorf("%s: got %v, want an *Error", d.name, err)
				} else if diff := cmp.Diff(d.want, toldOf(invalid.Violations)); diff != "" {
					t.Errorf("%s (-want +got):\n%s", d.name, diff)
				}
			}
		})
	}
	group.Wait()
}

// TestDocumentIsKeptByNobody wants the document to be as it was, and an error
// to be the same when the document is no more.
func TestDocumentIsKeptByNobody(t *testing.T) {
	doc := []byte(`{"payload":{"type":"chat","data":0,"id":42,"id":43}}`)
	before := bytes.Clone(doc)
	err := Validate(ClientMessage, doc)
	if !bytes.Equal(doc, before) {
		t.Errorf("the document is now %s", doc)
	}
	text := fmt.Sprint(err)
	clear(doc)
	if fmt.Sprint(err) != text {
		t.Errorf("the error is now %v", err)
	}
}

// TestLibraryFailure wants a crash of the schema library to be an error, and
// no verdict on the document. The number is one that bounded never lets pass.
func TestLibraryFailure(t *testing.T) {
	unbounded := map[string]any{
		"header":  map[string]any{"scope": "server", "hops": json.Number("1e10000000")},
		"payload": map[string]any{"type": "chat", "data": nil},
	}
	broken, err := library().check(PeerMessage, unbounded)
	var invalid *Error
	if err == nil || errors.As(err, &invalid) || len(broken) > 0 {
		t.Errorf("got %v and %v, want an error that is no *Error", broken, err)
	}
}

func TestNothingIsFetched(t *testing.T) {
	files := schemaFiles(t)
	files["client-message"+suffix]["$ref"] = "https://json.schemastore.org/package.json"
	_, err := compile(asFS(t, files), Kinds())
	if err == nil || !strings.Contains(err.Error(), "nothing is fetched") {
		t.Errorf("got error %v, want one that says that nothing is fetched", err)
	}
}

func BenchmarkValidate(b *testing.B) {
	doc := []byte(`{"header":{},"payload":{"type":"chat","data":{"text":"` + strings.Repeat("x", 225) + `"},"id":"42"}}`)
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		if err := Validate(ClientMessage, doc); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkValidateLarge shows by its MB/s whether time grows with length
// alone: they should be the same for n and 4n things.
func BenchmarkValidateLarge(b *testing.B) {
	for _, n := range []int{50_000, 200_000} {
		for _, large := range largeDocuments(n) {
			b.Run(fmt.Sprintf("%s/%d", large.name, n), func(b *testing.B) {
				b.SetBytes(int64(len(large.text)))
				for b.Loop() {
					_ = Validate(large.kind, large.text)
				}
			})
		}
	}
}
