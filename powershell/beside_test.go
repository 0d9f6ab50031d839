package powershell_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/lyncfed/lyncfed/federation"
)

// besideConfig has records of several kinds.
const besideConfig = `{
	"AllowedDomains": [{"Identity":"fabrikam.com","Domain":"fabrikam.com","ProxyFqdn":null,"VerificationLevel":1,"Comment":"Contact: Ken Myer","MarkForMonitoring":false}],
	"BlockedDomains": [{"Identity":"africa.fabrikam.com","Domain":"africa.fabrikam.com","Comment":"Blocked per Ken Myer."}],
	"Users": [{"SipAddress":"sip:ann@contoso.com","ExternalAccessPolicy":null,"RegistrarPool":"pool01.contoso.com","HostingProvider":"SRV:","Enabled":true}]
}`

// otherForms writes records in forms of people and other programs, which PowerShell does
// not write.
func otherForms(all []listing) map[string]string {
	plain, csv, xml, json := list(all, 500), csvText(all, ',', false), clixmlCmdlets(all), cmdlets(all)
	texts := map[string]string{}
	property := func(name, value string) string { return name + " : " + value }
	each := func(of func(name, value string) string) string {
		var b strings.Builder
		for line := range strings.Lines(plain) {
			if name, value, found := strings.Cut(line, " : "); found {
				line = of(strings.TrimRight(name, " "), strings.TrimRight(value, "\n")) + "\n"
			}
			b.WriteString(line)
		}
		return b.String()
	}
	for _, between := range []string{
		"\t", "  ", "|", " | ", "<td>", " -> ", "->", " => ", " - ", " – ", "....: ", ".....", " ... ", "=", " = ", "==", ":=", "::", "&nbsp;: ", "&nbsp;&nbsp; : ", "</td><td>",
		"\n", ":\n", "→", "~", "^", "│", "\u00a0", "\u00ad : ", "\u202f: ", " ∶ ", " ꞉ ", ",", ";",
	} {
		texts[fmt.Sprintf("list, %q between", between)] = each(func(name, value string) string { return name + between + value })
	}
	for _, before := range []string{
		"- ", "– ", "* ", "• ", "# ", "// ", "-- ", "; ", "> ", "| ", "|> ", "» ", "│ ", "=", "%", "(", "\\", "@@ ", "&nbsp;", "<b>", "<td>", "<li>", "\u200e", "\u2060", "\ufeff",
		"Ann: ", "Ann Smith: ", "ann@contoso.com: ", "[10:02] Ann: ", "[12.06.2019 10:02] Ann Smith: ", "10:02 AM ", "(edge01) ", "edge01 | ", "edge01: ", "out> ",
		"2019-06-12T10:00:00.000Z INFO  ", "Jun 12 10:00:00 edge01 ps: ", "a.txt:12:", "a.txt(12): ", "a.txt-12-", "a) ", "i. ", "1.1 ",
	} {
		texts[fmt.Sprintf("list, properties after %q", before)] = each(func(name, value string) string { return before + property(name, value) })
		texts[fmt.Sprintf("list, lines after %q", before)] = marked(plain, func(int) string { return before })
		texts[fmt.Sprintf("CSV, lines after %q", before)] = marked(csv, func(int) string { return before })
		texts[fmt.Sprintf("CSV without quotation marks, lines after %q", before)] = marked(strings.ReplaceAll(csv, `"`, ""), func(int) string { return before })
	}
	for _, after := range []string{"=20", "=", " \\", "\\n", "<br>", "&nbsp;", ",", ";", " |", "</td>", "¶", "\u2028", "\u0085", "\v", "\f", "\r", "\u00ad", "'", `"`, ")", "}", ".", "^M"} {
		texts[fmt.Sprintf("list, %q after", after)] = strings.ReplaceAll(plain, "\n", after+"\n")
	}
	for _, delimiter := range "|^~#§:" {
		text := csvText(all, delimiter, false)
		texts[fmt.Sprintf("CSV, %q", delimiter)] = text
		texts[fmt.Sprintf("CSV without quotation marks, %q", delimiter)] = strings.ReplaceAll(text, `"`, "")
	}
	oneLine := strings.NewReplacer("\n", " ")
	escaped := strings.NewReplacer("\n", `\n`, `"`, `\"`)
	entities := strings.NewReplacer("<", "&lt;", ">", "&gt;")
	maps.Copy(texts, map[string]string{
		"CSV, apostrophes":          strings.ReplaceAll(csv, `"`, "'"),
		"CSV, typographic":          strings.ReplaceAll(csv, `"`, "”"),
		"CSV, blanks":               strings.ReplaceAll(csv, ",", ", "),
		"CSV, more fields":          strings.ReplaceAll(csv, "\n", ",,\n"),
		"CSV, a column of a name":   strings.ReplaceAll(csv, `"Comment"`, `"Why it is so"`),
		"CSV, fence":                "```\n" + csv + "```\n",
		"CSV, numbered":             marked(csv, func(n int) string { return fmt.Sprintf("%d: ", n) }),
		"JSON in a variable":        "$x = " + oneLine.Replace(json),
		"JSON after words":          "10:00 result: " + oneLine.Replace(json) + "\n",
		"JSON in quotation marks":   `"` + escaped.Replace(json) + "\"\n",
		"JSON in JSON":              `{"value": "` + escaped.Replace(json) + "\"}\n",
		"list in JSON":              `["` + escaped.Replace(plain) + "\"]\n",
		"JSON, quoted":              marked(json, func(int) string { return "> " }),
		"CLIXML, quoted":            marked(xml, func(int) string { return "> " }),
		"CLIXML, numbered":          marked(xml, func(n int) string { return fmt.Sprintf("%d ", n) }),
		"CLIXML after words":        "x: " + oneLine.Replace(xml) + "\n",
		"CLIXML, escaped":           entities.Replace(xml),
		"CLIXML, escaped, one line": entities.Replace(oneLine.Replace(xml)) + "\n",
		"list in quotation marks":   each(func(name, value string) string { return property(name, `"`+value+`"`) }),
		"list with null": each(func(name, value string) string {
			return property(name, map[bool]string{true: "null", false: value}[value == ""])
		}),
		"list, interleaved by record": strings.ReplaceAll(plain, "\n\n", "\n"),
		"list, colors with ^[":        colored(plain, "^["),
		"list, colors alone":          colored(plain, ""),
		"rows of values with tabs":    strings.ReplaceAll(strings.ReplaceAll(withoutHeads(csv), `"`, ""), ",", "\t"),
		"rows of values":              strings.ReplaceAll(withoutHeads(csv), `"`, ""),
		"JSON, arrays in an array":    "[[" + strings.ReplaceAll(strings.TrimSpace(json), "\n}\n", "\n}],\n[") + "]]",
		"JSON, snake case":            snake(json),
		"JSON, entries":               entries(all),
		"names and values":            "Name              Value\n----              -----\n" + strings.ReplaceAll(strings.ReplaceAll(strings.TrimSpace(plain), " : ", "   "), "\n\n", "\n"),
	})
	for n := 1; n < len("Domain"); n++ {
		texts[fmt.Sprintf("list, the first %d characters are lost", n)] = each(func(name, value string) string { return property(name, value)[min(n, len(name)):] })
	}
	for name, record := range map[string]struct{ before, between, after string }{
		"objects": {"@{", "; ", "}"}, "pairs": {"", ", ", ""}, "a log": {"msg ", " ", ""}, "calls": {"New-Object X(", ", ", ")"},
	} {
		var b strings.Builder
		for _, l := range all {
			for _, o := range l.objects {
				var fields []string
				for _, f := range o {
					fields = append(fields, string(f.Name)+"="+text(f))
				}
				b.WriteString(record.before + strings.Join(fields, record.between) + record.after + "\n")
			}
		}
		texts[name] = b.String()
	}
	return texts
}

// colored returns a list with the colors of PowerShell 7.
func colored(list, escape string) string {
	var b strings.Builder
	for line := range strings.Lines(list) {
		if name, value, found := strings.Cut(line, ": "); found {
			line = escape + "[32;1m" + name + ": " + escape + "[0m" + value
		}
		b.WriteString(line)
	}
	return b.String()
}

// withoutHeads returns tables of CSV without the names of their columns.
func withoutHeads(csv string) string {
	var b strings.Builder
	for line := range strings.Lines(csv) {
		if !strings.Contains(line, `"Identity"`) && !strings.Contains(line, `"SipAddress"`) {
			b.WriteString(line)
		}
	}
	return b.String()
}

// entries returns JSON with an object for each property.
func entries(all []listing) string {
	var objects []string
	for _, l := range all {
		for _, o := range l.objects {
			for _, f := range o {
				objects = append(objects, fmt.Sprintf(`{"Name":%q,"Value":%s}`, f.Name, f.Value))
			}
		}
	}
	return "[" + strings.Join(objects, ",") + "]\n"
}

// snake returns JSON with names such as proxy_fqdn.
func snake(json string) string {
	var b strings.Builder
	for line := range strings.Lines(json) {
		name, value, found := strings.Cut(line, ":")
		if found {
			for i, c := range name {
				if c >= 'A' && c <= 'Z' && name[i-1] != '"' {
					b.WriteByte('_')
				}
				b.WriteString(strings.ToLower(string(c)))
			}
			line = ":" + value
		}
		b.WriteString(line)
	}
	return b.String()
}

// TestBeside: records in a form that PowerShell does not write, before or after others,
// are read correctly, or cause an Error and an incomplete kind.
func TestBeside(t *testing.T) {
	const other = "Identity  : contoso.com\nName      : contoso.com\nIsDefault : True\n\n"
	all := listings(t, []byte(besideConfig))
	want, ok := wholly(other + list(all, 500))
	if !ok {
		t.Fatal("the records are not read as a list")
	}
	read, texts := 0, otherForms(all)
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		for _, text := range []string{other + texts[name], texts[name] + "\n" + other} {
			c, findings, err := decode("file", []byte(text))
			if err != nil {
				continue
			}
			isRead := true
			for _, k := range []federation.Kind{federation.AllowedDomains, federation.BlockedDomains, federation.Users} {
				if isSame(k, &want, &c) {
					continue
				}
				isRead = false
				if !c.Incomplete.Has(k) {
					t.Errorf("%s: %v is not whole, and this is all that is found: %v\n%s", name, k, findings, text)
				}
			}
			if isRead {
				read++
			} else if errorsIn(findings) == 0 {
				t.Errorf("%s: no error is found: %v", name, findings)
			}
		}
	}
	t.Logf("%d of %d are read", read, 2*len(texts))
}

// isSame reports whether two configurations have the same records of a kind.
func isSame(k federation.Kind, want, got *federation.Configuration) bool {
	n := k.Row().Len(want)
	if n != k.Row().Len(got) {
		return false
	}
	for i := range n {
		if !k.Row().Record(want, i).Same(k.Row().Record(got, i)) {
			return false
		}
	}
	return true
}
