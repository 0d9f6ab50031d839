// Package diag is the vocabulary for problems that all packages of lyncfed share:
// the broken rule, the position, the severity, the remedy and the document.
//
// A Parse function returns a [*ValueError] with the byte offset of the fault. A
// record that breaks a rule has a [*Finding] with the path of the member. Both have
// a [Rule]. A Rule is an error, so callers compare rules and never text:
//
//	if errors.Is(err, address.RuleUserCharacter) { … }
//
// [All] yields the findings in an error, however it was wrapped or joined:
//
//	for f := range diag.All(err) {
//		fmt.Println(f.Path, f.Rule, f.Remedy)
//	}
//
// A decision has a [Reason] for each rule that took part. An [Edit] is a change of
// a record as data: package cmdlet writes it as a command.
//
// Path, rule, severity, subject and source are stable. The wording changes from
// release to release. docs/formats.md describes the JSON forms.
//
// The package does not translate, print, color or log. Its own rules apply to all
// texts and records. Each package has the rules of its own values.
package diag
