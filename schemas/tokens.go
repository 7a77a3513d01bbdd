package schemas

import "bytes"

// content returns what the string at an index says. The slice is good for as
// long as the document stays as it is.
func (s *scanner) content(at int) []byte {
	t := s.tokens[at]
	if t.escaped {
		return []byte(unquote(s.doc[t.start:t.end]))
	}
	return s.doc[t.start+1 : t.end-1]
}

// after returns the index of what comes behind the value at an index, and behind
// all that the value contains.
func (s *scanner) after(at int) int { return int(s.tokens[at].next) }

// following returns the index of what comes behind the name, or the element, at
// index i in the object or array at index at.
func (s *scanner) following(at, i int) int {
	if s.tokens[at].kind == '{' {
		i++ // over the name
	}
	return s.after(i)
}

// find returns the index of the value of a member of the object at an index, or 0
// where it has no member of that name.
func (s *scanner) find(at int, name string) int {
	for i := at + 1; i < s.after(at); i = s.following(at, i) {
		if string(s.content(i)) == name {
			return i + 1
		}
	}
	return 0
}

// findNearly is find for a member that is nearly called so.
func (s *scanner) findNearly(at int, name string) int {
	var names []string
	for i := at + 1; i < s.after(at); i = s.following(at, i) {
		if names = append(names, string(s.content(i))); len(names) > maxNames {
			return 0
		}
	}
	if near := closest(name, names); near != "" {
		return s.find(at, near)
	}
	return 0
}

// follow returns the index of the value at a path of member names, or 0 where there
// is none. find finds each of them.
func (s *scanner) follow(path []string, find func(object int, name string) int) (at int) {
	for _, name := range path {
		if s.tokens[at].kind != '{' {
			return 0
		}
		if at = find(at, name); at == 0 {
			return 0
		}
	}
	return at
}

// few is how many strings are compared each with each, which for more would
// take longer than a map.
const few = 16

// distinct tells whether no name of the object at an index, or no element of
// the array of strings there, stands there twice.
func (s *scanner) distinct(at int) bool {
	count, end := 0, s.after(at)
	for a := at + 1; a < end; a = s.following(at, a) {
		if count++; count > few {
			return s.manyDistinct(at)
		}
		for b := at + 1; b < a; b = s.following(at, b) {
			if bytes.Equal(s.content(a), s.content(b)) {
				return false
			}
		}
	}
	return true
}

// manyDistinct is distinct in a time that grows with the number of strings.
func (s *scanner) manyDistinct(at int) bool {
	seen := make(map[string]bool)
	for i := at + 1; i < s.after(at); i = s.following(at, i) {
		name := string(s.content(i))
		if seen[name] {
			return false
		}
		seen[name] = true
	}
	return true
}
