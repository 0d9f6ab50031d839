package clixml

import (
	"bytes"
	"encoding/xml"
	"slices"
	"unicode/utf8"
)

// A tokenKind is the kind of a token.
type tokenKind uint8

const (
	start     tokenKind = iota + 1 // start of an element
	end                            // end of an element
	chars                          // text
	directive                      // a document type
	other                          // a comment or a processing instruction
)

// A scanner returns the same tokens as [xml.Decoder.RawToken]. It reads what
// Export-Clixml writes without package xml, which reads everything else and returns
// all errors.
type scanner struct {
	text    []byte
	at      int              // offset of the next token
	element xml.StartElement // the last start, valid until the next start
	name    xml.Name         // name of the last end
	chars   []byte           // the last text, valid until the next text
	closes  bool             // the last start is an empty element: its end follows
	room    []byte           // reused for texts with references
	words   map[string]string

	// Set while package xml reads.
	xml  *xml.Decoder // nil: package xml does not read
	from int          // offset where it began
	left int          // the least number of tokens that it still reads
}

// leave is the least number of tokens that package xml reads at a time, because
// starting it costs more than a token.
const leave = 64

// next returns the next token.
func (s *scanner) next() (tokenKind, error) {
	if s.xml == nil {
		if kind, simple := s.simple(); simple {
			return kind, nil
		}
		s.from, s.left = s.at, leave
		s.xml = xml.NewDecoder(bytes.NewReader(s.text[s.at:]))
		s.xml.CharsetReader = charset
	}
	token, err := s.xml.RawToken()
	s.at = s.from + int(s.xml.InputOffset())
	if err != nil {
		return 0, err
	}
	kind := other
	switch token := token.(type) {
	case xml.StartElement:
		kind, s.element = start, token
		if s.left == 1 && s.text[s.at-2] == '/' {
			s.left++ // package xml must read the end too
		}
	case xml.EndElement:
		kind, s.name = end, token.Name
	case xml.CharData:
		kind, s.chars = chars, token
	case xml.Directive:
		kind = directive
	}
	if s.left--; s.left == 0 {
		s.xml = nil
	}
	return kind, nil
}

// simple returns the next token if it is a simple one.
func (s *scanner) simple() (kind tokenKind, found bool) {
	switch {
	case s.closes:
		s.closes, s.name = false, s.element.Name
		return end, true
	case s.at == len(s.text):
		return 0, false
	case s.text[s.at] != '<':
		return chars, s.simpleText()
	}
	text := s.text[s.at+1:]
	if len(text) > 0 && text[0] == '/' {
		n := nameLength(text[1:])
		if n == 0 || 1+n == len(text) || text[1+n] != '>' {
			return 0, false
		}
		s.name = xml.Name{Local: s.word(text[1 : 1+n])}
		s.at += len("</>") + n
		return end, true
	}
	n := nameLength(text)
	if n == 0 {
		return 0, false
	}
	name, attributes := text[:n], s.element.Attr[:0]
	for text = text[n:]; ; {
		blanks := 0
		for blanks < len(text) && text[blanks] == ' ' {
			blanks++
		}
		switch text = text[blanks:]; {
		case len(text) > 0 && text[0] == '>':
			text = text[1:]
		case len(text) > 1 && text[0] == '/' && text[1] == '>':
			text, s.closes = text[2:], true
		case blanks == 0:
			return 0, false
		default:
			n := nameLength(text)
			if n == 0 || n+2 > len(text) || text[n] != '=' || text[n+1] != '"' {
				return 0, false
			}
			value := text[n+2:]
			length := bytes.IndexByte(value, '"')
			if length < 0 || !isPlain(value[:length]) {
				return 0, false
			}
			a := xml.Attr{Name: xml.Name{Local: s.word(text[:n])}}
			if value, text = value[:length], value[length+1:]; a.Name.Local == "N" {
				a.Value = s.word(value) // the name of a property
			} else {
				a.Value = string(value)
			}
			attributes = append(attributes, a)
			continue
		}
		s.element = xml.StartElement{Name: xml.Name{Local: s.word(name)}, Attr: attributes}
		s.at = len(s.text) - len(text)
		return start, true
	}
}

// simpleText reads a text whose only references are those to the five predefined
// entities of XML.
func (s *scanner) simpleText() bool {
	n := bytes.IndexByte(s.text[s.at:], '<')
	if n < 0 {
		return false
	}
	text := s.text[s.at : s.at+n]
	if !isPlain(text) {
		var simple bool
		if text, simple = s.resolve(text); !simple {
			return false
		}
	}
	s.chars = text
	s.at += n
	return true
}

// resolve returns a text with its references resolved and its line ends as line feeds.
func (s *scanner) resolve(text []byte) (meant []byte, simple bool) {
	s.room = s.room[:0]
	if bytes.Contains(text, []byte("]]>")) {
		return nil, false
	}
	for len(text) > 0 {
		n := 0
		for n < len(text) && plain[text[n]] {
			n++
		}
		s.room = append(s.room, text[:n]...)
		if text = text[n:]; len(text) == 0 {
			break
		}
		switch b := text[0]; {
		case b == ']':
			s.room = append(s.room, b)
			n = 1
		case b == '\r':
			s.room = append(s.room, '\n')
			if n = 1; len(text) > 1 && text[1] == '\n' {
				n = 2
			}
		case b == '&':
			i := slices.IndexFunc(references, func(r reference) bool { return bytes.HasPrefix(text, []byte(r.name)) })
			if i < 0 {
				return nil, false
			}
			s.room = append(s.room, references[i].char)
			n = len(references[i].name)
		case b >= utf8.RuneSelf:
			var r rune
			if r, n = utf8.DecodeRune(text); r == utf8.RuneError && n == 1 || r == 0xFFFE || r == 0xFFFF {
				return nil, false
			}
			s.room = append(s.room, text[:n]...)
		default:
			return nil, false
		}
		text = text[n:]
	}
	return s.room, true
}

// A reference is a predefined entity of XML and its character.
type reference struct {
	name string
	char byte
}

var references = []reference{{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}}

// plain has the bytes that mean themselves in texts and attribute values.
var plain = func() (all [256]bool) {
	for b := ' '; b < utf8.RuneSelf; b++ {
		all[b] = b != '<' && b != '&' && b != ']'
	}
	all['\t'], all['\n'] = true, true
	return all
}()

func isPlain(text []byte) bool {
	for _, b := range text {
		if !plain[b] {
			return false
		}
	}
	return true
}

// nameLength returns the length of the name at the beginning of a text, or 0 if it has
// other bytes than ASCII letters and digits.
func nameLength(text []byte) int {
	n := 0
	for n < len(text) && isNameByte(text[n], n > 0) {
		n++
	}
	if n == len(text) || text[n] >= utf8.RuneSelf || text[n] == ':' || text[n] == '-' || text[n] == '.' || text[n] == '_' {
		return 0
	}
	return n
}

func isNameByte(b byte, digits bool) bool {
	return 'A' <= b && b <= 'Z' || 'a' <= b && b <= 'z' || digits && '0' <= b && b <= '9'
}

// maxWords bounds the names that word keeps.
const maxWords = 4096

// word returns a name as a string, and the same string for equal names.
func (s *scanner) word(name []byte) string {
	word, known := s.words[string(name)]
	if !known {
		word = string(name)
		if len(s.words) < maxWords {
			s.words[word] = word
		}
	}
	return word
}
