// Command rewrite decorates the addresses of a list, one on each line, from the
// standard input to the standard output: what a migration of contact lists does.
// A line that is not an address goes to the standard error with its number, and
// makes the exit status 2.
//
//	rewrite -routing-domain msn.com -exclude msn.com,live.com < contacts > decorated
package main

import (
	"bufio"
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

var errRefused = errors.New("some lines are not addresses")

func main() {
	skype, _ := provider.LookupService(provider.Skype)
	documented, _ := skype.Recommended(product.SfBServer2015)
	routing := flag.String("routing-domain", documented.NameDecorationRoutingDomain.String(), "`domain` that decorated addresses are in")
	exclude := flag.String("exclude", documented.NameDecorationExcludedDomainList.String(), "`domains` that are not decorated")
	flag.Parse()
	switch err := run(*routing, *exclude, os.Stdin, os.Stdout, os.Stderr); {
	case errors.Is(err, errRefused):
		os.Exit(2)
	case err != nil:
		fmt.Fprintln(os.Stderr, "rewrite:", err)
		os.Exit(1)
	}
}

func run(routing, exclude string, in io.Reader, out, report io.Writer) error {
	to, err := domain.ParseSIPDomain(routing)
	if err != nil {
		return fmt.Errorf("-routing-domain: %w", err)
	}
	excluded, err := domain.ParseList(exclude)
	if err != nil {
		return fmt.Errorf("-exclude: %w", err)
	}
	return rewrite(address.NewDecorator(to, excluded.Set()), in, out, report)
}

// rewrite holds one line at a time, whatever the size of the list.
func rewrite(d address.Decorator, in io.Reader, out, report io.Writer) error {
	w := bufio.NewWriter(out)
	lines := bufio.NewScanner(in)
	var decorated []byte
	refused := false
	for n := 1; lines.Scan(); n++ {
		line := bytes.TrimSpace(lines.Bytes())
		if len(line) == 0 {
			continue
		}
		var err error
		if decorated, err = d.AppendDecorated(decorated[:0], line); err != nil {
			fmt.Fprintf(report, "line %d: %v\n", n, err)
			refused = true
			continue
		}
		if _, err := w.Write(append(decorated, '\n')); err != nil {
			return err
		}
	}
	if err := errors.Join(lines.Err(), w.Flush()); err != nil {
		return err
	}
	if refused {
		return errRefused
	}
	return nil
}
