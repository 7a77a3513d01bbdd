package steps

import "github.com/cucumber/godog"

// groups are the sentences that have a meaning, by subject.
var groups = []func(*World) map[string]any{
	(*World).serverSteps,
	(*World).clientSteps,
	(*World).sendingSteps,
	(*World).receivingSteps,
	(*World).endingSteps,
	(*World).handlerSteps,
	(*World).requestSteps,
	(*World).peerSteps,
	(*World).peerServerSteps,
	(*World).informerSteps,
}

// Register gives the sentences of one scenario their meaning in w. It panics
// where a sentence has a parameter that is not known.
func Register(sc *godog.ScenarioContext, w *World) {
	for _, group := range groups {
		for text, do := range group(w) {
			sc.Step(expression(text), do)
		}
	}
}
