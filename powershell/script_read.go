package powershell

import (
	"bytes"
	"path"
	"strings"

	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/pwsh"
)

// apart returns the files that are scripts, and the others.
func apart(files []File) (scripts, others []File) {
	for _, f := range files {
		if f.IsScript() {
			scripts = append(scripts, f)
		} else {
			others = append(others, f)
		}
	}
	return scripts, others
}

// headSize is how much of a file may stand before its first command.
const headSize = 1 << 16

// isNamedScript reports whether a file has the name of a script.
func isNamedScript(name string) bool {
	ext := path.Ext(name)
	return char.EqualFold(ext, ".ps1") || char.EqualFold(ext, ".psm1")
}

// IsScript reports whether a file is a script that changes records: it has a
// command that writes one, and it has the name of a script or begins with a
// command. What the shell printed may have such commands too, after a prompt or
// after a command that prints.
func (f File) IsScript() bool {
	named := isNamedScript(f.Name)
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
	tokens := pwsh.Lex(string(in.text))
	return (named || beginsWithCommand(tokens)) && writes(tokens, 0)
}

// beginsWithCommand reports whether a script's first command is a cmdlet, and none
// that prints.
func beginsWithCommand(tokens []pwsh.Token) bool {
	for c := range pwsh.Commands(tokens) {
		verb, noun, _ := strings.Cut(plainDashes(c.Name()), "-")
		return isLetters(verb) && isLetters(noun) && !char.EqualFold(verb, "Get")
	}
	return false
}

func isLetters(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z') }) < 0
}

// writes reports whether a command in a script or in its blocks changes a record.
func writes(tokens []pwsh.Token, depth int) bool {
	for c := range pwsh.Commands(tokens) {
		name := plainDashes(c.Name())
		if _, plain, isQualified := strings.Cut(name, `\`); isQualified {
			name = plain
		}
		if found, isKnown := cmdlet.Lookup(name); isKnown && found.Op != 0 {
			return true
		}
		if _, isTenants := cmdlet.LookupTenant(name); isTenants || char.EqualFold(name, tenantCommand) || isGroupGrant(name, c.Tokens) {
			return true
		}
		for _, t := range c.Tokens {
			if t.Is(pwsh.Group) && depth < maxBlocks && writes(t.Inside(), depth+1) {
				return true
			}
		}
	}
	return false
}

// run applies scripts to what was read before them.
func (e *Export) run(scripts []File) error {
	s, err := ReadScriptFor(e.Document.Configuration, scripts...)
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
	if s.Kind == federation.AccessEdge.String() || s.Kind == federation.TenantFederationConfiguration.String() {
		s.Identity = ""
	}
	return s
}
