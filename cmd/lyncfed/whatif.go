package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/powershell"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/reach"
	"github.com/lyncfed/lyncfed/report"
)

func newWhatIfCommand() *cobra.Command {
	var (
		on               date.Date
		platform         product.Platform
		format, from, to string
	)
	cmd := &cobra.Command{
		Use:   "whatif EXPORT... SCRIPT...",
		Short: "Show the effect of scripts on a configuration",
		Long: `whatif applies the commands of scripts to a configuration, as a server would. It
lists the refusals of the server, the records that change, the findings of an audit
that are new or gone, and who gains and who loses. It runs nothing.

EXPORT is a file that the shell wrote, or a directory of such files. Give the exports
of the servers and of the tenant one after the other, and the scripts after them. The
scripts of a directory are run in the order of their names.
` + configurationHelp + `
Gains and losses are decided between the users of the export and one address in each
domain that is on a list before or after the scripts, and one in another domain. Use
--from and --to for other addresses.

The exit status is 0 if nothing is refused and no command is wrong, 1 if the command
could not run, and 2 otherwise. With --fail-on not-known it is also 2 if the effect of
a command is not known.`,
		Example: `  lyncfed whatif federation.json partners.ps1
  lyncfed whatif federation.json tenant.json partners.ps1
  lyncfed whatif exports partners.ps1 --to contacts.txt --on 2016-01-01`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) < 2 {
				return errors.New("give an export, and after it the scripts")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			failOn, err := threshold(cmd)
			if err != nil {
				return err
			}
			if on.IsZero() {
				on = date.Of(time.Now())
			}
			exports := 1
			for exports < len(args)-1 && isExportName(args[exports]) {
				exports++
			}
			export, err := load(args[:exports], cmd.InOrStdin(), cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			printErrors(cmd.ErrOrStderr(), export.Findings)
			before := export.Document.Configuration
			platform = cmp.Or(platform, before.Platform)
			files, err := loadScripts(args[exports:], cmd.InOrStdin(), cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			of := before
			of.Platform = platform
			script, err := powershell.ReadScriptFor(of, files...)
			if err != nil {
				return err
			}
			done := whileBusy(cmd.ErrOrStderr(), "trying the scripts")
			r := whatIf(before, script, on)
			r.Origin = originOf(platform, export.files, report.FilesOf(files))
			err = r.people(before, r.after, from, to, cmd.InOrStdin())
			done()
			if err != nil {
				return err
			}
			if err := formatted(format, map[string]func() error{
				"text": func() error { return r.text(cmd.OutOrStdout()) },
				"json": func() error { return writeJSON(cmd.OutOrStdout(), r) },
			}); err != nil {
				return err
			}
			switch {
			case isSevere(r.Findings, failOn):
				return errRefused
			case r.Unknown > 0:
				return errUnknown
			}
			return nil
		},
	}
	cmd.Flags().TextVar(&on, "on", date.Date{}, "`day` that is asked about, as 2014-06-30 (default today)")
	addPlatformFlag(cmd.Flags(), &platform)
	cmd.Flags().StringVar(&from, "from", "", "`file` with the senders, an address on each line (default the users of the export)")
	cmd.Flags().StringVar(&to, "to", "", "`file` with the receivers, an address on each line (default one address in each listed domain)")
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
	return cmd
}

// A whatIfReport is the effect of running scripts.
type whatIfReport struct {
	Format int // of this form: docs/formats.md
	report.Origin
	On             date.Date
	Findings       diag.Findings           // on the scripts, and the server's refusals
	Unknown        int                     // commands with an unknown effect
	Changes        []federation.Difference // of the configuration
	Gaps           []federation.Gap        `json:",omitempty"` // members that commands with an unknown effect may change
	findingChanges                         // of the audit
	Reach          []changeJSON            `json:",omitempty"` // who gains and who loses
	NotAsked       string                  `json:",omitzero"`  // why Reach is not known; "": it is
	after          federation.Configuration
}

func whatIf(before federation.Configuration, script *powershell.Script, on date.Date) *whatIfReport {
	after, refusals := script.Apply(before)
	r := &whatIfReport{Format: 1, On: on, Findings: slices.Concat(script.Findings, refusals), after: after}
	sortByPosition(r.Findings)
	for _, c := range script.Changes {
		if !c.Known && !c.Refused {
			r.Unknown++
		}
	}
	d := federation.Compare(before, after)
	r.Changes = d.Records
	for _, g := range d.Gaps {
		if g.Incomplete && g.New && !g.Old {
			r.Gaps = append(r.Gaps, g)
		}
	}
	r.findingChanges = compareFindings(audit.Run(before, on), audit.Run(after, on), d.Gaps)
	return r
}

// maxPairs is the largest number of pairs that are decided.
const maxPairs = 1_000_000

// people sets Reach: who gains and who loses.
func (r *whatIfReport) people(before, after federation.Configuration, from, to string, stdin io.Reader) error {
	users, contacts := usersOf(before), anyoneListed(before, after)
	for _, list := range []struct {
		name string
		into *[]address.Address
	}{{from, &users}, {to, &contacts}} {
		if list.name == "" {
			continue
		}
		file, all, err := readAddresses(list.name, stdin)
		if err != nil {
			return err
		}
		*list.into, r.Files = all, append(r.Files, file)
	}
	if len(users) == 0 {
		r.NotAsked = "the export has no users: give them with --from"
		return nil
	}
	if n := len(users) * (len(contacts) + 1); n > maxPairs {
		r.NotAsked = fmt.Sprintf("there are %s pairs: give --from and --to with fewer", number(n))
		return nil
	}
	one, err := reach.NewIndex(before)
	if err != nil {
		r.NotAsked = err.Error()
		return nil
	}
	other, err := reach.NewIndex(after)
	if err != nil {
		return err
	}
	if to == "" { // and one address in a domain that no record names
		outsiders := one.Outsiders()
		contacts = append(contacts, outsiders[len(outsiders)-1])
	}
	q := reach.Query{On: r.On}
	for c := range reach.Changes(one, other, q, q, users, contacts) {
		r.Reach = append(r.Reach, changeJSON{c.Before.From, c.Before.To, change(c), c.Rule})
	}
	return nil
}

// usersOf returns the users of the servers and of the tenant, without duplicates.
func usersOf(c federation.Configuration) []address.Address {
	var all []address.Address
	seen := map[string]bool{}
	add := func(a address.Address) {
		if key := strings.ToLower(a.String()); !a.IsZero() && !seen[key] {
			seen[key] = true
			all = append(all, a)
		}
	}
	for _, u := range c.Users {
		add(u.SIPAddress)
	}
	for _, u := range c.Tenant.Users {
		add(u.SIPAddress)
	}
	return all
}

// anyoneListed returns an address in each domain that a list of either configuration has.
func anyoneListed(configurations ...federation.Configuration) []address.Address {
	var all []address.Address
	seen := map[string]bool{}
	for _, c := range configurations {
		var names []string
		for _, d := range c.AllowedDomains {
			names = append(names, d.Domain.String())
		}
		for _, d := range c.BlockedDomains {
			names = append(names, d.Domain.String())
		}
		for _, l := range tenantLists(c.Tenant) {
			names = slices.AppendSeq(names, l.Entries())
		}
		for _, name := range names {
			if a, err := address.Parse("anyone@" + name); err == nil && !seen[name] {
				seen[name] = true
				all = append(all, a)
			}
		}
	}
	return all
}

// text writes the effect for a person.
func (r *whatIfReport) text(w io.Writer) error {
	p := newPrinter(w)
	for _, f := range r.Findings {
		p.printf("%s: %s: %s\n", diag.Printable(f.Pos.String()), f.Severity, subjectText(f.Subject))
		p.paragraph("    ", fmt.Sprintf("%s [%s]", parameterDetail(f), f.Rule))
		p.paragraph("    Do: ", f.Remedy)
	}
	p.printf("CHANGES (%s)\n", number(len(r.Changes)))
	p.differences(r.Changes, false)
	for _, part := range []struct {
		title    string
		findings diag.Findings
	}{{"FINDINGS THAT ARE NEW", r.New}, {"FINDINGS THAT ARE GONE", r.Gone}} {
		p.printf("%s (%s)\n", part.title, number(len(part.findings)))
		for _, f := range part.findings {
			p.paragraph("  ", fmt.Sprintf("%s [%s]", findingText(f), f.Rule))
		}
	}
	if n := len(r.Unsure); n > 0 {
		p.printf("FINDINGS THAT MAY BE GONE (%s)\n", number(n))
		for _, f := range r.Unsure {
			p.paragraph("  ", fmt.Sprintf("%s [%s]", findingText(f), f.Rule))
		}
	}
	if len(r.Gaps) > 0 {
		p.printf("NOT KNOWN (%d)\n", len(r.Gaps))
		for _, g := range r.Gaps {
			p.paragraph("  ", g.Kind.Title()+": a command whose changes are not in the text may change more of them")
		}
	}
	p.printf("WHO GAINS AND WHO LOSES (%s)\n", number(len(r.Reach)))
	const most = 20
	for i, c := range r.Reach {
		if i == most {
			p.printf("  and %s more: --format json has them all\n", number(len(r.Reach)-most))
			break
		}
		p.printf("  %s %s %s [%s]\n", c.From, c.Change, c.To, c.Rule)
	}
	if r.NotAsked != "" {
		p.paragraph("  ", "not asked: "+r.NotAsked)
	}
	if r.Unknown > 0 {
		p.printf("Commands whose changes are not in the text: %s.\n", number(r.Unknown))
	}
	p.printf("Nothing was run.\n")
	return p.err
}
