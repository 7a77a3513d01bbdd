//go:build !race

package schemas

// raceDetector tells whether the tests run under the race detector.
const raceDetector = false
