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
	"github.com/besterprotocol/bester/conformance/internal/shown"
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
		say(s.err, "\nbester: %s", shown.Line(changed))
	}
}

// state is when files were last written, and how long they are; "" where they are
// not there.
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

// change says which files differ, "" where none does.
func (s state) change(now state) string {
	all := maps.Clone(s)
	maps.Copy(all, now)
	var names []string
	for _, file := range slices.Sorted(maps.Keys(all)) {
		if s[file] != now[file] {
			names = append(names, file)
		}
	}
	switch {
	case len(names) == 0:
		return ""
	case len(names) > 1:
		return fmt.Sprintf("%s and %d more have changed", names[0], len(names)-1)
	case s[names[0]] == "":
		return names[0] + " is new"
	case now[names[0]] == "":
		return names[0] + " is gone"
	}
	return names[0] + " has changed"
}
