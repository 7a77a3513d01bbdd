package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Error is one mistake in a configuration.
type Error struct {
	File   string
	Member string // the path of the member, such as network.tcp4.port; "" for the file as a whole
	Reason string
}

func (e *Error) Error() string {
	if e.Member == "" {
		return e.File + ": " + e.Reason
	}
	return e.File + ": " + e.Member + ": " + e.Reason
}

// mistakes collects all of a file's, so that they can be mended at once.
type mistakes struct {
	file string
	errs []error
}

func (m *mistakes) add(member, format string, args ...any) {
	m.errs = append(m.errs, &Error{m.file, member, fmt.Sprintf(format, args...)})
}

func (m *mistakes) err() error { return errors.Join(m.errs...) }

// object is one object of the file. Its methods read a member each and note
// what is wrong with it; rest notes the members that no method asked for.
type object struct {
	*mistakes
	path    string
	members map[string]any
}

// at returns the path of the member name.
func (o object) at(name string) string {
	if o.path == "" {
		return name
	}
	return o.path + "." + name
}

// take removes the member name and returns it.
func (o object) take(name string) (any, bool) {
	member, ok := o.members[name]
	delete(o.members, name)
	return member, ok
}

// rest notes every member that was not taken.
func (o object) rest() {
	names := make([]string, 0, len(o.members))
	for name := range o.members {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		o.add(o.at(name), "this member is not known here")
	}
}

// object reads a member that is an object. Where it is missing or wrong, the
// object returned is empty; ok says whether it was there.
func (o object) object(name string, required bool) (inner object, ok bool) {
	inner = object{o.mistakes, o.at(name), nil}
	member, present := o.take(name)
	if !present {
		if required {
			o.add(inner.path, "is missing")
		}
		return inner, false
	}
	if inner.members, ok = member.(map[string]any); !ok {
		o.add(inner.path, "must be an object")
	}
	return inner, ok
}

// text reads a member that is a string which is not empty.
func (o object) text(name string) string {
	member, present := o.take(name)
	text, ok := member.(string)
	switch {
	case !present:
		o.add(o.at(name), "is missing")
	case !ok || text == "":
		o.add(o.at(name), "must be a string that is not empty")
	}
	return text
}

// optionalText reads a member that is a string, "" where it is missing.
func (o object) optionalText(name string) string {
	member, present := o.take(name)
	text, ok := member.(string)
	if present && !ok {
		o.add(o.at(name), "must be a string")
	}
	return text
}

// texts reads a member that is an array of strings, each there once.
func (o object) texts(name string) []string {
	member, present := o.take(name)
	items, ok := member.([]any)
	if !ok {
		reason := "is missing"
		if present {
			reason = "must be an array of strings"
		}
		o.add(o.at(name), "%s", reason)
		return nil
	}
	texts := []string{}
	for i, item := range items {
		text, ok := item.(string)
		switch {
		case !ok:
			o.add(fmt.Sprintf("%s[%d]", o.at(name), i), "must be a string")
		case slices.Contains(texts, text):
			o.add(fmt.Sprintf("%s[%d]", o.at(name), i), "%q stands there twice", text)
		default:
			texts = append(texts, text)
		}
	}
	return texts
}

// number reads a member that is a whole number between low and high, or
// returns the fallback where it is missing.
func (o object) number(name string, fallback, low, high int) int {
	member, present := o.take(name)
	if !present {
		return fallback
	}
	written, _ := member.(json.Number)
	number, ok := whole(written)
	if !ok || number < low || number > high {
		o.add(o.at(name), "must be a whole number between %d and %d", low, high)
		return fallback
	}
	return number
}

// port reads a member that is a port, written as a string or a number.
func (o object) port(name string) string {
	member, present := o.take(name)
	if !present {
		o.add(o.at(name), "is missing")
		return ""
	}
	port, ok := 0, false
	switch member := member.(type) {
	case json.Number:
		port, ok = whole(member)
	case string:
		port, ok = decimal(member)
	}
	if !ok || port < 1 || port > math.MaxUint16 {
		o.add(o.at(name), "must be a port between 1 and %d", math.MaxUint16)
	}
	return strconv.Itoa(port)
}

// whole returns the number where it is whole: 16, 16.0 and 1.6e1 are.
func whole(number json.Number) (int, bool) {
	if len(number) > 32 {
		return 0, false
	}
	f, err := number.Float64()
	return int(f), err == nil && f == math.Trunc(f) && math.Abs(f) < 1<<53
}

// decimal reads a string of decimal digits and nothing else.
func decimal(text string) (int, bool) {
	if strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(text)
	return n, err == nil
}
