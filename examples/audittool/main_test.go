package main

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
)

func TestAuditDirectory(t *testing.T) {
	config, err := os.ReadFile("../testdata/contoso.json")
	if err != nil {
		t.Fatal(err)
	}
	dir := fstest.MapFS{"contoso.json": {Data: config}, "notes.docx": {}}
	var out strings.Builder
	worst, err := auditDirectory(&out, "contoso", dir, date.MustParse("2026-01-01"))
	if err != nil || worst != diag.Error {
		t.Fatalf("worst %v, %v", worst, err)
	}
	for _, want := range []string{"[audit.service.ended] contoso.json:", "[powershell.file.skipped] notes.docx", "checks lacked"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
	for name, dir := range map[string]fstest.MapFS{"empty": {}, "damaged": {"a.json": {Data: []byte("{")}}} {
		if _, err := auditDirectory(&out, name, dir, date.MustParse("2026-01-01")); err == nil {
			t.Errorf("%s: audited", name)
		}
	}
}
