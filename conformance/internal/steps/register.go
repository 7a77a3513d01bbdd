package steps

import (
	"context"
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
	(*World).clientSteps,
	(*World).sendingSteps,
	(*World).queueSteps,
	(*World).receivingSteps,
	(*World).endingSteps,
	(*World).handlerSteps,
	(*World).requestSteps,
	(*World).peerSteps,
	(*World).peerServerSteps,
	(*World).informerSteps,
	(*World).generatingSteps,
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
			sc.Step(patterns()[text], w.adapt(text, do))
		}
	}
}

var (
	contextType = reflect.TypeFor[context.Context]()
	tableType   = reflect.TypeFor[*godog.Table]()
)

// adapt returns do as godog wants it, with a string for every parameter.
func (w *World) adapt(text string, do any) any {
	function := reflect.ValueOf(do)
	parameters := parametersOf(text)
	in := []reflect.Type{contextType}
	for range parameters {
		in = append(in, reflect.TypeFor[string]())
	}
	takes := function.Type()
	if n := takes.NumIn(); n > 0 && takes.In(n-1) == tableType {
		in = append(in, tableType)
	}
	out := []reflect.Type{reflect.TypeFor[error]()}
	return reflect.MakeFunc(reflect.FuncOf(in, out, false), func(given []reflect.Value) []reflect.Value {
		args, err := w.arguments(takes, parameters, given)
		if err != nil {
			return []reflect.Value{reflect.ValueOf(&err).Elem()}
		}
		if returned := function.Call(args); len(returned) > 0 {
			return returned
		}
		return []reflect.Value{reflect.Zero(out[0])}
	}).Interface()
}

// arguments returns what a function takes: the context where it wants one, what
// the parameters give, and the table where there is one.
func (w *World) arguments(takes reflect.Type, parameters []parameter, given []reflect.Value) ([]reflect.Value, error) {
	ctx := given[0].Interface().(context.Context)
	var args []reflect.Value
	var subject *actor.Connection // whom the sentence is about, nil if it is no connection
	if takes.NumIn() > 0 && takes.In(0) == contextType {
		args = append(args, given[0])
	}
	for i, parameter := range parameters {
		value, err := parameter.read(ctx, w, given[i+1].String())
		if err != nil {
			return nil, err
		}
		args = append(args, reflect.ValueOf(value))
		if c, ok := value.(*actor.Connection); ok && i == 0 {
			subject = c
		}
	}
	w.flush(subject)
	return append(args, given[1+len(parameters):]...), nil
}
