// Package lifeline ties the life of an engine to the life of the process that started it, so that a starter that
// crashes or is killed leaves nothing running.
package lifeline

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"syscall"
)

const (
	// Variable names the open file descriptor (a pipe or a socket) whose other end the starter holds.
	Variable = "CDK8S_FLEET_LIFELINE"
	// keep is what the starter writes when the engine is to run on without it.
	keep = 'k'
)

// Watch reads the lifeline in the background and ends this process when the starter is gone. Without the variable
// it does nothing: the engine was started by hand.
func Watch() {
	value, set := os.LookupEnv(Variable)
	if !set {
		return
	}
	descriptor, err := strconv.Atoi(value)
	if err != nil || descriptor < 3 {
		fmt.Fprintf(os.Stderr, "lifeline: %s is %q, expected the number of an open file descriptor\n", Variable, value)
		os.Exit(2)
	}
	// Whatever this process starts must not hold the lifeline open, nor believe that it has one.
	os.Unsetenv(Variable)
	syscall.CloseOnExec(descriptor)
	go func() {
		if released(os.NewFile(uintptr(descriptor), "lifeline")) {
			return
		}
		fmt.Fprintln(os.Stderr, "lifeline: the process that started this one is gone")
		os.Exit(1)
	}()
}

// released waits for the end of the lifeline and tells whether the starter let go on purpose.
func released(line io.ReadCloser) bool {
	defer line.Close()
	buffer := make([]byte, 1)
	for {
		count, err := line.Read(buffer)
		if count == 1 && buffer[0] == keep {
			return true
		}
		if err != nil {
			return false
		}
	}
}
