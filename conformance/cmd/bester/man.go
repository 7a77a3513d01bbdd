package main

import (
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

func newMan(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "man FOLDER",
		Short: "Write the manual pages of all commands",
		Long: `Write a manual page for each command into a folder, which is made where there is
none. What they say is what --help says.`,
		Example: `  bester man ~/.local/share/man/man1 && man bester-test`,
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return err
			}
			root.DisableAutoGenTag = true // it is the date, which changes without need
			header := &doc.GenManHeader{Title: "BESTER", Section: "1", Source: "Bester", Manual: "Bester"}
			return doc.GenManTree(root, header, args[0])
		},
	}
}
