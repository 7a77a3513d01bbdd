package schemas

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// validate checks a document against the schema of a kind.
func (c *compiled) validate(kind Kind, opaque string, doc []byte) error {
	root, found, unread := parse(doc, opaque)
	if root != nil {
		broken, err := (&document{compiled: c, kind: kind, doc: doc, root: root}).findings()
		if err != nil {
			return err
		}
		found = append(found, broken...)
	}
	if len(found) == 0 {
		return nil
	}
	if !isBody(kind) {
		for i := range found { // what is no message breaks no demand on messages
			found[i].Requirement = ""
		}
	}
	violations, more := tell(doc, withoutTwins(found))
	return &Error{Kind: kind, Violations: violations, More: more || unread}
}

// withoutTwins drops what says that nobody knows a name where it is said already
// that this member seems to be meant for another, which is missing.
func withoutTwins(found []finding) []finding {
	meant := make(map[*node]bool)
	for _, f := range found {
		for _, member := range f.meant {
			meant[member] = true
		}
	}
	return slices.DeleteFunc(found, func(f finding) bool { return f.Keyword == "additionalProperties" && meant[f.about] })
}

// check asks the schema library for the keywords that a value breaks, in an order that
// is the same each time.
func (c *compiled) check(kind Kind, value any) (broken []*jsonschema.ValidationError, err error) {
	defer func() {
		// The library has crashed on numbers before; what it crashes on next
		// must not take the program along.
		if r := recover(); r != nil {
			err = fmt.Errorf("schemas: the schema library failed on a %s: %v", kind, r)
		}
	}()
	err = c.schemas[kind].Validate(value)
	var invalid *jsonschema.ValidationError
	if errors.As(err, &invalid) {
		broken = leaves(invalid)
		slices.SortFunc(broken, func(a, b *jsonschema.ValidationError) int {
			return cmp.Or(cmp.Compare(a.KeywordLocation, b.KeywordLocation), cmp.Compare(a.InstanceLocation, b.InstanceLocation))
		})
		return broken, nil
	}
	return nil, err
}

// leaves returns the innermost causes of an error: the others only lead there.
func leaves(e *jsonschema.ValidationError) []*jsonschema.ValidationError {
	if len(e.Causes) == 0 {
		return []*jsonschema.ValidationError{e}
	}
	var all []*jsonschema.ValidationError
	for _, cause := range e.Causes {
		all = append(all, leaves(cause)...)
	}
	return all
}

// document is one that is not valid, while it is found out why.
type document struct {
	*compiled
	kind     Kind
	doc      []byte
	root     *node
	misspelt []misspelling
	strays   map[string]*node // by name the first member that no schema knows at its place; once somebody has asked
}

// findings says what is wrong with the values of a document, and with those of members
// that are misspelt as if they were not.
func (d *document) findings() ([]finding, error) {
	var all []finding
	for len(all) <= MaxViolations {
		leaves, err := d.check(d.kind, d.root.value)
		if err != nil {
			return nil, err
		}
		for _, leaf := range d.first(leaves) {
			all = append(all, d.explain(leaf)...)
		}
		if !d.correct() {
			break
		}
	}
	return firstOfEach(all), nil
}

// first returns as many errors as are worth an explanation, and one more: those of
// what stands first.
func (d *document) first(leaves []*jsonschema.ValidationError) []*jsonschema.ValidationError {
	if len(leaves) <= MaxViolations {
		return leaves
	}
	starts := make(map[*jsonschema.ValidationError]int, len(leaves))
	for _, leaf := range leaves {
		starts[leaf] = d.root.at(instancePath(leaf)).start
	}
	slices.SortStableFunc(leaves, func(a, b *jsonschema.ValidationError) int { return cmp.Compare(starts[a], starts[b]) })
	return leaves[:MaxViolations+1]
}

// explain turns a broken keyword into findings.
func (d *document) explain(leaf *jsonschema.ValidationError) []finding {
	keywords := splitPointer(leaf.KeywordLocation)
	last := len(keywords) - 1
	b := broken{document: d, subject: d.root.at(instancePath(leaf)), trail: d.trail(d.kind, keywords[:last]), keyword: keywords[last]}
	b.schema = b.trail[last].schema
	if slices.Contains(keywords, "propertyNames") {
		return b.name()
	}
	return b.findings()
}

// instancePath returns the path of the value that an error is about.
//
// The library leaves empty member names out of its pointers. Our schemas let
// a member have any name in a few places only, never one inside another, so
// that a path that is a name short has lost it there.
func instancePath(leaf *jsonschema.ValidationError) []string {
	path := splitPointer(leaf.InstanceLocation)
	depth, anyName := steps(splitPointer(leaf.KeywordLocation))
	if len(path) < depth {
		path = slices.Insert(path, anyName, "")
	}
	return path
}

// steps counts how deep into a document the keywords before the last lead,
// and at which depth the one stands that takes a member of any name.
func steps(keywords []string) (depth, anyName int) {
	for i := 0; i < len(keywords)-1; i++ {
		switch keywords[i] {
		case "properties":
			i++ // over the name
			depth++
		case "items":
			depth++
		case "additionalProperties", "propertyNames":
			anyName = depth
			depth++
		}
	}
	return depth, anyName
}
