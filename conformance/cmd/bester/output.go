package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/besterprotocol/bester/conformance/internal/report"
)

// outputs are the values of --report: where something is written to, and in which
// formats.
type outputs struct {
	check func(format string) error // that there is such a format
	all   []output
}

type output struct {
	format string
	file   string // - for standard output
}

// String, Set and Type make a flag of outputs.
func (o *outputs) String() string { return "" }

// Set takes in one more value. It refuses what could not be written later, when a
// whole run has been waited for.
func (o *outputs) Set(value string) error {
	format, file, ok := strings.Cut(value, "=")
	if !ok || file == "" {
		return errors.New("say FORMAT=FILE, such as junit=report.xml, or json=- for standard output")
	}
	one := output{format, file}
	if err := o.check(format); err != nil {
		return err
	}
	if slices.ContainsFunc(o.all, func(other output) bool { return other.file == file }) {
		return fmt.Errorf("two reports cannot go to %s", one.place())
	}
	if file != "-" {
		if err := checkFile(file); err != nil {
			return err
		}
	}
	o.all = append(o.all, one)
	return nil
}

// Type is what the help calls a value.
func (o *outputs) Type() string { return "FORMAT=FILE" }

const reportUsage = "where to write the report to, and as what, to be repeated; - is standard output"

// formatList is the part of a help text that explains the formats.
func formatList() string {
	var lines []string
	for _, f := range report.Formats() {
		lines = append(lines, fmt.Sprintf("  %-9s %s", f.Name, f.About))
	}
	return "Formats of reports:\n" + strings.Join(lines, "\n")
}

func (o output) place() string {
	if o.file == "-" {
		return "standard output"
	}
	return o.file
}

// checkAll calls check for every format and returns the first error.
func (o outputs) checkAll(check func(format string) error) error {
	for _, one := range o.all {
		if err := check(one.format); err != nil {
			return err
		}
	}
	return nil
}

// toStdout reports whether one of them goes to standard output, where
// nothing else must be then.
func (o outputs) toStdout() bool {
	return slices.ContainsFunc(o.all, func(one output) bool { return one.file == "-" })
}

// discard removes the report files of an earlier run, so that they are not taken for the
// result of a run that failed to begin.
func (o outputs) discard() error {
	var errs []error
	for _, one := range o.all {
		if info, err := os.Stat(one.file); one.file == "-" || err != nil || !info.Mode().IsRegular() {
			continue
		}
		errs = append(errs, os.Remove(one.file))
	}
	return errors.Join(errs...)
}

// writable is what can be written in several formats.
type writable interface {
	Write(w io.Writer, format string) error
}

// write writes r wherever it is to go. The error names what could not be written;
// the rest is.
func (o outputs) write(r writable, stdout io.Writer) error {
	var errs []error
	for _, one := range o.all {
		write := func(w io.Writer) error { return r.Write(w, one.format) }
		err := error(nil)
		if one.file == "-" {
			err = write(stdout)
		} else {
			err = writeFile(one.file, write)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("writing the report to %s: %w", one.place(), err))
		}
	}
	return errors.Join(errs...)
}
