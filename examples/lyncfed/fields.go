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

	"github.com/lyncfed/lyncfed/diag"
)

// maxRecord is how long a record of a table may be, so that a quotation mark
// that is never closed does not fill the memory.
const maxRecord = 512 << 10

// A table says where in the records of a CSV or TSV file the addresses are.
type table struct {
	field     int  // counted from 1
	delimiter rune // between fields
	header    bool // the first record has names
}

// A place is where in a file a text begins. Column counts bytes from 1.
type place struct{ line, column int }

// rewriteTable rewrites a field of each record of in, and writes all records to
// out: what is refused stays as it was. It has tell take what becomes of each
// field, and what there is to say of it.
func (r *rewriter) rewriteTable(in io.Reader, out io.Writer, t table, tell func(at place, field string, what outcome, err error)) error {
	source := &tableSource{in: decoded(in)}
	records := csv.NewReader(source)
	records.Comma, records.FieldsPerRecord, records.ReuseRecord = t.delimiter, -1, true
	var record bytes.Buffer
	writer := csv.NewWriter(&record)
	writer.Comma = t.delimiter
	buffered := bufio.NewWriterSize(out, blockSize)

	var text []byte
	for n := 0; ; n++ {
		source.left = maxRecord
		fields, err := records.Read()
		if err == io.EOF {
			if source.last == '\n' && n > 0 {
				buffered.WriteString(source.lineEnd())
			}
			return buffered.Flush()
		}
		if err != nil {
			return errors.Join(tableError(err, records), buffered.Flush())
		}
		switch {
		case n == 0 && t.header:
		case len(fields) < t.field:
			line, column := records.FieldPos(len(fields) - 1)
			tell(place{line, column}, "", refused, &diag.Finding{
				RuleInfo: diag.RuleInfo{Severity: diag.Error, Remedy: "Check --field and --delimiter, or mend the record"},
				Detail:   fmt.Sprintf("the record has %d of at least %d fields", len(fields), t.field),
			})
		default:
			was := fields[t.field-1]
			line, column := records.FieldPos(t.field - 1)
			var what outcome
			var noted bool
			text, what, noted = r.append(text[:0], []byte(was))
			if noted {
				_, _, err = r.rewrite(was)
			}
			if what != refused {
				fields[t.field-1] = string(text)
			}
			tell(place{line, column}, was, what, err)
		}
		// The last record may lack its end, so that each gets it from the next.
		if n > 0 {
			buffered.WriteString(source.lineEnd())
		}
		record.Reset()
		// UseCRLF restores the line ends in a field, and drops other returns.
		writer.UseCRLF = source.crlf && !slices.ContainsFunc(fields, func(f string) bool { return strings.Contains(f, "\r") })
		if err := writer.Write(fields); err != nil {
			return err
		}
		writer.Flush()
		text := bytes.TrimSuffix(record.Bytes(), []byte("\n"))
		if writer.UseCRLF {
			text = bytes.TrimSuffix(text, []byte("\r"))
		}
		if len(text) == 0 { // which would be read as no record
			text = []byte(`""`)
		}
		if _, err := buffered.Write(text); err != nil {
			return err
		}
	}
}

var errRecordLong = fmt.Errorf("a record longer than %d KiB: a quotation mark is not closed, or the delimiter is another", maxRecord>>10)

func tableError(err error, records *csv.Reader) error {
	if parse, ok := errors.AsType[*csv.ParseError](err); ok {
		return fmt.Errorf("line %d, column %d: %w; give the delimiter with --delimiter, or mend the line", parse.Line, parse.Column, parse.Err)
	}
	return fmt.Errorf("behind byte %d: %w", records.InputOffset(), err)
}

// A tableSource is a reader that sees how lines end, and lets no record be
// longer than it has bytes left.
type tableSource struct {
	in   io.Reader
	left int
	crlf bool // the first line ends in CRLF
	seen bool // its end was read
	last byte
}

func (s *tableSource) Read(p []byte) (int, error) {
	if s.left <= 0 {
		return 0, errRecordLong
	}
	n, err := s.in.Read(p[:min(len(p), s.left)])
	s.left -= n
	if i := bytes.IndexByte(p[:n], '\n'); i >= 0 && !s.seen {
		s.seen = true
		s.crlf = i > 0 && p[i-1] == '\r' || i == 0 && s.last == '\r'
	}
	if n > 0 {
		s.last = p[n-1]
	}
	return n, err
}

func (s *tableSource) lineEnd() string {
	if s.crlf {
		return "\r\n"
	}
	return "\n"
}
