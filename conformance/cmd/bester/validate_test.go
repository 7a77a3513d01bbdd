package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// messages is a folder of files with messages.
type messages struct{ folder string }

func (m messages) write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(m.folder, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const (
	goodMessage = `{"payload":{"type":"chat","data":null,"id":"1"}}`
	badMessage  = `{"payload":{"type":"chat","data":1,"id":7}}`
)

// framed returns texts as frames. FRAME-1
func framed(texts ...string) string {
	var all []byte
	for _, text := range texts {
		all = append(binary.LittleEndian.AppendUint32(all, uint32(len(text))), text...)
	}
	return string(all)
}

func TestValidate(t *testing.T) {
	m := messages{t.TempDir()}
	good := m.write(t, "good.json", goodMessage)
	bad := m.write(t, "bad.json", "{\n  \"payload\": {\"type\": \"chat\", \"data\": 1, \"id\": 7}\n}\n")
	validate := func(args ...string) []string {
		return append([]string{"validate", "--kind", "client-message"}, args...)
	}
	wantRun(t, 0, "", validate(good), good+": a valid client-message")
	wantRun(t, 1, "", validate(bad), bad+":2:48: /payload/id: must be a string, but is the number 7")
	wantRun(t, 1, "", validate(good, bad, good), bad+":2:48:", "3 files: 3 documents, 2 valid, 1 invalid")
	wantRun(t, 2, "", validate(bad, filepath.Join(m.folder, "missing.json")), "missing.json: no such file", bad+":2:48:")
	wantRun(t, 1, "", validate(m.folder), bad+":2:48:", good+": a valid client-message")
	wantRun(t, 2, "", validate(t.TempDir()), "no file in this folder is called")
	wantRun(t, 2, "", validate(filepath.Join(m.folder, "*.txt")), "no file matches this pattern")
	wantRun(t, 1, "name: x\n\"\\e[2J\": 1\n", []string{"validate", "--kind", "target", "-"}, `-:2:1: /\u001b[2J: unknown member "\u001b[2J"`)
	wantRun(t, 0, `{"payload":{"type":"","data":[],"id":""}}`, validate("-"), "-: a valid client-message")
	wantRun(t, 0, `{"payload":{"type":"","data":[],"id":""}}`, validate(), "-: a valid client-message")
	wantRun(t, 1, `{"payload":{"type":"chat","id":"1"}}`, validate("-"), `-:1:12: /payload: member "data" is missing`)
	wantRun(t, 1, "", validate("-"), "-:1:1: ")
	wantRun(t, 1, `1e10000000`, validate("-"), "must be an object")
	wantRun(t, 0, `{"name":"x","start":"./x {config}"}`, []string{"validate", "--kind", "target", "-"}, "-: a valid target")
	wantRun(t, 1, `{"name":"x","start":"./x"}`, []string{"validate", "--kind", "target", "-"}, "-:1:21: /start: ", "{config}")
	wantRun(t, 2, "", []string{"validate", "--kind", "clientmessage", good}, "clientmessage", `did you mean "client-message"?`)
	wantRun(t, 2, "", validate("--quite", good), `unknown flag: --quite: did you mean "--quiet"?`)
	wantRun(t, 2, goodMessage, validate("-", "-"), "standard input can be read once")
}

// TestValidateInfersKinds is about documents of which nobody says what they are.
func TestValidateInfersKinds(t *testing.T) {
	m := messages{t.TempDir()}
	infer := func(args ...string) []string { return append([]string{"validate"}, args...) }
	wantRun(t, 0, goodMessage, infer("-"), `-: a valid client-message (it has "payload")`)
	wantRun(t, 0, `{"header":{"scope":"server"},"payload":{"type":"","data":0,"id":""}}`, infer("-"),
		`-: a valid peer-message (its "header.scope" is "server"; it could also be a client-message)`)
	wantRun(t, 1, `{"header":{"scope":"client"}}`, infer("-"), "AUTH-1", `taken for a client-authenticate: its "header.scope" is "client"`)
	wantRun(t, 1, `{"x":1}`, infer("-"), "is of no kind that can be told", "--kind")
	wantRun(t, 1, `{"x":`, infer("-"), "-:1:6: not JSON: expected a value")
	wantRun(t, 0, "", infer(m.write(t, "target.yaml", "name: x\nstart: ./x {config}\n")), "a valid target")
	wantRun(t, 0, "", infer(m.write(t, "known.yml", "knownFailures: []\n")), "a valid baseline")
	wantRun(t, 1, "", infer(m.write(t, "broken.yml", "knownFailure: []\n")), `:1:1: `)
}

// TestValidateStreams is about files of several documents.
func TestValidateStreams(t *testing.T) {
	m := messages{t.TempDir()}
	lines := m.write(t, "log.ndjson", goodMessage+"\r\n\n{\"payload\"\n"+badMessage+"\n"+goodMessage)
	wantRun(t, 1, "", []string{"validate", "--kind", "client-message", lines},
		lines+`:3:11: not JSON: expected ":"`, lines+":4:41: /payload/id: must be", "log.ndjson: 4 documents, 2 valid, 2 invalid (4 client-message)")
	frames := m.write(t, "sent.bester", framed(goodMessage, badMessage, goodMessage)+"\x05")
	wantRun(t, 1, "", []string{"validate", frames},
		frames+": frame 2, byte 96: /payload/id: must be", `"id":7}}`, frames+": frame 4, byte 151: the file ends inside a frame", "FRAME-8: Where a connection ends inside a frame")
	wantRun(t, 0, framed(goodMessage), []string{"validate", "--input", "frames", "-"}, "-: a valid client-message")
	wantRun(t, 1, framed(goodMessage), []string{"validate", "--input", "json", "-"},
		"-:1:1: not JSON: the file begins with the length of a frame", "JSON-1: ", "hint: say --input frames")
	wantRun(t, 0, "", []string{"validate", m.write(t, "empty.ndjson", "")}, "empty.ndjson: no documents")
	wantRun(t, 2, "", []string{"validate", m.write(t, "long.ndjson", strings.Repeat(" ", 9<<20)+"\n"+badMessage)},
		"long.ndjson:1: the line has 9437185 bytes and was not read", "long.ndjson:2:41: /payload/id")
}

// TestValidateHostileInput is about what is no message at all: everything is told
// in a line that a terminal can show.
func TestValidateHostileInput(t *testing.T) {
	for name, text := range map[string]string{
		"a byte order mark":       "\uFEFF" + goodMessage,
		"UTF-16":                  "\xff\xfe{\x00}\x00",
		"UTF-16 without a mark":   "{\x00}\x00",
		"NUL":                     "\x00",
		"garbage":                 "\x7fELF\x02\x01\x01\x00\xde\xad\xbe\xef\x1b[2J\r\n\x07",
		"an escape in a string":   "{\"payload\":\"\x1b[2J\"}",
		"an escape in a name":     `{"payload":{"type":"","data":0,"id":"","` + "\x1b[2J" + `":1}}`,
		"much garbage":            strings.Repeat("\xff", 1<<20),
		"a hundred thousand deep": strings.Repeat("[", 100_000),
	} {
		for _, format := range []string{"text", "json", "ndjson", "sarif", "junit", "github"} {
			code, stdout, stderr := run(t, text, "validate", "--kind", "client-message", "--format", format, "-")
			if code != exitBad || stderr != "" || strings.ContainsAny(stdout, "\x1b\x00\x07\r") || strings.ToValidUTF8(stdout, "") != stdout {
				t.Errorf("%s as %s: got exit code %d and %q%s", name, format, code, stdout[:min(len(stdout), 500)], stderr)
			}
		}
	}
}

// TestValidateFormats wants in each format for programs one document that says the
// same.
func TestValidateFormats(t *testing.T) {
	args := []string{"validate", "--quiet", "--color", "never", "--format"}
	input := goodMessage + "\n" + badMessage + "\n"
	for format, texts := range map[string][]string{
		"text":   {"-:2:41: /payload/id: must be a string"},
		"json":   {`"index":2,"line":2`, `"requirement":"MSG-1"`, `"valid":1,"invalid":1`},
		"ndjson": {`"index":2,"line":2`, `"pointer":"/payload/id"`, `{"summary":`},
		"sarif":  {`"startLine":2`, `"ruleId":"MSG-1"`},
		"junit":  {`tests="2" failures="1" errors="0"`},
		"github": {"::error file=-,line=2,col=41,title=MSG-1::-:2:41: /payload/id: must be"},
	} {
		wantRun(t, 1, input, append(args, format, "-"), texts...)
	}
	_, stdout, _ := run(t, input, append(args, "json", "-")...)
	if !json.Valid([]byte(stdout)) {
		t.Errorf("no JSON: %s", stdout)
	}
	wantRun(t, 1, badMessage, []string{"validate", "--color", "always", "-"}, "\x1b[1m-:1:41:\x1b[0m", "\x1b[31m^\x1b[0m")
	if _, stdout, _ := run(t, goodMessage, "validate", "--quiet", "-"); stdout != "" {
		t.Errorf("--quiet prints %q of what is valid", stdout)
	}
}

// TestValidateShowsWhatHasCome wants what is wrong with a line before the next comes.
func TestValidateShowsWhatHasCome(t *testing.T) {
	in, program := io.Pipe()
	out := &lockedBuffer{}
	done := make(chan int)
	go func() {
		done <- Run(context.Background(), []string{"validate", "-"}, in, out, io.Discard)
	}()
	io.WriteString(program, badMessage+"\n")
	waitFor(t, "the first line", func() bool { return strings.Contains(out.String(), "-:1:41:") })
	io.WriteString(program, badMessage+"\n")
	waitFor(t, "the second line", func() bool { return strings.Contains(out.String(), "-:2:41:") })
	program.Close()
	if code := <-done; code != exitBad {
		t.Errorf("got exit code %d", code)
	}
}

// TestValidateInterrupted wants to be told how far it has come.
func TestValidateInterrupted(t *testing.T) {
	in, program := io.Pipe()
	defer program.Close()
	ctx, stop := context.WithCancel(context.Background())
	out, errs := &lockedBuffer{}, &lockedBuffer{}
	done := make(chan int)
	go func() { done <- Run(ctx, []string{"validate", "-"}, in, out, errs) }()
	io.WriteString(program, badMessage+"\n"+badMessage+"\n")
	waitFor(t, "the second line", func() bool { return strings.Contains(out.String(), "-:2:41:") })
	stop()
	if code := <-done; code != exitFailed || errs.String() != "bester: -: interrupted before its end\n" {
		t.Errorf("got exit code %d and %s", code, errs)
	}
	if got, want := out.String(), "\n-: 2 documents, 0 valid, 2 invalid (2 client-message)\n"; !strings.HasSuffix(got, want) {
		t.Errorf("got %s, want it to end with %s", got, want)
	}
}

func TestValidateWatches(t *testing.T) {
	m := messages{t.TempDir()}
	file := m.write(t, "message.json", badMessage)
	ctx, stop := context.WithCancel(context.Background())
	out := &lockedBuffer{}
	done := make(chan int)
	go func() {
		done <- Run(ctx, []string{"validate", "--watch", m.folder}, nil, out, out)
	}()
	waitFor(t, "the first verdict", func() bool { return strings.Contains(out.String(), file+":1:41:") })
	m.write(t, "message.json", goodMessage+"\n")
	waitFor(t, "the second verdict", func() bool {
		return strings.Contains(out.String(), file+" has changed") && strings.Contains(out.String(), file+": a valid client-message")
	})
	m.write(t, "deep/new.bester", framed(badMessage))
	waitFor(t, "the verdict on a new file, and the last line behind it", func() bool {
		_, last, found := strings.Cut(out.String(), "new.bester: frame 1, byte 44:")
		return found && strings.Contains(last, "\n2 files: ")
	})
	stop()
	if code := <-done; code != exitBad {
		t.Errorf("got exit code %d", code)
	}
}

// TestValidateWithoutReader wants no trace of a crash where nobody reads the output.
func TestValidateWithoutReader(t *testing.T) {
	m := messages{t.TempDir()}
	file := m.write(t, "log.ndjson", strings.Repeat(badMessage+"\n", 10_000))
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	reader.Close()
	defer writer.Close()
	c := command(t, "itself", "validate", file)
	var stderr bytes.Buffer
	c.Stdout, c.Stderr = writer, &stderr
	if c.Run(); c.ProcessState.ExitCode() != exitFailed || stderr.Len() > 0 {
		t.Errorf("got %v and %s", c.ProcessState, &stderr)
	}
}

// TestValidateAsDocumented wants what schemas/README.md shows.
func TestValidateAsDocumented(t *testing.T) {
	documented, err := os.ReadFile(filepath.Join(root, "schemas", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	messages{"."}.write(t, "login.json", `{
  "header": {
    "authentication": {"usrname": "alice", "password": "secret"},
    "scope": "client"
  }
}`)
	_, stdout, _ := run(t, "", "validate", "login.json")
	if !strings.Contains(string(documented), "```text\n"+stdout+"```") {
		t.Errorf("schemas/README.md does not show\n%s", stdout)
	}
}
