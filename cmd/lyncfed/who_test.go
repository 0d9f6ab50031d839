package main

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/diag"
)

func TestWho(t *testing.T) {
	for format, file := range map[string]string{"text": "who.txt", "csv": "who.csv", "json": "who.json", "markdown": "who.md"} {
		out, problems, status := lyncfed(nil, "who", "testdata/who.json", "--on", "2016-01-01", "--format", format)
		if problems != "" || status != statusOK {
			t.Errorf("%s: status %d, %s", format, status, problems)
		}
		golden(t, filepath.Join("testdata/golden", file), strings.ReplaceAll(out, release(), "VERSION"))
	}
}

// whoExport returns testdata/who.json without members.
func whoExport(t *testing.T, members ...string) string {
	t.Helper()
	text, err := os.ReadFile("testdata/who.json")
	require.NoError(t, err)
	var all map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(text, &all))
	for _, m := range members {
		delete(all, m)
	}
	text, err = json.Marshal(all)
	require.NoError(t, err)
	return string(text)
}

// TestWhoUsersNotGiven: without users there is a line for each policy, and nobody is
// counted.
func TestWhoUsersNotGiven(t *testing.T) {
	export := write(t, "part.json", whoExport(t, "Users"))
	text, _, _ := lyncfed(nil, "who", export, "--on", "2016-01-01")
	golden(t, "testdata/golden/who-assumed.txt", strings.NewReplacer(release(), "VERSION", export, "part.json").Replace(text))
	out, _, _ := lyncfed(nil, "who", export, "--on", "2016-01-01", "--format", "json")
	if !strings.Contains(out, `"Assumed": true`) || strings.Contains(out, "user0@") || strings.Contains(text, "user0@") {
		t.Errorf("%s\n%s", text, out)
	}
}

// TestWhoAgrees: all formats have the same answers, for any input, and the text
// fits a terminal.
func TestWhoAgrees(t *testing.T) {
	texts := []string{whoExport(t), whoExport(t, "Users")}
	for _, member := range []string{"SipDomains", "AccessEdgeConfiguration", "PublicProviders", "HostingProviders", "AllowedDomains", "BlockedDomains", "ExternalAccessPolicies", "Pools", "Platform"} {
		texts = append(texts, whoExport(t, member), whoExport(t, member, "Users"))
	}
	for _, text := range texts {
		for _, on := range []string{"2016-01-01", "2025-06-01"} {
			args := []string{"who", write(t, "export.json", text), "--on", on}
			shown, _, status := lyncfed(nil, args...)
			out, _, statusJSON := lyncfed(nil, append(args, "--format", "json")...)
			table, _, statusCSV := lyncfed(nil, append(args, "--format", "csv")...)
			page, _, statusMarkdown := lyncfed(nil, append(args, "--format", "markdown")...)
			if status != statusOK || statusJSON != statusOK || statusCSV != statusOK || statusMarkdown != statusOK {
				t.Fatalf("status %d, %d, %d, %d", status, statusJSON, statusCSV, statusMarkdown)
			}
			for line := range strings.Lines(shown) {
				if utf8.RuneCountInString(strings.TrimSuffix(line, "\n")) > terminalWidth && !strings.HasPrefix(line, "FILE ") {
					t.Errorf("wider than a terminal: %s", line)
				}
			}
			type answer struct {
				Outcome diag.Outcome
				Rule    string
			}
			var s struct {
				Users []struct{ Reaches, ReachedBy []answer }
			}
			require.NoError(t, json.Unmarshal([]byte(out), &s))
			var want, got, cells []string
			words := map[diag.Outcome]string{diag.Passed: "may", diag.Refused: "no", diag.NotKnown: "?"}
			for _, u := range s.Users {
				for i := range u.Reaches {
					want = append(want, u.Reaches[i].Outcome.String()+u.Reaches[i].Rule, u.ReachedBy[i].Outcome.String()+u.ReachedBy[i].Rule)
				}
			}
			for _, way := range []int{0, 1} {
				for _, u := range s.Users {
					for _, a := range [][]answer{u.Reaches, u.ReachedBy}[way] {
						cells = append(cells, words[a.Outcome])
					}
				}
			}
			rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(table, "\ufeff"))).ReadAll()
			require.NoError(t, err)
			for _, row := range rows[1:] {
				got = append(got, row[8]+row[9])
			}
			require.Equal(t, want, got)
			var inPage []string
			for line := range strings.Lines(page) {
				fields := strings.Split(strings.Trim(line, "|\n "), " | ")
				if len(fields) > 3 && strings.HasPrefix(line, "|") && !strings.HasPrefix(line, "|--") && fields[0] != "users" {
					for _, cell := range fields[3:] {
						word, _, _ := strings.Cut(cell, " ")
						inPage = append(inPage, word)
					}
				}
			}
			require.Equal(t, cells, inPage)
		}
	}
}

// TestWhoHostile: names from an export are neither formulas of a spreadsheet nor
// anything that a terminal acts on.
func TestWhoHostile(t *testing.T) {
	text := strings.NewReplacer(`"Identity": "Office365"`, `"Identity": "=HYPERLINK(1)\u001b[31m\u202e|<b>"`, `"Identity": "Skype"`, `"Identity": "+Skype"`, "Tag:Everything", "Tag:=1+1", `"Identity":"Office365"`, `"Identity":"=HYPERLINK(1)\u001b[31m\u202e|<b>"`, `"Identity":"Skype"`, `"Identity":"+Skype"`).Replace(whoExport(t))
	export := write(t, "hostile.json", text)
	for _, format := range []string{"text", "csv", "json", "markdown"} {
		out, _, status := lyncfed(nil, "who", export, "--on", "2016-01-01", "--format", format)
		if status != statusOK || strings.Contains(out, "\x1b") || format != "json" && strings.Contains(out, "\u202e") {
			t.Errorf("%s: status %d\n%s", format, status, out)
		}
		switch format {
		case "markdown":
			if strings.Contains(out, " <b>") || strings.Contains(out, "|<b>") {
				t.Error(out)
			}
		case "csv":
			rest, marked := strings.CutPrefix(out, "\ufeff")
			rows, err := csv.NewReader(strings.NewReader(rest)).ReadAll()
			require.NoError(t, err)
			require.True(t, marked)
			guarded := 0
			for _, row := range rows {
				for _, cell := range row {
					if strings.HasPrefix(cell, "'=") || strings.HasPrefix(cell, "'+") {
						guarded++
					}
					if cell != "" && strings.ContainsAny(cell[:1], "=+-@") {
						t.Errorf("a formula: %q", cell)
					}
				}
			}
			if guarded == 0 {
				t.Errorf("nothing was to be guarded:\n%s", out)
			}
		}
	}
}

// TestWhoFails: what cannot be asked is status 1.
func TestWhoFails(t *testing.T) {
	for _, args := range [][]string{
		{"who"}, {"who", "nothing.json"}, {"who", "-", "-"}, {"who", "testdata/who.json", "--format", "xml"}, {"who", write(t, "empty.json", "{}")},
		{"who", "testdata/who.json", "--on", "yesterday"},
	} {
		if out, problems, status := lyncfed(strings.NewReader(""), args...); status != statusFailed || out != "" || problems == "" {
			t.Errorf("%v: status %d, %q, %q", args, status, out, problems)
		}
	}
}
