//go:build race

package main

// timeoutScale stretches the times of a whole run: the race detector makes the
// server and the suite many times slower.
const timeoutScale = "4"
