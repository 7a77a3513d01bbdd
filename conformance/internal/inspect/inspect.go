// Package inspect says of documents of which kind they are and what is wrong with
// them: several at a time, and in their order.
package inspect

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"

	"golang.org/x/sync/semaphore"

	"github.com/besterprotocol/bester/conformance/internal/documents"
	"github.com/besterprotocol/bester/schemas"
)

// Source says what is inspected.
type Source struct {
	Files []string
	// Open opens a file to read.
	Open func(file string) (io.ReadCloser, error)
	// Kind is that of all documents; "" has it inferred from each.
	Kind schemas.Kind
	// Format is that of all files; "" has it told by each.
	Format documents.Format
	// Ports are where servers listen, in captures; none for any.
	Ports []uint16
}

// Sink takes what is found, in the order of the files and of the documents in each.
// An error of it ends the inspection.
type Sink interface {
	// Document takes what was found of one document.
	Document(Result) error
	// File takes what was found in a file, behind all of its documents.
	File(File) error
	// Wait is called where nothing more is known for the time being.
	Wait() error
}

const (
	// batchBytes and batchDocuments are how much is checked in one go.
	batchBytes     = 256 << 10
	batchDocuments = 1000
	// flightBytes bounds the text that is held at a time, as far as a document by
	// itself does not exceed it.
	flightBytes = 4 << 20
)

// Run inspects all documents of a source and returns the first error of the sink,
// or that of ctx where it ends first. Then the sink gets the file at hand as one
// that was not read to its end; its reader may still be reading.
func Run(ctx context.Context, source Source, sink Sink) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	line := &line{
		ctx:    ctx,
		source: source,
		order:  make(chan *batch, 4*runtime.GOMAXPROCS(0)),
		work:   make(chan *batch, 4*runtime.GOMAXPROCS(0)),
		flight: semaphore.NewWeighted(flightBytes),
	}
	for range runtime.GOMAXPROCS(0) {
		go line.check()
	}
	go line.read()
	return line.deliver(sink)
}

// ErrInterrupted is the error of a file whose end Run did not wait for.
var ErrInterrupted = errors.New("interrupted before its end")

// line carries documents from their files to those who check them, and from there
// to the sink.
type line struct {
	ctx    context.Context
	source Source
	order  chan *batch // as they were read
	work   chan *batch // the same, for whoever is free
	flight *semaphore.Weighted
}

// read reads all files.
func (l *line) read() {
	defer close(l.order)
	defer close(l.work)
	for _, file := range l.source.Files {
		b := newBatch()
		err := l.readFile(file, &b)
		b.end = &File{Name: file, Err: err}
		if l.send(b) != nil {
			return
		}
	}
}

// readFile reads one file. Behind it, *b is what was not sent on yet.
func (l *line) readFile(file string, b **batch) error {
	in, err := l.source.Open(file)
	if err != nil {
		return err
	}
	defer in.Close()
	flush := func() error {
		full := *b
		if len(full.documents) == 0 {
			return l.ctx.Err()
		}
		*b = newBatch()
		return l.send(full)
	}
	return documents.Read(in, documents.File{Name: file, Format: l.source.Format, Ports: l.source.Ports}, func(d documents.Document) error {
		(*b).add(d)
		if len((*b).text) < batchBytes && len((*b).documents) < batchDocuments {
			return nil
		}
		return flush()
	}, flush)
}

// send sends a batch on as soon as there is room for it.
func (l *line) send(b *batch) error {
	b.pack()
	if err := l.flight.Acquire(l.ctx, b.weight()); err != nil {
		return err
	}
	for _, to := range []chan *batch{l.order, l.work} {
		select {
		case to <- b:
		case <-l.ctx.Done():
			return l.ctx.Err()
		}
	}
	return nil
}

// check checks batches until there are no more.
func (l *line) check() {
	for b := range l.work {
		b.check(l.source.Kind)
	}
}

// deliver gives the sink what is found, in order.
func (l *line) deliver(sink Sink) error {
	var counts Counts
	left := l.source.Files // whose ends have not come
	for len(left) > 0 {
		b, err := l.next()
		if err != nil {
			return cmp.Or(cut(sink, left, counts), err)
		}
		for i := range b.documents {
			r := b.result(i, l.source.Kind)
			counts.Count(r)
			if err := sink.Document(r); err != nil {
				return err
			}
		}
		l.flight.Release(b.weight())
		if b.end != nil {
			b.end.Counts, counts, left = counts, Counts{}, left[1:]
			err = sink.File(*b.end)
		}
		if err == nil && len(l.order) == 0 {
			err = sink.Wait()
		}
		if err != nil {
			return err
		}
		b.free()
	}
	return nil
}

// cut ends the first of the files that are left, of which so much was counted.
func cut(sink Sink, left []string, counts Counts) error {
	err := ErrInterrupted
	if behind := len(left) - 1; behind > 0 {
		err = fmt.Errorf("%w; files behind it that were not read: %d", err, behind)
	}
	return sink.File(File{Name: left[0], Counts: counts, Err: err})
}

// next returns the next batch that is checked, or the error of ctx, which may have
// kept what stands before it from being read.
func (l *line) next() (*batch, error) {
	select {
	case b, open := <-l.order:
		if !open { // the reader has noticed first that ctx ended
			return nil, l.ctx.Err()
		}
		select {
		case <-b.checked:
			return b, l.ctx.Err()
		case <-l.ctx.Done():
		}
	case <-l.ctx.Done():
	}
	return nil, l.ctx.Err()
}
