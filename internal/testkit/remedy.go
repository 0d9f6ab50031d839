package testkit

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/lyncfed/lyncfed/diag"
)

var (
	cmdletName  = regexp.MustCompile(`\b[A-Z][A-Za-z]+-(Cs[A-Z]\w+)`)
	parameterOf = regexp.MustCompile(`^ -([A-Z]\w*)`)
	valueOf     = regexp.MustCompile(`^ ('(?:[^']|'')*'(?:,'(?:[^']|'')*')*|\$\w+|\d+|\([^()]*\)|[A-Z][a-z]\w*)`)
	strayOf     = regexp.MustCompile(`(?:^|[ (])(-[A-Z]\w+)`)
)

// switches are the parameters that take no value.
var switches = []string{"UseDnsSrvRouting", "UseDefaultRouting"}

// readers are the verbs whose cmdlets change no record.
var readers = []string{"Get", "Export", "Invoke"}

// CheckRemedy requires that a remedy can be pasted where it names a cmdlet of the
// servers or of a tenant. Each such name either begins a command, all of whose
// parameters have values, or stands alone in a sentence. A command that changes a
// record names the record: without an Identity, Set-CsExternalAccessPolicy changes the
// Global policy.
func CheckRemedy(t *testing.T, rule diag.Rule, remedy string) {
	t.Helper()
	for _, what := range faultsOf(remedy) {
		t.Errorf("%s: %s in %q", rule, what, remedy)
	}
}

// faultsOf returns what of a remedy cannot be pasted. What comes after "Write: " is a
// line of the reader's own script, corrected.
func faultsOf(remedy string) (faults []string) {
	remedy, _, _ = strings.Cut(remedy, "Write: ")
	names := cmdletName.FindAllStringIndex(remedy, -1)
	if names == nil {
		return nil
	}
	var prose strings.Builder // what is between the commands
	end := 0
	for _, at := range names {
		if at[0] < end {
			continue // it makes the value of a parameter
		}
		prose.WriteString(remedy[end:at[0]])
		name, rest := remedy[at[0]:at[1]], remedy[at[1]:]
		var given []string
		for p := parameterOf.FindStringSubmatch(rest); p != nil; p = parameterOf.FindStringSubmatch(rest) {
			rest = rest[len(p[0]):]
			given = append(given, p[1])
			value := valueOf.FindString(rest)
			if rest = rest[len(value):]; (value == "") != slices.Contains(switches, p[1]) {
				faults = append(faults, name+" -"+p[1]+" and its value do not belong together")
			}
		}
		verb, _, _ := strings.Cut(name, "-")
		isNamed := slices.Contains(given, "Identity") || slices.ContainsFunc(switches, func(s string) bool { return slices.Contains(given, s) })
		if given != nil && !isNamed && !slices.Contains(readers, verb) {
			faults = append(faults, name+" does not name its record")
		}
		end = len(remedy) - len(rest)
		if piped := pipeline.FindString(rest); given != nil || piped != "" {
			end += len(piped)
		}
	}
	prose.WriteString(remedy[end:])
	for _, stray := range strayOf.FindAllStringSubmatch(prose.String(), -1) {
		faults = append(faults, stray[1]+" stands outside a command")
	}
	return faults
}

// pipeline is what a command hands its records to.
var pipeline = regexp.MustCompile(`^( \| [A-Z]\w+-[A-Z]\w+( -[A-Z]\w+ ('[^']*'|\d+))*)+`)
