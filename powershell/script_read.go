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

// splitScripts splits files into scripts and others.
func splitScripts(files []File) (scripts, others []File) {
	for _, f := range files {
		if f.IsScript() {
			scripts = append(scripts, f)
		} else {
			others = append(others, f)
		}
	}
	return scripts, others
}

// headSize is the number of bytes of a file in which its first command is searched.
// firstSize is the number that is searched first.
const (
	headSize  = 1 << 16
	firstSize = 1 << 12
)

// isNamedScript reports whether a file has the extension of a script.
func isNamedScript(name string) bool {
	ext := path.Ext(name)
	return char.EqualFold(ext, ".ps1") || char.EqualFold(ext, ".psm1")
}

// IsScript reports whether a file is a script that changes records. It must have a
// command that changes a record. It must also have the extension of a script, or begin
// with a command that does not print. Output of PowerShell may have the same commands,
// but after a prompt or after a command that prints.
func (f File) IsScript() bool {
	named := isNamedScript(f.Name)
	data := f.Data
	if !named && len(data) > headSize {
		// The beginning is enough, and exports are large.
		n := bytes.LastIndexByte(data[:headSize], '\n') + 1
		if bytes.HasPrefix(data, []byte("\xff\xfe")) {
			n += n % 2 // the second byte of the line end in UTF-16
		}
		data = data[:n]
	}
	in, err := read(f.Name, data)
	if err != nil {
		return false
	}
	if first := in.text[:min(len(in.text), firstSize)]; !named {
		isScript, found := beginsWithCommand(pwsh.Lex(string(first)))
		if found && !isScript {
			return false // as most exports
		}
	}
	tokens := pwsh.Lex(string(in.text))
	begins, _ := beginsWithCommand(tokens)
	return (named || begins) && writes(tokens, 0)
}

// beginsWithCommand reports whether the first command of a script is a cmdlet that does
// not print. found is false if the script has no command.
func beginsWithCommand(tokens []pwsh.Token) (begins, found bool) {
	for c := range pwsh.Commands(tokens) {
		verb, noun, _ := strings.Cut(plainDashes(c.Name()), "-")
		return isLetters(verb) && isLetters(noun) && !char.EqualFold(verb, "Get"), true
	}
	return false, false
}

func isLetters(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z') }) < 0
}

// writes reports whether any command of a script, or of its blocks, changes a record.
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

// run applies scripts to the configuration of the exports.
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

// subjectKey returns a subject with its identity in the form that a server compares.
// Commands and exports write some identities differently.
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
