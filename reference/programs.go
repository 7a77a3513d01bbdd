package reference

import (
	"context"
	"os"
	"path/filepath"
	"sync"

	"github.com/besterprotocol/bester/reference/internal/config"
	"github.com/besterprotocol/bester/reference/internal/handler"
)

// startPrograms starts the handlers that the configuration names a program for
// and returns what stops them and waits until they are gone.
func (s *Server) startPrograms() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	for name, h := range s.config.Handlers {
		if h.Executable == "" {
			continue
		}
		program := handler.Program{
			Type:       name,
			Executable: h.Executable,
			Socket:     h.Socket,
			Dir:        filepath.Dir(s.config.File),
			Env:        s.environment(name, h),
		}
		running.Go(func() { program.Run(ctx, s.log) })
	}
	return func() {
		cancel()
		running.Wait()
	}
}

// environment is that of the server and what tells a handler which one it is.
func (s *Server) environment(name string, h config.Handler) []string {
	environment := append(os.Environ(), "BESTER_TYPE="+name, "BESTER_SOCKET="+h.Socket)
	if s.config.Informer != "" {
		environment = append(environment, "BESTER_INFORMER="+s.config.Informer)
	}
	return environment
}
