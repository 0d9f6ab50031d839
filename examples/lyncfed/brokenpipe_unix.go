//go:build unix

package main

import (
	"os"
	"os/signal"
	"syscall"
)

// handleBrokenPipe makes writing to a closed pipe an error like others, where
// it would end the program.
func handleBrokenPipe() { signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) }
