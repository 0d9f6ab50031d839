package powershell_test

import (
	"slices"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/powershell"
)

// decode reads a single text.
func decode(name string, data []byte) (federation.Configuration, diag.Findings, error) {
	export, err := powershell.Read(powershell.DefaultLimit, powershell.File{Name: name, Data: data})
	if err != nil {
		return federation.Configuration{}, nil, err
	}
	return export.Document.Configuration, export.Findings, nil
}

// isNothing reports whether no kind is given.
func isNothing(c federation.Configuration) bool {
	return c.Missing() == federation.KindsOf(slices.Collect(federation.AllKinds())...)
}
