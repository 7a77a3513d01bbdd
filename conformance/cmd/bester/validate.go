package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/besterprotocol/bester/conformance/internal/documents"
	"github.com/besterprotocol/bester/conformance/internal/findings"
	"github.com/besterprotocol/bester/conformance/internal/inspect"
	"github.com/besterprotocol/bester/conformance/internal/suggest"
	"github.com/besterprotocol/bester/schemas"
)

// validation is what validate is asked for.
type validation struct {
	kind, input, format string
	color               colors
	ports               []uint
	quiet, watch        bool
}

func newValidate() *cobra.Command {
	var v validation
	command := &cobra.Command{
		Use:   "validate [--kind KIND] [FILE…]",
		Short: "Validate messages and files against the schemas",
		Long: `Validate documents and say of each what is wrong with it: file, line and column
(or frame and byte), JSON Pointer, a sentence, the requirement that is broken, and
what may have been meant. FILE is a file, a pattern such as 'logs/*.json', a
folder, whose files of the names below are read, or "-", standard input, which
is read too where no FILE is given.

Without --kind, the kind of each document is told by what stands in it. Where it
could be of several kinds, the others are named too. Any JSON value is a valid
handler-request, so that an object is only taken for one where --kind says so. In
captures, what was said before tells it: the first message of a client is held
against client-authenticate, and what it says behind it against client-message.

Inputs (--input; by default a file's name tells, or how it begins):
  json    the whole file is one document (.json, .conf)
  ndjson  each line is a document (.ndjson, .jsonl)
  frames  each document has its length before it, in four bytes (.bester)
  yaml    the whole file is one document in YAML, as targets and baselines are (.yaml, .yml)
  pcap    a capture of tcpdump or Wireshark, with connections to servers (.pcap, .pcapng)

` + findingsList() + `

json, ndjson, sarif and junit are one document for programs, which has in it what
could not be read, and an interruption. schemas/README.md describes every member of the JSON. With
--watch, json, ndjson and github are written each time anew; the exit code is that
of the last time.

Kinds:
  ` + kindList() + `

Exit codes: 0 all are valid; 1 one is not; 2 one could not be read, or not to its
end, whatever the others are.`,
		Example: `  bester validate message.json
  bester validate --kind client-message message.json
  bester validate --kind report report.json
  bester validate --kind baseline known-failures.yaml
  echo '{"status":"0","data":true}' | bester validate --kind informer-response -
  bester validate --quiet --color never logs/
  bester validate --input frames recorded.bin
  bester validate --format sarif 'logs/*.ndjson' > messages.sarif
  bester validate --port 2223 recorded.pcap
  bester validate --watch message.json`,
		Args:    cobra.ArbitraryArgs,
		PreRunE: refuseEmpty,
		RunE: func(command *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = []string{"-"}
			}
			if err := v.check(args); err != nil {
				return err
			}
			run := validateOnce
			if v.watch {
				run = validateAgain
			}
			return run(command.Context(), v, args, streams{command.InOrStdin(), command.OutOrStdout(), command.ErrOrStderr()})
		},
	}
	flags := command.Flags()
	flags.StringVar(&v.kind, "kind", "", "`kind` of all documents, one of those above")
	flags.StringVar(&v.input, "input", "", "how documents stand in all files, an `input` of those above")
	flags.UintSliceVar(&v.ports, "port", nil, "`port` at which a server listens, to be repeated: connections to others are left out of captures")
	flags.StringVar(&v.format, "format", "text", "`format` of what is found, one of those above")
	v.color.add(flags)
	flags.BoolVar(&v.quiet, "quiet", false, "print only what is wrong, also as json, ndjson and github")
	flags.BoolVar(&v.watch, "watch", false, "validate again whenever a file changes, until interrupted")
	return command
}

// findingsList is the part of a help text that explains the formats of validate.
func findingsList() string {
	lines := []string{"Formats:"}
	for _, f := range findings.Formats() {
		lines = append(lines, fmt.Sprintf("  %-7s %s", f.Name, f.About))
	}
	return strings.Join(lines, "\n")
}

// kindList is the part of a help text that lists the kinds.
func kindList() string { return strings.Join(kindNames(), "\n  ") }

func kindNames() []string {
	var names []string
	for _, kind := range schemas.Kinds() {
		names = append(names, string(kind))
	}
	return names
}

// check returns an error where something is asked for that there is not.
func (v *validation) check(args []string) error {
	if v.kind != "" && !slices.Contains(schemas.Kinds(), schemas.Kind(v.kind)) {
		return fmt.Errorf("there is no kind %q among %s%s", v.kind, strings.Join(kindNames(), ", "), suggest.Question(v.kind, kindNames()))
	}
	if v.input != "" && !slices.Contains(documents.Formats(), documents.Format(v.input)) {
		return errUsage("--input", v.input, "json, ndjson, frames, yaml or pcap")
	}
	for _, port := range v.ports {
		if port < 1 || port > 65535 {
			return errUsage("--port", fmt.Sprint(port), "from 1 to 65535")
		}
	}
	if v.watch && slices.Contains(args, "-") {
		return errors.New("--watch needs files: standard input ends once")
	}
	if v.watch && (v.format == "sarif" || v.format == "junit") {
		return fmt.Errorf("--watch writes again and again, and %s is one document", v.format)
	}
	if first := slices.Index(args, "-"); first >= 0 && slices.Contains(args[first+1:], "-") {
		return errors.New("- stands there twice: standard input can be read once")
	}
	_, err := findings.New(io.Discard, v.format, findings.Style{})
	return err
}

// documentFormat is the format of all files, "" where each tells its own.
func (v *validation) documentFormat() documents.Format {
	if v.input == "" && inspect.IsYAML(schemas.Kind(v.kind)) {
		return documents.YAML
	}
	return documents.Format(v.input)
}

func (v *validation) serverPorts() []uint16 {
	var ports []uint16
	for _, port := range v.ports {
		ports = append(ports, uint16(port))
	}
	return ports
}
