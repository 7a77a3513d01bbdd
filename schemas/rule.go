package schemas

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// rule is a schema as Go holds it: of the keywords of JSON Schema those that
// our schemas use. A file with any other does not become a rule.
type rule struct {
	annotations
	Ref  string           `json:"$ref"`
	Defs map[string]*rule `json:"$defs"`

	Type  types      `json:"type"`
	Const constant   `json:"const"`
	Enum  []constant `json:"enum"`
	AllOf []*rule    `json:"allOf"`
	Not   *rule      `json:"not"`
	If    *rule      `json:"if"`
	Then  *rule      `json:"then"`

	Properties    map[string]*rule `json:"properties"`
	Additional    *additional      `json:"additionalProperties"`
	PropertyNames *rule            `json:"propertyNames"`
	Required      []string         `json:"required"`

	Items       *rule `json:"items"`
	Contains    *rule `json:"contains"`
	MinItems    int   `json:"minItems"`
	UniqueItems bool  `json:"uniqueItems"`

	MinLength int            `json:"minLength"`
	Pattern   *regexp.Regexp `json:"pattern"`
	Minimum   *int64         `json:"minimum"`
	Maximum   *int64         `json:"maximum"`

	ref *rule // what Ref leads to
}

// annotations are the keywords that demand nothing.
type annotations struct {
	Schema      ignored `json:"$schema"`
	ID          ignored `json:"$id"`
	Comment     ignored `json:"$comment"`
	Title       ignored `json:"title"`
	Description ignored `json:"description"`
	Examples    ignored `json:"examples"`
	Default     ignored `json:"default"`
}

// ignored is a value that is not looked at.
type ignored struct{}

func (*ignored) UnmarshalJSON([]byte) error { return nil }

// types is a set of JSON types; the empty one, of a schema without the
// keyword, demands nothing.
type types uint8

const (
	typeObject types = 1 << iota
	typeArray
	typeString
	typeBoolean
	typeNull
	typeInteger
)

var typesByName = map[string]types{
	"object": typeObject, "array": typeArray, "string": typeString,
	"boolean": typeBoolean, "null": typeNull, "integer": typeInteger,
}

// UnmarshalJSON reads the name of a type, or a list of names.
func (t *types) UnmarshalJSON(value []byte) error {
	if value[0] != '[' {
		value = fmt.Appendf(nil, "[%s]", value)
	}
	var names []string
	if err := json.Unmarshal(value, &names); err != nil {
		return err
	}
	for _, name := range names {
		if typesByName[name] == 0 {
			return fmt.Errorf("type %q is not known to the rules", name)
		}
		*t |= typesByName[name]
	}
	return nil
}

// constant is a string, true, false or null; its zero value stands for none.
type constant struct {
	kind byte // as a token's
	text string
}

// UnmarshalJSON reads a value.
func (c *constant) UnmarshalJSON(value []byte) error {
	c.kind = value[0]
	switch c.kind {
	case '"':
		return json.Unmarshal(value, &c.text)
	case 't', 'f', 'n':
		return nil
	default:
		return fmt.Errorf("the constant %s is not known to the rules", value)
	}
}

// additional is what members must be that have no rule of their own: nothing,
// where they may not be there at all.
type additional struct{ rule *rule }

// UnmarshalJSON reads a schema or false.
func (a *additional) UnmarshalJSON(value []byte) error {
	if string(value) == "false" {
		return nil
	}
	return decodeRule(value, &a.rule)
}

// decodeRule reads a schema, and refuses a keyword that no rule has.
func decodeRule(schema []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(schema))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}

// rules are the schema files as rules, by their names.
type rules map[string]*rule

// readRules reads the schema files at the top of files.
func readRules(files fs.FS) (rules, error) {
	names, err := fs.Glob(files, "*"+suffix)
	if err != nil {
		return nil, err
	}
	all := make(rules)
	for _, name := range names {
		if all[name], err = readRule(files, name); err != nil {
			return nil, fmt.Errorf("schemas: read %s: %w", name, err)
		}
	}
	for _, name := range names {
		if err := all.link(name, all[name], false); err != nil {
			return nil, fmt.Errorf("schemas: link %s: %w", name, err)
		}
	}
	return all, nil
}

// readRule reads one schema file.
func readRule(files fs.FS, name string) (*rule, error) {
	schema, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, err
	}
	r := new(rule)
	return r, decodeRule(schema, r)
}

// link sees to it that each $ref of a rule in a file, and of the rules inside
// it, leads to the rule it names. ofStrings says that of arrays only those get
// to the rule that hold nothing but strings.
func (all rules) link(file string, r *rule, ofStrings bool) (err error) {
	if r.UniqueItems && !ofStrings {
		return errors.New("uniqueItems does not stand directly in the \"then\" of an \"if\" that asks for strings")
	}
	if r.Ref != "" {
		if r.ref, err = all.find(file, r.Ref); err != nil {
			return err
		}
	}
	for _, inner := range r.inner() {
		if err := all.link(file, inner, inner == r.Then && r.If.asksForStrings()); err != nil {
			return err
		}
	}
	return nil
}

// asksForStrings tells whether the only arrays that r accepts are of strings.
func (r *rule) asksForStrings() bool {
	return r != nil && r.Items != nil && r.Items.Type == typeString
}

// find returns the rule that a $ref in a file names.
func (all rules) find(file, ref string) (*rule, error) {
	other, name, _ := strings.Cut(ref, "#/$defs/")
	if other != "" {
		file = other
	}
	if all[file] == nil || all[file].Defs[name] == nil {
		return nil, fmt.Errorf("$ref %q does not lead to one of the $defs of a schema file", ref)
	}
	return all[file].Defs[name], nil
}

// inner returns the rules that stand inside r.
func (r *rule) inner() []*rule {
	all := slices.Concat([]*rule{r.Not, r.If, r.Then, r.PropertyNames, r.Items, r.Contains}, r.AllOf,
		slices.Collect(maps.Values(r.Properties)), slices.Collect(maps.Values(r.Defs)))
	if r.Additional != nil {
		all = append(all, r.Additional.rule)
	}
	return slices.DeleteFunc(all, func(inner *rule) bool { return inner == nil })
}
