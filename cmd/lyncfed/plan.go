package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/plan"
	"github.com/lyncfed/lyncfed/powershell"
	"github.com/lyncfed/lyncfed/report"
)

const planStatusHelp = `A plan is unsafe if it turns federation or the last public provider off, turns
discovery on, or removes many records of a kind. It is shown, but its script is only
written with --allow-unsafe.
`

func newPlanCommand() *cobra.Command {
	var (
		options     planOptions
		fingerprint string
		both        hybridPlan
	)
	cmd := &cobra.Command{
		Use:   "plan HAVE... [WANT]",
		Short: "Plan the commands from one configuration to another",
		Long: `plan prints the commands that change a server from one configuration to another, in
an order that the server accepts, and the rollback. Steps that close come before steps
that open, so that nobody reaches more in between than before or after. The exceptions
are listed. The command runs nothing.

HAVE and WANT are each a file that the shell wrote, a directory of such files, or -
for the standard input. WANT may be partial. Kinds and members that it lacks do not
change. A kind that it has must be complete: records that are missing in it are
removed. If WANT is a script, the wanted configuration is HAVE after the script.
` + configurationHelp + `
A plan grants policies to users, but neither creates nor removes users. It lists who
gains and who loses access on a day.

Two plans for a hybrid need no WANT. HAVE must have both sides: the servers and the
tenant. With --take-over the tenant gets the lists, policies and grants of the servers.
Settings that a tenant cannot have are listed. With --leave-hybrid the hybrid ends: the
tenant stops sharing the address space, and then the hosting providers of Microsoft 365
are disabled on the servers. All users must have moved. Run the commands of a tenant in
a window that is connected with Connect-MicrosoftTeams. The script asks for them.

` + planStatusHelp + `
The exit status is 0 if there is nothing to do, 1 if the command could not run or
did not write a script, and 2 if there are steps.`,
		Example: `  lyncfed plan federation.json wanted.json
  lyncfed plan federation.json partners.ps1 --format markdown > change.md
  lyncfed plan federation.json wanted.json --only AllowedDomains,BlockedDomains
  lyncfed plan federation.json wanted.json --script plan.ps1 --rollback undo.ps1
  lyncfed plan federation.json tenant.json --take-over
  lyncfed plan federation.json tenant.json --leave-hybrid`,
		Args: func(cmd *cobra.Command, args []string) error {
			if both.isAsked() {
				return both.check(cmd, args)
			}
			if len(args) < 2 {
				return errors.New("give two configurations: lyncfed plan HAVE WANT")
			}
			return onlyOneStdin(args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := options.check(cmd); err != nil {
				return err
			}
			if both.isAsked() {
				return both.run(cmd, args, &options, fingerprint)
			}
			last := len(args) - 1
			sides, err := readSides(args[:last], args[last], cmd.InOrStdin(), cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			have, err := options.complete(sides.have, args[:last])
			if err != nil {
				return err
			}
			if want := &sides.want.Document.Configuration; want.Platform.IsZero() || options.assumed.platform != 0 {
				want.Platform = have.Platform
			}
			want, err := options.complete(sides.want, args[last:])
			if err != nil {
				return err
			}
			if !options.kinds.IsZero() {
				want = part(want, options.kinds)
			}
			if fingerprint != "" {
				if err := checkFingerprint(fingerprint, have); err != nil {
					return err
				}
			}
			done := whileBusy(cmd.ErrOrStderr(), "planning")
			p, err := planOf(sides, have, want)
			var r *planReport
			if err == nil {
				r, err = planReportOf(p, options.on)
			}
			done()
			if err != nil {
				return refusedPlan(cmd.ErrOrStderr(), err)
			}
			r.Have, r.Want, r.Origin = args[:last], args[last], originOf(want.Platform, sides.have.files, sides.want.files)
			for _, g := range federation.Compare(have, want).Gaps {
				if g.New && !g.Old && len(g.Members) == 0 {
					r.Untouched = append(r.Untouched, g.Kind)
				}
			}
			return options.write(cmd, r)
		},
	}
	options.add(cmd)
	cmd.Flags().StringVar(&options.only, "only", "", "`kinds` of WANT to plan, such as AllowedDomains,BlockedDomains (default all)")
	cmd.Flags().BoolVar(&both.takeOver, takeOverName, false, takeOverText+"; leave WANT out")
	cmd.Flags().BoolVar(&both.leave, leaveName, false, leaveText+"; leave WANT out")
	cmd.Flags().StringVar(&fingerprint, "fingerprint", "", "stop if the `number` of HAVE is not this one, from an earlier plan")
	return cmd
}

func (h hybridPlan) check(cmd *cobra.Command, args []string) error {
	switch only := cmd.Flags().Lookup("only"); {
	case h.takeOver && h.leave:
		return errors.New("--take-over and --leave-hybrid: give one of them")
	case only.Changed:
		return errors.New("--only needs WANT: leave it out with --take-over and --leave-hybrid")
	case len(args) == 0:
		return errors.New("HAVE is missing: give the exports of the servers and of the tenant")
	}
	return onlyOneStdin(args)
}

// run makes the plan and writes the report.
func (h hybridPlan) run(cmd *cobra.Command, args []string, options *planOptions, fingerprint string) error {
	talk := cmd.ErrOrStderr()
	export, err := load(args, cmd.InOrStdin(), talk)
	if err != nil {
		return err
	}
	printErrors(talk, export.Findings)
	have, err := options.complete(export, args)
	if err != nil {
		return err
	}
	if fingerprint != "" {
		if err := checkFingerprint(fingerprint, have); err != nil {
			return err
		}
	}
	done := whileBusy(talk, "planning")
	r, err := h.report(have, options.on)
	done()
	if found := slices.Collect(diag.All(err)); len(found) > 0 {
		export.Document.Place(found)
		printRefusals(talk, noPlan, found)
		return errReported
	}
	if err != nil {
		return err
	}
	r.Have, r.Origin = args, originOf(have.Platform, export.files)
	return options.write(cmd, r)
}

func onlyOneStdin(names []string) error {
	if i := slices.Index(names, "-"); i >= 0 && slices.Contains(names[i+1:], "-") {
		return errors.New("only one of them can be the standard input")
	}
	return nil
}

// sides has the two configurations of a plan: the existing one and the wanted one.
type sides struct {
	have, want *export
}

// readSides reads the existing and the wanted configuration. If want is a script, the
// wanted configuration is the existing one after the script.
func readSides(have []string, want string, stdin io.Reader, talk io.Writer) (*sides, error) {
	files, err := readFiles(have, stdin, talk)
	if err != nil {
		return nil, err
	}
	e, err := assemble(files, have, talk)
	if err != nil {
		return nil, err
	}
	s := sides{have: &export{e, report.FilesOf(files)}}
	printErrors(talk, s.have.Findings)
	wanted, err := readFiles([]string{want}, stdin, talk)
	if err != nil {
		return nil, err
	}
	isScript := !slices.ContainsFunc(wanted, func(f powershell.File) bool { return !f.IsScript() })
	read := wanted
	if isScript {
		read = slices.Concat(files, wanted)
	}
	if e, err = assemble(read, []string{want}, talk); err != nil {
		return nil, err
	}
	s.want = &export{e, report.FilesOf(wanted)}
	if !isScript {
		printErrors(talk, s.want.Findings)
		return &s, nil
	}
	of := map[string]bool{}
	for _, f := range wanted {
		of[f.Name] = true
	}
	var wrong diag.Findings
	for _, f := range s.want.Findings {
		if of[f.Pos.File] && f.Severity == diag.Error {
			wrong.Add(f)
		}
	}
	if wrong != nil {
		printRefusals(talk, "NO PLAN: not all of the script would be done, and nothing was run.", wrong)
		return nil, errReported
	}
	return &s, nil
}

// part returns a configuration with only the given kinds, and the platform.
func part(c federation.Configuration, kinds federation.Kinds) federation.Configuration {
	all := c
	c = federation.Configuration{Platform: all.Platform}
	for k := range kinds.All() {
		switch k {
		case federation.SIPDomains:
			c.SIPDomains = all.SIPDomains
		case federation.AccessEdge:
			c.AccessEdge = all.AccessEdge
		case federation.PublicProviders:
			c.PublicProviders = all.PublicProviders
		case federation.HostingProviders:
			c.HostingProviders = all.HostingProviders
		case federation.AllowedDomains:
			c.AllowedDomains = all.AllowedDomains
		case federation.BlockedDomains:
			c.BlockedDomains = all.BlockedDomains
		case federation.ExternalAccessPolicies:
			c.ExternalAccessPolicies = all.ExternalAccessPolicies
		case federation.Users:
			c.Users = all.Users
		case federation.Pools:
			c.Pools = all.Pools
		case federation.Holdings:
			c.Holdings = all.Holdings
		case federation.TenantFederationConfiguration:
			c.Tenant.FederationConfiguration = all.Tenant.FederationConfiguration
		case federation.TenantSIPDomains:
			c.Tenant.SIPDomains = all.Tenant.SIPDomains
		case federation.TenantExternalAccessPolicies:
			c.Tenant.ExternalAccessPolicies = all.Tenant.ExternalAccessPolicies
		case federation.TenantUsers:
			c.Tenant.Users = all.Tenant.Users
		default:
		}
		if all.Incomplete.Has(k) {
			c.Incomplete = c.Incomplete.With(k)
		}
	}
	return c
}

// checkFingerprint returns an error if a configuration does not have a fingerprint.
func checkFingerprint(text string, have federation.Configuration) error {
	wanted := strings.ToLower(strings.TrimSpace(text))
	if n := len(plan.Fingerprint(federation.Configuration{})); len(wanted) != n || strings.Trim(wanted, "0123456789abcdef") != "" {
		return fmt.Errorf("--fingerprint %s: it should have %d hexadecimal digits, as a plan prints it", text, n)
	}
	if err := (plan.Plan{Fingerprint: wanted}).Check(have); err != nil {
		return fmt.Errorf("HAVE: %w", err)
	}
	return nil
}

// planOf returns the plan, or an error whose findings have their positions.
func planOf(s *sides, have, want federation.Configuration) (plan.Plan, error) {
	if err := plan.Validate(have, want); err != nil {
		s.want.Document.Place(slices.Collect(diag.All(err)))
		return plan.Plan{}, err
	}
	p, err := plan.New(have, want)
	if err != nil {
		s.have.Document.Place(slices.Collect(diag.All(err)))
	}
	return p, err
}

// refusedPlan prints the reasons for which a plan was refused.
func refusedPlan(w io.Writer, err error) error {
	all := slices.Collect(diag.All(err))
	if len(all) == 0 {
		return err
	}
	printRefusals(w, noPlan+" --only plans some kinds alone.", all)
	return errReported
}

// printRefusals prints findings that stop a command.
func printRefusals(w io.Writer, heading string, findings diag.Findings) {
	p := newPrinter(w)
	p.paragraph("", heading)
	for f, who := range alike(findings) {
		at := ""
		if pos := f.Pos.String(); pos != "" {
			at = diag.Printable(pos) + ": "
		}
		p.paragraph("  ", fmt.Sprintf("%s%s: %s: %s [%s]", at, f.Severity, who, detail(f), f.Rule))
		p.paragraph("    Do: ", f.Remedy)
	}
}

// planOptions are the flags of the commands that plan.
type planOptions struct {
	on                    date.Date
	assumed               assumptions
	format, out, rollback string
	only                  string
	kinds                 federation.Kinds // the kinds of --only; none: all
	allowUnsafe           bool
	details               bool
}

func (o *planOptions) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.TextVar(&o.on, "on", date.Date{}, "`day` of the audit and of the decisions on who gains and loses, as 2014-06-30 (default today)")
	f.StringVar(&o.format, "format", "text", "text, json, markdown, csv or powershell")
	f.StringVar(&o.out, "script", "", "`file` to write the script of the plan to, whole or not at all")
	f.StringVar(&o.rollback, "rollback", "", "`file` for the script that undoes the plan")
	f.BoolVar(&o.allowUnsafe, "allow-unsafe", false, "write the script of an unsafe plan, too; --force is the same")
	f.SetNormalizeFunc(func(_ *pflag.FlagSet, name string) pflag.NormalizedName {
		if name == "force" {
			name = "allow-unsafe"
		}
		return pflag.NormalizedName(name)
	})
	addAssumedFlags(f, &o.assumed)
}

// check checks and completes the options, before files are read.
func (o *planOptions) check(cmd *cobra.Command) error {
	if o.on.IsZero() {
		o.on = date.Of(time.Now())
	}
	for _, name := range []string{"script", "rollback", "fingerprint", "only", "rule"} {
		if f := cmd.Flags().Lookup(name); f != nil && f.Changed && strings.Trim(f.Value.String(), "[]") == "" {
			return fmt.Errorf("--%s: no value is given", name)
		}
	}
	var err error
	if o.kinds, err = parseKinds(o.only); err != nil {
		return fmt.Errorf("--only: %w", err)
	}
	if o.out == "-" || o.rollback == "-" {
		return errors.New("--script and --rollback: give files; --format powershell prints the script of the plan")
	}
	return formatted(o.format, map[string]func() error{"text": nothing, "json": nothing, "markdown": nothing, "csv": nothing, "powershell": nothing})
}

func nothing() error { return nil }

// parseKinds returns the kinds that a text names.
func parseKinds(text string) (federation.Kinds, error) {
	var names []string
	for k := range federation.AllKinds() {
		names = append(names, k.String())
	}
	var kinds federation.Kinds
	for name := range strings.SplitSeq(text, ",") {
		name = strings.TrimSpace(name)
		k, err := federation.ParseKind(name)
		switch near := nearest(name, names); {
		case text == "":
			return kinds, nil
		case err == nil && !k.IsZero():
			kinds = kinds.With(k)
		case near != "":
			return 0, fmt.Errorf("there is no kind %q: did you mean %s?", name, near)
		default:
			return 0, fmt.Errorf("there is no kind %q: the kinds are %s", name, strings.Join(names, ", "))
		}
	}
	return kinds, nil
}

// complete returns the configuration of an export with the platform and the defaults
// that the options ask for.
func (o *planOptions) complete(e *export, names []string) (federation.Configuration, error) {
	c, err := o.assumed.completed(e.Document.Configuration)
	if err != nil {
		return c, fmt.Errorf("%s: %w", strings.Join(names, ", "), err)
	}
	return c, nil
}

// write writes the report, and the scripts that the options ask for.
func (o *planOptions) write(cmd *cobra.Command, r *planReport) error {
	out, talk := cmd.OutOrStdout(), cmd.ErrOrStderr()
	stopped := o.stopped(r)
	if stopped != nil && o.format == "powershell" {
		return stopped
	}
	if err := formatted(o.format, map[string]func() error{
		"text":       func() error { return r.text(out, o.details, colored(out)) },
		"json":       func() error { return writeJSON(out, r) },
		"markdown":   func() error { return r.markdown(out) },
		"csv":        func() error { return r.csv(out) },
		"powershell": func() error { return r.script(out, o.rollback) },
	}); err != nil {
		return err
	}
	if stopped != nil {
		return stopped
	}
	if err := o.scripts(r, out, talk); err != nil {
		return err
	}
	return r.Outcome.err()
}

// stopped returns the reason for which no script is written. It is nil if scripts are
// written, or none is asked for.
func (o *planOptions) stopped(r *planReport) error {
	var asked []string
	if o.format == "powershell" {
		asked = append(asked, "--format powershell")
	}
	if o.out != "" {
		asked = append(asked, "--script "+o.out)
	}
	if o.rollback != "" {
		asked = append(asked, "--rollback "+o.rollback)
	}
	switch {
	case len(asked) == 0:
		return nil
	case o.rollback != "" && r.NoRollback != "":
		return fmt.Errorf("%s: not written, because the plan cannot be undone: %s", strings.Join(asked, ", "), r.NoRollback)
	case len(r.Plan.Unsafe) > 0 && !o.allowUnsafe:
		var why []string
		for _, f := range r.Plan.Unsafe {
			why = append(why, fmt.Sprintf("%s: %s [%s]", subjectText(f.Subject), detail(f), f.Rule))
		}
		return fmt.Errorf("%s: not written, since the plan is unsafe: %s; if that is meant, give --allow-unsafe", strings.Join(asked, ", "), strings.Join(why, "; "))
	}
	return nil
}

// scripts writes the files, all of them or none.
func (o *planOptions) scripts(r *planReport, stdout, stderr io.Writer) (err error) {
	var files []*output
	defer func() {
		for _, f := range files {
			err = errors.Join(err, f.close(err != nil))
		}
		if err == nil {
			for _, f := range files {
				fmt.Fprintf(stderr, "lyncfed: wrote %s\n", diag.Printable(f.name))
			}
		}
	}()
	for _, script := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{o.out, func(w io.Writer) error { return r.script(w, o.rollback) }},
		{o.rollback, r.undo},
	} {
		if script.name == "" {
			continue
		}
		f, err := openOutput(script.name, stdout, stderr)
		if err != nil {
			return err
		}
		files = append(files, f)
		if err := script.write(f); err != nil {
			return f.failed(err)
		}
	}
	return nil
}
