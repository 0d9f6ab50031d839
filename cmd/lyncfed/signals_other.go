//go:build !unix

package main

import "os"

// interrupts are the signals that end the program.
var interrupts = []os.Signal{os.Interrupt}

// handleBrokenPipe has nothing to do: writing to a closed pipe is an error like
// others.
func handleBrokenPipe() {}
