package record_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/internal/testkit"
	"github.com/lyncfed/lyncfed/product"
)

// A sample has a field of every kind.
type sample struct {
	Identity string
	Host     domain.Name
	Enabled  bool
	Shared   product.Switch
	Port     uint64
}

func (s *sample) members() []record.Member {
	return []record.Member{
		{Name: "Identity", Field: &s.Identity},
		{Name: "ProxyFqdn", Field: &s.Host},
		{Name: "Enabled", Field: &s.Enabled},
		{Name: "Shared", Field: &s.Shared},
		{Name: "Port", Field: &s.Port},
	}
}

var whole = sample{"Sk\"ype", domain.MustParseName("sip.contoso.com"), true, product.Off, 443}

func TestUnmarshal(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want sample
	}{
		{`{"Identity":"Sk\"ype","ProxyFqdn":"SIP.contoso.com","Enabled":true,"Shared":false,"Port":443}`, whole},
		{`{"identity":"Sk\u0022ype","PROXYFQDN":"sip.contoso.com","enabled":"True","shared":"false","port":"443"}`, whole},
		{` { "Enabled" : 1 , "Shared" : 0 } `, sample{Enabled: true, Shared: product.Off}},
		{`{"Identity":null,"ProxyFqdn":null,"Enabled":null,"Shared":null,"Port":null}`, sample{}},
		{`{"Identity":"","ProxyFqdn":"","Shared":"","Port":""}`, sample{}},
		{`{"Shared":"\u0046alse","Enabled":"\u0054rue"}`, sample{Enabled: true, Shared: product.Off}},
		{`{}`, sample{}},
		{`{"Key":{"a":[{"b":"}"}]},"Anchor":1,"Element":"<x/>","XsAnyElements":[],"XsAnyAttributes":[],"DataSource":null,"PSComputerName":"x","RunspaceId":"x","PSShowComputerName":true,"Name":"other","Identity":"x"}`, sample{Identity: "x"}},
		{`{"Unknown":"x","Identity":"\u00e9\ud83d\ude00"}`, sample{Identity: "é😀"}},
		{"{\"Identity\":\"a\xffb\"}", sample{Identity: "a\ufffdb"}},
	} {
		got := sample{Identity: "before", Port: 1}
		if err := record.Unmarshal([]byte(tt.in), &got, (*sample).members); err != nil || got != tt.want {
			t.Errorf("%s reads as %+v, %v, want %+v", tt.in, got, err, tt.want)
		}
	}
	kept := whole
	if err := record.Unmarshal([]byte(" null "), &kept, (*sample).members); err != nil || kept != whole {
		t.Errorf("null changed the record to %+v, %v", kept, err)
	}
}

func TestUnmarshalErrors(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want []string
	}{
		{`{"Identity":1,"proxyfqdn":"a b","Enabled":"yes","Shared":[],"Port":-1}`, []string{
			"error /Identity diag.member.type",
			"error /proxyfqdn domain.label.character",
			"error /Enabled product.switch.unknown",
			"error /Shared diag.member.type",
			"error /Port diag.member.type",
		}},
		{`{"Identity":"a","IDENTITY":"b","identity":"c"}`, []string{"error /IDENTITY diag.member.repeated", "error /identity diag.member.repeated"}},
		{`{"ProxyFqdn":{"Value":"a.b"}}`, []string{"error /ProxyFqdn diag.member.type"}},
		{`{"ProxyFqdn":true,"Identity":["x"],"Enabled":{}}`, []string{"error /ProxyFqdn diag.member.type", "error /Identity diag.member.type", "error /Enabled diag.member.type"}},
		{`{"Port":1.5}`, []string{"error /Port diag.member.type"}},
		{`{"Port":0}`, []string{"error /Port diag.member.type"}},
		{`{"Port":99999999999999999999}`, []string{"error /Port diag.member.type"}},
		{`[]`, []string{"error diag.member.type"}},
		{`"x"`, []string{"error diag.member.type"}},
		{`7`, []string{"error diag.member.type"}},
		{`true`, []string{"error diag.member.type"}},
	} {
		got := whole
		err := record.Unmarshal([]byte(tt.in), &got, (*sample).members)
		if diff := cmp.Diff(tt.want, testkit.Findings(err)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.in, diff)
		}
		if got != whole {
			t.Errorf("%s changed the record to %+v", tt.in, got)
		}
	}
	for _, in := range []string{``, `{`, `{"Identity"`, `{"Identity":`, `{"Identity":"a"`, `{"Identity":"a",}`, `{]`, "\x00", `{"a":1}{`, strings.Repeat("[", 1<<20), strings.Repeat(`{"a":`, 20000)} {
		got := whole
		err := record.Unmarshal([]byte(in), &got, (*sample).members)
		f, isFinding := errors.AsType[*diag.Finding](err)
		if _, ok := errors.AsType[*json.SyntaxError](err); !ok || !isFinding || f.Rule != diag.RuleJSONSyntax || f.Pos.Line != 1 || got != whole {
			t.Errorf("%.40q: error %v", in, err)
		}
		if _, _, err := record.DecodeAll([]byte(in), (*sample).members, record.NoOther); err == nil {
			t.Errorf("%.40q: DecodeAll finds nothing wrong", in)
		}
	}
}

func TestAppend(t *testing.T) {
	for want, s := range map[string]sample{
		`{"Enabled":false}`: {},
		`{"Identity":"Sk\"ype","ProxyFqdn":"sip.contoso.com","Enabled":true,"Shared":false,"Port":443}`: whole,
	} {
		got, err := record.Append([]byte("x"), s.members())
		if err != nil || string(got) != "x"+want {
			t.Errorf("Append = %s, %v, want x%s", got, err, want)
		}
	}
	_, err := record.Append(nil, (&sample{Shared: 9}).members())
	require.ErrorIs(t, err, product.RuleSwitch)
}

func TestDecodeAll(t *testing.T) {
	other := func(name string) *diag.Finding {
		if name == "Special" {
			return diag.MemberFinding(diag.RuleMemberUnknown, "", "known to be special")
		}
		return nil
	}
	for _, tt := range []struct {
		in       string
		want     []sample
		findings []string
		detail   string
	}{
		{`{"Identity":"a"}`, []sample{{Identity: "a"}}, nil, ""},
		{` [ {"Identity":"a"} , {"Identity":"b"} ] `, []sample{{Identity: "a"}, {Identity: "b"}}, nil, ""},
		{`[]`, nil, nil, ""},
		{`{"value":[{"Identity":"a"},{"Identity":"b"}],"Count":2}`, []sample{{Identity: "a"}, {Identity: "b"}}, nil, ""},
		{`[{"Identity":"a"},{"Identity":2,"Port":"x"},{"Identity":"c"}]`, []sample{{Identity: "a"}, {Identity: "c"}},
			[]string{"error /1/Identity diag.member.type", "error /1/Port diag.member.type"}, "a number where text is needed"},
		{`[{"Identity":"a","ProxyFQDM":"x.y"}]`, []sample{{Identity: "a"}}, []string{"notice /0/ProxyFQDM diag.member.unknown"}, "the nearest name is ProxyFqdn"},
		{`{"Identity":"a","Color":"x"}`, []sample{{Identity: "a"}}, []string{"notice /Color diag.member.unknown"}, "Color is not a member"},
		{`{"Identity":"a","Special":"x"}`, []sample{{Identity: "a"}}, []string{"notice /Special diag.member.unknown"}, "known to be special"},
		{`[{"Identity":"a"},null,3]`, []sample{{Identity: "a"}}, []string{"error /1 diag.member.type", "error /2 diag.member.type"}, "null where a record is needed"},
	} {
		got, findings, err := record.DecodeAll([]byte(tt.in), (*sample).members, other)
		require.NoError(t, err)
		if diff := cmp.Diff(tt.want, got, testkit.Options); diff != "" {
			t.Errorf("%s: records (-want +got):\n%s", tt.in, diff)
		}
		var lines []string
		for _, f := range findings {
			lines = append(lines, testkit.Line(f))
			if !testkit.Resolves([]byte(tt.in), f.Path) {
				t.Errorf("%s: there is no %s", tt.in, f.Path)
			}
		}
		if diff := cmp.Diff(tt.findings, lines); diff != "" {
			t.Errorf("%s: findings (-want +got):\n%s", tt.in, diff)
		}
		if len(findings) > 0 && !strings.Contains(findings[0].Detail, tt.detail) {
			t.Errorf("%s: detail %q, want %q", tt.in, findings[0].Detail, tt.detail)
		}
	}
	for _, in := range []string{`3`, `"x"`, `null`} {
		_, _, err := record.DecodeAll([]byte(in), (*sample).members, record.NoOther)
		require.ErrorIs(t, err, diag.RuleMemberType)
	}
}

func TestManyRecords(t *testing.T) {
	var b strings.Builder
	b.WriteByte('[')
	for i := range 100_000 {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"Identity":"p%d","ProxyFqdn":"p%d.example","Enabled":true}`, i, i)
	}
	b.WriteByte(']')
	got, findings, err := record.DecodeAll([]byte(b.String()), (*sample).members, record.NoOther)
	require.NoError(t, err)
	if len(got) != 100_000 || findings != nil || got[99_999].Host.String() != "p99999.example" {
		t.Errorf("%d records, %d findings", len(got), len(findings))
	}
}

// TestManyFindings: what is something else altogether is not listed for ever.
func TestManyFindings(t *testing.T) {
	got, findings, err := record.DecodeAll([]byte("["+strings.Repeat("1,", 100_000)+"1]"), (*sample).members, record.NoOther)
	require.NoError(t, err)
	last := findings[len(findings)-1]
	if len(got) != 0 || len(findings) != 10_001 || last.Rule != diag.RuleMemberMore || !strings.Contains(last.Detail, "90001") {
		t.Errorf("%d records, %d findings, the last %v", len(got), len(findings), last)
	}
	// Members that are not known keep no record from being read.
	got, findings, err = record.DecodeAll([]byte("["+strings.Repeat(`{"Identity":"a","x":1},`, 20_000)+"{}]"), (*sample).members, record.NoOther)
	require.NoError(t, err)
	last = findings[len(findings)-1]
	if len(got) != 20_001 || len(findings) != 10_001 || last.Rule != diag.RuleMemberMore || last.Severity != diag.Notice || !strings.Contains(last.Detail, "10000") {
		t.Errorf("%d records, %d findings, the last %v", len(got), len(findings), last)
	}
	// Nor does one record have more than that.
	_, findings, err = record.DecodeAll([]byte("{"+strings.Repeat(`"x":1,"Port":"x",`, 20_000)+`"y":1}`), (*sample).members, record.NoOther)
	require.NoError(t, err)
	if len(findings) != 20_001 {
		t.Errorf("%d findings", len(findings))
	}
	_, _, err = record.DecodeAll([]byte("[\n {\"a\": é]"), (*sample).members, record.NoOther)
	f, ok := errors.AsType[*diag.Finding](err)
	require.True(t, ok)
	// encoding/json built on v2 counts one byte less.
	if f.Pos.Line != 2 || f.Pos.Column != 8 && f.Pos.Column != 7 {
		t.Errorf("syntax error at %v, want 2:8", f.Pos)
	}
}

// An outer record holds records and texts of its own.
type outer struct {
	One   sample
	Many  []sample
	Texts []domain.Name
}

func (o *outer) members() []record.Member {
	return []record.Member{
		{Name: "One", Field: record.One(&o.One, (*sample).members), Since: product.OCS2007},
		{Name: "Many", Field: record.Records(&o.Many, (*sample).members), Since: product.OCS2007, Note: "a note"},
		{Name: "Texts", Field: record.Texts(&o.Texts)},
	}
}

func TestNested(t *testing.T) {
	const text = `{"One":{"Identity":"a","Enabled":true},"Many":[{"Identity":"b","Enabled":false}],"Texts":["c.d","e"]}`
	var o outer
	require.NoError(t, record.Unmarshal([]byte(text), &o, (*outer).members))
	got, err := record.Append(nil, o.members())
	require.NoError(t, err)
	if diff := cmp.Diff(text, string(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for in, want := range map[string]string{
		`{}`:                                        `{"One":{"Enabled":false}}`,
		`{"Many":null,"Texts":null}`:                `{"One":{"Enabled":false}}`,
		`{"Many":[],"Texts":[]}`:                    `{"One":{"Enabled":false},"Many":[],"Texts":[]}`,
		`{"many":{"Port":1},"texts":"X"}`:           `{"One":{"Enabled":false},"Many":[{"Enabled":false,"Port":1}],"Texts":["x"]}`,
		`{"Many":{"value":[{"Port":2}],"Count":1}}`: `{"One":{"Enabled":false},"Many":[{"Enabled":false,"Port":2}]}`,
	} {
		var o outer
		require.NoError(t, record.Unmarshal([]byte(in), &o, (*outer).members), in)
		if got, err := record.Append(nil, o.members()); err != nil || string(got) != want {
			t.Errorf("%s is written as %s, %v, want %s", in, got, err, want)
		}
	}
	require.ErrorIs(t, record.Unmarshal([]byte(`{"One":{"Prot":1}}`), &o, (*outer).members), diag.RuleMemberUnknown)
	strict := []string{"error /Won diag.member.unknown", "error /Many/0/Prot diag.member.unknown"}
	if diff := cmp.Diff(strict, testkit.Findings(record.UnmarshalStrict([]byte(`{"Won":1,"Many":[{"Prot":1}]}`), &o, (*outer).members))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	require.NoError(t, record.UnmarshalStrict([]byte(" null"), &o, (*outer).members))
	require.NoError(t, record.UnmarshalStrict([]byte(text), &o, (*outer).members))
	const bad = `{"One":[],"Many":[{"Port":"x"},7],"Texts":["a b",1,{}]}`
	want := []string{
		"error /One diag.member.type",
		"error /Many/0/Port diag.member.type",
		"error /Many/1 diag.member.type",
		"error /Texts/0 domain.label.character",
		"error /Texts/1 diag.member.type",
		"error /Texts/2 diag.member.type",
	}
	kept := o
	if diff := cmp.Diff(want, testkit.Findings(record.Unmarshal([]byte(bad), &o, (*outer).members))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(kept, o, testkit.Options, cmp.AllowUnexported(outer{})); diff != "" {
		t.Errorf("an error changed the target:\n%s", diff)
	}
	require.ErrorIs(t, record.Unmarshal([]byte(`{"Many":7}`), &o, (*outer).members), diag.RuleMemberType)

	var settings []product.Member
	for m := range record.Settings(o.members()) {
		settings = append(settings, m)
	}
	if diff := cmp.Diff([]product.Member{{Name: "One", Since: product.OCS2007}, {Name: "Many", Since: product.OCS2007, Note: "a note"}}, settings); diff != "" {
		t.Errorf("settings (-want +got):\n%s", diff)
	}
	for range record.Settings(o.members()) {
		break // a loop may end early
	}
}

func TestPlaces(t *testing.T) {
	const text = " {\"a\": {\"b~/c\": [10, {\"Dd\":  \"é\", \"DD\": \"y\"},\n [ ]]}, \"e\":null}"
	places := record.NewPlaces([]byte(text))
	for range 2 { // what was read before is read again
		for path, want := range map[diag.Path]string{
			"":                   "1:2",
			"/a":                 "1:8",
			"/a/b~0~1c":          "1:17",
			"/a/b~0~1c/0":        "1:18",
			"/a/b~0~1c/1/dd":     "1:30",
			"/a/b~0~1c/1/DD":     "1:41",
			"/a/b~0~1c/2":        "2:2",
			"/e":                 "2:13",
			"/f":                 "",
			"/a/b~0~1c/3":        "",
			"/a/b~0~1c/-1":       "",
			"/a/b~0~1c/x":        "",
			"/e/x":               "",
			"/a/b~0~1c/0/deeper": "",
		} {
			line, column, found := places.Locate(path)
			got := ""
			if found {
				got = fmt.Sprintf("%d:%d", line, column)
			}
			if got != want {
				t.Errorf("Locate(%s) = %q, want %q", path, got, want)
			}
		}
	}
	// Columns far into a long line, in characters.
	long := "[" + strings.Repeat("\"é\",", 10_000) + "1]"
	if line, column, found := record.NewPlaces([]byte(long)).Locate("/10000"); line != 1 || column != 40_002 || !found {
		t.Errorf("the last element is at %d:%d, %v", line, column, found)
	}
}

func TestOrigins(t *testing.T) {
	for in, want := range map[string][]diag.Path{
		`{"Identity":"a"}`: {""},
		`[{"Identity":"a"},{"Identity":1},{"X":1},7]`:            {"/0", "/2"},
		`{"value":[{"Identity":[]},{"Identity":"b"}],"Count":2}`: {"/value/1"},
		` [ ] `: nil,
	} {
		got, findings, err := record.DecodeAll([]byte(in), (*sample).members, record.NoOther)
		require.NoError(t, err)
		paths := record.Origins([]byte(in), len(got), findings)
		if diff := cmp.Diff(want, paths); diff != "" || len(paths) != len(got) {
			t.Errorf("%s: %d records (-want +got):\n%s", in, len(got), diff)
		}
	}
}

func TestKind(t *testing.T) {
	for in, want := range map[string]string{`{}`: "an object", `[]`: "an array", `"x"`: "text", `true`: "true or false", `false`: "true or false", `null`: "null", `-1`: "a number"} {
		if got := record.Kind([]byte(in)); got != want {
			t.Errorf("Kind(%s) = %q, want %q", in, got, want)
		}
	}
}

// FuzzWalk compares the walk through JSON with package json's own reading.
func FuzzWalk(f *testing.F) {
	for _, s := range []string{`{"a":1,"b":[true,{"c":"\"}"}]}`, `[1,[2,[3]],{}]`, ` "x" `, `{"a":{"b":{"c":[]}}}`, `[{"":""},-1e5,null]`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if !json.Valid(data) {
			return
		}
		var want any
		require.NoError(t, unmarshal(data, &want))
		walk(t, data, want)
	})
}

// unmarshal reads numbers as they are written, however large.
func unmarshal(data []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	return dec.Decode(v)
}

func walk(t *testing.T, data []byte, want any) {
	t.Helper()
	trimmed := []byte(strings.TrimLeft(string(data), " \t\r\n"))
	switch want := want.(type) {
	case map[string]any:
		seen := maps.Collect(record.Members(data)) // the last of a name counts, as for package json
		if len(seen) != len(want) {
			t.Fatalf("%s: %d members, want %d", data, len(seen), len(want))
		}
		for name, value := range seen {
			walk(t, value, want[name])
		}
	case []any:
		n := 0
		for i, value := range record.Elements(data) {
			if n++; i != n-1 {
				t.Fatalf("%s: element %d comes at %d", data, i, n-1)
			}
			walk(t, value, want[i])
			if _, _, found := record.NewPlaces(data).Locate(diag.Path("").Index(i)); !found {
				t.Fatalf("%s: element %d is not located", data, i)
			}
		}
		if n != len(want) {
			t.Fatalf("%s: %d elements, want %d", data, n, len(want))
		}
	default:
		var got any
		if err := unmarshal(trimmed, &got); err != nil || got != want {
			t.Fatalf("%s: value %v, %v, want %v", data, got, err, want)
		}
	}
}

func TestShell(t *testing.T) {
	if !record.IsShell("pscomputername") || record.IsShell("Identity") {
		t.Error("what the shell adds is not told from members")
	}
}
