package documents

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Find returns the files that arguments stand for, in their order: files as they
// are, "-", the files of folders whose names tell a format, folders inside of them
// included, and what matches a pattern such as "logs/*.json". The error says
// which argument stands for nothing; the others count all the same.
func Find(args []string) (files []string, errs []error) {
	for _, arg := range args {
		found, err := find(arg)
		if err != nil {
			errs = append(errs, err)
		}
		files = append(files, found...)
	}
	return files, errs
}

func find(arg string) ([]string, error) {
	info, err := os.Stat(arg)
	switch {
	case arg == "":
		return nil, errors.New("the name of a file is empty: say which, or leave it out")
	case arg == "-":
		return []string{arg}, nil
	case err == nil && info.IsDir():
		return inFolder(arg)
	case err == nil || !strings.ContainsAny(arg, "*?["):
		return []string{arg}, nil // which says itself that it cannot be read
	}
	return matching(arg)
}

// matching returns the files that a pattern matches.
func matching(pattern string) ([]string, error) {
	matches, err := filepath.Glob(pattern)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", pattern, err)
	}
	if len(matches) == 0 {
		return nil, fmt.Errorf("%s: no file matches this pattern", pattern)
	}
	var files []string
	for _, match := range matches {
		found, err := find(match)
		if err != nil {
			return files, err
		}
		files = append(files, found...)
	}
	return files, nil
}

// inFolder returns the files in a folder whose names tell a format, sorted. What
// cannot be looked into is told at the end.
func inFolder(folder string) ([]string, error) {
	var files []string
	var first error
	root := filepath.Clean(folder) + string(filepath.Separator) // a link to a folder is followed
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil && first == nil:
			first = err
		case err == nil && FormatOf(path) != "" && isFile(path, entry):
			files = append(files, path)
		}
		return nil
	})
	if err == nil {
		err = first
	}
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("%s: no file in this folder is called %s", folder, extensionList())
	}
	return files, err
}

// isFile tells whether a path leads to a file; what waits for others to write, such
// as a pipe, is none.
func isFile(path string, entry fs.DirEntry) bool {
	if entry.Type()&fs.ModeSymlink == 0 {
		return entry.Type().IsRegular()
	}
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

func extensionList() string {
	var names []string
	for extension := range extensions {
		names = append(names, "*"+extension)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}
