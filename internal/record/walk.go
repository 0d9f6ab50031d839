package record

import "iter"

// A Field is a member of a JSON object or an element of an array, which has no
// name.
type Field struct {
	Name   string
	Offset int // of the value in the text of the object or array
	Value  []byte
}

// Fields returns the members of a JSON object or the elements of an array, in
// order. The text must be valid.
func Fields(text []byte) iter.Seq[Field] {
	return func(yield func(Field) bool) {
		c := inside(text)
		object := text[c.i-1] == '{'
		for c.more() {
			var f Field
			if object {
				f.Name = unquote(c.value())
				c.blanks()
			}
			f.Offset = c.i
			f.Value = c.value()
			if !yield(f) {
				return
			}
		}
	}
}
