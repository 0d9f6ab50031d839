package record

import (
	"slices"
	"strconv"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
)

// Places tells where in a JSON text the value at a path begins. It reads each
// object and array once, however many paths are asked for. The text must be
// valid.
type Places struct {
	text     []byte
	children map[int]*children // by the offset of the object or array
	lines    *Lines            // nil until a line is asked for
}

// children are where the members or elements of a value begin.
type children struct {
	members  map[string]int // by name, and by name in lower case with a NUL before it
	elements []int
}

// NewPlaces returns the places of a valid JSON text.
func NewPlaces(text []byte) *Places {
	return &Places{text: text, children: map[int]*children{}}
}

// Locate returns the line and the column, counted from 1 and the column in
// characters, of the value at a path, and whether there is one. Names match as
// they do in [Decode], one that is the same to the letter first.
func (p *Places) Locate(path diag.Path) (line, column int, found bool) {
	at, found := p.Offset(path)
	if !found {
		return 0, 0, false
	}
	if p.lines == nil {
		p.lines = NewLines(p.text)
	}
	line, column = p.lines.Position(at)
	return line, column, true
}

// Offset returns where in the text the value at a path begins, and whether
// there is one.
func (p *Places) Offset(path diag.Path) (offset int, found bool) {
	c := &cursor{data: p.text}
	c.over(blank)
	at := c.i
	for token := range path.Tokens() {
		if at, found = p.child(at, token); !found {
			return 0, false
		}
	}
	return at, true
}

// child returns where a member or element of the value at an offset begins.
func (p *Places) child(at int, token string) (int, bool) {
	if at >= len(p.text) || p.text[at] != '{' && p.text[at] != '[' {
		return 0, false
	}
	known := p.children[at]
	if known == nil {
		known = p.read(at)
		p.children[at] = known
	}
	if known.members != nil {
		if i, found := known.members[token]; found {
			return i, true
		}
		i, found := known.members[folded(token)]
		return i, found
	}
	n, err := strconv.Atoi(token)
	if err != nil || n < 0 || n >= len(known.elements) {
		return 0, false
	}
	return known.elements[n], true
}

func folded(name string) string { return "\x00" + strings.ToLower(name) }

// read finds the children of the object or array at an offset.
func (p *Places) read(at int) *children {
	c := &cursor{data: p.text, i: at + 1}
	if p.text[at] == '[' {
		known := &children{}
		for c.more() {
			known.elements = append(known.elements, c.i)
			c.value()
		}
		known.elements = slices.Clip(known.elements)
		return known
	}
	known := &children{members: map[string]int{}}
	for c.more() {
		name := string(unquote(c.value()))
		c.over(blank)
		for _, key := range []string{name, folded(name)} {
			if _, again := known.members[key]; !again {
				known.members[key] = c.i
			}
		}
		c.value()
	}
	return known
}

// Origins returns the path, in the JSON value that [DecodeAll] read, of each of
// the n records that it returned: those that have findings of severity Error
// were left out.
func Origins(value []byte, n int, findings diag.Findings) []diag.Path {
	list, base := unwrapped(trimLeft(value))
	if list == nil {
		return []diag.Path{""}
	}
	bad := map[diag.Path]bool{}
	for _, f := range findings {
		if rest, under := strings.CutPrefix(string(f.Path), string(base)+"/"); under && f.Severity == diag.Error {
			index, _, _ := strings.Cut(rest, "/")
			bad[base+"/"+diag.Path(index)] = true
		}
	}
	var paths []diag.Path
	for i := 0; len(paths) < n; i++ {
		if at := base.Index(i); !bad[at] {
			paths = append(paths, at)
		}
	}
	return paths
}
