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
	"slices"
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
	"is silent": func(conn io.ReadWriter) { io.Copy(io.Discard, conn) },
	"hangs up":  func(io.ReadWriter) {},
	"echoes":    func(conn io.ReadWriter) { io.Copy(conn, conn) },
	"praises":   praise,
}

// flattering is what the name of a role begins with that deceives: it serves the
// suite's own witness as the reference server does, and nobody else.
const flattering = "flatters and "

// praise answers each frame with a good report for the id in it, or for signing
// in where there is none.
func praise(conn io.ReadWriter) {
	for {
		body, err := readBody(conn)
		if err != nil {
			return
		}
		var message struct{ Payload struct{ ID string } }
		message.Payload.ID = "auth_special"
		json.Unmarshal(body, &message) // what is no message is praised as well
		id, _ := json.Marshal(message.Payload.ID)
		report := fmt.Appendf(nil, `{"header":{"messageType":"statusReport","status":"good"},"payload":{"id":%s}}`, id)
		if _, err := conn.Write(wire.Frame(report)); err != nil {
			return
		}
	}
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
	addresses := [][2]string{{"unix", config.Informer}}
	for _, l := range config.Listeners {
		addresses = append(addresses, [2]string{l.Network, l.Address})
	}
	if strings.HasPrefix(role, flattering) {
		own := filepath.Join(filepath.Dir(file), "own.sock")
		config.Listeners, config.Informer = config.Listeners[:1], ""
		config.Listeners[0].Network, config.Listeners[0].Address = "unix", own
		server, err := reference.New(config, slog.New(slog.DiscardHandler))
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		go server.Serve(ctx)
		serve = flatter(own, serve)
	}
	for _, address := range addresses {
		listener, err := net.Listen(address[0], address[1])
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

// telling are requirements that a server might seem to meet by doing nothing, or
// always the same: something is to be refused, to be closed, not to come, or to be
// reported good.
var telling = strings.Fields("FRAME-6 CONN-1 AUTH-6 HAND-1 HAND-7 CLIENTS-3 CLIENTS-8 CHAIN-5 SERVERS-8 SERVERS-12 " +
	"PEER-3 PEER-5 BUILTIN-4 INFO-4 LISTEN-3")

// enough says, by worthless server and requirement that it meets, why no more is
// asked for.
var enough = map[string]map[string]string{
	flattering + "is silent": {"BUILTIN-4": refuses},
	flattering + "echoes":    {"BUILTIN-4": refuses},
	flattering + "hangs up": {
		"BUILTIN-4": refuses,
		"AUTH-6":    "whoever closes every connection dispatches nothing before authentication",
	},
	flattering + "praises": {
		"BUILTIN-4": refuses,
	},
}

const refuses = "the reference server beside it, which serves the witness, refuses to start"

// TestWorthlessServersAreFoundOut judges servers that do nothing of what a server
// is for by requirements that are easily met, or seem to be.
func TestWorthlessServersAreFoundOut(t *testing.T) {
	for _, name := range []string{"is silent", "hangs up", "echoes", "praises"} {
		for _, role := range []string{name, flattering + name} {
			t.Run(role, func(t *testing.T) {
				t.Parallel()
				wantWorthless(t, role)
			})
		}
	}
}

func wantWorthless(t *testing.T, role string) {
	t.Helper()
	r, err := conformance.Run(t.Context(), conformance.Options{
		Server:    "a server that " + role,
		Exec:      shell(t, role),
		Selection: conformance.Selection{Requirements: telling},
		Patience:  300 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	judged := 0
	for _, q := range r.Requirements {
		if !slices.Contains(telling, q.ID) {
			continue
		}
		judged++
		switch reason := enough[role][q.ID]; {
		case q.Verdict == report.Passed && reason == "":
			t.Errorf("it passes %s", q.ID)
		case q.Verdict == report.NotRun:
			t.Errorf("%s could not be run", q.ID)
		}
	}
	if judged != len(telling) {
		t.Errorf("%d requirements were judged, want %d", judged, len(telling))
	}
}
