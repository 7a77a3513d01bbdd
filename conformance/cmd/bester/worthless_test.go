package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/besterprotocol/bester/conformance"
	"github.com/besterprotocol/bester/conformance/internal/report"
	"github.com/besterprotocol/bester/conformance/internal/wire"
	"github.com/besterprotocol/bester/reference"
)

// worthless are servers that listen where they are told to, and do nothing of
// what a server is for. Each is what it does with a connection before it closes.
var worthless = map[string]func(io.ReadWriter){
	"is silent":            func(conn io.ReadWriter) { io.Copy(io.Discard, conn) },
	"hangs up":             func(io.ReadWriter) {},
	"echoes":               func(conn io.ReadWriter) { io.Copy(conn, conn) },
	"praises":              praise,
	"praises and hangs up": func(conn io.ReadWriter) { praiseOnce(conn) },
}

// flattering is what the name of a role begins with that deceives: it serves the
// suite's own witness as the reference server does, and nobody else.
const flattering = "flatters and "

// praise answers each frame with a good report for the id in it, or for signing
// in where there is none.
func praise(conn io.ReadWriter) {
	for praiseOnce(conn) == nil {
	}
}

func praiseOnce(conn io.ReadWriter) error {
	body, err := readBody(conn)
	if err != nil {
		return err
	}
	var message struct{ Payload struct{ ID string } }
	message.Payload.ID = "auth_special"
	json.Unmarshal(body, &message)
	id, _ := json.Marshal(message.Payload.ID)
	_, err = conn.Write(wire.Frame(fmt.Appendf(nil, `{"header":{"messageType":"statusReport","status":"good"},"payload":{"id":%s}}`, id)))
	return err
}

func readBody(r io.Reader) ([]byte, error) {
	var length uint32
	if err := binary.Read(r, binary.LittleEndian, &length); err != nil {
		return nil, err
	}
	if length > 1<<20 {
		return nil, fmt.Errorf("a frame of %d bytes", length)
	}
	body := make([]byte, length)
	_, err := io.ReadFull(r, body)
	return body, err
}

// serveWorthless runs the worthless server of a role until ctx ends, and returns
// the exit code.
func serveWorthless(ctx context.Context, role, file string) int {
	config, err := reference.LoadConfig(file)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	serve := worthless[strings.TrimPrefix(role, flattering)]
	addresses := append(config.Listeners[:len(config.Listeners):len(config.Listeners)], config.Listeners[0])
	addresses[len(addresses)-1].Network, addresses[len(addresses)-1].Address = "unix", config.Informer
	if strings.HasPrefix(role, flattering) {
		own := filepath.Join(filepath.Dir(file), "own.sock")
		config.Listeners = config.Listeners[:1]
		config.Listeners[0].Network, config.Listeners[0].Address, config.Informer = "unix", own, ""
		server, err := reference.New(config, slog.New(slog.DiscardHandler))
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		go server.Serve(ctx)
		serve = flatter(own, serve)
	}
	for _, address := range addresses {
		listener, err := net.Listen(address.Network, address.Address)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		go accept(listener, serve)
	}
	<-ctx.Done()
	return 0
}

func accept(listener net.Listener, serve func(io.ReadWriter)) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			serve(conn)
			conn.Close()
		}()
	}
}

// flatter connects the witness to the server at a socket, and leaves everybody
// else to serve.
func flatter(socket string, serve func(io.ReadWriter)) func(io.ReadWriter) {
	return func(conn io.ReadWriter) {
		var read bytes.Buffer
		body, err := readBody(io.TeeReader(conn, &read))
		if err != nil || !bytes.Contains(body, []byte(`"witness"`)) {
			serve(struct {
				io.Reader
				io.Writer
			}{io.MultiReader(&read, conn), conn})
			return
		}
		server, err := net.Dial("unix", socket)
		if err != nil {
			return
		}
		defer server.Close()
		go func() {
			io.Copy(server, io.MultiReader(&read, conn))
			server.Close()
		}()
		io.Copy(conn, server)
	}
}

func TestExperiment(t *testing.T) {
	for role := range worthless {
		role := flattering + role
		t.Run(role, func(t *testing.T) {
			r, err := conformance.Run(t.Context(), conformance.Options{Server: role, Exec: shell(t, role), Patience: 500 * time.Millisecond})
			if err != nil {
				t.Fatal(err)
			}
			t.Log(role, r.Took)
			for _, s := range r.Scenarios {
				if s.Verdict != report.Failed {
					t.Logf("%s %v %s:%d %s", s.Verdict, s.Requirements, s.File, s.Line, s.Name)
					if s.Failure != nil {
						t.Log(s.Failure.Happened)
					}
				}
			}
		})
	}
}
