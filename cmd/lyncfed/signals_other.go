//go:build !unix

package main

import (
	"errors"
	"os"
	"syscall"
)

// interrupts are the signals that end the program.
var interrupts = []os.Signal{os.Interrupt}

// handleBrokenPipe does nothing. On this system, writing to a closed pipe is an ordinary
// error.
func handleBrokenPipe() {}

// The errors of Windows for writing to a pipe without a reader.
const (
	errorBrokenPipe = syscall.Errno(109)
	errorNoData     = syscall.Errno(232)
)

// isBrokenPipe reports whether an error is that of writing to a pipe without a reader.
func isBrokenPipe(err error) bool {
	return errors.Is(err, errorBrokenPipe) || errors.Is(err, errorNoData)
}
