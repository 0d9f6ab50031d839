// Package powershell reads what the shell printed: a federation configuration
// as the Get-Cs… cmdlets of Lync Server and Skype for Business Server put it out,
// in whatever form it was saved.
//
//	export, err := powershell.Read(powershell.File{Name: "exports.txt", Data: data})
//	export.Document.Configuration
//
// It finds the form by itself:
//
//   - JSON of ConvertTo-Json: of one cmdlet, of several one after another, or of
//     an object with a member for each kind of record;
//   - CLIXML of Export-Clixml, likewise;
//   - CSV of Export-Csv, with or without the line #TYPE, with commas, semicolons
//     or tabs;
//   - the list that Format-List prints on a console, and Name = value as scripts
//     have it;
//
// in UTF-8 or, with a byte order mark, in UTF-16. Banners, prompts and warnings
// before, between and behind are passed over. A table of Format-Table cuts its
// columns, and is refused. What an object is comes from its type, from the
// member that it is under, or from its properties; what that leaves open is a
// finding, and so is a value that was cut. Every finding has its file, line and
// column.
//
// [Read] reads several files as one configuration. [federation.Document.Place] gives
// the positions of what is found later, as by an audit. [Files] has the exports in a
// directory.
//
// The package runs nothing: a variable stays a variable, an external entity is
// refused, a secure string is passed over. It does not read the configuration of
// a tenant of Microsoft 365, the archive of Export-CsConfiguration, what
// ConvertTo-Xml writes, or text in a code page. It opens no files.
package powershell
