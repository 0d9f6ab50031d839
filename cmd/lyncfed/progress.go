package main

import (
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"

	"golang.org/x/term"
)

// A progress shows the progress of a long task in a line of a terminal. It shows nothing
// if the output is not a terminal.
type progress struct {
	terminal   io.Writer // nil: show nothing
	total      int64     // bytes to read; 0: not known
	read       atomic.Int64
	start      time.Time
	next       time.Time
	lineLength int
}

// newProgress returns the progress of reading total bytes. It is shown on stderr if
// stderr is a terminal and out is not.
func newProgress(out, stderr io.Writer, total int64) *progress {
	p := &progress{total: total, start: time.Now()}
	p.next = p.start.Add(time.Second)
	if isTerminal(stderr) && !isTerminal(out) {
		p.terminal = stderr
	}
	return p
}

func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// reader returns a reader of in that counts the bytes.
func (p *progress) reader(in io.Reader) io.Reader { return &countingReader{in, &p.read} }

type countingReader struct {
	in io.Reader
	n  *atomic.Int64
}

func (r *countingReader) Read(b []byte) (int, error) {
	n, err := r.in.Read(b)
	r.n.Add(int64(n))
	return n, err
}

// show rewrites the line, at most five times a second.
func (p *progress) show() {
	if p.terminal == nil {
		return
	}
	if now := time.Now(); now.After(p.next) {
		p.next = now.Add(200 * time.Millisecond)
		p.print(progressLine(p.read.Load(), p.total, now.Sub(p.start)))
	}
}

// clear erases the line.
func (p *progress) clear() {
	if p.lineLength > 0 {
		p.print("")
		fmt.Fprint(p.terminal, "\r")
	}
}

func (p *progress) print(line string) {
	fmt.Fprintf(p.terminal, "\r%-*s", p.lineLength, line)
	p.lineLength = len(line)
}

// progressLine returns the bytes that were read, the speed, and the remaining time.
func progressLine(read, total int64, elapsed time.Duration) string {
	rate := float64(read) / max(elapsed.Seconds(), 0.001)
	line := fmt.Sprintf("%s, %s/s", size(float64(read)), size(rate))
	if total == 0 || read == 0 {
		return line
	}
	left := time.Duration(float64(max(total-read, 0)) / rate * float64(time.Second))
	return fmt.Sprintf("%3d%%, %s, %s left", min(read*100/total, 100), line, left.Round(time.Second))
}

func size(n float64) string {
	for _, unit := range []string{"B", "kB", "MB", "GB"} {
		if n < 1000 {
			return fmt.Sprintf("%.3g %s", n, unit)
		}
		n /= 1000
	}
	return fmt.Sprintf("%.3g TB", n)
}

// whileBusy shows a task on a terminal once it has taken a second. The function that it
// returns ends the display.
func whileBusy(stderr io.Writer, what string) (done func()) {
	if !isTerminal(stderr) {
		return func() {}
	}
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		showBusy(stderr, what, time.Tick(time.Second), stop)
	}()
	return func() {
		close(stop)
		<-stopped
	}
}

// showBusy rewrites a line at each tick, and erases it at the end.
func showBusy(w io.Writer, what string, ticks <-chan time.Time, stop <-chan struct{}) {
	length := 0
	for seconds := 1; ; seconds++ {
		select {
		case <-ticks:
			line := fmt.Sprintf("%s, %d s", what, seconds)
			fmt.Fprintf(w, "\r%s", line)
			length = len(line)
		case <-stop:
			if length > 0 {
				fmt.Fprintf(w, "\r%*s\r", length, "")
			}
			return
		}
	}
}
