package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/besterprotocol/bester/conformance"
	"github.com/besterprotocol/bester/conformance/internal/replay"
	"github.com/besterprotocol/bester/conformance/internal/report"
)

func newReplay() *cobra.Command {
	options := conformance.Options{Patience: 2 * time.Second}
	command := &cobra.Command{
		Use:   "replay FILE [SCENARIO]",
		Short: "Send the bytes of a scenario that failed again",
		Long: `Do to a server, byte by byte, what was done to one in a scenario that failed, and
show what comes now beside what came then. FILE is what bester test --save has
written, or any report in JSON; SCENARIO is the place of one of those that failed
in it, such as features/handlers/answer.feature:12, where there are several.

The server is named as with bester test; without a flag, it is the reference
server, which shows what a server that conforms does.

The last lines say whether the outcome is the same, or what it was and is now: how
the server ended, or what happened where the scenario failed. Each frame is compared
byte by byte.

Exit codes: 0 it was sent; 2 it could not be.`,
		Example: `  bester test --target my-server.target.yaml --save failures
  bester replay failures/handlers-answer-12.json --target my-server.target.yaml
  bester replay report.json features/handlers/answer.feature:12
  bester replay failure.json --exec './my-server {config}' --profile core
  bester replay failure.json --attach ./servers`,
		Args:    cobra.RangeArgs(1, 2),
		PreRunE: refuseEmpty,
		RunE: func(command *cobra.Command, args []string) error {
			r, err := readReport(args[0], command.InOrStdin())
			if err != nil {
				return err
			}
			scenario, err := failedIn(r, args[1:])
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			if err := nameServer(&options); err != nil {
				return err
			}
			return conformance.Replay(command.Context(), options, scenario, command.OutOrStdout())
		},
	}
	addServerFlags(command, &options)
	return command
}

// failedIn returns the scenario at a place, or the only one that failed.
func failedIn(r *report.Report, place []string) (report.Scenario, error) {
	var found []report.Scenario
	for _, s := range r.Scenarios {
		if isRecorded(s) && (len(place) == 0 || s.Place() == place[0]) {
			found = append(found, s)
		}
	}
	switch len(found) {
	case 0:
		if len(place) > 0 {
			return report.Scenario{}, fmt.Errorf("no scenario at %s failed in it: name one by its place, as in features/handlers/answer.feature:12", place[0])
		}
		return report.Scenario{}, errors.New("no scenario failed in it")
	case 1:
		return found[0], nil
	}
	return report.Scenario{}, fmt.Errorf("%d scenarios failed in it: name one, such as %s", len(found), found[0].Place())
}

// isRecorded reports whether s failed or has findings, and the report has its record.
func isRecorded(s report.Scenario) bool {
	return len(s.Events) > 0 && (s.Failure != nil || len(s.Shows) > 0)
}

// save writes two files into folder for each scenario that failed or has findings: one for
// bester replay, and a script that does the same.
func save(r *report.Report, folder string) error {
	for _, s := range r.Scenarios {
		if !isRecorded(s) {
			continue
		}
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
		base := filepath.Join(folder, fileName(s))
		if err := writeFile(base+".json", r.Only(s).WriteJSON); err != nil {
			return err
		}
		err := writeFile(base+".py", func(w io.Writer) error { return replay.WriteScript(w, r, s) })
		if errors.Is(err, replay.ErrCut) {
			err = os.RemoveAll(base + ".py") // which would be of another run
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// fileName returns a name for the files on a scenario: handlers-answer-12.
func fileName(s report.Scenario) string {
	return fmt.Sprintf("%s-%d", strings.NewReplacer("/", "-", ".feature", "").Replace(s.File), s.Line)
}
