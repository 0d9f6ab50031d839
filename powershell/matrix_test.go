package powershell_test

import (
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/federation"
)

// everyPlace makes TestMatrix try each nuisance on each line.
var everyPlace = flag.Bool("matrix", false, "run the whole matrix of forms, nuisances and places")

// matrixConfig has two records of one kind, and one record of each kind that is recognized
// in another way.
const matrixConfig = `{
	"AllowedDomains": [
		{"Identity":"fabrikam.com","Domain":"fabrikam.com","ProxyFqdn":null,"VerificationLevel":1,"Comment":"Contact: Ken Myer","MarkForMonitoring":false},
		{"Identity":"litwareinc.com","Domain":"litwareinc.com","ProxyFqdn":"edge.litwareinc.com","VerificationLevel":0,"Comment":null,"MarkForMonitoring":true}],
	"BlockedDomains": [{"Identity":"africa.fabrikam.com","Domain":"africa.fabrikam.com","Comment":"Blocked per Ken Myer."}],
	"HostingProviders": [{"Identity":"Office365","Name":"Office365","ProxyFqdn":"sipfed.online.lync.com","VerificationLevel":2,"Enabled":true,"EnabledSharedAddressSpace":true,"HostsOCSUsers":true,"IsLocal":false,"AutodiscoverUrl":"https://webdir.online.lync.com/Autodiscover/AutodiscoverService.svc/root"}],
	"Users": [{"SipAddress":"sip:ann@contoso.com","ExternalAccessPolicy":null,"RegistrarPool":"pool01.contoso.com","HostingProvider":"SRV:","Enabled":true}]
}`

// marked puts a mark before each line.
func marked(text string, mark func(n int) string) string {
	var b strings.Builder
	n := 0
	for line := range strings.Lines(text) {
		n++
		b.WriteString(mark(n) + line)
	}
	return b.String()
}

// script writes a list in the form of the vendor's own tests.
func script(all []listing) string {
	var b strings.Builder
	for _, l := range all {
		for _, o := range l.objects {
			for _, f := range o {
				value := text(f)
				switch value {
				case "True", "False":
					value = "$" + value
				default:
					value = `"` + value + `"`
				}
				fmt.Fprintf(&b, "%s = %s\n", f.Name, value)
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

// matrixForms returns the forms of the matrix. Each form has one correct reading.
func matrixForms(t *testing.T) map[string]string {
	all := listings(t, []byte(matrixConfig))
	plain := list(all, 500)
	texts := maps.Clone(forms(t, []byte(matrixConfig)))
	maps.Copy(texts, map[string]string{
		"list, script":    script(all),
		"list, quoted":    marked(plain, func(int) string { return "> " }),
		"list, quoted >>": marked(plain, func(int) string { return ">> " }),
		"list, numbered":  marked(plain, func(n int) string { return fmt.Sprintf("%3d: ", n) }),
		"list, bars":      marked(plain, func(int) string { return "| " }),
		"list, fenced":    "Hi Ken,\n\n```powershell\n" + plain + "```\n\nAnn\n",
		"list, <pre>":     "<pre>\n" + plain + "</pre>\n",
		"list, U+00A0":    strings.ReplaceAll(plain, " : ", "\u00a0: "),
		"list, tabs":      strings.ReplaceAll(plain, " : ", "\t: "),
		"list, no blank":  noPadding(plain),
		"list, indented":  marked(plain, func(int) string { return "    " }),
		"list, 120":       list(all, 119),
	})
	return texts
}

func noPadding(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if name, value, found := strings.Cut(line, " : "); found {
			line = strings.TrimRight(name, " ") + ": " + value
		}
		b.WriteString(line)
	}
	return b.String()
}

// A nuisance changes a line, or adds a line before or after it.
type nuisance struct {
	name   string
	change func(line string) string
}

func nuisances() []nuisance {
	var all []nuisance
	add := func(name string, change func(string) string) { all = append(all, nuisance{name, change}) }
	for _, line := range append(slices.Clone(noise), "Hi Ken,", "> On Monday Ann wrote:", ">>>", "# a comment", "-- ", "```", "~~~", "</pre>", "<br/>", "•", "* * *", "12", "3: ", "[2019-06-12 10:00:00]",
		"PS C:\\> Get-CsAllowedDomain", "PS C:\\> Get-CsUser | fl", "PS C:\\> Get-CsBlockedDomain | select -ExpandProperty Domain", "Get-CsAllowedDomain", "fabrikam.com", "At line:1 char:1",
		"Identity： x.com", "Domain： x.com", "ProxyFqdn\u3000：x.com", "+ MarkForMonitoring : True", "- Domain : x.com", "* ProxyFqdn : x.com", "10:00 VerificationLevel : 1", "VERBOSE: x", "WARNING : Identity", "Domain", "class AllowedDomain#Decorated",
		"\"x\",\"y\",\"z\"", "x;y;z", "x\ty", "{}", "[]", "<a/>", "Count    : 2", "-------- ------", "...", "…", "\u00a0", "\t", "\x1b[K", "\x1b]0;PowerShell\a", "Mode   LastWriteTime",
		"PS C:\\> $d = Get-CsAllowedDomain", "PS> cls", "C:\\Users\\ann>", "PS C:\\> Get-CsAllowedDomain | Out-File a.txt", "Transcript started, output file is C:\\t.txt", "End time: 20190612100000", "Start-Transcript",
		"Press any key to continue . . .", "-- More  --", "<SPACE> next page; <CR> next line; Q quit", "Confirm", "[Y] Yes  [A] Yes to All  [N] No  (default is \"Y\"):", "From: Ann", "Subject: RE: federation", "Sent from my phone", "________________________________",
		"=== edge01 ===", "--- 8< ---", "Please see below:", "see attached", "Page 1 of 2", "\f", "\v", "{", "}", "],", "<html>", "<table>", "&nbsp;", "|---|---|", "| Identity | Domain |", "1.", "- ", "%", "~", "^C", "Get-CsTenant : not connected",
		"   + CategoryInfo          : NotSpecified", "   + FullyQualifiedErrorId : x", "At C:\\x.ps1:3 char:5", "VERBOSE: Domain : x.com", "Name                           Value", "Key   : x", "True", "Identity", "Comment :", "Description : see wiki", "IsValid : True", "sip:ann@contoso.com", "0", "null", "\"\"", ",", ";", "AVERTISSEMENT : lent", "ПРЕДУПРЕЖДЕНИЕ: медленно", "注意: x", "\u2028", "\u200b", "\ufeff", "\x1b[32m", "\x1b[2J\x1b[H", "\r") {
		add("line "+line, func(s string) string { return line + "\n" + s })
	}
	for _, mark := range []string{"> ", ">", ">> ", "+ ", "+", "- ", "-", "* ", "| ", "3 ", "3: ", "1. ", "\u00a0", "\u3000", "\t", "[12:00] ", "2019-06-12 10:00:00 ", "12:00:00.000 ", "# ", "// ", "• ", "\u200b", "\ufeff", "<b>", "$", "x ", "~ ", "=> ", "» ", "│ ", "a) ", "(1) ", "[edge01]: ", "edge01: ", "<li>", "\"", "\x1b[1m", "\u200e", "\r"} {
		add("before "+mark, func(s string) string {
			if strings.TrimSpace(s) == "" {
				return s
			}
			return mark + s
		})
	}
	for _, mark := range []string{" ", "\t", "\u00a0", "<br/>", "\\", ";", "...", "…", " |", "\r", "\x1b[0m", "\x1b[K", "  ", "\u200b", "\u3000", "</li>", "\ufeff", " \t "} {
		add("after "+mark, func(s string) string {
			visible := strings.Contains(`\;...… |</li>`, mark) && strings.TrimSpace(mark) != ""
			if strings.TrimSpace(s) == "" || visible && (strings.Contains(s, "Comment") || strings.Contains(s, "Identity") || strings.Contains(s, "Name") || strings.Contains(s, "http") || strings.Contains(s, "svc/root")) {
				return s // in prose, a mark may be a part of the text
			}
			return strings.TrimSuffix(s, "\n") + mark + "\n"
		})
	}
	for _, colon := range []string{"：", "﹕", "\u00a0:", "\u00a0: ", "\t:\t", ":", " :", "=", " ", "|", " -> ", ": : ", " ：", " = ", "  :  ", "\u2009: ", " ∶ "} {
		add("colon "+colon, func(s string) string {
			if strings.Count(colon, ":") > 1 && strings.Contains(s, "Comment") {
				return s // in prose, a colon may be a part of the text
			}
			return strings.Replace(s, " : ", colon, 1)
		})
	}
	add("blank line", func(s string) string { return s + "\n" })
	add("broken after the colon", func(s string) string { return strings.Replace(s, " : ", " :\n", 1) })
	add("broken in the value", func(s string) string {
		n := max(strings.LastIndex(s, "."), strings.LastIndex(s, " "))
		if n < 2 || n+2 > len(s) || !strings.Contains(s, " : ") || strings.HasSuffix(strings.TrimRight(s, " \n"), ":") {
			return s
		}
		return s[:n] + "\n" + s[n:]
	})
	add("joined with the next", func(s string) string { return strings.TrimSuffix(s, "\n") })
	add("joined by a blank", func(s string) string {
		if strings.TrimSpace(s) == "" {
			return s
		}
		return strings.TrimSuffix(s, "\n") + " "
	})
	add("bold", func(s string) string {
		if name, value, found := strings.Cut(s, " : "); found {
			return "**" + strings.TrimSpace(name) + "** : " + value
		}
		return s
	})
	add("typographic", func(s string) string { return strings.ReplaceAll(s, `"`, "”") })
	return all
}

// wholly returns the configuration of a text, and whether nothing was refused, so that
// convert succeeds.
func wholly(text string) (federation.Configuration, bool) {
	c, findings, err := decode("file", []byte(text))
	return c, err == nil && errorsIn(findings) == 0 && c.Incomplete.IsZero()
}

// TestMatrix: each form is read correctly. With a nuisance it is read correctly too, or
// refused. Nothing is lost or invented.
func TestMatrix(t *testing.T) {
	texts, changes := matrixForms(t), nuisances()
	want, ok := wholly(matrixConfig)
	require.True(t, ok)
	read, refused, n, stride := 0, 0, 0, 23
	if testing.Short() {
		stride = 163
	}
	for _, form := range slices.Sorted(maps.Keys(texts)) {
		text := texts[form]
		t.Run(form, func(t *testing.T) {
			got, ok := wholly(text)
			require.True(t, ok, "%s", text)
			if diff := difference(want, got); diff != "" {
				t.Fatalf("(-want +got):\n%s\n%s", diff, text)
			}
			lines := strings.SplitAfter(strings.TrimSuffix(text, "\n"), "\n")
			failed := map[string]bool{}
			for i, line := range lines {
				for _, change := range changes {
					if n++; !*everyPlace && n%stride != 0 || failed[change.name] {
						continue
					}
					changed := change.change(line)
					if strings.HasPrefix(change.name, "joined") && strings.Contains(line, "Comment") && strings.HasPrefix(form, "list, q") {
						continue // the mark of the next line becomes a part of the comment
					}
					if changed == line {
						continue
					}
					got, ok := wholly(strings.Join(slices.Concat(lines[:i], []string{changed}, lines[i+1:]), ""))
					if !ok {
						refused++
						continue
					}
					read++
					if diff := difference(want, got); diff != "" {
						failed[change.name] = true
						t.Errorf("%q in line %d, %q (-want +got):\n%s", change.name, i+1, line, diff)
					}
				}
			}
		})
	}
	t.Logf("%d forms, %d nuisances: %d read, %d refused", len(texts), len(changes), read, refused)
	if read < refused/2 {
		t.Errorf("%d read and %d refused: refusing everything is no answer", read, refused)
	}
}
