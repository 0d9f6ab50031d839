package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
)

// noDomains is the value of --exclude for an empty list.
const noDomains = "none"

// rewriteFlags are the flags that decorate and undecorate share.
type rewriteFlags struct {
	routingDomain, exclude, own, provider string
	config                                []string
	output, errors, delimiter             string
	field                                 string
	header                                bool
}

func (f *rewriteFlags) register(cmd *cobra.Command) {
	skype := documentedSkype()
	cmd.Flags().StringVar(&f.routingDomain, "routing-domain", skype.NameDecorationRoutingDomain.String(), "`domain` of decorated addresses: NameDecorationRoutingDomain")
	cmd.Flags().StringVar(&f.exclude, "exclude", skype.NameDecorationExcludedDomainList.String(), "`domains` that are not decorated, separated by commas, or none: NameDecorationExcludedDomainList")
	cmd.Flags().StringArrayVar(&f.config, "config", nil, "`file` or directory of an export, whose provider decorates, and whose own and allowed domains are left alone; may be given again")
	cmd.Flags().StringVar(&f.provider, "provider", "", "`name` of the public provider in --config")
	cmd.MarkFlagsRequiredTogether("config", "provider")
	cmd.MarkFlagsMutuallyExclusive("config", "routing-domain")
	cmd.MarkFlagsMutuallyExclusive("config", "exclude")
	cmd.Flags().StringVar(&f.own, "own", "", "your own `domains`, separated by commas, whose addresses are left alone")
	cmd.Flags().StringVarP(&f.output, "output", "o", "", "`file` to write to, which is replaced at the end")
	cmd.Flags().StringVar(&f.errors, "errors", "", "`file` for the refused lines, as CSV with number and reason, instead of the standard error")
	cmd.Flags().StringVar(&f.field, "field", "", "`number` of the field with the address, from 1, or its name in the first record, for CSV and similar files")
	cmd.Flags().StringVar(&f.delimiter, "delimiter", ",", "`character` between fields, or tab")
	cmd.Flags().BoolVar(&f.header, "header", false, "the first record has the names of the fields")
}

// table returns the field with the addresses, or nil if the input is a list.
func (f *rewriteFlags) table(cmd *cobra.Command) (*table, error) {
	if !cmd.Flags().Changed("field") {
		for _, name := range []string{"delimiter", "header"} {
			if cmd.Flags().Changed(name) {
				return nil, fmt.Errorf("--%s is for tables: give the number of the field with --field too", name)
			}
		}
		return nil, nil
	}
	number, err := strconv.Atoi(f.field)
	if err == nil && number < 1 {
		return nil, fmt.Errorf("--field %d: fields count from 1", number)
	}
	if f.field == "" {
		return nil, errors.New("--field: give the number of the field, or its name in the first record")
	}
	delimiter := []rune(f.delimiter)
	if f.delimiter == "tab" || f.delimiter == `\t` {
		delimiter = []rune{'\t'}
	}
	if len(delimiter) != 1 || strings.ContainsRune("\"\r\n\ufffd", delimiter[0]) {
		return nil, fmt.Errorf("--delimiter %q: give one character, such as ; or tab", f.delimiter)
	}
	t := &table{field: number, delimiter: delimiter[0], header: f.header}
	if err != nil {
		t.name, t.header = f.field, true
	}
	return t, nil
}

// rewriter returns the rewriter for the flags.
func (f *rewriteFlags) rewriter(stdin io.Reader, talk io.Writer, undo bool) (*rewriter, error) {
	own, err := parseList(f.own)
	if err != nil {
		return nil, fmt.Errorf("--own: %w", err)
	}
	alone := slices.Collect(own.Set().All())
	alone = append(alone, skypeIDs)
	if len(f.config) > 0 {
		decorator, known, err := f.configured(stdin, talk)
		if err != nil {
			return nil, err
		}
		return newRewriter(decorator, domain.SetOf(append(alone, known...)...), undo), nil
	}
	routing, err := parseDomain(f.routingDomain)
	if err != nil {
		return nil, fmt.Errorf("--routing-domain: %w", err)
	}
	if f.exclude == noDomains {
		f.exclude = ""
	}
	excluded, err := parseList(f.exclude)
	if err != nil {
		return nil, fmt.Errorf("--exclude: %w", err)
	}
	return newRewriter(address.NewDecorator(routing, excluded.Set()), domain.SetOf(alone...), undo), nil
}

// configured returns the decorator of the provider of --provider, and the domains that
// the configuration reaches without that provider.
func (f *rewriteFlags) configured(stdin io.Reader, talk io.Writer) (address.Decorator, []domain.SIPDomain, error) {
	e, err := load(f.config, stdin, talk)
	if err != nil {
		return address.Decorator{}, nil, err
	}
	printErrors(talk, e.Findings)
	decorator, alone, err := decoratorOf(e.Document.Configuration, f.provider)
	for about := range diag.All(err) {
		e.Document.Place(diag.Findings{about})
		return address.Decorator{}, nil, fmt.Errorf("--provider %s: %w%s", f.provider, about, otherProvider(e.Document.Configuration, f.provider))
	}
	return decorator, alone, err
}

// otherProvider returns the end of an error on an unknown provider: a suggestion, or ""
// if there is none or a public provider has the name.
func otherProvider(c federation.Configuration, name string) string {
	var names []string
	for _, p := range c.PublicProviders {
		if strings.EqualFold(p.Identity, name) {
			return ""
		}
		names = append(names, p.Identity)
	}
	for _, p := range c.HostingProviders {
		if strings.EqualFold(p.Identity, name) {
			return fmt.Sprintf(". %s is a hosting provider, and these do not decorate", diag.Printable(p.Identity))
		}
	}
	return strings.TrimSuffix("."+didYouMean(name, names), ".")
}

const inputsHelp = `
An argument with an @ and without a path separator is an address, unless a file has
that name. - is the standard input. Any other argument is a file with an address on
each line. Write -- before an address that begins with a hyphen. A sip: before an
address, blanks and blank lines are kept. Unicode domains are written in their xn--
form. Files are UTF-8, or UTF-16 with a byte order mark, and the output is UTF-8.
Files may have any size, because only a small part is in memory at a time.

A line that is not an address is left out, and reported on the standard error, or in
the file of --errors. With --field, the files are tables, such as CSV, and only the
address in each record changes. A refused address is not changed, and a line #TYPE of
Export-Csv is copied.

-o writes a new file, and replaces the named file at the end. If the command fails or
is interrupted, the old file stays. --errors does the same, but the new file is also
written if the command fails.

The exit status is 0 if all addresses were rewritten or needed no change, 1 if
the command could not run, and 2 if some lines are not addresses.`

func newDecorateCommand() *cobra.Command {
	var flags rewriteFlags
	cmd := &cobra.Command{
		Use:   "decorate ADDRESS|FILE|-...",
		Short: "Write contacts' addresses for a public provider",
		Long: `decorate rewrites the addresses of contacts who are reached through a public
provider: ted@contoso.com becomes ted(contoso.com)@msn.com, unless the domain is
excluded. The defaults are the documented settings of the Skype provider.
Addresses at skypeids.net, and those that --own names, are left alone.
` + inputsHelp,
		Example: `  lyncfed decorate ted@contoso.com
  lyncfed decorate --own fabrikam.com contacts.txt -o decorated.txt
  lyncfed decorate --field SipAddress users.csv -o decorated.csv
  lyncfed decorate --field 3 --delimiter ';' --header users.csv -o decorated.csv
  lyncfed decorate --config federation.json --provider Skype contacts.txt`,
		Args: needInput,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runRewrite(cmd, args, &flags, false)
		},
	}
	flags.register(cmd)
	return cmd
}

func newUndecorateCommand() *cobra.Command {
	var flags rewriteFlags
	cmd := &cobra.Command{
		Use:   "undecorate ADDRESS|FILE|-...",
		Short: "Write decorated addresses in their original form",
		Long: `undecorate is the inverse of decorate: ted(contoso.com)@msn.com becomes
ted@contoso.com. An address that decorate cannot have made is not changed, with a
warning if it looks like a damaged decorated address. Contacts of skypeids.net and
of --own domains that were decorated by mistake are restored too.
` + inputsHelp,
		Example: `  lyncfed undecorate 'ted(contoso.com)@msn.com'`,
		Args:    needInput,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runRewrite(cmd, args, &flags, true)
		},
	}
	flags.register(cmd)
	return cmd
}

// needInput checks the arguments of decorate and undecorate.
func needInput(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("nothing to %s: give an address, a file of addresses, or - for the standard input", cmd.Name())
	}
	if slices.Contains(args, "") {
		return errNoName
	}
	return nil
}
