package powershell

import (
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/clixml"
	"github.com/lyncfed/lyncfed/internal/record"
)

// clixml reads what Export-Clixml wrote.
func (r *reader) clixml(at int) error {
	values, end, err := clixml.Decode(r.text[at:])
	if bad, ok := errors.AsType[*clixml.Error](err); ok {
		return r.finding(RuleCLIXMLSyntax, "", at+bad.Offset, "%s", bad.Reason)
	}
	r.begin()
	r.at = at + end
	d := &document{input: r.input, base: at, types: map[int]string{}, strings: map[int]string{}}
	c := converter{document: d, reader: r, at: at, budget: 3 * (end + 4096)}
	d.open('[', at)
	said := false
	for _, v := range values {
		switch {
		case char.EqualFold(v.Stream, "error") || slices.ContainsFunc(v.Types, isErrorRecord):
			cmdlet, message, named := failed(v)
			if named || !said && message != "" { // and not the lines below the message
				r.failure(cmp.Or(cmdlet, "a command"), message, at+v.Offset)
				said = true
			}
		case v.Stream == "":
			err = c.value(v)
		}
		if err != nil {
			return err
		}
	}
	d.close(']')
	d.json = trimComma(d.json)
	return r.document(d)
}

func isErrorRecord(typ string) bool {
	return strings.HasSuffix(typ, "System.Management.Automation.ErrorRecord")
}

// failed returns the cmdlet that an error is of, and the message: an error is
// either the record or a line of what the console shows for it, of which only the
// first has the cmdlet.
func failed(v *clixml.Value) (cmdlet, message string, named bool) {
	line, _, _ := strings.Cut(v.Text, "\n")
	line = strings.TrimSpace(line)
	for _, p := range v.Properties {
		if p.Name == "ErrorCategory_Activity" {
			return p.Text, line, true
		}
	}
	if cmdlet, message, named = failure([]byte(line)); named {
		return cmdlet, message, true
	}
	return "", line, v.Kind == clixml.Object
}

// A converter writes values as ConvertTo-Json would.
type converter struct {
	*document
	reader *reader
	at     int // of the CLIXML in the text
	budget int // how long the JSON may become: a text cannot refer to more than it could spell out
}

func (c *converter) value(v *clixml.Value) error {
	if len(c.json) > c.budget {
		return c.finding(RuleCLIXMLSyntax, "", c.at+v.Offset, "its references come to more than three times the text")
	}
	at := c.at + v.Offset
	switch v.Kind {
	case clixml.Nil:
		c.literal("null", at)
	case clixml.Number, clixml.Bool:
		if json.Valid([]byte(v.Text)) {
			c.literal(strings.TrimSpace(v.Text), at)
		} else {
			c.document.value(v.Text, at)
		}
	case clixml.Text:
		c.document.value(v.Text, at)
	case clixml.Skipped:
		if v.Element == "Ref" { // the shell writes such, to what is an object's parent
			c.reader.report(c.input, RuleCLIXMLSyntax, "", at, "it refers to an object that it is within, and is not read")
		}
		c.literal("{}", at)
	case clixml.Object:
		return c.object(v, at)
	}
	return nil
}

// object writes an object. An enumeration is its name, a list an array, and
// what has neither list nor properties is what the shell prints for it.
func (c *converter) object(v *clixml.Value, at int) error {
	switch {
	case v.Items != nil:
		c.open('[', at)
		for _, item := range v.Items {
			if err := c.value(item); err != nil {
				return err
			}
		}
		c.close(']')
		return nil
	case v.Primitive != nil && v.Text != "" && v.Primitive.Kind == clixml.Number, // an enumeration
		v.Primitive == nil && v.Properties == nil && v.Entries == nil && v.Text != "":
		c.document.value(v.Text, at)
		return nil
	case v.Primitive != nil:
		return c.value(v.Primitive)
	}
	if len(v.Types) > 0 {
		c.types[len(c.json)] = v.Types[0]
	}
	if v.Text != "" {
		c.strings[len(c.json)] = v.Text
	}
	c.open('{', at)
	for _, e := range v.Entries {
		if err := c.member(e.Key.Text, e.Value); err != nil {
			return err
		}
	}
	for _, p := range v.Properties {
		if err := c.member(p.Name, p.Value); err != nil {
			return err
		}
	}
	c.close('}')
	return nil
}

// member writes a member of an object, but for what the shell adds: those
// refer to one another.
func (c *converter) member(name string, v *clixml.Value) error {
	if record.IsShell(name) && !char.EqualFold(name, "Name") {
		return nil
	}
	c.name(name)
	return c.value(v)
}
