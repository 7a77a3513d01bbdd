package deviant

import "slices"

// also are the requirements that a mutant breaks beside the one that it is there for,
// by its name: the text of each forbids what the mutant does.
var also = map[string][]string{}

// Breaks returns the ids of all requirements that a mutant breaks, first the one that
// it is there for.
func (s Server) Breaks() []string { return slices.Concat([]string{s.Requirement}, also[s.Name]) }
