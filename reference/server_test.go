package reference

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/besterprotocol/bester/reference/client"
	"github.com/besterprotocol/bester/reference/internal/config"
	"github.com/besterprotocol/bester/reference/internal/frame"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience bounds what must happen; nothing waits that long unless it fails.
const patience = 20 * time.Second

// running is a server under test with a folder of its own.
type running struct {
	config Config
	log    *lockedBuffer
	stop   func() error // drains and returns what Serve returned
}

// lockedBuffer is a log that can be read while it is written.
type lockedBuffer struct {
	mu  sync.Mutex
	log bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.log.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.log.String()
}

// testConfig is a server on a UNIX socket with the handlers named.
func testConfig(t testing.TB, handlers ...string) Config {
	folder, err := os.MkdirTemp("", "bester") // t.TempDir is too long for sockets
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	c := Config{
		File:      filepath.Join(folder, "server.conf"),
		Listeners: []config.Listener{{Network: "unix", Address: filepath.Join(folder, "s.sock")}},
		Handlers:  map[string]config.Handler{},
		AdminInfo: json.RawMessage(`{"admin":"info"}`),
		Informer:  filepath.Join(folder, "i.sock"),
		Limits:    config.DefaultLimits,
		Timeouts:  config.DefaultTimeouts,
	}
	for i, name := range handlers {
		c.Handlers[name] = config.Handler{Socket: filepath.Join(folder, strconv.Itoa(i))}
	}
	return c
}

// start serves with c until the test ends or stop is called.
func start(t testing.TB, c Config) *running {
	t.Helper()
	r := &running{config: c, log: &lockedBuffer{}}
	server, err := New(c, slog.New(slog.NewTextHandler(r.log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- server.Serve(ctx) }()
	r.stop = sync.OnceValue(func() error { cancel(); return <-served })
	t.Cleanup(func() {
		if err := r.stop(); err != nil {
			t.Error(err)
		}
	})
	r.await(t, "serving")
	return r
}

// await waits until the server has logged text.
func (r *running) await(t testing.TB, text string) {
	t.Helper()
	for end := time.Now().Add(patience); !strings.Contains(r.log.String(), text); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%q is not in the log:\n%s", text, r.log)
		}
	}
}

// within returns a context for one thing that must happen.
func within(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	return ctx
}

// signIn signs user in at the server's first listener.
func (r *running) signIn(t testing.TB, user string) *client.Client {
	t.Helper()
	c, err := client.Dial(within(t), r.config.Listeners[0].Network, r.config.Listeners[0].Address, user, "secret")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// handle runs a handler of type name: each message gets what answer returns.
func (r *running) handle(t testing.TB, name string, answer func(data []byte) string) {
	t.Helper()
	l, err := net.Listen("unix", r.config.Handlers[name].Socket)
	if err != nil {
		t.Fatal(err)
	}
	var serving sync.WaitGroup
	t.Cleanup(func() { l.Close(); serving.Wait() })
	serving.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			serving.Go(func() {
				defer conn.Close()
				if data, err := frame.Read(conn, 64<<20); err == nil {
					conn.Write(frame.Encode([]byte(answer(data))))
				}
			})
		}
	})
}

// command returns an answer that commands what, and has data sent.
func command(what string, to any, data string) string {
	target, _ := json.Marshal(to)
	return fmt.Sprintf(`{"header":{"status":"0","command":{"type":%q,"data":%s}},"data":%s}`, what, target, data)
}

// toClients answers every message with sendClients of its own data.
func toClients(users ...string) func([]byte) string {
	if users == nil {
		users = []string{} // which is written as an array
	}
	return func(data []byte) string { return command("sendClients", users, string(data)) }
}

func send(t testing.TB, c *client.Client, messageType, id, data string) {
	t.Helper()
	if err := c.Send(within(t), messageType, id, json.RawMessage(data)); err != nil {
		t.Fatal(err)
	}
}

// want fails the test unless c's next message is this delivery or report.
func want(t testing.TB, c *client.Client, want any) {
	t.Helper()
	received, err := c.Receive(within(t))
	if err != nil {
		t.Fatalf("got %v, want %.200v", err, want)
	}
	var got any = received.Delivery
	if received.Report != nil {
		got = received.Report
		if received.Report.Err != nil {
			received.Report.Err.Message = "" // for people
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("(-want +got)\n%s", diff)
	}
}

func good(id string) *client.Report { return &client.Report{ID: id, Good: true} }

func bad(id, code string) *client.Report {
	return &client.Report{ID: id, Err: &client.ReportError{Code: code}}
}

func delivery(messageType, data string) *client.Delivery {
	return &client.Delivery{Type: messageType, Data: json.RawMessage(data)}
}

// wantEnd fails the test unless the server closes c.
func wantEnd(t testing.TB, c *client.Client) {
	t.Helper()
	if received, err := c.Receive(within(t)); err == nil {
		t.Fatalf("got %s, want the end", received.Body)
	} else if within(t).Err() != nil || err == context.DeadlineExceeded {
		t.Fatal("the connection stays open")
	}
}

func TestDrainFinishesWhatIsServed(t *testing.T) {
	r := start(t, testConfig(t, "chat"))
	arrived, answer := make(chan struct{}), make(chan struct{})
	r.handle(t, "chat", func(data []byte) string {
		close(arrived)
		<-answer
		return toClients("bob")(data)
	})
	alice, bob := r.signIn(t, "alice"), r.signIn(t, "bob")
	send(t, alice, "chat", "1", `"hi"`)
	<-arrived
	stopped := make(chan error)
	go func() { stopped <- r.stop() }()
	r.await(t, "draining")
	close(answer)
	want(t, alice, good("1"))
	wantEnd(t, alice)
	want(t, bob, delivery("chat", `"hi"`)) // who only rested
	wantEnd(t, bob)
	if err := <-stopped; err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(r.config.Listeners[0].Address); !os.IsNotExist(err) {
		t.Errorf("the socket is left behind: %v", err)
	}
}

func TestDrainIsBounded(t *testing.T) {
	c := testConfig(t, "chat")
	c.Timeouts.Drain = 50 * time.Millisecond
	r := start(t, c)
	arrived := make(chan struct{})
	forever := make(chan struct{})
	r.handle(t, "chat", func([]byte) string { close(arrived); <-forever; return "" })
	t.Cleanup(func() { close(forever) })
	alice := r.signIn(t, "alice")
	send(t, alice, "chat", "1", `1`)
	<-arrived
	if err := r.stop(); err != nil {
		t.Error(err)
	}
	wantEnd(t, alice)
}

// TestDrainLosesNoReport has much unread input at the end: closing over it must
// not destroy the reports that were earned. CONN-11
func TestDrainLosesNoReport(t *testing.T) {
	r := start(t, testConfig(t, "chat"))
	served := make(chan struct{}, 100)
	r.handle(t, "chat", func(data []byte) string { served <- struct{}{}; return toClients()(data) })
	alice := r.signIn(t, "alice")
	flood := `"` + strings.Repeat("x", 20_000) + `"`
	go func() {
		for i := range 60 {
			alice.Send(context.Background(), "chat", strconv.Itoa(i), json.RawMessage(flood)) // as far as it gets
		}
	}()
	<-served
	if err := r.stop(); err != nil {
		t.Error(err)
	}
	earned := 1 + len(served)
	for i := range earned {
		want(t, alice, good(strconv.Itoa(i)))
	}
}

// TestSignInsDoNotHoldUpTheEnd has many wait for their passwords to be checked.
func TestSignInsDoNotHoldUpTheEnd(t *testing.T) {
	c := testConfig(t)
	c.Timeouts.Drain = 50 * time.Millisecond
	c.UsersFile = filepath.Join(filepath.Dir(c.File), "users.json")
	if err := AddUser(c.UsersFile, "alice", "secret"); err != nil {
		t.Fatal(err)
	}
	r := start(t, c)
	var dialing sync.WaitGroup
	for range 40 {
		dialing.Go(func() {
			if c, err := client.Dial(within(t), "unix", c.Listeners[0].Address, "alice", "wrong"); err == nil {
				c.Close()
				t.Error("a wrong password signs in")
			}
		})
	}
	r.await(t, "bad_credentials") // the first of them
	begun := time.Now()
	r.stop()
	if took := time.Since(begun); took > patience/2 {
		t.Errorf("the end took %v", took)
	}
	dialing.Wait()
}

// TestFirstMessageHasOneDeadline sends a byte at once and no more. CONN-9
func TestFirstMessageHasOneDeadline(t *testing.T) {
	c := testConfig(t)
	c.Timeouts.Authentication, c.Timeouts.Frame = 50*time.Millisecond, time.Hour
	r := start(t, c)
	conn, err := net.Dial("unix", c.Listeners[0].Address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.Write([]byte{1})
	r.await(t, "did not arrive in time")
}

// TestSessionThatWasCutIsNoRecipient fills the queue of a session whose own
// message waits for a handler: its goroutine does not notice, others must not
// suffer. CLIENTS-10
func TestSessionThatWasCutIsNoRecipient(t *testing.T) {
	c := testConfig(t, "chat", "slow")
	c.Limits.QueueBytes = 65536
	r := start(t, c)
	release, arrived := make(chan struct{}), make(chan struct{})
	r.handle(t, "slow", func(data []byte) string { close(arrived); <-release; return toClients()(data) })
	t.Cleanup(func() { close(release) })
	r.handle(t, "chat", toClients("deaf"))
	alice, deaf := r.signIn(t, "alice"), r.signIn(t, "deaf")
	send(t, deaf, "slow", "0", "null")
	<-arrived
	flood := `"` + strings.Repeat("x", 60_000) + `"`
	for i := 0; ; i++ {
		send(t, alice, "chat", strconv.Itoa(i), flood)
		received, err := alice.Receive(within(t))
		if err != nil {
			t.Fatal(err)
		}
		if !received.Report.Good {
			break
		}
	}
	send(t, alice, "chat", "behind", "null")
	want(t, alice, &client.Report{ID: "behind", Good: true, Undelivered: []string{"deaf"}})
}

// TestInformerStaysUntilAllIsServed asks it while the server drains. INFO-1
func TestInformerStaysUntilAllIsServed(t *testing.T) {
	r := start(t, testConfig(t, "chat"))
	arrived, draining := make(chan struct{}), make(chan struct{})
	r.handle(t, "chat", func(data []byte) string {
		close(arrived)
		<-draining
		if !isClient(t, r.config.Informer, "alice") {
			t.Error("alice, whose message is served, is said not to be here")
		}
		return toClients()(data)
	})
	alice := r.signIn(t, "alice")
	send(t, alice, "chat", "1", "null")
	<-arrived
	stopped := make(chan error)
	go func() { stopped <- r.stop() }()
	r.await(t, "draining")
	close(draining)
	want(t, alice, good("1"))
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

// isClient asks the informer at path about a user.
func isClient(t *testing.T, path, user string) bool {
	conn, err := net.Dial("unix", path)
	if err != nil {
		t.Error(err)
		return false
	}
	defer conn.Close()
	conn.Write(frame.Encode([]byte(`{"command":{"type":"isClient","data":"` + user + `"}}`)))
	answer, err := frame.Read(conn, 1<<20)
	if err != nil {
		t.Error(err)
	}
	return strings.Contains(string(answer), "true")
}

// TestClientThatDoesNotReadStallsNobody floods a session that reads nothing
// until its queue is full: it is closed, and the others go on. CONN-4, CLIENTS-4
func TestClientThatDoesNotReadStallsNobody(t *testing.T) {
	c := testConfig(t, "chat")
	c.Limits.QueueBytes = 65536
	r := start(t, c)
	r.handle(t, "chat", toClients("deaf", "bob"))
	alice, bob := r.signIn(t, "alice"), r.signIn(t, "bob")
	r.signIn(t, "deaf")
	flood := `"` + strings.Repeat("x", 60_000) + `"`
	for i := 0; ; i++ {
		id := strconv.Itoa(i)
		send(t, alice, "chat", id, flood)
		want(t, bob, delivery("chat", flood))
		received, err := alice.Receive(within(t))
		if err != nil {
			t.Fatal(err)
		}
		if report := received.Report; !report.Good {
			if report.Err.Code != "undeliverable" {
				t.Errorf("got code %s, want undeliverable", report.Err.Code)
			}
			break
		}
	}
	r.await(t, "does not read")
}

func TestServerRefusesTooManyConnections(t *testing.T) {
	c := testConfig(t)
	c.Limits.Connections = 2
	r := start(t, c)
	r.signIn(t, "alice")
	bob := r.signIn(t, "bob")
	if third, err := client.Dial(within(t), "unix", c.Listeners[0].Address, "carol", "secret"); err == nil {
		third.Close()
		t.Error("a third connection was served")
	}
	bob.Close()
	r.await(t, "connection ended")
	for end := time.Now().Add(patience); ; time.Sleep(time.Millisecond) { // until bob's place is free
		third, err := client.Dial(within(t), "unix", c.Listeners[0].Address, "carol", "secret")
		if err == nil {
			third.Close()
			return
		}
		if time.Now().After(end) {
			t.Fatal(err)
		}
	}
}

func TestServerTakesOverAStaleSocketOnly(t *testing.T) {
	c := testConfig(t)
	path := c.Listeners[0].Address
	stale, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	stale.SetUnlinkOnClose(false)
	stale.Close()
	r := start(t, c)
	wantListenError(t, c, "is in use")
	r.stop()
	if err := os.WriteFile(path, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	wantListenError(t, c, "it is not a socket")
}

func wantListenError(t *testing.T, c Config, text string) {
	t.Helper()
	server, err := New(c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Serve(within(t)); err == nil || !strings.Contains(err.Error(), text) {
		t.Errorf("got %v, want %q", err, text)
	}
}

func TestUnauthenticatedConnectionIsNotKept(t *testing.T) {
	c := testConfig(t)
	c.Timeouts.Authentication = 20 * time.Millisecond
	r := start(t, c)
	conn, err := net.Dial("unix", c.Listeners[0].Address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetReadDeadline(time.Now().Add(patience))
	if _, err := io.ReadAll(conn); err != nil {
		t.Errorf("got %v, want a report and the end", err)
	}
	r.await(t, "did not arrive in time")
}

// TestLogHoldsNoSecrets makes everything fail that is logged, with a password
// and data that must not be found there.
func TestLogHoldsNoSecrets(t *testing.T) {
	r := start(t, testConfig(t, "chat", "broken"))
	r.handle(t, "broken", func([]byte) string { return `{"header":{"status":"1"},"data":"PASSWORD"}` })
	c, err := client.Dial(within(t), "unix", r.config.Listeners[0].Address, "alice", "PASSWORD")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	send(t, c, "chat", "1", `"PASSWORD"`)
	want(t, c, bad("1", "handler_unavailable"))
	send(t, c, "broken", "2", `"PASSWORD"`)
	want(t, c, bad("2", "handler_failed"))
	send(t, c, "PASSWORD", "3", `"PASSWORD"`)
	want(t, c, bad("3", "unknown_type"))
	send(t, c, "chat", "auth_special", `"PASSWORD"`)
	want(t, c, bad("fatal_special", "malformed"))
	wantEnd(t, c)
	log := r.log.String()
	if strings.Contains(log, "PASSWORD") {
		t.Errorf("a secret is in the log:\n%s", log)
	}
	for _, text := range []string{"handler_unavailable", "handler_failed", "unknown_type", `msg="fatal error"`} {
		if n := strings.Count(log, text); n != 1 {
			t.Errorf("%s is in the log %d times, want one line", text, n)
		}
	}
}

// BenchmarkSendClients is the whole way of a message: client → server →
// handler → server → client, and the report, over real sockets.
func BenchmarkSendClients(b *testing.B) {
	r := start(b, testConfig(b, "chat"))
	r.handle(b, "chat", toClients("bob"))
	alice, bob := r.signIn(b, "alice"), r.signIn(b, "bob")
	data := `{"text":"` + strings.Repeat("x", 200) + `"}`
	b.ReportAllocs()
	for b.Loop() {
		send(b, alice, "chat", "1", data)
		if _, err := bob.Receive(context.Background()); err != nil {
			b.Fatal(err)
		}
		if _, err := alice.Receive(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}
