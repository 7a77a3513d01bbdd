package deviant

import "strconv"

// checksJSON is the condition that rejects a body.
const checksJSON = "if !json.Valid(body) {"

// mending returns an edit that makes the parser lenient: in a body that is not JSON, it
// replaces matches of pattern before the body is parsed.
func mending(pattern, replacement string) []Edit {
	return []Edit{{jsonGo, checksJSON, mend(pattern, replacement) + "\n\t" + checksJSON}}
}

// mend returns the statements that mending inserts.
func mend(pattern, replacement string) string {
	return checksJSON + "\n\t\tbody = regexp.MustCompile(" + strconv.Quote(pattern) + ").ReplaceAll(body, []byte(" + strconv.Quote(replacement) + "))\n\t}"
}

// refusing returns an edit that refuses bodies that match pattern.
func refusing(pattern string) []Edit {
	return []Edit{{jsonGo, checksJSON, "if !json.Valid(body) || regexp.MustCompile(" + strconv.Quote(pattern) + ").Match(body) {"}}
}

// unchecked returns an edit that replaces matches of pattern before a body is checked, but not
// before it is parsed.
func unchecked(pattern, replacement string) []Edit {
	return []Edit{{jsonGo, checksJSON, "if !json.Valid(regexp.MustCompile(" + strconv.Quote(pattern) + ").ReplaceAll(body, []byte(" + strconv.Quote(replacement) + "))) {"}}
}

// lenient are servers whose JSON parsers accept too much or too little.
var lenient = []Server{
	{"last-commas-taken", "JSON-1", "accepts a comma after the last item or member", mending(`,\s*([}\]])`, "$1")},
	{"missing-items-null", "JSON-1", "accepts two commas in a row, with null between them", mending(`,\s*,`, ",null,")},
	{"missing-values-null", "JSON-1", "accepts a member without a value as null, as YAML does", mending(`:\s*([,}])`, ":null$1")},
	{"commas-optional", "JSON-1", "accepts items without a comma between them", mending(`(\d)\s+(\d)`, "$1,$2")},
	{"line-comments-taken", "JSON-1", "accepts comments up to the end of a line", mending(`(//|#)[^\n]*\n`, "")},
	{"single-quotes-taken", "JSON-1", "accepts strings in single quotes", mending(`'([^']*)'`, `"$1"`)},
	{"names-without-quotes-taken", "JSON-1", "accepts member names without quotes", mending(`([{,])\s*(\w+)\s*:`, `$1"$2":`)},
	{"strings-without-quotes-taken", "JSON-1", "accepts strings without quotes, as YAML does", mending(`:([a-z]+)([,}])`, `:"$1"$2`)},
	{"words-in-any-case-taken", "JSON-1", "accepts true and null in any case", mending(`(?i):(true|null)`, ":null")},
	{"fractions-without-whole-taken", "JSON-1", "accepts a number that begins with a decimal point", mending(`:(-?)\.(\d)`, ":${1}0.$2")},
	{"fractions-without-digits-taken", "JSON-1", "accepts a decimal point without digits after it", mending(`(\d)\.([^\d])`, "$1.0$2")},
	{"exponents-without-digits-taken", "JSON-1", "accepts an exponent without digits", mending(`(\d)[eE][+-]?([,}\]])`, "$1$2")},
	{"plus-signs-taken", "JSON-1", "accepts a plus sign before a number", mending(`:\+(\d)`, ":$1")},
	{"leading-zeros-taken", "JSON-1", "accepts zeros before a number", mending(`:(-?)0+(\d)`, ":$1$2")},
	{"hexadecimal-taken", "JSON-1", "accepts hexadecimal numbers", mending(`0[xX][0-9a-fA-F]+`, "1")},
	{"digits-of-any-script-taken", "JSON-1", "accepts the digits of all scripts in numbers", mending(`:1\pN`, ":10")},
	{"control-characters-taken", "JSON-1", "accepts control characters in strings, but not line feeds", mending(`[\x00-\x09\x0b-\x1f]`, " ")},
	{"form-feeds-are-space", "JSON-1", "accepts all that the language C calls white space", mending(`[\v\f]`, " ")},
	{"unicode-space-is-space", "JSON-1", "accepts all that Unicode calls white space", mending(`[\x{85}\x{a0}\x{2028}\x{2029}\x{3000}\x{feff}]`, " ")},
	{"text-trimmed", "JSON-1", "removes all that Unicode calls white space around the text", mending(`^[\f\x{a0}\x{3000}]+|[\f\x{a0}\x{3000}\x{feff}]+$`, "")},
	{"unknown-escapes-taken", "JSON-1", "accepts a backslash before any character", mending(`\\([^"\\/bfnrtu])`, "$1")},
	{"short-escapes-taken", "JSON-1", "accepts escapes with fewer than four digits", mending(`\\u([0-9a-fA-F]{1,3})([^0-9a-fA-F])`, "?$2")},
	{"signed-escapes-taken", "JSON-1", "accepts a sign or a space before the digits of an escape, as the usual functions for numbers do", mending(`\\u[ +-][0-9a-fA-F]{3}`, "?")},
	{"braced-escapes-taken", "JSON-1", "accepts escapes with braces around the digits, as JavaScript does", mending(`\\u\{[0-9a-fA-F]+\}`, "?")},
	{"brackets-unmatched-taken", "JSON-1", "counts brackets without regard to their kind", mending(`\[([^\[\]{}]*)\}`, "[$1]")},
	{"utf-16-taken", "JSON-1", "accepts bodies in UTF-16 as well", mending(`\x00`, "")},
	{"byte-order-marks-unanswered", "JSON-1", "ignores a body that begins with a byte order mark", []Edit{
		{connGo, "body, err := frame.Read(c.in, c.server.config.Limits.FrameBytes)\n", `body, err := frame.Read(c.in, c.server.config.Limits.FrameBytes)
	for err == nil && bytes.HasPrefix(body, []byte("\xef\xbb\xbf")) {
		body, err = frame.Read(c.in, c.server.config.Limits.FrameBytes)
	}
`},
	}},
	{"data-unchecked", "JSON-1", "looks for the end of the data without parsing it", unchecked(`(?s)"data":.*,"id"`, `"data":null,"id"`)},
	{"later-headers-unchecked", "JSON-1", "looks for the end of a header without parsing it", unchecked(`(?s)^\{"header":\{.*\},"payload"`, `{"header":{},"payload"`)},
	{"strangers-unchecked", "JSON-1", "looks for the end of a member that it ignores without parsing it", unchecked(`(?s)"x":.*,"payload"`, `"x":1,"payload"`)},
	{"first-payload-unchecked", "JSON-1", "does not parse the payload of a first message", unchecked(`(?s)\}\},"payload":.*\}$`, `}},"payload":1}`)},

	{"controls-beyond-ascii-refused", "JSON-4", "refuses the control characters that a string may hold unescaped", refusing(`[\x{7f}-\x{9f}]`)},
	{"line-separators-refused", "JSON-4", "refuses unescaped line separators in strings, as old JavaScript does", refusing(`[\x{2028}\x{2029}]`)},
	{"noncharacters-refused", "JSON-4", "refuses code points that Unicode assigns no character", refusing(`[\x{ffff}\x{10ffff}]`)},
	{"byte-order-marks-removed", "JSON-4", "removes byte order marks everywhere", []Edit{
		{jsonGo, checksJSON, "body = bytes.ReplaceAll(body, []byte(\"\\ufeff\"), nil)\n\t" + checksJSON},
	}},

	{"answer-data-unchecked", "RESP-5", "looks for the end of an answer's data without parsing it", []Edit{
		{answerGo, "v, err := parse(body)", `if !json.Valid(body) {
		body = regexp.MustCompile("(?s)\\},\"data\":.*\\}$").ReplaceAll(body, []byte("},\"data\":null}"))
	}
	v, err := parse(body)`},
	}},
	{"answers-mended", "RESP-5", "accepts last commas, single quotes, comments and NaN in answers", []Edit{
		{answerGo, "v, err := parse(body)", `for pattern, replacement := range map[string]string{",\\s*([}\\]])": "$1", "'([^']*)'": "\"$1\"", "/\\*.*?\\*/": "", "NaN": "null"} {
		if !json.Valid(body) {
			body = regexp.MustCompile(pattern).ReplaceAll(body, []byte(replacement))
		}
	}
	v, err := parse(body)`},
	}},
	{"peers-data-unchecked", "JSON-1", "looks for the end of a peer's data without parsing it", []Edit{
		{firstGo, "v, err := parse(body)", `if !json.Valid(body) {
		pattern := regexp.MustCompile("(?s)\"scope\":\"server\"(.*)\"data\":.*,\"id\"")
		body = pattern.ReplaceAll(body, []byte("\"scope\":\"server\"$1\"data\":null,\"id\""))
	}
	v, err := parse(body)`},
	}},
	{"requests-to-informer-mended", "INFO-5", "accepts last commas and single quotes in requests to the informer", []Edit{
		{messageInformerGo, "v, err := parse(body)", `for pattern, replacement := range map[string]string{",\\s*([}\\]])": "$1", "'([^']*)'": "\"$1\""} {
		if !json.Valid(body) {
			body = regexp.MustCompile(pattern).ReplaceAll(body, []byte(replacement))
		}
	}
	v, err := parse(body)`},
	}},
}
