package powershell

import (
	"sort"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/record"
)

// A document is one thing that the shell printed: objects one after another.
type document struct {
	*input
	typ     string // the name of the type of all objects; "": each has its own
	summary byte   // what a text begins with, besides, that stands for another: { on a console, $ in a script
}

// typeOf returns the name of the type of an object, or "".
func (d *document) typeOf(v record.Value) string {
	if d.typ != "" {
		return d.typ
	}
	return v.Parts().Type
}

// sources are the files that are read as one. The place of a byte is a number that no
// other byte of all files has: what stands before its file, and its offset there.
type sources []*input

// add adds a text after the others.
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

// place returns the place of a byte.
func (s *input) place(at int) int { return s.base + at }

// offset returns the byte at which a value begins.
func (s *input) offset(v record.Value) int { return v.At - s.base }
