package steps

import (
	"regexp"
	"sync"

	"github.com/cucumber/godog"
)

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

// patterns are the regular expressions of all sentences, by their text: they are
// the same for every scenario.
var patterns = sync.OnceValue(func() map[string]*regexp.Regexp {
	all := map[string]*regexp.Regexp{}
	for _, group := range groups {
		for text := range group(nil) {
			all[text] = regexp.MustCompile(expression(text))
		}
	}
	return all
})

// Register gives the sentences of one scenario their meaning in w. It panics
// where a sentence has a parameter that is not known.
func Register(sc *godog.ScenarioContext, w *World) {
	for _, group := range groups {
		for text, do := range group(w) {
			sc.Step(patterns()[text], do)
		}
	}
}
