package plan

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/record"
)

// ScriptOptions have the text at the top of a script.
type ScriptOptions struct {
	Title string   // a line on its purpose; "" for the number of its steps
	Notes []string // lines below the title
}

// checking is the part of a script with the functions for the checks.
//
//go:embed script.ps1
var checking string

// AppendScript appends the plan as a script for Windows PowerShell 2.0 and later.
// It has a byte order mark and CRLF line ends, so that every shell reads its
// characters correctly. The script first compares the records with those of the
// plan and saves them. It stops at the first step that fails. -WhatIf shows the
// steps and makes none. Each step is a line, with its reason above it. A plan without
// steps gives a script that makes none.
//
// One shell cannot change both the servers and a tenant. The script of a plan whose
// steps all change a tenant is for a window that is connected with
// Connect-MicrosoftTeams. Any other script is for the Management Shell, and asks for
// the commands of the tenant at their position in the order. It does not check what
// the tenant has.
//
// The error is a [*diag.Finding] for a text that cannot be quoted, and for a product
// without these cmdlets.
func (p Plan) AppendScript(dst []byte, o ScriptOptions) ([]byte, error) {
	s, err := p.script()
	if err != nil {
		return dst, err
	}
	var b strings.Builder
	title := o.Title
	if title == "" {
		title = "Makes " + count(len(p.Steps), "step") + "."
	}
	fmt.Fprintf(&b, "#Requires -Version %s\n<#\n%s\n", s.version, comment(title))
	for _, note := range o.Notes {
		fmt.Fprintln(&b, comment(note))
	}
	fmt.Fprintf(&b, `
%s
-WhatIf only shows the steps. Without it the script compares the records with those
that the plan was made for, saves them in a new folder, and makes the steps. It stops
at the first step that fails. The steps before it stay made.

Fingerprint of those records: %s
#>
%s
# The records that the plan was made for.
`, s.run, p.Fingerprint, checking+s.shell)
	writeLines(&b, s.checks)
	b.WriteString(`if ($differences.Count -gt 0) {
    $differences | Sort-Object -Unique | ForEach-Object { Write-Warning $_ }
    throw 'The records are not those that the plan was made for. Nothing was changed. Make the plan again from a new export.'
}

# Save the records before the first step.
$folder = Join-Path -Path (Get-Location).Path -ChildPath ('before-' + (Get-Date -Format 'yyyyMMdd-HHmmss'))
[void] (New-Item -ItemType Directory -Path $folder)
`)
	writeLines(&b, s.saves)
	b.WriteString("\n$changing = $true\n")
	writeLines(&b, s.steps)
	if s.restarts {
		b.WriteString("Write-Warning 'The default SIP domain has changed: restart the services RTCCAA and RTCCAS on the Front End Servers.'\n")
	}
	b.WriteString(s.end)
	dst = append(dst, "\ufeff"...)
	return append(dst, strings.ReplaceAll(b.String(), "\n", "\r\n")...), nil
}

func writeLines(b *strings.Builder, lines []string) {
	for _, line := range lines {
		b.WriteString(line)
		b.WriteByte('\n')
	}
}

// A script has the lines of a script that depend on the plan.
type script struct {
	checks, saves, steps []string
	restarts             bool   // the default SIP domain changes
	version              string // the lowest version of PowerShell
	run                  string // how to run the script
	shell                string // the commands that check the shell, or ask for commands in another one
	end                  string // the commands after the last step
}

// replication is the end of a script for servers.
const replication = `# The changes are in effect when UpToDate is True for all Edge Servers.
if (-not $WhatIfPreference) { Get-CsManagementStoreReplicationStatus | Format-Table -Property 'ReplicaFqdn', 'UpToDate' -AutoSize }
`

// newScript returns the script of the plan without its steps.
func (p Plan) newScript() script {
	if p.isOfTenant() {
		return script{version: "5.1", run: runInTenant, shell: connected}
	}
	shell := "the Management Shell"
	if !p.Platform.IsZero() {
		shell += " of " + p.Platform.Title()
	}
	s := script{version: "2.0", end: replication}
	s.run = fmt.Sprintf(`Run it in %s, as an administrator of the servers:

    powershell -NoProfile -ExecutionPolicy Bypass -File .\THIS-FILE.ps1 -WhatIf
`, shell)
	if slices.ContainsFunc(p.Steps, Step.isOfTenant) {
		s.shell, s.run = asking, s.run+runBesideTenant
	}
	return s
}

// comment returns a text for a comment, after a # or between <# and #>.
func comment(s string) string { return strings.ReplaceAll(diag.Printable(s), "#>", "# >") }

func (p Plan) script() (script, error) {
	s, alone := p.newScript(), p.isOfTenant()
	starts := map[int][]Exception{}
	for _, e := range p.Exceptions {
		starts[e.From] = append(starts[e.From], e)
	}
	present, changed := numbersOf(&p.have), map[memberKey]bool{}
	for _, step := range p.Steps {
		key, _ := keyOf(step.Subject)
		for _, m := range step.Members {
			changed[memberKey{key, m.Name}] = true
		}
	}
	seen, saved := map[recordKey]bool{}, map[federation.Kind]bool{}
	var err error
	if s.steps, err = p.confirming(); err != nil {
		return script{}, err
	}
	for i, step := range p.Steps {
		line, err := cmdlet.Command(step.Edit, p.Platform)
		if err != nil {
			return script{}, err
		}
		key, _ := keyOf(step.Subject)
		isAsked := step.isOfTenant() && !alone
		if !saved[key.kind] && !isAsked {
			saved[key.kind] = true
			s.saves = append(s.saves, save(key.kind))
		}
		if at, found := present[key]; !seen[key] && !isAsked {
			seen[key] = true
			checks, err := p.checks(key, at, found, step, changed)
			if err != nil {
				return script{}, err
			}
			s.checks = append(s.checks, checks...)
		}
		s.steps = append(s.steps, comment(fmt.Sprintf("# %d of %d: %s.", i+1, len(p.Steps), step.Why)))
		for _, f := range step.Findings {
			s.steps = append(s.steps, comment(fmt.Sprintf("# Mends %s: %s [%s]", federation.Describe(f.Subject), f.Detail, f.Rule)))
		}
		for _, e := range starts[i+1] {
			s.steps = append(s.steps, comment(fmt.Sprintf("# Until step %d is made, %s: %s.", e.To, federation.Describe(e.Subject), e.Detail)))
		}
		if isAsked {
			line, err = byHand(line)
		} else {
			line += " -WhatIf:$WhatIfPreference -ErrorAction Stop"
		}
		if err != nil {
			return script{}, err
		}
		s.steps = append(s.steps, line, "")
		s.restarts = s.restarts || key.kind == federation.SIPDomains && setsDefault(step)
	}
	return s, nil
}

// save returns the line that saves the records of a kind. Export-Clixml would truncate
// the lists of a tenant.
func save(k federation.Kind) string {
	noun := k.Row().Table().About().Noun
	if k.IsTenant() {
		return fmt.Sprintf("Get-%s | ConvertTo-Json -Depth 5 | Out-File -FilePath (Join-Path -Path $folder -ChildPath '%[1]s.json')", noun)
	}
	return fmt.Sprintf("Get-%s | Export-Clixml -Path (Join-Path -Path $folder -ChildPath '%[1]s.xml')", noun)
}

func setsDefault(s Step) bool {
	for _, m := range s.Members {
		if on, _ := m.New.Bool(); m.Name == "IsDefault" && on {
			return true
		}
	}
	return false
}

// checks returns the lines that check a record before the first step that changes
// it. A new record must not exist. The members of a changed or removed record must
// be those of the plan.
func (p Plan) checks(key recordKey, at int, found bool, step Step, changed map[memberKey]bool) ([]string, error) {
	row := key.kind.Row()
	get := "Get-" + row.Table().About().Noun
	if !found {
		line, err := checkLine("Assert-NoRecord", get, step.Subject.Identity)
		return []string{line}, err
	}
	r := row.Record(&p.have, at)
	name := r.Identity()
	switch {
	case len(row.Table().KeyNames()) == 0:
		name = "Global"
	case key.kind.IsUsers():
		name = "sip:" + strings.TrimPrefix(name, "sip:")
	}
	var lines []string
	for property := range row.Table().Properties() {
		v := r.Value(property.Name)
		changes := step.Op == diag.OpRemove || changed[memberKey{key, property.Name}]
		isOff := v.IsNull() && row.Table().TypeOf(property.Name) == record.BoolType                 // the server may print it as False
		isTenantList := key.kind.IsTenant() && row.Table().TypeOf(property.Name) == record.ListType // PowerShell prints it in several forms
		if property.Key || property.Name == "Identity" || v.IsZero() || !changes || isOff || isTenantList {
			continue
		}
		value := v.String()
		if v.IsNull() {
			value = ""
		}
		if key.kind.IsUsers() {
			value = strings.TrimPrefix(value, "Tag:")
		}
		if char.Unprintable(value) >= 0 {
			continue // the value cannot be quoted
		}
		line, err := checkLine("Assert-Member", get, name, property.Name, value)
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	if lines == nil {
		line, err := checkLine("Assert-Record", get, name)
		return []string{line}, err
	}
	return lines, nil
}

func checkLine(function string, arguments ...string) (string, error) {
	var b strings.Builder
	b.WriteString(function)
	for _, a := range arguments {
		quoted, err := cmdlet.Quote(a)
		if err != nil {
			return "", err
		}
		b.WriteByte(' ')
		b.WriteString(quoted)
	}
	return b.String(), nil
}
