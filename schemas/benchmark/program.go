package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// program is a validator that can be run.
type program struct {
	name    string
	command []string // in which "FILE" stands for the file to read
}

// install builds bester into a folder, has npm fetch the others, and returns all.
func install(folder string) ([]program, error) {
	module, err := output("", "go", "list", "-m", "-f", "{{.Dir}}")
	if err != nil {
		return nil, err
	}
	schemas := filepath.Join(module, "schemas")
	here := filepath.Join(schemas, "benchmark")
	if _, err := output(module, "go", "build", "-o", filepath.Join(folder, "bester"), "./conformance/cmd/bester"); err != nil {
		return nil, err
	}
	if _, err := output(here, "npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"); err != nil {
		return nil, err
	}
	schema, referred := filepath.Join(schemas, "client-message.schema.json"), filepath.Join(schemas, "definitions.schema.json")
	return []program{
		{"bester validate", []string{filepath.Join(folder, "bester"), "validate", "--kind", "client-message", "FILE"}},
		{"bester validate, which infers the kind", []string{filepath.Join(folder, "bester"), "validate", "FILE"}},
		{"ajv, compiled, in Node", []string{"node", filepath.Join(here, "ajv.js"), "FILE", schema, referred}},
		{"jsonschema validate --fast, of Sourcemeta", []string{sourcemeta(here), "validate", "--fast", "--resolve", referred, schema, "FILE"}},
		{"jsonschema validate", []string{sourcemeta(here), "validate", "--resolve", referred, schema, "FILE"}},
	}, nil
}

// sourcemeta returns the path of Sourcemeta's program itself: the script that
// npm installs starts it, and would count too.
func sourcemeta(here string) string {
	processor := strings.Replace(runtime.GOARCH, "amd64", "x86_64", 1)
	return filepath.Join(here, "node_modules", "@sourcemeta", "jsonschema", "build", "github-releases",
		"jsonschema-"+runtime.GOOS+"-"+processor)
}

// output runs a command in a folder and returns what it prints.
func output(folder string, name string, args ...string) (string, error) {
	command := exec.Command(name, args...)
	command.Dir = folder
	command.Stderr = os.Stderr
	printed, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w", command, err)
	}
	return strings.TrimSpace(string(printed)), nil
}

// judges returns an error unless the program judges as it should.
func (p program) judges(f files) error {
	if _, err := p.read(f.good); err != nil {
		return err
	}
	var ended *exec.ExitError
	if _, err := p.read(f.bad); !errors.As(err, &ended) || ended.ExitCode() < 0 {
		return fmt.Errorf("%s found nothing wrong with a message whose id is a number: %v", p.name, err)
	}
	return nil
}

// read has the program read a file, and returns an error where it finds
// something wrong with it.
func (p program) read(file string) (usage, error) {
	args := make([]string, len(p.command))
	for i, arg := range p.command {
		args[i] = strings.ReplaceAll(arg, "FILE", file)
	}
	var printed bytes.Buffer
	command := exec.Command(args[0], args[1:]...)
	command.Stdout, command.Stderr = &printed, &printed
	start := time.Now()
	err := command.Run()
	took := time.Since(start)
	if err != nil {
		return usage{}, fmt.Errorf("%s: %w: %.300s", p.name, err, printed.String())
	}
	state := command.ProcessState
	return usage{took, state.UserTime() + state.SystemTime(), peakMemory(state)}, nil
}

// peakMemory returns how much memory a process held at most, in bytes.
func peakMemory(state *os.ProcessState) int64 {
	peak := int64(state.SysUsage().(*syscall.Rusage).Maxrss)
	if runtime.GOOS == "linux" {
		peak <<= 10 // it counts in KiB
	}
	return peak
}
