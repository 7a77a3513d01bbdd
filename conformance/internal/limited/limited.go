// Package limited reads what others have written, and no more of it than there
// should be.
package limited

import (
	"fmt"
	"io"
	"os"
)

// Read returns all of r. The error says so where that is more than limit bytes,
// of which no more are read than one.
func Read(r io.Reader, limit int) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, int64(limit)+1))
	switch {
	case err != nil:
		return nil, err
	case len(text) > limit:
		return nil, fmt.Errorf("it is longer than %d bytes", limit)
	}
	return text, nil
}

// ReadFile is Read for the file at path, which the error names. The file may be a
// pipe.
func ReadFile(path string, limit int) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := Read(file, limit)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return text, nil
}
