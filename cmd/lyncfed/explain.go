package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/powershell"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/reach"
	"github.com/lyncfed/lyncfed/report"
)

func newExplainCommand() *cobra.Command {
	var (
		config  []string
		on      date.Date
		format  string
		assumed assumptions
	)
	cmd := &cobra.Command{
		Use:   "explain ID|FILE|-",
		Short: "Explain an ms-diagnostics id, a trace, or a cmdlet's error",
		Long: `explain explains an ms-diagnostics id, or the id of an event of an Edge, and names
the places to check. In a SIP trace, a client's log, the log of an Edge or an event it
finds the ids and results, with sender, receiver, domain and host.

It also explains the error that a cmdlet of federation prints in the shell. If the text
has the command, explain reports its faults, and with --config the refusals of the
server.

With --config it lists the records of the configuration that can cause the refusal,
and how to mend them. If the trace has both addresses, it also shows the decision of
the configuration on the day of the message.

The exit status is 0 if an id or result is known, and 1 if none is known or the
command could not run.`,
		Example: `  lyncfed explain 1009
  lyncfed explain trace.txt --config federation.json --on 2016-01-01
  lyncfed explain error.txt --platform LyncServer2013`,
		Args: someArguments("an id of ms-diagnostics, a file with a trace, or - for standard input", false),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			var ids []string
			for d := range reach.Diagnostics() {
				ids = append(ids, strconv.Itoa(d.ID)+"\t"+d.Meaning)
			}
			return ids, cobra.ShellCompDirectiveDefault
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			seen, files, err := sightingsOf(args[0], cmd.InOrStdin())
			if err != nil {
				return err
			}
			if on.IsZero() {
				on = date.Of(time.Now())
			}
			var c *federation.Configuration
			var platform product.Platform
			if len(config) > 0 {
				e, err := load(config, cmd.InOrStdin(), cmd.ErrOrStderr())
				if err != nil {
					return err
				}
				configuration, err := assumed.completed(e.Document.Configuration)
				if err != nil {
					return err
				}
				c, platform, files = &configuration, configuration.Platform, append(files, e.files...)
			}
			all, unknown := explanations(seen, c, on, assumed.platform)
			if len(all) == 0 {
				return errors.New(strings.Join(unknown, "; "))
			}
			out := cmd.OutOrStdout()
			return formatted(format, map[string]func() error{
				"text": func() error { return explainText(out, all, unknown, c) },
				"json": func() error {
					return writeJSON(out, explainForm{1, originOf(platform, files), all, unknown})
				},
			})
		},
	}
	f := cmd.Flags()
	f.StringArrayVar(&config, "config", nil, "`file` that the shell wrote with the configuration or a part of it, or directory of such files; may be given again")
	f.TextVar(&on, "on", date.Date{}, "`day` of the message, as 2016-01-01 (default today)")
	f.StringVar(&format, "format", "text", "text or json")
	addAssumedFlags(f, &assumed)
	return cmd
}

// An explainForm is the JSON form of explanations: docs/formats.md.
type explainForm struct {
	Format int
	report.Origin
	Explanations []explanation
	Unknown      []string `json:",omitempty"`
}

// sightingsOf returns the sightings in an argument: an id, a result of the Edge's log, a
// pasted line, or a file. It also returns the file, if there is one.
func sightingsOf(arg string, stdin io.Reader) ([]sighting, []report.File, error) {
	if id, err := strconv.Atoi(arg); err == nil {
		if _, known := reach.LookupDiagnostic(id); !known && 400 <= id && id < 700 { // a SIP status
			return []sighting{{Status: id}}, nil, nil
		}
		if _, known := edgeEvent(id); known {
			return []sighting{{Event: id}}, nil, nil
		}
		return []sighting{{ID: id}}, nil, nil
	}
	file, text, err := readTextFile(arg, stdin)
	if errors.Is(err, fs.ErrNotExist) {
		if seen := readTrace(arg); len(seen) > 0 {
			return seen, nil, nil
		}
		if rule := likeliest(arg, ruleNames()); strings.Contains(arg, ".") && rule != "" {
			return nil, nil, fmt.Errorf("%s: it is not an id of ms-diagnostics, and there is no such file: lyncfed rules explain %s explains the rule", arg, rule)
		}
		return nil, nil, fmt.Errorf("%s: it is not an id of ms-diagnostics, and there is no such file", arg)
	}
	if err != nil {
		return nil, nil, err
	}
	seen := readTrace(string(text))
	if len(seen) == 0 {
		return nil, nil, fmt.Errorf("%s has no ms-diagnostics, no result of an Edge's log, no refusal and no error of a cmdlet", arg)
	}
	return seen, report.FilesOf([]powershell.File{file}), nil
}

// An explanation is the JSON form of the explanation of a sighting.
type explanation struct {
	ID        int    `json:",omitempty"`
	Result    string `json:",omitempty"`
	Event     int    `json:",omitempty"`
	Failure   string `json:",omitempty"` // the error of a cmdlet
	Message   string `json:",omitempty"` // a client's message to its user
	Cmdlet    string `json:",omitempty"`
	Command   string `json:",omitempty"`
	Status    int    `json:",omitempty"`
	Meaning   string
	Look      string
	Source    diag.Source
	Inferred  bool             `json:",omitempty"`
	Reason    string           `json:",omitempty"`
	From      string           `json:",omitempty"`
	To        string           `json:",omitempty"`
	Domain    string           `json:",omitempty"`
	Host      string           `json:",omitempty"`
	Direction string           `json:",omitempty"`
	Line      int              `json:",omitempty"`
	Findings  diag.Findings    `json:",omitempty"` // on the record that the trace shows, or on the command
	Check     []string         `json:",omitempty"` // commands that check what lies outside the configuration
	Causes    []jsonCause      `json:",omitempty"`
	Decision  *jsonExplanatory `json:",omitempty"`
}

// The JSON form of a cause.
type jsonCause struct {
	Outcome  diag.Outcome
	Path     diag.Path    `json:",omitempty"`
	Subject  diag.Subject `json:",omitzero"`
	Detail   string
	Inferred bool        `json:",omitempty"`
	Fix      []diag.Edit `json:",omitempty"`
	Commands []string    `json:",omitempty"`
}

// A jsonExplanatory is the decision of the configuration, and whether that decision
// explains the refusal.
type jsonExplanatory struct {
	Explains   bool
	Outcome    diag.Outcome `json:",omitzero"`
	Diagnostic int          `json:",omitempty"`
	Detail     string
}

// explanations returns the explanations of sightings, and a sentence for each sighting
// that has none.
func explanations(seen []sighting, c *federation.Configuration, on date.Date, p product.Platform) (all []explanation, unknown []string) {
	for _, s := range seen {
		e, ok := explained(s)
		if !ok {
			if said := notExplained(s); !slices.Contains(unknown, said) {
				unknown = append(unknown, said)
			}
			continue
		}
		m := s.message()
		m.On = on
		e.evidence(s, m)
		e.command(s, c, p)
		if d, known := reach.LookupDiagnostic(e.ID); known && c != nil {
			for _, cause := range d.Causes(*c, m) {
				e.Causes = append(e.Causes, causeJSON(cause, *c))
			}
			e.decide(*c, m)
		}
		all = append(all, e)
	}
	return all, unknown
}

// explained returns the explanation of a sighting, from the library alone.
func explained(s sighting) (explanation, bool) {
	e := explanation{ID: s.ID, Result: s.Result, Status: s.Status, Reason: s.Reason, From: s.From, To: s.To, Domain: s.Domain, Host: s.Host, Direction: s.Direction, Line: s.Line}
	if s.Result != "" {
		r, known := edgeResult(s.Result)
		if !known {
			return explanation{}, false
		}
		e.ID, e.Result, e.Meaning, e.Source, e.Inferred = r.Diagnostic, r.Name, r.Meaning, r.Source, r.Inferred
		e.Direction = cmp.Or(e.Direction, "incoming")
		d, _ := reach.LookupDiagnostic(r.Diagnostic)
		e.Look = d.Look
		return e, true
	}
	if s.Failure != "" {
		for f := range cmdlet.Failures() {
			if f.ID == s.Failure {
				e.Failure, e.Cmdlet, e.Command, e.Meaning, e.Look, e.Source = f.ID, s.Cmdlet, s.Command, f.Meaning, f.Look, f.Source
				return e, true
			}
		}
		return explanation{}, false
	}
	for m := range reach.ClientMessages() {
		if m.ID == s.Message {
			e.Message, e.Meaning, e.Look, e.Source = m.ID, m.Meaning, m.Look, m.Source
			return e, true
		}
	}
	if s.Shown {
		d, _ := reach.LookupDiagnostic(s.ID)
		e.ID, e.Inferred, e.Source = s.ID, true, d.Source
		e.Meaning = "A client's message to its user. The client's log has the ms-diagnostics id, most likely 1002: the sender may not communicate with federated partners."
		e.Look = d.Look + " Federation at the Edge, the federation SRV records of both domains, and the address itself. A Microsoft account at another domain needs the form user(domain)@msn.com."
		return e, true
	}
	if d, known := reach.LookupDiagnostic(s.ID); known {
		e.Meaning, e.Look, e.Source = d.Meaning, d.Look, d.Source
		return e, true
	}
	if event, known := edgeEvent(s.Event); known {
		e.Event, e.Meaning, e.Look, e.Source = event.ID, event.Meaning, event.Look, event.Source
		return e, true
	}
	if s.ID == 0 && s.Event == 0 && s.Status == 504 {
		e.Meaning = "The other side did not get an answer, and was not told why: an Edge tells partners nothing but the status."
		e.Look = "The log of the Edge that answered (SIPStack): it has the result, for example that the SRV record or the certificate does not match. A trace of the client there has the id."
		noMatch, _ := edgeResult("SIPPROXY_E_EPROUTING_MSG_ALLOWED_DOMAIN_NO_SRV_MATCH")
		e.Source = noMatch.Source // the document with the log of such an Edge
		return e, true
	}
	return explanation{}, false
}

// edgeResult returns a result by its name, or by its number in hexadecimal.
func edgeResult(text string) (reach.EdgeResult, bool) {
	for r := range reach.EdgeResults() {
		if r.Name == text || r.Code != 0 && strings.EqualFold(fmt.Sprintf("0x%08X", r.Code), text) {
			return r, true
		}
	}
	return reach.EdgeResult{}, false
}

// edgeEvent returns the event of an Edge with an id.
func edgeEvent(id int) (reach.EdgeEvent, bool) {
	for e := range reach.EdgeEvents() {
		if e.ID == id {
			return e, true
		}
	}
	return reach.EdgeEvent{}, false
}

// notExplained returns a sentence on a sighting that no known document lists, with near
// matches.
func notExplained(s sighting) string {
	switch {
	case s.Failure != "":
		return fmt.Sprintf("no document of ours has this error of %s", s.Cmdlet)
	case s.Result != "":
		return fmt.Sprintf("no document of ours has the result %s", s.Result)
	case s.ID == 0 && s.Event != 0:
		return fmt.Sprintf("no document of ours has event %d: its text may name a result or an id, which can be explained", s.Event)
	case s.ID == 0:
		return fmt.Sprintf("the SIP status %d alone does not tell why: the response to your own client has ms-diagnostics%s", s.Status, idsWith(s.Status))
	}
	text := fmt.Sprintf("no document of ours has ms-diagnostics %d", s.ID)
	if s.Reason != "" {
		text += fmt.Sprintf(", whose reason there is %q", s.Reason)
	}
	if area, known := reach.DiagnosticArea(s.ID); known {
		text += ", which is of " + area + " by its number"
	}
	below, above := 0, 0
	for d := range reach.Diagnostics() {
		if d.ID < s.ID {
			below = d.ID
		} else if above == 0 {
			above = d.ID
		}
	}
	var near []string
	for _, id := range []int{below, above} {
		if id != 0 {
			near = append(near, strconv.Itoa(id))
		}
	}
	return fmt.Sprintf("%s; the nearest that are known: %s", text, strings.Join(near, ", "))
}

// idsWith returns the ids that are documented with a SIP status, for a message.
func idsWith(status int) string {
	var ids []string
	for d := range reach.Diagnostics() {
		if d.Status == status {
			ids = append(ids, strconv.Itoa(d.ID))
		}
	}
	if ids == nil {
		return ""
	}
	return "; with this status come " + strings.Join(ids, ", ")
}

// command adds the faults of the command that failed: those of its text, and the refusals
// of the server for the configuration.
func (e *explanation) command(s sighting, c *federation.Configuration, p product.Platform) {
	if s.Failure == "" {
		return
	}
	have := federation.Configuration{Platform: p}
	if c != nil {
		have = *c
	}
	if s.Command != "" {
		script, err := powershell.ReadScriptFor(have, powershell.File{Name: "the command", Data: []byte(s.Command)})
		if err != nil {
			return
		}
		_, refusals := script.Apply(have)
		for _, f := range slices.Concat(script.Findings, refusals) {
			if f.Severity == diag.Error || f.Rule == powershell.RuleScriptUnknown {
				e.Findings = append(e.Findings, f)
			}
		}
	}
	if s.Failure == "NamedParameterNotFound" {
		e.Look = cmp.Or(origin(s.Cmdlet, s.Parameter), e.Look)
	}
}

// origin returns where a parameter comes from, or what became of it, in sentences. It
// returns "" if that is not documented.
func origin(name, parameter string) string {
	if of, found := cmdlet.LookupTenant(name); found && of.Withdrawn(parameter) {
		return fmt.Sprintf("The module. -%s was withdrawn with the end of Skype on 2025-05-05: newer versions of the module MicrosoftTeams do not have it.", parameter)
	}
	of, found := cmdlet.Lookup(name)
	if !found {
		return ""
	}
	for p := range of.Parameters() {
		if strings.EqualFold(p.Name, parameter) && !p.Since.IsZero() {
			return strings.TrimSpace(fmt.Sprintf("-%s came with %s. %s", p.Name, p.Since.Title(), p.Note))
		}
	}
	return ""
}

// evidence adds the findings that the trace itself proves about the record of the other
// side, and the commands that check it.
func (e *explanation) evidence(s sighting, m reach.Message) {
	if e.ID == 1034 && e.Direction != "incoming" && !m.From.IsZero() { // the partner checks the sender's domain
		e.Check = append(e.Check, "lyncfed srv check --live --domain "+m.From.Domain().String()+" --tls")
	}
	if !slices.Contains([]int{1008, 1009, 1010, 1014, 1047}, e.ID) {
		return
	}
	d := m.Domain
	if d.IsZero() && e.Direction == "incoming" {
		d = m.From.Domain()
	} else if d.IsZero() {
		d = m.To.Domain()
	}
	if e.ID == 1009 && !m.Domain.IsZero() && s.Host != "" {
		host, port := splitPort(s.Host)
		target, err := domain.ParseName(host)
		if err == nil {
			r := domain.SRV{Domain: m.Domain, Name: m.Domain.FederationSRV(), Target: target, Port: cmp.Or(port, 5061)}
			e.Findings = audit.CheckSRV(federation.Configuration{}, []domain.SRV{r}, date.Date{})
		}
	}
	if d.IsZero() {
		e.Check = append(e.Check, "lyncfed srv check --live --domain DOMAIN")
		return
	}
	live := "lyncfed srv check --live --domain " + d.String()
	if e.ID == 1010 || e.ID == 1047 {
		live += " --tls"
	}
	e.Check = append(e.Check, live, fmt.Sprintf("Resolve-DnsName -Type SRV %s | Format-List", d.FederationSRV()))
}

func causeJSON(c reach.Cause, config federation.Configuration) jsonCause {
	j := jsonCause{Outcome: c.Outcome, Path: c.Path, Subject: c.Subject, Detail: c.Detail, Inferred: c.Inferred, Fix: c.Fix}
	for _, fix := range c.Fix {
		if line, err := cmdlet.Command(fix, config.Platform); err == nil {
			j.Commands = append(j.Commands, line)
		}
	}
	return j
}

// decide adds the decision of the configuration about the message. It needs both
// addresses in the trace, and a day.
func (e *explanation) decide(c federation.Configuration, m reach.Message) {
	if m.From.IsZero() || m.To.IsZero() || m.On.IsZero() {
		return
	}
	x, err := reach.NewIndex(c)
	if err != nil {
		e.Decision = &jsonExplanatory{Detail: err.Error()}
		return
	}
	v, err := x.Decide(reach.Query{From: m.From, To: m.To, On: m.On})
	if err != nil {
		e.Decision = &jsonExplanatory{Detail: err.Error()}
		return
	}
	d := &jsonExplanatory{Outcome: v.Outcome, Diagnostic: v.Diagnostic, Explains: v.Outcome == diag.Refused && v.Diagnostic == e.ID}
	var reasons []string
	for r := range v.Refusals() {
		reasons = append(reasons, r.Detail)
	}
	said := strings.Join(reasons, "; ")
	day := "on " + m.On.String() + " "
	switch {
	case d.Explains:
		d.Detail = day + "the configuration refuses this message, with this id: " + said
	case v.Outcome == diag.Refused:
		d.Detail = day + "the configuration refuses this message, and no document has this id for it: " + said
	case v.Outcome == diag.NotKnown:
		d.Detail = day + "what was given of the configuration does not tell: " + said
	default:
		d.Detail = day + "the configuration allows this message: the cause lies outside it, or it was another when the message was sent"
	}
	e.Decision = d
}

func explainText(w io.Writer, all []explanation, unknown []string, c *federation.Configuration) error {
	p := newPrinter(w)
	for i, e := range all {
		if i > 0 {
			p.printf("\n")
		}
		p.paragraph("", fmt.Sprintf("%s: %s%s (%s)", e.heading(), inferred(e.Inferred), e.Meaning, e.Source))
		p.printf("\n")
		for _, line := range []struct{ label, text string }{
			{"  Command:    ", e.Command},
			{"  Said:       ", e.Reason},
			{"  From:       ", e.From},
			{"  To:         ", e.To},
			{"  Domain:     ", e.Domain},
			{"  Host:       ", e.Host},
			{"  Direction:  ", e.Direction},
			{"  Look at:    ", e.Look},
		} {
			if line.text != "" {
				p.paragraph(line.label, diag.Printable(line.text))
			}
		}
		for _, f := range e.Findings {
			if e.Failure == "" {
				p.paragraph("  Shown:      ", fmt.Sprintf("%s [%s]", diag.Printable(f.Detail), f.Rule))
				continue
			}
			p.paragraph("  Fault:      ", fmt.Sprintf("%s [%s]", parameterDetail(f), f.Rule))
			p.paragraph("    Do:       ", f.Remedy)
		}
		for _, check := range e.Check {
			p.printf("  Check:      %s\n", check)
		}
		if c != nil && e.ID != 0 {
			e.causesText(p)
		}
	}
	for _, u := range unknown {
		p.paragraph("\nNot known: ", diag.Printable(u))
	}
	return p.err
}

// heading returns the title of an explanation.
func (e explanation) heading() string {
	text := ""
	switch {
	case e.Result != "" && e.ID != 0:
		text = fmt.Sprintf("%s, as ms-diagnostics %d", e.Result, e.ID)
	case e.Result != "":
		text = e.Result
	case e.ID != 0:
		text = fmt.Sprintf("ms-diagnostics %d", e.ID)
	case e.Event != 0:
		text = fmt.Sprintf("Event %d", e.Event)
	case e.Message != "":
		text = "Message " + e.Message
	case e.Failure != "":
		text = "Error " + e.Failure
		if e.Cmdlet != "" {
			text += " of " + e.Cmdlet
		}
	}
	if e.Status >= 300 {
		text = strings.TrimPrefix(text+fmt.Sprintf(", SIP status %d", e.Status), ", ")
	}
	if e.Line > 0 {
		text += fmt.Sprintf(", line %d", e.Line)
	}
	return text
}

// causesText writes the causes in a configuration, and the decision of the configuration.
func (e explanation) causesText(p *printer) {
	p.printf("\n")
	if len(e.Causes) == 0 {
		p.paragraph("  ", "No record of what was given of the configuration can cause it.")
	} else {
		p.printf("  What can cause it in the configuration:\n")
	}
	for _, c := range e.Causes {
		mark := "    can  "
		if c.Outcome == diag.NotKnown {
			mark = "    ?    "
		}
		text := inferred(c.Inferred) + diag.Printable(c.Detail)
		if c.Path != "" {
			text += " " + diag.Printable(string(c.Path))
		}
		p.paragraph(mark, text)
		for _, line := range c.Commands {
			p.printf("         do: %s\n", line)
		}
	}
	if e.Decision != nil {
		p.paragraph("  Decision:   ", diag.Printable(e.Decision.Detail))
	}
}
