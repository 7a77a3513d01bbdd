package main

import (
	"context"
	"io"
	"os"

	"golang.org/x/term"
)

// openInput opens a file to read, or standard input where that is "-".
func openInput(file string, stdin io.Reader) (io.ReadCloser, error) {
	if file == "-" {
		return io.NopCloser(stdin), nil
	}
	return os.Open(file)
}

// readInput returns what read reads, which may wait for a person for ever, or
// the error of ctx where it ends first. Then the program ends too, and with it
// whatever still reads.
func readInput(ctx context.Context, read func() ([]byte, error)) ([]byte, error) {
	type input struct {
		bytes []byte
		err   error
	}
	done := make(chan input, 1)
	go func() {
		bytes, err := read()
		done <- input{bytes, err}
	}()
	select {
	case in := <-done:
		return in.bytes, in.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// readSecret reads a line from a terminal that does not show it. However it
// ends, the terminal shows what is typed afterwards.
func readSecret(ctx context.Context, terminal *os.File) ([]byte, error) {
	fd := int(terminal.Fd())
	state, err := term.GetState(fd)
	if err != nil {
		return nil, err
	}
	secret, err := readInput(ctx, func() ([]byte, error) { return term.ReadPassword(fd) })
	if err != nil {
		term.Restore(fd, state)
	}
	return secret, err
}
