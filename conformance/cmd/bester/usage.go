package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/besterprotocol/bester/conformance/internal/suggest"
)

// group completes a command that only holds others, of which one has to be named.
func group(command *cobra.Command, inner ...*cobra.Command) *cobra.Command {
	command.AddCommand(inner...)
	command.Args = cobra.NoArgs
	command.RunE = func(command *cobra.Command, _ []string) error {
		var usages []string
		for _, c := range inner {
			usages = append(usages, strings.TrimSuffix(c.UseLine(), " [flags]"))
		}
		return fmt.Errorf("%s does nothing by itself; say which: %s", command.CommandPath(), strings.Join(usages, ", or "))
	}
	return command
}

// alsoAsFlag has a group take the name of one of its commands as a flag.
func alsoAsFlag(command *cobra.Command, name string) {
	instead := command.RunE
	asked := command.Flags().Bool(name, false, "the same as "+command.Name()+" "+name)
	command.RunE = func(command *cobra.Command, args []string) error {
		if !*asked {
			return instead(command, args)
		}
		inner, _, err := command.Find([]string{name})
		if err != nil {
			return err
		}
		return inner.RunE(inner, args)
	}
}

// errUsage is the error of a flag with a value that it does not take.
func errUsage(flag, value, allowed string) error {
	return fmt.Errorf("%s is %q: it must be %s", flag, value, allowed)
}

// refuseEmpty returns an error where a flag is given and says nothing, as --exec
// "$SERVER" does where there is no such variable: without it, another server, or
// another part of it, would be judged than was meant.
func refuseEmpty(command *cobra.Command, _ []string) (err error) {
	command.Flags().Visit(func(flag *pflag.Flag) {
		if err == nil && flag.Value.Type() == "string" && flag.Value.String() == "" {
			err = fmt.Errorf("--%s is empty: say what is meant, or leave it out", flag.Name)
		}
	})
	return err
}

// explainUsage has the commands under root say how they are used where they are
// given other arguments than they take.
func explainUsage(root *cobra.Command) {
	for _, command := range root.Commands() {
		explainUsage(command)
		if check := command.Args; check != nil && !command.HasSubCommands() {
			command.Args = func(command *cobra.Command, args []string) error {
				if err := check(command, args); err != nil {
					return fmt.Errorf("%w; the usage is: %s", err, command.UseLine())
				}
				return nil
			}
		}
	}
}

// explainFlag rewords the error of a flag. For an unknown flag it suggests a similar one, and
// for an invalid value it describes the valid ones.
func explainFlag(command *cobra.Command, err error) error {
	var invalid *pflag.InvalidValueError
	if errors.As(err, &invalid) {
		return explainValue(invalid)
	}
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) {
		return err
	}
	var names []string
	command.Flags().VisitAll(func(flag *pflag.Flag) { names = append(names, "--"+flag.Name) })
	return fmt.Errorf("%w%s", err, suggest.Question("--"+unknown.GetSpecifiedName(), names))
}

// valueTypes describes the values of a flag by its type.
var valueTypes = map[string]string{
	"int": "a whole number", "int64": "a whole number", "uint32": "a whole number that is not negative",
	"uintSlice": "whole numbers that are not negative", "float64": "a number",
	"duration": "a duration, such as 500ms, 30s or 2m", "bool": "true or false",
}

// explainValue rewords the error of an invalid value.
func explainValue(invalid *pflag.InvalidValueError) error {
	flag := invalid.GetFlag()
	if errors.Is(invalid, strconv.ErrRange) {
		return fmt.Errorf("--%s is %q: the number is too large", flag.Name, invalid.GetValue())
	}
	if allowed := valueTypes[flag.Value.Type()]; allowed != "" {
		return errUsage("--"+flag.Name, invalid.GetValue(), allowed)
	}
	return fmt.Errorf("--%s is %q: %w", flag.Name, invalid.GetValue(), errors.Unwrap(invalid))
}
