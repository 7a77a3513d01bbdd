package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/besterprotocol/bester/conformance/internal/limited"
	"github.com/besterprotocol/bester/schemas"
)

// maxReplaced bounds what is read of a file that may have to be replaced, in bytes.
const maxReplaced = 16 << 20

func newSchemaExport() *cobra.Command {
	return &cobra.Command{
		Use:   "export DIR",
		Short: "Write all schemas, the bundle and the AsyncAPI document into a folder",
		Long: `Write into a folder, which is made where there is none, every schema
(KIND.schema.json, definitions.schema.json), bundle.json and asyncapi.json. A
file that is one of these documents, perhaps of an earlier release, is replaced;
where another file has the name of one, nothing is written at all.`,
		Example: `  bester schema export ./schemas`,
		Args:    cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			if args[0] == "" {
				return errors.New("DIR is empty: say which folder, or . for this one")
			}
			files, err := exported()
			if err != nil {
				return err
			}
			written, err := export(args[0], files)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(command.OutOrStdout(), "%d files written to %s, %d were there already\n", written, args[0], len(files)-written)
			return err
		},
	}
}

// exported returns the files that are exported, by their names.
func exported() (map[string][]byte, error) {
	files := map[string][]byte{"bundle.json": schemas.Bundle(), "asyncapi.json": schemas.AsyncAPI()}
	names, err := fs.Glob(schemas.Files(), "*.schema.json")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if files[name], err = fs.ReadFile(schemas.Files(), name); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// export writes into a folder those files that are not there as they are to be,
// each completely or not at all, and returns how many. It writes nothing where a
// file is in the way.
func export(folder string, files map[string][]byte) (written int, err error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return 0, err
	}
	missing := map[string][]byte{}
	for name, text := range files {
		path := filepath.Join(folder, name)
		same, err := isThere(path, text)
		if err != nil {
			return 0, err
		}
		if !same {
			missing[path] = text
		}
	}
	for path, text := range missing {
		err := writeFile(path, func(w io.Writer) error { _, err := w.Write(text); return err })
		if err != nil {
			return written, err
		}
		written++
	}
	return written, nil
}

// isThere reports whether a file is there as it is to be. The error says so where
// another document has its place.
func isThere(path string, text []byte) (same bool, err error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if !info.Mode().IsRegular() {
		return false, fmt.Errorf("%s is there and is no file: choose another folder; nothing was written", path)
	}
	before, err := limited.ReadFile(path, maxReplaced)
	if err != nil {
		return false, err
	}
	if !bytes.Equal(before, text) && nameOf(before) != nameOf(text) {
		return false, fmt.Errorf("%s is there and is none of Bester's: move it away, or choose another folder; nothing was written", path)
	}
	return bytes.Equal(before, text), nil
}

// nameOf returns what a schema or an AsyncAPI document calls itself, or "".
func nameOf(text []byte) string {
	var document struct {
		Schema string `json:"$id"`
		ID     string `json:"id"`
	}
	if json.Unmarshal(text, &document) != nil {
		return ""
	}
	return document.Schema + document.ID
}
