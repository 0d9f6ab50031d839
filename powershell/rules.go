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
	RuleValueDeep        diag.Rule = "powershell.value.deep"
	RuleValueEscaped     diag.Rule = "powershell.value.escaped"
	RuleValuePlaceholder diag.Rule = "powershell.value.placeholder"
)

// catalog is sorted by rule. A row added here needs a constant above and an
// example in testdata/rules; run go test . -update for docs/rules.md.
var catalog = diag.Catalog{
	{
		Rule:     RuleCLIXMLSyntax,
		Severity: diag.Error,
		Summary:  "A file of Export-Clixml must be complete XML without references to other files.",
		Remedy:   "Run Export-Clixml again. Do not trust the file if another program wrote it.",
		Source:   source.PSRP,
	},
	{
		Rule:     RuleCmdletFailed,
		Severity: diag.Error,
		Summary:  "A cmdlet of the export must not have failed.",
		Remedy:   "Read the shell's message. Run the cmdlet again in the Management Shell, with a role that permits it.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleCSVSyntax,
		Severity: diag.Error,
		Summary:  "A file of Export-Csv must have a line of names, and the same number of fields in every other line.",
		Remedy:   "Run Export-Csv again. A spreadsheet may have changed the file when it saved it.",
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
		Summary:  "A directory must have at least one file with the extension of an export or a script.",
		Remedy:   "Name the files themselves, or rename them.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleFileSkipped,
		Severity: diag.Notice,
		Summary:  "To be read, a file in a directory must have the extension of an export, or be a script that changes records.",
		Remedy:   "Name the file itself if it should be read.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleLinesSkipped,
		Severity: diag.Notice,
		Summary:  "Lines between or after the output of cmdlets must be prompts or messages of the shell.",
		Remedy:   "Check whether the lines belong to a record that was truncated or changed.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleMemberAbsent,
		Severity: diag.Notice,
		Summary:  "A record must have every property that an export of the server product has.",
		Remedy:   "Export whole records, without Select-Object and without a list of properties.",
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
		Summary:  "A record must be of a supported kind.",
		Remedy:   "Check these records by hand.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleObjectTenant,
		Severity: diag.Warning,
		Summary:  "A part of a tenant of Microsoft 365 must be of a supported kind.",
		Remedy:   "Export the whole configuration: Get-CsTenantFederationConfiguration | ConvertTo-Json -Depth 5 | Out-File -FilePath 'TenantFederationConfiguration.json'.",
		Source:   source.TeamsModule,
	},
	{
		Rule:     RuleObjectUnknown,
		Severity: diag.Warning,
		Summary:  "An object must be a record of the federation configuration.",
		Remedy:   "Remove the object, or export the record with all its properties.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleOutputPart,
		Severity: diag.Notice,
		Summary:  "A cmdlet must print all records of its kind. Otherwise it is not known whether there are more.",
		Remedy:   "Run the cmdlet without a name and without a filter.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleRecordConflict,
		Severity: diag.Error,
		Summary:  "Texts that are read as one configuration must not have different values for the same record.",
		Remedy:   "Leave out the text that is out of date.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleTableCut,
		Severity: diag.Error,
		Summary:  "A record must not be printed as a table: a console truncates columns.",
		Remedy:   "Export it: Get-Cs… | Export-Clixml FILE, or print it as a list: Get-Cs… | Format-List.",
		Source:   source.FormatTable,
	},
	{
		Rule:     RuleTextBinary,
		Severity: diag.Error,
		Summary:  "A file must be the text that the shell wrote, not a picture or a document.",
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
		Summary:  "A value must be complete, and not the name of its type or a summary.",
		Remedy:   "Export it again with a greater -Depth, or with Format-List.",
		Source:   source.ConvertToJSON,
	},
	{
		Rule:     RuleValueDeep,
		Severity: diag.Error,
		Summary:  "Values must be nested at most 100 deep, the limit of ConvertTo-Json.",
		Remedy:   "Export the records alone. The shell does not write deeper values.",
		Source:   source.ConvertToJSON,
	},
	{
		Rule:     RuleValueEscaped,
		Severity: diag.Warning,
		Summary:  "A value must not have the escapes of a web page or a URL, such as &amp; or %20.",
		Remedy:   "Copy the text that the page shows, or run the export again. Keep the value if the server has it so.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleValuePlaceholder,
		Severity: diag.Notice,
		Summary:  "A value must not be a placeholder, such as xxxxx, or none in place of a host.",
		Remedy:   "Insert the real value. Without it, answers that depend on the value are not known.",
		Source:   source.Lyncfed,
	},
}

// Rules returns the rules of this package, sorted by name.
func Rules() iter.Seq[diag.RuleInfo] { return withScripts(catalog).All() }
