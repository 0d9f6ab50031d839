//go:build unix

package main

import (
	"errors"
	"os"
	"os/signal"
	"syscall"
)

// interrupts are the signals that end the program.
var interrupts = []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}

// handleBrokenPipe makes writing to a closed pipe an ordinary error. Otherwise the
// SIGPIPE signal ends the program.
func handleBrokenPipe() { signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) }

// isBrokenPipe reports whether an error is that of writing to a pipe without a reader.
func isBrokenPipe(err error) bool { return errors.Is(err, syscall.EPIPE) }
