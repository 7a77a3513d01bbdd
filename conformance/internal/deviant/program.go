package deviant

import (
	"slices"
	"strings"
)

// Program is a program that is any server of some, or several of them at once.
type Program struct {
	Path    string
	changed map[string][]string // the functions that each server changes, by its name
}

// Environment returns the environment that makes the program all of the servers at
// once, and without any the reference server. They have to be compatible.
func Environment(servers ...Server) map[string]string {
	var names []string
	for _, s := range servers {
		names = append(names, s.Name)
	}
	return map[string]string{Variable: strings.Join(names, ",")}
}

// Compatible reports whether the program can be all of the servers at once. It can
// where no function is changed by two of them: each changed function is there once
// for each server that changes it, with the change of that one alone.
func (p *Program) Compatible(servers ...Server) bool {
	var functions []string
	for _, s := range servers {
		functions = append(functions, p.changed[s.Name]...)
	}
	slices.Sort(functions)
	return len(slices.Compact(slices.Clone(functions))) == len(functions)
}
