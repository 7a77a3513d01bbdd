package main

import (
	"errors"
	"os"

	"github.com/spf13/pflag"
)

// colors is the value of --color: when to print colours. The zero value is auto.
type colors struct{ when string }

func (c *colors) add(flags *pflag.FlagSet) {
	flags.Var(c, "color", "when to print colours: auto (on a terminal; NO_COLOR, CLICOLOR_FORCE and FORCE_COLOR count), always or never")
}

// String, Set and Type make a flag of colors.
func (c *colors) String() string {
	if c.when == "" {
		return "auto"
	}
	return c.when
}

// Set takes the value of the flag.
func (c *colors) Set(value string) error {
	switch value {
	case "auto", "always", "never":
		c.when = value
		return nil
	}
	return errors.New("it must be auto, always or never")
}

// Type is the word for a value in the help.
func (c *colors) Type() string { return "when" }

// on reports whether to colour text on stream. The flag counts more than the
// environment, and NO_COLOR more than the variables that force colours.
func (c colors) on(stream any) bool {
	switch {
	case c.when == "always":
		return true
	case c.when == "never", os.Getenv("NO_COLOR") != "":
		return false
	case forces("CLICOLOR_FORCE"), forces("FORCE_COLOR"):
		return true
	}
	return isTerminal(stream) && !isDumb()
}

// forces reports whether a variable asks for colours. 0 and false do not.
func forces(variable string) bool {
	switch os.Getenv(variable) {
	case "", "0", "false":
		return false
	}
	return true
}
