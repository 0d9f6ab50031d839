package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/federation"
)

// An inputKind is a kind of JSON file. It is recognized by members that no other kind
// has.
type inputKind struct {
	title   string
	command string // the command that reads it
	members []string
}

var (
	holdingsInput = inputKind{"the holdings of an organization", "lyncfed eligible --holdings", []string{"Holdings", "Licenses", "Agreements", "Provisioned"}}
	requestInput  = inputKind{"a provisioning request", "lyncfed provision check", []string{"Agreement", "AcceptedProductUseRights", "Edges", "Contacts", "Services", "Submitted"}}
	srvInput      = inputKind{"the SRV records of a domain", "lyncfed srv check", []string{"Domain", "Records"}}
	configInput   = inputKind{"a configuration", "lyncfed audit", configurationMembers()}
)

func configurationMembers() []string {
	var all []string
	for k := range federation.AllKinds() {
		if k != federation.Platform && k != federation.Holdings {
			all = append(all, k.String())
		}
	}
	return all
}

// maxKindSize is the largest file whose kind is looked for. A larger file is taken as an
// export.
const maxKindSize = 1 << 20

// kindOf returns the kind of a JSON file. A file with records of a configuration is a
// configuration, whatever other members it has.
func kindOf(data []byte) (inputKind, bool) {
	if len(data) > maxKindSize {
		return inputKind{}, false
	}
	text, err := io.ReadAll(decoded(bytes.NewReader(data)))
	if err != nil {
		return inputKind{}, false
	}
	var object map[string]json.RawMessage
	if json.Unmarshal(text, &object) != nil {
		return inputKind{}, false
	}
	has := map[string]bool{}
	for name, value := range object {
		has[strings.ToLower(name)] = string(value) != "null"
	}
	for _, kind := range []inputKind{configInput, holdingsInput, requestInput, srvInput} {
		for _, name := range kind.members {
			if has[strings.ToLower(name)] {
				return kind, true
			}
		}
	}
	return inputKind{}, false
}

// isElsewhere returns an error if a file is of a kind that another command reads.
func isElsewhere(name string, data []byte, wanted inputKind) error {
	if isAnswer(data) {
		return fmt.Errorf("%s is a file that lyncfed wrote, and not %s: give the file that it was made from", inputName(name), wanted.title)
	}
	kind, found := kindOf(data)
	if !found || kind.title == wanted.title {
		return nil
	}
	return fmt.Errorf("%s has %s, not %s: %s %s reads it", inputName(name), kind.title, wanted.title, kind.command, name)
}

// isReport reports whether a text is a report in text, Markdown, CSV or JUnit.
func isReport(data []byte) bool {
	const most = 4 << 10 // a report has its marks within so many bytes of its ends
	head, tail := data[:min(most, len(data))], data[max(0, len(data)-most):]
	if bytes.HasPrefix(bytes.TrimPrefix(head, []byte("\ufeff")), []byte("Status,Severity,Record,Detail,")) || bytes.Contains(head, []byte(`<testsuite name="lyncfed `)) {
		return true
	}
	for line := range bytes.Lines(slices.Concat(head, []byte("\n"), tail)) {
		line = bytes.TrimLeft(bytes.TrimPrefix(line, []byte("MADE BY")), " *_")
		if bytes.HasPrefix(line, []byte("lyncfed ")) && bytes.Contains(line, []byte(", facts as of ")) {
			return true
		}
	}
	return false
}

// isAnswer reports whether a text is what lyncfed wrote for another purpose than to be
// read as a configuration. In JSON that is an answer, whose first member is Format, a map
// of names, or a file of suppressions. Otherwise it is a report.
func isAnswer(data []byte) bool {
	if isReport(data) {
		return true
	}
	text := json.NewDecoder(decoded(bytes.NewReader(data)))
	var first [3]json.Token
	for i := range first {
		first[i], _ = text.Token()
	}
	_, isNumber := first[2].(float64)
	return first[0] == json.Delim('{') && first[1] == "Format" && isNumber ||
		first[0] == json.Delim('[') && first[1] == json.Delim('{') && first[2] == "Rule"
}

// inputName returns the name of an input for a message.
func inputName(name string) string {
	if name == "-" {
		return "standard input"
	}
	return name
}
