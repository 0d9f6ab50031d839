package powershell

import (
	"bytes"
	"path"

	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
)

// apart returns the files that are scripts, and the others.
func apart(files []File) (scripts, others []File) {
	for _, f := range files {
		if isScript(f) {
			scripts = append(scripts, f)
		} else {
			others = append(others, f)
		}
	}
	return scripts, others
}

// headSize is how much of a file may stand before its first command.
const headSize = 1 << 16

// isScript reports whether a file is a script that changes records: by its name
// or by its first command, and it has a command that writes records. What
// the shell printed may have such commands too, after a prompt.
func isScript(f File) bool {
	ext := path.Ext(f.Name)
	named := char.EqualFold(ext, ".ps1") || char.EqualFold(ext, ".psm1")
	data := f.Data
	if !named && len(data) > headSize {
		// What a file begins with is enough, and exports are large.
		n := bytes.LastIndexByte(data[:headSize], '\n') + 1
		if bytes.HasPrefix(data, []byte("\xff\xfe")) {
			n += n % 2 // the second byte of the line end
		}
		data = data[:n]
	}
	in, err := read(f.Name, data)
	if err != nil {
		return false
	}
	for line := range bytes.Lines(in.text) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		word, _, _ := bytes.Cut(line, []byte(" "))
		if c, found := cmdlet.Lookup(plainDashes(string(word))); found && c.Op != 0 {
			return true
		}
		if !named {
			return false
		}
	}
	return false
}

// run applies scripts to what was read before them.
func (e *Export) run(scripts []File) error {
	s, err := ReadScript(e.Document.Configuration.Platform, scripts...)
	if err != nil {
		return err
	}
	after, refusals := s.Apply(e.Document.Configuration)
	refused := map[diag.Pos]bool{}
	for _, f := range refusals {
		refused[f.Pos] = true
	}
	places := map[diag.Subject]diag.Pos{}
	for _, c := range s.Changes {
		if c.Known && !c.Refused && !refused[c.Pos] {
			places[subjectKey(c.Edit.Subject)] = c.Pos
		}
	}
	e.Document.Replace(after, func(s diag.Subject) diag.Pos { return places[subjectKey(s)] })
	e.Findings = append(append(e.Findings, s.Findings...), refusals...)
	return nil
}

// subjectKey returns a subject as a server compares it: commands and exports write
// some names differently.
func subjectKey(s diag.Subject) diag.Subject {
	s.Identity = char.Fold(s.Identity)
	for _, scheme := range []string{"sip:", "tag:"} {
		if rest, found := char.CutPrefix(s.Identity, scheme); found {
			s.Identity = rest
		}
	}
	if s.Kind == federation.AccessEdge.String() {
		s.Identity = ""
	}
	return s
}
