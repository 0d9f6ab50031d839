package main

import (
	"fmt"
	"os"
	"os/signal"
)

// endOnInterrupt ends the program on an interrupt, and removes unfinished files first.
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
			if os.Remove(o.part) != nil { // some systems cannot remove an open file
				o.file.Close()
				os.Remove(o.part)
			}
			fmt.Fprintf(os.Stderr, "\nlyncfed: interrupted: nothing was written to %s\n", o.name)
		}
		os.Exit(statusInterrupted)
	}()
}
