package main

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/provider"
	"github.com/lyncfed/lyncfed/reach"
	"github.com/lyncfed/lyncfed/report"
)

// canFlags are the flags of lyncfed can.
type canFlags struct {
	config, compareConfig   []string
	from, to, via, format   string
	im, presence, audio     bool
	video, why              bool
	assumed                 assumptions
	on, compareOn           date.Date
	fromAddresses, contacts []address.Address
	lists                   []report.File // the files with the addresses
}

func newCanCommand() *cobra.Command {
	var flags canFlags
	cmd := &cobra.Command{
		Use:   "can FROM reach TO",
		Short: "Decide whether one person may reach another on a day, and why",
		Long: `can decides whether one person may reach another on a day, and prints the route
and the rules. One of the two is a user of the organization, in one of its SIP
domains. With --via, the other one is a contact of a public provider, added in the
client with the person's own address.

With --from and --to it reads files with an address on each line, and writes a line
for each pair. --compare-on and --compare-config write only the pairs that are
allowed on one side and refused on the other.

The command asks neither a server nor DNS. The order in which a server makes its
checks is inferred.

An answer is "may", "may not" or "not known". Conditions that no file shows begin
with "if". A member that an export lacks is not known. With --defaults it has the
default of the cmdlets, for files that were written by hand.

The exit status is 0 if everything is allowed (or nothing changes), 1 if the command
could not run or a pair cannot be decided, and 2 if a pair is refused (or changes).
Otherwise it is 3 if an answer is not known, or 2 with --fail-on not-known.`,
		Example: `  lyncfed can ken@contoso.com reach ted@fabrikam.com --config federation.json --on 2016-01-01 --why
  lyncfed can ken@contoso.com reach ted@fabrikam.com --via Skype --video --config federation.json --on 2016-01-01
  lyncfed can --from users.txt --to contacts.txt --config federation.json --on 2025-05-04 --compare-on 2025-05-05`,
		RunE: func(cmd *cobra.Command, args []string) error { return runCan(cmd, args, &flags) },
	}
	f := cmd.Flags()
	f.StringArrayVar(&flags.config, "config", nil, "`file` that the shell wrote with the configuration or a part of it, or directory of such files; may be given again")
	f.StringArrayVar(&flags.compareConfig, "compare-config", nil, "`file` or directory with the configuration to compare with; may be given again")
	f.StringVar(&flags.from, "from", "", "`file` with the senders, an address on each line")
	f.StringVar(&flags.to, "to", "", "`file` with the receivers, an address on each line")
	f.StringVar(&flags.via, "via", "", "`Identity` of the public provider of the contact")
	f.BoolVar(&flags.im, "im", false, "with messages")
	f.BoolVar(&flags.presence, "presence", false, "with presence")
	f.BoolVar(&flags.audio, "audio", false, "with audio")
	f.BoolVar(&flags.video, "video", false, "with video")
	f.BoolVar(&flags.why, "why", false, "show each rule that was checked, with the position of its record; only for one pair")
	addAssumedFlags(f, &flags.assumed)
	f.TextVar(&flags.on, "on", date.Date{}, "`day` that is asked about, as 2014-06-30 (default today)")
	f.TextVar(&flags.compareOn, "compare-on", date.Date{}, "`day` to compare with")
	f.StringVar(&flags.format, "format", "", "text, csv, json or markdown (default text, with --from and --to csv)")
	_ = cmd.MarkFlagRequired("config") // it exists
	cmd.MarkFlagsRequiredTogether("from", "to")
	cmd.MarkFlagsMutuallyExclusive("compare-on", "compare-config")
	return cmd
}

func runCan(cmd *cobra.Command, args []string, flags *canFlags) error {
	if flags.on.IsZero() {
		flags.on = date.Of(time.Now())
	}
	if flags.format == "" {
		flags.format = "text"
		if flags.from != "" {
			flags.format = "csv"
		}
	}
	comparing := !flags.compareOn.IsZero() || len(flags.compareConfig) > 0
	if flags.why && (comparing || flags.from != "") {
		return errors.New("--why: reasons are given for one pair alone, without --from, --to, --compare-on and --compare-config")
	}
	if err := onlyOneStdin(slices.Concat(flags.config, flags.compareConfig, []string{flags.from, flags.to})); err != nil {
		return err
	}
	if err := flags.people(args, cmd.InOrStdin()); err != nil {
		return err
	}
	x, origin, err := loadIndex(cmd, flags.config, flags.assumed)
	if err != nil {
		return err
	}
	origin.Files = append(origin.Files, flags.lists...)
	q := flags.query()
	after, later := x, q
	if !flags.compareOn.IsZero() {
		later.On = flags.compareOn
	}
	if len(flags.compareConfig) > 0 {
		var other report.Origin
		if after, other, err = loadIndex(cmd, flags.compareConfig, flags.assumed); err != nil {
			return err
		}
		origin.Files = append(origin.Files, other.Files...)
	}
	out := newPrinter(cmd.OutOrStdout())
	lines := bufio.NewWriter(out.w)
	out.w = lines
	if !isTerminal(cmd.OutOrStdout()) {
		defer whileBusy(cmd.ErrOrStderr(), "deciding")()
	}
	var all answers
	switch {
	case comparing:
		changes := reach.Changes(x, after, q, later, flags.fromAddresses, flags.contacts)
		all.refused, err = writeChanges(out, changes, flags.format, changeForm{Format: 1, Origin: origin, On: q.On, CompareOn: later.On})
		if err == nil && !all.refused {
			var said io.Writer = out
			if flags.format != "text" {
				said = cmd.ErrOrStderr() // standard output is for a program
			}
			fmt.Fprintf(said, "Nothing changes: %s.\n", asBefore(len(flags.fromAddresses)*len(flags.contacts)))
		}
	case flags.from != "":
		all, err = writeMatrix(out, x, q, origin, flags)
	default:
		q.From, q.To = flags.fromAddresses[0], flags.contacts[0]
		all, err = answerOne(out, x, q, origin, flags)
	}
	if err := errors.Join(err, lines.Flush()); err != nil {
		return err
	}
	if all.unasked > 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "lyncfed: %s cannot be asked about: %v\n", count(all.unasked, "pair"), all.first)
	}
	return all.err()
}

// asBefore returns a sentence on n pairs whose answer is unchanged.
func asBefore(n int) string {
	if n == 1 {
		return "the answer is the same on both sides"
	}
	return fmt.Sprintf("the answers for %s pairs are the same on both sides", number(n))
}

// answers counts the outcomes of one question or several.
type answers struct {
	refused, unknown bool
	unasked          int   // pairs that cannot be asked about
	first            error // the error of the first of them
}

func (o *answers) add(x *reach.Index, p reach.Pair) {
	switch {
	case p.Err != nil && !isInside(x, p):
		o.unasked++
		o.first = cmp.Or(o.first, p.Err)
	case p.Err != nil || p.Verdict.Outcome == diag.Refused:
		o.refused = true
	case p.Verdict.Outcome == diag.NotKnown:
		o.unknown = true
	}
}

func (o answers) err() error {
	switch {
	case o.unasked > 0:
		return errReported
	case o.refused:
		return errRefused
	case o.unknown:
		return errUnknown
	}
	return nil
}

// answerOne writes the answer to one question.
func answerOne(w *printer, x *reach.Index, q reach.Query, origin report.Origin, flags *canFlags) (answers, error) {
	v, err := x.Decide(q)
	p := reach.Pair{From: q.From, To: q.To, Verdict: v, Err: err}
	if err != nil && !isInside(x, p) {
		return answers{}, err
	}
	var all answers
	all.add(x, p)
	return all, formatted(flags.format, map[string]func() error{
		"text": func() error { return w.pair(q, p, flags.why) },
		"csv":  func() error { return writeTable(w, slices.Values([]reach.Pair{p})) },
		"json": func() error { return writeJSON(w, pairJSON(p, q.On, origin)) },
		"markdown": func() error {
			w.markdownPair(q, p)
			w.printf("%s", origin.Markdown())
			return w.err
		},
	})
}

// people sets the addresses, from the command line or from the lists of --from and
// --to.
func (f *canFlags) people(args []string, stdin io.Reader) error {
	if f.from != "" {
		if len(args) > 0 {
			return fmt.Errorf("%q: with --from and --to nobody else is asked about", args[0])
		}
		from, all, err := readAddresses(f.from, stdin)
		if err != nil {
			return err
		}
		to, contacts, err := readAddresses(f.to, stdin)
		f.fromAddresses, f.contacts, f.lists = all, contacts, []report.File{from, to}
		return err
	}
	switch {
	case len(args) == 2:
		return fmt.Errorf("write reach between the two: lyncfed can %s reach %s", diag.Printable(args[0]), diag.Printable(args[1]))
	case len(args) != 3 || args[1] != "reach":
		return errors.New("give two addresses: lyncfed can FROM reach TO")
	}
	for i, into := range map[int]*[]address.Address{0: &f.fromAddresses, 2: &f.contacts} {
		_, a, err := parse(args[i])
		if err != nil {
			return err
		}
		*into = []address.Address{a}
	}
	return nil
}

// readAddresses reads a list of addresses; - is the standard input.
func readAddresses(name string, stdin io.Reader) (report.File, []address.Address, error) {
	in := stdin
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return report.File{}, nil, err
		}
		defer file.Close()
		if info, err := file.Stat(); err == nil && info.IsDir() {
			return report.File{}, nil, fmt.Errorf("%s is a directory, and a file with addresses is needed", name)
		}
		in = file
	}
	name = inputName(name)
	var all []address.Address
	sum := sha256.New()
	lines := bufio.NewScanner(decoded(io.TeeReader(in, sum)))
	var column addressColumn
	for n := 1; lines.Scan(); n++ {
		line, err := column.address(strings.TrimSpace(lines.Text()))
		if err != nil {
			return report.File{}, nil, fmt.Errorf("%s:%d: %w", name, n, err)
		}
		if line == "" {
			continue
		}
		_, a, err := parse(line)
		if err != nil {
			return report.File{}, nil, fmt.Errorf("%s:%d: %w", name, n, err)
		}
		all = append(all, a)
	}
	if err := lines.Err(); err != nil {
		return report.File{}, nil, fmt.Errorf("reading %s: %w", name, err)
	}
	if len(all) == 0 {
		return report.File{}, nil, fmt.Errorf("%s has no address: give one on each line", name)
	}
	return report.File{Name: name, SHA256: hex.EncodeToString(sum.Sum(nil))}, all, nil
}

// An addressColumn finds the address in each line of a list. The list has an address
// a line, or it is a file of Export-Csv with a column SipAddress.
type addressColumn struct {
	begun     bool
	index     int
	delimiter rune // 0: each line is an address
}

// address returns the address in a line, or "" if the line has none.
func (c *addressColumn) address(line string) (string, error) {
	if line == "" || !c.begun && strings.HasPrefix(line, "#TYPE ") {
		return "", nil
	}
	if !c.begun {
		c.begun = true
		for _, delimiter := range ",;\t" {
			fields, err := fieldsOf(line, delimiter)
			c.index = slices.IndexFunc(fields, func(f string) bool { return strings.EqualFold(f, "SipAddress") })
			if err == nil && c.index >= 0 {
				c.delimiter = delimiter
				return "", nil
			}
		}
	}
	if c.delimiter == 0 {
		return line, nil
	}
	fields, err := fieldsOf(line, c.delimiter)
	if err != nil {
		return "", err
	}
	if c.index >= len(fields) {
		return "", fmt.Errorf("the row has %d fields, and SipAddress is field %d", len(fields), c.index+1)
	}
	return fields[c.index], nil
}

func fieldsOf(line string, delimiter rune) ([]string, error) {
	in := csv.NewReader(strings.NewReader(line))
	in.Comma = delimiter
	return in.Read()
}

// loadIndex returns the index of a configuration, and the origin of its answers.
func loadIndex(cmd *cobra.Command, names []string, a assumptions) (*reach.Index, report.Origin, error) {
	c, files, err := loadConfiguration(cmd, names, a)
	if err != nil {
		return nil, report.Origin{}, err
	}
	x, err := reach.NewIndex(c)
	return x, originOf(c.Platform, files), err
}

func (f *canFlags) query() reach.Query {
	q := reach.Query{Provider: f.via, On: f.on}
	for what, wanted := range map[provider.Capability]bool{
		provider.IM: f.im, provider.Presence: f.presence, provider.Audio: f.audio, provider.Video: f.video,
	} {
		if wanted {
			q.What |= what
		}
	}
	return q
}

// markdownTable prints a table of texts, and what it was made with.
func (p *printer) markdownTable(origin report.Origin, rows iter.Seq[[]string], head ...string) error {
	p.printf("| %s |\n|%s\n", strings.Join(head, " | "), strings.Repeat("---|", len(head)))
	for row := range rows {
		for i, cell := range row {
			row[i] = report.MarkdownText(cell)
		}
		p.printf("| %s |\n", strings.Join(row, " | "))
	}
	p.printf("%s", origin.Markdown())
	return p.err
}

// A changeJSON is the JSON form of a change.
type changeJSON struct {
	From, To address.Address
	Change   string // gains or loses
	Rule     diag.Rule
}

// A changeForm is a change with its origin, in JSON.
type changeForm struct {
	Format int
	report.Origin
	On, CompareOn date.Date // the days of the two answers
	changeJSON
}

// writeArray writes values as a JSON array, one on each line, without holding
// all of them.
func writeArray(w io.Writer, values iter.Seq[any]) error {
	separator := "["
	for v := range values {
		text, err := report.JSONLine(v)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, "%s\n  %s", separator, text); err != nil {
			return err
		}
		separator = ","
	}
	if separator == "[" {
		_, err := io.WriteString(w, "[]\n")
		return err
	}
	_, err := io.WriteString(w, "\n]\n")
	return err
}

// firstRefusal returns the first rule that refuses a pair, or the rule of its error.
// It returns "" for a pair that is allowed.
func firstRefusal(p reach.Pair) string {
	for f := range diag.All(p.Err) {
		return string(f.Rule)
	}
	for r := range p.Verdict.Refusals() {
		return string(r.Rule)
	}
	return ""
}

// writeMatrix writes the answers for all pairs, and returns their counts.
func writeMatrix(w *printer, x *reach.Index, q reach.Query, origin report.Origin, flags *canFlags) (all answers, err error) {
	pairs := func(yield func(reach.Pair) bool) {
		for p := range x.Matrix(q, flags.fromAddresses, flags.contacts) {
			all.add(x, p)
			if !yield(p) {
				return
			}
		}
	}
	err = formatted(flags.format, map[string]func() error{
		"text": func() error {
			for p := range pairs {
				if err := w.pair(q, p, false); err != nil {
					return err
				}
			}
			return nil
		},
		"csv": func() error { return writeTable(w, pairs) },
		"markdown": func() error {
			return w.markdownTable(origin, func(yield func([]string) bool) {
				for p := range pairs {
					answer := "cannot be asked"
					if p.Err == nil {
						answer = p.Verdict.Outcome.String()
					}
					if !yield([]string{p.From.String(), p.To.String(), answer, p.Verdict.Route.String(), p.Verdict.Provider, firstRefusal(p)}) {
						return
					}
				}
			}, "from", "to", "answer", "route", "provider", "rule")
		},
		"json": func() error {
			return writeArray(w, func(yield func(any) bool) {
				for p := range pairs {
					if !yield(pairJSON(p, q.On, origin)) {
						return
					}
				}
			})
		},
	})
	return all, err
}

// writeTable writes a record for each pair.
func writeTable(w io.Writer, pairs iter.Seq[reach.Pair]) error {
	table := newSheet(w, pairsHead)
	for p := range pairs {
		v, diagnostic := p.Verdict, ""
		if v.Diagnostic != 0 {
			diagnostic = strconv.Itoa(v.Diagnostic)
		}
		table.row(p.From.String(), p.To.String(), strconv.FormatBool(p.Allowed()), v.Outcome.String(), v.Route.String(), v.Provider, v.Address.String(), v.Policy.String(), diagnostic, firstRefusal(p))
	}
	return table.close()
}

// writeChanges writes a line for each pair whose answer changes, and reports whether
// any does. form has the other members of its JSON form.
func writeChanges(w *printer, changes iter.Seq[reach.Change], format string, form changeForm) (changed bool, err error) {
	err = formatted(format, map[string]func() error{
		"text": func() error {
			for c := range changes {
				changed = true
				if _, err := fmt.Fprintf(w, "%s %s %s [%s]\n", c.Before.From, change(c), c.Before.To, c.Rule); err != nil {
					return err
				}
			}
			return nil
		},
		"csv": func() error {
			table := newSheet(w, changesHead)
			for c := range changes {
				changed = true
				table.row(c.Before.From.String(), c.Before.To.String(), change(c), string(c.Rule))
			}
			return table.close()
		},
		"markdown": func() error {
			return w.markdownTable(form.Origin, func(yield func([]string) bool) {
				for c := range changes {
					changed = true
					if !yield([]string{c.Before.From.String(), change(c), c.Before.To.String(), string(c.Rule)}) {
						return
					}
				}
			}, "who", "change", "whom", "rule")
		},
		"json": func() error {
			return writeArray(w, func(yield func(any) bool) {
				for c := range changes {
					changed = true
					form.changeJSON = changeJSON{c.Before.From, c.Before.To, change(c), c.Rule}
					if !yield(form) {
						return
					}
				}
			})
		},
	})
	return changed, err
}

func change(c reach.Change) string {
	if c.Gained() {
		return "gains"
	}
	return "loses"
}
