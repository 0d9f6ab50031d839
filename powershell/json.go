package powershell

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/record"
)

// json reads a JSON text.
func (r *reader) json(at int) error {
	rest := r.text[at:]
	r.begin()
	if json.Valid(rest) {
		r.at = len(r.text)
		return r.document(&document{input: r.input}, record.JSON(rest, r.place(at)))
	}
	dec := json.NewDecoder(bytes.NewReader(rest))
	for { // each of those that stand one after another
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return r.badJSON(at, err)
		}
		end := int(dec.InputOffset())
		from := end - len(value)
		if err := r.document(&document{input: r.input}, record.JSON(rest[from:end], r.place(at+from))); err != nil {
			return err
		}
		r.at = at + end
		next := bytes.TrimLeft(rest[end:], " \t\r\n")
		if more, found := bytes.CutPrefix(next, []byte(",")); found {
			// Objects may have commas between them that were taken out of an array.
			if more = bytes.TrimLeft(more, " \t\r\n"); hasAnyPrefix(more, "{", "[") {
				r.at = len(r.text) - len(more)
			}
			return nil
		}
		if !hasAnyPrefix(next, "{") {
			return nil // a text, or what may be one
		}
	}
}

func (r *reader) badJSON(at int, err error) error {
	offset, detail := len(r.text), "it ends in the middle"
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok && !strings.HasPrefix(err.Error(), "unexpected end") {
		offset = at + char.JSONOffset(syntax)
		detail = char.NotJSON(r.text, offset)
		if around := r.text[offset:min(offset+2, len(r.text))]; strings.Contains(err.Error(), "in string") && bytes.ContainsAny(around, "\r\n") {
			detail = "a text goes on in the next line, as a console breaks long ones: write to a file"
		}
	}
	if offset < len(r.text) && r.text[offset] == '\'' {
		detail = "an apostrophe, where JSON has a quotation mark: Python prints objects so"
	}
	if c, _ := utf8.DecodeRune(r.text[min(offset, len(r.text)):]); c >= utf8.RuneSelf && offset < len(r.text) && !strings.Contains(detail, "console") {
		detail = fmt.Sprintf("%U is not a character of JSON", c)
		if strings.ContainsRune("“”„‟«»‘’", c) {
			detail = fmt.Sprintf("%U is a typographic quotation mark, as a word processor writes it: JSON has %q", c, '"')
		}
	}
	f := diag.MemberFinding(diag.RuleJSONSyntax, "", detail)
	f.Pos, f.Err = r.pos(offset), err
	return f
}
