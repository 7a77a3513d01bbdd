package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/besterprotocol/bester/conformance/internal/documents"
	"github.com/besterprotocol/bester/conformance/internal/findings"
	"github.com/besterprotocol/bester/conformance/internal/inspect"
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
	writer, err := findings.New(s.out, v.format, findings.Style{
		Quiet: v.quiet,
		Color: v.color == "always" || v.color == "auto" && wantsColor(s.out),
	})
	if err != nil {
		return err
	}
	found := &tally{Writer: writer, stderr: s.err, progress: newProgress(s)}
	files, missing := documents.Find(args)
	for _, err := range missing {
		found.unread(err)
	}
	err = inspect.Run(ctx, inspect.Source{
		Files:  files,
		Open:   func(file string) (io.ReadCloser, error) { return openInput(file, s.in) },
		Kind:   schemas.Kind(v.kind),
		Format: v.documentFormat(),
		Ports:  v.serverPorts(),
	}, found)
	found.progress.clear()
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

// tally passes on what is found and notes the worst of it.
type tally struct {
	findings.Writer
	stderr   io.Writer
	progress *progress
	worst    int
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
		t.unread(inFile(f))
	}
	return t.Writer.File(f)
}

// Wait shows what there is so far.
func (t *tally) Wait() error {
	t.progress.clear()
	err := t.Writer.Wait()
	t.progress.show()
	return err
}

// unread tells what could not be read.
func (t *tally) unread(err error) {
	t.progress.clear()
	fmt.Fprintln(t.stderr, "bester:", err)
	t.worst = max(t.worst, exitFailed)
}

// inFile is the error of a file with its name, which errors of the system have
// already.
func inFile(f inspect.File) error {
	if strings.Contains(f.Err.Error(), f.Name) {
		return f.Err
	}
	return fmt.Errorf("%s: %w", f.Name, f.Err)
}
