//go:build !race

package main

// timeoutScale stretches the times of a whole run.
const timeoutScale = "1"
