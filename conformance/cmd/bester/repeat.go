package main

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/pflag"

	"github.com/besterprotocol/bester/conformance"
	"github.com/besterprotocol/bester/conformance/internal/report"
)

// repetition says how often a server is judged.
type repetition struct {
	most         int  // the largest number of runs, or 0 if it is not given
	untilFailure bool // whether to stop after the first run that does not pass
}

func (r *repetition) add(flags *pflag.FlagSet) {
	flags.IntVar(&r.most, "repeat", 0, "judge the server this `number` of times, with a new seed each time unless --seed is given (default once)")
	flags.BoolVar(&r.untilFailure, "until-failure", false, "judge the server until a run does not pass, or --repeat times")
}

// isGiven reports whether there may be more than one run.
func (r repetition) isGiven() bool { return r.most > 0 || r.untilFailure }

// judge judges the server as often as r says. If r is given, it writes a line on each run to
// out. code is the exit code of the worst run. The series ends with an error if a run could
// not begin, and without one if ctx ends.
func (r repetition) judge(ctx context.Context, options conformance.Options, color colors, out, stderr io.Writer) (runs report.Runs, code int, err error) {
	most := r.most
	if !r.isGiven() {
		most = 1
	}
	for n := 1; most == 0 || n <= most; n++ {
		judged, err := r.judgeOnce(ctx, options, n, stderr)
		switch {
		case err != nil && n > 1 && ctx.Err() != nil:
			return runs, worse(code, exitPartly), nil
		case err != nil:
			return runs, worse(code, exitFailed), err
		}
		runs.Add(judged)
		code = worse(code, codeOf(judged))
		if r.isGiven() {
			if err := runs.WriteLine(out, report.Style{Color: color.on(out)}, judged, most); err != nil {
				return runs, exitFailed, err
			}
		}
		if r.untilFailure && !judged.Passes() {
			break
		}
		options.Notice = nil // later runs would repeat the notices
	}
	return runs, code, nil
}

// judgeOnce judges the server in the nth run, and shows the progress on a terminal.
func (r repetition) judgeOnce(ctx context.Context, options conformance.Options, n int, stderr io.Writer) (*conformance.Report, error) {
	if isTerminal(stderr) && !isDumb() {
		of := ""
		if r.isGiven() {
			of = fmt.Sprintf("run %d: ", n)
		}
		options.Progress = func(p conformance.Progress) { showProgress(stderr, of, p) }
		defer fmt.Fprint(stderr, clearLine)
	}
	return conformance.Run(ctx, options)
}

// codeOf returns the exit code that a report calls for.
func codeOf(judged *conformance.Report) int {
	switch {
	case !judged.Conforms():
		return exitBad
	case !judged.Complete():
		return exitPartly
	}
	return exitGood
}

// worse returns the worse of two exit codes. A failed run is worse than one that could not be
// judged.
func worse(a, b int) int {
	order := []int{exitGood, exitPartly, exitFailed, exitBad}
	return order[max(slices.Index(order, a), slices.Index(order, b))]
}
