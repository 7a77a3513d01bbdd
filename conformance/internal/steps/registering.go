package steps

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/match"
	"github.com/besterprotocol/bester/conformance/internal/plain"
)

func (w *World) registeringSteps() map[string]any {
	return map[string]any{
		`a server whose configuration registers a handler called {name}`: w.serverRegistering,
	}
}

// serverRegistering starts a server with one more handler. Its name is not reserved. ROUTE-1
func (w *World) serverRegistering(ctx context.Context, messageType string) error {
	w.special = true
	l, err := w.deployment.Fresh(ctx, defaultServer, func(l *layout.Layout) {
		l.Handlers[messageType] = filepath.Join(l.Folder, "extra")
	})
	switch {
	case err != nil && w.deployment.IsRefusal(err):
		return &match.Mismatch{
			Allowed:  fmt.Sprintf("the server starts with a handler called %q", messageType),
			Happened: plain.Words(err),
		}
	case err == nil:
		_, err = w.use(ctx, l)
	}
	return err
}
