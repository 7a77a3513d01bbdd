package deviant

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// Variable is the environment variable that says which server the program is.
// Where it is not set, the program is the reference server.
const Variable = "BESTER_DEVIANT"

const (
	module  = "github.com/besterprotocol/bester"
	command = module + "/conformance/cmd/bester"
	room    = "reference" // the folder of the reference server in the module
)

// Build builds a program that is each of the servers, as Variable says, into a
// folder, and returns its path. The program takes the arguments of bester. It is
// made from the sources of the module, with the tools of Go: the working folder has
// to be in a checkout of it, or in a module that requires it.
func Build(ctx context.Context, servers []Server, folder string) (program string, err error) {
	root, err := moduleFolder(ctx)
	if err != nil {
		return "", err
	}
	overlay, err := writeOverlay(servers, filepath.Join(root, room), folder)
	if err != nil {
		return "", err
	}
	program = filepath.Join(folder, "bester")
	_, err = run(ctx, "go", "build", "-overlay", overlay, "-o", program, command)
	return program, err
}

func moduleFolder(ctx context.Context) (string, error) {
	folder, err := run(ctx, "go", "list", "-m", "-f", "{{.Dir}}", module)
	if err != nil {
		return "", fmt.Errorf("the sources of the reference server, which deviants are made from, were not found: run this in a checkout of the repository (%w)", err)
	}
	return strings.TrimSpace(folder), nil
}

// run returns what a command prints. The error has what it complains of.
func run(ctx context.Context, name string, args ...string) (string, error) {
	var complaints bytes.Buffer
	c := exec.CommandContext(ctx, name, args...)
	c.Stderr = &complaints
	out, err := c.Output()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w: %s", name, args[0], err, strings.TrimSpace(complaints.String()))
	}
	return string(out), nil
}

// writeOverlay writes the sources that are not those of the reference server into
// a folder, and the file that tells the compiler of them.
func writeOverlay(servers []Server, reference, folder string) (string, error) {
	replaced := map[string]string{}
	write := func(file, source string) error {
		path := filepath.Join(folder, strings.ReplaceAll(file, "/", "_"))
		replaced[filepath.Join(reference, file)] = path
		return os.WriteFile(path, []byte(source), 0o600)
	}
	for _, file := range editedFiles(servers) {
		source, packageName, err := weaveFile(servers, reference, file)
		if err != nil {
			return "", err
		}
		question := fmt.Sprintf(questionSource, packageName, Variable)
		err = errors.Join(write(file, source), write(filepath.Join(filepath.Dir(file), "is_server.go"), question))
		if err != nil {
			return "", err
		}
	}
	text, err := json.Marshal(map[string]any{"Replace": replaced})
	if err != nil {
		return "", err
	}
	overlay := filepath.Join(folder, "overlay.json")
	return overlay, os.WriteFile(overlay, text, 0o600)
}

// questionSource is a file that every package with changes has.
const questionSource = `package %s

import "os"

var serverName = os.Getenv(%q)

func isServer(name string) bool { return serverName == name }
`

func editedFiles(servers []Server) []string {
	var all []string
	for _, s := range servers {
		all = append(all, s.files()...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// weaveFile returns a file of the reference server as it is in all of the servers.
func weaveFile(servers []Server, reference, file string) (woven, packageName string, err error) {
	text, err := os.ReadFile(filepath.Join(reference, file))
	if err != nil {
		return "", "", err
	}
	var versions []version
	for _, s := range servers {
		source, err := s.apply(file, string(text))
		if err != nil {
			return "", "", err
		}
		if source != string(text) {
			versions = append(versions, version{s.Name, source})
		}
	}
	return weave(file, string(text), versions)
}
