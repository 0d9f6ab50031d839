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
// The package does not run anything, and does not decide what to change. It
// does not say what the server makes of a command: whether the record exists, or
// another is in its way.
package cmdlet
