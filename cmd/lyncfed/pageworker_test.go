package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/powershell"
)

// askPage returns the answer to a question of the page.
func askPage[T any](t *testing.T, w *pageWorker, question string, files ...[]byte) T {
	t.Helper()
	var answer struct {
		Error string
		Value T
	}
	text := w.answer(question, files)
	require.NoError(t, json.Unmarshal(text, &answer), string(text))
	require.Empty(t, answer.Error, question)
	require.NoError(t, json.Unmarshal(text, &answer.Value))
	return answer.Value
}

// openPage returns a worker that has read an example.
func openPage(t *testing.T) *pageWorker {
	t.Helper()
	text, err := os.ReadFile("../../examples/testdata/contoso.json")
	require.NoError(t, err)
	w := new(pageWorker)
	askPage[any](t, w, `{"Do":"read","Names":["contoso.json"]}`, text)
	return w
}

// commandText runs the command in the directory of the examples, and returns what it
// prints.
func commandText(t *testing.T, args ...string) string {
	t.Helper()
	t.Setenv("COLUMNS", "1000") // the page has no lines
	t.Chdir("../../examples/testdata")
	var out, said bytes.Buffer
	run(args, strings.NewReader(""), &out, &said)
	require.Empty(t, said.String(), args)
	return out.String()
}

// TestPageAnswers: what the page shows are the forms and the words of the commands.
func TestPageAnswers(t *testing.T) {
	const day = `"On":"2026-11-26"`
	w := openPage(t)
	type saved struct{ Name, Text, Names string }
	for _, format := range []string{"html", "json", "csv", "sarif", "markdown"} {
		t.Run(format, func(t *testing.T) {
			got := askPage[saved](t, w, `{"Do":"save",`+day+`,"Format":"`+format+`"}`).Text
			require.Equal(t, commandText(t, "audit", "contoso.json", "--on", "2026-11-26", "--format", format), got)
		})
	}
	t.Run("audit", func(t *testing.T) {
		got := askPage[struct{ Audit json.RawMessage }](t, w, `{"Do":"audit",`+day+`}`)
		require.JSONEq(t, commandText(t, "audit", "contoso.json", "--on", "2026-11-26", "--format", "json"), string(got.Audit))
	})
	t.Run("can", func(t *testing.T) {
		got := askPage[struct {
			Verdict  json.RawMessage
			Sentence string
		}](t, w, `{"Do":"can",`+day+`,"From":"ken@contoso.com","To":"ted@fabrikam.com"}`)
		args := []string{"can", "ken@contoso.com", "reach", "ted@fabrikam.com", "--config", "contoso.json", "--on", "2026-11-26"}
		text := commandText(t, args...)
		require.Equal(t, strings.Split(text, "\n")[0], got.Sentence)
	})
	t.Run("verdict", func(t *testing.T) {
		got := askPage[struct{ Verdict json.RawMessage }](t, w, `{"Do":"can",`+day+`,"From":"ken@contoso.com","To":"joe@hotmail.com","Via":"skype","What":"im,video"}`)
		require.JSONEq(t, commandText(t, "can", "ken@contoso.com", "reach", "joe@hotmail.com", "--via", "skype", "--im", "--video", "--config", "contoso.json", "--on", "2026-11-26", "--format", "json"), string(got.Verdict))
	})
	t.Run("who", func(t *testing.T) {
		got := askPage[struct {
			Summary  json.RawMessage
			Headline string
		}](t, w, `{"Do":"who",`+day+`}`)
		require.JSONEq(t, commandText(t, "who", "contoso.json", "--on", "2026-11-26", "--format", "json"), string(got.Summary))
	})
	t.Run("mend", func(t *testing.T) {
		got := askPage[struct{ Plan json.RawMessage }](t, w, `{"Do":"mend",`+day+`,"ScriptName":"a.ps1"}`)
		require.JSONEq(t, commandText(t, "fix", "contoso.json", "--on", "2026-11-26", "--format", "json"), string(got.Plan))
	})
	t.Run("script", func(t *testing.T) {
		got := askPage[struct{ Scripts []pageScript }](t, w, `{"Do":"mend",`+day+`,"ScriptName":"a.ps1"}`)
		require.Equal(t, commandText(t, "fix", "contoso.json", "--on", "2026-11-26", "--format", "powershell"), got.Scripts[0].Text)
	})
	t.Run("contacts", func(t *testing.T) {
		list, err := os.ReadFile("../../examples/testdata/contoso-2020.json")
		require.NoError(t, err)
		other := new(pageWorker)
		askPage[any](t, other, `{"Do":"read","Names":["contoso-2020.json"]}`, list)
		got := askPage[struct {
			Text  string
			Notes []pageRefusal
		}](t, other, `{"Do":"contacts","Provider":"skype"}`, []byte("jim@tailspin.com\nann@fabrikam.com\n"))
		require.Equal(t, "jim(tailspin.com)@msn.com\nann@fabrikam.com\n", got.Text, "allowed domains are left alone")
		got = askPage[struct {
			Text  string
			Notes []pageRefusal
		}](t, w, `{"Do":"contacts","Exclude":"outlook.com"}`, []byte("ted@contoso.com\nann smith@live.com\njoe@outlook.com\n"))
		require.Equal(t, "ted(contoso.com)@msn.com\njoe@outlook.com\n", got.Text)
		require.Len(t, got.Notes, 1)
		require.Equal(t, [2]int{2, 4}, [2]int{got.Notes[0].Line, got.Notes[0].Column})
	})
	t.Run("services", func(t *testing.T) {
		got := askPage[struct{ Services, Support []pageService }](t, w, `{"Do":"services","On":"2014-01-15"}`)
		text := strings.Join(strings.Fields(commandText(t, "services", "--on", "2014-01-15")), " ")
		for _, s := range got.Services {
			require.Contains(t, text, strings.Join(strings.Fields(s.Name+" "+s.Phase+" "+s.LastDay+" "+s.Can+" "+s.Since), " "))
		}
		require.Len(t, got.Support, 1)
	})
}

// TestPagePlans: the plans for a hybrid are those of the command, with its reasons if there
// is none. They are offered where servers are given.
func TestPagePlans(t *testing.T) {
	hybrid, err := os.ReadFile("../../audit/testdata/hybrid.json")
	require.NoError(t, err)
	moved := bytes.ReplaceAll(hybrid, []byte(`"HostingProvider": "SRV:"`), []byte(`"HostingProvider": "sipfed.online.lync.com"`))
	moved = bytes.Replace(moved, []byte(`"AllowedDomains": [],`), []byte(`"AllowedDomains": [{"Identity": "fabrikam.com"}],`), 1)
	file := filepath.Join(t.TempDir(), "moved.json")
	require.NoError(t, os.WriteFile(file, moved, 0o666))
	const day = "2026-11-26"
	type mended struct {
		Plan       json.RawMessage
		Verdict    string
		Refused    []pageLine
		Scripts    []pageScript
		NotPlanned []pageLine
	}
	ask := func(w *pageWorker, plan string) mended {
		return askPage[mended](t, w, `{"Do":"mend","On":"`+day+`","Plan":"`+plan+`","ScriptName":"a.ps1"}`)
	}
	read := func(text []byte) (*pageWorker, []pageName) {
		w := new(pageWorker)
		name, err := json.Marshal(file)
		require.NoError(t, err)
		return w, askPage[struct{ Plans []pageName }](t, w, `{"Do":"read","Names":[`+string(name)+`]}`, text).Plans
	}
	w, offered := read(moved)
	require.Equal(t, []string{"", takeOverName, leaveName}, []string{offered[0].Name, offered[1].Name, offered[2].Name})
	for _, plan := range offered[1:] {
		t.Run(plan.Name, func(t *testing.T) {
			got := ask(w, plan.Name)
			require.JSONEq(t, commandText(t, "plan", file, "--"+plan.Name, "--on", day, "--format", "json"), string(got.Plan))
			require.Equal(t, commandText(t, "plan", file, "--"+plan.Name, "--on", day, "--format", "powershell"), got.Scripts[0].Text)
			require.NotEmpty(t, got.NotPlanned)
		})
	}
	w, _ = read(hybrid)
	refused := ask(w, leaveName)
	require.Equal(t, noPlan, refused.Verdict)
	require.Equal(t, "user: not all users are known to be homed in Microsoft 365: ken@contoso.com", refused.Refused[0].Text)
	require.Empty(t, refused.Scripts)
	_, offered = read([]byte(`{"TenantSipDomains":[{"Name":"contoso.com","Status":"Enabled"}]}`))
	require.Len(t, offered, 1)
}

// TestPageDays: a day has a mark if something changes on it, and only then.
func TestPageDays(t *testing.T) {
	w := openPage(t)
	days := askPage[struct{ Days []pageDay }](t, w, `{"Do":"days"}`).Days
	marks := map[string]string{}
	for _, d := range days {
		marks[d.Day.String()] = strings.Join(d.What, "; ")
	}
	require.Equal(t, "Skype: ended", marks["2025-05-05"])
	require.Equal(t, "end of support of Skype for Business Server 2015", marks["2025-10-15"])
	require.NotContains(t, marks, "2025-05-06")
}

// TestPageNames: nothing that is saved with names replaced has one of them.
func TestPageNames(t *testing.T) {
	w := openPage(t)
	for format := range pageFormats {
		got := askPage[struct{ Text, Names string }](t, w, `{"Do":"save","On":"2026-11-26","HideNames":true,"Format":"`+format+`"}`)
		for _, name := range []string{"contoso", "fabrikam", "ken@", "Redmond", "FedPic"} {
			require.NotContains(t, got.Text, name, format)
		}
		if format == "json" {
			require.Contains(t, got.Text, `"SHA256":`, "the file that the answer is about")
		}
		require.Contains(t, got.Names, "fabrikam")
	}
}

// TestPageErrors: a question that cannot be answered gives an error as its answer.
func TestPageErrors(t *testing.T) {
	ready, empty := openPage(t), new(pageWorker)
	for _, do := range slices.Sorted(maps.Keys(pageAnswers)) {
		if do == "about" || do == "services" || do == "contacts" {
			continue
		}
		require.Contains(t, string(empty.answer(`{"Do":"`+do+`","On":"2026-11-26"}`, nil)), `"Error"`, do)
	}
	for question, want := range map[string]string{
		`{`:              "JSON",
		`{"Do":"other"}`: "other",
		`{"Do":"can","On":"2026-11-26","From":"ken","To":"a@b.example"}`:                           "ken",
		`{"Do":"can","On":"2026-11-26","From":"ken@contoso.com","To":"a@b.example","Via":"Yahoo"}`: "Yahoo",
		`{"Do":"save","On":"2026-11-26","Format":"pdf"}`:                                           "pdf",
		`{"Do":"contacts","Provider":"ICQ"}`:                                                       "ICQ",
		`{"Do":"contacts","Provider":"AIM"}`:                                                       "AIM",
		`{"Do":"contacts","Exclude":"not a domain"}`:                                               "not a domain",
		`{"Do":"audit","On":"yesterday"}`:                                                          "yesterday",
	} {
		var answer struct{ Error string }
		require.NoError(t, json.Unmarshal(ready.answer(question, nil), &answer))
		require.Contains(t, answer.Error, want, question)
	}
	var answer struct{ Error string }
	require.NoError(t, json.Unmarshal(ready.answer(`{"Do":"read","Names":["a.txt"]}`, [][]byte{[]byte("hello")}), &answer))
	require.Contains(t, answer.Error, "a.txt")
	require.Contains(t, string(ready.answer(`{"Do":"audit","On":"2026-11-26"}`, nil)), `"Error"`, "what was open before is not taken for what could not be read")
}

// TestPageForms: the page says in which form each file is, and what it has.
func TestPageForms(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"a.json", ` {"AllowedDomains":[]}`, "JSON"},
		{"a.xml", "\ufeff<Objs></Objs>", "CLIXML"},
		{"a.csv", "\"Identity\",\"Domain\"\n", "CSV"},
		{"a.csv", "#TYPE Selected\n", "CSV"},
		{"a.txt", "Identity : fabrikam.com\n", "text of the console"},
		{"a.txt", "\xff\xfeI\x00d\x00 \x00:\x00", "text of the console, UTF-16"},
		{"a.json", "\xff\xfe{\x00}\x00", "JSON, UTF-16"},
		{"a.ps1", "New-CsAllowedDomain -Identity fabrikam.com\n", "script"},
		{"a.txt", " \n", "empty"},
	} {
		if got := formOfFile(powershell.File{Name: tt.name, Data: []byte(tt.text)}); got != tt.want {
			t.Errorf("formOfFile(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

// TestPageFolder: the page reads the same files of a folder as the command reads of a
// directory.
func TestPageFolder(t *testing.T) {
	script, err := os.ReadFile(filepath.Join("..", "page", "page.js"))
	require.NoError(t, err)
	dir := t.TempDir()
	var said bytes.Buffer
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a.doc"), nil, 0o600))
	run([]string{"audit", dir}, strings.NewReader(""), &said, &said)
	_, list, _ := strings.Cut(said.String(), "is an export (")
	list, _, _ = strings.Cut(list, ")")
	endings := strings.Fields(list)
	require.NotEmpty(t, endings, said.String())
	require.Contains(t, string(script), `const endings = ["`+strings.Join(endings, `", "`)+`"];`)
}

func TestPageCommand(t *testing.T) {
	var out, said bytes.Buffer
	require.Equal(t, statusFailed, run([]string{"page", "-o", filepath.Join(t.TempDir(), "page.html")}, strings.NewReader(""), &out, &said))
	require.Contains(t, said.String(), "go run ./cmd/page")
}
