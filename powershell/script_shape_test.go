package powershell_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/pwsh"
	"github.com/lyncfed/lyncfed/internal/testkit"
)

// quotable has texts that a line of package cmdlet may have in quotes.
var quotable = []string{"", "it's", `"q"`, "$(Get-Date)", "$x `n", "@{a=1}", "a # b", "<# c #>", "a;b|c&&d", "'@", `\`, "{", ")", "-Identity", ">x", "''"}

// printed returns lines of package cmdlet: those of the fixture, and one for each quotable
// text.
func printed(t *testing.T) []string {
	lines := strings.Split(scriptOf(t, exported(t, testkit.RightPath)), "\r\n")
	for _, text := range quotable {
		line, err := cmdlet.Command(diag.Edit{
			Op: diag.OpNew, Subject: diag.Subject{Kind: "BlockedDomains", Identity: "a.example"},
			Members: []diag.MemberEdit{{Name: "Comment", New: diag.Text(text)}},
		}, 0)
		require.NoError(t, err)
		lines = append(lines, line)
	}
	return lines
}

// names returns the names of the commands of a script and of its blocks, in the order of
// the text.
func names(tokens []pwsh.Token) []string {
	var all []string
	for c := range pwsh.Commands(tokens) {
		if name := c.Name(); strings.Contains(name, "-") || name == "?" {
			all = append(all, name)
		}
		for _, t := range c.Tokens {
			if t.Is(pwsh.Group) {
				all = append(all, names(t.Inside())...)
			}
		}
	}
	return all
}

// TestShape writes the tokens and commands of the lexer to a golden file. dev/grammar
// compares the file with a grammar of PowerShell.
func TestShape(t *testing.T) {
	var b strings.Builder
	add := func(mark, text string) {
		b.WriteString(mark + "\n")
		for line := range strings.SplitSeq(text, "\n") {
			fmt.Fprintf(&b, "> %s\n", strings.TrimRight(line, "\r"))
		}
		for _, name := range names(pwsh.Lex(text)) {
			b.WriteString(name + "\n")
		}
		b.WriteString("\n")
	}
	for _, line := range printed(t) {
		add("printed", line)
	}
	for _, name := range []string{"export-script.ps1", "export-script-2010.ps1"} {
		data, err := os.ReadFile("../cmd/lyncfed/testdata/golden/" + name)
		require.NoError(t, err)
		add("printed", strings.TrimPrefix(string(data), "\ufeff"))
	}
	for _, c := range wild(t) {
		add("wild", c.text)
		for _, correction := range readScript(t, 0, c.text).Corrections {
			add("corrected", correction.Command)
		}
	}
	testkit.Golden(t, "testdata/shape.txt", b.String())
}
