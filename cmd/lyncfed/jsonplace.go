package main

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/lyncfed/lyncfed/diag"
)

// jsonPlaces has the positions of the values of a JSON text, by path in lower case.
type jsonPlaces struct {
	text []byte
	at   map[string]int
}

// newJSONPlaces finds the values of a text. If the text has a syntax error, it finds the
// values before the error.
func newJSONPlaces(text []byte) jsonPlaces {
	p := jsonPlaces{text, map[string]int{}}
	_ = p.add(json.NewDecoder(bytes.NewReader(text)), "") // an error ends the search
	return p
}

// add adds the position of the next value, under its path.
func (p jsonPlaces) add(d *json.Decoder, path string) error {
	start := int(d.InputOffset())
	p.at[path] = len(p.text) - len(bytes.TrimLeft(p.text[start:], " \t\r\n,:"))
	token, err := d.Token()
	if err != nil {
		return err
	}
	delim, isCompound := token.(json.Delim)
	if !isCompound {
		return nil
	}
	for i := 0; d.More(); i++ {
		name := strconv.Itoa(i)
		if delim == '{' {
			token, err := d.Token()
			if err != nil {
				return err
			}
			name, _ = token.(string)
		}
		if err := p.add(d, path+string(diag.Path("").Member(strings.ToLower(name)))); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}

// find returns the position of the value at a path, or of the nearest value around it.
// The only element of a list may be written without brackets.
func (p jsonPlaces) find(file string, path diag.Path) diag.Pos {
	at := ""
	for token := range path.Tokens() {
		next := at + string(diag.Path("").Member(strings.ToLower(token)))
		if _, found := p.at[next]; found {
			at = next
		} else if token != "0" {
			break
		}
	}
	before := p.text[:p.at[at]]
	return diag.Pos{File: file, Line: 1 + bytes.Count(before, []byte("\n")), Column: 1 + utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])}
}
