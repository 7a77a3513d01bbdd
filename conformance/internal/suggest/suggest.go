// Package suggest finds what somebody meant who wrote a name that is not there.
package suggest

import (
	"fmt"
	"strings"

	"github.com/agnivade/levenshtein"
)

// maxLength bounds what is compared, in bytes: nobody mistypes a book.
const maxLength = 200

// closest returns the name that is nearest to word, or "" where none is near: at
// most a third of the longer one may differ, or the one begins with the other.
// Case does not count. Of several that are as near, it is the first.
func closest(word string, names []string) string {
	if len(word) > maxLength || word == "" {
		return ""
	}
	best, least := "", 0
	for _, name := range names {
		a, b := strings.ToLower(word), strings.ToLower(name)
		distance := levenshtein.ComputeDistance(a, b)
		if 3*distance > max(len(a), len(b)) && !strings.HasPrefix(b, a) {
			continue
		}
		if best == "" || distance < least {
			best, least = name, distance
		}
	}
	return best
}

// Question returns what stands behind an error on word, such as
// `: did you mean "HAND-4"?`, or "" where no name is near.
func Question(word string, names []string) string {
	if name := closest(word, names); name != "" {
		return fmt.Sprintf(": did you mean %q?", name)
	}
	return ""
}
