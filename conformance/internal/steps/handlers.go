package steps

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

func (w *World) handlerSteps() map[string]any {
	return map[string]any{
		`the {name} handler{on} answers with {command}`:                                                                              w.answers,
		`the {name} handler{on} answers with {command} and keeps the connection open`:                                                w.answersAndKeeps,
		`the {name} handler{on} answers with {command} and closes`:                                                                   w.answersAndCloses,
		`the {name} handler{on} answers with {command} in a frame of {int} bytes`:                                                    w.answersOfSize,
		`the {name} handler{on} answers with {command} and then with {command}`:                                                      w.answersTwice,
		`the {name} handler{on} answers with {command} and then the bytes {hex}`:                                                     w.answersAndMore,
		`the {name} handler{on} answers one byte at a time with {command}`:                                                           w.answersByteByByte,
		`the {name} handler{on} answers after {milliseconds} with {command}`:                                                         w.answersLate,
		`the {name} handler{on} answers the first message with {command} and then with {command}`:                                    w.answersInTurn,
		`the {name} handler{on} answers the body {body}`:                                                                             w.answersBody,
		`the {name} handler{on} answers the bytes of a frame that is a line feed longer than its answer, with {command}, and closes`: w.answersWithoutLineFeed,
		`the {name} handler{on} answers the bytes {hex}`:                                                                             w.answersBytes,
		`the {name} handler{on} holds its answers`:                                                                                   w.holdsAnswers,
		`the {name} handler{on} lets its answers go with {command}`:                                                                  w.letsGo,
		`the {name} handler{on} waits for {int} messages before it answers any, with {command}`:                                      w.gathers,
		`the {name} handler{on} has a full accept queue for {milliseconds} and then answers with {command}`:                          w.isCrowded,
		`the {name} handler{on} has a full accept queue`:                                                                             w.staysCrowded,
		`the {name} handler{on} answers so slowly that it takes a minute`:                                                            w.answersSlowly,
		`the {name} handler{on} is not there`:                                                                                        w.isNotThere,
		`the {name} handler{on} refuses connections`:                                                                                 w.refusesConnections,
		`the {name} handler{on} never answers`:                                                                                       w.neverAnswers,
		`the {name} handler{on} closes without an answer`:                                                                            w.closesUnanswered,
		`the {name} handler{on} closes without having read`:                                                                          w.closesUnread,
		`the {name} handler{on} closes after {int} bytes of its answer`:                                                              w.closesInside,
		`the {name} handler{on} closes before the last byte of its answer`:                                                           w.closesAtLast,
		`the {name} handler{on} stops after {int} bytes of its answer`:                                                               w.stopsInside,
		`every handler answers with {command}`:                                                                                       w.allAnswer,
		`each of the handlers {name} to {name} answers with sendHandler to the next`:                                                 w.chain,
	}
}

// play has the handler of a type on s follow script from now on.
func (w *World) play(messageType string, s *server, script actor.Script) error {
	path, ok := s.Handlers[messageType]
	if !ok {
		return fmt.Errorf("the layout of %s has no handler called %q", s.Name, messageType)
	}
	script.Via = w.manner.Transport
	key := handlerKey{s.Name, messageType}
	if service := w.handlers[key]; service != nil {
		service.Play(script)
		return nil
	}
	service, err := actor.NewHandler(messageType, s.Name, path, script, w.recorder)
	if err == nil {
		w.handlers[key] = service
	}
	return err
}

// handler returns the handler of a type on s, which is there.
func (w *World) handler(messageType string, s *server) (*actor.Service, error) {
	service := w.handlers[handlerKey{s.Name, messageType}]
	if service == nil {
		return nil, fmt.Errorf("the scenario has no %q handler on %s", messageType, s.Name)
	}
	return service, nil
}

// writing returns a function that encodes the answer a to a request. If a is the same for all
// requests, it is encoded only once, because some answers are large.
func writing(a actor.Answer) func(wire.Arrival) []byte {
	if a.Data != nil {
		framed := wire.Frame(a.Body(wire.Arrival{}))
		return func(wire.Arrival) []byte { return framed }
	}
	return func(request wire.Arrival) []byte { return wire.Frame(a.Body(request)) }
}

// readCommand returns the answer that a sentence calls for. Servers that it names
// are started.
func readCommand(ctx context.Context, w *World, command string) (any, error) {
	verb, rest, _ := strings.Cut(command, " to ")
	targets, phrase, hasData := strings.Cut(rest, ", with data ")
	names, err := unquoteAll(targets)
	if err != nil {
		return nil, err
	}
	a := actor.Answer{Command: verb}
	if a.Target, err = w.target(ctx, verb, names); err != nil {
		return nil, err
	}
	if hasData {
		if a.Data, err = w.data(phrase); err != nil {
			return nil, err
		}
	}
	return a, a.Check()
}

// target returns the data of a command as JSON: names, addresses, or one name.
func (w *World) target(ctx context.Context, verb string, names []string) (string, error) {
	if verb == "sendHandler" {
		return wire.Quote(strings.Join(names, "")), nil
	}
	quoted := make([]string, len(names))
	for i, name := range names {
		if verb == "sendServers" {
			address, err := w.address(ctx, name)
			if err != nil {
				return "", err
			}
			name = address
		}
		quoted[i] = wire.Quote(name)
	}
	return "[" + strings.Join(quoted, ",") + "]", nil
}

// answers makes a handler end its stream after the answer. So a server that waits for the end
// of the stream breaks only HAND-3, and passes the other scenarios with answers.
func (w *World) answers(messageType string, s *server, a actor.Answer) error {
	return w.play(messageType, s, actor.Script{Bytes: writing(a), Then: actor.EndStream})
}

func (w *World) answersAndKeeps(messageType string, s *server, a actor.Answer) error {
	return w.play(messageType, s, actor.Script{Bytes: writing(a)})
}

func (w *World) answersAndCloses(messageType string, s *server, a actor.Answer) error {
	return w.play(messageType, s, actor.Script{Bytes: writing(a), Then: actor.Close})
}

func (w *World) answersOfSize(messageType string, s *server, a actor.Answer, size int) error {
	sized := a.OfSize(size)
	w.answered = sized.Data
	return w.answers(messageType, s, sized)
}

func (w *World) answersTwice(messageType string, s *server, a, second actor.Answer) error {
	return w.play(messageType, s, actor.Script{Bytes: func(request wire.Arrival) []byte {
		return append(writing(a)(request), writing(second)(request)...)
	}})
}

func (w *World) answersAndMore(messageType string, s *server, a actor.Answer, more []byte) error {
	return w.play(messageType, s, actor.Script{Bytes: func(request wire.Arrival) []byte {
		return append(writing(a)(request), more...)
	}})
}

func (w *World) answersByteByByte(messageType string, s *server, a actor.Answer) error {
	return w.play(messageType, s, actor.Script{Bytes: writing(a), Pieces: true, Then: actor.EndStream})
}

func (w *World) answersLate(messageType string, s *server, delay time.Duration, a actor.Answer) error {
	return w.play(messageType, s, actor.Script{Bytes: writing(a), Wait: actor.Delay(delay), Then: actor.EndStream})
}

// answersSlowly is never silent for long, and not done in time. HAND-6
func (w *World) answersSlowly(messageType string, s *server) error {
	return w.play(messageType, s, actor.Script{Bytes: writing(actor.Answer{Command: "sendClients", Target: "[]"}), Over: w.tooLong()})
}

// answersInTurn answers the first request with one command and all others with
// another.
func (w *World) answersInTurn(messageType string, s *server, first, later actor.Answer) error {
	var turns atomic.Int64
	return w.play(messageType, s, actor.Script{Then: actor.EndStream, Bytes: func(request wire.Arrival) []byte {
		if turns.Add(1) == 1 {
			return writing(first)(request)
		}
		return writing(later)(request)
	}})
}

func (w *World) answersBody(messageType string, s *server, body []byte) error {
	frame := wire.Frame(body)
	return w.play(messageType, s, actor.Script{Bytes: func(wire.Arrival) []byte { return frame }, Then: actor.EndStream})
}

func (w *World) answersBytes(messageType string, s *server, bytes []byte) error {
	return w.play(messageType, s, actor.Script{Bytes: func(wire.Arrival) []byte { return bytes }})
}

// answersWithoutLineFeed announces a frame with a line feed at its end, which is
// white space, and closes before that.
func (w *World) answersWithoutLineFeed(messageType string, s *server, a actor.Answer) error {
	return w.play(messageType, s, actor.Script{
		Bytes: func(request wire.Arrival) []byte { return part(writing(a)(request), "all but its last line feed") },
		Then:  actor.Close,
	})
}

// holdsAnswers has a handler keep its answers back until letsGo.
func (w *World) holdsAnswers(messageType string, s *server) error {
	gate, released := actor.NewGate(), &actor.Answer{}
	w.gate, w.released = gate, released
	return w.play(messageType, s, actor.Script{
		Wait:  gate.Wait,
		Bytes: func(request wire.Arrival) []byte { return wire.Frame(released.Body(request)) },
		Then:  actor.EndStream,
	})
}

func (w *World) letsGo(messageType string, s *server, a actor.Answer) error {
	if w.gate == nil {
		return fmt.Errorf("the scenario has no %q handler on %s that holds its answers", messageType, s.Name)
	}
	*w.released = a
	w.openGate()
	return nil
}

func (w *World) gathers(messageType string, s *server, n int, a actor.Answer) error {
	return w.play(messageType, s, actor.Script{Bytes: writing(a), Wait: actor.Gather(n), Then: actor.EndStream})
}

func (w *World) isCrowded(messageType string, s *server, delay time.Duration, a actor.Answer) error {
	return w.crowd(messageType, s, delay, actor.Script{Bytes: writing(a), Then: actor.EndStream})
}

// staysCrowded has a handler take no connection for longer than any scenario.
func (w *World) staysCrowded(messageType string, s *server) error {
	return w.crowd(messageType, s, time.Hour, actor.Script{})
}

func (w *World) crowd(messageType string, s *server, delay time.Duration, script actor.Script) error {
	crowded, err := actor.NewCrowdedHandler(messageType, s.Name, s.Handlers[messageType], delay, script, w.recorder)
	if err == nil {
		w.closing = append(w.closing, crowded)
		w.sockets = append(w.sockets, s.Handlers[messageType])
	}
	return err
}

// isNotThere ends a handler and leaves no socket. HAND-4
func (w *World) isNotThere(messageType string, s *server) error {
	key := handlerKey{s.Name, messageType}
	if service := w.handlers[key]; service != nil {
		service.Close()
		delete(w.handlers, key)
	}
	return actor.RemoveSocket(s.Handlers[messageType])
}

// refusesConnections ends a handler and leaves a socket at which nobody listens.
func (w *World) refusesConnections(messageType string, s *server) error {
	if err := w.isNotThere(messageType, s); err != nil {
		return err
	}
	path := s.Handlers[messageType]
	w.sockets = append(w.sockets, path)
	return actor.Refuse(path)
}

func (w *World) neverAnswers(messageType string, s *server) error {
	return w.play(messageType, s, actor.Script{})
}

func (w *World) closesUnanswered(messageType string, s *server) error {
	return w.play(messageType, s, actor.Script{Then: actor.Close})
}

func (w *World) closesUnread(messageType string, s *server) error {
	return w.play(messageType, s, actor.Script{Unread: true, Then: actor.Close})
}

// someAnswer is one that would have been right as a whole.
var someAnswer = wire.Frame([]byte(`{"header":{"status":"0","command":{"type":"sendClients","data":[]}},"data":null}`))

func (w *World) writesPart(messageType string, s *server, n int, then actor.Ending) error {
	return w.play(messageType, s, actor.Script{
		Bytes: func(wire.Arrival) []byte { return someAnswer[:n] },
		Then:  then,
	})
}

func (w *World) closesInside(messageType string, s *server, n int) error {
	return w.writesPart(messageType, s, n, actor.Close)
}

func (w *World) closesAtLast(messageType string, s *server) error {
	return w.writesPart(messageType, s, len(someAnswer)-1, actor.Close)
}

func (w *World) stopsInside(messageType string, s *server, n int) error {
	return w.writesPart(messageType, s, n, actor.Keep)
}

// allAnswer has every handler there is answer the same.
func (w *World) allAnswer(ctx context.Context, a actor.Answer) error {
	s, err := w.server(ctx, defaultServer)
	if err != nil {
		return err
	}
	for _, messageType := range slices.Sorted(maps.Keys(s.Handlers)) {
		if messageType == layout.Probe {
			continue
		}
		if err := w.answers(messageType, s, a); err != nil {
			return err
		}
	}
	return nil
}

// chain has each of some numbered handlers pass on to the next.
func (w *World) chain(ctx context.Context, first, last string) error {
	s, err := w.server(ctx, defaultServer)
	if err != nil {
		return err
	}
	return eachLink(first, last, func(link, next string) error {
		return w.answers(link, s, actor.Answer{Command: "sendHandler", Target: wire.Quote(next)})
	})
}
