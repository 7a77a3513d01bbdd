package report

import (
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/besterprotocol/bester/conformance/internal/shown"
)

// shownText bounds, in bytes, each text of a report in the formats for people.
// Of a longer one its end is shown, where programs say why they failed.
const shownText = 32 << 10

// cleaned returns a copy of the report whose texts are valid UTF-8 of printable
// characters, line ends and tabs, and not too long to show. Servers have a say
// in many of them; what terminals, CI systems, XML or YAML would act on or refuse
// is in them as an escape, such as \u001b. JSON alone has the texts as they were.
func (r *Report) cleaned() *Report {
	copied := reflect.New(reflect.TypeFor[Report]()).Elem()
	copyCleaned(copied, reflect.ValueOf(*r))
	return copied.Addr().Interface().(*Report)
}

// copyCleaned sets to, which is zero, to what from is, with its texts cleaned.
// Bytes are shared.
func copyCleaned(to, from reflect.Value) {
	switch from.Kind() {
	case reflect.String:
		to.SetString(clean(from.String()))
	case reflect.Pointer:
		if !from.IsNil() {
			to.Set(reflect.New(from.Type().Elem()))
			copyCleaned(to.Elem(), from.Elem())
		}
	case reflect.Slice:
		if from.IsNil() || from.Type().Elem().Kind() == reflect.Uint8 {
			to.Set(from)
			return
		}
		to.Set(reflect.MakeSlice(from.Type(), from.Len(), from.Len()))
		for i := range from.Len() {
			copyCleaned(to.Index(i), from.Index(i))
		}
	case reflect.Map:
		copyCleanedMap(to, from)
	case reflect.Struct:
		to.Set(from) // for what is not exported, such as that of a time
		for i := range from.NumField() {
			if from.Type().Field(i).IsExported() {
				to.Field(i).SetZero()
				copyCleaned(to.Field(i), from.Field(i))
			}
		}
	default:
		to.Set(from)
	}
}

func copyCleanedMap(to, from reflect.Value) {
	if from.IsNil() {
		return
	}
	to.Set(reflect.MakeMap(from.Type()))
	for entry := from.MapRange(); entry.Next(); {
		key := reflect.New(from.Type().Key()).Elem()
		value := reflect.New(from.Type().Elem()).Elem()
		copyCleaned(key, entry.Key())
		copyCleaned(value, entry.Value())
		to.SetMapIndex(key, value)
	}
}

// clean returns text as cleaned does.
func clean(text string) string {
	if len(text) > shownText {
		text = fmt.Sprintf("… (the last %d of %d bytes)\n%s", shownText, len(text), text[runeStart(text, len(text)-shownText):])
	}
	return shown.Text(text)
}

// runeStart returns the first place from at on where a character starts.
func runeStart(text string, at int) int {
	for at < len(text) && !utf8.RuneStart(text[at]) {
		at++
	}
	return at
}

// oneLine returns text with each run of white space as one space.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// head returns text, or its beginning where it is longer than limit bytes.
func head(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	end := limit
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return fmt.Sprintf("%s… (%d bytes)", text[:end], len(text))
}
