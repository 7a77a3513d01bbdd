package match

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// Same returns where and how got is another JSON value than want, "" where it
// is the same: strings code point for code point, numbers by their nearest
// double, objects whatever the order of their members, but for those of one name.
// JSON-4
func Same(want, got wire.Value) string { return differ("", want, got, sameDouble) }

// SameDigits is Same for numbers whose every digit counts. JSON-5
func SameDigits(want, got wire.Value) string { return differ("", want, got, sameDecimal) }

// relaying are the requirements on how data is relayed to handlers.
var relaying = []string{"JSON-4", "HAND-2", "PEER-2", "CHAIN-1"}

// edges returns the requirements on how the values at the edge are relayed that stand in v. JSON-5
// is not among them: a server that breaks only that keeps the nearest doubles.
func edges(v wire.Value) []string {
	var all []string
	switch v.Kind {
	case wire.Number:
		if _, err := strconv.ParseFloat(v.Text, 64); err != nil {
			all = append(all, "JSON-11")
		}
	case wire.String:
		all = append(all, halves(v.Text)...)
	}
	for _, item := range v.Items {
		all = append(all, edges(item)...)
	}
	names := map[string]bool{}
	for _, member := range v.Members {
		if names[member.Name] {
			all = append(all, "JSON-12")
		}
		names[member.Name] = true
		all = append(all, halves(member.Name)...)
		all = append(all, edges(member.Value)...)
	}
	return all
}

// halves returns JSON-10 if text contains half a surrogate pair.
func halves(text string) []string {
	if utf8.ValidString(text) {
		return nil
	}
	return []string{"JSON-10"}
}

// Altered adds to err, about relayed data, what may have altered the data. beyond are the
// requirements on how it is relayed from a handler to the receiver; none if the receiver is a
// handler. If the data is a string of its own JSON text, or one empty value instead of another,
// Altered cites JSON-4.
func Altered(err error, data, got wire.Value, beyond ...string) error {
	if Same(data, got) == "" { // only digits differ that a double does not keep
		return Needing(err, "JSON-5")
	}
	err = Needing(err, slices.Concat(edges(data), relaying, beyond)...)
	if isEmpty(data) && isEmpty(got) {
		return Citing(err, "JSON-4")
	}
	if got.Kind != wire.String {
		return err
	}
	if text, parseErr := wire.ParseJSON([]byte(got.Text)); parseErr != nil || Same(data, text) != "" {
		return err
	}
	return Citing(err, "JSON-4")
}

// isEmpty reports whether v is one of the values that languages take for each other: null,
// false, 0, "", [] and {}, or no value at all.
func isEmpty(v wire.Value) bool {
	switch v.Kind {
	case wire.Invalid, wire.Null:
		return true
	case wire.Boolean, wire.Number, wire.String:
		return v.Text == "false" && v.Kind == wire.Boolean || v.Text == "0" && v.Kind == wire.Number || v.Text == ""
	}
	return len(v.Items)+len(v.Members) == 0 && (v.Kind == wire.Array || v.Kind == wire.Object)
}

func differ(path string, want, got wire.Value, sameNumber func(a, b string) bool) string {
	if want.Kind != got.Kind {
		return difference(path, want, got)
	}
	switch want.Kind {
	case wire.Array:
		return differItems(path, want, got, sameNumber)
	case wire.Object:
		return differMembers(path, want, got, sameNumber)
	case wire.Number:
		if !sameNumber(want.Text, got.Text) {
			return difference(path, want, got)
		}
	default:
		if want.Text != got.Text {
			return difference(path, want, got)
		}
	}
	return ""
}

func differItems(path string, want, got wire.Value, sameNumber func(a, b string) bool) string {
	if len(want.Items) != len(got.Items) {
		return fmt.Sprintf("at %s: want %d items, got %d", pointer(path), len(want.Items), len(got.Items))
	}
	for i := range want.Items {
		if d := differ(path+"/"+strconv.Itoa(i), want.Items[i], got.Items[i], sameNumber); d != "" {
			return d
		}
	}
	return ""
}

func differMembers(path string, want, got wire.Value, sameNumber func(a, b string) bool) string {
	for _, member := range got.Members {
		if want.Get(member.Name).Kind == wire.Invalid {
			return fmt.Sprintf("at %s: the member %s is not wanted", pointer(path), wire.Quote(member.Name))
		}
	}
	for _, member := range want.Members {
		if got.Get(member.Name).Kind == wire.Invalid {
			return difference(path+"/"+member.Name, member.Value, wire.Value{})
		}
	}
	if len(want.Members) != len(got.Members) {
		return fmt.Sprintf("at %s: want %d members, got %d", pointer(path), len(want.Members), len(got.Members))
	}
	wanted, there := byName(want.Members), byName(got.Members)
	for i, member := range wanted {
		if there[i].Name != member.Name {
			return fmt.Sprintf("at %s: a member stands there more often than wanted", pointer(path))
		}
		if d := differ(path+"/"+member.Name, member.Value, there[i].Value, sameNumber); d != "" {
			return d
		}
	}
	return ""
}

// byName returns members in the order of their names. Those of one name keep
// theirs.
func byName(members []wire.Member) []wire.Member {
	return slices.SortedStableFunc(slices.Values(members), func(a, b wire.Member) int { return strings.Compare(a.Name, b.Name) })
}

// shown bounds how much of a value stands in an error, in bytes.
const shown = 200

func difference(path string, want, got wire.Value) string {
	return fmt.Sprintf("at %s: want %s, got %s", pointer(path), Short(want.String()), Short(got.String()))
}

// Short returns text cut to a length that fits a line. No character is cut in two.
func Short(text string) string {
	if len(text) <= shown {
		return text
	}
	end := shown
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return fmt.Sprintf("%s… (%d bytes)", text[:end], len(text))
}

func pointer(path string) string {
	if path == "" {
		return "the top"
	}
	return path
}

// Repeated returns a name that stands twice in one object of a message's
// envelope, "" for none. Data is the application's, in which one may. JSON-9
func Repeated(message wire.Value) string {
	seen := map[string]bool{}
	for _, member := range message.Members {
		if seen[member.Name] {
			return member.Name
		}
		seen[member.Name] = true
		if member.Name == "data" {
			continue
		}
		if name := Repeated(member.Value); name != "" {
			return name
		}
	}
	return ""
}
