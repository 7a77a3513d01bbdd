package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/besterprotocol/bester/reference"
)

func newUser() *cobra.Command {
	return group(&cobra.Command{
		Use:     "user",
		Short:   "Manage the users of the reference server",
		Example: `  bester user add --file users.json alice`,
	}, newUserAdd())
}

func newUserAdd() *cobra.Command {
	var file string
	command := &cobra.Command{
		Use:   "add NAME",
		Short: "Add a user, or give one a new password",
		Long: `Add a user to a file of users, which is made where there is none, or give one
who is there a new password. The password is asked for, or read from the first
line of standard input where that is no terminal. Only its argon2id hash is kept.
A server that is running lets the user in from then on.

The file is named in server.conf: "accounts": {"file": "users.json"}`,
		Example: `  bester user add --file users.json alice
  echo "correct horse" | bester user add --file users.json bob`,
		Args: cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			password, err := readPassword(command, args[0])
			if err != nil {
				return err
			}
			if err := reference.AddUser(file, args[0], password); err != nil {
				return err
			}
			say(command.OutOrStdout(), "%s may sign in (%s)", args[0], file)
			return nil
		},
	}
	command.Flags().StringVar(&file, "file", "users.json", "`file` of users")
	return command
}

// maxPassword bounds what is read as a password, in bytes.
const maxPassword = 1024

// readPassword asks for a password twice, or reads a line where nobody is there
// to be asked.
func readPassword(command *cobra.Command, user string) (string, error) {
	ctx, input := command.Context(), command.InOrStdin()
	if !isTerminal(input) {
		line, err := readInput(ctx, func() ([]byte, error) { return readLine(input) })
		if err != nil {
			return "", fmt.Errorf("reading the password: %w", err)
		}
		return string(line), nil
	}
	var answers [2]string
	for i, question := range []string{"Password for " + user, "The same again"} {
		fmt.Fprintf(command.ErrOrStderr(), "%s: ", question)
		answer, err := readSecret(ctx, input.(*os.File))
		fmt.Fprintln(command.ErrOrStderr())
		if err != nil {
			return "", fmt.Errorf("reading the password: %w", err)
		}
		answers[i] = string(answer)
	}
	if answers[0] != answers[1] {
		return "", errors.New("the two passwords differ: nothing was changed")
	}
	return answers[0], nil
}

// readLine reads up to the end of a line, or of the input.
func readLine(input io.Reader) ([]byte, error) {
	line, err := bufio.NewReader(io.LimitReader(input, maxPassword+1)).ReadBytes('\n')
	if err != nil && err != io.EOF {
		return nil, err
	}
	if len(line) > maxPassword {
		return nil, fmt.Errorf("it is longer than %d bytes", maxPassword)
	}
	return bytes.TrimRight(line, "\r\n"), nil
}
