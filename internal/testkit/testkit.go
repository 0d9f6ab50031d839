// Package testkit holds what the tests of all packages share.
package testkit

import (
	"encoding"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
)

// Options compares the module's values, which hide their fields, with ==.
var Options = cmp.Options{
	cmpopts.EquateComparable(
		address.Address{},
		date.Date{},
		domain.List{},
		domain.Name{},
		domain.SIPDomain{},
	),
}

// Findings returns a line for each finding in err, with all of it that is a
// promise: "error /ProxyFqdn provider.proxy-fqdn.missing".
func Findings(err error) []string {
	var lines []string
	for f := range diag.All(err) {
		lines = append(lines, Line(f))
	}
	return lines
}

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

// A Value is what every value type of the module can do.
type Value interface {
	comparable
	fmt.Stringer
	encoding.TextAppender
	encoding.TextMarshaler
	IsZero() bool
}

// CheckText checks that all forms of the text of v agree, that v can be read
// back from it, and that the zero value of its type has no text.
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

// CheckOrder checks that Compare agrees with the order of the given values, by
// every pair of them.
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
