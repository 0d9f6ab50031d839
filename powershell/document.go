package powershell

import (
	"sort"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/record"
)

// A document is one output of PowerShell: a series of objects.
type document struct {
	*input
	typ     string // the type of all objects; "": each object has a type
	summary byte   // another first byte of a summary (see isCut): { on a console, $ in a script
}

// typeOf returns the name of the type of an object, or "".
func (d *document) typeOf(v record.Value) string {
	if d.typ != "" {
		return d.typ
	}
	return v.Parts().Type
}

// sources has the files that are read as one. The place of a byte is a number: the base
// of its file plus its offset there. No two bytes of all files have the same place.
type sources []*input

// add appends a file.
func (t *sources) add(s *input) {
	if n := len(*t); n > 0 {
		last := (*t)[n-1]
		s.base = last.base + len(last.text) + 1
	}
	*t = append(*t, s)
}

// pos returns the position of a place.
func (t *sources) pos(at int) diag.Pos {
	i := sort.Search(len(*t), func(i int) bool { return (*t)[i].base > at })
	s := (*t)[i-1]
	return s.pos(at - s.base)
}

// place returns the place of a byte of the file.
func (s *input) place(at int) int { return s.base + at }

// offset returns the byte at which a value begins.
func (s *input) offset(v record.Value) int { return v.At - s.base }
