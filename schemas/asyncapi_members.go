package schemas

import (
	"bytes"
	"encoding/json"
	"slices"
)

// members are the members of an object in the order in which they are to be read.
type members[V any] []member[V]

type member[V any] struct {
	name  string
	value V
}

// MarshalJSON writes an object.
func (all members[V]) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	b.WriteByte('{')
	for i, m := range all {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := encoder.Encode(m.name); err != nil {
			return nil, err
		}
		b.WriteByte(':')
		if err := encoder.Encode(m.value); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// add adds a member where there is none of its name.
func (all members[V]) add(name string, value V) members[V] {
	if slices.ContainsFunc(all, func(m member[V]) bool { return m.name == name }) {
		return all
	}
	return append(all, member[V]{name, value})
}
