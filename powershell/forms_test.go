package powershell_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/testkit"
)

// This file writes a configuration in each form in which PowerShell writes it.

// A listing is the output of a cmdlet.
type listing struct {
	kind    string
	objects [][]rawField
}

// A rawField is a member of a JSON object or an element of an array, which has no
// name.
type rawField struct{ Name, Value []byte }

// rawFields returns the members of a JSON object or the elements of an array.
func rawFields(text []byte) []rawField {
	dec := json.NewDecoder(bytes.NewReader(text))
	open, _ := dec.Token()
	var all []rawField
	for dec.More() {
		var f rawField
		if open == json.Delim('{') {
			name, _ := dec.Token()
			f.Name = []byte(name.(string))
		}
		var value json.RawMessage
		_ = dec.Decode(&value)
		f.Value = value
		all = append(all, f)
	}
	return all
}

// listings splits a configuration into the outputs of cmdlets.
func listings(t testing.TB, config []byte) []listing {
	t.Helper()
	require.True(t, json.Valid(config))
	var all []listing
	for _, kind := range rawFields(config) {
		l := listing{kind: string(kind.Name)}
		list := kind.Value
		if list[0] == '{' {
			list = slices.Concat([]byte("["), list, []byte("]"))
		}
		for _, object := range rawFields(list) {
			l.objects = append(l.objects, rawFields(object.Value))
		}
		all = append(all, l)
	}
	return all
}

// levels has the names for the numbers that ConvertTo-Json writes.
var levels = map[string]string{"0": "AlwaysVerifiable", "1": "AlwaysUnverifiable", "2": "UseSourceVerification"}

// text returns a value as PowerShell prints it.
func text(f rawField) string {
	switch s := string(f.Value); {
	case s == "null":
		return ""
	case s == "true":
		return "True"
	case s == "false":
		return "False"
	case strings.HasSuffix(string(f.Name), "VerificationLevel") && levels[s] != "":
		return levels[s]
	case s[0] != '"':
		return s
	}
	var s string
	_ = json.Unmarshal(f.Value, &s)
	return s
}

// types has the types of the objects that the cmdlets print.
var types = map[string]string{
	"AccessEdgeConfiguration": "Microsoft.Rtc.Management.WritableConfig.Settings.Edge.DisplayAccessEdgeSettingsDnsSrvRouting",
	"PublicProviders":         "Microsoft.Rtc.Management.WritableConfig.Settings.Edge.DisplayPublicProvider",
	"HostingProviders":        "Microsoft.Rtc.Management.WritableConfig.Settings.Edge.DisplayHostingProvider",
	"AllowedDomains":          "Microsoft.Rtc.Management.WritableConfig.Settings.Edge.AllowedDomain#Decorated",
	"BlockedDomains":          "Microsoft.Rtc.Management.WritableConfig.Settings.Edge.BlockedDomain#Decorated",
}

// cmdlets writes the JSON of each cmdlet alone: an object if there is only one record, and
// an array otherwise.
func cmdlets(all []listing) string {
	var b strings.Builder
	for _, l := range all {
		if len(l.objects) == 1 {
			object(&b, l.objects[0])
			b.WriteString("\n")
			continue
		}
		b.WriteString("[")
		for i, o := range l.objects {
			if i > 0 {
				b.WriteString(",\n")
			}
			object(&b, o)
		}
		b.WriteString("]\n")
	}
	return b.String()
}

func object(b *strings.Builder, o []rawField) {
	b.WriteString("{")
	for i, f := range o {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(b, "\n    %q:  %s", string(f.Name), f.Value)
	}
	b.WriteString("\n}")
}

// list writes the output of Format-List on a console of the given width.
func list(all []listing, width int) string {
	var b strings.Builder
	for _, l := range all {
		for _, o := range l.objects {
			longest := 0
			for _, f := range o {
				longest = max(longest, len(string(f.Name)))
			}
			b.WriteString("\n")
			for _, f := range o {
				line := fmt.Sprintf("%-*s : %s", longest, string(f.Name), text(f))
				for utf8.RuneCountInString(line) > width && !strings.Contains(text(f), " ") {
					b.WriteString(line[:width] + "\n")
					line = strings.Repeat(" ", longest+3) + line[width:]
				}
				b.WriteString(line + "\n")
			}
		}
		b.WriteString("\n\n")
	}
	return b.String()
}

// csvText writes the output of Export-Csv for each cmdlet, one after another.
func csvText(all []listing, delimiter rune, withType bool) string {
	var b strings.Builder
	for _, l := range all {
		typ := types[l.kind]
		if typ == "" {
			typ = "System.Management.Automation.PSCustomObject"
		}
		if withType {
			fmt.Fprintf(&b, "#TYPE %s\n", typ)
		}
		var names []string
		for _, o := range l.objects {
			for _, f := range o {
				if !slices.Contains(names, string(f.Name)) {
					names = append(names, string(f.Name))
				}
			}
		}
		row := func(fields []string) {
			for i, f := range fields {
				if i > 0 {
					b.WriteRune(delimiter)
				}
				b.WriteString(`"` + strings.ReplaceAll(f, `"`, `""`) + `"`)
			}
			b.WriteString("\n")
		}
		row(names)
		for _, o := range l.objects {
			fields := make([]string, len(names))
			for _, f := range o {
				fields[slices.Index(names, string(f.Name))] = text(f)
			}
			row(fields)
		}
	}
	return b.String()
}

// A clixmlWriter writes the output of Export-Clixml.
type clixmlWriter struct {
	strings.Builder
	refs  int
	types map[string]int
}

func clixmlText(write func(*clixmlWriter)) string {
	w := &clixmlWriter{types: map[string]int{}}
	w.WriteString(`<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">` + "\n")
	write(w)
	w.WriteString("</Objs>")
	return w.String()
}

func escaped(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r < ' ':
			fmt.Fprintf(&b, "_x%04X_", r)
		default:
			_ = xml.EscapeText(&b, []byte(string(r)))
		}
	}
	return b.String()
}

// begin writes the start of an object and its type.
func (w *clixmlWriter) begin(name string, types ...string) {
	w.WriteString("  <Obj")
	if name != "" {
		fmt.Fprintf(w, ` N="%s"`, name)
	}
	fmt.Fprintf(w, ` RefId="%d">`, w.refs)
	w.refs++
	key := strings.Join(types, ",")
	if id, known := w.types[key]; known {
		fmt.Fprintf(w, `<TNRef RefId="%d" />`, id)
		return
	}
	w.types[key] = len(w.types)
	fmt.Fprintf(w, `<TN RefId="%d">`, w.types[key])
	for _, t := range types {
		fmt.Fprintf(w, "<T>%s</T>", t)
	}
	w.WriteString("</TN>\n")
}

func (w *clixmlWriter) object(kind string, o []rawField) {
	typ := types[kind]
	if typ == "" {
		typ = "Selected.Object"
	}
	w.begin("", typ, "System.Object")
	if types[kind] != "" {
		fmt.Fprintf(w, "<ToString>%s</ToString>", escaped(string(o[0].Name)+"="+text(o[0])))
	}
	w.WriteString("<Props>\n")
	for _, f := range o {
		switch s := string(f.Value); {
		case s == "null":
			fmt.Fprintf(w, "      <Nil N=%q />", string(f.Name))
		case s == "true" || s == "false":
			fmt.Fprintf(w, "      <B N=%q>%s</B>", string(f.Name), s)
		case strings.HasSuffix(string(f.Name), "VerificationLevel") && levels[s] != "":
			w.begin(string(f.Name), "Microsoft.Rtc.Management.WritableConfig.Settings.Edge.VerificationLevelType", "System.Enum")
			fmt.Fprintf(w, "<ToString>%s</ToString><I32>%s</I32></Obj>", levels[s], s)
		case s[0] == '"':
			fmt.Fprintf(w, "      <S N=%q>%s</S>", string(f.Name), escaped(text(f)))
		default:
			fmt.Fprintf(w, "      <U32 N=%q>%s</U32>", string(f.Name), s)
		}
		w.WriteString("\n")
	}
	w.WriteString("    </Props></Obj>\n")
}

// clixmlCmdlets writes the objects of several cmdlets one after another.
func clixmlCmdlets(all []listing) string {
	return clixmlText(func(w *clixmlWriter) {
		for _, l := range all {
			for _, o := range l.objects {
				w.object(l.kind, o)
			}
		}
	})
}

// clixmlBundle writes one object with a member for each kind, as a custom object
// or as a hashtable.
func clixmlBundle(all []listing, hashtable bool) string {
	return clixmlText(func(w *clixmlWriter) {
		if hashtable {
			w.begin("", "System.Collections.Hashtable", "System.Object")
			w.WriteString("<DCT>")
		} else {
			w.begin("", "System.Management.Automation.PSCustomObject", "System.Object")
			w.WriteString("<MS>")
		}
		for _, l := range all {
			name := l.kind
			if hashtable {
				fmt.Fprintf(w, `<En><S N="Key">%s</S>`, name)
				name = "Value"
			}
			w.begin(name, "System.Object[]", "System.Array", "System.Object")
			w.WriteString("<LST>\n")
			for _, o := range l.objects {
				w.object(l.kind, o)
			}
			w.WriteString("</LST></Obj>\n")
			if hashtable {
				w.WriteString("</En>")
			}
		}
		if hashtable {
			w.WriteString("</DCT></Obj>")
		} else {
			w.WriteString("</MS></Obj>")
		}
	})
}

// forms writes a configuration in all forms.
func forms(t testing.TB, config []byte) map[string]string {
	all := listings(t, config)
	part := func(i int) []listing { return all[i*len(all)/4 : (i+1)*len(all)/4] }
	return map[string]string{
		"JSON, bundle":             string(config),
		"JSON, each cmdlet":        cmdlets(all),
		"CLIXML, each cmdlet":      clixmlCmdlets(all),
		"CLIXML, custom object":    clixmlBundle(all, false),
		"CLIXML, hashtable":        clixmlBundle(all, true),
		"CLIXML, Deserialized":     strings.ReplaceAll(clixmlCmdlets(all), "<T>", "<T>Deserialized."),
		"list":                     list(all, 500),
		"list, wrapped":            list(all, 79),
		"CSV":                      csvText(all, ',', false),
		"CSV, type":                csvText(all, ',', true),
		"CSV, semicolons":          csvText(all, ';', true),
		"CSV, tabs, no type":       csvText(all, '\t', false),
		"everything, one by one":   cmdlets(part(0)) + clixmlCmdlets(part(1)) + "\n" + list(part(2), 500) + csvText(part(3), ',', true),
		"everything, a transcript": transcript(cmdlets(part(0)), clixmlCmdlets(part(1)), list(part(2), 79), csvText(part(3), ',', true)),
	}
}

// transcript puts prompts, commands and warnings between texts.
func transcript(texts ...string) string {
	var b strings.Builder
	b.WriteString("Windows PowerShell\nCopyright (C) 2014 Microsoft Corporation. Tous droits réservés.\n\n")
	for i, s := range texts {
		fmt.Fprintf(&b, "PS C:\\Users\\Администратор> Get-CsSomething -LocalStore | ? { $_.Identity -ne %d }\nWARNING: \"Get-CsSomething\" is slow.\nAVERTISSEMENT : Aucun changement.\n\n%s\n", i, s)
	}
	b.WriteString("[edge01]: PS C:\\>")
	return b.String()
}

// equal compares configurations without the positions of their records.
var equal = cmp.Options{testkit.Options, cmpopts.EquateEmpty()}

// said returns the configuration and the findings of a text. The findings are sorted and
// without positions, because these differ between forms.
func said(t testing.TB, file string, data []byte) (federation.Configuration, []string) {
	t.Helper()
	c, findings, err := decode(file, data)
	require.NoError(t, err)
	lines := []string{}
	for _, f := range findings {
		lines = append(lines, testkit.Line(f)+": "+f.Detail)
		if f.Pos.File != file || f.Pos.Line < 1 || f.Pos.Column < 1 {
			t.Errorf("%v has no place", f)
		}
	}
	slices.Sort(lines)
	return c, lines
}

// TestForms: a configuration and its findings are the same in every form.
func TestForms(t *testing.T) {
	config, err := os.ReadFile("testdata/contoso.json")
	require.NoError(t, err)
	c, lines := said(t, "JSON", config)
	require.Equal(t, federation.KindsOf(federation.PublicProviders), c.Incomplete)
	require.Len(t, lines, 6) // three on one record, a setting of Teams in two records, and missing members of users
	require.Len(t, c.Users, 2)
	require.NotNil(t, c.AccessEdge)
	checkForms(t, config)
}

// checkForms compares the result for each form, in each encoding, with the result for the
// original JSON.
func checkForms(t *testing.T, config []byte) {
	t.Helper()
	wantConfig, wantSaid := said(t, "JSON", config)
	for form, text := range forms(t, config) {
		for _, e := range encodings {
			gotConfig, gotSaid := said(t, form, e.encode(text))
			if diff := difference(wantConfig, gotConfig); diff != "" {
				t.Fatalf("%s, %s (-want +got):\n%s\n%s", form, e.name, diff, text)
			}
			if diff := cmp.Diff(wantSaid, gotSaid); diff != "" {
				t.Fatalf("%s, %s (-want +got):\n%s\n%s", form, e.name, diff, text)
			}
		}
	}
}

// TestPlaces: a finding has the position of its value in every form.
func TestPlaces(t *testing.T) {
	config, err := os.ReadFile("testdata/contoso.json")
	require.NoError(t, err)
	for form, text := range forms(t, config) {
		_, findings, err := decode(form, inUTF16(text, 0, 8))
		require.NoError(t, err)
		want := map[diag.Rule]string{"domain.label.empty": "a..b", "powershell.value.cut": "System.Object[]", "provider.verification-level.unknown": "Sometimes"}
		for _, f := range findings {
			if want[f.Rule] == "" {
				continue
			}
			line := []rune(strings.Split(text, "\n")[f.Pos.Line-1])
			at := string(line[f.Pos.Column-1:])
			if !strings.HasPrefix(strings.TrimLeft(at, `"`), want[f.Rule]) && !strings.HasPrefix(at, fmt.Sprintf("<S N=%q>%s<", f.Detail[:strings.Index(f.Detail, ":")], want[f.Rule])) {
				t.Errorf("%s: %v is at %.60q", form, f, at)
			}
			delete(want, f.Rule)
		}
		if len(want) > 0 {
			t.Errorf("%s: not found: %v", form, want)
		}
	}
}
