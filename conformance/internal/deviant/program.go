package deviant

import (
	"slices"
	"strings"
)

// Program is a program that can act as each of several servers, or as several at once.
type Program struct {
	Path    string
	changed map[string][]string // the functions that each server changes, by its name
}

// Environment returns the environment in which the program acts as all of the servers at
// once, or as the reference server if there are none. The servers must be compatible.
func Environment(servers ...Server) map[string]string {
	var names []string
	for _, s := range servers {
		names = append(names, s.Name)
	}
	return map[string]string{Variable: strings.Join(names, ",")}
}

// Compatible reports whether the program can act as all of the servers at once. That is so if
// no two of them change the same function, because each changed body contains the change of
// one server only.
func (p *Program) Compatible(servers ...Server) bool {
	var functions []string
	for _, s := range servers {
		functions = append(functions, p.changed[s.Name]...)
	}
	slices.Sort(functions)
	return len(slices.Compact(slices.Clone(functions))) == len(functions)
}
