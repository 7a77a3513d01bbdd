package schemas

import (
	"cmp"
	"slices"
)

// misspelling is a member whose name seems to be meant for another.
type misspelling struct {
	member *node
	meant  string
}

// notice notes that a member seems to be meant for another.
func (d *document) notice(member *node, meant string) {
	d.misspelt = append(d.misspelt, misspelling{member, meant})
}

// correct gives the members that were noticed the names that they seem to be meant to
// have, so that what is in them can be checked, and reports whether there were any.
// Where they stand is still told as it is written.
func (d *document) correct() bool {
	slices.SortFunc(d.misspelt, func(a, b misspelling) int { // or any of two could get the name
		return cmp.Or(cmp.Compare(a.member.key, b.member.key), cmp.Compare(a.meant, b.meant))
	})
	corrected := false
	for _, m := range d.misspelt {
		object := m.member.parent
		if object.members[m.meant] != nil || m.member.written != "" {
			continue // another is called so, or it was corrected before
		}
		object.removeMember(m.member)
		m.member.rename(m.meant)
		object.addMember(m.member)
		corrected = true
	}
	d.misspelt, d.strays = nil, nil
	return corrected
}
