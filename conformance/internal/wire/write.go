package wire

import "strings"

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
		text.WriteByte('[')
		for i, item := range v.Items {
			if i > 0 {
				text.WriteByte(',')
			}
			item.write(text)
		}
		text.WriteByte(']')
	case Object:
		text.WriteByte('{')
		for i, member := range v.Members {
			if i > 0 {
				text.WriteByte(',')
			}
			text.WriteString(Quote(member.Name))
			text.WriteByte(':')
			member.Value.write(text)
		}
		text.WriteByte('}')
	default:
		text.WriteString(v.Text)
	}
}
