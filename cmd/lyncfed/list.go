package main

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"runtime"
	"slices"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

const (
	// maxLine is the number of bytes of a line that are kept. Every address is much
	// shorter.
	maxLine = 64 << 10

	// blockSize is the number of bytes of a list that are read at a time. Only two
	// blocks for each worker, and their output, are in memory. With the Skype settings
	// that is about half a megabyte a worker. With the longest routing domain and the
	// shortest lines it is four megabytes.
	blockSize = 64 << 10

	// maxWorkers is the number of workers that one reader and one writer can keep busy.
	maxWorkers = 8
)

// A block is a part of a list. It has whole lines, except for the last line of the list
// and for a line that is too long.
type block struct {
	in, out []byte
	lines   int
	counts  [outcomes]int
	notes   []note
	done    chan struct{}
}

// A note is a message on a line of a block.
type note struct{ line, start, end int }

// rewriteList rewrites the lines of in, and calls emit for each block, in order. in is
// UTF-8, or UTF-16 with a byte order mark. It reads size bytes at a time.
func (r *rewriter) rewriteList(in io.Reader, size int, emit func(*block) error) error {
	workers := min(runtime.GOMAXPROCS(0), maxWorkers)
	depth := 2*workers + 1
	work, order := make(chan *block), make(chan *block, depth)
	free, stop := make(chan *block, depth), make(chan struct{})
	defer close(stop)
	for range depth {
		free <- &block{done: make(chan struct{}, 1)}
	}

	var readErr error
	go func() {
		defer close(order)
		defer close(work)
		blocks := newBlocks(in, size)
		for {
			var b *block
			select {
			case b = <-free:
			case <-stop:
				return
			}
			if readErr = blocks.next(b); readErr != nil {
				return
			}
			order <- b
			work <- b
		}
	}()
	for range workers {
		go func() {
			for b := range work {
				r.rewriteBlock(b)
				b.done <- struct{}{}
			}
		}()
	}
	for b := range order {
		<-b.done
		if err := emit(b); err != nil {
			return err
		}
		free <- b
	}
	if readErr != io.EOF {
		return readErr
	}
	return nil
}

// rewriteBlock rewrites the lines of b.in to b.out.
func (r *rewriter) rewriteBlock(b *block) {
	b.out, b.notes, b.lines, b.counts = b.out[:0], b.notes[:0], 0, [outcomes]int{}
	for start := 0; start < len(b.in); {
		end, next := len(b.in), len(b.in)
		if i := bytes.IndexByte(b.in[start:], '\n'); i >= 0 {
			end, next = start+i, start+i+1
			if i > 0 && b.in[end-1] == '\r' {
				end--
			}
		}
		if end-start < maxLine { // a table without header is padded with blanks
			end = start + len(bytes.TrimRight(b.in[start:end], " \t"))
		}
		stop := min(end, start+maxLine)
		out, what, noted := r.append(b.out, b.in[start:stop])
		if what != refused {
			b.out = append(out, b.in[end:next]...)
		}
		if noted {
			b.notes = append(b.notes, note{b.lines, start, stop})
		}
		b.counts[what]++
		b.lines++
		start = next
	}
}

// blocks cuts a list into blocks.
type blocks struct {
	in       io.Reader
	size     int
	carry    []byte // the beginning of a line whose end is not read yet
	skipping bool   // the rest of a line that is too long is skipped
	err      error
}

func newBlocks(in io.Reader, size int) *blocks {
	return &blocks{in: decoded(in), size: size}
}

// decoded returns in as UTF-8 without a byte order mark.
func decoded(in io.Reader) io.Reader {
	text, _ := decodedMarked(in)
	return text
}

// decodedMarked is [decoded], and reports whether in is UTF-8 with a byte order mark.
func decodedMarked(in io.Reader) (text io.Reader, marked bool) {
	buffered := bufio.NewReader(in)
	switch mark, _ := buffered.Peek(4); {
	case len(mark) > 1 && (mark[0] == 0 || mark[1] == 0):
		return failing{errUnmarked}, false
	case bytes.HasPrefix(mark, []byte("\xef\xbb\xbf")):
		buffered.Discard(3)
		return buffered, true
	case bytes.HasPrefix(mark, []byte("\xff\xfe")), bytes.HasPrefix(mark, []byte("\xfe\xff")):
		return transform.NewReader(buffered, unicode.BOMOverride(transform.Nop)), false
	}
	return buffered, false
}

// errUnmarked is reported once for a file, and not for each line.
var errUnmarked = errors.New("it is UTF-16 without a byte order mark: save it as UTF-8, or as Unicode with the mark")

// failing is a reader that always returns an error.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// next reads the next block. It returns the whole lines that it has read, and does not
// wait until the block is full. The error is io.EOF at the end.
func (s *blocks) next(b *block) error {
	b.in = append(b.in[:0], s.carry...)
	s.carry = s.carry[:0]
	for {
		if len(b.in) >= maxLine+len("\r\n") {
			b.in = b.in[:maxLine+len("\r\n")]
			s.skipping = true
			return nil
		}
		if s.err != nil {
			if s.err == io.EOF && len(b.in) > 0 {
				return nil
			}
			return s.err
		}
		n := len(b.in)
		b.in = slices.Grow(b.in, s.size)[:n+s.size]
		var read int
		read, s.err = s.in.Read(b.in[n:])
		b.in = b.in[:n+read]
		if s.skipping {
			_, rest, found := bytes.Cut(b.in, []byte("\n"))
			b.in = append(b.in[:0], rest...)
			s.skipping = !found
			n = 0
		}
		if i := bytes.LastIndexByte(b.in[n:], '\n'); i >= 0 {
			s.carry = append(s.carry, b.in[n+i+1:]...)
			b.in = b.in[:n+i+1]
			return nil
		}
	}
}
