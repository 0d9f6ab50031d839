package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/licensing"
	"github.com/lyncfed/lyncfed/provider"
)

func newEligibleCommand() *cobra.Command {
	var (
		holdingsFile, service, format, newDomain string
		on                                       date.Date
	)
	cmd := &cobra.Command{
		Use:   "eligible",
		Short: "Say whether a public service may be used on a day, and until when",
		Long: `eligible says whether an organization may use a public service on a day, with
what capabilities, until when, and by which rules.

The holdings are a JSON object with the members Platform, Licenses (of Product,
Purchased, Expires, Trial), Agreements (of Program, Number, Start, End) and
Provisioned (of Service, Domain, On), or a configuration that has them under
Holdings.

The exit status is 0 if all services asked for are allowed, 1 if the command could
not run, and 2 if one is refused.`,
		Example: `  lyncfed eligible --holdings holdings.json --service skype --on 2016-01-01
  lyncfed eligible --holdings holdings.json --service aol --on 2013-10-07 --new-domain contoso.com`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			h, err := loadHoldings(holdingsFile, cmd.InOrStdin())
			if err != nil {
				return err
			}
			for _, f := range h.Findings() {
				if f.Severity == diag.Error {
					fmt.Fprintf(cmd.ErrOrStderr(), "%s: %v\n", holdingsFile, f)
				}
			}
			if on.IsZero() {
				return errors.New("--on: no day is given; an answer is never for today unless today is asked for")
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
				answers = append(answers, answer{q, h.Decide(q)})
			}
			out := cmd.OutOrStdout()
			if err := formatted(format, map[string]func() error{
				"text": func() error { return answersText(out, answers) },
				"json": func() error { return answersJSON(out, answers, service == "all") },
			}); err != nil {
				return err
			}
			if slices.ContainsFunc(answers, func(a answer) bool { return !a.Allowed() }) {
				return errRefused
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&holdingsFile, "holdings", "", "`file` with what the organization holds; - is the standard input")
	cmd.Flags().StringVar(&service, "service", "", "`service`: skype, wlm, aol, yahoo or all")
	cmd.Flags().TextVar(&on, "on", date.Date{}, "`day` that is asked about, as 2014-06-30")
	cmd.Flags().StringVar(&newDomain, "new-domain", "", "SIP `domain` to be connected, if it is not yet")
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
	for _, name := range []string{"holdings", "service", "on"} {
		_ = cmd.MarkFlagRequired(name) // it exists
	}
	return cmd
}

// servicesNamed returns the services of a name, or of all.
func servicesNamed(name string) ([]provider.ServiceID, error) {
	if name == "all" {
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

// readJSON returns a file's text, which is not empty.
func readJSON(name string, stdin io.Reader) ([]byte, error) {
	text, err := readText(name, stdin)
	if err == nil && len(bytes.TrimSpace(text)) == 0 {
		err = fmt.Errorf("%s is empty", name)
	}
	return text, err
}

// decodeFile reads a JSON file into a value, with the file in what it says is
// wrong.
func decodeFile(name string, stdin io.Reader, into json.Unmarshaler) error {
	text, err := readJSON(name, stdin)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// loadHoldings reads holdings by themselves, or in a configuration, whose platform
// is then theirs too.
func loadHoldings(name string, stdin io.Reader) (licensing.Holdings, error) {
	text, err := readJSON(name, stdin)
	if err != nil {
		return licensing.Holdings{}, err
	}
	var c federation.Configuration
	if json.Unmarshal(text, &c) == nil {
		if h, given := c.License(); given {
			return h, nil
		}
	}
	var h licensing.Holdings
	if err := json.Unmarshal(text, &h); err != nil {
		return licensing.Holdings{}, fmt.Errorf("%s: %w", name, err)
	}
	return h, nil
}

// An answer is a question and its decision.
type answer struct {
	licensing.Question
	licensing.Decision
}

func answersText(w io.Writer, answers []answer) error {
	p := &printer{w: w}
	for i, a := range answers {
		if i > 0 {
			p.printf("\n")
		}
		s, _ := provider.LookupService(a.Service)
		if a.Allowed() {
			p.printf("%s may be used on %v, until %v: %s\n", s.Name, a.On, a.Until, words(a.Capabilities))
		} else {
			p.printf("%s may not be used on %v\n", s.Name, a.On)
		}
		for _, r := range a.Reasons {
			mark := "  yes  "
			text := fmt.Sprintf("%s%s (%s)", inferred(r.Inferred), r.Detail, r.Source)
			if r.Outcome != diag.Passed { // the rule's name says what it refuses by
				mark = "  no   "
				text = fmt.Sprintf("%s%s [%s] (%s)", inferred(r.Inferred), r.Detail, r.Rule, r.Source)
			}
			p.paragraph(mark, diag.Printable(text))
		}
	}
	return p.err
}

// The JSON form of an answer.
type jsonAnswer struct {
	Service      provider.ServiceID
	On           date.Date
	NewDomain    domain.SIPDomain
	Outcome      diag.Outcome
	Allowed      bool
	Until        date.Date
	Capabilities []string
	Reasons      []diag.Reason
}

func answersJSON(w io.Writer, answers []answer, all bool) error {
	var out []jsonAnswer
	for _, a := range answers {
		out = append(out, jsonAnswer{a.Service, a.On, a.NewDomain, a.Outcome, a.Allowed(), a.Until, names(a.Capabilities), a.Reasons})
	}
	if all {
		return writeJSON(w, out)
	}
	return writeJSON(w, out[0])
}
