package main

import (
	"errors"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/pflag"

	"github.com/besterprotocol/bester/conformance"
	"github.com/besterprotocol/bester/conformance/internal/baseline"
)

// baselineFlags are the flags on what is known to fail.
type baselineFlags struct {
	file   string
	update bool
	known  *baseline.Baseline // nil where there is no file
}

func (b *baselineFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&b.file, "baseline", "", "`file` of what the server is known to fail, and why")
	flags.BoolVar(&b.update, "update-baseline", false, "have the --baseline file tell what fails now; it is made where there is none")
}

// read puts the baseline into options.
func (b *baselineFlags) read(options *conformance.Options) error {
	if b.file == "" {
		if b.update {
			return errors.New("--update-baseline needs --baseline FILE, which it writes")
		}
		return nil
	}
	var err error
	b.known, err = baseline.Load(b.file)
	if b.update && errors.Is(err, fs.ErrNotExist) {
		b.known, err = baseline.New(b.file), nil
	}
	if err != nil {
		return err
	}
	options.Baseline, options.UpdateBaseline = b.known, b.update
	return nil
}

// write writes the baseline as the run has left it, and says so on stderr. A run
// that was stopped leaves it as it is.
func (b *baselineFlags) write(stopped bool, stderr io.Writer) error {
	if !b.update {
		return nil
	}
	if stopped {
		say(stderr, "%s stays as it is: the run was stopped", b.file)
		return nil
	}
	changes := b.known.Changes()
	if changes.Added+changes.Removed > 0 || !exists(b.file) {
		if err := writeFile(b.file, b.known.Write); err != nil {
			return err
		}
	}
	say(stderr, "%s: %d known failures, %d added, %d removed", b.file, changes.Entries, changes.Added, changes.Removed)
	return nil
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}
