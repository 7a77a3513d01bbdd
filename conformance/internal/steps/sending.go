package steps

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/cucumber/godog"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

func (w *World) sendingSteps() map[string]any {
	return map[string]any{
		`{name} sends {name} message {name} carrying {data}`:                                                                 w.sends,
		`{name} sends {name} message {name} carrying {data} one byte at a time`:                                              w.sendsByteByByte,
		`{name} sends {name} message {name} in a frame of {int} bytes`:                                                       w.sendsOfSize,
		`{name} sends {name} messages {name} to {name} in one write`:                                                         w.sendsSeries,
		`{name} sends {name} messages {name} to {name} in pieces of {int} bytes`:                                             w.sendsSeriesInPieces,
		`{name} sends {name} messages {name} to {name} in one write and ends her stream`:                                     w.sendsSeriesAndEnds,
		`{name} sends {name} message {name} and {name} message {name} in one write`:                                          w.sendsTwo,
		`{name} sends a {name} message once for every place where it can be cut in two`:                                      w.sendsCut,
		`{name} sends {part} of a {name} message`:                                                                            w.sendsPart,
		`{name} sends {part} of a {name} message and {leaves}`:                                                               w.sendsPartAndLeaves,
		`{name} sends the body {body}`:                                                                                       w.sendsBody,
		`{name} sends in one write the bodies`:                                                                               w.sendsBodies,
		`{name} sends the bytes {hex}`:                                                                                       w.sendsBytes,
		`{name} sends a body of {int} opening brackets`:                                                                      w.sendsBrackets,
		`{name} sends a body of {int} opening brackets and {int} bytes behind it`:                                            w.sendsBracketsAndMore,
		`{name} sends {int} {name} messages while {name} signs in as {name}`:                                                 w.sendsWhileSigningIn,
		`{name} sends {name} messages each carrying {data} until {int} MiB are on their way or she is cut off`:               w.floods,
		`{name} sends {name} messages carrying {data} one after the other until {int} MiB have been sent or a report is bad`: w.floodsWaiting,
		`each of them sends the bytes {hex}`:                                                                                 w.eachSendsBytes,
		`each of them sends a {name} message`:                                                                                w.eachSends,
	}
}

// message returns the connection called name and a framed message of it.
func (w *World) message(name, messageType, id, phrase string) (*actor.Connection, []byte, error) {
	c, err := w.connection(name)
	if err != nil {
		return nil, nil, err
	}
	texts, err := unquoteAll(messageType + id)
	if err != nil {
		return nil, nil, err
	}
	if w.sent, err = w.data(phrase); err != nil {
		return nil, nil, err
	}
	w.originator = c
	message, err := anyMessage(texts[0], texts[1], w.sent)
	return c, wire.Frame(message), err
}

// deepest is how deep data may be for the schemas to take it.
const deepest = 1000

// anyMessage returns a client's message, which is valid but for data that is
// nested too deep on purpose.
func anyMessage(messageType, id string, data []byte) ([]byte, error) {
	if !slices.Contains(data, 'x') && len(data) > deepest && (data[0] == '[' || data[0] == '{') {
		return fmt.Appendf(nil, `{"payload":{"type":%s,"id":%s,"data":%s}}`, wire.Quote(messageType), wire.Quote(id), data), nil
	}
	return actor.Message(messageType, id, data)
}

func (w *World) sends(name, messageType, id, phrase string) error {
	c, frame, err := w.message(name, messageType, id, phrase)
	if err == nil {
		c.Write(frame)
	}
	return err
}

func (w *World) sendsByteByByte(name, messageType, id, phrase string) error {
	c, frame, err := w.message(name, messageType, id, phrase)
	if err == nil {
		c.WritePieces(frame, "one byte at a time", actor.EveryByte(len(frame))...)
	}
	return err
}

func (w *World) sendsOfSize(name, messageType, id string, size int) error {
	c, err := w.connection(name)
	if err != nil {
		return err
	}
	texts, err := unquoteAll(messageType + id)
	if err != nil {
		return err
	}
	message, data, err := actor.MessageOfSize(texts[0], texts[1], size)
	if err == nil {
		w.sent, w.originator = data, c
		c.Write(wire.Frame(message))
	}
	return err
}

// seriesOf returns the frames of messages whose ids are first to last and whose
// data are their ids.
func (w *World) seriesOf(name, messageType, first, last string) (*actor.Connection, []byte, error) {
	c, err := w.connection(name)
	if err != nil {
		return nil, nil, err
	}
	texts, err := unquoteAll(messageType + first + last)
	if err != nil {
		return nil, nil, err
	}
	from, errFrom := strconv.Atoi(texts[1])
	to, errTo := strconv.Atoi(texts[2])
	if errFrom != nil || errTo != nil {
		return nil, nil, fmt.Errorf("the scenario counts from %s to %s", first, last)
	}
	w.series, w.originator = nil, c
	var frames []byte
	for i := from; i <= to; i++ {
		if err := w.addToSeries(&frames, texts[0], strconv.Itoa(i)); err != nil {
			return nil, nil, err
		}
	}
	return c, frames, nil
}

// addToSeries adds the frame of one message, whose data is its id.
func (w *World) addToSeries(frames *[]byte, messageType, id string) error {
	message, err := actor.Message(messageType, id, []byte(wire.Quote(id)))
	w.series = append(w.series, id)
	*frames = append(*frames, wire.Frame(message)...)
	return err
}

func (w *World) sendsSeries(name, messageType, first, last string) error {
	c, frames, err := w.seriesOf(name, messageType, first, last)
	if err == nil {
		c.Write(frames)
	}
	return err
}

func (w *World) sendsSeriesInPieces(name, messageType, first, last string, size int) error {
	c, frames, err := w.seriesOf(name, messageType, first, last)
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

func (w *World) sendsSeriesAndEnds(name, messageType, first, last string) error {
	c, frames, err := w.seriesOf(name, messageType, first, last)
	if err == nil {
		c.Write(frames)
		c.CloseWrite()
	}
	return err
}

func (w *World) sendsTwo(name, type1, id1, type2, id2 string) error {
	c, err := w.connection(name)
	if err != nil {
		return err
	}
	texts, err := unquoteAll(type1 + id1 + type2 + id2)
	if err != nil {
		return err
	}
	w.series, w.originator = nil, c
	var frames []byte
	for i := 0; i < len(texts); i += 2 {
		if err := w.addToSeries(&frames, texts[i], texts[i+1]); err != nil {
			return err
		}
	}
	c.Write(frames)
	return nil
}

func (w *World) sendsCut(name, messageType string) error {
	c, _, err := w.seriesOf(name, messageType, `"1"`, `"0"`)
	if err != nil {
		return err
	}
	texts, err := unquoteAll(messageType)
	if err != nil {
		return err
	}
	for cut, length := 1, 2; cut < length; cut++ {
		var frame []byte
		if err := w.addToSeries(&frame, texts[0], strconv.Itoa(cut)); err != nil {
			return err
		}
		length = len(frame)
		c.WritePieces(frame, fmt.Sprintf("cut after byte %d", cut), cut)
	}
	return nil
}

var partPattern = regexp.MustCompile(`^the first (\d+) bytes$`)

// part returns as much of frame as the words say.
func part(frame []byte, words string) ([]byte, error) {
	if words == "all but one byte" {
		return frame[:len(frame)-1], nil
	}
	match := partPattern.FindStringSubmatch(words)
	if match == nil {
		return nil, fmt.Errorf("the scenario sends %q of a message", words)
	}
	n, err := strconv.Atoi(match[1])
	return frame[:min(n, len(frame))], err
}

func (w *World) sendsPart(name, words, messageType string) error {
	c, frame, err := w.message(name, messageType, `"part"`, `{"text":"never finished"}`)
	if err != nil {
		return err
	}
	bytes, err := part(frame, words)
	if err == nil {
		c.Halved = true
		c.Write(bytes)
	}
	return err
}

func (w *World) sendsPartAndLeaves(name, words, messageType, how string) error {
	if err := w.sendsPart(name, words, messageType); err != nil {
		return err
	}
	c, err := w.connection(name)
	if err != nil {
		return err
	}
	return leave(c, how)
}

// leave ends a connection in the words of a scenario.
func leave(c *actor.Connection, how string) error {
	switch how {
	case "ends her stream", "ends the stream":
		c.CloseWrite()
	case "closes":
		c.Close()
	case "resets":
		c.Reset()
	default:
		return fmt.Errorf("the scenario has %s leave in the unknown way %q", c.Name, how)
	}
	return nil
}

func (w *World) sendsBody(name, text string) error {
	c, err := w.connection(name)
	if err == nil {
		w.writeBodies(c, text)
	}
	return err
}

// writeBodies writes the frames of bodies as they are, in one piece. Whoever
// signs in with them has a name from then on.
func (w *World) writeBodies(c *actor.Connection, texts ...string) {
	var frames []byte
	for _, text := range texts {
		frames = append(frames, wire.Frame(body(w.addressed(text)))...)
	}
	if first, err := wire.ParseJSON(body(texts[0])); err == nil && c.User == "" && first.Get("header", "scope").Text == "client" {
		c.User = first.Get("header", "authentication", "username").Text
	}
	w.originator = c
	c.Write(frames)
}

func (w *World) sendsBodies(name string, table *godog.Table) error {
	c, err := w.connection(name)
	if err == nil {
		w.writeBodies(c, column(table)...)
	}
	return err
}

// column returns the cells of a table with one column.
func column(table *godog.Table) []string {
	var cells []string
	for _, row := range table.Rows {
		cells = append(cells, row.Cells[0].Value)
	}
	return cells
}

func (w *World) sendsBytes(name, written string) error {
	c, err := w.connection(name)
	if err != nil {
		return err
	}
	raw, err := bytes(written)
	if err == nil {
		w.originator = c
		c.Write(raw)
	}
	return err
}

func (w *World) sendsBrackets(name string, n int) error {
	return w.sendsBracketsAndMore(name, n, 0)
}

func (w *World) sendsBracketsAndMore(name string, n, more int) error {
	c, err := w.connection(name)
	if err == nil {
		brackets := nested(n, false)[:n]
		c.Write(append(wire.Frame(brackets), make([]byte, more)...))
	}
	return err
}

func (w *World) sendsWhileSigningIn(name string, n int, messageType, stranger, user string) error {
	texts, err := unquoteAll(messageType)
	if err != nil {
		return err
	}
	c, err := w.connection(name)
	if err != nil {
		return err
	}
	for i := range n {
		message, err := actor.Message(texts[0], strconv.Itoa(i), []byte("null"))
		if err != nil {
			return err
		}
		if i == n/2 {
			if err := w.signsIn(stranger, user); err != nil {
				return err
			}
		}
		c.Write(wire.Frame(message))
	}
	return nil
}

// mebibyte is 2^20 bytes.
const mebibyte = 1 << 20

func (w *World) floods(name, messageType, phrase string, total int) error {
	c, frame, err := w.message(name, messageType, `"flood"`, phrase)
	if err == nil {
		c.Flood(frame, total*mebibyte)
	}
	return err
}

// floodsWaiting sends messages and waits for the report on each. CLIENTS-4
func (w *World) floodsWaiting(ctx context.Context, name, messageType, phrase string, total int) error {
	c, frame, err := w.message(name, messageType, `"flood"`, phrase)
	if err != nil {
		return err
	}
	for w.flooded = 0; w.flooded*len(frame) < total*mebibyte; {
		c.Write(frame)
		w.flooded++
		a, err := w.next(ctx, c, "a report on a message that one session does not take")
		if err != nil {
			return err
		}
		if a.Value.Get("header", "status").Text == "bad" {
			return nil
		}
	}
	return nil
}

func (w *World) eachSendsBytes(written string) error {
	raw, err := bytes(written)
	if err != nil {
		return err
	}
	return w.eachOf(func(c *actor.Connection) error {
		c.Write(raw)
		return nil
	})
}

func (w *World) eachSends(messageType string) error {
	texts, err := unquoteAll(messageType)
	if err != nil {
		return err
	}
	return w.eachOf(func(c *actor.Connection) error {
		message, err := actor.Message(texts[0], c.Name, []byte("null"))
		if err == nil {
			c.Write(wire.Frame(message))
		}
		return err
	})
}

// pause is how long "milliseconds" in a sentence are.
func pause(milliseconds int) time.Duration { return time.Duration(milliseconds) * time.Millisecond }
