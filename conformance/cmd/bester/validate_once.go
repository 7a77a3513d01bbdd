package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/besterprotocol/bester/conformance"
	"github.com/besterprotocol/bester/conformance/internal/documents"
	"github.com/besterprotocol/bester/conformance/internal/findings"
	"github.com/besterprotocol/bester/conformance/internal/inspect"
	"github.com/besterprotocol/bester/conformance/internal/shown"
	"github.com/besterprotocol/bester/schemas"
)

// streams are those that a command is run with.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// validateOnce validates what args stand for. The error is that of the worst that
// was found.
func validateOnce(ctx context.Context, v validation, args []string, s streams) error {
	progress := newProgress(s, args)
	style := v.color.findings(s.out)
	style.Quiet = v.quiet
	writer, err := findings.New(progress.before(s.out), v.format, style)
	if err != nil {
		return err
	}
	found := &tally{Writer: writer, stderr: progress.before(s.err), progress: progress}
	err = found.validate(ctx, v, args, s)
	if closed := writer.Close(); err == nil {
		err = closed // which is the same where writing has failed before
	}
	if err != nil {
		return err
	}
	if found.worst == exitGood {
		return nil
	}
	return &exit{code: found.worst}
}

// findings returns the style for findings on a stream, as far as it depends on that.
func (c colors) findings(out io.Writer) findings.Style {
	return findings.Style{Color: c.on(out), Width: terminalWidth(out), Version: strings.TrimPrefix(conformance.Version(), "v")}
}

// tally passes on what is found and notes the worst of it.
type tally struct {
	findings.Writer
	stderr   io.Writer
	progress *progress
	worst    int
}

// validate validates what args stand for. The error is that of writing: an
// interruption is told of the file that it came in.
func (t *tally) validate(ctx context.Context, v validation, args []string, s streams) error {
	files, err := t.find(args)
	if err != nil {
		return err
	}
	if slices.Contains(files, "-") && isTerminal(s.in) {
		fmt.Fprintln(t.stderr, "bester: reading what is typed; Ctrl-D at the beginning of a line ends it")
	}
	t.progress.begin(files, s.in)
	defer t.progress.end()
	err = inspect.Run(ctx, inspect.Source{
		Files: files,
		Open: func(file string) (io.ReadCloser, error) {
			in, err := openInput(file, s.in)
			if err != nil {
				return nil, err
			}
			return t.progress.reading(in), nil
		},
		Kind:   schemas.Kind(v.kind),
		Format: v.documentFormat(),
		Ports:  v.serverPorts(),
	}, t)
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// find returns the files that args stand for, and takes in each that stands for none.
func (t *tally) find(args []string) (files []string, err error) {
	for _, arg := range args {
		found, missing := documents.Find([]string{arg})
		files = append(files, found...)
		for _, why := range missing {
			if err := t.File(inspect.File{Name: arg, Err: why}); err != nil {
				return nil, err
			}
		}
	}
	return files, nil
}

// Document takes in a document.
func (t *tally) Document(r inspect.Result) error {
	switch {
	case r.Unread != "":
		t.worst = max(t.worst, exitFailed)
	case !r.Valid():
		t.worst = max(t.worst, exitBad)
	}
	t.progress.count(r)
	return t.Writer.Document(r)
}

// File takes in the end of a file.
func (t *tally) File(f inspect.File) error {
	if f.Err != nil {
		say(t.stderr, "bester: %s", shown.Line(f.Trouble()))
		t.worst = max(t.worst, exitFailed)
	}
	return t.Writer.File(f)
}
