package main

import (
	"encoding/csv"
	"io"

	"github.com/lyncfed/lyncfed/report"
)

// A sheet writes CSV that a spreadsheet opens as UTF-8 and of which it runs nothing.
type sheet struct {
	w   *csv.Writer
	err error
}

// newSheet writes the head.
func newSheet(w io.Writer, head ...string) *sheet {
	_, err := io.WriteString(w, "\ufeff")
	s := &sheet{csv.NewWriter(w), err}
	s.row(head...)
	return s
}

// row writes a row.
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
