package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/report"
)

// The words of --fail-on.
const (
	failError      = "error"
	failWarning    = "warning"
	failNotice     = "notice"
	failNotChecked = "not-checked"
	failNotKnown   = "not-known"
	failRefused    = "refused"
	failBroken     = "broken"
	failDiffers    = "differs"
	failNothing    = "nothing"
)

// An ending maps the answer of a command to its exit status. The first word always gives
// status 2. A command without words has only one answer with status 2, and no --fail-on.
type ending struct {
	words []string
	usual string // the default of --fail-on
	// unknownIsOK makes the status 0 for the answer not known, unless --fail-on names it.
	unknownIsOK bool
}

// endings has the commands whose exit status may be 2 or 3, by their titles. They have
// --exit-zero and --quiet, and --fail-on if there is a choice.
var endings = map[string]ending{
	"audit":           {words: []string{failError, failWarning, failNotice, failNotChecked}, usual: failError},
	"lint":            {words: []string{failError, failWarning, failNotice}, usual: failError},
	"provision check": {words: []string{failError, failWarning, failNotice}, usual: failError},
	"srv check":       {words: []string{failError, failWarning, failNotice, failNotKnown}, usual: failWarning},
	"whatif":          {words: []string{failError, failWarning, failNotice, failNotKnown}, usual: failError, unknownIsOK: true},
	"can":             {words: []string{failRefused, failNotKnown}, usual: failRefused},
	"eligible":        {words: []string{failRefused, failNotKnown}, usual: failRefused},
	"expect":          {words: []string{failBroken, failNotKnown}, usual: failNotKnown},
	"diff":            {words: []string{failDiffers, failNotKnown}, usual: failDiffers},
	"who":             {words: []string{failNothing, failNotKnown}, usual: failNothing, unknownIsOK: true},
	"plan":            {},
	"fix":             {},
}

// addEndingFlags gives a command and those below it the flags that change the exit
// status. They are the same for all commands.
func addEndingFlags(cmd *cobra.Command) {
	for _, c := range cmd.Commands() {
		addEndingFlags(c)
	}
	e, known := endings[title(cmd)]
	if !known {
		return
	}
	f, run := cmd.Flags(), cmd.RunE
	quiet := f.BoolP("quiet", "q", false, "write no report to the standard output: the exit status tells")
	exitZero := f.Bool("exit-zero", false, "exit with status 0 whatever is found")
	if e.words != nil {
		f.String("fail-on", e.usual, fmt.Sprintf("`what` makes the exit status 2: %s, or several with commas between", alternatives(e.words)))
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		failOn, err := e.given(f)
		if err != nil {
			return err
		}
		if name := f.Lookup("output").Value.String(); *quiet && (name == "" || name == "-") {
			cmd.SetOut(io.Discard)
		}
		err = run(cmd, args)
		answered := errors.Is(err, errRefused) || errors.Is(err, errUnknown)
		switch {
		case answered && *exitZero:
			return nil
		case errors.Is(err, errUnknown) && slices.Contains(failOn, failNotKnown):
			return errRefused
		case errors.Is(err, errUnknown) && e.unknownIsOK:
			return nil
		}
		return err
	}
}

// alternatives returns words with commas between, and "or" before the last.
func alternatives(words []string) string {
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// given returns the words of --fail-on.
func (e ending) given(f *pflag.FlagSet) ([]string, error) {
	if e.words == nil {
		return nil, nil
	}
	text, err := f.GetString("fail-on")
	if err != nil {
		return nil, err
	}
	var words []string
	for word := range strings.SplitSeq(text, ",") {
		word = strings.ToLower(strings.TrimSpace(word))
		word = cmp.Or(vocabularies["severity"].other[word], word)
		if !slices.Contains(e.words, word) {
			return nil, fmt.Errorf("--fail-on %s: %s is not one of %s.%s", diag.Printable(text), diag.Printable(strconv.Quote(word)), alternatives(e.words), didYouMean(word, e.words))
		}
		words = append(words, word)
	}
	return words, nil
}

// threshold returns the findings that make a command fail, by its --fail-on.
func threshold(cmd *cobra.Command) (report.Threshold, error) {
	t := report.Threshold{Severity: diag.Error}
	words, err := endings[title(cmd)].given(cmd.Flags())
	for _, word := range words {
		if s, err := diag.ParseSeverity(word); err == nil {
			t.Severity = max(t.Severity, s)
		}
		t.NotChecked = t.NotChecked || word == failNotChecked
	}
	return t, err
}

// isSevere reports whether a finding is severe enough for a threshold.
func isSevere(findings diag.Findings, t report.Threshold) bool {
	return slices.ContainsFunc(findings, func(f *diag.Finding) bool { return f.Severity.Compare(t.Severity) <= 0 })
}
