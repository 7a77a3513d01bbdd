package deviant

import "strconv"

// A program that is built once is every server of the catalogue: a function that
// some of them change begins with their bodies, each behind the question whether
// the program is to be that server. (In mutation testing, mutant schemata.)

// version is a source file as one server has it.
type version struct {
	server string
	source string
}

// weave returns a source file that is the original one, or any of the versions. A
// version changes the bodies of functions, and may declare more; what else is
// declared stays as it is.
func weave(file, original string, versions []version) (woven, packageName string, err error) {
	base, err := parse(file, original)
	if err != nil {
		return "", "", err
	}
	imports := map[string]bool{}
	bodies := map[string]string{} // put in at the beginning of functions, by their heads
	added := ""
	for _, v := range versions {
		changed, err := parse(v.server, v.source)
		if err != nil {
			return "", "", err
		}
		for _, path := range changed.missing {
			imports[path] = true
		}
		for _, d := range changed.declarations {
			switch head := d.head(); {
			case base.declares(d.text()):
			case head != "" && base.declares(head):
				bodies[head] += "\nif isServer(" + strconv.Quote(v.server) + ") {\n" + d.line() + d.body() + "}\n"
			default:
				added += "\n" + d.line() + d.text() + "\n"
			}
		}
	}
	return base.with(imports, bodies) + added, base.packageName, nil
}
