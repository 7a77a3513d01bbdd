package schemas

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

// generator makes documents of a kind, most of them nearly valid: it follows
// the schema, and now and then it does not.
type generator struct {
	random *rand.Rand
	files  map[string]map[string]any // the schema files, by name
}

// document returns a text of which some are valid, some are wrong in a value or
// a member, and some are no JSON.
func (g *generator) document(kind Kind) []byte {
	file := string(kind) + suffix
	text := []byte(g.value(file, g.files[file]))
	for g.one(4) {
		text = g.damage(text)
	}
	return text
}

// one says yes one time in n.
func (g *generator) one(n int) bool { return g.random.IntN(n) == 0 }

// value returns a value such as a schema in a file asks for.
func (g *generator) value(file string, schema map[string]any) string {
	switch {
	case g.one(40):
		return pick(g, oddValues)
	case g.one(2) && schema["examples"] != nil:
		return asJSON(pick(g, schema["examples"].([]any)))
	case schema["properties"] != nil:
		return g.object(file, schema)
	case schema["items"] != nil:
		return g.array(file, schema["items"].(map[string]any))
	case schema["$ref"] != nil:
		other, name, _ := strings.Cut(schema["$ref"].(string), "#/$defs/")
		if other == "" {
			other = file
		}
		return g.value(other, g.files[other]["$defs"].(map[string]any)[name].(map[string]any))
	case schema["examples"] != nil:
		return asJSON(pick(g, schema["examples"].([]any)))
	default:
		return pick(g, oddValues)
	}
}

// object returns an object with most of a schema's members, in any order.
func (g *generator) object(file string, schema map[string]any) string {
	var members []string
	properties := schema["properties"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		for !g.one(12) {
			members = append(members, g.name(name)+g.space()+":"+g.value(file, properties[name].(map[string]any)))
			if !g.one(40) {
				break
			}
		}
	}
	if g.one(20) {
		members = append(members, pick(g, oddNames)+":"+pick(g, oddValues))
	}
	g.random.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	return "{" + g.space() + strings.Join(members, g.space()+",") + "}"
}

// array returns an array of what a schema asks for, some of it twice.
func (g *generator) array(file string, items map[string]any) string {
	elements := make([]string, g.random.IntN(4))
	if g.one(20) {
		elements = make([]string, 3*few)
	}
	for i := range elements {
		elements[i] = g.value(file, items)
		if s := strconv.Itoa(i); !g.one(4) && strings.HasPrefix(elements[i], `"`) {
			elements[i] = `"` + s + elements[i][1:]
		}
	}
	return "[" + strings.Join(elements, ","+g.space()) + "]"
}

// name writes a member name, now and then with an escape or in capitals.
func (g *generator) name(name string) string {
	switch {
	case g.one(30):
		return `"\u00` + strconv.FormatInt(int64(name[0]), 16) + name[1:] + `"`
	case g.one(60):
		return strings.ToUpper(asJSON(name))
	default:
		return asJSON(name)
	}
}

// space returns white space.
func (g *generator) space() string { return pick(g, []string{"", "", "", " ", "\r\n\t"}) }

// damage changes a few bytes.
func (g *generator) damage(text []byte) []byte {
	if len(text) == 0 {
		return text
	}
	from := g.random.IntN(len(text))
	to := min(len(text), from+g.random.IntN(4))
	return slices.Concat(text[:from], []byte(pick(g, oddBytes)), text[to:])
}

func pick[T any](g *generator, list []T) T { return list[g.random.IntN(len(list))] }

func asJSON(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // it was JSON before
	}
	return string(text)
}

// oddValues are values that a schema may not expect, or only as something else.
var oddValues = []string{
	`null`, `true`, `false`, `[]`, `{}`, `[[]]`, `{"":{}}`, `{"a":1,"a":2}`, `{"a":1,"\u0061":2}`, `["a","a"]`, `["a","\u0061"]`,
	`0`, `-0`, `-1`, `1`, `1.0`, `1.5`, `10e-1`, `1E+0`, `1e400`, `1e-400`, `1e10000000`, `0e99`, `0.0`, `15e-1`, `65535`, `65536.0`, `65535.5`,
	`2147483647`, `2147483648`, `2147483647.5`, `2147483648e0`, `9223372036854775807`, `9223372036854775808`, `-9223372036854775809`,
	`123456789012345678901234567890`, `3600000`, `3600001`, `36e5`,
	`""`, `"a"`, `"\u0061"`, `"\ud800"`, `"\ud83d\udcac"`, `"💬"`, `"\""`, `"\\"`, `"\u0000"`, `"0"`, `"1"`, `"00"`, `"\u0030"`, `"٣"`, `"1\n"`,
	`"client"`, `"server"`, `"auth_special"`, `"auth\u005fspecial"`, `"fatal_special"`, `"dummy"`, `"builtin"`, `"sendClients"`, `"sendServers"`,
	`"sendHandler"`, `"isClient"`, `"open"`, `"tcp4"`, `["tcp4","unix"]`, `"65535"`, `"65536"`, `"{config}"`, `"."`, `"a/b"`,
	`{"listener0":{"address":"unix://x"}}`, `{"listener0":{"address":"unix://x"},"listener01":{"address":"unix://x"}}`, `{"file":"x"}`,
	`{"type":"sendClients","data":["alice",1]}`, `{"type":"sendServers","data":"alice"}`, `{"data":"x","type":"sendHandler"}`,
	`{"type":"isClient"}`, `{"status":"0"}`, `{"status":"0","command":{}}`,
}

// oddNames are names of members that no schema knows, or few do.
var oddNames = []string{`""`, `"a"`, `"\ud800"`, `"ä"`, `"data"`, `"type"`, `"d\u0061ta"`, `"0"`, `"a/b~c"`, `"A_1"`, `"100%"`}

// oddBytes are what stands in a damaged text where something else stood.
var oddBytes = []string{
	"", "", `"`, `\`, `\u`, `\u12`, `\ud800`, "\x00", "\x1f", "\x7f", "\x80", "\xff", "\xc3", "ä", "\ufeff", "\n", "\t", " ", ",", ":", "{", "}", "[", "]",
	"0", "1", "-", "+", ".", "e", "E5", "01", "t", "true", "nul", "null", "/", `"a":1,`, `,"a"`,
}
