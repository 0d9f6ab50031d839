package clixml

import (
	"encoding/xml"
	"fmt"
)

// Tokens returns the tokens of a text, each as one line, up to the error that ends
// them. by is how many it reads by itself.
func Tokens(text []byte) (tokens []string, by int) {
	s := scanner{text: text, words: map[string]string{}}
	for {
		kind, err := s.next()
		if err != nil {
			return append(tokens, fmt.Sprint(s.at, " ", reason(err))), by
		}
		if s.xml == nil {
			by++
		}
		var token xml.Token
		switch kind {
		case start:
			token = s.element
		case end:
			token = xml.EndElement{Name: s.name}
		case chars:
			token = xml.CharData(s.chars)
		case directive:
			token = xml.Directive(nil)
		}
		tokens = append(tokens, TokenLine(s.at, token))
	}
}

// Reason is reason.
func Reason(err error) string { return reason(err) }

// TokenLine returns a token that ends at a byte as a line.
func TokenLine(at int, token xml.Token) string {
	switch token := token.(type) {
	case xml.StartElement:
		return fmt.Sprintf("%d start %q %q", at, token.Name, token.Attr)
	case xml.EndElement:
		return fmt.Sprintf("%d end %q", at, token.Name)
	case xml.CharData:
		return fmt.Sprintf("%d text %q", at, token)
	case xml.Directive:
		return fmt.Sprintf("%d directive", at)
	}
	return fmt.Sprintf("%d other", at)
}

// Charset is charset.
var Charset = charset
