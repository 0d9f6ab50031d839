package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/powershell"
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

// isDNSOutput reports whether a text is what a tool for DNS prints on the federation record
// of a domain.
func isDNSOutput(data []byte) bool {
	if len(data) > maxKindSize {
		return false
	}
	text, err := io.ReadAll(decoded(bytes.NewReader(data)))
	text = bytes.ToLower(text)
	return err == nil && bytes.Contains(text, []byte("_sipfederationtls._tcp")) && !bytes.Contains(text, []byte("identity")) && !bytes.Contains(text, []byte("get-cs"))
}

// whyLeftOut returns the reason for which a file in a directory of exports is not read, or
// "". The script of a plan is left out, because its steps may be done or not.
func whyLeftOut(f powershell.File) string {
	kind, _ := kindOf(f.Data)
	switch {
	case isAnswer(f.Data):
		return "lyncfed wrote it, and it is not an export"
	case isDNSOutput(f.Data):
		kind = srvInput
	case kind.title != requestInput.title && kind.title != srvInput.title:
		return ""
	}
	return fmt.Sprintf("it has %s: %s %s reads it", kind.title, kind.command, diag.Printable(f.Name))
}

// whyNoScript returns the reason for which a file among scripts is not read, or "". It is
// "" for the script of a plan.
func whyNoScript(f powershell.File) string {
	if isAnswer(f.Data) && !f.IsScript() {
		return "lyncfed wrote it, and it is not a script"
	}
	return ""
}

// exportScriptMark is in the first lines of the script of export-script.
const exportScriptMark = `which "lyncfed audit" reads. It reads the configuration`

// isElsewhere returns an error if lyncfed wrote a file as an answer, or if it is of a kind
// that another command reads. The script of a plan is read where scripts are.
func isElsewhere(name string, data []byte, wanted inputKind) error {
	file := powershell.File{Name: name, Data: data}
	if isAnswer(data) && !(wanted.title == configInput.title && file.IsScript()) {
		return writtenError(name, wanted.title)
	}
	if head, _ := ends(data); bytes.Contains(head, []byte(exportScriptMark)) {
		return fmt.Errorf("%s is the script that exports a configuration: run it on the server, and give the file that it writes", inputName(name))
	}
	kind, found := kindOf(data)
	if isDNSOutput(data) && wanted.title == configInput.title {
		kind, found = srvInput, true
	}
	if !found || kind.title == wanted.title {
		return nil
	}
	return fmt.Errorf("%s has %s, not %s: %s %s reads it", inputName(name), kind.title, wanted.title, kind.command, name)
}

// writtenError is the error for an answer of lyncfed where another file is wanted.
func writtenError(name, wanted string) error {
	return fmt.Errorf("%s is a file that lyncfed wrote, and not %s: give the file that it was made from", inputName(name), wanted)
}

// inputName returns the name of an input for a message.
func inputName(name string) string {
	if name == "-" {
		return "standard input"
	}
	return name
}
