package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/besterprotocol/bester/conformance/internal/shown"
)

// checkFile returns an error if writeFile cannot write file. It creates the file's
// folder.
func checkFile(file string) error {
	if info, err := os.Stat(file); err == nil && !info.Mode().IsRegular() {
		if info.IsDir() {
			return fmt.Errorf("%s is a folder", file)
		}
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return err
	}
	part, err := os.CreateTemp(filepath.Dir(file), ".*.part")
	if err != nil {
		return checkInPlace(file, err)
	}
	return errors.Join(part.Close(), os.Remove(part.Name()))
}

// checkInPlace returns nil if file exists and can be opened for writing, and err
// otherwise.
func checkInPlace(file string, err error) error {
	opened, failed := os.OpenFile(file, os.O_WRONLY, 0)
	if failed != nil {
		return err
	}
	return opened.Close()
}

// writeFile calls write to replace a file completely or not at all: the old content stays
// until everything is written. Pipes, devices and descriptors are written in place, and so
// is a file that cannot be replaced because it is mounted or its folder is read-only.
func writeFile(file string, write func(io.Writer) error) error {
	if strings.HasPrefix(file, "/dev/fd/") {
		return writeInPlace(file, write)
	}
	if real, err := filepath.EvalSymlinks(file); err == nil {
		file = real
	}
	before, err := os.Stat(file)
	if err == nil && !before.Mode().IsRegular() {
		return writeInPlace(file, write)
	}
	temporary := filepath.Join(filepath.Dir(file), fmt.Sprintf(".%s.%d.part", filepath.Base(file), os.Getpid()))
	part, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil && before != nil {
		return writeInPlace(file, write)
	}
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
	if errors.Is(err, syscall.EBUSY) { // the file is a mount point
		err = writeInPlace(file, write)
	}
	if err != nil || fileExists(temporary) {
		os.Remove(temporary)
	}
	return err
}

func writeInPlace(file string, write func(io.Writer) error) error {
	opened, err := os.OpenFile(file, os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return err
	}
	return errors.Join(write(opened), opened.Close())
}

func fileExists(file string) bool {
	_, err := os.Lstat(file)
	return err == nil
}

// writeJSON writes value as JSON for programs, and people who read along.
func writeJSON(w io.Writer, value any) error {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(value)
	if err == nil {
		_, err = w.Write(shown.JSON(text.Bytes()))
	}
	return err
}
