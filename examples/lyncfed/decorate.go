package main

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
)

// The provider that the documents tell to create for Skype: SITE-19, SFB-SKYPE.
const (
	skypeRoutingDomain = "msn.com"
	skypeExcluded      = "msn.com,outlook.com,live.com,hotmail.com"
)

// skypeIDs is the domain of addresses made from a Skype name. They reach Skype
// as they are (MESSHELPER).
var skypeIDs = domain.MustParseSIPDomain("skypeids.net")

// rewriteFlags are the flags that decorate and undecorate share.
type rewriteFlags struct{ routingDomain, exclude, own, config, provider string }

func (f *rewriteFlags) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.routingDomain, "routing-domain", skypeRoutingDomain, "`domain` that decorated addresses are in: NameDecorationRoutingDomain")
	cmd.Flags().StringVar(&f.exclude, "exclude", skypeExcluded, "`domains` that are not decorated, separated by commas: NameDecorationExcludedDomainList")
	cmd.Flags().StringVar(&f.config, "config", "", "`file` with the configuration whose provider decorates, and whose own and allowed domains are left alone")
	cmd.Flags().StringVar(&f.provider, "provider", "", "`name` of the public provider in --config")
	cmd.MarkFlagsRequiredTogether("config", "provider")
	cmd.MarkFlagsMutuallyExclusive("config", "routing-domain")
	cmd.MarkFlagsMutuallyExclusive("config", "exclude")
	cmd.Flags().StringVar(&f.own, "own", "", "`domains` of one's own, separated by commas, whose addresses are left alone")
}

// rewriter returns the rewriter for the flags as they were given.
func (f *rewriteFlags) rewriter(stdin io.Reader) (*rewriter, error) {
	own, err := parseList(f.own)
	if err != nil {
		return nil, fmt.Errorf("--own: %w", err)
	}
	alone := slices.Collect(own.Set().All())
	alone = append(alone, skypeIDs)
	if f.config != "" {
		decorator, known, err := f.configured(stdin)
		if err != nil {
			return nil, err
		}
		return &rewriter{decorator: decorator, alone: domain.SetOf(append(alone, known...)...)}, nil
	}
	routing, err := parseDomain(f.routingDomain)
	if err != nil {
		return nil, fmt.Errorf("--routing-domain: %w", err)
	}
	excluded, err := parseList(f.exclude)
	if err != nil {
		return nil, fmt.Errorf("--exclude: %w", err)
	}
	return &rewriter{
		decorator: address.NewDecorator(routing, excluded.Set()),
		alone:     domain.SetOf(alone...),
	}, nil
}

// configured returns the decorator of the provider that was named, and the
// domains that the configuration reaches without it.
func (f *rewriteFlags) configured(stdin io.Reader) (address.Decorator, []domain.SIPDomain, error) {
	c, err := load([]string{f.config}, stdin)
	if err != nil {
		return address.Decorator{}, nil, err
	}
	// What is not known would be decorated, one's own contacts too.
	const needed = federation.SIPDomains | federation.AllowedDomains
	if (c.Missing()|c.Incomplete)&needed != 0 {
		return address.Decorator{}, nil, fmt.Errorf("--config %s: SipDomains and AllowedDomains must both be there and readable, or contacts in them would be decorated; run lyncfed audit %s", f.config, f.config)
	}
	var names []string
	for _, p := range c.PublicProviders {
		names = append(names, p.Identity)
		if !strings.EqualFold(p.Identity, f.provider) {
			continue
		}
		if p.NameDecorationRoutingDomain.IsZero() {
			return address.Decorator{}, nil, fmt.Errorf("--provider %s: it has no NameDecorationRoutingDomain, and decorates nothing", p.Identity)
		}
		for _, err := range p.NameDecorationExcludedDomainList.All() {
			if err != nil {
				return address.Decorator{}, nil, fmt.Errorf("--provider %s: %w", p.Identity, err)
			}
		}
		var known []domain.SIPDomain
		for _, d := range c.SIPDomains {
			known = append(known, d.Identity)
		}
		for _, d := range c.AllowedDomains {
			if d, ok := d.Domain.SIPDomain(); ok {
				known = append(known, d)
			}
		}
		return p.Decorator(), known, nil
	}
	if c.Incomplete.Has(federation.PublicProviders) {
		return address.Decorator{}, nil, fmt.Errorf("--provider %s: not all providers in %s could be read; run lyncfed audit %s", f.provider, f.config, f.config)
	}
	return address.Decorator{}, nil, fmt.Errorf("--provider %s: the public providers in %s are %s", f.provider, f.config, cmp.Or(strings.Join(names, ", "), "none"))
}

const inputsHelp = `
An argument with an @ and no path separator is an address, - is the standard
input, and anything else is a file with an address on each line; -- stands
before an address that begins with a hyphen. A leading sip: is kept, blank lines
are passed on, and Unicode domains are written in their xn-- form. Files may be
UTF-8, or UTF-16 with a byte order mark; the output is UTF-8.

A line that is no address is reported on the standard error and left out.
The exit status is 0 if all addresses were rewritten or needed no change, 1 if
the command could not run, and 2 if some lines are no addresses.`

func newDecorateCommand() *cobra.Command {
	var flags rewriteFlags
	cmd := &cobra.Command{
		Use:   "decorate ADDRESS|FILE|-...",
		Short: "Write contacts' addresses so that they route through a public provider",
		Long: `decorate rewrites the addresses of contacts who are reached through a public
provider: ted@contoso.com becomes ted(contoso.com)@msn.com, unless the domain is
excluded. The defaults are the documented settings of the Skype provider.
Addresses at skypeids.net, and those that --own names, are left alone.
` + inputsHelp,
		Example: `  lyncfed decorate ted@contoso.com
  lyncfed decorate --own fabrikam.com contacts.txt > decorated.txt
  lyncfed decorate --config federation.json --provider Skype contacts.txt`,
		Args: needInput,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runRewrite(cmd, args, &flags, "decorated", decorate)
		},
	}
	flags.register(cmd)
	return cmd
}

func newUndecorateCommand() *cobra.Command {
	var flags rewriteFlags
	cmd := &cobra.Command{
		Use:   "undecorate ADDRESS|FILE|-...",
		Short: "Write decorated addresses as the contacts' own again",
		Long: `undecorate is the inverse of decorate: ted(contoso.com)@msn.com becomes
ted@contoso.com. What decorate could not have made is passed on as it is, with
a warning if it looks like a decorated address that was damaged. Contacts of
skypeids.net and of --own domains that were decorated by mistake are undone too.
` + inputsHelp,
		Example: `  lyncfed undecorate 'ted(contoso.com)@msn.com'`,
		Args:    needInput,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runRewrite(cmd, args, &flags, "undecorated", undecorate)
		},
	}
	flags.register(cmd)
	return cmd
}

// needInput is the check of the arguments of both commands.
func needInput(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("nothing to %s: give an address, a file of addresses, or - for the standard input", cmd.Name())
	}
	return nil
}

func decorate(d address.Decorator, a address.Address) address.Address { return d.Decorate(a) }

func undecorate(d address.Decorator, a address.Address) address.Address {
	a, _ = d.Undecorate(a)
	return a
}

// runRewrite runs decorate or undecorate over the arguments, in their order.
// A file that cannot be read does not keep it from the next.
func runRewrite(cmd *cobra.Command, args []string, flags *rewriteFlags, verb string, f func(address.Decorator, address.Address) address.Address) error {
	r, err := flags.rewriter(cmd.InOrStdin())
	if err != nil {
		return err
	}
	r.verb = verb
	r.rewrite = f
	r.out = bufio.NewWriter(cmd.OutOrStdout())
	r.report = cmd.ErrOrStderr()

	failed := false
	for i, arg := range args {
		if err := rewriteArgument(cmd, r, i, arg); err != nil {
			fmt.Fprintf(r.report, "lyncfed: %v\n", err)
			failed = true
		}
	}
	if err := r.out.Flush(); err != nil {
		return err
	}
	r.summarize()
	switch {
	case failed:
		return errReported
	case r.counts.refused > 0:
		return errRefused
	}
	return nil
}

func rewriteArgument(cmd *cobra.Command, r *rewriter, i int, arg string) error {
	switch {
	case arg == "-":
		return r.list("stdin", cmd.InOrStdin())
	case isAddress(arg):
		r.line(place{"argument", i + 1}, []byte(arg), "\n")
		return nil
	}
	file, err := os.Open(arg)
	if err != nil {
		return fmt.Errorf("%q %s, so it is taken for a file: %w", arg, whyFile(arg), err)
	}
	defer file.Close()
	return r.list(arg, file)
}

func isAddress(arg string) bool { return strings.Contains(arg, "@") && !hasSeparator(arg) }

func hasSeparator(arg string) bool {
	return strings.ContainsRune(arg, '/') || strings.ContainsRune(arg, filepath.Separator)
}

func whyFile(arg string) string {
	if hasSeparator(arg) {
		return "has a path separator"
	}
	return "has no @"
}
