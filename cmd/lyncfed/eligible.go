package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/licensing"
	"github.com/lyncfed/lyncfed/powershell"
	"github.com/lyncfed/lyncfed/provider"
	"github.com/lyncfed/lyncfed/report"
)

func newEligibleCommand() *cobra.Command {
	var (
		holdingsFile, service, format, newDomain string
		on                                       date.Date
	)
	cmd := &cobra.Command{
		Use:   "eligible",
		Short: "Decide whether a public service may be used on a day",
		Long: `eligible decides whether an organization may use a public service on a day. It
prints the capabilities, the last day and the rules.

The holdings are a JSON object with the members Platform, Licenses (of Product,
Purchased, Expires, Trial), Agreements (of Program, Number, Start, End) and
Provisioned (of Service, Domain, On), or a configuration that has them under
Holdings. A missing or unreadable value is not known: it neither allows nor refuses
a service.

The exit status is 0 if all services are allowed, 1 if the command could not run, and
2 if one is refused. Otherwise it is 3 if an answer is not known, or 2 with --fail-on
not-known.`,
		Example: `  lyncfed eligible --holdings holdings.json --service skype --on 2016-01-01
  lyncfed eligible --holdings holdings.json --service aol --on 2013-10-07 --new-domain contoso.com`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			h, err := loadHoldings(holdingsFile, cmd.InOrStdin())
			if err != nil {
				return err
			}
			for _, f := range append(h.unread, h.Findings()...) {
				if f.Severity == diag.Error {
					fmt.Fprintf(cmd.ErrOrStderr(), "%s: %v\n", diag.Printable(inputName(holdingsFile)), f)
				}
			}
			if on.IsZero() {
				on = date.Of(time.Now())
			}
			q := licensing.Question{On: on}
			if newDomain != "" {
				if q.NewDomain, err = parseDomain(newDomain); err != nil {
					return fmt.Errorf("--new-domain: %w", err)
				}
			}
			ids, err := servicesNamed(service)
			if err != nil {
				return err
			}
			var answers []answer
			for _, id := range ids {
				q.Service = id
				answers = append(answers, answer{q, h.Decide(q), h.Holdings})
			}
			out := cmd.OutOrStdout()
			if err := formatted(format, map[string]func() error{
				"text": func() error { return answersText(out, answers) },
				"json": func() error { return answersJSON(out, originOf(h.Platform, h.files), answers, service == everyService) },
			}); err != nil {
				return err
			}
			has := func(o diag.Outcome) bool {
				return slices.ContainsFunc(answers, func(a answer) bool { return a.Outcome == o })
			}
			switch {
			case has(diag.Refused):
				return errRefused
			case has(diag.NotKnown):
				return errUnknown
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&holdingsFile, "holdings", "", "`file` with the holdings; - is the standard input")
	cmd.Flags().StringVar(&service, "service", "", "`service`: skype, wlm, aol, yahoo or all")
	cmd.Flags().TextVar(&on, "on", date.Date{}, "`day` that is asked about, as 2014-06-30 (default today)")
	cmd.Flags().StringVar(&newDomain, "new-domain", "", "SIP `domain` to connect, if it is not connected yet")
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
	for _, name := range []string{"holdings", "service"} {
		_ = cmd.MarkFlagRequired(name) // it exists
	}
	return cmd
}

// servicesNamed returns the service with a name, or every service for "all".
func servicesNamed(name string) ([]provider.ServiceID, error) {
	if name == everyService {
		var ids []provider.ServiceID
		for s := range provider.Services() {
			ids = append(ids, s.ID)
		}
		return ids, nil
	}
	id, err := provider.ParseServiceID(name)
	if err != nil {
		return nil, fmt.Errorf("--service: %w", err)
	}
	return []provider.ServiceID{id}, nil
}

// readJSONFile returns a file and its text. An empty file is an error.
func readJSONFile(name string, stdin io.Reader) (powershell.File, []byte, error) {
	file, text, err := readTextFile(name, stdin)
	if err == nil && len(bytes.TrimSpace(text)) == 0 {
		err = fmt.Errorf("%s is empty", file.Name)
	}
	return file, text, err
}

// decodeFile reads a JSON file into a value, and returns the file. Its errors name the
// file.
func decodeFile(name string, stdin io.Reader, into json.Unmarshaler) (powershell.File, error) {
	file, text, err := readJSONFile(name, stdin)
	if err != nil {
		return powershell.File{}, err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return powershell.File{}, fmt.Errorf("%s: %w", name, err)
	}
	return file, nil
}

// A loadedHoldings has holdings with their file.
type loadedHoldings struct {
	licensing.Holdings
	files  []report.File
	unread diag.Findings // one for each unreadable part
}

// loadHoldings reads a file of holdings, or the holdings of a configuration with the
// configuration's platform. An unreadable part gives a finding, and counts as not known.
func loadHoldings(name string, stdin io.Reader) (*loadedHoldings, error) {
	file, text, err := readJSONFile(name, stdin)
	if err != nil {
		return nil, err
	}
	if err := isElsewhere(name, text, holdingsInput); err != nil && !holdsLicenses(text, "Holdings") {
		return nil, err
	}
	h := &loadedHoldings{files: report.FilesOf([]powershell.File{file})}
	document, found, err := federation.Decode(text)
	if err == nil && holdsLicenses(text, "Holdings") {
		h.Holdings, h.unread = configuredHoldings(document.Configuration, found, text)
		return h, nil
	}
	if h.Holdings, h.unread, err = licensing.DecodeHoldings(text); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return h, nil
}

// holdsLicenses reports whether a JSON object has a non-null member with a name, in any
// letter case.
func holdsLicenses(text []byte, member string) bool { return len(membersOf(text, member)) > 0 }

// membersOf returns the non-null values of all members of a JSON object that have a
// name, in any letter case.
func membersOf(text []byte, member string) []json.RawMessage {
	var values []json.RawMessage
	d := json.NewDecoder(bytes.NewReader(text))
	if start, err := d.Token(); err != nil || start != json.Delim('{') {
		return nil
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return values
		}
		var value json.RawMessage
		if d.Decode(&value) != nil {
			return values
		}
		if text, ok := name.(string); ok && strings.EqualFold(text, member) && string(value) != "null" {
			values = append(values, value)
		}
	}
	return values
}

// configuredHoldings returns the holdings of a configuration. found has the
// findings on unreadable parts.
func configuredHoldings(c federation.Configuration, found diag.Findings, text []byte) (licensing.Holdings, diag.Findings) {
	var findings diag.Findings
	for _, f := range found {
		if f.Subject.Kind == federation.Holdings.String() || f.Subject.Kind == federation.Platform.String() {
			findings.Add(f)
		}
	}
	h, given := c.License()
	if c.Incomplete.Has(federation.Holdings) {
		h = licensing.Unreadable()
		if values := membersOf(text, "Holdings"); len(values) == 1 {
			if part, _, err := licensing.DecodeHoldings(values[0]); err == nil {
				h = part
			}
		}
		if h.Platform.IsZero() && h.Unread.IsZero() {
			h.Platform = c.Platform
		}
		given = true
	}
	if own := c.Holdings == nil || c.Holdings.Platform.IsZero(); given && own && c.Incomplete.Has(federation.Platform) {
		h.Platform = 0
	}
	return h, findings
}

// An answer is a question with its decision and the holdings that were decided.
type answer struct {
	licensing.Question
	licensing.Decision
	holdings licensing.Holdings
}

func answersText(w io.Writer, answers []answer) error {
	p := newPrinter(w)
	for i, a := range answers {
		if i > 0 {
			p.printf("\n")
		}
		s, _ := provider.LookupService(a.Service)
		switch {
		case a.Allowed():
			p.printf("%s may be used on %v, until %v: %s\n", s.Name, a.On, a.Until, words(a.Capabilities))
		case a.Outcome == diag.NotKnown:
			p.printf("It is not known whether %s may be used on %v\n", s.Name, a.On)
		default:
			p.printf("%s may not be used on %v\n", s.Name, a.On)
		}
		for _, r := range a.Reasons {
			mark := "  yes  "
			text := fmt.Sprintf("%s%s (%s)", inferred(r.Inferred), r.Detail, r.Source)
			switch {
			case r.Condition:
				mark = "  if   "
				text = fmt.Sprintf("%s%s (%s)", inferred(r.Inferred), strings.TrimPrefix(r.Detail, "condition: "), r.Source)
			case r.Outcome != diag.Passed: // the rule's name has the reason
				mark = "  no   "
				if r.Outcome == diag.NotKnown {
					mark = "  ?    "
				}
				text = fmt.Sprintf("%s%s [%s] (%s)", inferred(r.Inferred), r.Detail, r.Rule, r.Source)
			}
			p.paragraph(mark, diag.Printable(text))
		}
		if a.Allowed() {
			p.features(s, a)
		}
		if a.Service == provider.Yahoo {
			p.credits(a.holdings)
		}
	}
	return p.err
}

// features prints the conditions of an allowed service's capabilities, the capabilities
// without a documented day, and those that the service lacks.
func (p *printer) features(s provider.Service, a answer) {
	for f := range s.FeaturesFor(a.holdings.Platform, a.On) {
		if f.Condition != (provider.Fact{}) {
			p.paragraph("  if   ", fmt.Sprintf("%s: %s (%s)", words(f.Capabilities), strings.TrimSuffix(f.Condition.Text, "."), f.Condition.Source))
		}
	}
	for f := range s.UndatedFeatures(a.holdings.Platform, a.On) {
		p.paragraph("  ?    ", fmt.Sprintf("%s: documented by %v, and not since when (%s)", words(f.Capabilities), f.From, f.Source))
	}
	p.paragraph("  not  ", fmt.Sprintf("%s (%s)", strings.TrimSuffix(s.Limits.Text, "."), s.Limits.Source))
}

// credits prints the share of the payments for PIC USLs that is credited.
func (p *printer) credits(h licensing.Holdings) {
	for c := range h.PICUSLCredits() {
		which := "the agreement"
		if c.Number != "" {
			which = "agreement " + c.Number
		}
		if c.Err != nil {
			for f := range diag.All(c.Err) {
				p.paragraph("  ?    ", diag.Printable(fmt.Sprintf("the credit for the PIC USL is not known: %s [%s] (%s)", f.Detail, f.Rule, f.Source)))
			}
			continue
		}
		p.paragraph("  back ", diag.Printable(fmt.Sprintf("a credit for the PIC USL: %d of the %d days of %s are after the service's last, and that part of the payments for it comes back (%s)", c.Credit.Days, c.Credit.Of, which, licensing.CreditSource())))
	}
}

// The JSON form of an answer.
type jsonAnswer struct {
	Format int
	report.Origin
	Service      provider.ServiceID
	On           date.Date
	NewDomain    domain.SIPDomain
	Outcome      diag.Outcome
	Allowed      bool
	Until        date.Date
	Capabilities []string
	Perhaps      []string // capabilities that only a document of a later day lists
	Limits       *provider.Fact
	Reasons      []diag.Reason
	Conditions   []provider.Fact // of an allowed service and of its capabilities
	Credits      []jsonCredit
}

type jsonCredit struct {
	Agreement diag.Path
	Days, Of  int
	Unknown   []string // why it is not known
}

func answersJSON(w io.Writer, origin report.Origin, answers []answer, all bool) error {
	var out []jsonAnswer
	for _, a := range answers {
		s, _ := provider.LookupService(a.Service)
		j := jsonAnswer{
			Format: 1, Origin: origin, Service: a.Service, On: a.On, NewDomain: a.NewDomain, Outcome: a.Outcome, Allowed: a.Allowed(), Until: a.Until,
			Capabilities: names(a.Capabilities), Perhaps: []string{}, Reasons: a.Reasons, Conditions: []provider.Fact{}, Credits: []jsonCredit{},
		}
		for r := range a.Conditions() {
			j.Conditions = append(j.Conditions, provider.Fact{Text: strings.TrimPrefix(r.Detail, "condition: "), Source: r.Source})
		}
		if a.Allowed() {
			j.Limits = &s.Limits
			j.Perhaps = names(undated(s, a.holdings.Platform, a.On))
			for f := range s.FeaturesFor(a.holdings.Platform, a.On) {
				if f.Condition != (provider.Fact{}) {
					j.Conditions = append(j.Conditions, f.Condition)
				}
			}
		}
		if a.Service == provider.Yahoo {
			for c := range a.holdings.PICUSLCredits() {
				credit := jsonCredit{Agreement: c.At, Days: c.Credit.Days, Of: c.Credit.Of, Unknown: []string{}}
				for f := range diag.All(c.Err) {
					credit.Unknown = append(credit.Unknown, f.Detail)
				}
				j.Credits = append(j.Credits, credit)
			}
		}
		out = append(out, j)
	}
	if all {
		return writeJSON(w, out)
	}
	return writeJSON(w, out[0])
}
