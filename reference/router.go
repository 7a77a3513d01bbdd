package reference

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/besterprotocol/bester/reference/internal/handler"
	"github.com/besterprotocol/bester/reference/internal/message"
)

// job is one message being served.
type job struct {
	message.Message
	hops int // what it carries if it is sent to another server (SERVERS-9)
}

// result is what became of a job: served if err is nil.
type result struct {
	undelivered []string // who was named and has no session here (CLIENTS-11)
	err         *message.Error
}

func failed(code message.Code, format string, args ...any) result {
	return result{err: message.Errorf(code, format, args...)}
}

// serve passes the message to the handler of its type and does what the answer
// commands. ROUTE-1, ROUTE-2, ROUTE-3
func (s *Server) serve(ctx context.Context, j job) result {
	if _, ok := s.config.Handlers[j.Type]; !ok {
		return failed(message.UnknownType, "no handler for this type is registered here")
	}
	return s.pass(ctx, j, j.Type, j.Data, 1)
}

// pass passes data to a registered handler, the passed-th of the job's chain,
// and runs the command in its answer.
func (s *Server) pass(ctx context.Context, j job, name string, data json.RawMessage, passed int) result {
	answer, err := s.ask(ctx, name, data)
	if err != nil {
		return result{err: err}
	}
	switch command := answer.Command.(type) {
	case message.SendClients:
		return s.sendClients(command, name, answer.Data)
	case message.SendServers:
		return s.sendServers(ctx, command, j, name, answer.Data)
	case message.SendHandler:
		return s.sendHandler(ctx, command, j, answer.Data, passed)
	}
	return failed(message.UnknownCommand, "this command cannot be run here") // RESP-4
}

// ask returns the answer of the handler called name to data.
func (s *Server) ask(ctx context.Context, name string, data json.RawMessage) (message.Answer, *message.Error) {
	bounded, cancel := context.WithTimeout(ctx, s.config.Timeouts.Handler) // HAND-6
	defer cancel()
	body, err := handler.Ask(bounded, s.config.Handlers[name].Socket, data, s.config.Limits.FrameBytes)
	switch {
	case err == nil:
		return message.DecodeAnswer(body)
	case ctx.Err() != nil:
		return message.Answer{}, message.Errorf(message.HandlerTimeout, "the server stopped before handler %q answered", name)
	}
	return message.Answer{}, handlerError(name, err)
}

// handlerError says in the protocol's terms what is wrong with a handler.
func handlerError(name string, err error) *message.Error {
	reported := message.Errorf(message.HandlerMalformed, "the answer of handler %q is no frame that can be accepted", name)
	switch {
	case errors.Is(err, handler.ErrUnavailable): // HAND-4
		reported = message.Errorf(message.HandlerUnavailable, "handler %q cannot be reached", name)
	case errors.Is(err, handler.ErrTimeout): // HAND-6
		reported = message.Errorf(message.HandlerTimeout, "handler %q did not answer in time", name)
	case errors.Is(err, handler.ErrClosed): // HAND-5
		reported = message.Errorf(message.HandlerFailed, "handler %q closed without a whole answer", name)
	}
	reported.Cause = err
	return reported
}

// reportOn returns the report on a message, and logs it if it is bad. STAT-4
func (c *conn) reportOn(m message.Message, r result) message.Report {
	if r.err != nil {
		attributes := []any{"code", r.err.Code, "reason", r.err.Reason}
		if _, registered := c.server.config.Handlers[m.Type]; registered {
			attributes = append(attributes, "type", m.Type)
		}
		if r.err.Cause != nil {
			attributes = append(attributes, "cause", r.err.Cause)
		}
		c.log.Warn("message failed", attributes...)
	}
	return message.Report{ID: m.ID, Err: r.err, Undelivered: r.undelivered}
}
