package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/besterprotocol/bester/conformance/internal/limited"
	"github.com/besterprotocol/bester/conformance/internal/yamlfile"
	"github.com/besterprotocol/bester/schemas"
)

// maxDocument bounds what is read of one document, in bytes.
const maxDocument = 64 << 20

func newValidate() *cobra.Command {
	var kind string
	command := &cobra.Command{
		Use:   "validate --kind KIND FILE…",
		Short: "Validate messages and files against the schemas",
		Long: `Validate documents of a kind and say of each what is wrong with it, and where:
file, line and column, JSON Pointer, and a sentence. "-" is standard input.
Documents are JSON, those of the kinds target and baseline YAML.

Kinds:
  ` + kindList() + `

Exit codes: 0 all are valid; 1 one is not; 2 one could not be read.`,
		Example: `  bester validate --kind client-message message.json
  bester validate --kind report report.json
  bester validate --kind baseline known-failures.yaml
  echo '{"status":"0","data":true}' | bester validate --kind informer-response -`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(command *cobra.Command, files []string) error {
			return validate(schemas.Kind(kind), files, command.InOrStdin(), command.OutOrStdout(), command.ErrOrStderr())
		},
	}
	command.Flags().StringVar(&kind, "kind", "", "`kind` of the documents, one of those above")
	command.MarkFlagRequired("kind")
	return command
}

// kindList is the part of a help text that lists the kinds.
func kindList() string {
	var names []string
	for _, kind := range schemas.Kinds() {
		names = append(names, string(kind))
	}
	return strings.Join(names, "\n  ")
}

// validate checks each file and returns the worst that was found.
func validate(kind schemas.Kind, files []string, stdin io.Reader, stdout, stderr io.Writer) error {
	worst := exitGood
	for _, file := range files {
		document, err := readDocument(file, stdin)
		if err != nil {
			fmt.Fprintln(stderr, "bester:", err)
			worst = max(worst, exitFailed)
			continue
		}
		valid, err := validateOne(kind, file, document, stdout)
		if err != nil {
			return err
		}
		if !valid {
			worst = max(worst, exitBad)
		}
	}
	if worst == exitGood {
		return nil
	}
	return &exit{code: worst}
}

func readDocument(file string, stdin io.Reader) ([]byte, error) {
	input, err := openInput(file, stdin)
	if err != nil {
		return nil, err
	}
	defer input.Close()
	document, err := limited.Read(input, maxDocument)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return document, nil
}

// check validates a document in the language of its kind.
func check(kind schemas.Kind, document []byte) error {
	if kind == schemas.Baseline || kind == schemas.Target {
		_, err := yamlfile.Read(kind, document)
		return err
	}
	return schemas.Validate(kind, document)
}

// validateOne prints what is wrong with a document and reports whether nothing is.
func validateOne(kind schemas.Kind, file string, document []byte, stdout io.Writer) (valid bool, err error) {
	err = check(kind, document)
	var invalid *schemas.Error
	switch {
	case err == nil:
		_, err = fmt.Fprintf(stdout, "%s: a valid %s\n", file, kind)
		return true, err
	case !errors.As(err, &invalid):
		return false, err
	}
	_, err = fmt.Fprintln(stdout, invalid.In(file))
	return false, err
}
