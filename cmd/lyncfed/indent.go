package main

import "io"

// An indenter writes JSON that it is given without blanks as json.Indent would
// write it with two for each level, however it is cut into pieces.
type indenter struct {
	to      io.Writer
	buf     []byte
	depth   int
	opened  bool // a bracket was the last
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
		if n.opened != closes { // and not the end of what is empty
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
