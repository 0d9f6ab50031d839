package reach

import (
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
)

// A ref identifies a record of the configuration or a kind as a whole. The zero ref is
// none.
type ref struct {
	kind   federation.Kind
	number int32 // the record, from 1; 0: the kind as a whole
}

func recordAt(k federation.Kind, i int) ref { return ref{k, int32(i) + 1} }
func wholeKind(k federation.Kind) ref       { return ref{kind: k} }

func (r ref) isNone() bool   { return r == ref{} }
func (r ref) isRecord() bool { return r.number > 0 }
func (r ref) index() int     { return int(r.number) - 1 }

// path returns the path of a member of the record. If member is "" or r is not a record,
// it returns the path of r.
func (r ref) path(member string) diag.Path {
	switch {
	case r.isNone():
		return ""
	case !r.isRecord():
		return r.kind.Row().Path(-1)
	}
	at := r.kind.Row().Path(r.index())
	if member != "" {
		at = at.Member(member)
	}
	return at
}

// subject returns the record as a subject.
func (x *Index) subject(r ref) diag.Subject {
	switch {
	case r.isNone():
		return diag.Subject{}
	case !r.isRecord():
		return diag.Subject{Kind: r.kind.String()}
	}
	return x.c.Subject(r.kind, r.index())
}
