// Package diag is the vocabulary that the packages of lyncfed share for
// problems: which rule is broken, where, how badly, what to do, and which
// document says so.
//
// A Parse function returns a [*ValueError], with the byte offset of the fault.
// A record that breaks a rule has a [*Finding], with the path of the member.
// Both name a [Rule]. A Rule is an error, so callers compare rules and never
// text:
//
//	if errors.Is(err, address.RuleUserCharacter) { … }
//
// [All] yields the findings in an error, however it was wrapped or joined:
//
//	for f := range diag.All(err) {
//		fmt.Println(f.Path, f.Rule, f.Remedy)
//	}
//
// A decision has a [Reason] for each rule that took part. An [Edit] is a change
// of a record as data, before any cmdlet is spelled.
//
// Path, rule, severity, subject and source are stable. The wording is not, and
// changes from release to release. docs/formats.md describes the JSON forms.
//
// The package does not translate, print, color or log. Its own rules apply to
// any text or record. Each package has the rules of its own values.
package diag
