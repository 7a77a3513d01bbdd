package documents

import (
	"bufio"
	"io"
)

// bufferSize is how much is read of a file at a time, in bytes.
const bufferSize = 256 << 10

// newInput returns a buffered reader of r that calls idle before it asks r for more.
func newInput(r io.Reader, idle func() error) *bufio.Reader {
	if idle != nil {
		r = &waiting{r, idle}
	}
	return bufio.NewReaderSize(r, bufferSize)
}

// waiting is a reader that says when it is about to wait.
type waiting struct {
	io.Reader
	idle func() error
}

func (w *waiting) Read(p []byte) (int, error) {
	if err := w.idle(); err != nil {
		return 0, err
	}
	return w.Reader.Read(p)
}
