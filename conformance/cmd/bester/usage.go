package main

import "fmt"

// errUsage is the error of a flag with a value that it does not take.
func errUsage(flag, value, allowed string) error {
	return fmt.Errorf("%s is %q: it must be %s", flag, value, allowed)
}
