package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/report"
)

// TestOrigin: every JSON answer has the program and the SHA-256 of every file that the
// command read.
func TestOrigin(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	const contoso, later = "../../examples/testdata/contoso.json", "../../examples/testdata/contoso-2020.json"
	holdings, request := "../../examples/testdata/holdings.json", "../../examples/testdata/request.json"
	tenant := write("exports.json", `{"TenantSipDomains":[{"Name":"contoso.com","Status":"Enabled"}]}`)
	people, others := write("people.txt", "ken@contoso.com\npia@contoso.com\n"), write("others.txt", "\ufeffted@fabrikam.com\r\njoe@live.com\r\nken@contoso.com\r\n")
	script := write("script.ps1", "New-CsAllowedDomain -Identity litware.com\n")
	promises := write("promises.txt", "everybody may reach fabrikam.com\n")
	accepted := write("accepted.json", `[{"Rule":"audit.service.ended","Path":"/PublicProviders/*","Reason":"the move","Expires":"2030-01-01"}]`)
	earlier := filepath.Join(dir, "earlier.txt")
	var said bytes.Buffer
	run([]string{"audit", contoso, "--on", "2015-01-01", "--format", "json", "-o", earlier}, strings.NewReader(""), &said, &said)
	for _, args := range [][]string{
		{"audit", contoso, "--suppress", accepted, "--since", earlier, "--on", "2016-01-01"},
		{"audit", contoso, tenant, "--on", "2016-01-01"},
		{"diff", contoso, later, "--on", "2016-01-01"},
		{"fix", contoso, tenant, "--on", "2016-01-01"},
		{"plan", contoso, later, "--on", "2016-01-01"},
		{"plan", later, script, "--on", "2016-01-01"},
		{"plan", "../../audit/testdata/hybrid.json", "--take-over", "--on", "2016-01-01"},
		{"expect", promises, "--config", contoso, "--config", tenant, "--on", "2016-01-01"},
		{"can", "ken@contoso.com", "reach", "ted@fabrikam.com", "--config", contoso, "--on", "2016-01-01"},
		{"can", "ken@contoso.com", "reach", "pia@contoso.com", "--via", "Skype", "--config", contoso, "--on", "2016-01-01"},
		{"can", "--from", people, "--to", others, "--config", contoso, "--config", tenant, "--on", "2016-01-01"},
		{"can", "--from", people, "--to", others, "--config", later, "--compare-on", "2026-01-01", "--on", "2016-01-01"},
		{"can", "--from", people, "--to", others, "--config", contoso, "--compare-config", later, "--on", "2016-01-01"},
		{"whatif", contoso, script, "--on", "2016-01-01"},
		{"whatif", contoso, script, "--from", people, "--to", others, "--on", "2016-01-01"},
		{"who", contoso, tenant, "--on", "2016-01-01"},
		{"lint", script},
		{"explain", "1002"},
		{"explain", "../../examples/testdata/trace.txt", "--config", contoso},
		{"eligible", "--holdings", holdings, "--service", "all"},
		{"provision", "check", request, "--holdings", holdings, "--earlier", request},
		{"provision", "next", request},
		{"provision", "steps"},
		{"rules"},
		{"rules", "explain", "audit.service.ended"},
		{"services", "--on", "2016-01-01"},
		{"srv", "check", "../../examples/testdata/srv.txt", "--config", contoso, "--on", "2016-01-01"},
		{"srv", "show", contoso},
	} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			var out, said bytes.Buffer
			run(append(slices.Clone(args), "--format", "json"), strings.NewReader(""), &out, &said)
			answers := []map[string]json.RawMessage{{}}
			err := json.Unmarshal(out.Bytes(), &answers[0])
			if strings.HasPrefix(out.String(), "[") {
				err = json.Unmarshal(out.Bytes(), &answers)
			}
			require.NoError(t, err, "%s\n%s", out.String(), said.String())
			require.NotEmpty(t, answers)
			want := map[string]string{}
			for _, arg := range args {
				if text, err := os.ReadFile(arg); err == nil {
					sum := sha256.Sum256(text)
					want[arg] = hex.EncodeToString(sum[:])
				}
			}
			for _, a := range answers {
				require.Equal(t, "1", string(a["Format"]))
				require.JSONEq(t, `"lyncfed"`, string(a["Tool"]))
				var o report.Origin
				text, err := json.Marshal(a)
				require.NoError(t, err)
				require.NoError(t, json.Unmarshal(text, &o))
				got := map[string]string{}
				for _, f := range o.Files {
					got[f.Name] = f.SHA256
				}
				require.Equal(t, want, got)
				require.Equal(t, release(), o.Version)
				require.Equal(t, report.Gathered(), o.Gathered)
				require.Contains(t, a, "Product")
				if want[contoso] != "" && args[0] != "eligible" && len(want) == 1 {
					require.Equal(t, "SfBServer2015", o.Product.String())
				}
			}
		})
	}
}

// TestOriginFormats: Markdown and JUnit have the SHA-256 of the files, too.
func TestOriginFormats(t *testing.T) {
	const contoso, later = "../../examples/testdata/contoso.json", "../../examples/testdata/contoso-2020.json"
	promises := filepath.Join(t.TempDir(), "promises.txt")
	require.NoError(t, os.WriteFile(promises, []byte("everybody may reach fabrikam.com\n"), 0o600))
	for _, args := range [][]string{
		{"diff", contoso, later, "--format", "markdown"},
		{"fix", contoso, "--format", "markdown"},
		{"plan", contoso, later, "--format", "markdown"},
		{"can", "ken@contoso.com", "reach", "ted@fabrikam.com", "--config", contoso, "--format", "markdown"},
		{"who", contoso, "--format", "markdown"},
		{"expect", promises, "--config", contoso, "--format", "junit"},
	} {
		var out, said bytes.Buffer
		run(append(args, "--on", "2016-01-01"), strings.NewReader(""), &out, &said)
		for _, arg := range args {
			if text, err := os.ReadFile(arg); err == nil {
				sum := sha256.Sum256(text)
				require.Contains(t, out.String(), hex.EncodeToString(sum[:]), "%v: %s", args, arg)
			}
		}
	}
}

// TestOriginDocumented: docs/formats.md describes every member of an origin.
func TestOriginDocumented(t *testing.T) {
	doc, err := os.ReadFile("../../docs/formats.md")
	require.NoError(t, err)
	_, section, _ := strings.Cut(string(doc), "\n## Every answer\n")
	section, _, _ = strings.Cut(section, "\n## ")
	for f := range reflect.TypeFor[report.Origin]().Fields() {
		require.Contains(t, section, "`"+f.Name+"`")
	}
}
