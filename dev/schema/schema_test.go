package schema_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/dev/command"
)

// prefix is what the names of the schemas begin with.
const prefix = "https://github.com/lyncfed/lyncfed/raw/main/docs/schema/"

// A form is a JSON form with what of the command is of it.
type form struct {
	name, title string
	of          func(g *generator) object // nil: it is made from the schemas of records, in the library
	commands    []string                  // what prints it, in the folder of the examples
	files       []string                  // what is of it, in the project
}

// typed returns the maker of the schema of a type.
func typed(pkg, name string) func(*generator) object {
	return func(g *generator) object { return g.of(g.named(pkg, name)) }
}

// listOf returns the maker of the schema of an array.
func listOf(of ...func(*generator) object) func(*generator) object {
	return func(g *generator) object { return object{"type": "array", "items": anyOf(of...)(g)} }
}

// anyOf returns the maker of the schema of one of several forms.
func anyOf(of ...func(*generator) object) func(*generator) object {
	return func(g *generator) object {
		var all []any
		for _, make := range of {
			all = append(all, make(g))
		}
		if len(all) == 1 {
			return all[0].(object)
		}
		return object{"anyOf": all}
	}
}

// all are the JSON forms of the command.
var all = []form{
	{"audit", "An audit", typed("report", "Audit"), []string{
		"audit contoso.json --on 2026-11-22", "audit contoso.json --on 2016-01-01 --suppress SUPPRESSIONS --since EARLIER", "audit contoso-2020.json --defaults",
	}, nil},
	{"can", "Whether one person may reach another", anyOf(typed("cmd/lyncfed", "verdictForm"), typed("cmd/lyncfed", "unaskedPair")), []string{
		"can ken@contoso.com reach ted@fabrikam.com --config contoso.json --on 2016-01-01",
		"can ken@contoso.com reach pia@contoso.com --via Skype --config contoso.json --on 2016-01-01",
		"can ken@contoso.com reach joe@live.com --config contoso-2020.json --on 2020-01-01",
	}, nil},
	{"can-pairs", "Who may reach whom", listOf(typed("cmd/lyncfed", "verdictForm"), typed("cmd/lyncfed", "unaskedPair")), []string{
		"can --from PEOPLE --to OTHERS --config contoso.json --on 2016-01-01",
	}, nil},
	{"can-changes", "Who gains and who loses", listOf(typed("cmd/lyncfed", "changeForm")), []string{
		"can --from PEOPLE --to OTHERS --config contoso-2020.json --on 2016-01-01 --compare-on 2026-01-01",
	}, nil},
	{"comparison", "A comparison of two configurations", typed("cmd/lyncfed", "diffReport"), []string{
		"diff contoso.json contoso-2020.json --on 2020-01-01", "diff contoso.json contoso.json",
	}, nil},
	{"configuration", "", nil, []string{"convert contoso.json", "convert contoso-2020.json"}, []string{
		"examples/testdata/contoso.json", "examples/testdata/contoso-2020.json", "cmd/lyncfed/testdata/plans/*.json", "cmd/lyncfed/testdata/who.json",
	}},
	{"eligible", "Whether a public service may be used", anyOf(typed("cmd/lyncfed", "jsonAnswer"), listOf(typed("cmd/lyncfed", "jsonAnswer"))), []string{
		"eligible --holdings holdings.json --service all --on 2014-06-30", "eligible --holdings holdings.json --service skype --on 2026-01-01",
	}, []string{"cmd/lyncfed/testdata/golden/eligible*.json"}},
	{"explanation", "An explanation of ms-diagnostics", typed("cmd/lyncfed", "explainForm"), []string{
		"explain 1002", "explain trace.txt --config contoso.json --on 2016-01-01", "explain trace.txt --config contoso-2020.json",
	}, nil},
	{"holdings", "What an organization holds", nil, nil, []string{"examples/testdata/holdings.json"}},
	{"lint", "What is wrong in scripts", typed("cmd/lyncfed", "lintReport"), []string{"lint SCRIPT --platform SfBServer2019", "lint SCRIPT"}, nil},
	{"names", "The map of names that were replaced", typed("cmd/lyncfed", "nameMap"), nil, []string{"NAMES"}},
	{"plan", "The steps from one configuration to another", typed("cmd/lyncfed", "planReport"), []string{
		"plan contoso.json contoso-2020.json --on 2020-01-01", "fix contoso.json --on 2026-11-22", "fix contoso.json --rule audit.service.ended",
		"plan PLANS/messenger.json PLANS/skype-for-messenger.json", "plan PLANS/hybrid.json PLANS/out-of-hybrid.json", "plan PLANS/federated.json PLANS/closed.json",
	}, []string{"cmd/lyncfed/testdata/golden/fix.json", "cmd/lyncfed/testdata/golden/plan-*.json"}},
	{"promises", "Which promises are kept", typed("cmd/lyncfed", "expectReport"), []string{
		"expect promises.txt --config contoso-2020.json --on 2020-01-01", "expect PROMISES --config contoso.json --on 2016-01-01",
	}, nil},
	{"provision-check", "What is wrong with a provisioning request", typed("cmd/lyncfed", "provisionForm"), []string{
		"provision check request.json --holdings holdings.json", "provision check request.json --earlier EARLIERREQUEST",
	}, nil},
	{"provision-steps", "What happens with a provisioning request", typed("cmd/lyncfed", "processForm"), []string{"provision next request.json", "provision steps"}, nil},
	{"request", "A provisioning request", nil, nil, []string{"examples/testdata/request.json"}},
	{"rules", "The rules", typed("cmd/lyncfed", "rulesForm"), []string{"rules", "rules --package audit --severity error"}, nil},
	{"rules-explain", "Rules with examples", typed("cmd/lyncfed", "explainedRules"), []string{"rules explain audit.service.ended date.text.syntax reach.srv.unchecked"}, nil},
	{"services", "The public services", typed("cmd/lyncfed", "jsonServices"), []string{"services", "services --on 2005-01-01 --service wlm"}, []string{"cmd/lyncfed/testdata/golden/services-2014-01-15.json"}},
	{"srv-check", "What is wrong with SRV records", typed("cmd/lyncfed", "srvReport"), []string{
		"srv check srv.txt --on 2019-08-15", "srv check srv.txt --config contoso.json", "srv check SRV/none.txt", "srv check SRV/certificate.json",
	}, nil},
	{"srv-records", "SRV records to check", func(g *generator) object {
		one := g.of(g.named("cmd/lyncfed", "writtenSRV"))
		for _, name := range []string{"lyncfed.writtenSRV", "lyncfed.writtenSRVRecord"} {
			g.defs[name].(object)["additionalProperties"] = false
		}
		properties := g.defs["lyncfed.writtenSRVRecord"].(object)["properties"].(object)
		properties["Port"] = object{"type": []any{"integer", "string"}, "minimum": 0, "maximum": 65535, "pattern": "^[0-9]+$"}
		return object{"anyOf": []any{one, object{"type": "array", "items": one, "minItems": 1}}}
	}, nil, []string{"cmd/lyncfed/testdata/srv/certificate.json", "cmd/lyncfed/testdata/srv/two-labels.json"}},
	{"srv-show", "The SRV records that SIP domains need", typed("cmd/lyncfed", "neededForm"), []string{"srv show contoso.json"}, nil},
	{"summary", "Who may reach whom, by groups", typed("cmd/lyncfed", "summaryForm"), []string{
		"who contoso.json --on 2016-01-01", "who contoso-2020.json --on 2020-01-01",
	}, []string{"cmd/lyncfed/testdata/golden/who.json"}},
	{"suppressions", "Findings that are accepted", func(g *generator) object {
		one := g.of(g.named("report", "Suppression"))
		g.defs["report.Suppression"].(object)["additionalProperties"] = false
		return object{"type": "array", "items": one}
	}, nil, []string{"SUPPRESSIONS", "cmd/lyncfed/testdata/suppress.json"}},
	{"whatif", "What a script changes", typed("cmd/lyncfed", "whatIfReport"), []string{"whatif contoso-2020.json SCRIPT --on 2020-01-01", "whatif contoso.json SCRIPT"}, nil},
}

// TestSchemas keeps docs/schema.
func TestSchemas(t *testing.T) {
	g := newGenerator(t)
	texts, err := os.ReadFile("../../docs/formats.md")
	require.NoError(t, err)
	kept := map[string]bool{}
	for _, f := range all {
		if f.of != nil {
			golden(t, "../../docs/schema/"+f.name+".json", f.schema(t, g))
		}
		require.True(t, strings.Contains(string(texts), "("+"schema/"+f.name+".json)"), "docs/formats.md does not name %s.json", f.name)
		kept[f.name+".json"] = true
	}
	files, err := os.ReadDir("../../docs/schema")
	require.NoError(t, err)
	for _, file := range files {
		require.True(t, kept[file.Name()], "%s is the schema of no form", file.Name())
	}
	made := map[string]bool{}
	for _, f := range all {
		if f.of == nil {
			continue
		}
		g.defs = object{}
		f.of(g)
		for name := range g.defs {
			made[name] = true
		}
	}
	for name, at := range g.forms() {
		require.True(t, made[name[strings.LastIndex(name, "/")+1:]], "%v: %s has no schema", at, name)
	}
}

var update = flag.Bool("update", false, "rewrite the schemas")

// golden compares a schema with the file that keeps it, or writes it.
func golden(t *testing.T, path string, text []byte) {
	t.Helper()
	if *update {
		require.NoError(t, os.WriteFile(path, text, 0o666))
		return
	}
	kept, err := os.ReadFile(path)
	require.NoError(t, err)
	require.True(t, bytes.Equal(kept, text), "%s differs: run go test ./dev/schema -update, and read the difference", path)
}

// schema returns the text of the schema.
func (f form) schema(t *testing.T, g *generator) []byte {
	t.Helper()
	g.defs = object{}
	root := f.of(g)
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["$id"] = prefix + f.name + ".json"
	root["title"] = f.title
	if len(g.defs) > 0 {
		root["$defs"] = g.defs
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	require.NoError(t, enc.Encode(root))
	return b.Bytes()
}

// compiled returns a schema of docs/schema that takes no member which it does not name.
func compiled(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	for _, f := range all {
		text, err := os.ReadFile("../../docs/schema/" + f.name + ".json")
		require.NoError(t, err)
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		require.NoError(t, err)
		if f.name != "configuration" { // the shell prints more than is read
			closeObjects(doc)
		}
		require.NoError(t, c.AddResource(prefix+f.name+".json", doc))
	}
	s, err := c.Compile(prefix + name + ".json")
	require.NoError(t, err)
	return s
}

// closeObjects makes the objects of a schema refuse the members that it does not name.
func closeObjects(v any) {
	switch v := v.(type) {
	case map[string]any:
		if _, isObject := v["properties"].(map[string]any); isObject && v["type"] == "object" && v["additionalProperties"] == nil {
			v["additionalProperties"] = false
		}
		for _, inner := range v {
			closeObjects(inner)
		}
	case []any:
		for _, inner := range v {
			closeObjects(inner)
		}
	}
}

// TestOutputs: what the command prints is valid by the schemas.
func TestOutputs(t *testing.T) {
	dir, root, examples := t.TempDir(), command.Root(), command.Examples()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	request, err := os.ReadFile(filepath.Join(examples, "request.json"))
	require.NoError(t, err)
	names := map[string]string{
		"PEOPLE": write("people.txt", "ken@contoso.com\npia@contoso.com\n"), "OTHERS": write("others.txt", "ted@fabrikam.com\njoe@live.com\nken@contoso.com\n"),
		"SCRIPT":         write("script.ps1", "New-CsAllowedDomain -Identity tailspintoys.com\nSet-CsPublicProvider -Identity Skype -Enabled $false\nNew-CsAllowedDomain -Idntity x.com\n"),
		"PROMISES":       write("promises.txt", "nobody may reach anybody at rival.example\neverybody may reach fabrikam.com\nken@contoso.com may reach ted@fabrikam.com between 2015-01-01 and 2016-01-01\n"),
		"EARLIERREQUEST": write("request.json", strings.Replace(string(request), "12-34567", "1234567", 1)),
		"PLANS":          filepath.Join(root, "cmd/lyncfed/testdata/plans"), "SRV": filepath.Join(root, "cmd/lyncfed/testdata/srv"),
		"EARLIER":      filepath.Join(dir, "earlier.json"),
		"SUPPRESSIONS": filepath.Join(dir, "suppressions.json"), "NAMES": filepath.Join(dir, "names.json"),
	}
	for _, args := range [][]string{
		{"audit", "contoso.json", "--on", "2016-01-01", "--format", "json", "-o", names["EARLIER"]},
		{"audit", "contoso.json", "--write-suppressions", names["SUPPRESSIONS"], "--reason", "before the move", "--expires", "2030-01-01"},
		{"convert", "contoso.json", "--replace-names", names["NAMES"]},
	} {
		command.Run(t, args...)
	}
	for _, f := range all {
		t.Run(f.name, func(t *testing.T) {
			s := compiled(t, f.name)
			check := func(from string, text []byte) {
				v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
				require.NoError(t, err, from)
				require.NoError(t, s.Validate(v), from)
			}
			for _, line := range f.commands {
				args := strings.Fields(line)
				for i, arg := range args {
					for name, path := range names {
						if arg == name || strings.HasPrefix(arg, name+"/") {
							args[i] = path + strings.TrimPrefix(arg, name)
						}
					}
				}
				if args[0] != "convert" {
					args = append(args, "--format", "json")
				}
				check(line, command.Run(t, args...))
			}
			checked := 0
			for _, pattern := range f.files {
				if path, made := names[pattern]; made {
					pattern = path
				} else {
					pattern = filepath.Join(root, pattern)
				}
				paths, err := filepath.Glob(pattern)
				require.NoError(t, err)
				for _, path := range paths {
					text, err := os.ReadFile(path)
					require.NoError(t, err)
					check(path, text)
					checked++
				}
			}
			require.Positive(t, len(f.commands)+checked)
		})
	}
}

// TestSRVRecords: the schema of records to check takes what the command reads, and
// refuses what it refuses.
func TestSRVRecords(t *testing.T) {
	s := compiled(t, "srv-records")
	for text, want := range map[string]bool{
		`{"Domain": "contoso.com", "Records": []}`:                                                                     true,
		`{"Domain": "contoso.com", "Records": [{"Target": "sip.contoso.com", "Port": "5061"}]}`:                        true,
		`[{"Domain": "contoso.com", "Records": [{"Target": ".", "Port": 0, "Priority": 0, "Weight": "5", "TTL": 1}]}]`: true,
		`{"Domain": "contoso.com"}`: false,
		`{"Domain": "contoso.com", "Records": [{"Target": "sip.contoso.com"}]}`:                         false,
		`{"Domain": "contoso.com", "Records": [{"Port": 5061}]}`:                                        false,
		`{"Domain": "contoso.com", "Records": [{"Target": "sip.contoso.com", "Port": 65536}]}`:          false,
		`{"Domain": "contoso.com", "Records": [{"Target": "sip.contoso.com", "Port": "sip"}]}`:          false,
		`{"Domain": "contoso.com", "Records": [{"Target": "sip.contoso.com", "Port": 5061, "Prt": 1}]}`: false,
		`{"Domain": "contoso.com", "Record": []}`:                                                       false,
		`[]`: false,
	} {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		require.NoError(t, err)
		if err := s.Validate(v); (err == nil) != want {
			t.Errorf("%s: by the schema: %v, want valid: %v", text, err, want)
		}
		path := filepath.Join(t.TempDir(), "srv.json")
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		if got := command.Status(t, "srv", "check", path) != 1; got != want {
			t.Errorf("%s: read by the command: %v, want %v", text, got, want)
		}
	}
}
