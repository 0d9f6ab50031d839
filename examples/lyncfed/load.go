package main

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
)

// A configuration is one read from files, with what there is to say of the
// reading.
type configuration struct {
	federation.Configuration
	findings []*diag.Finding  // with their places
	from     map[string]*file // which file each member came from
}

// A file is one of those that a configuration was read from.
type file struct {
	name   string
	places federation.Places
}

// load reads a configuration from files; - is the standard input. Each kind of
// record comes from one of them.
func load(names []string, stdin io.Reader) (configuration, error) {
	c := configuration{from: map[string]*file{}}
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
		if err := c.merge(&file{name, federation.NewPlaces(text)}, part, findings); err != nil {
			return configuration{}, err
		}
	}
	return c, nil
}

// merge puts the records of a file in, and the findings on what it is the first
// to give.
func (c *configuration) merge(f *file, part federation.Configuration, findings []*diag.Finding) error {
	merged, err := c.Merge(part)
	for conflict := range diag.All(err) {
		member := member(conflict.Path)
		return fmt.Errorf("%s and %s both give %s, and not the same: read them one by one, or remove it from one of them", c.from[member].name, f.name, member)
	}
	for _, name := range part.Given() {
		if c.from[name] == nil {
			c.from[name] = f
		}
	}
	for _, finding := range findings {
		if first := c.from[member(finding.Path)]; first == nil || first == f {
			c.findings = append(c.findings, f.placed(finding))
		}
	}
	c.Configuration = merged
	return nil
}

// member returns the member of a configuration that a path is in.
func member(path diag.Path) string {
	for name := range path.Tokens() {
		return name
	}
	return ""
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

// placed returns a finding with the place of its path in the file.
func (f *file) placed(finding *diag.Finding) *diag.Finding {
	moved := *finding
	moved.Pos.File = f.name
	if line, column, found := f.places.Locate(finding.Path); found {
		moved.Pos.Line, moved.Pos.Column = line, column
	}
	return &moved
}

// placed returns a finding with its place in the file that gave the member, or
// as it is if none did.
func (c *configuration) placed(finding *diag.Finding) *diag.Finding {
	if f := c.from[member(finding.Path)]; f != nil {
		return f.placed(finding)
	}
	return finding
}
