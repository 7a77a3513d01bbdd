package schemas

import (
	"embed"
	"errors"
	"io/fs"
	"sync"
)

// Where one of several kinds of message may stand, a member says which it is. The
// schemas in marks demand that member and no more; they are no kinds of message,
// and nobody else sees them.
const (
	opening Kind = "opening" // of a client or a peer
	arrival Kind = "arrival" // at a client
)

//go:embed marks
var marksFS embed.FS

// marks is what library is, for the schemas in marks.
var marks = sync.OnceValue(func() *compiled {
	files, err := fs.Sub(marksFS, "marks")
	if err != nil {
		panic(err)
	}
	c, err := compile(files, []Kind{opening, arrival})
	if err != nil {
		panic(err)
	}
	return c
})

// unmarked returns an error where a message does not say of what kind it is: an
// *Error of the kind that it is taken for. It must not be asked of one that does.
func unmarked(mark Kind, body []byte, takenFor Kind) error {
	err := marks().validate(mark, "/payload/data", body)
	var invalid *Error
	if errors.As(err, &invalid) {
		invalid.Kind = takenFor
	}
	return err
}

// textAt returns the string at a path of no more than two member names, "" where
// there is none.
func textAt(body []byte, path ...string) string {
	s := scanOutline(body)
	defer s.free()
	if !s.text(offTheWay) {
		return textAtSlowly(body, path)
	}
	if at := s.follow(path, s.find); at > 0 && s.tokens[at].kind == '"' {
		return string(s.content(at))
	}
	return ""
}

// textAtSlowly is textAt for a body with something wrong about its text.
func textAtSlowly(body []byte, path []string) string {
	n, _, _ := parse(body, "/payload/data")
	for _, name := range path {
		if n == nil {
			return ""
		}
		n = n.members[name]
	}
	if n == nil {
		return ""
	}
	text, _ := n.value.(string)
	return text
}
