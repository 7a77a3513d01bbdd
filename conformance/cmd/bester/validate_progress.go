package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/inspect"
)

// progressEvery is how often a terminal is told how far validation has come.
const progressEvery = 200 * time.Millisecond

// progress tells a person who waits how far validation has come, on a line of the
// terminal that what is found may go to, too. Nil tells nobody. It is safe for
// concurrent use.
type progress struct {
	terminal       io.Writer
	size           int64         // of all input, in bytes; 0 where that is not known
	read           atomic.Int64  // bytes of it
	total, invalid atomic.Int64  // documents
	stop, stopped  chan struct{} // closed to end the showing, and when it has ended

	mu     sync.Mutex // guards what follows, and the terminal
	shown  string
	inLine bool // whether a line of something else is not written to its end
}

// newProgress returns the progress for the terminal behind standard error. It is nil
// where there is none, where somebody types the input there, and where standard
// output goes through a pipe to a program that may have the same terminal.
func newProgress(s streams, args []string) *progress {
	typed := slices.Contains(args, "-") && isTerminal(s.in)
	if !isTerminal(s.err) || isDumb() || typed || isPipe(s.out) {
		return nil
	}
	return &progress{terminal: s.err, stop: make(chan struct{}), stopped: make(chan struct{})}
}

// begin has the progress of reading files shown from now on.
func (p *progress) begin(files []string, stdin io.Reader) {
	if p == nil {
		return
	}
	p.size = sizeOf(files, stdin)
	go func() {
		defer close(p.stopped)
		ticker := time.NewTicker(progressEvery)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				p.show()
			case <-p.stop:
				return
			}
		}
	}()
}

// end takes the progress away.
func (p *progress) end() {
	if p == nil {
		return
	}
	close(p.stop)
	<-p.stopped
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clear()
}

// count takes in a document.
func (p *progress) count(r inspect.Result) {
	if p == nil {
		return
	}
	p.total.Add(1)
	if !r.Valid() {
		p.invalid.Add(1)
	}
}

// reading returns in as a reader that takes in what is read.
func (p *progress) reading(in io.ReadCloser) io.ReadCloser {
	if p == nil {
		return in
	}
	return &countedInput{in, &p.read}
}

type countedInput struct {
	io.ReadCloser
	read *atomic.Int64
}

func (c *countedInput) Read(b []byte) (int, error) {
	n, err := c.ReadCloser.Read(b)
	c.read.Add(int64(n))
	return n, err
}

// before returns w as a writer that takes the progress away first.
func (p *progress) before(w io.Writer) io.Writer {
	if p == nil {
		return w
	}
	return &clearing{w, p}
}

type clearing struct {
	io.Writer
	*progress
}

func (c *clearing) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.clear()
	if len(b) > 0 {
		c.inLine = b[len(b)-1] != '\n'
	}
	return c.Writer.Write(b)
}

// show shows how far it is.
func (p *progress) show() {
	text := p.text()
	p.mu.Lock()
	defer p.mu.Unlock()
	if text != p.shown && !p.inLine {
		fmt.Fprint(p.terminal, clearLine, text)
		p.shown = text
	}
}

// text says how far it is, as a share where it is known of what.
func (p *progress) text() string {
	read, total := p.read.Load(), p.total.Load()
	far := fmt.Sprintf("%.1f MB", float64(read)/1e6)
	if p.size > 0 {
		far = fmt.Sprintf("%d%%", min(100*read/p.size, 99))
	}
	things := "documents"
	if total == 1 {
		things = "document"
	}
	return fmt.Sprintf("%s: %d %s, %d not valid", far, total, things, p.invalid.Load())
}

// clear takes away what is shown. p.mu is held.
func (p *progress) clear() {
	if p.shown != "" {
		fmt.Fprint(p.terminal, clearLine)
		p.shown = ""
	}
}

// sizeOf returns how many bytes there are to read, 0 where that is not known.
func sizeOf(files []string, stdin io.Reader) (size int64) {
	for _, file := range files {
		stat := func() (os.FileInfo, error) { return os.Stat(file) }
		if in, ok := stdin.(*os.File); ok && file == "-" {
			stat = in.Stat
		}
		switch info, err := stat(); {
		case err != nil: // which is told when it is opened
		case !info.Mode().IsRegular():
			return 0
		default:
			size += info.Size()
		}
	}
	return size
}
