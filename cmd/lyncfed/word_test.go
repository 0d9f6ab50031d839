package main

import (
	"io"
	"testing"
)

// TestLikeliest: a word is suggested for a slip or an abbreviation, and not for another
// word.
func TestLikeliest(t *testing.T) {
	var commands []string
	for _, c := range newCommand(io.Discard).Commands() {
		commands = append(commands, c.Name())
	}
	for _, tt := range []struct {
		words []string
		meant map[string]string
	}{
		{formatNames, map[string]string{
			"yaml": "", "xml": "", "xlsx": "", "pdf": "", "toml": "", "none": "", "js": "", "x": "", "": "",
			"jsn": "json", "JOSN": "json", "jsonn": "json", "cvs": "csv", "txt": "text", "mark": "markdown", "markdwon": "markdown", "shell": "powershell", "pwsh": "",
		}},
		{commands, map[string]string{
			"export": "export-script", "exports": "export-script", "import": "", "check": "", "apply": "", "run": "", "show": "", "test": "", "lists": "", "validate": "", "undo": "",
			"auidt": "audit", "adit": "audit", "audits": "audit", "decorat": "decorate", "undecorat": "undecorate", "service": "services", "rule": "rules", "convrt": "convert", "elig": "eligible", "steps": "first-steps",
		}},
		{severityNames(), map[string]string{"fatal": "", "critical": "", "none": "", "erro": "error", "eror": "error", "warnin": "warning", "not": "notice"}},
		{platformNames(), map[string]string{"2019": "SfBServer2019", "Exchange": "", "Teams": "", "SfB2019": "SfBServer2019", "SfBServer2091": "SfBServer2019"}},
		{serviceWords(nil), map[string]string{"icq": "", "teams": "", "google": "", "skpye": "skype", "yaho": "yahoo", "aoll": "aol"}},
	} {
		for text, want := range tt.meant {
			if got := likeliest(text, tt.words); got != want {
				t.Errorf("likeliest(%q) = %q, want %q", text, got, want)
			}
		}
	}
}
