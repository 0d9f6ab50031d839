package testkit

import (
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/record"
)

// The values of the member Fix of an example. With fixFound, some findings of the rule
// have a Fix. The other values are reasons why none has.
const (
	fixFound   = "fix"
	fixChoice  = "choice"  // several changes mend it, or it may be intended: a person decides
	fixOutside = "outside" // the remedy is outside the configuration: DNS, a certificate, a license, the export, a typed text
	fixUnknown = "unknown" // the correct value is not known or not documented
	fixServer  = "server"  // no server can be in that state, so no server needs a change
	fixNone    = "none"    // a notice that needs no change
)

var fixes = []string{fixFound, fixChoice, fixOutside, fixUnknown, fixServer, fixNone}

// A Case is the input of an example as a configuration, with the function that finds
// its findings.
type Case struct {
	Configuration federation.Configuration
	Findings      func(federation.Configuration) diag.Findings
}

// RecordCase makes a Case from a record: a configuration with this record only.
func RecordCase(k federation.Kind) func(*testing.T, json.RawMessage) Case {
	return func(t *testing.T, input json.RawMessage) Case {
		t.Helper()
		d, _, err := federation.Decode(fmt.Appendf(nil, `{"Platform": "SfBServer2015", %q: [%s]}`, k, input))
		require.NoError(t, err)
		return Case{d.Configuration, federation.Configuration.Findings}
	}
}

// CheckFixes checks the member Fix of the example of each rule. If it is "fix", a
// finding of the example must have a fix that mends it. Otherwise no finding may have a
// fix. cases has the functions that make a Case from an example, by the example's
// Check. A check without an entry is not about a configuration.
func CheckFixes(t *testing.T, rules iter.Seq[diag.RuleInfo], cases map[string]func(*testing.T, json.RawMessage) Case) {
	t.Helper()
	for row := range rules {
		t.Run(string(row.Rule)+"/fix", func(t *testing.T) {
			ex := readExample(t, row.Rule)
			if !slices.Contains(fixes, ex.Fix) {
				t.Fatalf("its Fix is %q, and not one of %q", ex.Fix, fixes)
			}
			if ex.Fix == fixNone && row.Severity != diag.Notice {
				t.Errorf("its Fix is %q, and the rule is no notice", ex.Fix)
			}
			var found diag.Findings
			var c Case
			if read := cases[ex.Check]; read != nil {
				c = read(t, ex.Breaks)
				found = slices.DeleteFunc(c.Findings(c.Configuration), func(f *diag.Finding) bool { return f.Rule != row.Rule })
			}
			mended := false
			for _, f := range found {
				if f.Fix != nil {
					mended = true
					CheckFix(t, c, f)
				}
			}
			if mended != (ex.Fix == fixFound) {
				t.Errorf("its Fix is %q, and a finding with a fix is there: %t", ex.Fix, mended)
			}
		})
	}
}

// CheckFix checks that the fix of a finding mends it: the cmdlets accept each edit, the
// finding disappears, and no error appears.
func CheckFix(t *testing.T, c Case, f *diag.Finding) {
	t.Helper()
	after, err := Mend(c.Configuration, f.Fix)
	if err != nil {
		t.Errorf("%s of %s: the fix %v is refused: %v", f.Rule, f.Subject, f.Fix, err)
		return
	}
	isOf := func(f *diag.Finding) func(*diag.Finding) bool {
		return func(g *diag.Finding) bool { return f.Rule == g.Rule && f.Subject == g.Subject }
	}
	before, findings := c.Findings(c.Configuration), c.Findings(after)
	if slices.ContainsFunc(findings, isOf(f)) {
		t.Errorf("%s of %s is still there after %v", f.Rule, f.Subject, f.Fix)
	}
	for _, g := range findings {
		if g.Severity == diag.Error && !slices.ContainsFunc(before, func(b *diag.Finding) bool { return b.Severity == diag.Error && isOf(g)(b) }) {
			t.Errorf("%s of %s: after %v there is a new error: %v", f.Rule, f.Subject, f.Fix, g)
		}
	}
}

// Mend returns the configuration after the edits of a fix, as a server makes them. It
// changes a member without a parameter in the record, as a plan does by removing the
// record and creating it again.
func Mend(c federation.Configuration, fix []diag.Edit) (federation.Configuration, error) {
	for _, e := range fix {
		k, err := federation.ParseKind(e.Subject.Kind)
		if err != nil {
			return c, err
		}
		if cmdlet.Replaces(e) {
			c, err = changed(c, k, e)
		} else if _, err = cmdlet.Command(e, c.Platform); err == nil {
			c, err = cmdlet.Apply(c, e, c.Platform)
		}
		if err != nil {
			return c, err
		}
	}
	return c, nil
}

// changed returns the configuration with the members of one record changed.
func changed(c federation.Configuration, k federation.Kind, e diag.Edit) (federation.Configuration, error) {
	row := k.Row()
	row.Own(&c)
	for i := range row.Len(&c) {
		if k.Key(row.Record(&c, i).Identity()) != k.Key(e.Subject.Identity) {
			continue
		}
		return c, row.Edit(&c, i, func(r record.Record) error {
			for _, m := range e.Members {
				if err := r.Put(m.Name, m.New); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return c, diag.MemberFinding(diag.RuleMemberUnknown, "", "there is no record "+e.Subject.Identity)
}
