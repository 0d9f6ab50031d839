package powershell

import (
	"cmp"
	"encoding/json"
	"errors"
	"iter"
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
	c := converter{reader: r, at: at, budget: 3 * (end + 4096)}
	var output []*clixml.Value
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
			if c.weigh(v); c.budget < 0 {
				return r.finding(RuleCLIXMLSyntax, "", at+v.Offset, "its references come to more than three times the text")
			}
			output = append(output, v)
		}
	}
	return r.document(&document{input: r.input}, c.list(output, at))
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

// A converter makes values those that ConvertTo-Json would write.
type converter struct {
	*reader
	at     int // of the CLIXML in the text
	budget int // how much longer the values may become: a text cannot refer to more than it could spell out
}

// weigh takes from the budget how long a value is as JSON, each time that it is
// referred to, and reports what is not read.
func (c *converter) weigh(v *clixml.Value) {
	c.budget -= len(v.Text) + len("{},")
	if v.Kind == clixml.Skipped && v.Element == "Ref" { // the shell writes such, to what is an object's parent
		c.report(c.input, RuleCLIXMLSyntax, "", c.at+v.Offset, "it refers to an object that it is within, and is not read")
	}
	switch instead, isText := standsFor(v); {
	case instead != nil:
		c.weigh(instead)
	case isText || v.Kind != clixml.Object:
	case v.Items != nil:
		for i := 0; i < len(v.Items) && c.budget >= 0; i++ {
			c.weigh(v.Items[i])
		}
	default:
		for m := range membersOf(v) {
			if c.budget -= len(m.Name) + len(`"":`); c.budget < 0 {
				return
			}
			c.weigh(m.Value)
		}
	}
}

// value converts a value.
func (c *converter) value(v *clixml.Value) record.Value {
	at := c.place(c.at + v.Offset)
	instead, isText := standsFor(v)
	switch {
	case instead != nil:
		return c.value(instead)
	case isText, v.Kind == clixml.Text, (v.Kind == clixml.Number || v.Kind == clixml.Bool) && !json.Valid([]byte(v.Text)):
		return record.Plain([]byte(v.Text), at)
	case v.Kind == clixml.Number, v.Kind == clixml.Bool:
		return record.JSON([]byte(strings.TrimSpace(v.Text)), at)
	case v.Kind == clixml.Nil:
		return record.Plain(nil, at)
	case v.Items != nil:
		return c.list(v.Items, c.at+v.Offset)
	}
	parts := &record.Parts{Printed: v.Text, Fields: func(into []record.Field) []record.Field {
		for m := range membersOf(v) {
			into = append(into, record.Field{Name: []byte(m.Name), Value: c.value(m.Value)})
		}
		return into
	}}
	if len(v.Types) > 0 {
		parts.Type = v.Types[0]
	}
	return record.Of(record.Nested, at, parts)
}

// list returns the list of values that begins at a byte.
func (c *converter) list(values []*clixml.Value, at int) record.Value {
	return record.Of(record.List, c.place(at), &record.Parts{Elements: func(yield func(record.Value) bool) {
		for _, v := range values {
			if !yield(c.value(v)) {
				return
			}
		}
	}})
}

// standsFor returns the value that an object stands for, or whether it is what the
// shell prints for it: an enumeration is its name.
func standsFor(v *clixml.Value) (instead *clixml.Value, isText bool) {
	switch {
	case v.Kind != clixml.Object || v.Items != nil:
		return nil, false
	case v.Text != "" && (v.Primitive != nil && v.Primitive.Kind == clixml.Number || v.Primitive == nil && v.Properties == nil && v.Entries == nil):
		return nil, true
	}
	return v.Primitive, false
}

// membersOf returns the members of an object, but for what the shell adds: those
// refer to one another.
func membersOf(v *clixml.Value) iter.Seq[clixml.Property] {
	return func(yield func(clixml.Property) bool) {
		for _, e := range v.Entries {
			if isRead(e.Key.Text) && !yield(clixml.Property{Name: e.Key.Text, Value: e.Value}) {
				return
			}
		}
		for _, p := range v.Properties {
			if isRead(p.Name) && !yield(p) {
				return
			}
		}
	}
}

func isRead(name string) bool { return !record.IsShell(name) || char.EqualFold(name, "Name") }
