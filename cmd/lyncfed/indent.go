package main

import "io"

// An indenter is a writer that indents compact JSON with two spaces a level, as
// json.Indent does. The JSON may arrive in pieces of any size.
type indenter struct {
	to      io.Writer
	buf     []byte
	depth   int
	opened  bool // the last byte was an opening bracket
	inText  bool
	escaped bool
}

func (n *indenter) Write(text []byte) (int, error) {
	n.buf = n.buf[:0]
	for _, b := range text {
		if n.inText {
			n.buf = append(n.buf, b)
			n.inText = b != '"' || n.escaped
			n.escaped = b == '\\' && !n.escaped
			continue
		}
		closes := b == '}' || b == ']'
		if closes {
			n.depth--
		}
		if n.opened != closes { // an empty object or list stays on its line
			n.newLine()
		}
		n.buf = append(n.buf, b)
		n.opened = b == '{' || b == '['
		switch {
		case n.opened:
			n.depth++
		case b == ',':
			n.newLine()
		case b == ':':
			n.buf = append(n.buf, ' ')
		}
		n.inText = b == '"'
	}
	if _, err := n.to.Write(n.buf); err != nil {
		return 0, err
	}
	return len(text), nil
}

func (n *indenter) newLine() {
	n.buf = append(n.buf, '\n')
	for range n.depth {
		n.buf = append(n.buf, "  "...)
	}
}
