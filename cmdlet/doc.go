// Package cmdlet spells the cmdlets that write a server's configuration.
//
//	line, err := cmdlet.Command(edit, product.SfBServer2019)
//	// Remove-CsPublicProvider -Identity 'Skype'
//
// A [diag.Edit] is a change as data: it says what becomes of a record.
// [Command] is the line for the shell that does it. Each line names its record
// and all its parameters, and can be pasted: names are quoted so that the shell
// takes no part of them for anything else.
//
// Which cmdlets there are, and which members a cmdlet has a parameter for,
// follows from the schema of the record (the cmdlets' pages: PS-PUBLIC,
// PS-HOSTING, PS-ALLOWED, PS-BLOCKED, PS-POLICY, PS-EDGE, PS-SIPDOMAIN).
//
// [Apply] is the server: it returns the configuration after an edit, or the
// refusal that the server gives. What no document says is refused too, and what
// is inferred is marked. [Server] is the same for many edits.
//
// The package does not run anything, and does not decide what to change.
package cmdlet
