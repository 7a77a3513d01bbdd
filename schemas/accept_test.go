package schemas

import (
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"
)

// wantAgreement wants an acceptor to take a document if and only if the parser
// and the schema library find nothing wrong with it, and returns whether they do.
func wantAgreement(t *testing.T, kind Kind, doc []byte) bool {
	t.Helper()
	valid := isValid(t, kind, doc)
	if got := acceptors()[kind].accepts(doc); got != valid {
		t.Errorf("%s %.2000q: accepted: %t; by the schema library: %t", kind, doc, got, valid)
	}
	return valid
}

// isValid asks the parser and the schema library, but not for the words of errors,
// which would take as long again.
func isValid(t *testing.T, kind Kind, doc []byte) bool {
	t.Helper()
	opaque, err := opaqueData(kind)
	if err != nil {
		t.Fatal(err)
	}
	root, found, _ := parse(doc, opaque)
	if root == nil || len(found) > 0 {
		return false
	}
	broken, err := library().check(kind, root.value)
	if err != nil {
		t.Fatalf("%s %q: %v", kind, doc, err)
	}
	return len(broken) == 0
}

// TestAcceptorsAgreeOnSamples tries every document of the tests as every kind.
func TestAcceptorsAgreeOnSamples(t *testing.T) {
	for _, sample := range samplesOf(t, Kinds()) {
		for _, k := range kinds {
			wantAgreement(t, k.kind, sample.doc)
		}
	}
}

// TestAcceptorsAgreeOnLargeDocuments tries what is many, or long.
func TestAcceptorsAgreeOnLargeDocuments(t *testing.T) {
	for _, large := range largeDocuments(1_000) {
		wantAgreement(t, large.kind, large.text)
	}
}

// TestAcceptorsAgreeOnDepth tries what is as deep as may be, and deeper.
func TestAcceptorsAgreeOnDepth(t *testing.T) {
	for _, depth := range []int{maxDepth - 2, maxDepth - 1, maxDepth, maxDepth + 1} {
		arrays := strings.Repeat("[", depth) + strings.Repeat("]", depth)
		objects := strings.Repeat(`{"":`, depth) + "0" + strings.Repeat("}", depth)
		for _, deep := range []string{arrays, objects} {
			wantAgreement(t, HandlerRequest, []byte(deep))
			wantAgreement(t, BuiltinData, []byte(`{"command":{"type":"close"},"a":`+deep+`}`))
			wantAgreement(t, ClientMessage, []byte(`{"header":`+deep+`,"payload":{"type":"","data":0,"id":""}}`))
			wantAgreement(t, ClientMessage, []byte(`{"payload":{"type":"","id":"","data":`+deep+`}}`))
		}
	}
}

// TestAcceptorsAgreeOnGeneratedDocuments tries more than 100,000 documents, and
// under the race detector, for which all are alike, a few of them.
func TestAcceptorsAgreeOnGeneratedDocuments(t *testing.T) {
	generated := 7_000 // of each kind
	if raceDetector {
		generated = 300
	} else if all := generated * len(kinds); all < 100_000 {
		t.Errorf("only %d documents are made up", all)
	}
	for i, k := range kinds {
		t.Run(string(k.kind), func(t *testing.T) {
			t.Parallel()
			g := generator{rand.New(rand.NewPCG(6, uint64(i))), schemaFiles(t)}
			valid := 0
			for range generated {
				if wantAgreement(t, k.kind, g.document(k.kind)) {
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
		wantAgreement(t, kinds[int(index)%len(kinds)].kind, doc)
	})
}
