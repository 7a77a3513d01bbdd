package generate

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// document makes a value for schemas, which stands at pointer. What conditions of
// the schemas demand of it is known when it is there: it is made anew until it is
// one that was made for them.
func (m *Maker) document(random *rand.Rand, pointer string, schemas []node) wire.Value {
	if value, ok := m.fixed[pointer]; ok {
		return value
	}
	for all := m.together(schemas, wire.Value{}); ; {
		value := m.value(random, pointer, all)
		demanded := m.together(schemas, value)
		if !slices.ContainsFunc(demanded, func(s node) bool { return !slices.ContainsFunc(all, s.is) }) {
			return value
		}
		all = demanded
	}
}

func (m *Maker) value(random *rand.Rand, pointer string, schemas []node) wire.Value {
	switch kindOf(schemas) {
	case wire.Object:
		return m.object(random, pointer, schemas)
	case wire.Array:
		return m.array(random, pointer, schemas)
	case wire.Number:
		return number(schemas)
	case wire.String:
		return stringOf(m.text(random, schemas))
	}
	return m.shape.Data(random)
}

// object makes an object of the required members and those that the shape adds, in any
// order.
func (m *Maker) object(random *rand.Rand, pointer string, schemas []node) wire.Value {
	value := wire.Value{Kind: wire.Object}
	defined := members(schemas)
	needed := required(schemas)
	for _, name := range slices.Sorted(maps.Keys(defined)) {
		below := pointer + "/" + name
		if slices.Contains(needed, name) || m.wanted(below) || slices.Contains(m.shape.Optional, below) && random.IntN(2) == 0 {
			value.Members = append(value.Members, wire.Member{Name: name, Value: m.document(random, below, defined[name])})
		}
	}
	if m.shape.Strangers && m.shape.Fault == "" {
		value.Members = append(value.Members, m.strangers(random, defined)...)
	}
	random.Shuffle(len(value.Members), func(i, j int) {
		value.Members[i], value.Members[j] = value.Members[j], value.Members[i]
	})
	return value
}

// wanted reports whether a message of the shape needs the member at pointer.
func (m *Maker) wanted(pointer string) bool {
	_, fixed := m.fixed[pointer]
	return fixed || m.shape.Fault == pointer
}

// strangers makes members that a schema does not define. Some are called almost as
// those that it does.
func (m *Maker) strangers(random *rand.Rand, defined map[string][]node) []wire.Member {
	names := slices.Sorted(maps.Keys(defined))
	taken := map[string]bool{}
	for _, name := range names {
		taken[name] = true
	}
	var all []wire.Member
	for range random.IntN(3) {
		name := AnyText(random)
		if len(names) > 0 && random.IntN(2) == 0 {
			name = otherCase(random, names[random.IntN(len(names))])
		}
		if !taken[name] {
			taken[name] = true
			all = append(all, wire.Member{Name: name, Value: rich.data(random, 2)})
		}
	}
	return all
}

// mostItems bounds how many elements arrays of the envelope have.
const mostItems = 4

func (m *Maker) array(random *rand.Rand, pointer string, schemas []node) wire.Value {
	value := wire.Value{Kind: wire.Array}
	items, _ := first[object](schemas, "items")
	least, _ := first[float64](schemas, "minItems")
	for range int(least) + random.IntN(mostItems) {
		value.Items = append(value.Items, m.document(random, pointer+"/*", []node{{schemas[0].file, items}}))
	}
	return value
}

// number is the least that schemas allow: of what a server may treat as too much,
// it is not said where it begins.
func number(schemas []node) wire.Value {
	least, _ := first[float64](schemas, "minimum")
	return numberOf(least)
}

func (m *Maker) text(random *rand.Rand, schemas []node) string {
	if all := choices(schemas); all != nil {
		return all[random.IntN(len(all))]
	}
	if _, ok := first[string](schemas, "pattern"); ok {
		return someDigits(random)
	}
	least, _ := first[float64](schemas, "minLength")
	not, _ := first[object](schemas, "not")
	for {
		text := m.shape.Text(random)
		if len(text) >= int(least) && !slices.Contains(list[string](not, "enum"), text) {
			return text
		}
	}
}

// otherCase returns name with one or all of its letters in the other case.
func otherCase(random *rand.Rand, name string) string {
	if random.IntN(2) == 0 {
		return strings.ToUpper(name)
	}
	runes := []rune(name)
	i := random.IntN(len(runes))
	runes[i] = unicode.ToUpper(runes[i])
	if string(runes) == name {
		return strings.ToUpper(name)
	}
	return string(runes)
}
