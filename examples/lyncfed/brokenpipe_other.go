//go:build !unix

package main

// handleBrokenPipe has nothing to do: writing to a closed pipe is an error like
// others.
func handleBrokenPipe() {}
