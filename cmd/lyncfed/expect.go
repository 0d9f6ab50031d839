package main

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/powershell"
	"github.com/lyncfed/lyncfed/report"
)

func newExpectCommand() *cobra.Command {
	var (
		config  []string
		on      date.Date
		format  string
		why     bool
		assumed assumptions
	)
	cmd := &cobra.Command{
		Use:   "expect FILE",
		Short: "Test a file of promises on a configuration",
		Long: `expect reads promises about who may reach whom, and lists those that a configuration
keeps and breaks, and those for which the answer is not known. Use it as a test of a
configuration before and after each change.

` + promiseHelp + `
A promise about a group is decided for each of its people. Users with the same
decisions are decided together. Outside, one address stands for everybody in a domain
that a list, a provider or a known public service has, and one for all other domains.
If users were not given, one user with each policy is decided, and the answer is not
known if they differ. A promise between two days is decided on every day on which a
service, a feature or a license begins or ends.
` + configurationHelp + `
The exit status is 0 if all promises are kept, 1 if the command could not run, and 2
if a promise is broken or the answer is not known. With --fail-on broken it is 3 if no
promise is broken and an answer is not known.`,
		Example: `  lyncfed expect promises.txt --config federation.json
  lyncfed expect promises.txt --config exports --on 2025-05-05 --format junit > promises.xml`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return errors.New("give a file of promises: lyncfed expect FILE --config EXPORT")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if args[0] == "-" && slices.Contains(config, "-") {
				return errors.New("only one of the two can be the standard input")
			}
			if on.IsZero() {
				on = date.Of(time.Now())
			}
			file, text, err := readTextFile(args[0], cmd.InOrStdin())
			if err != nil {
				return err
			}
			promises, err := parsePromises(inputName(args[0]), string(text))
			if err != nil {
				return err
			}
			c, files, err := loadConfiguration(cmd, config, assumed)
			if err != nil {
				return err
			}
			w, err := newWitness(c)
			if err != nil {
				return err
			}
			done := whileBusy(cmd.ErrOrStderr(), "deciding")
			r := w.report(promises, on)
			done()
			r.Origin = originOf(c.Platform, report.FilesOf([]powershell.File{file}), files)
			r.File, r.Config = inputName(args[0]), config
			if err := formatted(format, map[string]func() error{
				"text":  func() error { return r.text(cmd.OutOrStdout(), why, colored(cmd.OutOrStdout())) },
				"json":  func() error { return writeJSON(cmd.OutOrStdout(), r) },
				"junit": func() error { return r.junit(cmd.OutOrStdout()) },
			}); err != nil {
				return err
			}
			switch {
			case r.Broken > 0:
				return errRefused
			case r.NotKnown > 0:
				return errUnknown
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.StringArrayVar(&config, "config", nil, "`file` that the shell wrote with the configuration or a part of it, or directory of such files; may be given again")
	f.TextVar(&on, "on", date.Date{}, "`day` of the promises without one, as 2014-06-30 (default today)")
	f.StringVar(&format, "format", "text", "text, json or junit")
	f.BoolVar(&why, "why", false, "show the conditions of the promises that are kept, too")
	addAssumedFlags(f, &assumed)
	_ = cmd.MarkFlagRequired("config") // it exists
	return cmd
}

// An expectReport lists the promises with their outcomes.
type expectReport struct {
	Format int // of this form: docs/formats.md
	report.Origin
	File                   string
	Config                 []string
	On                     date.Date // the day of promises without one
	Kept, Broken, NotKnown int
	Promises               []kept
}

// report decides promises. on is the day of promises without one.
func (w *witness) report(promises []promise, on date.Date) *expectReport {
	r := &expectReport{Format: 1, On: on}
	for _, p := range promises {
		k := w.decide(p, on)
		switch k.Outcome {
		case isKept:
			r.Kept++
		case isBroken:
			r.Broken++
		default:
			r.NotKnown++
		}
		r.Promises = append(r.Promises, k)
	}
	return r
}

// keepingTitles has the words that are printed before a promise.
var keepingTitles = map[keeping]string{isKept: "kept", isBroken: "BROKEN", isUnsettled: "NOT KNOWN"}

var keepingColors = map[keeping]string{isKept: "\x1b[32m", isBroken: "\x1b[31;1m", isUnsettled: "\x1b[33;1m"}

// text writes the promises and their outcomes for a person.
func (r *expectReport) text(w io.Writer, why, color bool) error {
	p := newPrinter(w)
	for _, k := range r.Promises {
		title := fmt.Sprintf("%-9s", keepingTitles[k.Outcome])
		if color {
			title = keepingColors[k.Outcome] + title + plainColor
		}
		label := fmt.Sprintf("%4d  ", k.Line)
		indent := strings.Repeat(" ", len("NOT KNOWN ")+len(label))
		for line := range wrap(diag.Printable(k.Text), p.width-len(indent)) {
			if label != "" {
				p.printf("%s %s%s\n", title, label, line)
				label = ""
				continue
			}
			p.printf("%s%s\n", indent, line)
		}
		for _, line := range k.lines(why) {
			p.paragraph(indent+"  ", line)
		}
	}
	p.printf("\n")
	p.paragraph("", r.summary())
	return p.err
}

// summary counts the promises in a sentence.
func (r *expectReport) summary() string {
	return fmt.Sprintf("%s: %d kept, %d broken, %d not known. Where no day is named: on %s.", count(len(r.Promises), "promise"), r.Kept, r.Broken, r.NotKnown, r.On)
}

// lines returns sentences on the outcome of a promise.
func (k *kept) lines(why bool) []string {
	var all []string
	for i, e := range k.Against {
		if i == maxExamples {
			all = append(all, fmt.Sprintf("and %s more: --format json has them", number(len(k.Against)-maxExamples+k.AgainstMore)))
			break
		}
		all = append(all, e.String())
	}
	if k.Note != "" {
		all = append(all, k.Note)
	}
	if why || k.Outcome != isKept {
		if scope := k.scope(); scope != "" {
			all = append(all, scope)
		}
	}
	if why {
		for _, e := range k.Rests {
			all = append(all, fmt.Sprintf("if: %s%s [%s]", inferred(e.Inferred), e.Detail, e.Rule))
		}
	}
	return all
}

// scope returns a sentence on the number of decisions. It is "" if there was one.
func (k *kept) scope() string {
	if k.Decided < 2 {
		return ""
	}
	text := "decided for " + count(k.Users, "user")
	if k.Kinds > 0 && k.Kinds < k.Users {
		text += fmt.Sprintf(" of %s", count(k.Kinds, "kind"))
	}
	if k.Assumed {
		text = "decided for " + count(k.Kinds, "kind") + " of users"
	}
	if k.Contacts > 0 {
		text += fmt.Sprintf(" and %s outside", number(k.Contacts))
	}
	if k.Days > 1 {
		text += fmt.Sprintf(", on the %d days on which an answer may change", k.Days)
	}
	return text
}

// junit writes the promises as test cases.
func (r *expectReport) junit(w io.Writer) error {
	type problem struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
	type testCase struct {
		Class   string   `xml:"classname,attr"`
		Name    string   `xml:"name,attr"`
		File    string   `xml:"file,attr"`
		Line    int      `xml:"line,attr"`
		Failure *problem `xml:"failure"`
	}
	type property struct {
		Name  string `xml:"name,attr"`
		Value string `xml:"value,attr"`
	}
	type suite struct {
		XMLName    xml.Name   `xml:"testsuite"`
		Name       string     `xml:"name,attr"`
		Tests      int        `xml:"tests,attr"`
		Failures   int        `xml:"failures,attr"`
		Errors     int        `xml:"errors,attr"`
		Skipped    int        `xml:"skipped,attr"`
		Properties []property `xml:"properties>property"`
		Cases      []testCase `xml:"testcase"`
	}
	type suites struct {
		XMLName  xml.Name `xml:"testsuites"`
		Tests    int      `xml:"tests,attr"`
		Failures int      `xml:"failures,attr"`
		Suites   []suite
	}
	file := diag.Printable(r.File)
	s := suite{Name: fmt.Sprintf("lyncfed expect %s on %s", file, r.On), Tests: len(r.Promises), Failures: len(r.Promises) - r.Kept}
	for name, value := range r.Properties() {
		s.Properties = append(s.Properties, property{diag.Printable(name), diag.Printable(value)})
	}
	for _, k := range r.Promises {
		c := testCase{Class: file, Name: diag.Printable(k.Text), File: file, Line: k.Line}
		if k.Outcome != isKept {
			lines := k.lines(false)
			c.Failure = &problem{Message: lines[0], Type: string(k.Outcome), Text: strings.Join(lines, "\n")}
		}
		s.Cases = append(s.Cases, c)
	}
	text, err := xml.MarshalIndent(suites{Tests: s.Tests, Failures: s.Failures, Suites: []suite{s}}, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, text)
	return err
}
