package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

func TestServicesText(t *testing.T) {
	for name, args := range map[string][]string{
		"services-2014-01-15.txt": {"--on", "2014-01-15"},
		"services-2026-01-01.txt": {"--on", "2026-01-01"},
		"services-2004-01-01.txt": {"--on", "2004-01-01", "--service", "Yahoo"},
	} {
		out, report, status := lyncfed(nil, append([]string{"services"}, args...)...)
		if status != statusOK || report != "" {
			t.Errorf("%v: status %d, %s", args, status, report)
		}
		golden(t, "testdata/golden/"+name, out)
		_, lives, _ := strings.Cut(out, "\n\n") // after the table, whose cells are not wrapped
		_, lives, _ = strings.Cut(lives, "\n\n")
		for line := range strings.Lines(lives) {
			if len([]rune(line)) > terminalWidth+1 && !strings.Contains(line, "http") {
				t.Errorf("%v: too long: %s", args, line)
			}
		}
	}
}

// TestServicesJSON: what is printed is described in docs/services.md, all of it
// and no more.
func TestServicesJSON(t *testing.T) {
	out, report, status := lyncfed(nil, "services", "--on", "2014-01-15", "--format", "json")
	if status != statusOK || report != "" {
		t.Fatalf("status %d, %s", status, report)
	}
	golden(t, "testdata/golden/services-2014-01-15.json", out)
	doc, err := os.ReadFile("../../docs/services.md")
	if err != nil {
		t.Fatal(err)
	}
	var data any
	if err := json.Unmarshal([]byte(out), &data); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for name, inner := range v {
				seen[name] = true
				if name == "Provider" {
					continue // its members are the cmdlet's
				}
				walk(inner)
			}
		case []any:
			for _, inner := range v {
				walk(inner)
			}
		}
	}
	walk(data)
	for name := range seen {
		if !strings.Contains(string(doc), "`"+name+"`") {
			t.Errorf("docs/services.md does not describe %s", name)
		}
	}
	for _, row := range strings.Split(string(doc), "\n| `")[1:] {
		if name, _, _ := strings.Cut(row, "`"); !seen[name] {
			t.Errorf("docs/services.md describes %s, which is not printed", name)
		}
	}
}
