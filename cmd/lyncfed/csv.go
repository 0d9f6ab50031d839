package main

import (
	"encoding/csv"
	"io"

	"github.com/lyncfed/lyncfed/report"
)

// newCSV returns a writer of CSV as RFC 4180 has it: lines end in CRLF.
func newCSV(w io.Writer) *csv.Writer {
	c := csv.NewWriter(w)
	c.UseCRLF = true
	return c
}

// A sheet writes CSV for spreadsheets: with a byte order mark, so that they read it as
// UTF-8, and with every cell guarded against being run as a formula.
type sheet struct {
	w   *csv.Writer
	err error
}

// newSheet writes the byte order mark and the header.
func newSheet(w io.Writer, head []string) *sheet {
	_, err := io.WriteString(w, "\ufeff")
	s := &sheet{newCSV(w), err}
	s.row(head...)
	return s
}

func (s *sheet) row(cells ...string) {
	guarded := make([]string, len(cells))
	for i, cell := range cells {
		guarded[i] = report.Cell(cell)
	}
	if s.err == nil {
		s.err = s.w.Write(guarded)
	}
}

func (s *sheet) close() error {
	s.w.Flush()
	if s.err == nil {
		s.err = s.w.Error()
	}
	return s.err
}
