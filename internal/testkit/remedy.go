package testkit

import (
	"regexp"
	"strings"
	"testing"

	"github.com/lyncfed/lyncfed/diag"
)

// commandOf finds the commands of a remedy: a verb, and the noun with its
// parameters.
var commandOf = regexp.MustCompile(`\b(New|Set|Grant|Remove|Enable|Disable)-Cs\w+( -[^;.,:()]*)?`)

// CheckRemedy requires that a command with parameters names the record that it is
// about. Without an Identity, Set-CsExternalAccessPolicy changes the Global policy.
func CheckRemedy(t *testing.T, rule diag.Rule, remedy string) {
	t.Helper()
	for _, command := range commandOf.FindAllString(remedy, -1) {
		named := strings.Contains(command, " -Identity ") || strings.Contains(command, " -UseDnsSrvRouting") || strings.Contains(command, " -UseDefaultRouting")
		if strings.Contains(command, " -") && !named {
			t.Errorf("%s: %s has no -Identity", rule, command)
		}
	}
}
