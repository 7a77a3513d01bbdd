package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/documents"
)

// watchEvery is how often files are looked at. Asking for their times works
// wherever files lie, also where no system tells of changes.
const watchEvery = 300 * time.Millisecond

// validateAgain validates, and again whenever a file has changed, has come or has
// gone, until ctx ends. The error is that of the last time.
func validateAgain(ctx context.Context, v validation, args []string, s streams) error {
	ticker := time.NewTicker(watchEvery)
	defer ticker.Stop()
	for {
		before := stateOf(args)
		err := validateOnce(ctx, v, args, s)
		var e *exit
		if err != nil && !errors.As(err, &e) {
			return err
		}
		changed := ""
		for changed == "" {
			select {
			case <-ticker.C:
				changed = before.change(stateOf(args))
			case <-ctx.Done():
				return err
			}
		}
		fmt.Fprintf(s.err, "bester: %s has changed\n", changed)
	}
}

// state is when files were last written, and how long they are.
type state map[string]string

func stateOf(args []string) state {
	files, _ := documents.Find(args)
	state := state{}
	for _, file := range files {
		state[file] = ""
		if info, err := os.Stat(file); err == nil {
			state[file] = fmt.Sprint(info.ModTime().UnixNano(), info.Size())
		}
	}
	return state
}

// change returns a file that differs, "" where none does.
func (s state) change(now state) string {
	all := maps.Clone(s)
	maps.Copy(all, now)
	for _, file := range slices.Sorted(maps.Keys(all)) {
		was, known := s[file]
		is, there := now[file]
		if was != is || known != there {
			return file
		}
	}
	return ""
}
