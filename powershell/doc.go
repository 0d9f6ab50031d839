// Package powershell reads what the shell printed: a federation configuration
// as the Get-Cs… cmdlets of Lync Server and Skype for Business Server put it out,
// in whatever form it was saved.
//
//	export, err := powershell.Read(powershell.DefaultLimit, powershell.File{Name: "exports.txt", Data: data})
//	export.Document.Configuration
//
// It finds the form by itself:
//
//   - JSON of ConvertTo-Json: of one cmdlet, of several one after another, or of
//     an object with a member for each kind of record;
//   - CLIXML of Export-Clixml, likewise;
//   - CSV of Export-Csv, with or without the line #TYPE, with commas, semicolons,
//     tabs or bars;
//   - the list that Format-List prints on a console, and Name = value as scripts
//     have it;
//
// in UTF-8 or, with a byte order mark, in UTF-16. A copy that a mail quotes, or that
// has line numbers, a fence, no-break blanks or tabs, is read as the original. Banners,
// prompts and warnings before, between and after are skipped. A line that has a known
// property and is not read is an Error, and its kind is then incomplete. So are records
// in a form that the shell does not write, and records deep within other objects. So is
// what a known cmdlet printed if none of it was read, a value that is not whole, and a
// row that stands apart from its table. A table of Format-Table cuts its columns, and
// is refused. The kind of an object follows from
// its type, from the member that has it, or from its properties. An ambiguous
// object is a finding, and so is a truncated value. Every finding has its file,
// line and column.
//
// [Read] reads several files as one configuration. [federation.Document.Place] gives
// the positions of what is found later, as by an audit. [Files] has the exports in a
// directory.
//
// [ReadScript] reads scripts for the shell: what is wrong in their commands, and
// what these change.
//
// # Bounds
//
// A text that someone else sent costs time and memory in proportion to its length.
// These are refused, each with an Error and its position:
//
//   - a file of more bytes than the limit that [Read] is given;
//   - JSON objects and arrays nested more than 100 deep, and XML elements nested
//     more than 256 deep;
//   - more than 4,096 members of an object or names in the header of CSV, and more
//     than 512 properties of an object in a list;
//   - CLIXML with more than one value for each 12 bytes, one object for each 48
//     bytes, or references of more than three times the text. The shell never
//     writes such a text.
//
// Of one rule, kind and severity 1,000 findings are listed. One more with the same
// rule and severity has the number of the others. After 10,000 records of a kind
// that cannot be read, those that follow are not read. Of a script, 10,000 findings
// are listed.
//
// An [Export] holds at most 10 bytes for each byte of its files, and 20 for each of
// CLIXML. It holds more only for records of fewer than 16 bytes each: at most 160
// bytes for a record, and 15 for each byte of the shortest records that differ.
//
// The package runs nothing: a variable stays a variable, an external entity is
// refused, a secure string is passed over. It does not read the archive of
// Export-CsConfiguration, what ConvertTo-Xml writes, or text in a code page. It opens
// no files.
//
// The federation configuration, policies, SIP domains and users of a tenant of
// Microsoft 365 are read beside the servers', and never for them. A policy and a user
// are a tenant's if they have a property that no server has, or stand under a member
// such as TenantUsers. The SIP domains of a tenant have no such property: they must
// stand under TenantSipDomains.
package powershell
