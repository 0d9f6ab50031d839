package main

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lyncfed/lyncfed/diag"
)

// maxRecord is the largest size of a record of a table, in bytes. It bounds the memory
// that an unclosed quotation mark takes.
const maxRecord = 512 << 10

// A table describes a CSV or TSV file, and the field with the addresses.
type table struct {
	field     int    // counted from 1
	name      string // of the field in the header; "": the field is given by number
	delimiter rune   // between fields
	header    bool   // the first record has the names of the fields
	names     []byte // the header of the first file, which was written
}

// likelyField returns a hint at the intended field or delimiter.
func (t *table) likelyField(fields []string) string {
	for _, delimiter := range []string{";", "\t", ",", "|"} {
		if len(fields) == 1 && strings.Contains(fields[0], delimiter) {
			return fmt.Sprintf(" There is one field: is the delimiter another, as --delimiter %s?", strings.NewReplacer("\t", "tab", ";", "';'", "|", "'|'").Replace(delimiter))
		}
	}
	return didYouMean(t.name, fields)
}

// A place is the position of a text in a file. Column counts bytes from 1.
type place struct{ line, column int }

// A fieldTeller receives the result for a field, and the message on it.
type fieldTeller func(at place, field string, what outcome, err error)

// rewriteTable copies in to out, and rewrites one field of each record. All other bytes
// are copied unchanged, and so is a field that is refused.
func (r *rewriter) rewriteTable(in io.Reader, out io.Writer, t *table, tell fieldTeller) error {
	text, marked := decodedMarked(in)
	source := &tableSource{in: text, firstLine: 1}
	records := csv.NewReader(source)
	records.Comma, records.FieldsPerRecord, records.ReuseRecord = t.delimiter, -1, true
	buffered := bufio.NewWriterSize(out, blockSize)
	if marked && t.names == nil { // without the mark, some programs do not read it as UTF-8
		buffered.WriteString("\ufeff")
	}
	first := true
	for {
		source.left = maxRecord
		fields, err := records.Read()
		if err == io.EOF {
			buffered.Write(source.raw) // blank lines
			return buffered.Flush()
		}
		if err != nil {
			return errors.Join(tableError(err, records), buffered.Flush())
		}
		raw := source.record(records.InputOffset())
		if first && source.start == 0 && strings.HasPrefix(fields[0], "#TYPE ") {
			if t.names == nil {
				buffered.Write(raw)
			}
			source.consume(len(raw))
			continue
		}
		if first && t.names == nil && t.field > len(fields) {
			return fmt.Errorf("--field %d: %w %s. Check --field and --delimiter", t.field, errNoField, count(len(fields), "field"))
		}
		if first && t.header {
			if t.name != "" {
				if t.field = 1 + slices.IndexFunc(fields, func(f string) bool { return strings.EqualFold(strings.TrimSpace(f), t.name) }); t.field == 0 {
					return errors.Join(fmt.Errorf("--field %s: no field of the first record has that name.%s The fields are %.200s", diag.Printable(t.name), t.likelyField(fields), diag.Printable(strings.Join(fields, ", "))), buffered.Flush())
				}
			}
			if err := t.writeHeader(buffered, raw); err != nil {
				return err
			}
		} else if err := r.rewriteRecord(buffered, raw, source.firstLine, fields, records, t, tell); err != nil {
			return err
		}
		source.consume(len(raw))
		first = false
	}
}

// writeHeader writes the header of the first file. It returns an error if the header of a
// later file differs.
func (t *table) writeHeader(out io.Writer, raw []byte) error {
	if t.names == nil {
		t.names = bytes.Clone(raw)
		_, err := out.Write(raw)
		return err
	}
	if !bytes.Equal(bytes.TrimSpace(raw), bytes.TrimSpace(t.names)) {
		return fmt.Errorf("its header is not that of the first file: %q, and not %q", bytes.TrimSpace(raw), bytes.TrimSpace(t.names))
	}
	return nil
}

const ruleRecordShort diag.Rule = "lyncfed.record.short"

// recordRules has the rule on the records of tables. The command defines it, not the
// library.
var recordRules = diag.Catalog{
	{
		Rule:     ruleRecordShort,
		Severity: diag.Error,
		Summary:  "A record must have the field with the address.",
		Remedy:   "Check --field and --delimiter, or mend the record.",
		Source:   diag.OwnSource(),
	},
}

// rewriteRecord writes the raw bytes of a record with the field rewritten. line is the
// number of the record's first line.
func (r *rewriter) rewriteRecord(out io.Writer, raw []byte, line int, fields []string, records *csv.Reader, t *table, tell fieldTeller) error {
	at := func(i int) place {
		line, column := records.FieldPos(i)
		return place{line, column}
	}
	if len(fields) < t.field {
		tell(at(len(fields)-1), "", refused, recordRules.Finding(ruleRecordShort, "", fmt.Sprintf("the record has %d of at least %d fields", len(fields), t.field)))
		_, err := out.Write(raw)
		return err
	}
	was, here := fields[t.field-1], at(t.field-1)
	text, what, noted := r.append(nil, []byte(was))
	var about error
	if noted {
		_, _, about = r.rewrite(was)
	}
	tell(here, was, what, about)
	if what == refused || string(text) == was {
		_, err := out.Write(raw)
		return err
	}
	start := offset(raw, line, here)
	end := len(bytes.TrimSuffix(bytes.TrimSuffix(raw, []byte("\n")), []byte("\r")))
	if t.field < len(fields) {
		end = offset(raw, line, at(t.field)) - utf8.RuneLen(t.delimiter)
	}
	field := string(text)
	if raw[start] == '"' || strings.ContainsAny(field, "\"\r\n") || strings.ContainsRune(field, t.delimiter) {
		field = `"` + strings.ReplaceAll(field, `"`, `""`) + `"`
	}
	_, err := fmt.Fprintf(out, "%s%s%s", raw[:start], field, raw[end:])
	return err
}

// offset returns the index in raw of a place. line is the number of the first line of raw.
func offset(raw []byte, line int, at place) int {
	n := 0
	for ; line < at.line; line++ {
		n += bytes.IndexByte(raw[n:], '\n') + 1
	}
	return n + at.column - 1
}

var (
	errNoField    = errors.New("the first record has")
	errRecordLong = fmt.Errorf("a record longer than %d KiB: a quotation mark is not closed, or the delimiter is another", maxRecord>>10)
	errNUL        = errors.New("a NUL byte: this is no text, or UTF-16 without a byte order mark")
)

func tableError(err error, records *csv.Reader) error {
	if parse, ok := errors.AsType[*csv.ParseError](err); ok {
		return fmt.Errorf("line %d, column %d: %w; give the delimiter with --delimiter, or mend the line", parse.Line, parse.Column, parse.Err)
	}
	return fmt.Errorf("after byte %d: %w", records.InputOffset(), err)
}

// A tableSource is a reader that keeps the bytes of the current record, and returns an
// error for a record that is too long.
type tableSource struct {
	in        io.Reader
	left      int
	raw       []byte // read and not consumed yet
	start     int64  // the offset of raw in the input
	firstLine int    // the number of the first line of raw
}

func (s *tableSource) Read(p []byte) (int, error) {
	if s.left <= 0 {
		return 0, errRecordLong
	}
	n, err := s.in.Read(p[:min(len(p), s.left)])
	s.left -= n
	if bytes.IndexByte(p[:n], 0) >= 0 {
		return 0, errNUL
	}
	s.raw = append(s.raw, p[:n]...)
	return n, err
}

// record returns the bytes up to an offset of the input.
func (s *tableSource) record(end int64) []byte { return s.raw[:end-s.start] }

// consume drops the first n bytes.
func (s *tableSource) consume(n int) {
	s.firstLine += bytes.Count(s.raw[:n], []byte("\n"))
	s.start += int64(n)
	s.raw = append(s.raw[:0], s.raw[n:]...)
}
