package deviant

import "strconv"

// One program, built once, can act as every server of the catalogue. A function that servers
// change begins with their bodies, and each body runs only if the program acts as that server.
// (Mutation testing calls this mutant schemata.) The program can act as several servers at
// once if no two of them change the same function; otherwise the first body would hide the
// second.

// version is a source file as one server has it.
type version struct {
	server string
	source string
}

// woven is a source file that contains the original and all versions.
type woven struct {
	source      string
	packageName string
	changed     map[string][]string // the functions that each server changes, by its name: file and head
}

// weave returns a source file that is the original one, or any of the versions. A
// version changes the bodies of functions, and may declare more; what else is
// declared stays as it is.
func weave(file, original string, versions []version) (woven, error) {
	base, err := parse(file, original)
	if err != nil {
		return woven{}, err
	}
	changes := map[string][]string{}
	imports := map[string]bool{}
	bodies := map[string]string{} // put in at the beginning of functions, by their heads
	added := ""
	for _, v := range versions {
		changed, err := parse(v.server, v.source)
		if err != nil {
			return woven{}, err
		}
		for _, path := range changed.missing {
			imports[path] = true
		}
		for _, d := range changed.declarations {
			switch head := d.head(); {
			case base.declares(d.text()):
			case head != "" && base.declares(head):
				changes[v.server] = append(changes[v.server], file+" "+head)
				bodies[head] += "\nif isServer(" + strconv.Quote(v.server) + ") {\n" + d.line() + d.body() + "}\n"
			default:
				added += "\n" + d.line() + d.text() + "\n"
			}
		}
	}
	return woven{base.with(imports, bodies) + added, base.packageName, changes}, nil
}
