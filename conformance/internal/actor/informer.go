package actor

import (
	"context"
	"slices"

	"github.com/besterprotocol/bester/conformance/internal/match"
	"github.com/besterprotocol/bester/conformance/internal/wire"
	"github.com/besterprotocol/bester/schemas"
)

// The roles that the suite plays towards an informer.
const (
	caller     = "the informer's caller"
	deafCaller = "the informer's caller who does not read"
)

// Ask opens a connection to the informer at path. INFO-1
func Ask(ctx context.Context, server, path string, recorder *wire.Recorder) (*wire.Conn, error) {
	socket, err := dial(ctx, server+"'s informer", Address{"unix", path})
	if err != nil {
		return nil, match.Citing(err, "INFO-1")
	}
	return wire.NewConn(wire.Ends{Name: caller, Party: caller, Server: server}, socket, recorder, inspectAnswer), nil
}

// inspectAnswer returns the findings about an informer's answer. The schema takes every object
// in data for a serverInfo. An object without any member of that is the answer to something
// else, and is compared with what was asked.
func inspectAnswer(a wire.Arrival) []wire.Finding {
	data := a.Value.Get("data")
	isServerInfo := data.Get("clientCount").Kind != wire.Invalid || data.Get("listeners").Kind != wire.Invalid
	return slices.DeleteFunc(violations(schemas.InformerResponse, a), func(f wire.Finding) bool {
		return f.Requirement == "INFO-3" && !isServerInfo
	})
}

// AskDeaf is like Ask, but for a caller that does not read.
func AskDeaf(ctx context.Context, server, path string, recorder *wire.Recorder) (*wire.Conn, error) {
	socket, err := dial(ctx, server+"'s informer", Address{"unix", path})
	if err != nil {
		return nil, match.Citing(err, "INFO-1")
	}
	return wire.NewDeafConn(wire.Ends{Name: deafCaller, Party: deafCaller, Server: server}, socket, recorder), nil
}
