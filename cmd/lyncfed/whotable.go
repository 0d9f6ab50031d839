package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/provider"
	"github.com/lyncfed/lyncfed/reach"
	"github.com/lyncfed/lyncfed/report"
)

// A whoTable is a summary with names for its groups.
type whoTable struct {
	reach.Summary
	heads  []string // the names of the contact groups, all different
	titles []string // the names of the user groups
	notes  []whoNote

	missing, incomplete federation.Kinds
	origin              report.Origin
}

// A whoNote is the reason of answers that do not allow.
type whoNote struct {
	rule     diag.Rule
	kind     federation.Kind
	absent   string
	inferred bool
}

func noteOf(a reach.Answer) whoNote { return whoNote{a.Rule, a.Kind, a.Absent, a.Inferred} }

func newWhoTable(s reach.Summary) *whoTable {
	t := &whoTable{Summary: s}
	for _, c := range s.Contacts {
		head := contactHead(c)
		for n := 2; slices.Contains(t.heads, head); n++ {
			head = fmt.Sprintf("%s %d", contactHead(c), n)
		}
		t.heads = append(t.heads, head)
	}
	for _, u := range s.Users {
		t.titles = append(t.titles, userTitle(u.UserGroup))
		for i := range s.Contacts {
			for _, a := range []reach.Answer{u.Reaches[i], u.ReachedBy[i]} {
				if n := noteOf(a); a.Outcome != diag.Passed && !slices.Contains(t.notes, n) {
					t.notes = append(t.notes, n)
				}
			}
		}
	}
	return t
}

// maxHead is the largest width of a column's head.
const maxHead = 14

// contactHead returns a short name of a group of contacts.
func contactHead(c reach.ContactGroup) string {
	service, _ := provider.LookupService(c.Service)
	head := "others"
	switch {
	case c.List == federation.BlockedDomains:
		head = "blocked"
	case c.Provider != "":
		head = diag.Printable(c.Provider)
	case c.Route == reach.Public:
		head = service.Name
	case c.List == federation.AllowedDomains:
		head = "partners"
	}
	if short := []rune(head); len(short) > maxHead {
		return string(short[:maxHead-1]) + "…"
	}
	return head
}

// endText returns a text on the end of the service of contact group i, or "" if the
// service had not ended by the day. The users of a tenant reach Teams consumers in the
// domains of Skype.
func (t *whoTable) endText(i int) string {
	service, _ := provider.LookupService(t.Contacts[i].Service)
	if service.History.On(t.On) != provider.Ended {
		return ""
	}
	last, _ := service.History.LastDay()
	text := fmt.Sprintf(", which could be used until %v", last)
	isReached := slices.ContainsFunc(t.Users, func(u reach.UserSummary) bool {
		return u.Reaches[i].Outcome == diag.Passed || u.ReachedBy[i].Outcome == diag.Passed
	})
	if isSkype := service.ID == provider.Skype || service.ID == provider.WLM; isReached && isSkype {
		text += " (users in Microsoft 365 reach consumers of Teams there)"
	}
	return text
}

// contactText returns a text on contact group i.
func (t *whoTable) contactText(i int) string {
	c := t.Contacts[i]
	service, _ := provider.LookupService(c.Service)
	domains := count(len(c.Domains), "domain")
	text := domains + " on no list"
	switch {
	case c.List == federation.BlockedDomains:
		text = count(len(c.Domains), "blocked domain")
	case c.Route == reach.Hosting:
		text = fmt.Sprintf("partners through the hosting provider %s, %s", diag.Printable(c.Provider), domains)
	case c.Route == reach.Public && c.Provider == "":
		text = fmt.Sprintf("the public service %s without a provider%s, %s", service.Name, t.endText(i), domains)
	case c.Route == reach.Public && service.Name == "":
		text = fmt.Sprintf("the public provider %s, %s", diag.Printable(c.Provider), domains)
	case c.Route == reach.Public:
		text = fmt.Sprintf("the public service %s by the provider %s, %s", service.Name, diag.Printable(c.Provider), domains)
	case c.List == federation.AllowedDomains:
		text = count(len(c.Domains), "allowed domain")
	case c.Others:
		text = "everybody in a domain that nothing here names"
		if c.Domains == nil {
			return text
		}
		text += ", and " + domains
	}
	return text + ": " + examplesText(c.Domains)
}

// userTitle returns the name of a group of users.
func userTitle(u reach.UserGroup) string {
	var parts []string
	switch {
	case !u.Policy.IsZero():
		parts = append(parts, policyText(u.Policy))
	case !u.Granted.IsZero():
		parts = append(parts, policyText(u.Granted)+"?")
	case !u.Disabled && u.Home == "":
		parts = append(parts, "not known")
	}
	for _, more := range []struct {
		is   bool
		text string
	}{
		{u.Disabled, "disabled"}, {u.Foreign, "in no known SIP domain of yours"}, {u.HomeUnknown, "home not known"}, {u.Home != "", "homed at " + diag.Printable(u.Home)},
	} {
		if more.is {
			parts = append(parts, more.text)
		}
	}
	return strings.Join(parts, ", ")
}

// examplesText returns the first values, and the number of the others.
func examplesText[T fmt.Stringer](all []T) string {
	const most = 3
	var texts []string
	for _, e := range all[:min(len(all), most)] {
		texts = append(texts, e.String())
	}
	text := strings.Join(texts, ", ")
	if more := len(all) - len(texts); more > 0 {
		text += fmt.Sprintf(" and %s more", number(more))
	}
	return text
}

// cell returns an answer in a word, with the letter of its note.
func (t *whoTable) cell(a reach.Answer) string {
	if a.Outcome == diag.Passed {
		return word(a.Outcome)
	}
	return word(a.Outcome) + " " + letter(slices.Index(t.notes, noteOf(a)))
}

// letter returns the letter of note n: a to z, then aa, and so on.
func letter(n int) string {
	const letters = 26
	text := string(rune('a' + n%letters))
	if n >= letters {
		return letter(n/letters-1) + text
	}
	return text
}

// word returns an outcome in a word.
func word(o diag.Outcome) string {
	switch o {
	case diag.Passed:
		return "may"
	case diag.Refused:
		return "no"
	}
	return "?"
}

// number returns the number of users in a group. It is "" if the users are assumed.
func (t *whoTable) number(u reach.UserSummary) string {
	if t.Assumed {
		return ""
	}
	return strconv.Itoa(len(u.Users))
}

// isSameBack reports whether the answers are the same in both directions.
func (t *whoTable) isSameBack() bool {
	for _, u := range t.Users {
		if !slices.EqualFunc(u.Reaches, u.ReachedBy, reach.Answer.IsLike) {
			return false
		}
	}
	return true
}

// A summaryForm is a summary with its origin, in JSON.
type summaryForm struct {
	origin report.Origin
	reach.Summary
}

// MarshalJSON implements [encoding/json.Marshaler], as docs/formats.md describes.
func (f summaryForm) MarshalJSON() ([]byte, error) { return f.origin.JSONOf(f.Summary) }

// about returns the day, the product and the files of the answers, with labels.
func (t *whoTable) about() [][2]string {
	all := [][2]string{{"DAY", t.On.String()}, {"PRODUCT", cmp.Or(t.origin.Product.Title(), "not known")}}
	for _, f := range t.origin.Files {
		all = append(all, [2]string{"FILE", diag.Printable(f.Name)}, [2]string{"SHA-256", f.SHA256})
	}
	return append(all, [2]string{"MADE BY", t.origin.Made()})
}

// headline returns a sentence on the users who may reach anybody outside.
func (t *whoTable) headline() string {
	c := t.Count(reach.UserSummary.Reach)
	all := c.Passed + c.Refused + c.NotKnown
	of := count(all, "user")
	if t.Assumed {
		of = count(all, "kind") + " of users"
	}
	switch {
	case all == 0:
		return fmt.Sprintf("On %s nobody is known to reach anybody outside: there are no users.", t.On)
	case c.Passed == all && all > 1:
		return fmt.Sprintf("On %s, all %s may reach somebody outside.", t.On, of)
	}
	may := strconv.Itoa(c.Passed)
	if c.Passed == 0 {
		may = "none"
	}
	text := fmt.Sprintf("On %s, %s of %s may reach somebody outside", t.On, may, of)
	if c.Refused > 0 {
		text += fmt.Sprintf(", %s may not", number(c.Refused))
	}
	if c.NotKnown > 0 {
		text += fmt.Sprintf(", and for %s it is not known", number(c.NotKnown))
	}
	return text + "."
}

// gaps lists the records that the summary lacks.
func (t *whoTable) gaps() []string {
	var all []string
	for _, kinds := range []struct {
		federation.Kinds
		text string
	}{{t.missing, "Not given: "}, {t.incomplete, "Could not all be read: "}} {
		var names []string
		for k := range kinds.All() {
			names = append(names, k.String())
		}
		if names != nil {
			all = append(all, kinds.text+strings.Join(names, ", ")+".")
		}
	}
	switch {
	case t.Assumed && t.Users == nil:
		all = append(all, "Without users and SIP domains nobody can be asked about.")
	case t.Assumed:
		all = append(all, "There is a line for each policy and each home that there is, whoever has it.")
	}
	return all
}

// problems returns the reasons for which the policy of users is not known, and the faults
// of policies.
func (t *whoTable) problems() []string {
	var all []string
	for i, u := range t.Users {
		if u.Problem == "" {
			continue
		}
		text := fmt.Sprintf("%s: %s", t.titles[i], diag.Printable(u.Problem))
		if !t.Assumed {
			text += fmt.Sprintf(" (%s)", examplesText(u.Users))
		}
		all = append(all, text)
	}
	return all
}

// noteText returns a note in a sentence.
func noteText(n whoNote) string {
	text := inferred(n.inferred) + conditionText(reach.Condition{Rule: n.rule, Kind: n.kind})
	if n.absent != "" {
		text = fmt.Sprintf("%s (%s): %s was not exported.", strings.TrimSuffix(text, "."), n.kind.Title(), n.absent)
	}
	return fmt.Sprintf("%s [%s]", text, n.rule)
}

// conditionText returns a rule in a sentence.
func conditionText(c reach.Condition) string {
	switch c.Rule {
	case federation.RuleKindMissing:
		return fmt.Sprintf("%s is not given: nothing in it must matter.", c.Kind)
	case federation.RuleKindIncomplete:
		return fmt.Sprintf("Not all of %s could be read: what is missing may decide.", c.Kind)
	}
	info, found := report.LookupRule(c.Rule)
	if !found {
		return string(c.Rule)
	}
	return info.Summary
}

// rests returns the conditions of the answers that allow, each with the heads of its
// contact groups.
func (t *whoTable) rests() []string {
	var all []string
	of := map[string][]string{}
	for i, head := range t.heads {
		for _, u := range t.Users {
			for _, c := range slices.Concat(u.Reaches[i].Conditions, u.ReachedBy[i].Conditions) {
				text := fmt.Sprintf("%s [%s]", conditionText(c), c.Rule)
				if of[text] == nil {
					all = append(all, text)
				}
				if !slices.Contains(of[text], head) {
					of[text] = append(of[text], head)
				}
			}
		}
	}
	for i, text := range all {
		all[i] = fmt.Sprintf("%s: %s", strings.Join(of[text], ", "), text)
	}
	return all
}

// csv writes a row for each pair of groups and each direction.
func (t *whoTable) csv(w io.Writer) error {
	s := newSheet(w, whoHead)
	for i, u := range t.Users {
		users := u.Users
		if t.Assumed {
			users = nil
		}
		for j, c := range t.Contacts {
			for _, way := range []struct {
				name   string
				answer reach.Answer
			}{{"reaches", u.Reaches[j]}, {"reached-by", u.ReachedBy[j]}} {
				a := way.answer
				var rests []string
				for _, c := range a.Conditions {
					rests = append(rests, strings.TrimSuffix(fmt.Sprintf("%s (%s)", c.Rule, c.Kind), " ()"))
				}
				s.row(t.On.String(), t.titles[i], t.number(u), examplesText(users), way.name, t.heads[j], t.contactText(j), strconv.Itoa(len(c.Domains)),
					a.Outcome.String(), string(a.Rule), a.Kind.String(), a.Absent, strconv.FormatBool(a.Inferred), strings.Join(rests, ", "))
			}
		}
	}
	return s.close()
}
