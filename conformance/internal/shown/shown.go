// Package shown makes untrusted text safe to print. Terminals interpret control characters,
// and CI systems interpret workflow commands in logs: ::error:: and ##[error] on GitHub,
// ##vso[…] on Azure, ##teamcity[…] on TeamCity.
package shown

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Line returns text as it can be shown on one line. An escape, such as \u001b or \xff,
// takes the place of each character that is not printable, of each byte that is not
// UTF-8, and of one character of each workflow command.
func Line(text string) string { return escape(text, func(r rune) bool { return unicode.IsPrint(r) }) }

// Text is like Line, for text of several lines: line ends and tabs stay, and CR LF becomes
// LF.
func Text(text string) string {
	return escape(strings.ReplaceAll(text, "\r\n", "\n"), func(r rune) bool { return r == '\n' || r == '\t' || unicode.IsPrint(r) })
}

func escape(text string, isShown func(rune) bool) string {
	var b strings.Builder
	commands := commands(text)
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, text[i])
		case r == utf8.RuneError, !isShown(r), commands[i]:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
		i += size
	}
	return b.String()
}

// Mask replaces each character that Line escapes by U+FFFD, so that the length does not
// change.
func Mask(text string) string {
	var b strings.Builder
	commands := commands(text)
	for i, r := range text {
		if !unicode.IsPrint(r) || commands[i] {
			r = utf8.RuneError
		}
		b.WriteRune(r)
	}
	return b.String()
}

var (
	// A colon command begins a line after any space. Text is wrapped at spaces and lines
	// are joined, so each word may begin one.
	colonCommand  = regexp.MustCompile(`(?s)(^|\s)(::).*?::`)
	numberCommand = regexp.MustCompile(`#(#)[A-Za-z]*\[`)
)

// commands returns the positions of characters to escape so that text contains no workflow
// command.
func commands(text string) map[int]bool {
	if !strings.Contains(text, "::") && !strings.Contains(text, "##") {
		return nil
	}
	found := map[int]bool{}
	for start := 0; ; {
		match := colonCommand.FindStringSubmatchIndex(text[start:])
		if match == nil {
			break
		}
		found[start+match[4]] = true
		start += match[5] // the end of one may be the beginning of another
	}
	for _, match := range numberCommand.FindAllStringSubmatchIndex(text, -1) {
		found[match[2]] = true
	}
	return found
}

// JSON returns a JSON text with the same value in which Line would escape nothing but
// line ends and tabs: in strings, what it escapes is written as JSON escapes it.
func JSON(text []byte) []byte {
	commands := commands(string(text))
	var b bytes.Buffer
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		switch {
		case ' ' <= r && r < 0x7f && !commands[i]:
			b.WriteByte(byte(r))
		case r == '\r': // outside of strings
			b.WriteByte(' ')
		case r == '\n', r == '\t', unicode.IsPrint(r) && r != utf8.RuneError && !commands[i]:
			b.WriteRune(r)
		default:
			writeEscape(&b, r)
		}
		i += size
	}
	return b.Bytes()
}

// JSONLine is like JSON, without white space between tokens. For text that is not JSON, it
// returns the result of Line.
func JSONLine(text []byte) []byte {
	var b bytes.Buffer
	if err := json.Compact(&b, text); err != nil {
		return []byte(Line(string(text)))
	}
	return JSON(b.Bytes())
}

// writeEscape writes a character as JSON escapes it.
func writeEscape(b *bytes.Buffer, r rune) {
	for _, unit := range utf16.Encode([]rune{r}) {
		fmt.Fprintf(b, `\u%04x`, unit)
	}
}
