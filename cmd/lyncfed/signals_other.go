//go:build !unix

package main

import "os"

// interrupts are the signals that end the program.
var interrupts = []os.Signal{os.Interrupt}

// handleBrokenPipe does nothing. On this system, writing to a closed pipe is an ordinary
// error.
func handleBrokenPipe() {}
