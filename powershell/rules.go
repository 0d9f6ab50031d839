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
	RuleFileLarge        diag.Rule = "powershell.file.large"
	RuleFileNone         diag.Rule = "powershell.file.none"
	RuleFileSkipped      diag.Rule = "powershell.file.skipped"
	RuleLinesSkipped     diag.Rule = "powershell.lines.skipped"
	RuleMemberAbsent     diag.Rule = "powershell.member.absent"
	RuleObjectAmbiguous  diag.Rule = "powershell.object.ambiguous"
	RuleObjectForeign    diag.Rule = "powershell.object.foreign"
	RuleObjectTenant     diag.Rule = "powershell.object.tenant"
	RuleObjectUnknown    diag.Rule = "powershell.object.unknown"
	RuleOutputPart       diag.Rule = "powershell.output.part"
	RuleRecordConflict   diag.Rule = "powershell.record.conflict"
	RuleTableCut         diag.Rule = "powershell.table.cut"
	RuleTextEmpty        diag.Rule = "powershell.text.empty"
	RuleTextEncoding     diag.Rule = "powershell.text.encoding"
	RuleTextUnrecognized diag.Rule = "powershell.text.unrecognized"
	RuleTextBinary       diag.Rule = "powershell.text.binary"
	RuleValueCut         diag.Rule = "powershell.value.cut"
	RuleValuePlaceholder diag.Rule = "powershell.value.placeholder"
	RuleValueDeep        diag.Rule = "powershell.value.deep"
)

// catalog is sorted by rule. A row added here needs a constant above and an
// example in testdata/rules; run go test . -update for docs/rules.md.
var catalog = diag.Catalog{
	{
		Rule:     RuleCLIXMLSyntax,
		Severity: diag.Error,
		Summary:  "What Export-Clixml wrote must be XML, whole, and refer to nothing outside itself.",
		Remedy:   "Run Export-Clixml again; if it is not what the shell wrote, do not trust it.",
		Source:   source.PSRP,
	},
	{
		Rule:     RuleCmdletFailed,
		Severity: diag.Error,
		Summary:  "A cmdlet whose records are needed must not have failed.",
		Remedy:   "Read the shell's message, and run the cmdlet again in the Management Shell, as a member of a role that may.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleCSVSyntax,
		Severity: diag.Error,
		Summary:  "What Export-Csv wrote must be CSV: a line of names, and as many fields in each line after it.",
		Remedy:   "Run Export-Csv again; a spreadsheet that saved the file may have changed it.",
		Source:   source.ExportCSV,
	},
	{
		Rule:     RuleFileLarge,
		Severity: diag.Error,
		Summary:  "A file must not be larger than the limit that the program sets.",
		Remedy:   "Export fewer kinds of records to one file.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleFileNone,
		Severity: diag.Error,
		Summary:  "A directory must have files whose names end as those of exports or of scripts do.",
		Remedy:   "Give the files, or rename them.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleFileSkipped,
		Severity: diag.Notice,
		Summary:  "A file in a directory of exports must have a name that ends as those of exports do, or be a script that changes records, for it to be read.",
		Remedy:   "Give the file by itself, if it is to be read.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleLinesSkipped,
		Severity: diag.Notice,
		Summary:  "Lines between or after the output of cmdlets must be a prompt or a message of the shell.",
		Remedy:   "Look whether something that was meant to be read is there, cut or changed.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleMemberAbsent,
		Severity: diag.Notice,
		Summary:  "A record must have every property that an export of the platform has, to be known whole.",
		Remedy:   "Export the records whole, without Select-Object and without a list of properties.",
		Source:   source.TeamsModule,
	},
	{
		Rule:     RuleObjectAmbiguous,
		Severity: diag.Error,
		Summary:  "An object must have a property that identifies its kind of record.",
		Remedy:   "Export it with all its properties, Get-Cs… | Export-Clixml FILE, or put it under a member such as PublicProviders.",
		Source:   source.TeamsModule,
	},
	{
		Rule:     RuleObjectForeign,
		Severity: diag.Warning,
		Summary:  "A record must be of a kind that is modeled to be read.",
		Remedy:   "Judge them by hand.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleObjectTenant,
		Severity: diag.Warning,
		Summary:  "A part of a tenant of Microsoft 365 must be one that is modeled to be read.",
		Remedy:   "Export the whole configuration: Get-CsTenantFederationConfiguration | ConvertTo-Json -Depth 5 | Out-File -FilePath 'TenantFederationConfiguration.json'.",
		Source:   source.TeamsModule,
	},
	{
		Rule:     RuleObjectUnknown,
		Severity: diag.Warning,
		Summary:  "An object must be a record of the federation configuration to be read.",
		Remedy:   "Leave it out, or print all properties of the record, not some.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleOutputPart,
		Severity: diag.Notice,
		Summary:  "A cmdlet must print all records of its kind, for the others to be known not to exist.",
		Remedy:   "Run the cmdlet without a name and without a filter.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleRecordConflict,
		Severity: diag.Error,
		Summary:  "Texts that are read as one configuration must agree on each record that more than one of them has.",
		Remedy:   "Leave out the one that does not hold any more.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleTableCut,
		Severity: diag.Error,
		Summary:  "A record must not be shown as a table: a console cuts columns, so that what it shows may not be everything.",
		Remedy:   "Print it as a list or, better, export it: Get-Cs… | Format-List, or Get-Cs… | Export-Clixml FILE.",
		Source:   source.FormatTable,
	},
	{
		Rule:     RuleTextBinary,
		Severity: diag.Error,
		Summary:  "A file must be text, as the shell writes it, and not a picture or document of it.",
		Remedy:   "Export the records themselves: Get-Cs… | Export-Clixml FILE, or copy the text from the console.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleTextEmpty,
		Severity: diag.Error,
		Summary:  "A text must not be empty.",
		Remedy:   "Run the export again. A cmdlet that finds no records prints nothing: write an empty array under the member of its kind.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleTextEncoding,
		Severity: diag.Error,
		Summary:  "A text must be UTF-8, or UTF-16 that begins with a byte order mark.",
		Remedy:   "Save it as UTF-8 text, or run the export again with -Encoding UTF8.",
		Source:   source.RFC2781,
	},
	{
		Rule:     RuleTextUnrecognized,
		Severity: diag.Error,
		Summary:  "A text must have records as ConvertTo-Json, Export-Clixml, Export-Csv or Format-List write them.",
		Remedy:   "Export them: Get-Cs… | Export-Clixml FILE.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleValueCut,
		Severity: diag.Error,
		Summary:  "A value must be given itself, and not as the name of its type or a summary.",
		Remedy:   "Export it again, with a greater -Depth, or with Format-List instead of a part of it.",
		Source:   source.ConvertToJSON,
	},
	{
		Rule:     RuleValueDeep,
		Severity: diag.Error,
		Summary:  "Values must not be nested deeper than 100 times, as ConvertTo-Json writes them.",
		Remedy:   "Export the records, and not what they are a part of; what is deeper is none of the shell's.",
		Source:   source.ConvertToJSON,
	},
	{
		Rule:     RuleValuePlaceholder,
		Severity: diag.Notice,
		Summary:  "A value must be given itself to be known, and not as what stands for one that was taken out.",
		Remedy:   "Put the value back, or leave it if nothing that is asked depends on it.",
		Source:   source.Lyncfed,
	},
}

// Rules returns the rules of this package, sorted by name.
func Rules() iter.Seq[diag.RuleInfo] { return withScripts(catalog).All() }
