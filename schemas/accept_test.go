package schemas

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"
)

// wantAgreement wants an acceptor to take a document if and only if the parser
// and the schema library find nothing wrong with it, and returns whether they do.
func wantAgreement(t *testing.T, library *compiled, accept acceptor, kind Kind, opaque string, doc []byte) bool {
	t.Helper()
	err := library.validate(kind, opaque, doc)
	var invalid *Error
	if err != nil && !errors.As(err, &invalid) {
		t.Fatalf("%s %q: %v", kind, doc, err)
	}
	if got := accept.accepts(doc); got != (err == nil) {
		t.Errorf("%s %.2000q: accepted: %t; the schema library says: %v", kind, doc, got, err)
	}
	return err == nil
}

// TestAcceptorsAgreeOnSamples tries every document of the tests as every kind.
func TestAcceptorsAgreeOnSamples(t *testing.T) {
	for _, sample := range samplesOf(t, Kinds()) {
		for _, k := range kinds {
			wantAgreement(t, library(), acceptors()[k.kind], k.kind, k.opaque, sample.doc)
		}
	}
}

// TestAcceptorsAgreeOnLargeDocuments tries what is many, or long.
func TestAcceptorsAgreeOnLargeDocuments(t *testing.T) {
	for _, large := range largeDocuments(1_000) {
		wantAgreementAs(t, large.kind, large.text)
	}
}

// TestAcceptorsAgreeOnDepth tries what is as deep as may be, and deeper.
func TestAcceptorsAgreeOnDepth(t *testing.T) {
	for _, depth := range []int{maxDepth - 2, maxDepth - 1, maxDepth, maxDepth + 1} {
		arrays := strings.Repeat("[", depth) + strings.Repeat("]", depth)
		objects := strings.Repeat(`{"":`, depth) + "0" + strings.Repeat("}", depth)
		for _, deep := range []string{arrays, objects} {
			wantAgreementAs(t, HandlerRequest, []byte(deep))
			wantAgreementAs(t, BuiltinData, []byte(`{"command":{"type":"close"},"a":`+deep+`}`))
			wantAgreementAs(t, ClientMessage, []byte(`{"header":`+deep+`,"payload":{"type":"","data":0,"id":""}}`))
			wantAgreementAs(t, ClientMessage, []byte(`{"payload":{"type":"","id":"","data":`+deep+`}}`))
		}
	}
}

// wantAgreementAs wants our schemas to agree on a document of a kind.
func wantAgreementAs(t *testing.T, kind Kind, doc []byte) {
	t.Helper()
	opaque, err := opaqueData(kind)
	if err != nil {
		t.Fatal(err)
	}
	wantAgreement(t, library(), acceptors()[kind], kind, opaque, doc)
}

// generated is how many documents are made up for each kind.
const generated = 7_000

// TestAcceptorsAgreeOnGeneratedDocuments tries more than 100,000 documents.
func TestAcceptorsAgreeOnGeneratedDocuments(t *testing.T) {
	if all := generated * len(kinds); all < 100_000 {
		t.Errorf("only %d documents are made up", all)
	}
	for i, k := range kinds {
		t.Run(string(k.kind), func(t *testing.T) {
			t.Parallel()
			g := generator{rand.New(rand.NewPCG(6, uint64(i))), schemaFiles(t)}
			valid := 0
			for range generated {
				if wantAgreement(t, library(), acceptors()[k.kind], k.kind, k.opaque, g.document(k.kind)) {
					valid++
				}
			}
			if valid < generated/10 || valid > generated*9/10 {
				t.Errorf("%d of %d documents are valid: there should be enough of both sorts", valid, generated)
			}
		})
	}
}

// TestRulesRefuseWhatTheyDoNotKnow wants a schema with anything in it that the
// rules would not obey not to become a rule.
func TestRulesRefuseWhatTheyDoNotKnow(t *testing.T) {
	for _, test := range []struct{ schema, want string }{
		{`{"maxLength":3}`, `unknown field "maxLength"`},
		{`{"additionalProperties":{"else":{}}}`, `unknown field "else"`},
		{`{"items":{"format":"date"}}`, `unknown field "format"`},
		{`{"type":"number"}`, `type "number"`},
		{`{"type":["string","number"]}`, `type "number"`},
		{`{"const":1}`, `constant 1`},
		{`{"const":["a"]}`, `constant ["a"]`},
		{`{"enum":["a",{}]}`, `constant {}`},
		{`{"minimum":0.5}`, `number 0.5`},
		{`{"pattern":"("}`, `missing closing )`},
		{`{"items":true}`, `cannot unmarshal bool`},
		{`{"$ref":"other.schema.json"}`, `$ref "other.schema.json"`},
		{`{"$ref":"#/$defs/absent"}`, `$ref "#/$defs/absent"`},
		{`{"uniqueItems":true}`, `uniqueItems`},
		{`{"if":{"items":{"type":["string","null"]}},"then":{"uniqueItems":true}}`, `uniqueItems`},
		{`{"if":{"items":{"type":"string"}},"then":{"not":{"uniqueItems":true}}}`, `uniqueItems`},
	} {
		_, err := readRules(fstest.MapFS{"x" + suffix: {Data: []byte(test.schema)}})
		if err == nil || !strings.Contains(err.Error(), "x"+suffix) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got error %v, want one that names the file and %s", test.schema, err, test.want)
		}
	}
}

// FuzzAccept wants acceptors to agree with the schema library on any bytes.
func FuzzAccept(f *testing.F) {
	for i, kind := range Kinds() {
		for _, verdict := range []string{"valid", "invalid"} {
			for _, doc := range fuzzSeeds(f, kind, verdict) {
				f.Add(uint8(i), doc)
			}
		}
	}
	f.Fuzz(func(t *testing.T, index uint8, doc []byte) {
		k := kinds[int(index)%len(kinds)]
		wantAgreement(t, library(), acceptors()[k.kind], k.kind, k.opaque, doc)
	})
}
