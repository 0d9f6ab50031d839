package cmdlet

import (
	"slices"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
)

// Replaces reports whether an edit sets a member that the Set- cmdlet has no
// parameter for. The record must then be removed and created again. Replaces
// returns false for an unknown kind.
func Replaces(e diag.Edit) bool {
	kind, err := federation.ParseKind(e.Subject.Kind)
	if err != nil || e.Op != diag.OpSet {
		return false
	}
	c := command{edit: e, table: kind.Row().Table()}
	return slices.ContainsFunc(e.Members, func(m diag.MemberEdit) bool {
		p, found := c.property(m.Name)
		return found && !p.Set && !p.Key && !c.isMethod(m)
	})
}

// Again returns the edits that remove record i of a kind and create it again with
// changed values for some members.
func Again(c federation.Configuration, k federation.Kind, i int, changed ...diag.MemberEdit) []diag.Edit {
	record := k.Row().Record(&c, i)
	fresh := diag.Edit{Op: diag.OpNew, Subject: c.Subject(k, i)}
	for p := range k.Row().Table().Properties() {
		v := record.Value(p.Name)
		for _, m := range changed {
			if char.EqualFold(m.Name, p.Name) {
				v = m.New
			}
		}
		if !p.Key && !v.IsZero() && !v.IsNull() {
			fresh.Members = append(fresh.Members, diag.MemberEdit{Name: p.Name, New: v})
		}
	}
	return []diag.Edit{{Op: diag.OpRemove, Subject: fresh.Subject}, fresh}
}

// InPlace returns edits in a form that the cmdlets can make. An edit for which
// [Replaces] is true becomes a Remove and a New, and InPlace reports whether there
// was such an edit. It returns no edits if a member of such a record is not known,
// because the value would be lost. It also returns no edits if the name does not
// identify exactly one record.
func InPlace(c federation.Configuration, edits ...diag.Edit) (commands []diag.Edit, replaces bool) {
	for _, e := range edits {
		if !Replaces(e) {
			commands = append(commands, e)
			continue
		}
		k, _ := federation.ParseKind(e.Subject.Kind)
		i, isOne := recordOf(c, k, e.Subject.Identity)
		if !isOne {
			return nil, true
		}
		for p := range k.Row().Table().Properties() {
			if c.IsUnknown(k, i, p.Name) || c.IsPresumed(k, i, p.Name) {
				return nil, true
			}
		}
		commands, replaces = append(commands, Again(c, k, i, e.Members...)...), true
	}
	return commands, replaces
}

// recordOf returns the index of the record with a name, and whether exactly one
// record has it.
func recordOf(c federation.Configuration, k federation.Kind, identity string) (at int, isOne bool) {
	for i := range k.Row().Len(&c) {
		if k.Key(k.Row().Record(&c, i).Identity()) == k.Key(identity) {
			if isOne {
				return 0, false
			}
			at, isOne = i, true
		}
	}
	return at, isOne
}
