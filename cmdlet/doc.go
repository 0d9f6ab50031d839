// Package cmdlet writes edits as commands of the shell, and simulates what a server
// does with them.
//
//	line, err := cmdlet.Command(edit, product.SfBServer2019)
//	// Remove-CsPublicProvider -Identity 'Skype'
//
// A [diag.Edit] is a change of a record as data. [Command] returns the line for the
// shell that makes it. Each line names its record and all its parameters, and can
// be pasted. Names are quoted, so the shell expands nothing in them.
//
// The cmdlets and their parameters follow from the schema of the record (the
// cmdlets' pages: PS-PUBLIC, PS-HOSTING, PS-ALLOWED, PS-BLOCKED, PS-POLICY,
// PS-EDGE, PS-SIPDOMAIN).
//
// [Apply] simulates the server: it returns the configuration after an edit, or the
// refusal of the server. Edits with an undocumented effect are refused too, and
// inferred refusals are marked. [Server] is the same for many edits.
//
// The package does not run anything, and does not decide what to change.
package cmdlet
