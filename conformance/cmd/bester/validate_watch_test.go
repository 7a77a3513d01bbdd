package main

import "testing"

func TestWatchSaysWhatHasChanged(t *testing.T) {
	before := state{"a": "1", "b": "1", "c": ""}
	for want, now := range map[string]state{
		"":                          {"a": "1", "b": "1", "c": ""},
		"a has changed":             {"a": "2", "b": "1", "c": ""},
		"b is gone":                 {"a": "1"},
		"a is gone":                 {"a": "", "b": "1"},
		"c is new":                  {"a": "1", "b": "1", "c": "1"},
		"d is new":                  {"a": "1", "b": "1", "d": "1"},
		"a and 2 more have changed": {"b": "2", "c": "3"},
	} {
		if got := before.change(now); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	for _, format := range []string{"sarif", "junit"} {
		wantRun(t, exitFailed, "", []string{"validate", "--watch", "--format", format, "x.json"}, "--watch writes again and again, and "+format+" is one document")
	}
}
