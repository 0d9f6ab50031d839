package main

import (
	"bytes"
	"io"
	"strconv"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/powershell"
	"github.com/lyncfed/lyncfed/reach"
	"github.com/lyncfed/lyncfed/report"
)

// A pageFile is a file that was read, with its contents in words.
type pageFile struct {
	Name, Form string
	Size       int
	Records    []string // the number of records of each kind, in words
	Findings   []pageLine
}

// A pageKind is a kind of record, and whether records of it were found.
type pageKind struct {
	Kind, Title, Cmdlet string
	Number              string // of the records, or the value of a kind that is a single value
	Status              string // found, not whole or not found
}

// maxNames is the largest number of names that the page offers for completion.
const maxNames = 1000

func (w *pageWorker) read(q pageQuestion, data [][]byte) (any, error) {
	*w = pageWorker{}
	files := make([]powershell.File, len(data))
	for i := range data {
		files[i] = powershell.File{Name: q.Names[i], Data: data[i]}
	}
	e, err := assemble(files, q.Names, new(bytes.Buffer))
	if err != nil {
		return nil, err
	}
	c := &e.Document.Configuration
	if *c, err = (assumptions{q.Defaults, q.Platform}).completed(*c); err != nil {
		return nil, err
	}
	*w = pageWorker{export: e, origin: originOf(c.Platform, report.FilesOf(files))}
	w.index, _ = reach.NewIndex(*c) // nil: there is no record to ask about
	answer := struct {
		Files     []*pageFile
		Kinds     []pageKind
		Product   string
		Domains   []string
		Users     []string
		Contacts  []string // domains that the configuration names
		Providers []string // public ones
		Plans     []pageName
	}{Files: []*pageFile{}, Kinds: []pageKind{}, Product: c.Platform.Title(), Domains: []string{}, Users: []string{}, Contacts: []string{}, Providers: []string{}, Plans: pagePlans(*c)}
	in := recordsByFile(e, files)
	for _, f := range files {
		of := &pageFile{Name: f.Name, Form: formOfFile(f), Size: len(f.Data), Records: in[f.Name], Findings: []pageLine{}}
		for _, found := range e.Findings {
			if found.Pos.File == f.Name {
				of.Findings = append(of.Findings, lineOf(found))
			}
		}
		answer.Files = append(answer.Files, of)
	}
	missing := c.Missing()
	for k := range federation.AllKinds() {
		kind := pageKind{Kind: k.String(), Title: k.Title(), Number: strconv.Itoa(k.Row().Len(c)), Status: "found"}
		if k == federation.Platform {
			kind.Number = c.Platform.Title()
		}
		if noun := k.Row().Table().About().Noun; noun != "" {
			kind.Cmdlet = "Get-" + noun
		}
		switch {
		case c.Incomplete.Has(k):
			kind.Status = "not whole"
		case missing.Has(k):
			kind.Status = "not found"
		}
		answer.Kinds = append(answer.Kinds, kind)
	}
	for _, d := range c.SIPDomains {
		answer.Domains = append(answer.Domains, d.Identity.String())
	}
	for _, u := range c.Users[:min(len(c.Users), maxNames)] {
		answer.Users = append(answer.Users, strings.TrimPrefix(u.SIPAddress.String(), scheme))
	}
	for _, d := range c.AllowedDomains[:min(len(c.AllowedDomains), maxNames)] {
		answer.Contacts = append(answer.Contacts, d.Domain.String())
	}
	for _, d := range c.BlockedDomains[:min(len(c.BlockedDomains), maxNames)] {
		answer.Contacts = append(answer.Contacts, d.Domain.String())
	}
	for _, p := range c.PublicProviders {
		answer.Providers = append(answer.Providers, p.Identity)
	}
	return answer, nil
}

// recordsByFile returns the number of records of each kind in each file, in words.
func recordsByFile(e *powershell.Export, files []powershell.File) map[string][]string {
	c := &e.Document.Configuration
	in := map[string][]string{}
	for k := range federation.AllKinds() {
		row := k.Row()
		records := row.Len(c)
		paths := []diag.Path{}
		switch {
		case records > 2 && len(files) == 1:
			paths = append(paths, row.Path(0), row.Path(records-1))
		case records > 0:
			for i := range records {
				paths = append(paths, row.Path(i))
			}
		case row.Given(c):
			paths = append(paths, row.Path(-1))
		}
		n := map[string]int{}
		for _, path := range paths {
			n[e.Document.Pos(path).File]++
		}
		if len(files) == 1 && len(paths) == 2 && n[files[0].Name] == 2 {
			n[files[0].Name] = records // the records between the first and the last are in the same file
		}
		for name, number := range n {
			text := recordsText(number, k)
			switch {
			case k == federation.Platform:
				text = c.Platform.Title()
			case records == 0:
				text = recordsText(0, k)
			}
			in[name] = append(in[name], text)
		}
	}
	return in
}

// recordsText returns a number of records of a kind.
func recordsText(n int, k federation.Kind) string {
	return count(n, k.Title())
}

// formOfFile returns the form of a file, as far as its beginning shows it.
func formOfFile(f powershell.File) string {
	text, encoding := f.Data[:min(len(f.Data), 4096)], ""
	if bytes.HasPrefix(text, []byte("\xff\xfe")) || bytes.HasPrefix(text, []byte("\xfe\xff")) {
		text, _ = io.ReadAll(decoded(bytes.NewReader(text))) // the last character may be cut
		encoding = ", UTF-16"
	}
	text = bytes.TrimLeft(bytes.TrimPrefix(text, []byte("\ufeff")), " \t\r\n")
	first, _, _ := bytes.Cut(text, []byte("\n"))
	switch {
	case len(text) == 0:
		return "empty"
	case f.IsScript():
		return "script" + encoding
	case text[0] == '{' || text[0] == '[':
		return "JSON" + encoding
	case text[0] == '<':
		return "CLIXML" + encoding
	case bytes.HasPrefix(text, []byte("#TYPE")), bytes.HasPrefix(text, []byte(`"`)) && bytes.ContainsAny(first, ",;\t"):
		return "CSV" + encoding
	}
	return "text of the console" + encoding
}
