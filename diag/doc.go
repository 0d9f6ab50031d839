// Package diag is the one vocabulary in which the packages of lyncfed speak of
// problems: which rule is broken, where, how badly, what to do about it, and
// which document says so.
//
// Text that is not a value at all is a [*ValueError], with the offset at which
// it goes wrong. A record that breaks a rule has a [*Finding], with the path of
// the member. Both name a [Rule], which is itself an error, so a caller asks
// which one it was without reading words:
//
//	if errors.Is(err, address.RuleUserCharacter) { … }
//
// However an error was wrapped or joined, [All] walks the findings in it:
//
//	for f := range diag.All(err) {
//		fmt.Println(f.Path, f.Rule, f.Remedy)
//	}
//
// Path, rule, severity and source are a promise; the words are not, and they
// change from release to release.
//
// This package does not translate, print, color or log. Its own rules are the
// few that any text or record may break; each package has those of its values.
package diag
