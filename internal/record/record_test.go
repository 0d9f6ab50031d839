package record_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"slices"
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

// A sample is a record with a field of every type.
type sample struct {
	Identity string
	Host     domain.Name
	Enabled  bool
	Shared   product.Switch
	Port     uint64
	Absent   product.Absent
}

var samples = record.Schema[sample]{
	Info: record.Info{
		Kind: "Samples", Title: "sample", Noun: "CsSample", Ignored: []string{"Ignored"},
		Foreign: func(name string) *diag.Finding {
			if name != "Special" {
				return nil
			}
			return diag.MemberFinding(diag.RuleErrorForeign, "", "known to be special")
		},
	},
	Absent: func(s *sample) *product.Absent { return &s.Absent },
	Members: []record.Member[sample]{
		{Name: "Identity", Field: func(s *sample) any { return &s.Identity }, Key: true, Aliases: []record.Alias[sample]{{Name: "Domain", Printed: true}, {Name: "Called"}}},
		{Name: "ProxyFqdn", Field: func(s *sample) any { return &s.Host }, Since: product.LyncServer2013, Default: record.None},
		{Name: "Enabled", Field: func(s *sample) any { return &s.Enabled }, Always: true},
		{Name: "Shared", Field: func(s *sample) any { return &s.Shared }, Mark: true, Default: "True"},
		{Name: "Port", Field: func(s *sample) any { return &s.Port }, Since: product.LyncServer2013, Default: "443"},
	},
}

func (sample) Schema() *record.Schema[sample] { return &samples }

func (s sample) Equal(t sample) bool {
	same := strings.EqualFold(s.Identity, t.Identity)
	s.Identity, t.Identity, s.Absent, t.Absent = "", "", 0, 0
	return same && s == t
}

func (s sample) Findings() diag.Findings {
	if s.Port > 65535 {
		return diag.Findings{diag.MemberFinding(diag.RuleMemberType, "/Port", "too large")}
	}
	return nil
}

func (s sample) Validate() error              { return s.Findings().Err() }
func (s sample) MarshalJSON() ([]byte, error) { return samples.Append(nil, &s) }
func (s *sample) UnmarshalJSON(d []byte) error {
	return samples.Unmarshal(d, s)
}

// absent returns the set of all members but the given ones.
func absent(but ...int) product.Absent {
	a := product.AllAbsent(5)
	for _, i := range but {
		a = a.Without(product.Absent(0).With(i))
	}
	return a
}

var whole = sample{"Sk\"ype", domain.MustParseName("sip.contoso.com"), true, product.Off, 443, 0}

func TestRecord(t *testing.T) { testkit.CheckRecord(t, whole) }

func TestUnmarshal(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want sample
	}{
		{`{"Identity":"Sk\"ype","ProxyFqdn":"SIP.contoso.com","Enabled":true,"Shared":false,"Port":443}`, whole},
		{`{"identity":"Sk\u0022ype","PROXYFQDN":"sip.contoso.com","enabled":"True","shared":"false","port":"443"}`, whole},
		{` { "Enabled" : 1 , "Shared" : 0 } `, sample{Enabled: true, Shared: product.Off, Absent: absent(2, 3)}},
		{`{"Identity":null,"ProxyFqdn":null,"Enabled":null,"Shared":null,"Port":null}`, sample{}},
		{`{"Identity":"","ProxyFqdn":"","Shared":"","Port":""}`, sample{Absent: absent(0, 1, 3, 4)}},
		{`{"Shared":"\u0046alse","Enabled":"\u0054rue"}`, sample{Enabled: true, Shared: product.Off, Absent: absent(2, 3)}},
		{`{}`, sample{Absent: absent()}},
		{`{"Key":{"a":[{"b":"}"}]},"Anchor":1,"Element":"<x/>","XsAnyElements":[],"XsAnyAttributes":[],"DataSource":null,"PSComputerName":"x","RunspaceId":"x","PSShowComputerName":true,"Name":"other","Identity":"x"}`, sample{Identity: "x", Absent: absent(0)}},
		{`{"Unknown":"x","Ignored":{},"Identity":"\u00e9\ud83d\ude00"}`, sample{Identity: "é😀", Absent: absent(0)}},
		{"{\"Identity\":\"a\xffb\"}", sample{Identity: "a\ufffdb", Absent: absent(0)}},
		{`{"Domain":"x"}`, sample{Identity: "x", Absent: absent(0)}},
		{`{"Identity":"x","Domain":"x","called":"x"}`, sample{Identity: "x", Absent: absent(0)}},
		{`{"Identity":null,"Domain":"x"}`, sample{Identity: "x", Absent: absent(0)}},
		{`{"Domain":"x","Identity":null}`, sample{Identity: "x", Absent: absent(0)}},
	} {
		got := sample{Identity: "before", Port: 1, Absent: 7}
		if err := samples.Unmarshal([]byte(tt.in), &got); err != nil || got != tt.want {
			t.Errorf("%s reads as %+v, %v, want %+v", tt.in, got, err, tt.want)
		}
	}
	kept := whole
	if err := samples.Unmarshal([]byte(" null "), &kept); err != nil || kept != whole {
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
		{`{"Identity":"a","Domain":"b","DOMAIN":"a"}`, []string{"error /Domain diag.member.mismatch", "error /DOMAIN diag.member.repeated"}},
		{`{"Called":"a","Domain":"a","Identity":"b"}`, []string{"error /Identity diag.member.mismatch"}},
		{`{"Identity":"a","Domain":7}`, []string{"error /Domain diag.member.type"}},
		{`{"ProxyFqdn":{"Value":"a.b"}}`, []string{"error /ProxyFqdn diag.member.type"}},
		{`{"ProxyFqdn":true,"Identity":["x"],"Enabled":{}}`, []string{"error /ProxyFqdn diag.member.type", "error /Identity diag.member.type", "error /Enabled diag.member.type"}},
		{`{"Special":1}`, []string{"error /Special diag.error.foreign"}},
		{`{"Port":1.5}`, []string{"error /Port diag.member.type"}},
		{`{"Port":0}`, []string{"error /Port diag.member.type"}},
		{`{"Port":true}`, []string{"error /Port diag.member.type"}},
		{`{"Port":99999999999999999999}`, []string{"error /Port diag.member.type"}},
		{`[]`, []string{"error diag.member.type"}},
		{`"x"`, []string{"error diag.member.type"}},
		{`7`, []string{"error diag.member.type"}},
		{`true`, []string{"error diag.member.type"}},
	} {
		got := whole
		err := samples.Unmarshal([]byte(tt.in), &got)
		if diff := cmp.Diff(tt.want, testkit.Findings(err)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.in, diff)
		}
		if got != whole {
			t.Errorf("%s changed the record to %+v", tt.in, got)
		}
	}
	for _, in := range []string{``, `{`, `{"Identity"`, `{"Identity":`, `{"Identity":"a"`, `{"Identity":"a",}`, `{]`, "\x00", `{"a":1}{`, strings.Repeat("[", 1<<20), strings.Repeat(`{"a":`, 20000)} {
		got := whole
		err := samples.Unmarshal([]byte(in), &got)
		f, isFinding := errors.AsType[*diag.Finding](err)
		if _, ok := errors.AsType[*json.SyntaxError](err); !ok || !isFinding || f.Rule != diag.RuleJSONSyntax || f.Pos.Line != 1 || got != whole {
			t.Errorf("%.40q: error %v", in, err)
		}
	}
	f, ok := errors.AsType[*diag.Finding](record.SyntaxError([]byte("[\n {\"a\": é]")))
	require.True(t, ok)
	// encoding/json built on v2 counts one byte less.
	if f.Pos.Line != 2 || f.Pos.Column != 8 && f.Pos.Column != 7 {
		t.Errorf("syntax error at %v, want 2:8", f.Pos)
	}
}

// TestAppend: what is not set is null, what is absent is left out, and another
// name that the cmdlets print is written too.
func TestAppend(t *testing.T) {
	for want, s := range map[string]sample{
		`{"Identity":null,"Domain":null,"ProxyFqdn":null,"Enabled":false,"Shared":null,"Port":null}`: {},
		`{}`:                             {Absent: absent()},
		`{"ProxyFqdn":null,"Port":null}`: {Absent: absent(1, 4)},
		`{"Identity":"Sk\"ype","Domain":"Sk\"ype","ProxyFqdn":"sip.contoso.com","Enabled":true,"Shared":false,"Port":443}`: whole,
	} {
		got, err := samples.Append([]byte("x"), &s)
		if err != nil || string(got) != "x"+want {
			t.Errorf("Append = %s, %v, want x%s", got, err, want)
		}
	}
	_, err := samples.Append(nil, &sample{Shared: 9})
	require.ErrorIs(t, err, product.RuleSwitchUnknown)
}

// A box is a container of kinds of its own.
type box struct {
	Label   domain.Name
	Samples []sample
	Lid     *lid
}

// A lid is a record of which there is one, and which people write.
type lid struct {
	One   sample
	Many  []sample
	Texts []domain.Name
}

var lids = record.Schema[lid]{
	Info: record.Info{Kind: "Lid", Title: "lid", Strict: true},
	Members: []record.Member[lid]{
		{Name: "One", Field: func(l *lid) any { return record.One(&l.One, &samples) }},
		{Name: "Many", Field: func(l *lid) any { return record.Records(&l.Many, &samples) }},
		{Name: "Texts", Field: func(l *lid) any { return record.Texts(&l.Texts) }},
	},
}

func (lid) Schema() *record.Schema[lid] { return &lids }
func (lid) Findings() diag.Findings     { return nil }
func (l lid) Equal(m lid) bool {
	return l.One.Equal(m.One) && slices.EqualFunc(l.Many, m.Many, sample.Equal) && slices.Equal(l.Texts, m.Texts) && (l.Texts == nil) == (m.Texts == nil)
}

var (
	labels = record.Schema[struct{}]{Info: record.Info{Kind: "Label", Title: "label"}}
	rows   = []record.Row[box]{
		record.Scalar[box]{Schema: &labels, Field: func(b *box) record.Textual { return &b.Label }},
		record.Slice[box, sample](func(b *box) *[]sample { return &b.Samples }),
		record.Single[box, lid](func(b *box) **lid { return &b.Lid }),
	}
)

// read reads a box, with the offset of each position as its column.
func read(text string) (box, record.Reading) {
	var b box
	r := record.ReadContainer(rows, []byte(text), func(at int) diag.Pos { return diag.Pos{Line: 1, Column: at + 1} }, &b)
	return b, r
}

// lines returns the findings with their records and positions.
func lines(text string, findings diag.Findings) []string {
	var all []string
	for _, f := range findings {
		all = append(all, fmt.Sprintf("%s %s at %s", testkit.Line(f), f.Subject.Identity, short(text, f.Pos)))
	}
	return all
}

// short returns the beginning of the text at a position.
func short(text string, pos diag.Pos) string {
	if pos.IsZero() {
		return "nowhere"
	}
	rest := text[pos.Column-1:]
	return rest[:min(8, len(rest))]
}

func TestReadContainer(t *testing.T) {
	a, b := sample{Identity: "a", Absent: absent(0)}, sample{Identity: "b", Absent: absent(0)}
	for _, tt := range []struct {
		in         string
		want       box
		findings   []string
		incomplete []int
	}{
		{`{"Samples":{"Identity":"a"}}`, box{Samples: []sample{a}}, nil, nil},
		{`{ "samples" : [ {"Identity":"a"} , {"Identity":"b"} ] }`, box{Samples: []sample{a, b}}, nil, nil},
		{`{"Samples":[]}`, box{Samples: []sample{}}, nil, nil},
		{`{"Samples":null,"Label":null,"Lid":null}`, box{}, nil, nil},
		{`{"Samples":{"value":[{"Identity":"a"},{"Identity":"b"}],"Count":2}}`, box{Samples: []sample{a, b}}, nil, nil},
		{`{"Label":"x.y","Lid":{"Texts":"c"}}`, box{Label: domain.MustParseName("x.y"), Lid: &lid{Texts: []domain.Name{domain.MustParseName("c")}}}, nil, nil},
		{`{"Samples":[{"Identity":"a"},{"Identity":"c","Port":"x"},{"Identity":2},{"Identity":"b","Prot":1}]}`, box{Samples: []sample{a, b}},
			[]string{"error /Samples diag.member.type c at \"x\"},{\"I", "error /Samples diag.member.type  at 2},{\"Ide", "notice /Samples/1/Prot diag.member.unknown b at 1}]}"}, []int{1}},
		{`{"Samples":[{"Identity":"a"},null,3]}`, box{Samples: []sample{a}}, []string{"error /Samples diag.member.type  at null,3]}", "error /Samples diag.member.type  at 3]}"}, []int{1}},
		{`{"Samples":3,"Label":{},"Lid":[7]}`, box{Samples: []sample{}},
			[]string{"error /Samples diag.member.type  at 3,\"Label", "error /Label diag.member.type  at {},\"Lid\"", "error /Lid diag.member.type  at 7]}"}, []int{0, 1, 2}},
		{`{"Samples":[],"Samples":[{"Identity":"a"}]}`, box{Samples: []sample{}}, []string{"error /Samples diag.member.repeated  at [{\"Ident"}, []int{1}},
		{`{"Simples":[],"Label":"x","Key":1}`, box{Label: domain.MustParseName("x")}, []string{"notice /Simples diag.member.unknown  at [],\"Labe"}, nil},
		{`{"Lid":[{"Texts":[]},{"Texts":[]},{"Texts":["x"]}]}`, box{Lid: &lid{Texts: []domain.Name{}}}, []string{"error /Lid diag.record.differs  at {\"Texts\""}, []int{2}},
		{`{"Lid":{"Many":[{"Port":1},{"Port":{}}]}}`, box{}, []string{"error /Lid diag.member.type  at {}}]}}"}, []int{2}},
		{`{"Lid":{"Won":1}}`, box{}, []string{"error /Lid diag.member.unknown  at 1}}"}, []int{2}},
	} {
		got, r := read(tt.in)
		if diff := cmp.Diff(tt.want, got, testkit.Options); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.in, diff)
		}
		if diff := cmp.Diff(tt.findings, lines(tt.in, r.Findings)); diff != "" {
			t.Errorf("%s: findings (-want +got):\n%s", tt.in, diff)
		}
		if diff := cmp.Diff(tt.incomplete, r.Incomplete); diff != "" || !r.Known {
			t.Errorf("%s: known %v, incomplete (-want +got):\n%s", tt.in, r.Known, diff)
		}
	}
	if _, r := read(`{"Simples":[]}`); r.Known {
		t.Error("a text without any kind counts as one of a box")
	}
}

// TestLeftOut: the findings of a record that was left out have its member in
// their words, since their path cannot.
func TestLeftOut(t *testing.T) {
	_, r := read(`{"Lid":{"Many":[{"Port":1},{"Port":{}}]}}`)
	if want := "Many 2: Port: an object where a whole number above zero is needed"; r.Findings[0].Detail != want {
		t.Errorf("detail %q, want %q", r.Findings[0].Detail, want)
	}
}

// TestFind: a path has the position of its value, or of what should have it.
func TestFind(t *testing.T) {
	const text = `{"Label":"x.y","Samples":[{"Port":"bad"},{"Identity":"a","PORT":1},{"Identity":"b","Domain":"b"}],"Lid":{"One":{"Port":2},"Many":[{"Port":3}]}}`
	_, r := read(text)
	for path, want := range map[diag.Path]string{
		"":                     "nowhere",
		"/Label":               `"x.y","S`,
		"/Samples":             `[{"Port"`,
		"/samples/0":           `{"Identi`,
		"/Samples/0/Port":      `1},{"Ide`,
		"/Samples/0/ProxyFqdn": `{"Identi`,
		"/Samples/1/Identity":  `"b","Dom`,
		"/Samples/2":           `[{"Port"`,
		"/Samples/x":           `[{"Port"`,
		"/Samples/-1":          `[{"Port"`,
		"/Lid":                 `{"One":{`,
		"/Lid/Many":            `[{"Port"`,
		"/Lid/Texts":           `{"One":{`,
		"/Lid/One/Port":        `2},"Many`,
		"/Lid/One/Identity":    `{"Port":`,
		"/Lid/Many/0/Port":     `3}]}}`,
		"/Lid/Many/1/Port":     `[{"Port"`,
		"/Other":               "nowhere",
	} {
		if got := short(text, r.Places.Find(path)); got != want {
			t.Errorf("%s is at %s, want %s", path, got, want)
		}
	}
}

func TestDistinct(t *testing.T) {
	const text = `{"Samples":[{"Identity":"a","Port":1},{"Identity":"b"},{"Identity":"A","Port":1},{"Identity":"c","Port":3},{},{"Identity":"C","Port":2},{}]}`
	b, r := read(text)
	conflicts := record.Distinct(rows, &b, &r.Places)
	var names []string
	for i, s := range b.Samples {
		names = append(names, s.Identity+short(text, r.Places.Find(rows[1].Path(i).Member("Identity"))))
	}
	want := []string{`a"a","Por`, `b"b"},{"I`, `c"c","Por`, `{},{"Ide`, `{}]}`}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
	if len(conflicts) != 1 || conflicts[0].Row != 1 || conflicts[0].Name != "C" || b.Samples[conflicts[0].First].Identity != "c" ||
		short(text, conflicts[0].FirstPlace) != `{"Identi` || short(text, conflicts[0].SecondPlace) != `{"Identi` || conflicts[0].FirstPlace == conflicts[0].SecondPlace {
		t.Errorf("conflicts %+v", conflicts)
	}
}

// TestJoin: records of one name join if nothing that both have differs, and each
// member is of the one that has it.
func TestJoin(t *testing.T) {
	b, r := read(`{"Samples":[{"Identity":"a","Port":1},{"Identity":"A","Shared":true},{"Identity":"a","Port":1,"Shared":true},{"Identity":"a","Shared":false}]}`)
	conflicts := record.Distinct(rows, &b, &r.Places)
	require.Len(t, conflicts, 1) // with what was joined before
	require.Len(t, b.Samples, 1)
	if s := b.Samples[0]; s.Port != 1 || !s.Shared.IsOn() {
		t.Errorf("%+v", s)
	}
	row := rows[1].Record(&b, 0)
	for name, lacks := range map[string]bool{"Port": false, "Shared": false, "Enabled": true} {
		if _, got := row.Lacks(name); got != lacks {
			t.Errorf("%s is absent: %v", name, got)
		}
	}
}

// TestAppendContainer: what was written reads as it was.
func TestAppendContainer(t *testing.T) {
	full := box{Label: domain.MustParseName("x"), Samples: []sample{whole, {Absent: absent(2)}, {}}, Lid: &lid{One: whole, Many: []sample{whole}, Texts: []domain.Name{domain.MustParseName("x")}}}
	for _, b := range []box{{}, {Samples: []sample{}}, full} {
		text, err := record.AppendContainer(nil, rows, &b)
		require.NoError(t, err)
		got, r := read(string(text))
		if diff := cmp.Diff(b, got, testkit.Options); diff != "" || r.Findings != nil {
			t.Errorf("%s: %v (-want +got):\n%s", text, r.Findings, diff)
		}
	}
	_, err := record.AppendContainer(nil, rows, &box{Samples: []sample{{Shared: 9}}})
	require.ErrorIs(t, err, product.RuleSwitchUnknown)
	require.ErrorIs(t, record.WriteContainer(new(bytes.Buffer), rows, &box{Samples: []sample{{Shared: 9}}}), product.RuleSwitchUnknown)
	// What is written piece by piece is the same.
	full.Samples = slices.Repeat(full.Samples, 5000)
	want, err := record.AppendContainer(nil, rows, &full)
	require.NoError(t, err)
	var got bytes.Buffer
	require.NoError(t, record.WriteContainer(&got, rows, &full))
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("%d bytes are written of %d", got.Len(), len(want))
	}
}

// TestRow tests the parts of a row that do not depend on the type of the record.
func TestRow(t *testing.T) {
	b := box{Samples: []sample{{Identity: "a", Shared: product.On, Port: 1 << 20, Absent: absent(0, 3, 4)}}, Lid: &lid{}}
	row := rows[1]
	r := row.Record(&b, 0)
	var set []string
	for p := range r.Set() {
		set = append(set, p.Name)
	}
	if diff := cmp.Diff([]string{"Identity", "Enabled", "Shared", "Port"}, set); diff != "" {
		t.Errorf("set (-want +got):\n%s", diff)
	}
	for name, want := range map[string]diag.Value{
		"identity": diag.Text("a"), "Shared": diag.Bool(true), "Port": diag.Number(1 << 20), "ProxyFqdn": {}, "Other": {},
	} {
		if got := r.Value(name); !got.Equal(want) {
			t.Errorf("%s is %#v, want %#v", name, got, want)
		}
	}
	if got := testkit.Lines(r.Findings()); len(got) != 1 || r.Identity() != "a" || row.Len(&b) != 1 || rows[2].Len(&b) != 1 || rows[0].Len(&b) != 0 {
		t.Errorf("%q, %s", got, r.Identity())
	}
	own := b
	row.Own(&own)
	rows[2].Own(&own)
	own.Samples[0].Identity, own.Lid.Texts = "b", []domain.Name{}
	if b.Samples[0].Identity != "a" || b.Lid.Texts != nil {
		t.Error("a copy shares its records")
	}
	if got := rows[1].Table().KeyNames(); len(got) != 2 || got[1] != "Domain" {
		t.Errorf("the names of the key are %q", got)
	}
}

// TestDefault: what is absent gets its default, or none where the platform does
// not know it; what is known stays.
func TestDefault(t *testing.T) {
	for p, want := range map[product.Platform]sample{
		product.LyncServer2010: {Shared: product.On, Absent: absent(1, 3, 4)},
		product.LyncServer2013: {Shared: product.On, Port: 443, Absent: absent(1, 3, 4)},
	} {
		b := box{Samples: []sample{{Absent: absent()}, {}, whole}}
		for i := range b.Samples {
			rows[1].Record(&b, i).Default(p)
		}
		if diff := cmp.Diff([]sample{want, {}, whole}, b.Samples, testkit.Options); diff != "" {
			t.Errorf("%v (-want +got):\n%s", p, diff)
		}
	}
	s := sample{Absent: absent()}
	if samples.SetUnset(&s); s.Port != 443 || s.Shared != product.On || s.Absent != absent() {
		t.Errorf("%+v", s)
	}
}

func TestFitting(t *testing.T) {
	for in, want := range map[string][]string{
		`{"Shared":true,"Other":1}`:    {"Samples"},
		`[{"Enabled":true,"Name":""}]`: {"Samples"},
		`{"Called":"x"}`:               {"Samples"},
		`{"Texts":[]}`:                 {"Lid"},
		`{"Other":1}`:                  nil,
		`{}`:                           nil,
		`[]`:                           nil,
		`7`:                            nil,
	} {
		if diff := cmp.Diff(want, record.Lone(rows, record.JSON([]byte(in), 0))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", in, diff)
		}
	}
}

func TestManyRecords(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"Samples":[{}`)
	for i := range 100_000 {
		fmt.Fprintf(&b, `,{"Identity":"p%d","ProxyFqdn":"p%d.example","Enabled":true}`, i, i)
	}
	b.WriteString("]}")
	got, r := read(b.String())
	if len(got.Samples) != 100_001 || r.Findings != nil || got.Samples[100_000].Host.String() != "p99999.example" {
		t.Errorf("%d records, %d findings", len(got.Samples), len(r.Findings))
	}
}

// TestMoved: few records are moved while their number is not known. A text that looks
// like it has more records costs little.
func TestMoved(t *testing.T) {
	const n = 100_000
	for _, tt := range []struct {
		name, after string
		most        float64 // times the size of the records
	}{
		{"alike", "", 3.2}, // 3.6 if all are moved at the end; json on v2 takes more itself
		{"others after them", strings.Repeat(" ", 20*n), 7},
	} {
		text := `{"Samples":[{}` + strings.Repeat(`,{"Port":12}`, n) + "]" + tt.after + "}"
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		got, _ := read(text)
		runtime.ReadMemStats(&after)
		size := float64(len(got.Samples)) * float64(reflect.TypeFor[sample]().Size())
		if times := float64(after.TotalAlloc-before.TotalAlloc) / size; times > tt.most {
			t.Errorf("%s: %.2f times the size of the records is allocated, want at most %v", tt.name, times, tt.most)
		}
	}
}

// TestManyFindings: the findings of a text that is something else are bounded.
func TestManyFindings(t *testing.T) {
	for _, tt := range []struct {
		in       string
		records  int
		rule     diag.Rule
		severity diag.Severity
		detail   string
	}{
		{strings.Repeat("1,", 100_000) + "1", 0, diag.RuleMemberType, diag.Error, "and 9,000 more, which are not listed"},
		// Unknown members keep no record from being read.
		{strings.Repeat(`{"Identity":"a","x":1},`, 20_000) + "{}", 20_001, diag.RuleMemberUnknown, diag.Notice, "and 19,000 more, which are not listed"},
	} {
		b, r := read(`{"Samples":[` + tt.in + `]}`)
		last := r.Findings[len(r.Findings)-1]
		if len(b.Samples) != tt.records || last.Rule != tt.rule || last.Severity != tt.severity || last.Detail != tt.detail {
			t.Errorf("%d records, %d findings, the last %v", len(b.Samples), len(r.Findings), last)
		}
	}
	if _, r := read(`{"Samples":[` + strings.Repeat("1,", 100_000) + "1]}"); r.Findings[record.MaxListed].Rule != diag.RuleMemberMore || r.Findings[record.MaxListed].Detail != "90,001 records not read" {
		t.Errorf("%v", r.Findings[record.MaxListed])
	}
	// One rule does not hide another, nor one kind another, nor what is worse.
	_, r := read(`{"Samples":[` + strings.Repeat(`{"Identity":"a","x":1},`, 2000) + `3],"Lid":{"Won":1}}`)
	if want := []string{"error /Samples diag.member.type", "error /Lid diag.member.unknown", "notice /Samples diag.member.unknown"}; r.Findings.Worst() != diag.Error || !slices.Equal(testkit.Lines(r.Findings[record.MaxListed:]), want) {
		t.Errorf("%v", r.Findings[record.MaxListed:])
	}
	// A single record is bounded too.
	if _, r := read(`{"Samples":{` + strings.Repeat(`"x":1,"Port":"x",`, 20_000) + `"y":1}}`); len(r.Findings) != 2*record.MaxListed+3 {
		t.Errorf("%d findings", len(r.Findings))
	}
}

// TestRepeats: of short records that repeat others without end, most are dropped and
// no name is lost. What differs from the first of its name is then said to be left
// out.
func TestRepeats(t *testing.T) {
	const n, most = 100_000, 40_000
	for _, tt := range []struct {
		about  string
		name   func(i int) string
		host   func(i int) string
		length int // in bytes
		names  int
		drops  bool
		left   int
	}{
		{"the same", func(int) string { return "a" }, func(int) string { return "" }, 9, 1, true, 0},
		{"two in turn", func(i int) string { return fmt.Sprint(i % 2) }, func(int) string { return "" }, 9, 2, true, 0},
		{"not the same", func(int) string { return "a" }, func(i int) string { return fmt.Sprintf("h%d.b", i) }, 9, 1, true, 68_000},
		{"few repeats", func(i int) string { return fmt.Sprint(i % 90_001) }, func(int) string { return "" }, 9, 90_001, false, 0},
		{"longer records", func(int) string { return "a" }, func(int) string { return "" }, 16, 1, false, 0},
	} {
		var c box
		b := record.NewBuilder(rows, nil, &c)
		for i := range n {
			b.Add(1, record.Object{Value: record.Of(record.Nested, i*tt.length, nil), Fields: []record.Field{
				{Name: []byte("Identity"), Value: record.Plain([]byte(tt.name(i)), 0)},
				{Name: []byte("ProxyFqdn"), Value: record.Plain([]byte(tt.host(i)), 0)},
			}})
		}
		r := b.Reading()
		names := map[string]bool{}
		for _, s := range c.Samples {
			names[s.Identity] = true
		}
		if len(names) != tt.names || tt.drops != (len(c.Samples) < most) || !tt.drops && len(c.Samples) != n {
			t.Errorf("%s: %d records with %d names", tt.about, len(c.Samples), len(names))
		}
		left := 0
		for _, f := range r.Findings {
			_, err := fmt.Sscanf(strings.ReplaceAll(f.Detail, ",", ""), "%d records not read", &left)
			require.NoError(t, err)
		}
		if left < tt.left || left > 0 && (tt.left == 0 || len(c.Samples)+left != n) || (left > 0) != (len(r.Incomplete) > 0) {
			t.Errorf("%s: %d records are left out; incomplete: %v", tt.about, left, r.Incomplete)
		}
	}
}

// TestAllocs: a record costs its texts, and no more.
func TestAllocs(t *testing.T) {
	text := `{"Samples":[` + strings.Repeat(`{"Enabled":true,"Shared":false,"Port":1},`, 999) + `{}]}`
	if n := testing.AllocsPerRun(10, func() { read(text) }); n > 100 {
		t.Errorf("1,000 records without texts cost %v allocations", n)
	}
	b, _ := read(text)
	buf := make([]byte, 0, len(text)*4)
	if n := testing.AllocsPerRun(10, func() { _, _ = record.AppendContainer(buf, rows, &b) }); n > 10 {
		t.Errorf("writing them costs %v", n)
	}
}

func BenchmarkRead(b *testing.B) {
	text := `{"Samples":[` + strings.Repeat(`{"Enabled":true,"Shared":false,"Port":1},`, 999) + `{}]}`
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		read(text)
	}
}

func BenchmarkAppend(b *testing.B) {
	text := `{"Samples":[` + strings.Repeat(`{"Enabled":true,"Shared":false,"Port":1},`, 999) + `{}]}`
	c, _ := read(text)
	buf := make([]byte, 0, len(text)*4)
	b.ReportAllocs()
	for b.Loop() {
		_, _ = record.AppendContainer(buf, rows, &c)
	}
}

func TestNested(t *testing.T) {
	const text = `{"One":{"Identity":"a","Domain":"a","Enabled":true},"Many":[{"Identity":"b","Domain":"b","Enabled":false}],"Texts":["c.d","e"]}`
	var l lid
	require.NoError(t, lids.Unmarshal([]byte(text), &l))
	got, err := lids.Append(nil, &l)
	require.NoError(t, err)
	if diff := cmp.Diff(text, string(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	const none = `{"Identity":null,"Domain":null,"ProxyFqdn":null,"Enabled":false,"Shared":null,"Port":null}`
	for in, want := range map[string]string{
		`{}`:                                        `{"One":` + none + `}`,
		`{"Many":null,"Texts":null}`:                `{"One":` + none + `}`,
		`{"Many":[],"Texts":[]}`:                    `{"One":` + none + `,"Many":[],"Texts":[]}`,
		`{"many":{"Port":1},"texts":"X"}`:           `{"One":` + none + `,"Many":[{"Port":1}],"Texts":["x"]}`,
		`{"Many":{"value":[{"Port":2}],"Count":1}}`: `{"One":` + none + `,"Many":[{"Port":2}]}`,
	} {
		var l lid
		require.NoError(t, lids.Unmarshal([]byte(in), &l), in)
		if got, err := lids.Append(nil, &l); err != nil || string(got) != want {
			t.Errorf("%s is written as %s, %v, want %s", in, got, err, want)
		}
	}
	for _, tt := range []struct {
		in   string
		want []string
	}{
		{`{"Won":1,"Many":7}`, []string{"error /Won diag.member.unknown", "error /Many diag.member.type"}},
		{`{"One":[],"Many":[{"Port":"x"},7],"Texts":["a b",1,{}]}`, []string{
			"error /One diag.member.type",
			"error /Many/0/Port diag.member.type",
			"error /Many/1 diag.member.type",
			"error /Texts/0 domain.label.character",
			"error /Texts/1 diag.member.type",
			"error /Texts/2 diag.member.type",
		}},
	} {
		kept := l
		if diff := cmp.Diff(tt.want, testkit.Findings(lids.Unmarshal([]byte(tt.in), &l))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.in, diff)
		}
		if diff := cmp.Diff(kept, l, testkit.Options); diff != "" {
			t.Errorf("an error changed the target:\n%s", diff)
		}
	}
}

// TestByHand: what is wrong in a record that people write is not mended by an export.
func TestByHand(t *testing.T) {
	for in, want := range map[string]string{
		`{"Won":1}`:  "Correct the name, or remove the member. The members are One, Many, Texts.",
		`{"Many":7}`: "Write the kind of value that is needed.",
		`[]`:         "Write an object with the members One, Many, Texts.",
	} {
		var got []string
		for f := range diag.All(lids.Unmarshal([]byte(in), new(lid))) {
			got = append(got, f.Remedy)
		}
		if diff := cmp.Diff([]string{want}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", in, diff)
		}
	}
	_, err := lids.UnmarshalPartly([]byte(`[]`), new(lid))
	for f := range diag.All(err) {
		require.Equal(t, "Write an object with the members One, Many, Texts.", f.Remedy)
	}
}

func TestKind(t *testing.T) {
	for in, want := range map[string]string{`{}`: "an object", `[]`: "an array", `"x"`: "text", `true`: "true or false", `false`: "true or false", `null`: "null", `-1`: "a number"} {
		if got := record.JSON([]byte(in), 0).Kind.String(); got != want {
			t.Errorf("%s is %q, want %q", in, got, want)
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
	walkValue(t, data, record.JSON(data, 0), want)
}

func walkValue(t *testing.T, data []byte, v record.Value, want any) {
	t.Helper()
	switch want := want.(type) {
	case map[string]any:
		all := map[string]record.Value{} // the last of a name counts, as for package json
		for _, m := range v.Object(nil, 0).Fields {
			all[string(m.Name)] = m.Value
		}
		if len(all) != len(want) {
			t.Fatalf("%s: %d members, want %d", data, len(all), len(want))
		}
		for name, value := range all {
			walkValue(t, data, value, want[name])
		}
	case []any:
		n := 0
		for e := range v.Elements() {
			if n == len(want) {
				t.Fatalf("%s: more than %d elements", data, n)
			}
			walkValue(t, data, e, want[n])
			n++
		}
		if n != len(want) {
			t.Fatalf("%s: %d elements, want %d", data, n, len(want))
		}
		n = 0
		for o := range v.Objects(nil, 0) { // which walks them at once
			walkValue(t, data, o.Value, want[n])
			n++
		}
		if n != len(want) {
			t.Fatalf("%s: %d objects, want %d", data, n, len(want))
		}
	default:
		var got any
		if err := unmarshal(data[v.At:], &got); err != nil || got != want {
			t.Fatalf("%s: value %v, %v, want %v", data, got, err, want)
		}
		if text, isText := want.(string); isText && string(v.Text()) != text {
			t.Fatalf("%s: text %q, want %q", data, v.Text(), text)
		}
	}
	if depth := depthOf(want); v.At > 0 && v.Depth() != depth && v.Kind != record.Nested {
		t.Fatalf("%s: what is at %d is %d deep, want %d", data, v.At, v.Depth(), depth)
	}
}

// depthOf returns how many objects and arrays are within one another in a value.
func depthOf(v any) int {
	deepest := 0
	switch v := v.(type) {
	case map[string]any:
		for _, e := range v {
			deepest = max(deepest, depthOf(e))
		}
	case []any:
		for _, e := range v {
			deepest = max(deepest, depthOf(e))
		}
	default:
		return 0
	}
	return deepest + 1
}

func TestShell(t *testing.T) {
	if !record.IsShell("pscomputername") || record.IsShell("Identity") {
		t.Error("what the shell adds is not told from members")
	}
}
