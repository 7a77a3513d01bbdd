package config

import (
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// maxFileBytes bounds what is read of a configuration.
const maxFileBytes = 16 << 20

// Load reads and checks the configuration in file, the executables that it
// names included. The error has a line for each mistake, with the file, the
// member and the reason; where the file could not be read it is that of os.
// Relative paths in it are relative to its folder.
func Load(file string) (Config, error) {
	opened, err := os.Open(file)
	if err != nil {
		return Config{}, err
	}
	defer opened.Close()
	content, err := io.ReadAll(io.LimitReader(opened, maxFileBytes+1))
	if err != nil {
		return Config{}, err
	}
	absolute, err := filepath.Abs(file)
	if err != nil {
		return Config{}, err
	}
	config, err := Parse(file, filepath.Dir(absolute), content)
	if err != nil {
		return Config{}, err
	}
	return config, checkExecutables(config)
}

// Parse checks the configuration in content without touching the file system.
// file names it in errors, folder is where its relative paths start.
func Parse(file, folder string, content []byte) (Config, error) {
	noted := &mistakes{file: file}
	members := decode(noted, content)
	if members == nil {
		return Config{}, noted.err()
	}
	root := object{mistakes: noted, members: members}
	p := parser{root, folder}
	config := Config{
		File:      file,
		Listeners: p.listeners(),
		Handlers:  p.handlers(),
		AdminInfo: p.adminInfo(),
		UsersFile: p.accounts(),
		Informer:  p.informer(),
		Database:  p.database(),
		Limits:    p.limits(),
		Timeouts:  p.timeouts(),
	}
	root.rest()
	checkSockets(noted, config)
	return config, noted.err()
}

// checkSockets notes a path at which two are to listen. Only handlers that run
// by themselves may share one.
func checkSockets(noted *mistakes, config Config) {
	type owner struct {
		member string
		shares bool
	}
	owners := map[string]owner{}
	claim := func(path, member string, shares bool) {
		if other, taken := owners[path]; taken && !(shares && other.shares) {
			noted.add(member, "%s is the path of %s as well", path, other.member)
		}
		owners[path] = owner{member, shares}
	}
	for _, l := range config.Listeners {
		if l.Network == "unix" {
			claim(l.Address, "network.unix.address", false)
		}
	}
	if config.Informer != "" {
		claim(config.Informer, "informer.unixDomainSocketPath", false)
	}
	for _, name := range slices.Sorted(maps.Keys(config.Handlers)) {
		h := config.Handlers[name]
		claim(h.Socket, "handlers.typeMap."+name+".unixDomainSocketPath", h.Executable == "")
	}
}

// checkExecutables notes the handlers' programs that cannot be started.
func checkExecutables(config Config) error {
	noted := &mistakes{file: config.File}
	for _, name := range slices.Sorted(maps.Keys(config.Handlers)) {
		executable := config.Handlers[name].Executable
		if executable == "" {
			continue
		}
		member := "handlers.typeMap." + name + ".handlerBinary"
		info, err := os.Stat(executable)
		switch {
		case err != nil:
			noted.add(member, "%v", err)
		case info.IsDir() || info.Mode()&0o111 == 0:
			noted.add(member, "%s is not an executable file", executable)
		}
	}
	return noted.err()
}
