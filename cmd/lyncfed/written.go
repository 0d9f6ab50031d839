package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/date"
)

// factsText is before the day of the facts in every mark.
const factsText = ", facts as of "

// madeBy returns the mark of what lyncfed writes: its version, and the day of its facts.
// Texts, Markdown, pages and scripts have it in a line of their own. [isAnswer] looks for
// it.
func madeBy() string { return originOf(0).Made() }

// junitMark is in every JUnit report: the name of the suite begins with it.
const junitMark = `<testsuite name="lyncfed `

// The first cells of the tables in CSV, which have no other mark. The first table is
// that of package report.
var (
	auditHead    = []string{"Status", "Severity", "Record", "Detail"}
	stepsHead    = []string{"Step", "Op", "Record", "Kind", "Change", "Command", "Why", "Rule", "Mends", "Outage"}
	pairsHead    = []string{"From", "To", "Allowed", "Outcome", "Route", "Provider", "Address", "Policy", "Diagnostic", "Rule"}
	changesHead  = []string{"From", "To", "Change", "Rule"}
	whoHead      = []string{"On", "Users", "NumberOfUsers", "ExamplesOfUsers", "Direction", "Contacts", "ContactsAre", "NumberOfDomains", "Outcome", "Rule", "Kind", "Absent", "Inferred", "Conditions"}
	refusalsHead = []string{"File", "Line", "Column", "Rule", "Reason", "Text"}
)

// isAnswer reports whether a text is what lyncfed wrote for another purpose than to be
// read as a configuration. It is false for a configuration of convert and a list of
// decorate.
func isAnswer(data []byte) bool {
	head, tail := ends(data)
	return isMarked(head) || isMarked(tail) || isTable(head) || bytes.Contains(head, []byte(junitMark)) || isJSONAnswer(data, head)
}

// ends returns the beginning and the end of a text in UTF-8. An answer has its mark
// there. The text may be in any Unicode encoding.
func ends(data []byte) (head, tail []byte) {
	const most = 4 << 10
	utf8Of := func(part []byte) []byte {
		text, _ := io.ReadAll(decoded(bytes.NewReader(part)))
		return text
	}
	first := max(0, len(data)-most) &^ 1 // an even number, for UTF-16
	tail = data[first:]
	if mark := data[:min(2, len(data))]; first > 0 && (string(mark) == "\xff\xfe" || string(mark) == "\xfe\xff") {
		tail = slices.Concat(mark, tail)
	}
	return utf8Of(data[:min(most, len(data))]), utf8Of(tail)
}

// isMarked reports whether a part of a text has the mark of [madeBy].
func isMarked(text []byte) bool {
	isPage := bytes.HasPrefix(text, []byte("<!doctype html>")) || bytes.HasSuffix(bytes.TrimSpace(text), []byte("</html>"))
	lines := strings.Split(string(text), "\n")
	for i, line := range lines {
		if isPage {
			_, line, _ = strings.Cut(line, "<p>")
		}
		line = strings.TrimPrefix(strings.TrimLeft(line, " *_#|"), "MADE BY")
		if line = strings.TrimLeft(line, " |"); !strings.HasPrefix(line, "lyncfed ") {
			continue
		}
		// On a narrow terminal the mark has several lines.
		line = strings.Join(strings.Fields(line+" "+strings.Join(lines[i+1:min(i+4, len(lines))], " ")), " ")
		if _, day, found := strings.Cut(line, factsText); found && len(day) >= len("2006-01-02") {
			if _, err := date.Parse(day[:10]); err == nil {
				return true
			}
		}
	}
	return false
}

// isTable reports whether a text begins as one of the tables in CSV.
func isTable(head []byte) bool {
	return slices.ContainsFunc([][]string{auditHead, stepsHead, pairsHead, changesHead, whoHead, refusalsHead}, func(cells []string) bool {
		rest, found := bytes.CutPrefix(head, []byte(strings.Join(cells, ",")))
		return found && len(rest) > 0 && bytes.ContainsAny(rest[:1], ",\r\n")
	})
}

// isJSONAnswer reports whether a text is JSON whose first member is Format, an array of
// suppressions, pairs or changes, or SARIF of lyncfed.
func isJSONAnswer(data, head []byte) bool {
	text := json.NewDecoder(decoded(bytes.NewReader(data)))
	var first []json.Token
	isArray := false
	for range 4 {
		token, err := text.Token()
		if err != nil {
			break
		}
		if token == json.Delim('[') && len(first) == 0 {
			isArray = true
			continue
		}
		first = append(first, token)
	}
	if len(first) < 3 || first[0] != json.Delim('{') {
		return false
	}
	_, isNumber := first[2].(float64)
	return first[1] == "Format" && isNumber ||
		isArray && (first[1] == "Rule" || first[1] == "From") ||
		first[1] == "$schema" && bytes.Contains(head, []byte(`"name": "lyncfed"`))
}

// sign writes the mark at the end of an answer in text.
func sign(w io.Writer) error {
	_, err := fmt.Fprintf(w, "\n%s\n", madeBy())
	return err
}
