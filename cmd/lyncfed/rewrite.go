package main

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

// A rewriter decorates or undecorates addresses. It is immutable, and safe for use from
// several goroutines.
type rewriter struct {
	undo      bool
	decorator address.Decorator
	alone     domain.Set        // the domains whose addresses are not changed
	quick     address.Decorator // a decorator whose own list has these domains
}

func newRewriter(d address.Decorator, alone domain.Set, undo bool) *rewriter {
	r := &rewriter{undo: undo, decorator: d, alone: alone, quick: d}
	switch {
	case !undo:
		var both []domain.SIPDomain
		for excluded := range d.Excluded().All() {
			both = append(both, excluded)
		}
		for own := range alone.All() {
			both = append(both, own)
		}
		r.quick = address.NewDecorator(d.RoutingDomain(), domain.SetOf(both...))
	case alone.Contains(d.RoutingDomain()):
		r.quick = address.Decorator{}
	}
	return r
}

// An outcome is the result for a line.
type outcome uint8

const (
	rewritten outcome = iota
	unchanged
	leftAlone
	refused
	blank
	outcomes // the number of outcomes
)

const scheme = "sip:"

// append appends the rewritten line to dst, or nothing if the line is refused. noted
// reports whether [rewriting.explain] has a message on the line.
func (r *rewriter) append(dst, line []byte) (out []byte, what outcome, noted bool) {
	text := line
	out = dst
	if hasScheme(line) {
		text = line[len(scheme):]
		if bytes.ContainsAny(text, "%#^`{|};?") { // a URI escapes these characters, or loses them
			return r.appendSlowly(dst, line)
		}
		out = append(out, line[:len(scheme)]...)
	}
	start := len(out)
	var err error
	if r.undo {
		out, err = r.quick.AppendUndecorated(out, text)
	} else {
		out, err = r.quick.AppendDecorated(out, text)
	}
	if err != nil {
		return r.appendSlowly(dst, line)
	}
	// The canonical form is at most a final dot shorter.
	if grown := len(out) - start - len(text); grown > 0 || grown < -1 {
		return out, rewritten, false
	}
	at := bytes.LastIndexByte(out[start:], '@') + start
	if r.alone.ContainsText(out[at+1:]) {
		return out, leftAlone, false
	}
	if out[at-1] == ')' { // a decorated address, or a damaged one
		return r.appendSlowly(dst, line)
	}
	return out, unchanged, false
}

func hasScheme(line []byte) bool {
	return len(line) >= len(scheme) && line[3] == ':' && strings.EqualFold(string(line[:len(scheme)]), scheme)
}

func (r *rewriter) appendSlowly(dst, line []byte) (out []byte, what outcome, noted bool) {
	text, what, err := r.rewrite(string(line))
	return append(dst, text...), what, err != nil
}

// rewrite is [rewriter.append] for one line, and returns the message on it.
func (r *rewriter) rewrite(line string) (string, outcome, error) {
	if strings.TrimSpace(line) == "" && len(line) < maxLine {
		return line, blank, nil
	}
	prefix, a, err := parse(line)
	if err != nil {
		return "", refused, err
	}
	var doubt error
	result, what := a, leftAlone
	if !r.alone.Contains(a.Domain()) {
		what = rewritten
		if r.undo {
			result, _ = r.decorator.Undecorate(a)
		} else {
			result = r.decorator.Decorate(a)
		}
		if result == a {
			what, doubt = unchanged, r.decorator.Check(a)
		}
	}
	if prefix != "" {
		return prefix + result.URI()[len(prefix):], what, doubt
	}
	return result.String(), what, doubt
}

// parse returns the address in a line, and its sip: prefix as written, if any. The domain
// may be in Unicode. With the prefix the line is a URI, and must not have a port or
// parameters, because they would be lost.
func parse(line string) (prefix string, a address.Address, err error) {
	read := address.Parse
	if len(line) >= len(scheme) && len(line) < maxLine && strings.EqualFold(line[:len(scheme)], scheme) {
		prefix, read = line[:len(scheme)], address.ParseURI
	}
	at := strings.LastIndex(line, "@")
	if host := line[at+1:]; at >= 0 && prefix != "" && strings.ContainsAny(host, ":;?") {
		read = func(string) (address.Address, error) { return address.Parse(line[len(prefix):]) }
	}
	a, err = read(line)
	v, ok := errors.AsType[*diag.ValueError](err)
	if !ok {
		return prefix, a, err
	}
	if v.Input != line { // the error is on the text after the prefix
		v.Input, v.Offset = line, v.Offset+len(prefix)
	}
	if v.Rule != domain.RuleLabelNonASCII {
		return prefix, a, v
	}
	ascii, err := toASCII(line[at+1:])
	if err != nil {
		v.Detail += fmt.Sprintf(", and %q has no xn-- form: %v", line[at+1:], err)
		return prefix, a, v
	}
	a, err = read(line[:at+1] + ascii)
	if v, ok := errors.AsType[*diag.ValueError](err); ok {
		v.Detail = fmt.Sprintf("%s is written as %s: %s", line[at+1:], ascii, v.Detail)
		v.Input, v.Offset = line, at+1
	}
	return prefix, a, err
}

// documentedSkype returns the provider for Skype with its documented settings (SFB-SKYPE).
func documentedSkype() provider.PublicProvider {
	skype, _ := provider.LookupService(provider.Skype)
	recommended, _ := skype.Recommended(product.SfBServer2015)
	return recommended
}

// skypeIDs is the domain of addresses made from a Skype name. They reach Skype without
// decoration (MESSHELPER).
var skypeIDs = domain.MustParseSIPDomain(provider.SkypeIDDomain)

// maxShown is the number of bytes of a refused line that the file of --errors shows. No
// address is longer.
const maxShown = 1300

// decoratorOf returns the decorator of a public provider, and the domains that the
// configuration reaches without that provider.
func decoratorOf(c federation.Configuration, name string) (address.Decorator, []domain.SIPDomain, error) {
	whole, err := c.Decorator(name)
	if err != nil {
		return address.Decorator{}, nil, err
	}
	for _, p := range c.PublicProviders {
		if !strings.EqualFold(p.Identity, name) {
			continue
		}
		var alone []domain.SIPDomain
		for d := range whole.Excluded().All() {
			if !p.Decorator().Excluded().Contains(d) {
				alone = append(alone, d)
			}
		}
		return p.Decorator(), alone, nil
	}
	return whole, nil, nil
}
