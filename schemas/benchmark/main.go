// Benchmark compares bester validate with validators of others. Each reads the
// same messages as a process of its own, by turns and several times. Before
// that, each has to find nothing wrong with them, and to find the one fault in
// a second file. Nothing is demanded of their speed, which depends on the machine.
//
// It needs Go and npm, which fetches the others:
//
//	go run ./schemas/benchmark
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"text/tabwriter"
	"time"
)

func main() {
	count := flag.Int("messages", 100_000, "how many messages there are")
	runs := flag.Int("runs", 5, "how many times each program reads them; the fastest time counts")
	flag.Parse()
	if err := benchmark(*count, *runs, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "benchmark:", err)
		os.Exit(1)
	}
}

// benchmark prints the comparison. What it makes for that is gone afterwards.
func benchmark(count, runs int, stdout io.Writer) error {
	folder, err := os.MkdirTemp("", "bester-benchmark-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	programs, err := install(folder)
	if err != nil {
		return err
	}
	files, err := writeFiles(folder, count)
	if err != nil {
		return err
	}
	for _, p := range programs {
		if err := p.judges(files); err != nil {
			return err
		}
	}
	needed, err := race(programs, files.good, runs)
	if err != nil {
		return err
	}
	bester := programs[0]
	longer, err := bester.read(files.longer)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%d messages of %d bytes, %d processors, the fastest of %d runs\n\n", count, size, runtime.NumCPU(), runs)
	if err := printTable(stdout, programs, needed, count); err != nil {
		return err
	}
	_, err = fmt.Fprintf(stdout, "\nFor ten times as many messages, %s needs %.3f seconds and %d MB.\n",
		bester.name, longer.time.Seconds(), longer.memory>>20)
	return err
}

// files are what the programs read.
type files struct {
	good   string // messages with which nothing is wrong
	bad    string // one such message, and one that is not valid
	longer string // ten times as many good ones
}

func writeFiles(folder string, count int) (files, error) {
	f := files{filepath.Join(folder, "good.jsonl"), filepath.Join(folder, "bad.jsonl"), filepath.Join(folder, "longer.jsonl")}
	for _, file := range []struct {
		name  string
		count int
		last  string
	}{{f.good, count, ""}, {f.longer, 10 * count, ""}, {f.bad, 1, `{"payload":{"type":"chat","data":null,"id":42}}` + "\n"}} {
		if err := writeFile(file.name, file.count, file.last); err != nil {
			return files{}, err
		}
	}
	return f, nil
}

func writeFile(name string, count int, last string) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := writeMessages(file, count); err != nil {
		return err
	}
	if _, err := file.WriteString(last); err != nil {
		return err
	}
	return file.Close()
}

// race has the programs read the good messages by turns, and returns what each
// needed when it was fastest.
func race(programs []program, file string, runs int) ([]usage, error) {
	fastest := make([]usage, len(programs))
	for i := range runs {
		for j, p := range programs {
			used, err := p.read(file)
			if err != nil {
				return nil, err
			}
			if i == 0 || used.time < fastest[j].time {
				fastest[j] = used
			}
		}
	}
	return fastest, nil
}

// printTable prints what each program needed; the first is what the others are
// compared to.
func printTable(w io.Writer, programs []program, needed []usage, count int) error {
	table := tabwriter.NewWriter(w, 0, 0, 3, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "messages/s\ttimes as long\tseconds\tof all processors\tpeak memory\t")
	for i, p := range programs {
		seconds := needed[i].time.Seconds()
		fmt.Fprintf(table, "%.0f\t%.2f\t%.3f\t%.3f\t%d MB\t  %s\n", float64(count)/seconds,
			seconds/needed[0].time.Seconds(), seconds, needed[i].processors.Seconds(), needed[i].memory>>20, p.name)
	}
	return table.Flush()
}

// usage is what a process needed.
type usage struct {
	time       time.Duration // from its start to its end
	processors time.Duration // of all processors, in sum
	memory     int64         // at most at a time, in bytes
}
