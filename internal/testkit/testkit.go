// Package testkit has the helpers that the tests of all packages share.
package testkit

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/product"
)

// Options compares the module's values with ==, because their fields are hidden.
var Options = cmp.Options{
	cmpopts.EquateComparable(
		address.Address{},
		date.Date{},
		domain.List{},
		domain.Name{},
		domain.SIPDomain{},
		policy.Identity{},
	),
}

// Findings returns a line for each finding in err, with its stable parts: "error
// /ProxyFqdn provider.proxy-fqdn.missing".
func Findings(err error) []string {
	var lines []string
	for f := range diag.All(err) {
		lines = append(lines, Line(f))
	}
	return lines
}

// Lines is [Findings] for findings of any severity.
func Lines(findings diag.Findings) []string { return Findings(Join(findings)) }

// Line is one line of [Findings].
func Line(f *diag.Finding) string {
	if f.Path == "" {
		return fmt.Sprintf("%s %s", f.Severity, f.Rule)
	}
	return fmt.Sprintf("%s %s %s", f.Severity, f.Path, f.Rule)
}

var update = flag.Bool("update", false, "rewrite the golden files")

// Golden compares got with the file at path, or writes the file if the tests
// run with -update.
func Golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o777))
		require.NoError(t, os.WriteFile(path, []byte(got), 0o666))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "run go test with -update to make it")
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got); read it, then run go test with -update:\n%s", path, diff)
	}
}

// A Value has the methods of every value type of the module.
type Value interface {
	comparable
	fmt.Stringer
	encoding.TextAppender
	encoding.TextMarshaler
	IsZero() bool
}

// CheckText checks that all text forms of v agree and that v can be read back from
// them. The text of the zero value must be empty.
func CheckText[V Value, P interface {
	*V
	encoding.TextUnmarshaler
}](t testing.TB, v V) {
	t.Helper()
	var zero V
	if zero.String() != "" || !zero.IsZero() || v.IsZero() != (v == zero) {
		t.Errorf("%#v: the zero value is not the one that has no text", v)
	}
	text := v.String()
	if got, err := v.AppendText([]byte("x")); err != nil || string(got) != "x"+text {
		t.Errorf("%#v: AppendText gives %q, %v; String gives %q", v, got, err, text)
	}
	if got, err := v.MarshalText(); err != nil || string(got) != text {
		t.Errorf("%#v: MarshalText gives %q, %v; String gives %q", v, got, err, text)
	}
	var back V
	if err := P(&back).UnmarshalText([]byte(text)); err != nil || back != v {
		t.Errorf("UnmarshalText(%q) = %#v, %v, want %#v", text, back, err, v)
	}
	data, err := json.Marshal(v)
	require.NoError(t, err)
	back = zero
	if err := json.Unmarshal(data, &back); err != nil || back != v {
		t.Errorf("json.Unmarshal(%s) = %#v, %v, want %#v", data, back, err, v)
	}
	other := v
	if err := P(&other).UnmarshalText(nil); err != nil || other != zero {
		t.Errorf("%#v: UnmarshalText of nothing gives %#v, %v", v, other, err)
	}
}

// A Record has the methods of every record of the module.
type Record[R any] interface {
	record.Recorder[R]
	json.Marshaler
	Validate() error
}

// CheckRecord checks the properties of every record, given one with all fields set.
// Equal must compare each field. The JSON form must have each field in the order of the
// schema. Reading it must give the same record, with members that are set, not set
// or absent. A new field fails this check until all of these have it.
func CheckRecord[R Record[R], P interface {
	*R
	json.Unmarshaler
}](t *testing.T, full R) {
	t.Helper()
	schema := full.Schema()
	if err := full.Validate(); err != nil {
		t.Errorf("the record with all fields set is not valid: %v", err)
	}
	if err := CheckSchema(schema); err != nil {
		t.Error(err)
	}
	var zero R
	checkRoundTrip[R, P](t, full, full)
	checkRoundTrip[R, P](t, full, zero)
	v := reflect.ValueOf(full)
	for i := range v.NumField() {
		name := v.Type().Field(i).Name
		if name == "Absent" {
			continue
		}
		if v.Field(i).IsZero() {
			t.Errorf("field %s is not set", name)
		}
		without, only := full, zero
		reflect.ValueOf(&without).Elem().Field(i).SetZero()
		reflect.ValueOf(&only).Elem().Field(i).Set(v.Field(i))
		for _, pair := range [][2]R{{full, without}, {without, full}, {zero, only}, {only, zero}} {
			if pair[0].Equal(pair[1]) {
				t.Errorf("Equal does not see field %s", name)
			}
		}
		checkRoundTrip[R, P](t, full, without)
		checkRoundTrip[R, P](t, full, only)
	}
	if schema.Absent == nil {
		return
	}
	for i, m := range schema.Members {
		for _, r := range []R{full, zero} {
			*schema.Absent(&r) = product.Absent(0).With(i)
			if schema.Known(&r, m.Name) {
				t.Errorf("%s is absent and known", m.Name)
			}
			for _, name := range checkRoundTrip[R, P](t, full, r) {
				if name == m.Name {
					t.Errorf("%s is absent and written", m.Name)
				}
			}
		}
		other := full
		*schema.Absent(&other) = product.Absent(0).With(i)
		if !other.Equal(full) {
			t.Error("Equal looks at Absent")
		}
	}
}

// checkRoundTrip checks that a record can be read back from its JSON form into a record
// with any contents. It returns the names of the members. Absent members are lost.
func checkRoundTrip[R Record[R], P interface {
	*R
	json.Unmarshaler
}](t *testing.T, before, r R) []string {
	t.Helper()
	schema := r.Schema()
	data, err := json.Marshal(r)
	require.NoError(t, err)
	back := before
	require.NoError(t, json.Unmarshal(data, P(&back)), "%s", data)
	again, err := json.Marshal(back)
	if err != nil || string(again) != string(data) {
		t.Errorf("%s prints again as %s, %v", data, again, err)
	}
	var names []string
	for _, m := range record.JSON(data, 0).Object(nil, 0).Fields {
		names = append(names, string(m.Name))
	}
	if schema.Absent == nil {
		if !back.Equal(r) || !r.Equal(back) {
			t.Errorf("%s reads as %+v", data, back)
		}
		return names
	}
	absent := *schema.Absent(&r)
	for i, m := range schema.Members {
		if shaped, isShaped := m.Field(&r).(record.Shaped); isShaped && !shaped.IsKnown() {
			absent = absent.With(i) // an unknown list is not written
		}
	}
	if *schema.Absent(&back) != absent {
		t.Errorf("%s: absent are %b, want %b", data, *schema.Absent(&back), absent)
	}
	if absent := *schema.Absent(&r); absent.IsZero() && !back.Equal(r) {
		t.Errorf("%s reads as %+v", data, back)
	}
	return names
}

// CheckSchema returns an error if a member's default does not fit its field, or if a
// name is duplicate.
func CheckSchema[R any](schema *record.Schema[R]) error {
	names := map[string]bool{}
	for _, name := range schema.Names() {
		if names[strings.ToLower(name)] {
			return fmt.Errorf("member %s is there twice", name)
		}
		names[strings.ToLower(name)] = true
	}
	for _, m := range schema.Members {
		if m.Default == "" || m.Default == record.None {
			continue
		}
		var r R
		text, err := json.Marshal(map[string]string{m.Name: m.Default})
		if err != nil {
			return err
		}
		if err := schema.Unmarshal(text, &r); err != nil {
			return fmt.Errorf("the default of %s: %w", m.Name, err)
		}
	}
	return nil
}

// ReadRecords reads the records of one kind from an array of them, or from a
// single one. Paths are relative to the array or the single record.
func ReadRecords[R record.Recorder[R]](data []byte) ([]R, diag.Findings, error) {
	if !json.Valid(data) {
		return nil, nil, record.SyntaxError(data)
	}
	type container struct{ records []R }
	rows := []record.Row[container]{record.Slice[container, R](func(c *container) *[]R { return &c.records })}
	var c container
	text := fmt.Sprintf("{%q:%s}", record.Kinds(rows)[0], data)
	read := record.ReadContainer(rows, []byte(text), nil, &c)
	at := rows[0].Path(-1)
	if data[0] == '{' {
		at = rows[0].Path(0)
	}
	for _, f := range read.Findings {
		f.Path = diag.Path(strings.TrimPrefix(string(f.Path), string(at)))
		if f.Path == rows[0].Path(-1) {
			f.Path = ""
		}
	}
	return c.records, read.Findings, nil
}

// CheckOrder checks that Compare agrees with the order of the given values, for every
// pair.
func CheckOrder[V interface{ Compare(V) int }](t *testing.T, sorted ...V) {
	t.Helper()
	for i, v := range sorted {
		for j, w := range sorted {
			want := 0
			if i < j {
				want = -1
			} else if i > j {
				want = 1
			}
			if got := v.Compare(w); got != want {
				t.Errorf("Compare(%v, %v) = %d, want %d", v, w, got, want)
			}
		}
	}
}

// CheckJSON checks the properties of reading any text as a record. An error has a
// finding or is a JSON error, and leaves the record unchanged. Writing, reading and
// writing a record again changes nothing. No member appears that the text lacks.
func CheckJSON[R Record[R], P interface {
	*R
	json.Unmarshaler
}](t *testing.T, data []byte, before R) {
	t.Helper()
	r := before
	if err := P(&r).UnmarshalJSON(data); err != nil {
		_, isSyntax := errors.AsType[*json.SyntaxError](err)
		rule, isRule := errors.AsType[diag.Rule](err)
		if !isSyntax && (!isRule || rule == "") || isSyntax == json.Valid(data) {
			t.Fatalf("%q: error %v has no rule", data, err)
		}
		if !r.Equal(before) {
			t.Fatalf("%q: %v, and the record is %+v", data, err, r)
		}
		for f := range diag.All(err) {
			if !isSyntax && !Resolves(data, f.Path) {
				t.Fatalf("%q: there is no %s", data, f.Path)
			}
		}
		return
	}
	if string(bytes.TrimSpace(data)) == "null" {
		return
	}
	out, err := json.Marshal(r)
	require.NoError(t, err)
	var back R
	require.NoError(t, json.Unmarshal(out, P(&back)), "%s", out)
	again, err := json.Marshal(back)
	require.NoError(t, err)
	if !back.Equal(r) || string(again) != string(out) {
		t.Fatalf("%q prints as %s, and that as %s", data, out, again)
	}
	given := map[string]bool{}
	for _, m := range record.JSON(data, 0).Object(nil, 0).Fields {
		given[strings.ToLower(string(m.Name))] = true
	}
	for _, m := range r.Schema().Members {
		found := given[strings.ToLower(m.Name)]
		for _, a := range m.Aliases {
			found = found || given[strings.ToLower(a.Name)]
		}
		for _, o := range record.JSON(out, 0).Object(nil, 0).Fields {
			if value := o.Value.Text(); string(o.Name) == m.Name && !found && string(value) != "false" { // Booleans are always written
				t.Fatalf("%q: %s is %s out of nothing", data, o.Name, value)
			}
		}
	}
}
