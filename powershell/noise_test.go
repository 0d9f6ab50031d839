package powershell_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
)

// noise has lines that may come between others and do not belong to a record.
var noise = []string{
	"", "   ", "                                    ", "noise", "two words", "noise : of a script", "[12:00] begun", "<begun>", "}", "],",
	"WARNING: that was slow", "AVERTISSEMENT : lent", "PS C:\\> Get-Date", "PS>", ">>", "**********************", "----------", "----- -----",
	"Get-CsFoo : failed", "x,y", "\"x\"", "#TYPE", "@{", "1", "null", "\ufeff", "\x1b[0m", "Identity", "Identity  Domain", "Name ProxyFqdn Enabled",
}

func errorsIn(findings diag.Findings) int {
	n := 0
	for _, f := range findings {
		if f.Severity == diag.Error {
			n++
		}
	}
	return n
}

// difference returns the cmp.Diff of two configurations. It first compares them with
// reflect.DeepEqual, which is faster.
func difference(want, got federation.Configuration) string {
	if reflect.DeepEqual(want, got) {
		return ""
	}
	return cmp.Diff(want, got, equal)
}

// TestNoise: a line of noise, at any position, does not change a record silently.
func TestNoise(t *testing.T) {
	// Two records of a kind, a wrapped value, and records that only their properties
	// identify.
	const config = `{
		"SipDomains": [{"Identity":"contoso.com","Name":"contoso.com","IsDefault":true},{"Identity":"contoso.net","Name":"contoso.net","IsDefault":false}],
		"HostingProviders": [{"Identity":"Office365","Name":"Office365","ProxyFqdn":"sipfed.online.lync.com","VerificationLevel":2,"Enabled":true,"EnabledSharedAddressSpace":true,"HostsOCSUsers":true,"IsLocal":false,"AutodiscoverUrl":"https://webdir.online.lync.com/Autodiscover/AutodiscoverService.svc/root"}],
		"BlockedDomains": [{"Identity":"africa.fabrikam.com","Domain":"africa.fabrikam.com","Comment":"Blocked per Ken Myer."}],
		"Users": [{"Identity":"CN=Ann,DC=contoso","SipAddress":"sip:ann@contoso.com","DisplayName":"Ann","ExternalAccessPolicy":null,"RegistrarPool":"pool01.contoso.com","Enabled":true}]
	}`
	for form, text := range forms(t, []byte(config)) {
		if strings.HasPrefix(form, "CLIXML") {
			continue // any such line is an error, or text that is not read
		}
		t.Run(form, func(t *testing.T) {
			want, before, err := decode("file", []byte(text))
			require.NoError(t, err)
			lines := strings.SplitAfter(text, "\n")
			for i := range lines {
				if testing.Short() && i%8 != 0 {
					continue
				}
				for _, line := range noise {
					noisy := strings.Join(slices.Concat(lines[:i], []string{line + "\n"}, lines[i:]), "")
					got, findings, err := decode("file", []byte(noisy))
					if err != nil {
						continue // the change is reported
					}
					said := errorsIn(findings) > errorsIn(before) || got.Incomplete != want.Incomplete
					got.Incomplete = want.Incomplete
					if diff := difference(want, got); diff != "" && !said {
						t.Fatalf("%q before line %d, after\n%s\nis told by\n%v\n(-want +got):\n%s", line, i+1, strings.Join(lines[max(0, i-3):i], ""), findings, diff)
					}
				}
			}
		})
	}
}
