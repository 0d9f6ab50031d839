// Package cmdlet writes edits as PowerShell commands, and simulates their effect on a
// server.
//
//	line, err := cmdlet.Command(edit, product.SfBServer2019)
//	// Remove-CsPublicProvider -Identity 'Skype'
//
// A [diag.Edit] is a change of a record as data. [Command] returns the line for
// PowerShell that makes the change. The line names the record and all parameters, and
// can be pasted. Texts are quoted, so that PowerShell expands nothing in them.
//
// The cmdlets and their parameters are derived from the schema of the record, which
// follows the cmdlets' pages (PS-PUBLIC, PS-HOSTING, PS-ALLOWED, PS-BLOCKED,
// PS-POLICY, PS-EDGE, PS-SIPDOMAIN).
//
// [Apply] simulates the server: it returns the configuration after an edit, or the
// refusal of the server. It also refuses edits with an undocumented effect, and
// marks inferred refusals. [Server] does the same for a series of edits.
//
// The package runs no commands, and does not decide what to change.
package cmdlet
