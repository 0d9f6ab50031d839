package powershell_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/internal/testkit"
)

// A lineDamage is a kind of damage to a line. It returns the lines in place of the line.
type lineDamage struct {
	name string
	of   func(line string) string
}

// lineDamages returns the kinds of damage to a line with a property.
func lineDamages() []lineDamage {
	var all []lineDamage
	for _, prefix := range []string{
		" ", "    ", "\t", "\u00a0", "\u200b", "> ", ">", ">> ", "> > ", "+ ", "- ", "* ", "| ", "+", "-", "*", "|", "1 ", "12: ", "7. ", "3) ", "# ", "// ", "• ",
		"[12:00:01] ", "2014-01-01 12:00:01 ", "2014-01-01T12:00:01Z ", "VERBOSE: ", "INFO ", "`", "\"", "<b>", "\x1b[2K", "\x1b]0;title\x07", "\x1b(B", "\x1b[?25l",
	} {
		all = append(all, lineDamage{fmt.Sprintf("%q before it", prefix), func(line string) string { return prefix + line }})
	}
	for _, colon := range []string{"：", "﹕", "∶", "**:", "\u00a0:", "\t:", ":", "` :", "\" :", "</b> :", " \u00a0:", "  :", "\u200b:"} {
		all = append(all, lineDamage{fmt.Sprintf("colon %q", colon), func(line string) string {
			name, value, _ := strings.Cut(line, ":")
			return strings.TrimRight(name, " ") + colon + value
		}})
	}
	return append(all,
		lineDamage{"bold", func(line string) string {
			name, value, _ := strings.Cut(line, ":")
			return "**" + strings.TrimRight(name, " ") + "** :" + value
		}},
		lineDamage{"no-break spaces", func(line string) string { return strings.ReplaceAll(line, " ", "\u00a0") }},
		lineDamage{"tabs", func(line string) string { return strings.ReplaceAll(line, " : ", "\t:\t") }},
		lineDamage{"line end lost", func(line string) string { return strings.TrimRight(line, "\n") + " " }},
		lineDamage{"line end without a blank lost", func(line string) string { return strings.TrimRight(line, "\n") + "    " }},
		lineDamage{"value below", func(line string) string { return strings.ReplaceAll(line, " : ", " :\n") }},
		lineDamage{"blank line after", func(line string) string { return line + "\n" }},
		lineDamage{"dots", shortened("...")},
		lineDamage{"ellipsis", shortened("…")},
	)
}

// shortened adds dots after a value, except a comment, which may end in dots.
func shortened(dots string) func(string) string {
	return func(line string) string {
		if strings.HasPrefix(line, "Comment") {
			return line
		}
		return strings.TrimRight(line, "\n") + dots + "\n"
	}
}

// shortExport is an export with at least two records of each kind with few properties.
const shortExport = `Identity  : contoso.com
Name      : contoso.com
IsDefault : True

Identity  : contoso.net
Name      : contoso.net
IsDefault : False

Identity          : fabrikam.com
Domain            : fabrikam.com
ProxyFqdn         : proxy.fabrikam.com
VerificationLevel : UseSourceVerification
Comment           : Ken asked
MarkForMonitoring : True

Identity          : litwareinc.com
Domain            : litwareinc.com
ProxyFqdn         : proxy.litwareinc.com
VerificationLevel : AlwaysVerifiable
Comment           : Ann asked
MarkForMonitoring : False

Identity : tailspintoys.com
Domain   : tailspintoys.com
Comment  : spam

Identity : wingtiptoys.com
Domain   : wingtiptoys.com
Comment  : more

Identity                  : LyncOnline
Name                      : LyncOnline
ProxyFqdn                 : sipfed.online.lync.com
VerificationLevel         : UseSourceVerification
Enabled                   : True
EnabledSharedAddressSpace : True
HostsOCSUsers             : True
IsLocal                   : False
AutodiscoverUrl           : https://webdir.online.lync.com/Autodiscover/AutodiscoverService.svc/root
`

// checkDamage requires that a damaged text gives the same result as the original, an
// error, or an incomplete kind.
func checkDamage(t *testing.T, name, whole, damaged string) (read bool) {
	t.Helper()
	want, before, err := decode("file", []byte(whole))
	require.NoError(t, err)
	require.Zero(t, errorsIn(before))
	got, findings, err := decode("file", []byte(damaged))
	if err != nil {
		return false
	}
	if errorsIn(findings) > 0 {
		return false
	}
	if diff := cmp.Diff(want, got, equal); diff != "" && got.Incomplete == want.Incomplete {
		t.Errorf("%s is told by %v (-want +got):\n%s\nof\n%s", name, findings, diff, damaged)
	}
	return true
}

// TestLineDamages damages each line of each record in each way: alone, with the other
// lines of its record, and with all lines of the text.
func TestLineDamages(t *testing.T) {
	lines := strings.SplitAfter(shortExport, "\n")
	read := map[string]bool{}
	for i, n := range lineDamages() {
		if testing.Short() && i%8 != 0 {
			continue
		}
		damage := func(from, to int) string {
			text := slices.Clone(lines)
			for i := from; i < to; i++ {
				if strings.Contains(text[i], " : ") {
					text[i] = n.of(text[i])
				}
			}
			return strings.Join(text, "")
		}
		from := 0
		for i, line := range lines {
			if line == "\n" || line == "" {
				checkDamage(t, fmt.Sprintf("%s, record at line %d", n.name, from+1), shortExport, damage(from, i))
				from = i + 1
				continue
			}
			checkDamage(t, fmt.Sprintf("%s, line %d", n.name, i+1), shortExport, damage(i, i+1))
		}
		if checkDamage(t, n.name+", everywhere", shortExport, damage(0, len(lines))) {
			read[n.name] = true
		}
	}
	for _, certain := range []string{`">" before it`, `"> " before it`, `">> " before it`, `"    " before it`, `"\t" before it`, `"\u00a0" before it`, "no-break spaces", "tabs", `colon "\u00a0:"`, `colon ":"`, `"\x1b[2K" before it`, `"\x1b]0;title\a" before it`} {
		if !read[certain] && !testing.Short() {
			t.Errorf("%s is not read", certain)
		}
	}
}

// TestNumbered: a copy with line numbers is read.
func TestNumbered(t *testing.T) {
	for _, form := range []string{"%d %s", "%4d: %s", "%03d | %s", "%d. %s"} {
		var text strings.Builder
		for i, line := range strings.SplitAfter(shortExport, "\n") {
			if line != "" {
				fmt.Fprintf(&text, form, i+1, line)
			}
		}
		if !checkDamage(t, form, shortExport, text.String()) {
			t.Errorf("%s is not read", form)
		}
	}
}

// TestRowBeginnings: a row of CSV is read or reported, whatever its first characters.
func TestRowBeginnings(t *testing.T) {
	const head = "Comment,Identity,Domain,MarkForMonitoring\n"
	for _, first := range []string{"SIP:ANN@contoso.com", ">>x", "PHISHING: no", "> x", "**********", "{x", "[x", "<x", "}", "]", "PS", "Identity", "#x", "---", "1", "WARNING", ""} {
		for place := range 3 {
			rows := []string{"x,a.com,a.com,True\n", "x,b.com,b.com,True\n"}
			row := func(first string) string {
				return head + strings.Join(slices.Insert(slices.Clone(rows), place, first+",c.com,c.com,False\n"), "")
			}
			checkDamage(t, fmt.Sprintf("%q in row %d", first, place), row(`"`+first+`"`), row(first))
		}
	}
}

// TestRagged: in a list whose colons are not aligned, a misspelled property is reported,
// and a warning is not read as a property.
func TestRagged(t *testing.T) {
	const policy = "Identity : Global\nDescription :\n%s\nEnableXmppAccess : False\nEnablePublicCloudAccess : False\nEnablePublicCloudAudioVideoAccess : False\nEnableOutsideAccess : True\n"
	const absent = "notice /ExternalAccessPolicies powershell.member.absent"
	for line, want := range map[string][]string{
		"EnableFederationAccess : True":   nil,
		"EnableFederationAcces : True":    {"notice /ExternalAccessPolicies/0/EnableFederationAcces diag.member.unknown", absent},
		"WARNUNG : Der Speicher ist alt.": {absent},
	} {
		c, findings, err := decode("file", fmt.Appendf(nil, policy, line))
		require.NoError(t, err)
		require.Len(t, c.ExternalAccessPolicies, 1, line)
		require.ElementsMatch(t, want, testkit.Findings(testkit.Join(findings)), line)
	}
}
