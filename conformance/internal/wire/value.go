package wire

import "strings"

// Kind is what a JSON value is.
type Kind int

const (
	Invalid Kind = iota // no value at all
	Null
	Boolean
	Number
	String
	Array
	Object
)

func (k Kind) String() string {
	return [...]string{"nothing", "null", "a boolean", "a number", "a string", "an array", "an object"}[k]
}

// Value is a JSON value as it was written: numbers keep their digits, objects
// the order of their members and names that stand there twice.
type Value struct {
	Kind    Kind
	Text    string   // of a string: its code points, unpaired surrogates as three bytes each; of a number or boolean: as written
	Items   []Value  // of an array
	Members []Member // of an object
}

// Member is one member of an object.
type Member struct {
	Name  string
	Value Value
}

// Get returns the member reached by following names from one object to the
// next, or a value of Kind Invalid where one of them is missing. Of a name that
// stands there twice it takes the last.
func (v Value) Get(names ...string) Value {
	for _, name := range names {
		v = v.member(name)
	}
	return v
}

func (v Value) member(name string) Value {
	for i := len(v.Members) - 1; i >= 0; i-- {
		if v.Members[i].Name == name {
			return v.Members[i].Value
		}
	}
	return Value{}
}

// String returns v as JSON without white space, members and digits as they were.
func (v Value) String() string {
	var text strings.Builder
	v.write(&text)
	return text.String()
}

func (v Value) write(text *strings.Builder) {
	switch v.Kind {
	case Invalid:
		text.WriteString("nothing")
	case String:
		text.WriteString(Quote(v.Text))
	case Array:
		writeList(text, "[]", v.Items, func(item Value) { item.write(text) })
	case Object:
		writeList(text, "{}", v.Members, func(member Member) {
			text.WriteString(Quote(member.Name) + ":")
			member.Value.write(text)
		})
	default:
		text.WriteString(v.Text)
	}
}

// writeList writes each of a list, with commas between them, in brackets.
func writeList[T any](text *strings.Builder, brackets string, list []T, write func(T)) {
	text.WriteByte(brackets[0])
	for i, one := range list {
		if i > 0 {
			text.WriteByte(',')
		}
		write(one)
	}
	text.WriteByte(brackets[1])
}
