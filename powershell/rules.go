package powershell

import (
	"iter"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/source"
)

// The rules of this package.
const (
	RuleCLIXMLSyntax     diag.Rule = "powershell.clixml.syntax"
	RuleCmdletFailed     diag.Rule = "powershell.cmdlet.failed"
	RuleCSVSyntax        diag.Rule = "powershell.csv.syntax"
	RuleFileNone         diag.Rule = "powershell.file.none"
	RuleFileSkipped      diag.Rule = "powershell.file.skipped"
	RuleLinesSkipped     diag.Rule = "powershell.lines.skipped"
	RuleMemberAbsent     diag.Rule = "powershell.member.absent"
	RuleObjectAmbiguous  diag.Rule = "powershell.object.ambiguous"
	RuleObjectBlocked    diag.Rule = "powershell.object.blocked"
	RuleObjectForeign    diag.Rule = "powershell.object.foreign"
	RuleObjectTenant     diag.Rule = "powershell.object.tenant"
	RuleObjectUnknown    diag.Rule = "powershell.object.unknown"
	RuleRecordConflict   diag.Rule = "powershell.record.conflict"
	RuleTableCut         diag.Rule = "powershell.table.cut"
	RuleTextEmpty        diag.Rule = "powershell.text.empty"
	RuleTextEncoding     diag.Rule = "powershell.text.encoding"
	RuleTextUnrecognized diag.Rule = "powershell.text.unrecognized"
	RuleTextBinary       diag.Rule = "powershell.text.binary"
	RuleValueCut         diag.Rule = "powershell.value.cut"
	RuleValueDeep        diag.Rule = "powershell.value.deep"
)

// catalog is sorted by rule. A row added here needs a constant above and an
// example in testdata/rules; run go test . -update for docs/rules.md.
var catalog = diag.Catalog{
	{
		Rule:     RuleCLIXMLSyntax,
		Severity: diag.Error,
		Summary:  "What Export-Clixml wrote is XML, whole, and refers to nothing outside itself.",
		Remedy:   "Run Export-Clixml again; if it is not what the shell wrote, do not trust it.",
		Source:   source.PSRP,
	},
	{
		Rule:     RuleCmdletFailed,
		Severity: diag.Error,
		Summary:  "A cmdlet whose records are needed has not failed.",
		Remedy:   "Read the shell's message, and run the cmdlet again in the Management Shell, as a member of a role that may.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleCSVSyntax,
		Severity: diag.Error,
		Summary:  "What Export-Csv wrote is CSV: a line of names, and as many fields in each line after it.",
		Remedy:   "Run Export-Csv again; a spreadsheet that saved the file may have changed it.",
		Source:   source.ExportCSV,
	},
	{
		Rule:     RuleFileNone,
		Severity: diag.Error,
		Summary:  "A directory of exports must have files whose names end as those of exports do.",
		Remedy:   "Give the files, or rename them.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleFileSkipped,
		Severity: diag.Notice,
		Summary:  "The name of a file in a directory of exports must end as those of exports do, for it to be read.",
		Remedy:   "Give the file by itself, if it is an export.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleLinesSkipped,
		Severity: diag.Notice,
		Summary:  "Lines between or behind what the shell printed are a prompt or the shell's own talk.",
		Remedy:   "Look whether something that was meant to be read is there, cut or changed.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleMemberAbsent,
		Severity: diag.Notice,
		Summary:  "A record has all that the store requires of it, as every export does.",
		Remedy:   "Export the record whole, without Select-Object.",
		Source:   source.TeamsModule,
	},
	{
		Rule:     RuleObjectAmbiguous,
		Severity: diag.Error,
		Summary:  "An object has a property that tells which kind of record it is.",
		Remedy:   "Print all properties of it, or put it under a member such as PublicProviders, as the script of lyncfed export-script does.",
		Source:   source.TeamsModule,
	},
	{
		Rule:     RuleObjectBlocked,
		Severity: diag.Notice,
		Summary:  "An object that has a domain, and nothing that every allowed domain has, is a blocked domain.",
		Remedy:   "If it is an allowed domain, print all its properties: MarkForMonitoring tells.",
		Source:   source.TeamsModule,
	},
	{
		Rule:     RuleObjectForeign,
		Severity: diag.Warning,
		Summary:  "Records of kinds that are not modeled are not read.",
		Remedy:   "Judge them by hand.",
		Source:   source.TeamsModule,
	},
	{
		Rule:     RuleObjectTenant,
		Severity: diag.Warning,
		Summary:  "The configuration of a tenant of Microsoft 365 is not that of a server, and is not read.",
		Remedy:   "Print the servers' configuration: Get-CsAllowedDomain and the like, without Tenant in the name.",
		Source:   source.TeamsModule,
	},
	{
		Rule:     RuleObjectUnknown,
		Severity: diag.Warning,
		Summary:  "An object is a record of the federation configuration.",
		Remedy:   "Leave it out, or print all properties of the record, not some.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleRecordConflict,
		Severity: diag.Error,
		Summary:  "Texts that are read as one configuration agree on each record that more than one of them has.",
		Remedy:   "Leave out the one that does not hold any more.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleTableCut,
		Severity: diag.Error,
		Summary:  "A table on a console cuts columns, so that what it shows may not be all there is.",
		Remedy:   "Print it as a list or, better, export it: Get-Cs… | Format-List, or Get-Cs… | Export-Clixml FILE.",
		Source:   source.FormatTable,
	},
	{
		Rule:     RuleTextBinary,
		Severity: diag.Error,
		Summary:  "A file is text, as the shell writes it, and no picture or document of it.",
		Remedy:   "Export the records themselves: Get-Cs… | Export-Clixml FILE, or copy the text from the console.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleTextEmpty,
		Severity: diag.Error,
		Summary:  "A text has something in it.",
		Remedy:   "Run the export again; a cmdlet that finds no records prints nothing, and then the file says nothing: use the script of lyncfed export-script, which says which kinds there are none of.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleTextEncoding,
		Severity: diag.Error,
		Summary:  "A text is UTF-8, or UTF-16 that begins with a byte order mark.",
		Remedy:   "Save it as UTF-8 text, or run the export again with -Encoding UTF8.",
		Source:   source.RFC2781,
	},
	{
		Rule:     RuleTextUnrecognized,
		Severity: diag.Error,
		Summary:  "A text has records as ConvertTo-Json, Export-Clixml, Export-Csv or Format-List write them.",
		Remedy:   "Export them: Get-Cs… | Export-Clixml FILE, or run the script that lyncfed export-script prints.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleValueCut,
		Severity: diag.Error,
		Summary:  "A value is there itself, and not the name of its type or a summary of it.",
		Remedy:   "Export it again, with a greater -Depth, or with Format-List instead of a part of it.",
		Source:   source.ConvertToJSON,
	},
	{
		Rule:     RuleValueDeep,
		Severity: diag.Error,
		Summary:  "Values are within one another no deeper than 100 times, as ConvertTo-Json writes them.",
		Remedy:   "Export the records, and not what they are a part of; what is deeper is none of the shell's.",
		Source:   source.ConvertToJSON,
	},
}

// Rules returns the rules of this package, sorted by name.
func Rules() iter.Seq[diag.RuleInfo] { return catalog.All() }
