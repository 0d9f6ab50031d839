package federation

import (
	"slices"
	"strconv"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/char"
)

// An origin is where a record comes from: its index in the text as it was read, or
// the position of the command that made it.
type origin struct {
	first int
	pos   diag.Pos
}

// Replace sets the configuration of the document to c, which commands made from the
// old one. at returns the position of the command that made or changed a record,
// and the zero Pos for an unchanged record. [Document.Place] then still finds the
// records.
func (d *Document) Replace(c Configuration, at func(diag.Subject) diag.Pos) {
	d.origins = map[Kind][]origin{}
	for k := range AllKinds() {
		row := k.Row()
		numbers := map[string]int{}
		for i := range row.Len(&d.Configuration) {
			numbers[char.Fold(row.Record(&d.Configuration, i).Identity())] = i
		}
		var all []origin
		for i := range row.Len(&c) {
			first, found := numbers[char.Fold(row.Record(&c, i).Identity())]
			if !found {
				first = -1
			}
			all = append(all, origin{first, at(c.Subject(k, i))})
		}
		d.origins[k] = all
	}
	d.Configuration = c
}

// Pos returns the position of the value at a path or, if the value is missing, of the
// record that should have it. The path must refer to d.Configuration, with no record
// added or removed since. It may be that of a [diag.Finding] or of a [diag.Reason]. The
// position is zero if it is not known, and for a nil document.
func (d *Document) Pos(path diag.Path) diag.Pos {
	if d == nil {
		return diag.Pos{}
	}
	k, i, rest := recordOf(path)
	if i >= uint64(len(d.origins[k])) {
		return d.places.Find(path)
	}
	o := d.origins[k][i]
	if !o.pos.IsZero() || o.first < 0 {
		return o.pos
	}
	moved := k.Row().Path(o.first)
	for _, token := range rest {
		moved = moved.Member(token)
	}
	return d.places.Find(moved)
}

// recordOf returns the kind and the index of the record that a path leads to or into,
// and the tokens after those. For another path the kind is zero.
func recordOf(path diag.Path) (k Kind, i uint64, rest []string) {
	tokens := slices.Collect(path.Tokens())
	if len(tokens) == 0 {
		return 0, 0, nil
	}
	k, err := ParseKind(tokens[0])
	if err != nil {
		return 0, 0, nil
	}
	if row := k.Row(); row.Path(0) == row.Path(-1) { // one record, which has no index
		return k, 0, tokens[1:]
	}
	if len(tokens) == 1 {
		return 0, 0, nil
	}
	if i, err = strconv.ParseUint(tokens[1], 10, 32); err != nil {
		return 0, 0, nil
	}
	return k, i, tokens[2:]
}
