package schemas

import (
	"net/url"
	"strings"
)

// splitPointer returns the names in a pointer as the schema library writes it:
// a JSON Pointer whose names are escaped once more, as in a URL.
func splitPointer(pointer string) []string {
	names := strings.Split(pointer, "/")[1:]
	if !strings.ContainsAny(pointer, "%~") {
		return names
	}
	for i, name := range names {
		if plain, err := url.PathUnescape(name); err == nil {
			name = plain
		}
		names[i] = unescapeName.Replace(name)
	}
	return names
}

// joinPointer returns the JSON Pointer of a path.
func joinPointer(path []string) string {
	var b strings.Builder
	for _, name := range path {
		b.WriteByte('/')
		b.WriteString(escapeName.Replace(strings.ToValidUTF8(name, "\uFFFD")))
	}
	return b.String()
}

// RFC 6901, section 3.
var (
	escapeName   = strings.NewReplacer("~", "~0", "/", "~1")
	unescapeName = strings.NewReplacer("~1", "/", "~0", "~")
)
