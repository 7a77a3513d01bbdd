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
		if isPattern(arg) {
			matches, err := matching(arg)
			errs = appendErr(errs, err)
			found, missing := Find(matches)
			files, errs = append(files, found...), append(errs, missing...)
			continue
		}
		found, err := find(arg)
		files, errs = append(files, found...), appendErr(errs, err)
	}
	return files, errs
}

func appendErr(errs []error, err error) []error {
	if err == nil {
		return errs
	}
	return append(errs, err)
}

// isPattern tells whether an argument is the name of nothing, but a pattern.
func isPattern(arg string) bool {
	_, err := os.Stat(arg)
	return err != nil && strings.ContainsAny(arg, "*?[")
}

// find returns the files that the name of a file or folder stands for.
func find(name string) ([]string, error) {
	if name == "" {
		return nil, errors.New("the name of a file is empty: say which, or leave it out")
	}
	if info, err := os.Stat(name); name != "-" && err == nil && info.IsDir() {
		return inFolder(name)
	}
	return []string{name}, nil // which says itself where it cannot be read
}

// matching returns what a pattern matches.
func matching(pattern string) ([]string, error) {
	matches, err := filepath.Glob(pattern)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", pattern, err)
	}
	if len(matches) == 0 {
		return nil, fmt.Errorf("%s: no file matches this pattern", pattern)
	}
	return matches, nil
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
