package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"os"
	"slices"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
)

// A configuration is one read from files, with what there is to say of the
// reading.
type configuration struct {
	federation.Configuration
	findings []*diag.Finding // with their places
	from     map[string]file // which file each member came from
}

// A file is one of those that a configuration was read from.
type file struct {
	name string
	text []byte
}

// load reads a configuration from files; - is the standard input. Each kind of
// record comes from one of them.
func load(names []string, stdin io.Reader) (configuration, error) {
	c := configuration{from: map[string]file{}}
	for _, name := range names {
		text, err := read(name, stdin)
		if err != nil {
			return configuration{}, err
		}
		if len(bytes.TrimSpace(text)) == 0 {
			return configuration{}, fmt.Errorf("%s is empty: run the script that lyncfed export-script prints on the server again", name)
		}
		part, findings, err := federation.Decode(text)
		if err != nil {
			return configuration{}, unreadable(name, text, err)
		}
		f := file{name, text}
		for _, finding := range findings {
			c.findings = append(c.findings, f.placed(finding))
		}
		if err := c.merge(f, part); err != nil {
			return configuration{}, err
		}
	}
	return c, nil
}

// read returns a file's text in UTF-8, whichever of the Unicode encodings it
// has.
func read(name string, stdin io.Reader) ([]byte, error) {
	in := stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	text, err := io.ReadAll(transform.NewReader(in, unicode.BOMOverride(transform.Nop)))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	return text, nil
}

// unreadable says what to do about a file that is no configuration.
func unreadable(name string, text []byte, err error) error {
	for f := range diag.All(err) {
		f.Pos.File = name
		if bytes.IndexByte(text, 0) >= 0 {
			return fmt.Errorf("%w\n%s has NUL bytes, as UTF-16 without a byte order mark: save it as UTF-8", err, name)
		}
	}
	return err
}

// merge puts the records of a file in. Two files may give the same kind only if
// they agree.
func (c *configuration) merge(f file, part federation.Configuration) error {
	for _, m := range []struct {
		name  string
		given bool
		taken bool
	}{
		{"Platform", !part.Platform.IsZero(), c.Platform.IsZero() || part.Platform.IsZero() || c.Platform == part.Platform},
		{"AccessEdgeConfiguration", part.AccessEdge != nil, c.AccessEdge == nil || part.AccessEdge == nil || c.AccessEdge.Equal(*part.AccessEdge)},
		{"SipDomains", part.SIPDomains != nil, take(&c.SIPDomains, part.SIPDomains)},
		{"PublicProviders", part.PublicProviders != nil, take(&c.PublicProviders, part.PublicProviders)},
		{"HostingProviders", part.HostingProviders != nil, take(&c.HostingProviders, part.HostingProviders)},
		{"AllowedDomains", part.AllowedDomains != nil, take(&c.AllowedDomains, part.AllowedDomains)},
		{"BlockedDomains", part.BlockedDomains != nil, take(&c.BlockedDomains, part.BlockedDomains)},
		{"ExternalAccessPolicies", part.ExternalAccessPolicies != nil, take(&c.ExternalAccessPolicies, part.ExternalAccessPolicies)},
		{"Users", part.Users != nil, take(&c.Users, part.Users)},
		{"Pools", part.Pools != nil, take(&c.Pools, part.Pools)},
	} {
		first, given := c.from[m.name]
		if !m.taken {
			return fmt.Errorf("%s and %s both give %s, and not the same: audit them one by one, or remove it from one of them", first.name, f.name, m.name)
		}
		if m.given && !given {
			c.from[m.name] = f
		}
	}
	c.Platform = cmp.Or(c.Platform, part.Platform)
	c.AccessEdge = cmp.Or(c.AccessEdge, part.AccessEdge)
	c.Incomplete |= part.Incomplete
	return nil
}

// take puts the records of a kind in, and reports false if others are there.
func take[R interface{ Equal(R) bool }](into *[]R, from []R) bool {
	if from == nil {
		return true
	}
	if *into != nil {
		return slices.EqualFunc(*into, from, R.Equal)
	}
	*into = from
	return true
}

// placed returns a finding with the place of its path in the file.
func (f file) placed(finding *diag.Finding) *diag.Finding {
	moved := *finding
	moved.Pos.File = f.name
	if line, column, found := federation.Locate(f.text, finding.Path); found {
		moved.Pos.Line, moved.Pos.Column = line, column
	}
	return &moved
}

// placed returns a finding with its place in the file that gave the member, or
// as it is if none did.
func (c *configuration) placed(finding *diag.Finding) *diag.Finding {
	for member := range finding.Path.Tokens() {
		if f, given := c.from[member]; given {
			return f.placed(finding)
		}
		break
	}
	return finding
}
