package main

import (
	"cmp"
	"io"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/term"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/report"
)

// findingFormats is the usage of --format of commands that write findings with
// writeFindings.
const findingFormats = "text, html, json, markdown, csv, sarif or junit"

// writeFindings writes a report on something other than a configuration. For JSON it
// writes form, which is the command's own.
func writeFindings(w io.Writer, a *report.Audit, format string, t report.Threshold, form any) error {
	write := func(text []byte, err error) error {
		if err == nil {
			_, err = w.Write(text)
		}
		return err
	}
	return formatted(format, map[string]func() error{
		"text":     func() error { return write(a.Text(report.TextOptions{Width: width(w), Color: colored(w)}), nil) },
		"html":     func() error { return write(a.HTML(report.HTMLOptions{}), nil) },
		"json":     func() error { return writeJSON(w, form) },
		"markdown": func() error { return write(a.Markdown(), nil) },
		"csv":      func() error { return write(a.CSV(), nil) },
		"sarif":    func() error { relative(a); return write(a.SARIF()) },
		"junit":    func() error { return write(a.JUnit(t)) },
	})
}

// detail returns the detail of a finding, or else the summary of its rule.
func detail(f *diag.Finding) string {
	return inferred(f.Inferred) + diag.Printable(cmp.Or(f.Detail, f.Summary))
}

// parameterDetail returns the detail of a finding on a command, with the parameter of a
// quoted value.
func parameterDetail(f *diag.Finding) string {
	said := detail(f)
	if !strings.HasPrefix(said, `"`) {
		return said
	}
	for name := range f.Path.Tokens() {
		return "-" + diag.Printable(name) + " " + said
	}
	return said
}

// inferred returns the prefix of a statement that no document makes.
func inferred(is bool) string {
	if is {
		return "inferred: "
	}
	return ""
}

var severityColors = map[diag.Severity]string{diag.Error: "\x1b[31;1m", diag.Warning: "\x1b[33;1m", diag.Notice: "\x1b[36;1m"}

const plainColor = "\x1b[0m"

// colored reports whether to write in color. It is true for a terminal unless NO_COLOR
// is set, and for any output if CLICOLOR_FORCE is set.
func colored(w io.Writer) bool {
	if os.Getenv("NO_COLOR") != "" {
		return false
	}
	if force := os.Getenv("CLICOLOR_FORCE"); force != "" && force != "0" {
		return true
	}
	f, isFile := w.(*os.File)
	return isFile && os.Getenv("TERM") != "dumb" && term.IsTerminal(int(f.Fd()))
}

func dayOr(d date.Date, other string) string {
	if d.IsZero() {
		return other
	}
	return d.String()
}

// relative makes the names of files below the working directory relative to it. GitHub
// accepts only relative names.
func relative(a *report.Audit) {
	here, err := os.Getwd()
	if err != nil {
		return
	}
	below := func(name string) string {
		if !filepath.IsAbs(name) {
			return name
		}
		if short, err := filepath.Rel(here, name); err == nil && filepath.IsLocal(short) {
			return short
		}
		return name
	}
	for i := range a.Files {
		a.Files[i].Name = below(a.Files[i].Name)
	}
	for i, f := range a.Findings {
		moved := *f
		moved.Pos.File = below(f.Pos.File)
		a.Findings[i] = &moved
	}
}
