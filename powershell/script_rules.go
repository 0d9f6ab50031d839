package powershell

import (
	"cmp"
	"slices"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/source"
)

// The rules on scripts. A command may break those of package cmdlet, and a value
// those of its type.
const (
	RuleScriptAbbreviated diag.Rule = "powershell.script.abbreviated"
	RuleScriptAmbiguous   diag.Rule = "powershell.script.ambiguous"
	RuleScriptArgument    diag.Rule = "powershell.script.argument"
	RuleScriptBoolean     diag.Rule = "powershell.script.boolean"
	RuleScriptCmdlet      diag.Rule = "powershell.script.cmdlet"
	RuleScriptDisputed    diag.Rule = "powershell.script.disputed"
	RuleScriptEmpty       diag.Rule = "powershell.script.empty"
	RuleScriptFullStop    diag.Rule = "powershell.script.full-stop"
	RuleScriptGlobal      diag.Rule = "powershell.script.global"
	RuleScriptInvisible   diag.Rule = "powershell.script.invisible"
	RuleScriptOutput      diag.Rule = "powershell.script.output"
	RuleScriptParameter   diag.Rule = "powershell.script.parameter"
	RuleScriptPlaceholder diag.Rule = "powershell.script.placeholder"
	RuleScriptRepeated    diag.Rule = "powershell.script.repeated"
	RuleScriptStray       diag.Rule = "powershell.script.stray"
	RuleScriptTypography  diag.Rule = "powershell.script.typography"
	RuleScriptUnclosed    diag.Rule = "powershell.script.unclosed"
	RuleScriptUnknown     diag.Rule = "powershell.script.unknown"
	RuleScriptValue       diag.Rule = "powershell.script.value"
)

// scriptCatalog has the rules on scripts, sorted by name.
var scriptCatalog = diag.Catalog{
	{
		Rule:     RuleScriptAbbreviated,
		Severity: diag.Notice,
		Summary:  "A parameter in a script must have its whole name: a newer cmdlet may have another that begins so.",
		Remedy:   "Write the name in full.",
		Source:   source.Binder,
	},
	{
		Rule:     RuleScriptAmbiguous,
		Severity: diag.Error,
		Summary:  "The name of a parameter must be the beginning of one only.",
		Remedy:   "Write the name in full.",
		Source:   source.Binder,
	},
	{
		Rule:     RuleScriptArgument,
		Severity: diag.Error,
		Summary:  "A value must follow the parameter that takes it: only the Identity may stand alone.",
		Remedy:   "Write the parameter with its hyphen before the value, and all of a command on one line or with backticks.",
		Source:   source.Binder,
	},
	{
		Rule:     RuleScriptBoolean,
		Severity: diag.Error,
		Summary:  "A Boolean must be $true, $false, 1 or 0, and not a text.",
		Remedy:   "Write $true or $false without quotes.",
		Source:   source.Binder,
	},
	{
		Rule:     RuleScriptCmdlet,
		Severity: diag.Error,
		Summary:  "The name of a cmdlet must be one that exists.",
		Remedy:   "Correct the name.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleScriptDisputed,
		Severity: diag.Notice,
		Summary:  "A new hosting provider must have EnabledSharedAddressSpace and HostsOCSUsers: by some pages the shell asks for them.",
		Remedy:   "Give both, as $true or $false.",
		Source:   source.NewHostingProvider,
	},
	{
		Rule:     RuleScriptEmpty,
		Severity: diag.Warning,
		Summary:  "A script must have a command that reads or writes the records of servers or of a tenant, for there to be something to check.",
		Remedy:   "Give the script that has the commands.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleScriptFullStop,
		Severity: diag.Error,
		Summary:  "A value must not have the full stop of the sentence that it was copied from.",
		Remedy:   "Remove the full stop.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleScriptGlobal,
		Severity: diag.Warning,
		Summary:  "A command that changes the Global policy must name it. Set-CsExternalAccessPolicy without -Identity changes it, for all users without another policy.",
		Remedy:   "Write -Identity Global, or the policy that is meant.",
		Source:   source.NewExternalAccessPolicy,
	},
	{
		Rule:     RuleScriptInvisible,
		Severity: diag.Error,
		Summary:  "A command must not have characters that cannot be seen.",
		Remedy:   "Write the word again by hand.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleScriptOutput,
		Severity: diag.Error,
		Summary:  "A script must not have what the shell prints, such as a prompt, a list or JSON: the shell does not take it back, and it is not read.",
		Remedy:   "Move what was printed to a file of its own, and give that before the script.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleScriptParameter,
		Severity: diag.Error,
		Summary:  "A parameter must be one that the cmdlet has.",
		Remedy:   "Correct the name, or leave the parameter out.",
		Source:   source.Binder,
	},
	{
		Rule:     RuleScriptPlaceholder,
		Severity: diag.Error,
		Summary:  "A placeholder must be replaced by what it stands for.",
		Remedy:   "Write the name or the value in its place, in single quotation marks.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleScriptRepeated,
		Severity: diag.Error,
		Summary:  "A command must have each parameter once.",
		Remedy:   "Remove all but one of them.",
		Source:   source.Binder,
	},
	{
		Rule:     RuleScriptStray,
		Severity: diag.Error,
		Summary:  "A closing bracket must have an opening one, and a script must have no NUL.",
		Remedy:   "Remove the character, or add the opening bracket.",
		Source:   source.Tokenizer,
	},
	{
		Rule:     RuleScriptTypography,
		Severity: diag.Error,
		Summary:  "Hyphens and quotation marks must be those that the shell takes for them.",
		Remedy:   "Write the character again by hand.",
		Source:   source.Tokenizer,
	},
	{
		Rule:     RuleScriptUnclosed,
		Severity: diag.Error,
		Summary:  "A quotation mark, a bracket and a comment must have their end.",
		Remedy:   "Add the end. What follows is a part of the text until then.",
		Source:   source.Tokenizer,
	},
	{
		Rule:     RuleScriptUnknown,
		Severity: diag.Notice,
		Summary:  "What a command does must be in the text to be checked in full.",
		Remedy:   "Check the command where its values come from.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleScriptValue,
		Severity: diag.Error,
		Summary:  "A parameter must have one value of its type.",
		Remedy:   "Give the value, or leave the parameter out.",
		Source:   source.Binder,
	},
}

// withScripts returns a catalog with the rules on scripts too.
func withScripts(c diag.Catalog) diag.Catalog {
	return slices.SortedFunc(slices.Values(slices.Concat(c, scriptCatalog)), func(a, b diag.RuleInfo) int { return cmp.Compare(a.Rule, b.Rule) })
}
