package steps

import (
	"context"
	"fmt"
	"reflect"
	"regexp"
	"sync"

	"github.com/cucumber/godog"

	"github.com/besterprotocol/bester/conformance/internal/actor"
)

// groups are the sentences that have a meaning, by subject: each with a function
// that takes a context, if it waits, what the parameters give, and a table, if
// there is one.
var groups = []func(*World) map[string]any{
	(*World).serverSteps,
	(*World).registeringSteps,
	(*World).limitSteps,
	(*World).clientSteps,
	(*World).sendingSteps,
	(*World).queueSteps,
	(*World).timerSteps,
	(*World).endSteps,
	(*World).crowdSteps,
	(*World).stoppingSteps,
	(*World).receivingSteps,
	(*World).endingSteps,
	(*World).handlerSteps,
	(*World).requestSteps,
	(*World).peerSteps,
	(*World).peerServerSteps,
	(*World).informerSteps,
	(*World).generatingSteps,
}

// patterns returns the regular expressions of all known sentences, by their text. It panics if
// a sentence has an unknown parameter.
var patterns = sync.OnceValue(func() map[string]*regexp.Regexp {
	all := map[string]*regexp.Regexp{}
	for _, group := range groups {
		for text := range group(nil) {
			all[text] = regexp.MustCompile(expression(text))
		}
	}
	return all
})

// meaning is a parsed sentence of a scenario: the text of the known sentence that it matches,
// and its arguments.
type meaning struct {
	text  string
	given []string
}

var (
	meanings     = map[string]meaning{} // a cache that all scenarios share
	meaningsLock sync.Mutex
)

// read parses a sentence. It returns an error if no known sentence matches.
func read(sentence string) (meaning, error) {
	meaningsLock.Lock()
	defer meaningsLock.Unlock()
	if m, known := meanings[sentence]; known {
		return m, nil
	}
	for text, pattern := range patterns() {
		if given := pattern.FindStringSubmatch(sentence); given != nil {
			meanings[sentence] = meaning{text, given[1:]}
			return meanings[sentence], nil
		}
	}
	return meaning{}, fmt.Errorf("the suite does not know what %q means", sentence)
}

// Do runs one sentence of a scenario. table is the table below the sentence, or nil. The error
// is a *match.Mismatch if the server did something that is not allowed.
func (w *World) Do(ctx context.Context, sentence string, table *godog.Table) error {
	m, err := read(sentence)
	if err != nil {
		return err
	}
	function := reflect.ValueOf(w.functions()[m.text])
	args, err := w.arguments(ctx, function.Type(), m, table)
	if err != nil {
		return err
	}
	for _, returned := range function.Call(args) {
		if err, ok := returned.Interface().(error); ok {
			return err
		}
	}
	return nil
}

// functions returns the functions of all known sentences, by their text, bound to w.
func (w *World) functions() map[string]any {
	if w.bound == nil {
		w.bound = map[string]any{}
		for _, group := range groups {
			for text, do := range group(w) {
				w.bound[text] = do
			}
		}
	}
	return w.bound
}

var (
	contextType = reflect.TypeFor[context.Context]()
	tableType   = reflect.TypeFor[*godog.Table]()
)

// arguments returns what a function takes: the context where it wants one, what
// the parameters give, and the table where it wants one.
func (w *World) arguments(ctx context.Context, takes reflect.Type, m meaning, table *godog.Table) ([]reflect.Value, error) {
	var args []reflect.Value
	var subject *actor.Connection // whom the sentence is about, nil if it is no connection
	if takes.NumIn() > 0 && takes.In(0) == contextType {
		args = append(args, reflect.ValueOf(ctx))
	}
	for i, parameter := range parametersOf(m.text) {
		value, err := parameter.read(ctx, w, m.given[i])
		if err != nil {
			return nil, err
		}
		args = append(args, reflect.ValueOf(value))
		if c, ok := value.(*actor.Connection); ok && i == 0 {
			subject = c
		}
	}
	if n := takes.NumIn(); n > 0 && takes.In(n-1) == tableType {
		args = append(args, reflect.ValueOf(table))
	}
	w.flush(subject)
	return args, nil
}
