package powershell

import (
	"cmp"
	"slices"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/source"
)

// The rules on scripts. A command may also break rules of package cmdlet, and a value may
// break rules of its type.
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
		Summary:  "A parameter in a script must have its full name: a newer cmdlet may have another parameter with the same beginning.",
		Remedy:   "Write the name in full.",
		Source:   source.Binder,
	},
	{
		Rule:     RuleScriptAmbiguous,
		Severity: diag.Error,
		Summary:  "An abbreviated parameter must match exactly one parameter of the cmdlet.",
		Remedy:   "Write the name in full.",
		Source:   source.Binder,
	},
	{
		Rule:     RuleScriptArgument,
		Severity: diag.Error,
		Summary:  "A value must follow the name of its parameter. Only the Identity may stand alone.",
		Remedy:   "Write the parameter with its hyphen before the value. Write the command on one line, or end its lines with backticks.",
		Source:   source.Binder,
	},
	{
		Rule:     RuleScriptBoolean,
		Severity: diag.Error,
		Summary:  "A Boolean must be $true, $false, 1 or 0, not a text.",
		Remedy:   "Write $true or $false without quotes.",
		Source:   source.Binder,
	},
	{
		Rule:     RuleScriptCmdlet,
		Severity: diag.Error,
		Summary:  "A cmdlet must exist.",
		Remedy:   "Correct the name.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleScriptDisputed,
		Severity: diag.Notice,
		Summary:  "A new hosting provider must have EnabledSharedAddressSpace and HostsOCSUsers. According to some pages the shell prompts for them.",
		Remedy:   "Give both, as $true or $false.",
		Source:   source.NewHostingProvider,
	},
	{
		Rule:     RuleScriptEmpty,
		Severity: diag.Warning,
		Summary:  "A script must have at least one command that reads or writes records of servers or of a tenant.",
		Remedy:   "Give a script with commands for federation. Others, such as those that move or disable users, are not read.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleScriptFullStop,
		Severity: diag.Error,
		Summary:  "A value must not end with the full stop of a sentence from which it was copied.",
		Remedy:   "Remove the full stop.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleScriptGlobal,
		Severity: diag.Warning,
		Summary:  "A command that changes the Global policy must name it. Without -Identity, Set-CsExternalAccessPolicy changes Global, which applies to all users without another policy.",
		Remedy:   "Write -Identity with Global or the intended policy.",
		Source:   source.NewExternalAccessPolicy,
	},
	{
		Rule:     RuleScriptInvisible,
		Severity: diag.Error,
		Summary:  "A command must not have invisible characters.",
		Remedy:   "Write the word again by hand.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleScriptOutput,
		Severity: diag.Error,
		Summary:  "A script must not have output of the shell, such as a prompt, a list or JSON. The shell cannot run it, and it is not read here.",
		Remedy:   "Move the output to another file, and give that file before the script.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleScriptParameter,
		Severity: diag.Error,
		Summary:  "A parameter must exist in its cmdlet.",
		Remedy:   "Correct the name, or leave the parameter out.",
		Source:   source.Binder,
	},
	{
		Rule:     RuleScriptPlaceholder,
		Severity: diag.Error,
		Summary:  "A placeholder must be replaced by a real name or value.",
		Remedy:   "Write the name or value in single quotation marks.",
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
		Summary:  "A closing bracket must have an opening bracket. A script must not have NUL characters.",
		Remedy:   "Remove the character, or add the opening bracket.",
		Source:   source.Tokenizer,
	},
	{
		Rule:     RuleScriptTypography,
		Severity: diag.Error,
		Summary:  "Hyphens and quotation marks must be characters that the shell accepts as such.",
		Remedy:   "Type the character again.",
		Source:   source.Tokenizer,
	},
	{
		Rule:     RuleScriptUnclosed,
		Severity: diag.Error,
		Summary:  "A quotation mark, a bracket and a comment must be closed.",
		Remedy:   "Close it. Otherwise the following text belongs to it.",
		Source:   source.Tokenizer,
	},
	{
		Rule:     RuleScriptUnknown,
		Severity: diag.Notice,
		Summary:  "The values of a command must be in the script for a full check.",
		Remedy:   "Check the source of the values.",
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
