package steps

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

func (w *World) handlerSteps() map[string]any {
	return map[string]any{
		`the {name} handler{on} answers with {command}`:                                                         w.answers,
		`the {name} handler{on} answers with {command} and keeps the connection open`:                           w.answers,
		`the {name} handler{on} answers with {command} in a frame of {int} bytes`:                               w.answersOfSize,
		`the {name} handler{on} answers with {command} and then with {command}`:                                 w.answersTwice,
		`the {name} handler{on} answers with {command} and then the bytes {hex}`:                                w.answersAndMore,
		`the {name} handler{on} answers one byte at a time with {command}`:                                      w.answersByteByByte,
		`the {name} handler{on} answers after {int} milliseconds with {command}`:                                w.answersLate,
		`the {name} handler{on} answers the first message with {command} and then with {command}`:               w.answersInTurn,
		`the {name} handler{on} answers the body {body}`:                                                        w.answersBody,
		`the {name} handler{on} answers the bytes {hex}`:                                                        w.answersBytes,
		`the {name} handler{on} holds its answers`:                                                              w.holdsAnswers,
		`the {name} handler{on} lets its answers go with {command}`:                                             w.letsGo,
		`the {name} handler{on} waits for {int} messages before it answers any, with {command}`:                 w.gathers,
		`the {name} handler{on} has a full accept queue for {int} milliseconds and then answers with {command}`: w.isCrowded,
		`the {name} handler{on} is not there`:                                                                   w.isNotThere,
		`the {name} handler{on} refuses connections`:                                                            w.refusesConnections,
		`the {name} handler{on} never answers`:                                                                  w.neverAnswers,
		`the {name} handler{on} closes without an answer`:                                                       w.closesUnanswered,
		`the {name} handler{on} closes without having read`:                                                     w.closesUnread,
		`the {name} handler{on} closes after {int} bytes of its answer`:                                         w.closesInside,
		`the {name} handler{on} closes before the last byte of its answer`:                                      w.closesAtLast,
		`the {name} handler{on} stops after {int} bytes of its answer`:                                          w.stopsInside,
		`every handler answers with {command}`:                                                                  w.allAnswer,
		`each of the handlers {name} to {name} answers with sendHandler to the next`:                            w.chain,
	}
}

// play has the handler of a type on s follow script from now on.
func (w *World) play(s *server, messageType string, script actor.Script) (*handler, error) {
	path, ok := s.Handlers[messageType]
	if !ok {
		return nil, fmt.Errorf("the layout of %s has no handler called %q", s.Name, messageType)
	}
	key := handlerKey{s.Name, messageType}
	h := w.handlers[key]
	if h == nil {
		h = &handler{}
		w.handlers[key] = h
	}
	if h.service != nil {
		h.service.Play(script)
		return h, nil
	}
	var err error
	h.service, err = actor.NewHandler(messageType, s.Name, path, script, w.recorder)
	return h, err
}

// script has the handler that a step names follow script.
func (w *World) script(ctx context.Context, name, on string, script actor.Script) error {
	messageType, err := unquote(name)
	if err != nil {
		return err
	}
	s, err := w.server(ctx, on)
	if err == nil {
		_, err = w.play(s, messageType, script)
	}
	return err
}

// handler returns the handler that a step names, which is there.
func (w *World) handler(ctx context.Context, name, on string) (*handler, *server, string, error) {
	messageType, err := unquote(name)
	if err != nil {
		return nil, nil, "", err
	}
	s, err := w.server(ctx, on)
	if err != nil {
		return nil, nil, "", err
	}
	h := w.handlers[handlerKey{s.Name, messageType}]
	if h == nil || h.service == nil {
		return nil, nil, "", fmt.Errorf("the scenario has no %s handler on %s", name, s.Name)
	}
	return h, s, messageType, nil
}

// answering is the script of a handler that answers a.
func answering(a actor.Answer) actor.Script {
	return actor.Script{Bytes: func(request wire.Arrival) []byte { return wire.Frame(a.Body(request)) }}
}

// answer returns what a {command} stands for.
func (w *World) answer(command string) (actor.Answer, error) {
	verb, rest, _ := strings.Cut(command, " to ")
	targets, phrase, hasData := strings.Cut(rest, ", with data ")
	names, err := unquoteAll(targets)
	if err != nil {
		return actor.Answer{}, err
	}
	a := actor.Answer{Command: verb, Target: w.target(verb, names)}
	if hasData {
		if a.Data, err = w.data(phrase); err != nil {
			return a, err
		}
	}
	return a, a.Check()
}

// target returns the data of a command as JSON: names, addresses, or one name.
func (w *World) target(verb string, names []string) string {
	if verb == "sendHandler" {
		return wire.Quote(strings.Join(names, ""))
	}
	quoted := make([]string, len(names))
	for i, name := range names {
		if verb == "sendServers" {
			name = w.address(name)
		}
		quoted[i] = wire.Quote(name)
	}
	return "[" + strings.Join(quoted, ",") + "]"
}

// answerScript has a handler answer a command in a script that change may alter.
func (w *World) answerScript(ctx context.Context, name, on, command string, change func(*actor.Script, actor.Answer)) error {
	if err := w.needServers(ctx, command); err != nil {
		return err
	}
	a, err := w.answer(command)
	if err != nil {
		return err
	}
	script := answering(a)
	change(&script, a)
	return w.script(ctx, name, on, script)
}

func (w *World) answers(ctx context.Context, name, on, command string) error {
	return w.answerScript(ctx, name, on, command, func(*actor.Script, actor.Answer) {})
}

func (w *World) answersOfSize(ctx context.Context, name, on, command string, size int) error {
	return w.answerScript(ctx, name, on, command, func(script *actor.Script, a actor.Answer) {
		sized := a.OfSize(size)
		w.answered = sized.Data
		*script = answering(sized)
	})
}

// behind adds more to what a script writes.
func behind(script *actor.Script, more func(request wire.Arrival) []byte) {
	first := script.Bytes
	script.Bytes = func(request wire.Arrival) []byte { return append(first(request), more(request)...) }
}

func (w *World) answersTwice(ctx context.Context, name, on, command, second string) error {
	also, err := w.answer(second)
	if err != nil {
		return err
	}
	return w.answerScript(ctx, name, on, command, func(script *actor.Script, _ actor.Answer) {
		behind(script, answering(also).Bytes)
	})
}

func (w *World) answersAndMore(ctx context.Context, name, on, command, written string) error {
	more, err := bytes(written)
	if err != nil {
		return err
	}
	return w.answerScript(ctx, name, on, command, func(script *actor.Script, _ actor.Answer) {
		behind(script, func(wire.Arrival) []byte { return more })
	})
}

func (w *World) answersByteByByte(ctx context.Context, name, on, command string) error {
	return w.answerScript(ctx, name, on, command, func(script *actor.Script, _ actor.Answer) { script.Pieces = true })
}

func (w *World) answersLate(ctx context.Context, name, on string, milliseconds int, command string) error {
	return w.answerScript(ctx, name, on, command, func(script *actor.Script, _ actor.Answer) {
		script.Wait = actor.Delay(pause(milliseconds))
	})
}

// answersInTurn answers the first request with one command and all others with
// another.
func (w *World) answersInTurn(ctx context.Context, name, on, command, later string) error {
	if err := w.needServers(ctx, command+later); err != nil {
		return err
	}
	then, err := w.answer(later)
	if err != nil {
		return err
	}
	turns := make(chan struct{}, 1)
	turns <- struct{}{}
	return w.answerScript(ctx, name, on, command, func(script *actor.Script, _ actor.Answer) {
		first := script.Bytes
		script.Bytes = func(request wire.Arrival) []byte {
			select {
			case <-turns:
				return first(request)
			default:
				return answering(then).Bytes(request)
			}
		}
	})
}

func (w *World) answersBody(ctx context.Context, name, on, text string) error {
	frame := wire.Frame(body(w.addressed(text)))
	return w.script(ctx, name, on, actor.Script{Bytes: func(wire.Arrival) []byte { return frame }})
}

func (w *World) answersBytes(ctx context.Context, name, on, written string) error {
	raw, err := bytes(written)
	if err != nil {
		return err
	}
	return w.script(ctx, name, on, actor.Script{Bytes: func(wire.Arrival) []byte { return raw }})
}

// holdsAnswers has a handler keep its answers back until letsGo.
func (w *World) holdsAnswers(ctx context.Context, name, on string) error {
	gate, released := actor.NewGate(), &actor.Answer{}
	w.gate, w.released = gate, released
	return w.script(ctx, name, on, actor.Script{
		Wait:  gate.Wait,
		Bytes: func(request wire.Arrival) []byte { return wire.Frame(released.Body(request)) },
	})
}

func (w *World) letsGo(ctx context.Context, name, on, command string) error {
	if w.gate == nil {
		return fmt.Errorf("the scenario has no handler that holds its answers")
	}
	a, err := w.answer(command)
	if err != nil {
		return err
	}
	*w.released = a
	w.gate.Open()
	w.gate = nil
	return nil
}

func (w *World) gathers(ctx context.Context, name, on string, n int, command string) error {
	return w.answerScript(ctx, name, on, command, func(script *actor.Script, _ actor.Answer) { script.Wait = actor.Gather(n) })
}

func (w *World) isCrowded(ctx context.Context, name, on string, milliseconds int, command string) error {
	messageType, err := unquote(name)
	if err != nil {
		return err
	}
	s, err := w.server(ctx, on)
	if err != nil {
		return err
	}
	a, err := w.answer(command)
	if err != nil {
		return err
	}
	crowded, err := actor.NewCrowdedHandler(messageType, s.Name, s.Handlers[messageType], pause(milliseconds), answering(a), w.recorder)
	if err == nil {
		w.closing = append(w.closing, crowded)
	}
	return err
}

// isNotThere ends a handler and leaves no socket. HAND-4
func (w *World) isNotThere(ctx context.Context, name, on string) error {
	_, err := w.withdraw(ctx, name, on)
	return err
}

// refusesConnections ends a handler and leaves a socket at which nobody listens.
func (w *World) refusesConnections(ctx context.Context, name, on string) error {
	path, err := w.withdraw(ctx, name, on)
	if err != nil {
		return err
	}
	return actor.Refuse(path)
}

// withdraw ends a handler and returns the path of its socket.
func (w *World) withdraw(ctx context.Context, name, on string) (path string, err error) {
	messageType, err := unquote(name)
	if err != nil {
		return "", err
	}
	s, err := w.server(ctx, on)
	if err != nil {
		return "", err
	}
	path = s.Handlers[messageType]
	key := handlerKey{s.Name, messageType}
	if h := w.handlers[key]; h != nil && h.service != nil {
		h.service.Close()
	}
	w.handlers[key] = &handler{}
	return path, actor.RemoveSocket(path)
}

func (w *World) neverAnswers(ctx context.Context, name, on string) error {
	return w.script(ctx, name, on, actor.Script{})
}

func (w *World) closesUnanswered(ctx context.Context, name, on string) error {
	return w.script(ctx, name, on, actor.Script{Then: actor.Close})
}

func (w *World) closesUnread(ctx context.Context, name, on string) error {
	return w.script(ctx, name, on, actor.Script{Unread: true, Then: actor.Close})
}

// someAnswer is one that would have been right as a whole.
var someAnswer = wire.Frame([]byte(`{"header":{"status":"0","command":{"type":"sendClients","data":[]}},"data":null}`))

func (w *World) writesPart(ctx context.Context, name, on string, n int, then actor.Ending) error {
	return w.script(ctx, name, on, actor.Script{
		Bytes: func(wire.Arrival) []byte { return someAnswer[:n] },
		Then:  then,
	})
}

func (w *World) closesInside(ctx context.Context, name, on string, n int) error {
	return w.writesPart(ctx, name, on, n, actor.Close)
}

func (w *World) closesAtLast(ctx context.Context, name, on string) error {
	return w.writesPart(ctx, name, on, len(someAnswer)-1, actor.Close)
}

func (w *World) stopsInside(ctx context.Context, name, on string, n int) error {
	return w.writesPart(ctx, name, on, n, actor.Keep)
}

// allAnswer has every handler there is answer the same.
func (w *World) allAnswer(ctx context.Context, command string) error {
	s, err := w.server(ctx, "")
	if err != nil {
		return err
	}
	for _, messageType := range slices.Sorted(maps.Keys(s.Handlers)) {
		if messageType == layout.Probe {
			continue
		}
		if err := w.answers(ctx, wire.Quote(messageType), "", command); err != nil {
			return err
		}
	}
	return nil
}

// chain has each of some numbered handlers pass on to the next.
func (w *World) chain(ctx context.Context, first, last string) error {
	names, err := unquoteAll(first + last)
	if err != nil {
		return err
	}
	stem := strings.TrimRight(names[0], "0123456789")
	from, errFrom := strconv.Atoi(strings.TrimPrefix(names[0], stem))
	to, errTo := strconv.Atoi(strings.TrimPrefix(names[1], stem))
	if errFrom != nil || errTo != nil {
		return fmt.Errorf("the scenario counts handlers from %s to %s", first, last)
	}
	for i := from; i <= to; i++ {
		name, next := wire.Quote(stem+strconv.Itoa(i)), wire.Quote(stem+strconv.Itoa(i+1))
		if err := w.answers(ctx, name, "", "sendHandler to "+next); err != nil {
			return err
		}
	}
	return nil
}
