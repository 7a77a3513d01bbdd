package schemas

import (
	"cmp"
	"slices"
	"strconv"
)

// node is one value of a document and where it stands. A nil node is a value
// nobody will ask about, inside opaque data: it is read and not kept.
type node struct {
	parent     *node            // the array or object that it stands in
	name       string           // its member name there, or its index
	written    string           // its member name in the document, where name is what is meant
	start, end int              // the bytes of the value
	key        int              // where its member name starts; start where it has none
	value      any              // the value as the schema library takes it
	members    map[string]*node // of an object
	items      []*node          // of an array
}

// path returns the names that lead to n, each as it is meant.
func (n *node) path() []string {
	return n.pathOf(func(n *node) string { return n.name })
}

// writtenPath returns the names that lead to n, each as it is written.
func (n *node) writtenPath() []string {
	return n.pathOf(func(n *node) string { return cmp.Or(n.written, n.name) })
}

func (n *node) pathOf(name func(*node) string) []string {
	var path []string
	for ; n.parent != nil; n = n.parent {
		path = append(path, name(n))
	}
	slices.Reverse(path)
	return path
}

// rename gives a member the name that is meant.
func (n *node) rename(meant string) { n.written, n.name = n.name, meant }

// set notes what the value is.
func (n *node) set(value any) {
	if n != nil {
		n.value = value
	}
}

// addMember adds a member to an object; the last of two of one name stays.
func (n *node) addMember(member *node) {
	n.members[member.name] = member
	n.value.(map[string]any)[member.name] = member.value
}

// removeMember takes a member out of an object.
func (n *node) removeMember(member *node) {
	delete(n.members, member.name)
	delete(n.value.(map[string]any), member.name)
}

// closeArray notes the value of an array whose elements are all there.
func (n *node) closeArray() {
	values := make([]any, len(n.items))
	for i, item := range n.items {
		values[i] = item.value
	}
	n.value = values
}

// at follows a path of the schema library, which never leads to where nothing is.
func (n *node) at(path []string) *node {
	for _, name := range path {
		if n.members != nil {
			n = n.members[name]
		} else {
			i, _ := strconv.Atoi(name)
			n = n.items[i]
		}
	}
	return n
}
