package main

import (
	"io"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/lyncfed/lyncfed/report"
)

// TestCommandGroups: help lists every command in a group.
func TestCommandGroups(t *testing.T) {
	for _, c := range newCommand(io.Discard).Commands() {
		if c.GroupID == "" {
			t.Errorf("%s is in no group", c.Name())
		}
	}
}

func TestVersion(t *testing.T) {
	build := func(main string, deps []*debug.Module, settings ...debug.BuildSetting) *debug.BuildInfo {
		return &debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Version: main}, Deps: deps, Settings: settings}
	}
	commit := debug.BuildSetting{Key: "vcs.revision", Value: "abc"}
	changed := debug.BuildSetting{Key: "vcs.modified", Value: "true"}
	lib := func(v string) []*debug.Module {
		return []*debug.Module{{Path: "example.com/x", Version: "v9.9.9"}, {Path: library, Version: v}}
	}
	for _, tt := range []struct {
		info *debug.BuildInfo
		want string
	}{
		{build("v1.2.3", lib("v1.2.3")), "v1.2.3, facts as of " + report.Gathered().String() + ", go1.26.8"},
		{build("v1.2.3", lib("v1.2.2")), "v1.2.3, library v1.2.2, facts as of " + report.Gathered().String() + ", go1.26.8"},
		{build("v1.2.3", []*debug.Module{{Path: library, Version: "v1.2.3", Replace: &debug.Module{Path: "x", Version: "v1.0.0"}}}), "v1.2.3, library v1.0.0, facts as of " + report.Gathered().String() + ", go1.26.8"},
		{build("(devel)", lib("(devel)")), "of no release, facts as of " + report.Gathered().String() + ", go1.26.8"},
		{build("", lib("(devel)"), commit), "of no release, commit abc, facts as of " + report.Gathered().String() + ", go1.26.8"},
		{build("(devel)", nil, commit, changed), "of no release, commit abc with changes, facts as of " + report.Gathered().String() + ", go1.26.8"},
	} {
		if got := versionOf(tt.info); got != tt.want {
			t.Errorf("version %q, want %q", got, tt.want)
		}
	}
}

// TestVocabularies: every alias of a value of a flag is not itself a value, and
// stands for one.
func TestVocabularies(t *testing.T) {
	root := newCommand(io.Discard)
	for name, v := range vocabularies {
		for other, word := range v.other {
			if other != strings.ToLower(other) {
				t.Errorf("--%s %s is never found: it has capitals", name, other)
			}
			if name != "format" && !slices.Contains(v.words(root.Flags().Lookup(name)), word) {
				t.Errorf("--%s %s stands for %s, which is not a %s", name, other, word, v.noun)
			}
		}
	}
}

// TestFormats: the usage of every flag for a format names formats that the
// completion knows.
func TestFormats(t *testing.T) {
	n := 0
	for _, c := range newCommand(io.Discard).Commands() {
		for _, c := range append(c.Commands(), c) {
			if f := c.Flags().Lookup("format"); f != nil {
				n++
				if len(formatsOf(f)) < 2 {
					t.Errorf("%s: --format has the formats %q in its usage %q", c.CommandPath(), formatsOf(f), f.Usage)
				}
			}
		}
	}
	if n < 10 {
		t.Errorf("%d commands have --format", n)
	}
}

// TestHelpWidth: help is as wide as a terminal whose width is not known, but for commands
// and examples, which are not wrapped. Text with columns stays as it is.
func TestHelpWidth(t *testing.T) {
	t.Setenv("COLUMNS", "")
	forCommands(newCommand(io.Discard), func(c *cobra.Command) {
		if !c.IsAvailableCommand() || c.HasParent() && c.Parent().Name() == "completion" {
			return
		}
		out, _, _ := lyncfed(nil, append(strings.Fields(c.CommandPath())[1:], "--help")...)
		for line := range strings.Lines(out) {
			isExample := strings.HasPrefix(line, "  lyncfed ") || strings.HasPrefix(strings.TrimSpace(line), "powershell ") || strings.HasPrefix(strings.TrimSpace(line), "lyncfed ")
			if !fits(line, terminalWidth) && !isExample {
				t.Errorf("%s: %s", title(c), line)
			}
		}
	})
	const columns = "one two\nthree\n\na   b\nc   d"
	if got, want := reflow(columns, 80), "one two three\n\na   b\nc   d"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
