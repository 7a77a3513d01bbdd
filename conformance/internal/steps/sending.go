package steps

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/cucumber/godog"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/match"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

func (w *World) sendingSteps() map[string]any {
	return map[string]any{
		`{connection} sends {name} message {name} carrying {data}`:                                                                                                   w.sends,
		`{connection} sends {name} message {name} carrying {data} one byte at a time`:                                                                                w.sendsByteByByte,
		`{connection} sends {name} message {name} in a frame of {int} bytes`:                                                                                         w.sendsOfSize,
		`{connection} sends {name} messages {name} to {name} in one write`:                                                                                           w.sendsSeries,
		`{connection} sends {name} messages {name} to {name} in pieces of {int} bytes`:                                                                               w.sendsSeriesInPieces,
		`{connection} sends {name} messages {name} to {name} in one write and {leaves}`:                                                                              w.sendsSeriesAndLeaves,
		`{connection} sends {name} message {name} and {name} message {name} in one write`:                                                                            w.sendsTwo,
		`{connection} sends a {name} message once for every place where it can be cut in two`:                                                                        w.sendsCut,
		`{connection} sends {part} of a {name} message`:                                                                                                              w.sendsPart,
		`{name} sends a message in the plainest form that the server takes`:                                                                                          w.sendsPlainest,
		`{connection} sends the rest of it`:                                                                                                                          w.sendsRest,
		`{connection} sends {part} of a {name} message and {leaves}`:                                                                                                 w.sendsPartAndLeaves,
		`{connection} sends a {name} message whose id has {int} bytes`:                                                                                               w.sendsLongID,
		`{connection} sends the body {body}`:                                                                                                                         w.sendsBody,
		`{connection} sends in one write the bodies`:                                                                                                                 w.sendsBodies,
		`{connection} sends the bytes {hex}`:                                                                                                                         w.sendsBytes,
		`{connection} sends a body of {int} opening brackets`:                                                                                                        w.sendsBrackets,
		`{connection} sends {int} {name} messages while {int} new connections sign in as {name}`:                                                                     w.sendsWhileSigningIn,
		`{connection} sends a {name} message so slowly that it takes a minute`:                                                                                       w.trickles,
		`{connection} sends the bytes {hex} and {int} more`:                                                                                                          w.sendsBytesAndMore,
		`{connection} sends a body that nests {int} arrays between {front} and {back}`:                                                                               w.sendsNested,
		`{connection} sends {name} messages each carrying {data} until {int} MiB are on their way or she is cut off`:                                                 w.floods,
		`{connection} sends {name} messages carrying {data} one after the other until {int} MiB have been sent or a report is bad`:                                   w.floodsWaiting,
		`{connection} sends {name} messages carrying {data}, each after {connection} has received the one before, until {int} MiB have been sent or a report is bad`: w.floodsInStep,
		`each of them sends the bytes {hex}`:                                                                                                                         w.eachSendsBytes,
		`each of them sends a {name} message`:                                                                                                                        w.eachSends,
	}
}

// message returns a framed message that c is about to send, and remembers its
// data.
func (w *World) message(c *actor.Connection, messageType, id string, data []byte) ([]byte, error) {
	w.originator, w.sent, w.sentID = c, data, id
	message, err := w.anyMessage(c, messageType, id, data)
	return wire.Frame(message), err
}

// deepest is how deep data may be for the schemas to take it.
const deepest = 1000

// anyMessage returns a client's message, which is valid but for data that is
// nested too deep on purpose.
func (w *World) anyMessage(c *actor.Connection, messageType, id string, data []byte) ([]byte, error) {
	if bytes.Count(data, []byte("[")) > deepest || bytes.Count(data, []byte("{")) > deepest {
		return fmt.Appendf(nil, `{"header":%s,"payload":{"type":%s,"id":%s,"data":%s}}`, w.header(c), wire.Quote(messageType), wire.Quote(id), data), nil
	}
	return w.clientMessage(c, messageType, id, data)
}

func (w *World) sends(c *actor.Connection, messageType, id string, data []byte) error {
	frame, err := w.message(c, messageType, id, data)
	if err == nil {
		c.Write(frame)
	}
	return err
}

func (w *World) sendsByteByByte(c *actor.Connection, messageType, id string, data []byte) error {
	frame, err := w.message(c, messageType, id, data)
	if err == nil {
		writeByteByByte(c, frame)
	}
	return err
}

func (w *World) sendsOfSize(c *actor.Connection, messageType, id string, size int) error {
	message, data, err := actor.MessageOfSize(w.header(c), messageType, id, size)
	if err == nil {
		w.originator, w.sent, w.sentID = c, data, id
		c.Write(wire.Frame(message))
	}
	return err
}

// begin begins a series of messages that c is about to send.
func (w *World) begin(c *actor.Connection) { w.originator, w.series, w.sentID = c, nil, "" }

// another returns the frame of the next message of a series, whose data is its id.
func (w *World) another(messageType, id string) ([]byte, error) {
	message, err := w.clientMessage(w.originator, messageType, id, []byte(wire.Quote(id)))
	w.series = append(w.series, id)
	return wire.Frame(message), err
}

// seriesOf returns the frames of messages whose ids count from first to last.
func (w *World) seriesOf(c *actor.Connection, messageType, first, last string) ([]byte, error) {
	from, errFrom := strconv.Atoi(first)
	to, errTo := strconv.Atoi(last)
	if errFrom != nil || errTo != nil {
		return nil, fmt.Errorf("the scenario counts from %s to %s", first, last)
	}
	w.begin(c)
	var frames []byte
	for i := from; i <= to; i++ {
		frame, err := w.another(messageType, strconv.Itoa(i))
		if err != nil {
			return nil, err
		}
		frames = append(frames, frame...)
	}
	return frames, nil
}

func (w *World) sendsSeries(c *actor.Connection, messageType, first, last string) error {
	frames, err := w.seriesOf(c, messageType, first, last)
	if err == nil {
		c.Write(frames)
	}
	return err
}

func (w *World) sendsSeriesInPieces(c *actor.Connection, messageType, first, last string, size int) error {
	frames, err := w.seriesOf(c, messageType, first, last)
	if err != nil {
		return err
	}
	var cuts []int
	for cut := size; cut < len(frames); cut += size {
		cuts = append(cuts, cut)
	}
	c.WritePieces(frames, fmt.Sprintf("in pieces of %d bytes", size), cuts...)
	return nil
}

// sendsSeriesAndLeaves sends in one piece whatever the transport: behind small ones
// that nobody has acknowledged yet, the system holds back what comes next, and takes
// it back where its program closes with something unread.
func (w *World) sendsSeriesAndLeaves(c *actor.Connection, messageType, first, last, how string) error {
	frames, err := w.seriesOf(c, messageType, first, last)
	if err == nil {
		c.WritePieces(frames, "")
		leave(c, how)
	}
	return err
}

func (w *World) sendsTwo(c *actor.Connection, type1, id1, type2, id2 string) error {
	w.begin(c)
	one, err := w.another(type1, id1)
	if err != nil {
		return err
	}
	two, err := w.another(type2, id2)
	if err == nil {
		c.Write(append(one, two...))
	}
	return err
}

func (w *World) sendsCut(c *actor.Connection, messageType string) error {
	w.begin(c)
	for cut, length := 1, 2; cut < length; cut++ {
		frame, err := w.another(messageType, strconv.Itoa(cut))
		if err != nil {
			return err
		}
		length = len(frame)
		c.WritePieces(frame, fmt.Sprintf("cut after byte %d", cut), cut)
	}
	return nil
}

// part returns as much of frame as the words say.
func part(frame []byte, words string) []byte {
	switch words {
	case "all but one byte":
		return frame[:len(frame)-1]
	case "all but its last line feed":
		return wire.Frame(append(frame[wire.PrefixBytes:], '\n'))[:len(frame)]
	}
	var n int
	fmt.Sscanf(words, "the first %d bytes", &n)
	return frame[:min(n, len(frame))]
}

// unfinished is the data of messages that arrive in parts or never completely. It is so long
// that the length of the frame needs more than one byte.
var unfinished = []byte(`{"text":"not finished, ` + strings.Repeat("and not yet ", 25) + `"}`)

func (w *World) sendsPart(c *actor.Connection, words, messageType string) error {
	frame, err := w.message(c, messageType, "part", unfinished)
	if err == nil {
		first := part(frame, words)
		c.Halved, w.unsent = true, frame[len(first):]
		c.Write(first)
	}
	return err
}

// sendsRest sends what is missing of the message of which a part was sent last.
func (w *World) sendsRest(c *actor.Connection) error {
	c.Halved = false
	c.Write(w.unsent)
	return nil
}

func (w *World) sendsPartAndLeaves(c *actor.Connection, words, messageType, how string) error {
	if err := w.sendsPart(c, words, messageType); err != nil {
		return err
	}
	leave(c, how)
	return nil
}

// leave ends a connection in the words of a scenario.
func leave(c *actor.Connection, how string) {
	switch how {
	case "closes":
		c.Close()
	case "resets":
		c.Reset()
	default:
		c.CloseWrite()
	}
}

func (w *World) sendsLongID(c *actor.Connection, messageType string, size int) error {
	id := string(actor.Text(size))[1:][:size]
	w.series = append(w.series, id)
	return w.sends(c, messageType, id, plainData)
}

// sendsBody sends a body in its plainest form. If the body signs a user in, c belongs to that
// user from then on.
func (w *World) sendsBody(c *actor.Connection, body []byte) {
	body = w.plainest(c, body)
	w.introduce(c, body)
	w.originator, w.sentID = c, ""
	c.Write(wire.Frame(body))
}

func (w *World) introduce(c *actor.Connection, body []byte) {
	first, err := wire.ParseJSON(body)
	if err == nil && c.User == "" && first.Get("header", "scope").Text == "client" {
		c.User = first.Get("header", "authentication", "username").Text
	}
}

func (w *World) sendsBodies(c *actor.Connection, table *godog.Table) {
	var frames []byte
	for i, text := range column(table) {
		body := w.plainest(c, w.body(text))
		if i == 0 {
			w.introduce(c, body)
		}
		frames = append(frames, wire.Frame(body)...)
	}
	w.originator, w.sentID = c, ""
	c.Write(frames)
}

// column returns the cells of a table with one column.
func column(table *godog.Table) []string {
	var cells []string
	for _, row := range table.Rows {
		cells = append(cells, row.Cells[0].Value)
	}
	return cells
}

func (w *World) sendsBytes(c *actor.Connection, bytes []byte) {
	w.originator, w.sentID = c, ""
	c.Write(bytes)
}

// sendsBytesAndMore sends more behind it than a server will read.
func (w *World) sendsBytesAndMore(c *actor.Connection, bytes []byte, more int) {
	w.sendsBytes(c, append(bytes, make([]byte, more)...))
}

func (w *World) sendsBrackets(c *actor.Connection, n int) {
	c.Write(wire.Frame([]byte(strings.Repeat("[", n))))
}

// surrounded returns a body that nests arrays between two texts.
func surrounded(depth int, front, back string) []byte {
	return []byte(front + string(nested(depth, false)) + back)
}

func (w *World) sendsNested(c *actor.Connection, depth int, front, back string) {
	c.Write(wire.Frame(w.plainest(c, surrounded(depth, front, back))))
}

// trickles sends a message byte by byte, for as long as the server takes it.
func (w *World) trickles(c *actor.Connection, messageType string) error {
	frame, err := w.message(c, messageType, "slow", unfinished)
	if err == nil {
		c.Halved = true
		w.trickle(c, frame)
	}
	return err
}

// trickle writes frame so slowly that it takes a minute or more, in the background, until the
// connection ends.
func (w *World) trickle(c *actor.Connection, frame []byte) {
	w.background.Go(func() { c.Trickle(context.Background(), frame, w.tooLong()) })
}

// sendsWhileSigningIn has deliveries to user on their way all the time while
// connections sign in.
func (w *World) sendsWhileSigningIn(ctx context.Context, c *actor.Connection, n int, messageType string, connections int, user string) error {
	if err := w.newConnections(ctx, connections); err != nil {
		return err
	}
	w.begin(c)
	for i := range n {
		frame, err := w.another(messageType, strconv.Itoa(i))
		if err != nil {
			return err
		}
		c.Write(frame)
		if each := n / connections; i%each == each/2 {
			if err := w.signsIn(w.group[i/each], user); err != nil {
				return err
			}
		}
	}
	return nil
}

// mebibyte is 2^20 bytes.
const mebibyte = 1 << 20

func (w *World) floods(c *actor.Connection, messageType string, data []byte, total int) error {
	frame, err := w.message(c, messageType, "flood", data)
	if err == nil {
		w.pile.taken = c.Flood(frame, total*mebibyte)
	}
	return err
}

// floodsWaiting sends messages, waits for the report on each, and remembers the
// last one. CLIENTS-4
func (w *World) floodsWaiting(ctx context.Context, c *actor.Connection, messageType string, data []byte, total int) error {
	return w.floodsWhile(ctx, c, messageType, data, total, func() error { return nil })
}

// floodsInStep is like floodsWaiting, but also waits until reader has received a message
// before it sends the next. Otherwise a server that is slower than the suite might run out of
// room for a session that does read. CLIENTS-4
func (w *World) floodsInStep(ctx context.Context, c *actor.Connection, messageType string, data []byte, reader *actor.Connection, total int) error {
	return w.floodsWhile(ctx, c, messageType, data, total, func() error {
		err := w.hasReceivedFlood(ctx, reader)
		w.flooded = 0
		return err
	})
}

// floodsWhile is like floodsWaiting, but calls next between two messages.
func (w *World) floodsWhile(ctx context.Context, c *actor.Connection, messageType string, data []byte, total int, next func() error) error {
	w.flooded = 0
	for n, sent := 1, 0; sent < total*mebibyte; n++ {
		frame, err := w.message(c, messageType, fmt.Sprintf("flood-%d", n), data)
		if err != nil {
			return err
		}
		if sent > 0 {
			if err := next(); err != nil {
				return err
			}
		}
		c.Write(frame)
		sent += len(frame)
		w.flooded++
		a, err := w.next(ctx, c, "a report on a message to a session that does not read")
		if err != nil {
			return match.Citing(err, "CLIENTS-4")
		}
		w.report = a
		if a.Value.Get("header", "status").Text == "bad" {
			return nil
		}
	}
	return nil
}

func (w *World) eachSendsBytes(bytes []byte) error {
	return w.eachOf(func(c *actor.Connection) error {
		c.Write(bytes)
		return nil
	})
}

func (w *World) eachSends(messageType string) error {
	return w.eachOf(func(c *actor.Connection) error { return w.sends(c, messageType, c.Name, plainData) })
}
