package conformance

import (
	"fmt"
	"syscall"
)

// How many files the suite opens. Go's runtime raises the soft limit of this process to the
// hard limit when it starts, and gives the processes that it starts the limit from before, so
// a server under test gets the limit that it would have without the suite.
const (
	filesPerScenario = 240 // the scenario that opens the most has 100 clients and their handler's connections
	filesBeside      = 60  // open without any scenario
)

// openFiles returns how many files this process may have open.
func openFiles() uint64 {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return 1024 // what most systems allow at least
	}
	return limit.Cur
}

// parallelFor returns how many scenarios may run at a time in a process that may have so
// many files open.
func parallelFor(files uint64) int {
	const enough = 1 << 16 // scenarios
	if files < filesBeside+2*filesPerScenario {
		return 1
	}
	return int(min((files-filesBeside)/filesPerScenario, enough))
}

// noteParallel notifies the user if fewer scenarios run at a time than options ask for.
func (r *run) noteParallel(asked int) {
	files := openFiles()
	if most := parallelFor(files); r.options.Notice != nil && asked > most && r.parallel() == most {
		r.options.Notice(fmt.Sprintf("--parallel %d is lowered to %d: this process may have %d files open, and a scenario may take %d; ulimit -n raises the limit",
			asked, most, files, filesPerScenario))
	}
}
