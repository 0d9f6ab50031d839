package report

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
)

// number returns a number with commas between thousands.
func number(n int) string { return char.Number(n) }

// counted returns a number with its noun.
func counted(n int, noun string) string { return number(n) + " " + char.Plural(n, noun) }

// firstOf joins the first names, and counts the others.
func firstOf(names []string, most int) string {
	switch {
	case len(names) == 1:
		return names[0]
	case len(names) <= most+1:
		return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
	}
	return strings.Join(names[:most], ", ") + " and " + number(len(names)-most) + " more"
}

// nameOf returns the name of a record for people.
func nameOf(s diag.Subject) string {
	if name, isURI := char.CutPrefix(s.Identity, "sip:"); isURI && s.Kind == federation.Users.String() {
		return name
	}
	return s.Identity
}

// record returns the record of a finding for people: "Skype (public provider)".
func record(f *diag.Finding) string {
	s := f.Subject
	if s.IsZero() {
		for token := range f.Path.Tokens() {
			s.Kind = token
			break
		}
	}
	k, err := federation.ParseKind(s.Kind)
	noun, isOther := otherNouns[s.Kind]
	switch {
	case isOnSuppression(f.Rule):
		return "suppressions"
	case isOther && s.Identity == "" && noun.many:
		return char.Plural(2, noun.noun)
	case isOther && s.Identity == "":
		return noun.noun
	case isOther:
		return s.Identity + " (" + noun.noun + ")"
	case err != nil:
		return cmp.Or(f.Pos.File, "the configuration as a whole")
	case s.Identity == "" && hasNames(k):
		return char.Plural(2, k.Title())
	case s.Identity == "":
		return k.Title()
	}
	return nameOf(s) + " (" + k.Title() + ")" // not federation.Describe: the writer escapes it
}

// withArticle adds an article to the name of a record that exists once: "the Access Edge
// configuration".
func withArticle(name string) string {
	for k := range federation.AllKinds() {
		if name == k.Title() && !hasNames(k) {
			return "the " + name
		}
	}
	for _, other := range otherNouns {
		if name == other.noun && !other.many {
			return "the " + name
		}
	}
	return name
}

// otherNouns has the nouns of the parts of a provisioning request and of SRV checks.
var otherNouns = map[string]struct {
	noun string
	many bool // whether there may be several
}{
	"Request": {"request", false}, "Agreement": {"agreement", false}, "AcceptedProductUseRights": {"product use rights", false},
	"Edges": {"Access Edge", true}, "Contacts": {"contact", true}, "Services": {"service", true}, "Submitted": {"day of the request", false},
	"Records": {"SRV record", true}, "Certificate": {"certificate of the Access Edge", false},
}

// sentence returns a text with a capital letter.
func sentence(s string) string {
	if s == "" || s[0] < 'a' || 'z' < s[0] {
		return s
	}
	return string(s[0]-'a'+'A') + s[1:]
}

// statement returns the detail, or the summary of the rule if there is none.
func statement(f *diag.Finding) string {
	text := cmp.Or(f.Detail, strings.TrimSuffix(f.Summary, "."))
	return inferred(f) + text
}

// inferred returns the prefix of an inferred statement, or "" if the statement has it.
func inferred(f *diag.Finding) string {
	if f.Inferred && !strings.Contains(f.Detail, "inferred") {
		return "inferred: "
	}
	return ""
}

// place returns the path of a finding and its position.
func place(f *diag.Finding) string {
	path := string(f.Path)
	switch pos := f.Pos.String(); {
	case path == "":
		return pos
	case pos == "":
		return path
	default:
		return path + " (" + pos + ")"
	}
}

// tally returns the counts in a sentence.
func (n Counts) tally() string {
	s := counted(n.Errors, "error") + ", " + counted(n.Warnings, "warning") + ", " + counted(n.Notices, "notice")
	if n.Unseen > 0 {
		s += fmt.Sprintf("; %s not shown", number(n.Unseen))
	}
	if n.Suppressed > 0 {
		s += fmt.Sprintf("; %s suppressed", number(n.Suppressed))
	}
	return s
}

// summary returns the tally and the outcome of the checks, if there are any.
func (n Counts) summary() string {
	if n.Checks == 0 {
		return n.tally()
	}
	return n.tally() + "; " + n.checked()
}

// checked returns the outcome of the checks in a phrase.
func (n Counts) checked() string {
	s := fmt.Sprintf("%d of %d checks passed", n.Passed, n.Checks)
	if n.NotChecked > 0 {
		s += fmt.Sprintf(", %d not made in full", n.NotChecked)
	}
	return s
}

// title returns the SIP domains, the day and the product of the audit in a phrase.
func (a *Audit) title() string {
	s := "Federation"
	switch {
	case a.What != "":
		s = sentence(a.What)
	case a.ofTenant:
		s = "The tenant"
		if len(a.Domains) > 0 {
			s += " of " + firstOf(a.Domains, 3)
		}
	case len(a.Domains) > 0:
		s = firstOf(a.Domains, 3)
	}
	if !a.On.IsZero() {
		s += " on " + a.On.String()
	}
	if a.What != "" || a.ofTenant {
		return s
	}
	if a.Product.IsZero() {
		return s + ", product not known"
	}
	return s + ", as " + a.Product.Title()
}

// caption returns the title after the kind of report.
func (a *Audit) caption() string {
	if a.What != "" {
		return "Check of " + a.title()
	}
	return "Audit of " + a.title()
}

// kindOfReport returns the name of the kind of report.
func (a *Audit) kindOfReport() string {
	if a.What != "" {
		return "Check of " + a.What
	}
	return "Federation audit"
}

// files returns the names of the files with the configuration. After [NewAudit] they are
// the first ones.
func (a *Audit) files() string {
	files := a.Files
	if n := a.exports; 0 < n && n < len(files) {
		files = files[:n]
	}
	var names []string
	for _, f := range files {
		name := f.Name
		if name == "-" {
			name = "standard input"
		}
		names = append(names, name)
	}
	if len(names) == 0 {
		return "No files"
	}
	return firstOf(names, 3)
}

// checkText returns the outcome of a check, and why it was not made.
func checkText(c audit.CheckOutcome) string {
	var rules []string
	for _, r := range c.Rules {
		rules = append(rules, string(r))
	}
	s := strings.Join(rules, ", ") + ": " + strings.ReplaceAll(c.Status.String(), "-", " ")
	if lacks := lacking(c); lacks != "" {
		s += ": " + lacks
	}
	return s
}

// uncheckedNames lists the first rules that were not checked in full, and counts the
// others. If they are few, it adds what each lacks.
func (a *Audit) uncheckedNames(most int) string {
	var names, lacks []string
	for _, c := range a.Checks {
		if c.Status != audit.NotChecked {
			continue
		}
		var name strings.Builder
		for i, r := range c.Rules {
			if i > 0 {
				name.WriteString(" with ")
			}
			name.WriteString(string(r))
		}
		names, lacks = append(names, name.String()), append(lacks, name.String()+" ("+lacking(c)+")")
	}
	if len(names) <= most {
		return strings.Join(lacks, ", ")
	}
	return firstOf(names, most)
}

// lacking lists what a check needs and lacks.
func lacking(c audit.CheckOutcome) string {
	var lacks []string
	for _, k := range c.Lacks {
		lacks = append(lacks, k.String())
	}
	for _, m := range c.Absent {
		lacks = append(lacks, fmt.Sprintf("%s of %s", strings.Join(m.Members, ", "), counted(m.Records, m.Kind.Title())))
	}
	switch {
	case len(lacks) > 0:
		return "it lacks " + strings.Join(lacks, ", ")
	case c.Status == audit.NotChecked:
		return "it lacks the day"
	}
	return ""
}
