package address_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"iter"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/testkit"
)

const vectorPath = "testdata/vectors.json"

// A vectorFile is the content of the file at vectorPath. The README in the same
// directory defines the members, for implementations in other languages.
type vectorFile struct {
	Decorators []vectorDecorator
	Vectors    []vector
}

type vectorDecorator struct {
	Name          string
	RoutingDomain string // "" for none
	Excluded      []string
}

type vector struct {
	Name      string
	Decorator string
	Operation string
	Input     *string `json:",omitempty"` // nil if InputHex is set
	InputHex  *string `json:",omitempty"`
	Outcome   string
	Result    *string   `json:",omitempty"` // unless refused
	Rule      diag.Rule `json:",omitempty"` // if refused
	Offset    *int      `json:",omitempty"` // if refused
}

const (
	unchanged = "unchanged"
	refused   = "refused"
)

// operations has the two functions of this package for each Operation of a vector, and
// the Outcome of the operation other than unchanged and refused.
var operations = map[string]struct {
	outcome string
	value   func(address.Decorator, address.Address) (address.Address, bool)
	text    func(d address.Decorator, dst, text []byte) ([]byte, error)
}{
	"decorate": {
		outcome: "decorated",
		value: func(d address.Decorator, a address.Address) (address.Address, bool) {
			return d.Decorate(a), d.Needs(a)
		},
		text: address.Decorator.AppendDecorated,
	},
	"undecorate": {
		outcome: "undecorated",
		value:   address.Decorator.Undecorate,
		text:    address.Decorator.AppendUndecorated,
	},
}

// otherRules has the rules of this package and of package domain that Parse never
// reports.
var otherRules = []diag.Rule{
	address.RuleDecorationDamaged,
	address.RuleURIEscape,
	address.RuleURIPort,
	address.RuleURIScheme,
	domain.RuleListEmptyEntry,
	domain.RuleListSeparator,
	domain.RuleNameFinalDot,
	domain.RuleSRVCertificate,
	domain.RuleSRVName,
	domain.RuleSRVPort,
	domain.RuleSRVTarget,
}

// parseRules returns the rules that Parse can report.
func parseRules() []diag.Rule {
	var rules []diag.Rule
	for _, catalog := range []iter.Seq[diag.RuleInfo]{address.Rules(), domain.Rules()} {
		for info := range catalog {
			if !slices.Contains(otherRules, info.Rule) {
				rules = append(rules, info.Rule)
			}
		}
	}
	return rules
}

func readVectors(t *testing.T) vectorFile {
	t.Helper()
	data, err := os.ReadFile(vectorPath)
	require.NoError(t, err)
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	var file vectorFile
	require.NoError(t, dec.Decode(&file))
	return file
}

func (d vectorDecorator) decorator(t *testing.T) address.Decorator {
	t.Helper()
	var routing domain.SIPDomain
	require.NoError(t, routing.UnmarshalText([]byte(d.RoutingDomain)))
	var excluded []domain.SIPDomain
	for _, text := range d.Excluded {
		e, err := domain.ParseSIPDomain(text)
		require.NoError(t, err)
		excluded = append(excluded, e)
	}
	return address.NewDecorator(routing, domain.SetOf(excluded...))
}

// input returns the input of a vector.
func (v vector) input(t *testing.T) string {
	t.Helper()
	if (v.Input == nil) == (v.InputHex == nil) {
		t.Fatal("a vector has one of Input and InputHex")
	}
	if v.Input != nil {
		return *v.Input
	}
	b, err := hex.DecodeString(*v.InputHex)
	require.NoError(t, err)
	if utf8.Valid(b) {
		t.Error("InputHex is for what Input cannot hold")
	}
	return string(b)
}

func TestVectors(t *testing.T) {
	file := readVectors(t)
	decorators := map[string]address.Decorator{}
	for _, d := range file.Decorators {
		require.NotContains(t, decorators, d.Name)
		decorators[d.Name] = d.decorator(t)
	}
	for _, v := range file.Vectors {
		t.Run(v.Name, func(t *testing.T) {
			require.Contains(t, decorators, v.Decorator)
			require.Contains(t, operations, v.Operation)
			if v.Outcome == refused {
				checkRefused(t, v, decorators[v.Decorator])
			} else {
				checkTaken(t, v, decorators[v.Decorator])
			}
		})
	}
}

// checkRefused checks a vector that is not an address. All operations must refuse it with
// the same rule and offset.
func checkRefused(t *testing.T, v vector, d address.Decorator) {
	t.Helper()
	if v.Result != nil || v.Rule == "" || v.Offset == nil {
		t.Fatal("a vector that is refused has Rule and Offset, and no Result")
	}
	text := v.input(t)
	_, err := address.Parse(text)
	var value *diag.ValueError
	require.ErrorAs(t, err, &value)
	if value.Rule != v.Rule || value.Offset != *v.Offset {
		t.Errorf("Parse(%q) refuses with %s at %d, want %s at %d", text, value.Rule, value.Offset, v.Rule, *v.Offset)
	}
	for name, op := range operations {
		if got, err := op.text(d, []byte("x"), []byte(text)); err != error(v.Rule) || string(got) != "x" {
			t.Errorf("%s appends %q for %q, %v, want %s", name, got, text, err, v.Rule)
		}
	}
}

// checkTaken checks a vector that is an address.
func checkTaken(t *testing.T, v vector, d address.Decorator) {
	t.Helper()
	if v.Result == nil || v.Rule != "" || v.Offset != nil {
		t.Fatal("a vector that is not refused has a Result, and no Rule and Offset")
	}
	text, op := v.input(t), operations[v.Operation]
	a, err := address.Parse(text)
	require.NoError(t, err)
	outcome := unchanged
	got, changed := op.value(d, a)
	if changed {
		outcome = op.outcome
	}
	if outcome != v.Outcome || changed != (got != a) {
		t.Errorf("%s %q to %q is %s, want %s", v.Operation, text, got, outcome, v.Outcome)
	}
	if got.String() != *v.Result {
		t.Errorf("%s %q gives %q, want %q", v.Operation, text, got, *v.Result)
	}
	if got, err := op.text(d, []byte("x"), []byte(text)); err != nil || string(got) != "x"+*v.Result {
		t.Errorf("%s appends %q for %q, %v, want %q", v.Operation, got, text, err, *v.Result)
	}
}

var vectorName = regexp.MustCompile(`^[a-z]+/[a-z0-9]+(-[a-z0-9]+)*$`)

// TestVectorsComplete: each outcome and each rule has a vector for both operations, and
// so has each text of wild.txt. Names are unique, and the README lists the outcomes and
// the rules.
func TestVectorsComplete(t *testing.T) {
	file := readVectors(t)
	names, cases := map[string]bool{}, map[string]string{}
	answers, inputs := map[string]bool{}, map[string]bool{}
	for _, v := range file.Vectors {
		text := v.input(t)
		if names[v.Name] || !vectorName.MatchString(v.Name) {
			t.Errorf("the name %q is there twice, or is not of the form section/what-it-is", v.Name)
		}
		question := fmt.Sprintf("%s %s %q", v.Decorator, v.Operation, text)
		if other := cases[question]; other != "" {
			t.Errorf("%s asks what %s does", v.Name, other)
		}
		names[v.Name], cases[question], inputs[text] = true, v.Name, true
		answers[v.Operation+" "+v.Outcome], answers[v.Operation+" "+string(v.Rule)] = true, true
	}

	words := []string{unchanged, refused}
	for name, op := range operations {
		words = append(words, name, op.outcome)
		wanted := []string{op.outcome, unchanged, refused}
		for _, rule := range parseRules() {
			wanted = append(wanted, string(rule))
		}
		for _, answer := range wanted {
			if !answers[name+" "+answer] {
				t.Errorf("no vector is %s at %s", answer, name)
			}
		}
	}

	wild, err := os.ReadFile("testdata/wild.txt")
	require.NoError(t, err)
	for line := range strings.Lines(string(wild)) {
		if col := strings.Split(line, "\t"); !strings.HasPrefix(line, "#") && !inputs[col[1]] {
			t.Errorf("no vector has %q of wild.txt", col[1])
		}
	}

	readme, err := os.ReadFile("testdata/README.md")
	require.NoError(t, err)
	for _, rule := range parseRules() {
		words = append(words, string(rule))
	}
	for _, record := range []reflect.Type{reflect.TypeFor[vectorFile](), reflect.TypeFor[vectorDecorator](), reflect.TypeFor[vector]()} {
		for _, field := range reflect.VisibleFields(record) {
			words = append(words, field.Name)
		}
	}
	for _, word := range words {
		if !strings.Contains(string(readme), "`"+word+"`") {
			t.Errorf("testdata/README.md does not say what %s is", word)
		}
	}
}

// TestVectorsFormat: the file is in ASCII, with one vector a line and the members in
// order, without duplicates. go test -update rewrites the file in this form.
func TestVectorsFormat(t *testing.T) {
	file := readVectors(t)
	var b strings.Builder
	b.WriteString("{\n  \"Decorators\": [\n")
	writeLines(t, &b, file.Decorators)
	b.WriteString("  ],\n  \"Vectors\": [\n")
	writeLines(t, &b, file.Vectors)
	b.WriteString("  ]\n}\n")
	testkit.Golden(t, vectorPath, b.String())
}

// writeLines writes each record on a line, with \u escapes for characters outside ASCII.
func writeLines[T any](t *testing.T, b *strings.Builder, records []T) {
	t.Helper()
	for i, record := range records {
		var compact, lines bytes.Buffer
		enc := json.NewEncoder(&compact)
		enc.SetEscapeHTML(false)
		require.NoError(t, enc.Encode(record))
		require.NoError(t, json.Indent(&lines, bytes.TrimSpace(compact.Bytes()), "", ""))
		b.WriteString("    ")
		for _, r := range strings.ReplaceAll(lines.String(), "\n", " ") {
			if r < 0x7F {
				b.WriteRune(r)
				continue
			}
			for _, unit := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(b, `\u%04x`, unit)
			}
		}
		if i < len(records)-1 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
	}
}
