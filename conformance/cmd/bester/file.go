package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// checkFile returns an error where writeFile could not write file.
func checkFile(file string) error {
	if info, err := os.Stat(file); err == nil && !info.Mode().IsRegular() {
		if info.IsDir() {
			return fmt.Errorf("%s is a folder", file)
		}
		return nil
	}
	info, err := os.Stat(filepath.Dir(file))
	if err == nil && !info.IsDir() {
		err = fmt.Errorf("%s is no folder", filepath.Dir(file))
	}
	if err != nil {
		return err
	}
	part, err := os.CreateTemp(filepath.Dir(file), ".*.part")
	if err != nil {
		return err
	}
	return errors.Join(part.Close(), os.Remove(part.Name()))
}

// writeFile has write write a file, completely or not at all: what was there before
// stays until all is written. What is there and is no file, such as a pipe, is
// written to as it is.
func writeFile(file string, write func(io.Writer) error) error {
	if real, err := filepath.EvalSymlinks(file); err == nil {
		file = real
	}
	before, err := os.Stat(file)
	if err == nil && !before.Mode().IsRegular() {
		return writeInPlace(file, write)
	}
	temporary := filepath.Join(filepath.Dir(file), fmt.Sprintf(".%s.%d.part", filepath.Base(file), os.Getpid()))
	part, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	err = write(part)
	if before != nil {
		err = errors.Join(err, part.Chmod(before.Mode().Perm()))
	}
	if err = errors.Join(err, part.Close()); err == nil {
		err = os.Rename(temporary, file)
	}
	if err != nil {
		os.Remove(temporary)
	}
	return err
}

func writeInPlace(file string, write func(io.Writer) error) error {
	opened, err := os.OpenFile(file, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(write(opened), opened.Close())
}

// writeJSON writes value as JSON for programs, and people who read along.
func writeJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}
