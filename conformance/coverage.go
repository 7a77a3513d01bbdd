package conformance

import (
	"slices"

	"github.com/besterprotocol/bester/conformance/internal/deviant"
	"github.com/besterprotocol/bester/features"
	"github.com/besterprotocol/bester/spec"
)

// Coverage is what the suite has for a requirement.
type Coverage struct {
	spec.Requirement
	Scenarios []Scenario // that prove it, in the order of the feature files
	Deviants  []string   // names of servers that break it, in the order of the catalogue
	Reason    string     // why it has no scenario, or no deviant; "" where it has both
}

// Covered returns what the suite has for each requirement, in the order of the
// specification.
func Covered() ([]Coverage, error) {
	requirements, err := spec.Requirements()
	if err != nil {
		return nil, err
	}
	c, err := ownCatalog()
	if err != nil {
		return nil, err
	}
	return coverage(requirements, c), nil
}

func coverage(requirements []spec.Requirement, c *catalog) []Coverage {
	var all []Coverage
	for _, q := range requirements {
		covered := Coverage{Requirement: q, Reason: features.Untestable()[q.ID]}
		for _, s := range c.scenarios {
			if slices.Contains(s.Requirements, q.ID) {
				covered.Scenarios = append(covered.Scenarios, s)
			}
		}
		for _, s := range deviant.Deviants() {
			if s.Requirement == q.ID {
				covered.Deviants = append(covered.Deviants, s.Name)
			}
		}
		if covered.Reason == "" && len(covered.Deviants) == 0 {
			covered.Reason = deviant.Unbreakable()[q.ID]
		}
		all = append(all, covered)
	}
	return all
}
