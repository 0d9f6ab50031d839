package powershell

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// otherForm returns the form of a text of which nothing was read, if the form is known,
// or "".
func (r *reader) otherForm() string {
	text := bytes.TrimSpace(r.text[:min(len(r.text), maxHead)])
	first, _, _ := bytes.Cut(text, []byte("\n"))
	first = bytes.TrimRight(first, "\r")
	switch {
	case hasAnyPrefix(text, `"`) && bytes.Contains(first, []byte(`\"`)) && json.Valid(bytes.TrimSpace(r.text)):
		return "it is JSON within a text: ConvertTo-Json was run on JSON"
	case hasAnyPrefix(text, "@{"):
		return "@{…} is the summary that the shell prints in place of an object"
	case bytes.Contains(text, []byte("&lt;Obj")):
		return "its tags have &lt; and &gt;, as the source of a page has: save the file itself"
	case bytes.Contains(text, []byte("&nbsp;")):
		return "its blanks are &nbsp;, as in the source of a page: copy the text that the page shows"
	case headless(first) != nil:
		return "its first line is a row without the names of the columns: Out-GridView copies no names"
	}
	return r.oddHead(first)
}

// oddHead returns how a line with the names of columns differs from the head of CSV, or "".
func (r *reader) oddHead(line []byte) string {
	names := bytes.FieldsFunc(line, func(c rune) bool { return c >= 0x80 || !isWord(byte(c)) })
	for _, name := range names {
		if !r.isProperty(string(name)) {
			return ""
		}
	}
	if len(names) < 2 {
		return ""
	}
	_, rest, _ := strings.Cut(string(line), string(names[0]))
	between, _, _ := strings.Cut(rest, string(names[1]))
	if between == "," || strings.Contains(between, `""`) {
		return "each of its lines is one quoted field: a spreadsheet read it with another delimiter"
	}
	return fmt.Sprintf("the names of its columns have `%.20s` between them, where CSV has a comma, a semicolon, a tab or a bar", between)
}
