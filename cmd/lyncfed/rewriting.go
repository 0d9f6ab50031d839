package main

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/lyncfed/lyncfed/diag"
)

// A rewriting is one run of decorate or undecorate over its arguments. It counts and
// reports the results.
type rewriting struct {
	*rewriter
	table    *table // nil for lists
	stdin    io.Reader
	out      *output
	report   io.Writer
	errors   *output
	refusals *csv.Writer // the file of --errors; nil: refused lines are reported on standard error
	whole    bool        // the output is a file, which is written completely or not at all
	progress *progress

	counts  [outcomes]int
	lists   int   // arguments that were not a single address
	unread  error // the error of writing to a pipe without a reader
	midLine bool  // the last line that was written has no line end
	owed    bool  // that line end must be written before the next output
}

// runRewrite runs decorate or undecorate over the arguments, in their order. After
// a refused address or an unreadable file it continues with the next. With an
// output file, an unreadable file ends it.
func runRewrite(cmd *cobra.Command, args []string, flags *rewriteFlags, undo bool) error {
	r := &rewriting{stdin: cmd.InOrStdin(), report: cmd.ErrOrStderr(), whole: flags.output != ""}
	var err error
	if r.table, err = flags.table(cmd); err != nil {
		return err
	}
	if r.rewriter, err = flags.rewriter(r.stdin, r.report, undo); err != nil {
		return err
	}
	if r.out, err = openOutput(flags.output, cmd.OutOrStdout(), r.report); err != nil {
		return fmt.Errorf("-o %s: %w", flags.output, err)
	}
	outputs := []*output{r.out}
	if flags.errors != "" {
		r.errors, err = openOutput(flags.errors, cmd.OutOrStdout(), r.report)
		if err != nil {
			r.out.close(true)
			return fmt.Errorf("--errors %s: %w", flags.errors, err)
		}
		r.refusals = newCSV(r.errors)
		r.refusals.Write(refusalsHead)
		outputs = append(outputs, r.errors)
	}
	if err := r.checkFiles(slices.Concat(args, flags.config), outputs); err != nil {
		for _, o := range outputs {
			o.close(true)
		}
		return err
	}
	handleBrokenPipe() // a broken pipe must not end the program before the file of --errors is written
	r.progress = newProgress(r.out.Writer, r.report, totalSize(args))
	failed := r.arguments(args)
	r.progress.clear()
	// The refused lines are written even if the run failed. If they cannot be written,
	// the output is not written either.
	if r.refusals != nil {
		r.refusals.Flush()
		err := r.refusals.Error()
		if err = cmp.Or(r.errors.close(err != nil), err); err != nil {
			fmt.Fprintf(r.report, "lyncfed: %v\n", r.errors.failed(err))
			failed = true
		}
	}
	if err := r.out.close(failed); err != nil {
		return r.out.failed(err)
	}
	if !failed {
		r.summarize()
	}
	switch {
	case r.unread != nil:
		return r.unread
	case failed && r.whole:
		fmt.Fprintf(r.report, "lyncfed: nothing was written to %s\n", flags.output)
		return errReported
	case failed:
		return errReported
	case r.counts[refused] > 0:
		return errRefused
	}
	return nil
}

// checkFiles returns an error if a file is both input and output, or is written twice.
func (r *rewriting) checkFiles(read []string, outputs []*output) error {
	for _, o := range outputs {
		for _, name := range read {
			if name == "" || name == "-" {
				continue
			}
			if info, err := os.Stat(name); err == nil && o.isFile(info) {
				return fmt.Errorf("%s would be read and written at once: write to another file", name)
			}
		}
		if stdin, ok := r.stdin.(*os.File); ok && slices.Contains(read, "-") {
			if info, err := stdin.Stat(); err == nil && o.isFile(info) {
				return fmt.Errorf("the standard input is %s too", o.name)
			}
		}
	}
	return nil
}

// arguments rewrites the arguments, and reports whether anything failed.
func (r *rewriting) arguments(args []string) (failed bool) {
	for i, arg := range args {
		if err := r.argument(i, arg); err != nil {
			if errors.Is(err, errBrokenPipe) {
				r.unread = err
				return true
			}
			r.progress.clear()
			fmt.Fprintf(r.report, "lyncfed: %s\n", printableLines(plainError(err)))
			failed = true
			if errors.Is(err, errOutput) || r.whole {
				break
			}
		}
	}
	return failed
}

// totalSize returns the total size in bytes of the files among the arguments, or 0 if
// the size of one is not known.
func totalSize(args []string) int64 {
	var total int64
	for _, arg := range args {
		if _, err := os.Stat(arg); err != nil && isAddress(arg) {
			continue
		}
		info, err := os.Stat(arg)
		if arg == "-" || err != nil || !info.Mode().IsRegular() {
			return 0
		}
		total += info.Size()
	}
	return total
}

func (r *rewriting) argument(i int, arg string) error {
	r.owed = r.midLine
	switch {
	case arg == "-":
		return r.read("stdin", r.stdin)
	case isAddress(arg) && !r.isFile(arg):
		if r.table != nil {
			return fmt.Errorf("%s is an address, and --field is for files", arg)
		}
		return r.address(i, arg)
	}
	file, err := os.Open(arg)
	if err != nil {
		return fmt.Errorf("%q %s, so it is taken for a file: %w", arg, whyFile(arg), err)
	}
	defer file.Close()
	return r.read(arg, file)
}

// isFile reports whether an argument is the name of an existing file. It prints a note if
// the name could also be an address.
func (r *rewriting) isFile(arg string) bool {
	info, err := os.Stat(arg)
	if err != nil || info.IsDir() {
		return false
	}
	r.progress.clear()
	fmt.Fprintf(r.report, "lyncfed: %s is taken for the file of that name, and not for an address\n", arg)
	return true
}

func isAddress(arg string) bool { return strings.Contains(arg, "@") && !hasSeparator(arg) }

func hasSeparator(arg string) bool {
	return strings.ContainsRune(arg, '/') || strings.ContainsRune(arg, filepath.Separator)
}

func whyFile(arg string) string {
	if hasSeparator(arg) {
		return "has a path separator"
	}
	return "has no @"
}

// address rewrites an address of the command line.
func (r *rewriting) address(i int, text string) error {
	result, what, err := r.rewrite(text)
	r.counts[what]++
	r.tell("argument", place{i + 1, 1}, text, what, err)
	if what == refused {
		return nil
	}
	_, err = r.Write([]byte(result + "\n"))
	return err
}

// read rewrites a list or a table.
func (r *rewriting) read(name string, in io.Reader) error {
	r.lists++
	in = r.progress.reader(in)
	var err error
	if r.table != nil {
		err = r.rewriteTable(in, r, r.table, func(at place, field string, what outcome, about error) {
			r.counts[what]++
			r.tell(name, at, field, what, about)
		})
	} else {
		line := 1
		err = r.rewriteList(in, blockSize, func(b *block) error {
			for what, n := range b.counts {
				r.counts[what] += n
			}
			r.explain(name, line, b)
			line += b.lines
			_, err := r.Write(b.out)
			return err
		})
	}
	if err != nil && !errors.Is(err, errOutput) {
		err = fmt.Errorf("reading %s: %w", name, err)
	}
	return err
}

// Write writes to the output, after a line end if one is owed. Its errors are [errOutput].
func (r *rewriting) Write(p []byte) (int, error) {
	r.progress.show()
	if len(p) == 0 {
		return 0, nil
	}
	if r.owed {
		r.owed = false
		if _, err := io.WriteString(r.out, "\n"); err != nil {
			return 0, r.out.failed(err)
		}
	}
	r.midLine = p[len(p)-1] != '\n'
	n, err := r.out.Write(p)
	if err != nil {
		return n, r.out.failed(err)
	}
	return n, nil
}

// explain reports the messages on the lines of a block that begins at a line. Messages
// take longer than rewriting, so that it uses all cores.
func (r *rewriting) explain(name string, line int, b *block) {
	const least = 32 // fewer notes are not worth a goroutine
	parts := slices.Collect(slices.Chunk(b.notes, max(least, len(b.notes)/runtime.GOMAXPROCS(0)+1)))
	told := make([][]lineReport, len(parts))
	var wait sync.WaitGroup
	for i, notes := range parts {
		wait.Go(func() {
			for _, n := range notes {
				text := string(b.in[n.start:n.end])
				_, what, about := r.rewrite(text)
				told[i] = append(told[i], r.reports(name, place{line + n.line, 1}, text, what, about)...)
			}
		})
	}
	wait.Wait()
	for _, t := range told {
		r.say(t)
	}
}

// tell reports the error or the doubt about a line or field.
func (r *rewriting) tell(name string, at place, text string, what outcome, err error) {
	r.say(r.reports(name, at, text, what, err))
}

// A lineReport is one report: a row of the file of --errors, or a line of text.
type lineReport struct {
	row  []string // nil: none
	line string
}

func (r *rewriting) say(all []lineReport) {
	for _, t := range all {
		if t.row != nil {
			r.refusals.Write(t.row)
			continue
		}
		r.progress.clear()
		fmt.Fprintln(r.report, t.line)
	}
}

// reports returns the reports on the errors and doubts about a line or field.
func (r *rewriting) reports(name string, at place, text string, what outcome, err error) (all []lineReport) {
	for f := range diag.All(err) {
		offset := 0
		if v, ok := errors.AsType[*diag.ValueError](f); ok {
			offset = v.Offset
		}
		located := *f
		located.Pos = diag.Pos{File: name, Line: at.line, Column: at.column + utf8.RuneCountInString(text[:offset])}
		if what == refused && r.refusals != nil {
			pos := located.Pos
			all = append(all, lineReport{row: []string{pos.File, strconv.Itoa(pos.Line), strconv.Itoa(pos.Column), string(f.Rule), diag.Printable(f.Detail), diag.Printable(text[:min(len(text), maxShown)])}})
			continue
		}
		all = append(all, lineReport{line: located.Error()})
	}
	return all
}

// summarize reports the counts. It reports nothing if the output itself shows them.
func (r *rewriting) summarize() {
	c := r.counts
	if r.lists == 0 && c[leftAlone] == 0 {
		return
	}
	verb := "decorated"
	if r.undo {
		verb = "undecorated"
	}
	total := 0
	for _, n := range c {
		total += n
	}
	one, many := "address", "addresses"
	switch {
	case r.table != nil:
		one, many = "record", "records"
	case r.lists > 0:
		one, many = "line", "lines"
	}
	noun := many
	if total == 1 {
		noun = one
	}
	if r.table == nil && r.lists > 0 && total > 1 && c[refused]+c[blank] == total {
		fmt.Fprintln(r.report, "lyncfed: no line is an address; of a CSV file name the field: --field NAME, and --delimiter if it is not a comma")
	}
	line := fmt.Sprintf("lyncfed: %d %s: %d %s, %d unchanged, %d left alone, %d refused", total, noun, c[rewritten], verb, c[unchanged], c[leftAlone], c[refused])
	if c[blank] > 0 {
		line += fmt.Sprintf(", %d blank", c[blank])
	}
	if r.lists > 0 {
		line += fmt.Sprintf(", in %.2f s", time.Since(r.progress.start).Seconds())
	}
	if r.midLine && isTerminal(r.out.Writer) && isTerminal(r.report) {
		line = "\n" + line
	}
	fmt.Fprintln(r.report, line)
}
