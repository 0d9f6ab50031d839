package audit

import (
	"fmt"
	"strings"

	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/product"
)

// edit returns an edit of record i of a kind, with the old values of the members.
func (a *auditor) edit(op diag.Op, k federation.Kind, i int, members ...diag.MemberEdit) diag.Edit {
	record := k.Row().Record(&a.c, i)
	for j := range members {
		members[j].Old = record.Value(members[j].Name)
	}
	return diag.Edit{Op: op, Subject: a.c.Subject(k, i), Members: members}
}

// to returns the edit of one member.
func to(name string, v diag.Value) diag.MemberEdit { return diag.MemberEdit{Name: name, New: v} }

// turn returns the edit of one switch.
func turn(name string, on bool) diag.MemberEdit { return to(name, diag.Bool(on)) }

// create returns the edit for a new record.
func create(k federation.Kind, identity string, members ...diag.MemberEdit) diag.Edit {
	return diag.Edit{Op: diag.OpNew, Subject: diag.Subject{Kind: k.String(), Identity: identity}, Members: members}
}

// again returns the edits that remove record i of a kind and create it again with
// changed values, for members that the Set- cmdlet has no parameter for.
func (a *auditor) again(k federation.Kind, i int, changed ...diag.MemberEdit) []diag.Edit {
	return cmdlet.Again(a.c, k, i, changed...)
}

// setEdge returns the edit of the Access Edge.
func (a *auditor) setEdge(members ...diag.MemberEdit) diag.Edit {
	return a.edit(diag.OpSet, federation.AccessEdge, 0, members...)
}

// advise builds the remedy of a finding from texts and edits, and writes the edits
// as commands. If there is nothing to change, or no cmdlet for a change, it keeps
// the remedy of the rule and returns false.
func (a *auditor) advise(f *diag.Finding, parts ...any) bool {
	var b strings.Builder
	for _, part := range parts {
		switch part := part.(type) {
		case string:
			b.WriteString(part)
		case diag.Edit:
			line, found := a.command(part)
			if !found {
				return false
			}
			b.WriteString(line)
		case []diag.Edit:
			if len(part) == 0 {
				return false
			}
			for i, e := range part {
				line, found := a.command(e)
				if !found {
					return false
				}
				if i > 0 {
					b.WriteString("; ")
				}
				b.WriteString(line)
			}
		default:
			panic(fmt.Sprintf("audit: a remedy is made of texts and edits, not of %T", part))
		}
	}
	f.Remedy = b.String()
	return true
}

// command returns an edit as a command of the server, or of the newest server if
// the product is not a known server. It reports whether a cmdlet exists for the
// edit. The servers before Lync Server 2010 have no cmdlets.
func (a *auditor) command(e diag.Edit) (line string, found bool) {
	p := a.c.Platform
	if k, err := federation.ParseKind(e.Subject.Kind); !p.IsServer() || err == nil && k.IsTenant() {
		p = 0
	}
	if !p.IsZero() && !p.Knows(product.LyncServer2010) {
		return "", false
	}
	line, err := cmdlet.Command(e, p)
	return line, err == nil
}

// mend sets the Fix of a finding, and a remedy with its commands. It sets neither
// if the product has no cmdlet for the change.
func (a *auditor) mend(f *diag.Finding, before string, edits []diag.Edit, after string) {
	if commands, _ := cmdlet.InPlace(a.c, edits...); a.advise(f, before, commands, after) {
		f.Fix = edits
	}
}

// spellFix adds the commands of a fix to the remedy of a record's own rule.
func (a *auditor) spellFix(f *diag.Finding) {
	fix := f.Fix
	if fix == nil {
		return
	}
	before := strings.TrimSuffix(f.Remedy, ".") + ". In the shell: "
	commands, replaces := cmdlet.InPlace(a.c, fix...)
	if replaces {
		before = strings.TrimSuffix(f.Remedy, ".") + ". In the shell, with an outage between the two commands: "
	}
	if f.Fix = nil; a.advise(f, before, commands) {
		f.Fix = fix
	}
}

// list joins names for a sentence. It shows three names and counts the others.
func list(names []string) string { return listOf(names, 3) }

// listOf joins names for a sentence. It shows at most most names and counts the
// others.
func listOf(names []string, most int) string {
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %s more", strings.Join(names[:most], ", "), char.Number(len(names)-most))
}

// plural returns a number with its noun.
func plural(n int, noun string) string { return char.Number(n) + " " + char.Plural(n, noun) }

// isOrAre returns a number with its noun and verb.
func isOrAre(n int, noun string) string {
	if n == 1 {
		return "1 " + noun + " is"
	}
	return plural(n, noun) + " are"
}
