package generate

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"unicode/utf16"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// spelling is how values are written as JSON: as shortly as can be, or by a seed
// with white space and escapes wherever JSON has them.
type spelling uint64

const asShort spelling = 0

func (how spelling) write(value wire.Value) []byte {
	if how == asShort {
		return []byte(value.String())
	}
	s := speller{random: rand.New(rand.NewPCG(uint64(how), 0))}
	s.value(value)
	return []byte(s.text.String())
}

type speller struct {
	random *rand.Rand
	text   strings.Builder
}

// space writes white space, or mostly none.
func (s *speller) space() {
	for s.random.IntN(4) == 0 {
		s.text.WriteByte(" \t\r\n"[s.random.IntN(4)])
	}
}

func (s *speller) value(v wire.Value) {
	s.space()
	switch v.Kind {
	case wire.String:
		s.string(v.Text)
	case wire.Array:
		s.list("[]", len(v.Items), func(i int) { s.value(v.Items[i]) })
	case wire.Object:
		s.list("{}", len(v.Members), func(i int) {
			s.space()
			s.string(v.Members[i].Name)
			s.space()
			s.text.WriteByte(':')
			s.value(v.Members[i].Value)
		})
	default:
		s.text.WriteString(v.Text)
	}
	s.space()
}

func (s *speller) list(brackets string, n int, one func(i int)) {
	s.text.WriteByte(brackets[0])
	for i := range n {
		if i > 0 {
			s.text.WriteByte(',')
		}
		one(i)
	}
	if n == 0 {
		s.space()
	}
	s.text.WriteByte(brackets[1])
}

var shortEscapes = map[rune]string{'"': `\"`, '\\': `\\`, '/': `\/`, '\b': `\b`, '\f': `\f`, '\n': `\n`, '\r': `\r`, '\t': `\t`}

func (s *speller) string(text string) {
	s.text.WriteByte('"')
	for _, r := range text {
		short := shortEscapes[r]
		must := r < ' ' || r == '"' || r == '\\'
		switch choice := s.random.IntN(8); {
		case short != "" && (choice < 4 || must && choice < 6):
			s.text.WriteString(short)
		case must || choice == 0:
			s.escape(r)
		default:
			s.text.WriteRune(r)
		}
	}
	s.text.WriteByte('"')
}

// escape writes a character as one or two units of UTF-16.
func (s *speller) escape(r rune) {
	for _, unit := range utf16.Encode([]rune{r}) {
		format := []string{`\u%04x`, `\u%04X`}[s.random.IntN(2)]
		fmt.Fprintf(&s.text, format, unit)
	}
}
