package deviant

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Variable is the environment variable that selects the servers that the program acts as:
// their names, separated by commas. If it is not set, the program is the reference server.
const Variable = "BESTER_DEVIANT"

const (
	module = "github.com/besterprotocol/bester"
	room   = "reference"                            // the folder of the reference server in the module
	main   = "conformance/internal/deviant/program" // that of the program, which is on no disk
)

// Build builds a program into folder that can act as each of the servers, or as several at
// once; Variable selects them. The program takes the path of a server.conf. Build needs the
// Go tools and the sources of this module, so the working folder must be in a checkout of the
// module, or in a module that requires it.
func Build(ctx context.Context, servers []Server, folder string) (*Program, error) {
	root, err := moduleFolder(ctx)
	if err != nil {
		return nil, err
	}
	overlay, changed, err := writeOverlay(servers, root, folder)
	if err != nil {
		return nil, err
	}
	program := &Program{Path: filepath.Join(folder, "server"), changed: changed}
	_, err = run(ctx, "go", "build", "-overlay", overlay, "-o", program.Path, module+"/"+main)
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

// writeOverlay writes the changed sources and the overlay file of the compiler into folder. It
// returns the path of the overlay file, and the functions that each server changes, by the
// server's name.
func writeOverlay(servers []Server, root, folder string) (string, map[string][]string, error) {
	reference := filepath.Join(root, room)
	replaced := map[string]string{}
	write := func(file, source string) error {
		path := filepath.Join(folder, strings.ReplaceAll(file, "/", "_"))
		replaced[filepath.Join(root, file)] = path
		return os.WriteFile(path, []byte(source), 0o600)
	}
	if err := write(main+"/main.go", mainSource); err != nil {
		return "", nil, err
	}
	changed := map[string][]string{}
	for _, file := range editedFiles(servers) {
		w, err := weaveFile(servers, reference, file)
		if err != nil {
			return "", nil, err
		}
		for server, functions := range w.changed {
			changed[server] = append(changed[server], functions...)
		}
		question := fmt.Sprintf(questionSource, w.packageName, Variable)
		err = errors.Join(write(room+"/"+file, w.source), write(path.Join(room, path.Dir(file), "is_server.go"), question))
		if err != nil {
			return "", nil, err
		}
	}
	text, err := json.Marshal(map[string]any{"Replace": replaced})
	if err != nil {
		return "", nil, err
	}
	overlay := filepath.Join(folder, "overlay.json")
	return overlay, changed, os.WriteFile(overlay, text, 0o600)
}

// mainSource is the program: the reference server and nothing else, since it is
// started some thousand times.
const mainSource = `package main

import (
	"context"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/besterprotocol/bester/reference"
)

func main() {
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	config, err := reference.LoadConfig(os.Args[1])
	if err == nil {
		var server *reference.Server
		if server, err = reference.New(config, log); err == nil {
			err = server.Serve(ctx)
		}
	}
	if err != nil {
		log.Error(err.Error())
		os.Exit(2)
	}
}
`

// questionSource is a file that every package with changes has.
const questionSource = `package %s

import (
	"os"
	"strings"
)

var chosenServers = map[string]bool{}

func init() {
	for name := range strings.SplitSeq(os.Getenv(%q), ",") {
		chosenServers[name] = true
	}
}

func isServer(name string) bool { return chosenServers[name] }
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
func weaveFile(servers []Server, reference, file string) (woven, error) {
	text, err := os.ReadFile(filepath.Join(reference, file))
	if err != nil {
		return woven{}, err
	}
	var versions []version
	for _, s := range servers {
		source, err := s.apply(file, string(text))
		if err != nil {
			return woven{}, err
		}
		if source != string(text) {
			versions = append(versions, version{s.Name, source})
		}
	}
	return weave(file, string(text), versions)
}
