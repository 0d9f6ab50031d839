// Package diag defines how all packages of lyncfed report problems: with the broken
// rule, the position, the severity, the remedy and the document.
//
// A Parse function returns a [*ValueError] with the byte offset of the fault. A
// record that breaks a rule gives a [*Finding] with the path of the member. Both
// name a [Rule]. A Rule is an error, so callers compare rules and never text:
//
//	if errors.Is(err, address.RuleUserCharacter) { … }
//
// [All] yields the findings in an error, however it was wrapped or joined:
//
//	for f := range diag.All(err) {
//		fmt.Println(f.Path, f.Rule, f.Remedy)
//	}
//
// A decision lists a [Reason] for each rule that took part. An [Edit] is a change
// of a record as data: package cmdlet writes it as a command.
//
// Path, rule, severity, subject and source are stable. The wording may change in
// any release. docs/formats.md describes the JSON forms.
//
// The package does not translate, print, color or log. Its own rules apply to any
// text or record. Each package defines the rules for its own values.
package diag
