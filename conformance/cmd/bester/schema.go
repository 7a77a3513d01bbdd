package main

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/besterprotocol/bester/conformance/internal/suggest"
	"github.com/besterprotocol/bester/schemas"
)

func newSchema() *cobra.Command {
	return group(&cobra.Command{
		Use:   "schema",
		Short: "Hand out the schemas, for editors and programs in any language",
		Long: `Hand out the JSON Schemas (2020-12) of every message and file: one by one, all in
one file, or, for messages, as an AsyncAPI document. What they are named by, their
$id, changes with the version of the protocol only; nothing is fetched from there.`,
		Example: `  bester schema list
  bester schema show client-message
  bester schema bundle --kind server-conf > server-conf.json
  bester schema asyncapi > asyncapi.json
  bester schema export ./schemas`,
	}, newSchemaList(), newSchemaShow(), newSchemaBundle(), newSchemaAsyncAPI(), newSchemaExport())
}

type listedSchema struct{ schemas.Document }

func (s listedSchema) cells() []string { return []string{string(s.Kind), s.Title, s.ID} }

func newSchemaList() *cobra.Command {
	return listing(&cobra.Command{
		Use:   "list",
		Short: "List the kinds of messages and files, with the names of their schemas",
		Example: `  bester schema list
  bester schema list --format json`,
	}, []string{"KIND", "WHAT IT IS", "$ID"}, listSchemas)
}

func listSchemas() ([]listed, error) {
	var rows []listed
	for _, kind := range schemas.Kinds() {
		document, err := schemas.Schema(kind)
		if err != nil {
			return nil, err
		}
		rows = append(rows, listedSchema{document})
	}
	return rows, nil
}

// definitions is what show calls the schema of what several kinds share.
const definitions = "definitions"

// madeOfSchemas are the names of commands that print what is made of all schemas.
var madeOfSchemas = []string{"bundle", "asyncapi"}

func newSchemaShow() *cobra.Command {
	names := append(schemaNames(), definitions)
	return &cobra.Command{
		Use:   "show KIND",
		Short: "Print the schema of a kind",
		Long: `Print the schema of a kind as it is. It may refer to what several kinds share,
which "definitions" shows; "bester schema bundle --kind" prints both in one.`,
		Example: `  bester schema show client-message
  bester schema show definitions`,
		Args:      cobra.ExactArgs(1),
		ValidArgs: names,
		RunE: func(command *cobra.Command, args []string) error {
			if slices.Contains(madeOfSchemas, args[0]) {
				return fmt.Errorf("%[1]q is no schema of a kind: bester schema %[1]s prints it", args[0])
			}
			if err := checkName(args[0], names); err != nil {
				return err
			}
			text, err := fs.ReadFile(schemas.Files(), args[0]+".schema.json")
			if err != nil {
				return err
			}
			_, err = command.OutOrStdout().Write(text)
			return err
		},
	}
}

func newSchemaBundle() *cobra.Command {
	var kind string
	command := &cobra.Command{
		Use:   "bundle",
		Short: "Print all schemas in one file, or one with all that it needs",
		Long: `Print all schemas as one document that needs no other: the schema of a kind
stands there as "#/$defs/KIND". With --kind the document is the schema of that
kind itself, for programs that cannot choose a part of a file or find one by its
$id, such as editors and generators of code.`,
		Example: `  bester schema bundle > bester.schema.json
  bester schema bundle --kind target > target.schema.json`,
		Args:    noKindAlone,
		PreRunE: refuseEmpty,
		RunE: func(command *cobra.Command, _ []string) error {
			text, err := bundle(kind)
			if err == nil {
				_, err = command.OutOrStdout().Write(text)
			}
			return err
		},
	}
	command.Flags().StringVar(&kind, "kind", "", "`kind` of documents that the bundle is to be the schema of")
	return command
}

// noKindAlone refuses a kind that no flag says, as "show" takes it.
func noKindAlone(_ *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("the kind goes behind --kind: --kind %s", args[0])
	}
	return nil
}

// bundle returns the bundle of all schemas, or that of a kind.
func bundle(kind string) ([]byte, error) {
	if kind == "" {
		return schemas.Bundle(), nil
	}
	if err := checkName(kind, schemaNames()); err != nil {
		return nil, err
	}
	return schemas.BundleOf(schemas.Kind(kind))
}

func newSchemaAsyncAPI() *cobra.Command {
	return &cobra.Command{
		Use:   "asyncapi",
		Short: "Print an AsyncAPI 3 document of the protocol",
		Long: `Print an AsyncAPI 3 document, made of the schemas: where a server and its
handlers listen, who sends which messages there, and what is answered. How
messages are framed, for which AsyncAPI has no words, stands under "x-framing".`,
		Example: `  bester schema asyncapi > asyncapi.json`,
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			_, err := command.OutOrStdout().Write(schemas.AsyncAPI())
			return err
		},
	}
}

// schemaNames returns the names of all kinds.
func schemaNames() []string {
	var names []string
	for _, kind := range schemas.Kinds() {
		names = append(names, string(kind))
	}
	return names
}

// checkName returns an error where there is no schema of that name.
func checkName(name string, names []string) error {
	if slices.Contains(names, name) {
		return nil
	}
	meant := strings.TrimSuffix(name, ".schema.json")
	return fmt.Errorf("there is no schema of the kind %q%s (bester schema list lists them)", name, suggest.Question(meant, names))
}
