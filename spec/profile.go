package spec

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// Profile is a set of requirements that a server claims to meet as a whole.
type Profile struct {
	Name        string   // "core"
	Groups      []string // groups ("FRAME") and single ids ("LISTEN-1")
	Description string   // one sentence
}

// has tells whether the table lists name, a group or an id, for the profile.
func (p Profile) has(name string) bool {
	return slices.Contains(p.Groups, name)
}

// Profiles returns the profiles in the order of the table in profiles.md.
// It panics where the embedded table cannot be read, which is a mistake in the
// build and not of the caller.
func Profiles() []Profile {
	profiles, err := readProfiles(embedded)
	if err != nil {
		panic(err)
	}
	return profiles
}

const (
	profilesFile    = "profiles.md"
	profilesHeading = "## Profiles"
)

// readProfiles reads the first table under the heading Profiles.
func readProfiles(fsys fs.FS) ([]Profile, error) {
	text, err := fs.ReadFile(fsys, profilesFile)
	if err != nil {
		return nil, fmt.Errorf("spec: reading the profiles: %w", err)
	}
	rows := tableRows(section(string(text), profilesHeading))
	if len(rows) == 0 {
		return nil, fmt.Errorf("spec: %s: no table of profiles under %q", profilesFile, profilesHeading)
	}
	var profiles []Profile
	for _, row := range rows {
		p, err := parseProfile(row)
		if err != nil {
			return nil, err
		}
		profiles = append(profiles, p)
	}
	return profiles, checkDisjoint(profiles)
}

// parseProfile reads one row: name, groups divided by commas, description.
func parseProfile(row []string) (Profile, error) {
	if len(row) != 3 || slices.Contains(row, "") {
		return Profile{}, fmt.Errorf("spec: %s: malformed profile %q: want name, groups and description", profilesFile, row)
	}
	p := Profile{Name: row[0], Description: row[2]}
	for group := range strings.SplitSeq(row[1], ",") {
		p.Groups = append(p.Groups, strings.TrimSpace(group))
	}
	return p, nil
}

// checkDisjoint refuses a profile or a group that the table lists twice.
func checkDisjoint(profiles []Profile) error {
	names, owner := map[string]bool{}, map[string]string{}
	for _, p := range profiles {
		if names[p.Name] {
			return fmt.Errorf("spec: %s: profile %s stands twice in the table", profilesFile, p.Name)
		}
		names[p.Name] = true
		for _, g := range p.Groups {
			if other, ok := owner[g]; ok {
				return fmt.Errorf("spec: %s: %s belongs to %s and to %s; a requirement has one profile", profilesFile, g, other, p.Name)
			}
			owner[g] = p.Name
		}
	}
	return nil
}

// assignProfiles fills in Profile. The table and the requirements have to cover
// each other: neither may name what the other does not have.
func assignProfiles(all []Requirement, profiles []Profile) error {
	used := map[string]bool{}
	for i := range all {
		r := &all[i]
		p, entry, ok := profileOf(r.ID, profiles)
		if !ok {
			return fmt.Errorf("spec: %s:%d: %s is of an unknown group: no profile in %s lists %s", r.File, r.Line, r.ID, profilesFile, group(r.ID))
		}
		r.Profile = p.Name
		used[entry] = true
	}
	for _, p := range profiles {
		for _, g := range p.Groups {
			if !used[g] {
				return fmt.Errorf("spec: %s: profile %s lists the unknown group %s: no requirement is in it", profilesFile, p.Name, g)
			}
		}
	}
	return nil
}

// profileOf returns the profile of an id and the entry of the table that says
// so. The id itself goes before its group.
func profileOf(id string, profiles []Profile) (p Profile, entry string, ok bool) {
	for _, entry := range []string{id, group(id)} {
		for _, p := range profiles {
			if p.has(entry) {
				return p, entry, true
			}
		}
	}
	return Profile{}, "", false
}

// group returns the part of an id in front of the hyphen.
func group(id string) string {
	name, _, _ := strings.Cut(id, "-")
	return name
}
