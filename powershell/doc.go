// Package powershell reads the output of PowerShell as a federation configuration: the
// records that the Get-Cs… cmdlets of Lync Server and Skype for Business Server print, in
// any form in which they were saved.
//
//	export, err := powershell.Read(powershell.DefaultLimit, powershell.File{Name: "exports.txt", Data: data})
//	export.Document.Configuration
//
// It recognizes the form:
//
//   - JSON of ConvertTo-Json: the output of one cmdlet, of several one after another, or
//     an object with a member for each kind of record;
//   - CLIXML of Export-Clixml, with the same contents;
//   - CSV of Export-Csv, with or without the #TYPE line, with commas, semicolons, tabs or
//     bars;
//   - the list that Format-List prints on a console, and Name = value as scripts write it.
//
// The encoding is UTF-8, or UTF-16 with a byte order mark. Lines end in LF, CR LF or CR.
// An e-mail in quoted-printable or base64 is refused. A copy in an e-mail reply, or
// with line numbers, a code fence, no-break spaces or tabs, is read like the original. So
// is a copy with the tags of a page, the colors of a terminal, the lines of a pager, or the
// links that mail programs add. Banners, prompts and warnings are skipped.
//
// The kind of an object follows from its type, from the member that has it, or from its
// properties. An ambiguous object has a finding, and so has a truncated value. Every
// finding has its file, line and column.
//
// Text that looks like a record is never skipped silently. In these cases the finding has
// severity Error, and the kind is incomplete:
//
//   - a line with a known property that is not read;
//   - records in a form that PowerShell does not write, or deep within other objects;
//   - output of a known cmdlet of which nothing was read;
//   - lines with domains or addresses alone, and the objects of Format-Table that were
//     exported in place of the records;
//   - a line for records that a person left out, such as "... 12 more ...";
//   - a truncated value, or a row apart from its table;
//   - a table of Format-Table, which truncates its columns.
//
// [Read] reads several files as one configuration. [federation.Document.Place] sets the
// positions of findings that are made later, for example by an audit. [Files] returns the
// exports in a directory.
//
// [ReadScript] reads scripts. It returns the faults of their commands, and the changes
// that the commands make.
//
// # Bounds
//
// Reading takes time and memory in proportion to the length of the text. The package
// refuses these texts with an Error and its position:
//
//   - a file of more bytes than the limit of [Read];
//   - JSON objects and arrays nested more than 100 deep, and XML elements nested
//     more than 256 deep;
//   - more than 4,096 members of an object or names in the header of CSV, and more
//     than 512 properties of an object in a list;
//   - CLIXML with more than one value for each 12 bytes, one object for each 48
//     bytes, or references of more than three times the text. PowerShell never
//     writes such a text.
//
// For each rule, kind and severity, at most 1,000 findings are listed. One more finding
// has the number of the others. After 10,000 unreadable records of a kind, the rest of
// the kind is not read. For a script, at most 10,000 findings are listed.
//
// An [Export] holds at most 10 bytes of memory for each byte of its files, and 20 for each
// byte of CLIXML. It holds more only for records of fewer than 16 bytes each: at most 160
// bytes for a record, and 15 for each byte of the shortest records that differ.
//
// The package runs nothing. It does not evaluate variables, refuses external entities of
// XML, and skips secure strings. It does not read the archive of Export-CsConfiguration,
// the output of ConvertTo-Xml, or text in a code page. It opens no files.
//
// # Microsoft 365
//
// The federation configuration, policies, SIP domains and users of a Microsoft 365 tenant
// are read too, and are kept apart from those of the servers. A policy or a user belongs
// to a tenant if it has a property that no server has, or if it is in a member such as
// TenantUsers. The SIP domains of a tenant have no such property. They must be in the
// member TenantSipDomains, or below a prompt with Get-CsOnlineSipDomain.
package powershell
