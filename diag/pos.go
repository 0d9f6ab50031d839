package diag

import (
	"strconv"
	"strings"
)

// A Pos is a position in a file. Line and Column count from 1, Column in
// characters. A zero part is not known. The zero Pos is not known at all.
// Positions compare with ==.
type Pos struct {
	File   string `json:",omitzero"`
	Line   int    `json:",omitzero"`
	Column int    `json:",omitzero"`
}

// IsZero reports whether p is not known.
func (p Pos) IsZero() bool { return p == Pos{} }

// String returns "file:line:column" without the parts that are not known.
func (p Pos) String() string {
	parts := make([]string, 0, 3)
	if p.File != "" {
		parts = append(parts, p.File)
	}
	if p.Line > 0 {
		parts = append(parts, strconv.Itoa(p.Line))
		if p.Column > 0 {
			parts = append(parts, strconv.Itoa(p.Column))
		}
	}
	return strings.Join(parts, ":")
}
