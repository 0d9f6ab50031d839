package main

import (
	"fmt"
	"os"
	"os/signal"
)

// statusInterrupted is the exit status of a program that was interrupted.
const statusInterrupted = 130

// endOnInterrupt ends the program if it is interrupted, without the files that are
// not whole.
func endOnInterrupt() {
	signals := make(chan os.Signal, 1)
	for _, s := range interrupts {
		if !signal.Ignored(s) { // as nohup does
			signal.Notify(signals, s)
		}
	}
	go func() {
		<-signals
		unfinished.Lock()
		for o := range unfinished.outputs {
			if os.Remove(o.part) != nil { // some systems do not remove what is open
				o.file.Close()
				os.Remove(o.part)
			}
			fmt.Fprintf(os.Stderr, "\nlyncfed: interrupted: nothing was written to %s\n", o.name)
		}
		os.Exit(statusInterrupted)
	}()
}
