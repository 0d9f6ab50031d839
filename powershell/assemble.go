package powershell

import (
	"sort"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
)

// A part of a text is copied from a document, or is a text that stands for a
// byte of it.
type part struct {
	doc      *document // nil: of none
	from, to int       // what is copied, if there is no text
	text     string
	cut      string // the summary for which the text stands
	at       int    // where it is in the text that was put together
}

func (p *part) isCopy() bool { return p.text == "" && p.doc != nil }

// A listing is the records of a kind, put together from parts.
type listing struct {
	parts []part
	n     int       // how many records they are
	given *document // the document that gave the kind first; nil: none
}

// begin begins a record that is at a byte of a document. What a document has one
// after another is one part.
func (l *listing) begin(d *document, from int) {
	if l.n++; l.n == 1 {
		return
	}
	if last := &l.parts[len(l.parts)-1]; last.isCopy() && last.doc == d && isComma(d.json[last.to:from]) {
		last.to = from
		return
	}
	l.parts = append(l.parts, part{text: ","})
}

// isComma reports whether a text is a comma and blanks.
func isComma(text []byte) bool {
	commas := 0
	for _, b := range text {
		switch b {
		case ',':
			commas++
		case ' ', '\t', '\r', '\n':
		default:
			return false
		}
	}
	return commas == 1
}

// copy adds a part of a document.
func (l *listing) copy(d *document, from, to int) {
	if n := len(l.parts); n > 0 && l.parts[n-1].isCopy() && l.parts[n-1].doc == d && l.parts[n-1].to == from {
		l.parts[n-1].to = to
		return
	}
	l.parts = append(l.parts, part{doc: d, from: from, to: to})
}

// write adds a text that stands for a byte of a document.
func (l *listing) write(text string, d *document, from int) {
	l.parts = append(l.parts, part{doc: d, from: from, text: text})
}

// cut adds what stands for a value that was cut, and is no value there: {} for
// that of a member, and a number for a record.
func (l *listing) cut(summary, instead string, d *document, from int) {
	l.parts = append(l.parts, part{doc: d, from: from, text: instead, cut: summary})
}

// An assembled text is the JSON form of a configuration.
type assembled struct {
	json  []byte
	parts []part
}

// assemble returns the text of the whole.
func (a *assembler) assemble() assembled {
	var t assembled
	t.write("{", nil, 0)
	for _, m := range a.single {
		t.write(string(appendText(nil, m.name))+":", nil, 0)
		t.parts = append(t.parts, part{doc: m.doc, from: m.from, to: m.to}, part{text: ","})
	}
	for i, l := range a.listings {
		if l.given == nil {
			continue
		}
		a.listings[i] = listing{}
		open, end := "[", "]"
		if a.kinds[i].kind == federation.AccessEdge && l.n == 1 {
			open, end = "", ""
		}
		from := 0
		if l.n > 0 {
			from = l.parts[0].from
		}
		t.write(string(appendText(nil, a.kinds[i].name))+":", nil, 0)
		if open != "" {
			t.write(open, l.given, from)
		}
		t.parts = append(append(t.parts, l.parts...), part{text: end + ","})
	}
	if last := &t.parts[len(t.parts)-1]; last.text != "{" {
		last.text = last.text[:len(last.text)-1]
	}
	t.write("}", nil, 0)
	t.fill()
	return t
}

func (t *assembled) write(text string, d *document, from int) {
	t.parts = append(t.parts, part{doc: d, from: from, text: text})
}

// fill makes the text of its parts.
func (t *assembled) fill() {
	size := 0
	for i := range t.parts {
		p := &t.parts[i]
		p.at = size
		if size += len(p.text); p.isCopy() {
			size += p.to - p.from
		}
	}
	t.json = make([]byte, 0, size)
	for _, p := range t.parts {
		if p.isCopy() {
			t.json = append(t.json, p.doc.json[p.from:p.to]...)
		} else {
			t.json = append(t.json, p.text...)
		}
	}
	for _, p := range t.parts {
		if p.doc != nil {
			p.doc.json = nil // only its marks are of use from here on
		}
	}
}

// part returns the part that a byte is in.
func (t *assembled) part(at int) *part {
	i := sort.Search(len(t.parts), func(i int) bool { return t.parts[i].at > at })
	return &t.parts[max(i-1, 0)]
}

// pos returns the place that a byte comes from.
func (t *assembled) pos(at int) diag.Pos {
	p := t.part(at)
	if p.doc == nil {
		return diag.Pos{}
	}
	from := p.from
	if p.isCopy() {
		from += at - p.at
	}
	return p.doc.pos(p.doc.offset(from))
}
