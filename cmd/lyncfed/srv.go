package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/powershell"
	"github.com/lyncfed/lyncfed/provider"
	"github.com/lyncfed/lyncfed/report"
)

func newSRVCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "srv",
		Short: "Show and check the federation SRV records of SIP domains",
		Long: `srv shows the DNS record by which federated partners find each SIP domain, and checks
existing records.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newSRVShowCommand(), newSRVCheckCommand())
	return cmd
}

func newSRVShowCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "show EXPORT|DIRECTORY|-...",
		Short: "Show the federation SRV record that each SIP domain needs",
		Long: `show prints the federation SRV record that each SIP domain of a configuration
needs, including the default domain. An export does not have the name of the Access
Edge, so that the target is described by its form.

The exit status is 0 if the records are shown, 1 if the command could not run, and
3 if the export does not have the SIP domains.`,
		Example: `  lyncfed srv show federation.json`,
		Args:    someArguments("a file that the shell wrote, a directory of such files, or - for standard input", true),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := load(args, cmd.InOrStdin(), cmd.ErrOrStderr())
			if _, no := domain.ParseSIPDomain(args[0]); errors.Is(err, fs.ErrNotExist) && no == nil && !slices.Contains(exportNames, strings.ToLower(filepath.Ext(args[0]))) {
				return fmt.Errorf("%w; the record of one domain without an export: lyncfed srv check --live --domain %s", err, args[0])
			}
			if err != nil {
				return err
			}
			config := c.Document.Configuration
			if !config.Knows(federation.SIPDomains) {
				fmt.Fprintln(cmd.ErrOrStderr(), "lyncfed: the SIP domains are not known: what was read does not have SipDomains, or not all of them; export Get-CsSipDomain")
				return errUnknown
			}
			needed := neededRecords(config)
			return formatted(format, map[string]func() error{
				"text": func() error { return showSRV(cmd.OutOrStdout(), needed, args) },
				"json": func() error {
					return writeJSON(cmd.OutOrStdout(), neededForm{1, originOf(config.Platform, c.files), needed})
				},
			})
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
	return cmd
}

// A neededForm is the JSON form of the needed records: docs/formats.md.
type neededForm struct {
	Format int
	report.Origin
	Records []neededRecord
}

// A neededRecord is the JSON form of the record that a SIP domain needs.
type neededRecord struct {
	Domain    domain.SIPDomain
	IsDefault bool
	Home      audit.SRVHome
	Name      string
	Port      int
	Target    string `json:",omitempty"` // the target, if it is the same for all domains of the kind
	Below     string `json:",omitempty"` // otherwise: the target has one more label than this name
}

func neededRecords(c federation.Configuration) []neededRecord {
	needed := []neededRecord{}
	for _, d := range c.SIPDomains {
		r := neededRecord{Domain: d.Identity, IsDefault: d.IsDefault, Home: audit.OnServers, Name: d.Identity.FederationSRV(), Port: 5061}
		cloud := domain.SRV{Domain: d.Identity, Target: domain.MustParseName(provider.Microsoft365Host)}
		if audit.HomeOfSRV(c, d.Identity, cloud) == audit.InMicrosoft365 {
			r.Home, r.Target = audit.InMicrosoft365, provider.Microsoft365Host
		} else {
			r.Below = d.Identity.String()
		}
		needed = append(needed, r)
	}
	return needed
}

func showSRV(w io.Writer, needed []neededRecord, files []string) error {
	p := newPrinter(w)
	var text strings.Builder
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "SIP DOMAIN\tRECORD\tPORT\tTARGET")
	var list strings.Builder // for a terminal too narrow for the table
	split := false
	for _, r := range needed {
		name := r.Domain.String()
		if r.IsDefault {
			name += " (default)"
		}
		target := r.Target
		if target == "" {
			target = "LABEL." + r.Below
		}
		split = split || r.Home == audit.InMicrosoft365
		fmt.Fprintf(table, "%s\t%s\t%d\t%s\n", name, r.Name, r.Port, target)
		fmt.Fprintf(&list, "%s\n  Record: %s\n  Port:   %d\n  Target: %s\n", name, r.Name, r.Port, target)
	}
	table.Flush()
	if fits(text.String(), p.width) {
		p.printf("%s", &text)
	} else {
		p.printf("%s", &list)
	}
	p.printf("\n")
	p.paragraph("  Target:      ", "LABEL is for you to fill in: your Access Edge, by a name with exactly one label in front of the SIP domain, such as sip.contoso.com for contoso.com. sip.it.contoso.com and sip.contoso-edge.com are refused (SFB-SKYPE, CISCO). The name of the Access Edge is not in an export. The record of a domain that is shared with Microsoft 365 points to the Access Edge too (SA-SPLIT-DOMAIN).")
	if split {
		p.paragraph("  In the cloud:", " a domain whose users are all in Microsoft 365 may point to "+provider.Microsoft365Host+" when the hybrid ends (SFB-HYBRID-OFF).")
	}
	p.paragraph("  Certificate: ", "the external certificate of the Access Edge has each target by its full name, in its subject or alternative names. A wildcard does not count (SFB-SKYPE, HH202161).")
	p.paragraph("  Each domain: ", "one record for each SIP domain (SFB-ENV).")
	p.printf("\nCheck what is published:\n\n  lyncfed srv check --live --config %s\n", diag.Printable(strings.Join(files, " --config ")))
	for _, r := range needed {
		p.printf("  Resolve-DnsName -Type SRV %s | Format-List\n", r.Name)
	}
	return p.err
}

// srvFlags are the flags of lyncfed srv check.
type srvFlags struct {
	config, domains               []string
	certificate, resolver, format string
	live, tls                     bool
	on                            date.Date
}

func newSRVCheckCommand() *cobra.Command {
	var flags srvFlags
	cmd := &cobra.Command{
		Use:   "check FILE|-",
		Short: "Check federation SRV records, and the certificate of their target",
		Long: `check checks the federation SRV records of SIP domains: name, port, target, and the
names in the certificate of the target.

The file is a JSON object with Domain and Records. Each record has Name, Target, Port
and, if known, Certificate (a list of names) or CertificatePEM. The file may also be
the output of Resolve-DnsName -Type SRV, nslookup -type=srv, host or dig. --domain
gives the SIP domain of records without a name, as in the output of dig +short.

A domain on your own servers needs a target with exactly one label in front of the
domain. A domain in Microsoft 365 points to sipfed.online.lync.com, and a domain of
Microsoft accounts to federation.messenger.msn.com. With --config the domains on your
servers are known. Without it the target decides.

--live asks DNS instead of reading a file, for the domains of --domain or for all
SIP domains of --config. --tls opens each target and reads its certificate. Only
with these two does the command use the network, and it lists its queries.

The exit status is 0 if the records are right, 1 if the command could not run, 2 for
errors, warnings and other findings that --fail-on names, and 3 if the answer is not
known.`,
		Example: `  lyncfed srv check srv.json
  lyncfed srv check srv.txt --config federation.json --certificate edge.pem
  lyncfed srv check --live --tls --domain contoso.com --resolver 192.0.2.53:53`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return runSRVCheck(cmd, args, &flags) },
	}
	f := cmd.Flags()
	f.StringArrayVar(&flags.config, "config", nil, "`file` that the shell wrote with the configuration, or directory of such files; may be given again")
	f.StringArrayVar(&flags.domains, "domain", nil, "SIP `domain` that is asked about; may be given again with --live")
	f.StringVar(&flags.certificate, "certificate", "", "`file` with the external certificate of your Access Edge, in PEM or DER")
	f.BoolVar(&flags.live, "live", false, "ask DNS for the records")
	f.StringVar(&flags.resolver, "resolver", "", "DNS server to ask, as `HOST:PORT` (default those of this computer)")
	f.BoolVar(&flags.tls, "tls", false, "open each target and read its certificate")
	f.TextVar(&flags.on, "on", date.Date{}, "`day` to check for, as 2019-08-15 (default today)")
	f.StringVar(&flags.format, "format", "text", findingFormats)
	return cmd
}

func runSRVCheck(cmd *cobra.Command, args []string, flags *srvFlags) error {
	switch {
	case flags.live && len(args) > 0:
		return fmt.Errorf("%q: with --live no file is read; give the SIP domain with --domain", args[0])
	case !flags.live && len(args) == 0:
		return errors.New("nothing to check: give a file with the records, or --live to ask DNS for them")
	case !flags.live && len(flags.domains) > 1:
		return errors.New("--domain: give one; only with --live may there be more")
	case flags.live && len(flags.domains) == 0 && len(flags.config) == 0:
		return errors.New("--live: give the SIP domains with --domain, or a configuration that has them with --config")
	case flags.resolver != "" && !flags.live && !flags.tls:
		return errors.New("--resolver: nothing is asked without --live or --tls")
	case flags.certificate != "" && flags.tls:
		return errors.New("--certificate: --tls reads the certificate of the target itself; give one of them")
	}
	failOn, err := threshold(cmd)
	if err != nil {
		return err
	}
	if flags.on.IsZero() {
		flags.on = date.Of(time.Now())
	}
	var config federation.Configuration
	var configFiles []report.File
	if len(flags.config) > 0 {
		e, err := load(flags.config, cmd.InOrStdin(), cmd.ErrOrStderr())
		if err != nil {
			return err
		}
		config, configFiles = e.Document.Configuration, e.files
	}
	domains, err := parseDomains(flags.domains)
	if err != nil {
		return err
	}
	p, err := newProber(flags.resolver)
	if err != nil {
		return err
	}
	var records []srvRecord
	var files []powershell.File
	if flags.live {
		if len(domains) == 0 {
			for _, d := range config.SIPDomains {
				domains = append(domains, d.Identity)
			}
		}
		if len(domains) == 0 {
			return fmt.Errorf("--live: %s has no SIP domains; give them with --domain", strings.Join(flags.config, ", "))
		}
		for _, d := range domains {
			found, err := p.srv(cmd.Context(), d)
			if err != nil {
				return err
			}
			records = append(records, found...)
		}
	} else {
		one := domain.SIPDomain{}
		if len(domains) == 1 {
			one = domains[0]
		}
		var file powershell.File
		if file, records, err = readSRVFile(args[0], cmd.InOrStdin(), one); err != nil {
			return err
		}
		files = append(files, file)
	}
	if flags.tls {
		p.certificates(cmd.Context(), records)
	}
	var edge *certificate
	if flags.certificate != "" {
		data, err := read(flags.certificate, nil)
		if err != nil {
			return err
		}
		files = append(files, powershell.File{Name: flags.certificate, Data: data})
		if edge, err = parseCertificate(data); err != nil {
			return fmt.Errorf("%s: %w", flags.certificate, err)
		}
	}
	r := judgeSRV(config, records, edge, flags.on)
	r.Origin, r.Asked = originOf(config.Platform, report.FilesOf(files), configFiles), p.asked
	if !flags.live {
		r.place(files[0].Name, records)
	}
	if err := writeFindings(cmd.OutOrStdout(), r.report(), flags.format, failOn, r); err != nil {
		return err
	}
	isUnknown := func(d srvDomain) bool { return d.Outcome == diag.NotKnown }
	switch {
	case isSevere(r.Findings, failOn):
		return errRefused
	case r.Outcome == diag.NotKnown, slices.ContainsFunc(r.Domains, isUnknown):
		return errUnknown
	}
	return nil
}

func parseDomains(names []string) ([]domain.SIPDomain, error) {
	var all []domain.SIPDomain
	for _, name := range names {
		d, err := parseDomain(name)
		if err != nil {
			return nil, fmt.Errorf("--domain: %w", err)
		}
		all = append(all, d)
	}
	return all, nil
}

// A srvReport is the JSON form of the result of srv check.
type srvReport struct {
	Format int
	report.Origin
	On         date.Date
	Outcome    diag.Outcome
	Domains    []srvDomain
	NotChecked []string `json:",omitempty"`
	Asked      []string `json:",omitempty"` // the questions to DNS and to hosts
	Findings   diag.Findings
}

// A srvDomain is a SIP domain with its records.
type srvDomain struct {
	Domain  domain.SIPDomain
	Home    audit.SRVHome
	Outcome diag.Outcome
	Records []domain.SRV // none: DNS has no record
}

// judgeSRV checks records, with the certificate of the Access Edge if it is given.
func judgeSRV(c federation.Configuration, records []srvRecord, edge *certificate, on date.Date) srvReport {
	r := srvReport{Format: 1, On: on, Outcome: diag.Passed}
	plain := make([]domain.SRV, len(records))
	byDomain := map[domain.SIPDomain][]domain.SRV{}
	for i, record := range records {
		plain[i] = record.SRV
		if d, ok := record.Of(); ok {
			byDomain[d] = append(byDomain[d], record.SRV)
		}
	}
	ofEdge := func(i int) bool {
		d, ok := plain[i].Of()
		return ok && !plain[i].IsMissing() && audit.HomeOfSRV(c, d, byDomain[d]...) == audit.OnServers
	}
	for i := range plain {
		if edge != nil && ofEdge(i) && plain[i].Certificate == nil {
			plain[i].Certificate = edge.names
		}
	}
	r.Findings.AttachAll("/Records", audit.CheckSRV(c, plain, on))
	for i, record := range records {
		if record.cert != nil && ofEdge(i) {
			at := diag.Path("/Records").Index(i).Member("Certificate")
			r.Findings.AttachAll(at, audit.CheckCertificate(c, record.cert.Certificate, on))
		}
	}
	if edge != nil {
		r.Findings.AttachAll("/Certificate", audit.CheckCertificate(c, edge.Certificate, on))
	}
	r.group(c, plain, byDomain)
	for _, d := range r.Domains {
		r.Outcome = worse(r.Outcome, d.Outcome)
	}
	r.Outcome = worse(r.Outcome, outcomeOf(r.Findings))
	r.notChecked(c, plain)
	return r
}

// outcomeOf returns the outcome of findings. A notice on an unknown home makes the
// outcome not known.
func outcomeOf(findings diag.Findings) diag.Outcome {
	outcome := diag.Passed
	for _, f := range findings {
		switch {
		case f.Severity != diag.Notice:
			return diag.Refused
		case f.Rule == audit.RuleSRVHome:
			outcome = diag.NotKnown
		}
	}
	return outcome
}

// worse returns the worse of two outcomes: refused, then not known, then passed.
func worse(a, b diag.Outcome) diag.Outcome {
	for _, o := range []diag.Outcome{diag.Refused, diag.NotKnown} {
		if a == o || b == o {
			return o
		}
	}
	return diag.Passed
}

// group makes the domains of the report, in the order of their records.
func (r *srvReport) group(c federation.Configuration, records []domain.SRV, byDomain map[domain.SIPDomain][]domain.SRV) {
	seen := map[domain.SIPDomain]bool{}
	for _, record := range records {
		d, ok := record.Of()
		if !ok || seen[d] {
			continue
		}
		seen[d] = true
		g := srvDomain{Domain: d, Home: audit.HomeOfSRV(c, d, byDomain[d]...), Records: []domain.SRV{}}
		var of diag.Findings
		for i, other := range records {
			if o, _ := other.Of(); o != d {
				continue
			}
			if !other.IsMissing() {
				other.Domain = domain.SIPDomain{} // the heading has the domain
				g.Records = append(g.Records, other)
			}
			prefix := string(diag.Path("/Records").Index(i))
			for _, f := range r.Findings {
				if at := string(f.Path); at == prefix || strings.HasPrefix(at, prefix+"/") {
					of = append(of, f)
				}
			}
		}
		g.Outcome = outcomeOf(of)
		r.Domains = append(r.Domains, g)
	}
}

// notChecked lists the checks that were not possible, with the missing input.
func (r *srvReport) notChecked(c federation.Configuration, records []domain.SRV) {
	for _, d := range r.Domains {
		for _, record := range d.Records {
			lacks := fmt.Sprintf("the certificate of %s: give it with --certificate, or read it with --tls", record.Target)
			if d.Home == audit.OnServers && record.Certificate == nil && !record.Target.IsZero() && !slices.Contains(r.NotChecked, lacks) {
				r.NotChecked = append(r.NotChecked, lacks)
			}
		}
	}
	for _, d := range c.SIPDomains {
		if !slices.ContainsFunc(records, func(r domain.SRV) bool { o, _ := r.Of(); return o == d.Identity }) {
			r.NotChecked = append(r.NotChecked, fmt.Sprintf("%s: no record of it was given", d.Identity))
		}
	}
}

// place sets the position of each finding to the line of its record.
func (r *srvReport) place(file string, records []srvRecord) {
	for _, f := range r.Findings {
		for i, record := range records {
			prefix := string(diag.Path("/Records").Index(i))
			if at := string(f.Path); record.line > 0 && (at == prefix || strings.HasPrefix(at, prefix+"/")) {
				f.Pos = diag.Pos{File: file, Line: record.line}
			}
		}
	}
}

var srvHomes = map[audit.SRVHome]string{
	0:                    "it is not known where its users are",
	audit.OnServers:      "a domain on its organization's own servers",
	audit.InMicrosoft365: "a domain in Microsoft 365",
	audit.AtConsumer:     "a domain of Microsoft accounts, of Microsoft's consumer service (Windows Live, Skype)",
}

var srvOutcomes = map[diag.Outcome]string{diag.Passed: "right", diag.Refused: "wrong", diag.NotKnown: "not known"}

// report returns the report on the records of files.
func (r srvReport) report() *report.Audit {
	a := report.NewFindings("SRV records", r.Findings, r.Origin, r.On)
	domains := report.Part{Heading: "SIP domains"}
	for _, d := range r.Domains {
		domains.Lines = append(domains.Lines, fmt.Sprintf("%s: %s, judged as %s", d.Domain, srvOutcomes[d.Outcome], srvHomes[d.Home]))
		for _, record := range d.Records {
			line := fmt.Sprintf("%s -> %s, port %d", cmp.Or(record.Name, "no name"), cmp.Or(record.Target.String(), "no target"), record.Port)
			if record.Priority != 0 {
				line += fmt.Sprintf(", priority %d", record.Priority)
			}
			if record.Certificate != nil {
				line += "; certificate: " + cmp.Or(strings.Join(record.Certificate, ", "), "no names")
			}
			domains.Lines = append(domains.Lines, line)
		}
		if len(d.Records) == 0 {
			domains.Lines = append(domains.Lines, d.Domain.FederationSRV()+": there is no record")
		}
	}
	a.Parts = slices.DeleteFunc([]report.Part{domains, {Heading: "Asked", Lines: r.Asked}, {Heading: "Not checked", Lines: r.NotChecked}}, func(p report.Part) bool { return p.Lines == nil })
	return a
}
