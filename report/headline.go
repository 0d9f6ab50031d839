package report

import (
	"strings"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/policy"
)

// closing has the headlines of the rules that find federation closed for everyone or for
// one side.
var closing = map[diag.Rule]string{
	audit.RuleEdgeOff:               "nobody can reach anyone outside, because federation is off at the Access Edge",
	audit.RulePartnersNone:          "no federated partner can be reached, because none is allowed and discovery is off",
	audit.RuleTenantFederationOff:   "users in Microsoft 365 cannot reach anyone outside, because federation is off in the tenant",
	audit.RuleTenantNobody:          "users in Microsoft 365 cannot reach anyone outside, because the tenant allows no domain",
	audit.RuleTenantAddressSpaceOff: "users in Microsoft 365 and users on the servers cannot reach each other, because the tenant does not share the address space",
}

// headline summarizes what is broken and for whom, in a sentence or two.
func (a *Audit) headline() string {
	var closed, ended, granted, unread, others []string
	broken, more := 0, "" // records in others; the prefix of the number of records in granted
	for _, it := range a.items() {
		for _, e := range it.entries {
			if e.Severity != diag.Error {
				continue
			}
			if a.isUnread(e.Finding) {
				unread = append(unread, it.inSentence())
				continue
			}
			if s, closes := closing[e.Rule]; closes {
				closed = append(closed, s)
				continue
			}
			switch e.Rule {
			case audit.RuleServiceEnded:
				ended = append(ended, e.names()...)
			case policy.RuleGrantMissing:
				if e.Subject.Identity == "" { // a finding that counts the unlisted ones
					more = "more than "
					continue
				}
				granted = append(granted, e.names()...)
			default:
				others = append(others, it.inSentence())
				broken += len(e.all)
			}
		}
	}
	said := closed
	if len(ended) > 0 {
		said = append(said, "nobody can be reached through "+firstOf(ended, 3)+" any more")
	}
	switch len(granted) {
	case 0:
	case 1:
		said = append(said, "the user "+granted[0]+" is granted a policy that does not exist, and cannot reach anyone outside")
	default:
		said = append(said, more+counted(len(granted), "user")+" are granted a policy that does not exist, and cannot reach anyone outside")
	}
	if len(others) > 0 {
		rest := "there are errors in "
		if broken == 1 {
			rest = "there is an error in "
		}
		if len(said) > 0 {
			rest = strings.Replace(strings.Replace(rest, "are errors", "are other errors", 1), "an error", "another error", 1)
		}
		said = append(said, rest+firstOf(unique(others), 3))
	}
	if len(unread) > 0 {
		said = append(said, "not everything could be read: "+firstOf(unique(unread), 3))
	}
	for i, s := range said {
		said[i] = sentence(s) + "."
	}
	if len(said) == 0 {
		return a.noErrors()
	}
	return strings.Join(said, " ")
}

// noErrors returns the headline of a report without errors.
func (a *Audit) noErrors() string {
	accepted := 0
	for _, s := range a.Suppressed {
		if s.Severity == diag.Error {
			accepted++
		}
	}
	n := a.Counts()
	if accepted > 0 {
		return "All errors are suppressed: " + counted(accepted, "error") + "."
	}
	text := "No error was found"
	switch {
	case len(a.Unread) > 0:
		text += " in what could be read"
	case n.NotChecked > 0:
		text += " in what could be checked"
	}
	if n.Warnings == 0 {
		return text + "."
	}
	for _, f := range a.Findings {
		if f.Severity == diag.Warning {
			return text + ", and " + counted(n.Warnings, "warning") + map[bool]string{true: ": ", false: ", the first: "}[n.Warnings == 1] + withArticle(record(f)) + "."
		}
	}
	return text + "."
}

// unique returns the values without repetitions, in order.
func unique[T comparable](all []T) []T {
	var once []T
	seen := map[T]bool{}
	for _, s := range all {
		if !seen[s] {
			once = append(once, s)
		}
		seen[s] = true
	}
	return once
}
