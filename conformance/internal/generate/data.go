package generate

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// kit generates the parts of data.
type kit struct {
	number, text, name func(*rand.Rand) string
	empty              bool // whether a part may be null, false, 0 or empty
}

// The kits. plain is for scenarios that are not about data, rich is for scenarios
// about all data, precise for scenarios about numbers.
var (
	plain   = kit{plainNumber, plainText, plainName, false}
	rich    = kit{someNumber, AnyText, someName, true}
	precise = kit{manyDigits, plainText, plainName, false}
)

// Plain makes small data that every JSON library reads: integers and decimals of few digits,
// and ASCII characters. No part is null, false, 0 or empty.
func Plain(random *rand.Rand) wire.Value { return plain.data(random, 2) }

// Rich makes data that JSON-4 speaks of: arrays and objects inside each other,
// numbers in every notation, and characters of all kinds.
func Rich(random *rand.Rand) wire.Value { return rich.data(random, 5) }

// Deep makes data of the greatest depth that every receiver must accept. JSON-6
func Deep(random *rand.Rand) wire.Value {
	value := Plain(random)
	for depth := depthOf(value); depth < deepest; depth++ {
		value = enclosed(random, value)
	}
	return value
}

// Precise makes data whose numbers have more digits than a double keeps. JSON-5
func Precise(random *rand.Rand) wire.Value { return precise.data(random, 3) }

// IsPrecise reports whether each number in value is one that a double does not
// keep, or one that every program writes alike: those between may be rewritten.
func IsPrecise(value wire.Value) bool {
	for _, item := range value.Items {
		if !IsPrecise(item) {
			return false
		}
	}
	for _, member := range value.Members {
		if !IsPrecise(member.Value) {
			return false
		}
	}
	if value.Kind != wire.Number || value.Text == "0" || value.Text == "1" {
		return true
	}
	x, err := strconv.ParseFloat(value.Text, 64)
	mantissa, _, _ := strings.Cut(strings.ToLower(value.Text), "e")
	digits := strings.Trim(strings.NewReplacer("-", "", ".", "").Replace(mantissa), "0")
	return err != nil || x == 0 && digits != "" || len(digits) > doubleDigits
}

// deepest is how deep data may be for every receiver to take it. JSON-6
const deepest = 32

// data makes a value of at most that depth.
func (k kit) data(random *rand.Rand, depth int) wire.Value {
	for {
		if value := k.any(random, depth); k.empty || !isEmpty(value) {
			return value
		}
	}
}

// isEmpty reports whether some languages treat value as missing or false.
func isEmpty(value wire.Value) bool {
	return value.Kind == wire.Null || value.Text == "false" || value.Kind == wire.Number && value.Text == "0" ||
		value.Kind == wire.String && value.Text == "" || value.Kind == wire.Array && len(value.Items) == 0 || value.Kind == wire.Object && len(value.Members) == 0
}

func (k kit) any(random *rand.Rand, depth int) wire.Value {
	kinds := 4 // that hold nothing
	if depth > 0 {
		kinds += 4
	}
	switch random.IntN(kinds) {
	case 0:
		return []wire.Value{{Kind: wire.Null, Text: "null"}, {Kind: wire.Boolean, Text: "true"}, {Kind: wire.Boolean, Text: "false"}}[random.IntN(3)]
	case 1:
		return stringOf(k.text(random))
	case 2, 3:
		return wire.Value{Kind: wire.Number, Text: k.number(random)}
	case 4, 5:
		value := wire.Value{Kind: wire.Array}
		for range random.IntN(5) {
			value.Items = append(value.Items, k.data(random, depth-1))
		}
		return value
	}
	value := wire.Value{Kind: wire.Object}
	taken := map[string]bool{}
	for range random.IntN(5) {
		if name := k.name(random); !taken[name] {
			taken[name] = true
			value.Members = append(value.Members, wire.Member{Name: name, Value: k.data(random, depth-1)})
		}
	}
	return value
}

// enclosed puts value into an array or object.
func enclosed(random *rand.Rand, value wire.Value) wire.Value {
	if random.IntN(2) == 0 {
		return wire.Value{Kind: wire.Array, Items: []wire.Value{value}}
	}
	return wire.Value{Kind: wire.Object, Members: []wire.Member{{Name: plainName(random), Value: value}}}
}

// depthOf returns how many arrays and objects enclose each other in value. JSON-6
func depthOf(value wire.Value) int {
	depth := 0
	for _, item := range value.Items {
		depth = max(depth, depthOf(item))
	}
	for _, member := range value.Members {
		depth = max(depth, depthOf(member.Value))
	}
	if value.Kind == wire.Array || value.Kind == wire.Object {
		depth++
	}
	return depth
}

// names are members' names that mean something somewhere.
var names = []string{"", "a", "A", "id", "type", "data", "header", "payload", "__proto__", "constructor", "toString", "$ref", "0", "-1", "a.b", "a/b", "~"}

func someName(random *rand.Rand) string {
	if random.IntN(2) == 0 {
		return names[random.IntN(len(names))]
	}
	return AnyText(random)
}

// letters are the characters of plain names.
const letters = "abcdefghijklmnopqrstuvwxyz"

// plainName makes a name of one to eight lower-case letters.
func plainName(random *rand.Rand) string {
	return string(fromAlphabet(random, letters, 1+random.IntN(8)))
}

// plainText makes a string of up to eight letters, digits and spaces.
func plainText(random *rand.Rand) string {
	return string(fromAlphabet(random, letters+"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ", random.IntN(9)))
}

func fromAlphabet(random *rand.Rand, alphabet string, n int) []byte {
	text := make([]byte, n)
	for i := range text {
		text[i] = alphabet[random.IntN(len(alphabet))]
	}
	return text
}

// characters are ranges of code points, each as likely as the others.
var characters = [][2]rune{
	{'a', 'z'}, {'a', 'z'}, {'0', '9'}, {' ', '~'}, {0, 0x1f}, {'"', '"'}, {'\\', '\\'}, {'/', '/'}, {'<', '>'}, {0x7f, 0x9f},
	{0xa0, 0x24f}, {0x300, 0x36f}, {0x391, 0x3c9}, {0x5d0, 0x5ea}, {0x200b, 0x200f}, {0x2028, 0x202e}, {0x4e00, 0x4eff},
	{0xe000, 0xe00f}, {0xfdd0, 0xfdd3}, {0xfeff, 0xfeff}, {0xfffd, 0xffff}, {0x10000, 0x1000f}, {0x1f600, 0x1f64f}, {0x10fff0, 0x10ffff},
}

// AnyText makes a string of any characters except unpaired surrogates, whose treatment
// JSON-10 leaves open.
func AnyText(random *rand.Rand) string {
	var text strings.Builder
	length := random.IntN(8)
	if random.IntN(20) == 0 {
		length = random.IntN(200)
	}
	for range length {
		span := characters[random.IntN(len(characters))]
		text.WriteRune(span[0] + random.Int32N(span[1]-span[0]+1))
	}
	return text.String()
}

// someDigits makes one or more decimal digits.
func someDigits(random *rand.Rand) string {
	var text strings.Builder
	for range 1 + random.IntN(4) {
		text.WriteByte('0' + byte(random.IntN(10)))
	}
	return text.String()
}

// plainNumber makes an integer or decimal of few digits, in the notation that every program
// writes.
func plainNumber(random *rand.Rand) string {
	return strconv.FormatFloat(float64(random.IntN(2000)-1000)/[]float64{1, 1, 4}[random.IntN(3)], 'f', -1, 64)
}

// numbers are those at the edges of what types of numbers hold.
var numbers = strings.Fields("0 -0 1 -1 0.1 -0.0 1.0 1e0 255 256 32768 65536 2147483647 2147483648 -2147483649 4294967296 " +
	"9007199254740991 9007199254740992 9223372036854775807 9223372036854775808 -9223372036854775809 18446744073709551616 " +
	"5e-324 2.2250738585072014e-308 1.7976931348623157e308 -1.7976931348623157e+308 0.30000000000000004 1E5 1e+5 1e-5 0e0 0E-7")

// someNumber makes a number within the range of a double, in any notation. JSON-4
func someNumber(random *rand.Rand) string {
	if random.IntN(3) == 0 {
		return numbers[random.IntN(len(numbers))]
	}
	text := sign(random) + whole(random, 1+random.IntN(20))
	if random.IntN(2) == 0 {
		text += "." + someDigits(random) + someDigits(random)
	}
	if random.IntN(3) == 0 {
		text += []string{"e", "E"}[random.IntN(2)] + []string{"", "+", "-"}[random.IntN(3)] + strconv.Itoa(random.IntN(280))
	}
	return text
}

// doubleDigits are those of a number that a double may keep.
const doubleDigits = 17

// manyDigits makes a number that a double does not keep: of more digits, or beyond
// its range. JSON-5
func manyDigits(random *rand.Rand) string {
	digits := whole(random, doubleDigits+1+random.IntN(20)) + "7" // a last digit that counts
	switch random.IntN(4) {
	case 0:
		return sign(random) + digits
	case 1:
		return fmt.Sprintf("%s%se%d", sign(random), digits, random.IntN(200)-100)
	case 2:
		return fmt.Sprintf("%s%s.%s", sign(random), whole(random, 1+random.IntN(3)), digits)
	}
	return fmt.Sprintf("%s%d.5e%s%d", sign(random), 1+random.IntN(9), []string{"", "-"}[random.IntN(2)], 330+random.IntN(1000))
}

func sign(random *rand.Rand) string { return []string{"", "-"}[random.IntN(2)] }

// whole makes a whole number of n digits, of which the first is not 0.
func whole(random *rand.Rand, n int) string {
	text := []byte{'1' + byte(random.IntN(9))}
	for len(text) < n {
		text = append(text, '0'+byte(random.IntN(10)))
	}
	return string(text)
}

func stringOf(text string) wire.Value { return wire.Value{Kind: wire.String, Text: text} }

func numberOf(n float64) wire.Value {
	return wire.Value{Kind: wire.Number, Text: strconv.FormatFloat(n, 'f', -1, 64)}
}
