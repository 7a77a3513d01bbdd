package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"

	"github.com/besterprotocol/bester/reference"
)

// spoils are servers that are right but for what they make of the bytes that they
// are sent: each passes on to the reference server, as to, what it reads from a
// connection.
var spoils = map[string]func(to io.Writer, from io.Reader){
	"takes reads for frames": wholeFramesOnly,
	"forgives a missing id":  eachBody(withID),
	"rounds numbers":         eachBody(rounded),
	"dies of a name":         eachBody(dying),
}

// serveSpoiled runs the spoiled server of a role until ctx ends, and returns the
// exit code.
func serveSpoiled(ctx context.Context, role, file string) int {
	if err := listenSpoiled(ctx, spoils[role], file); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	<-ctx.Done()
	return 0
}

// listenSpoiled has the reference server listen at a socket of its own, and listens
// in its place.
func listenSpoiled(ctx context.Context, spoil func(to io.Writer, from io.Reader), file string) error {
	config, err := reference.LoadConfig(file)
	if err != nil {
		return err
	}
	asked := config.Listeners
	own := asked[0]
	own.Network, own.Address = "unix", filepath.Join(filepath.Dir(file), "own.sock")
	config.Listeners = append(config.Listeners[:0:0], own)
	server, err := reference.New(config, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	go server.Serve(ctx)
	for _, l := range asked {
		listener, err := net.Listen(l.Network, l.Address)
		if err != nil {
			return err
		}
		go accept(listener, func(conn io.ReadWriter) { between(conn, own.Address, spoil) })
	}
	return nil
}

// between connects conn to the server at a socket.
func between(conn io.ReadWriter, socket string, spoil func(to io.Writer, from io.Reader)) {
	server, err := net.Dial("unix", socket)
	if err != nil {
		return
	}
	defer server.Close()
	go func() {
		spoil(server, conn)
		server.(*net.UnixConn).CloseWrite()
	}()
	io.Copy(conn, server)
}
