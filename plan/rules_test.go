package plan_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/testkit"
	"github.com/lyncfed/lyncfed/plan"
)

// sides reads an example: the members in which the two configurations differ from the
// documented one.
func sides(t *testing.T, in json.RawMessage) (have, want federation.Configuration) {
	t.Helper()
	var two struct{ Have, Want map[string]json.RawMessage }
	require.NoError(t, json.Unmarshal(in, &two))
	read := func(changes map[string]json.RawMessage) federation.Configuration {
		if changes == nil {
			changes = map[string]json.RawMessage{}
		}
		changes["none"] = json.RawMessage("null")
		text, err := json.Marshal(changes)
		require.NoError(t, err)
		var none any
		_, d, _ := testkit.Changed(t, text, "none", &none)
		return d.Configuration
	}
	return read(two.Have), read(two.Want)
}

func TestCatalog(t *testing.T) {
	testkit.CheckCatalog(t, plan.Rules(), map[string]testkit.Check{
		"New": func(in json.RawMessage) error {
			p, err := plan.New(sides(t, in))
			if err == nil {
				err = testkit.Join(p.NotPlanned)
			}
			return testkit.Unplaced(err)
		},
		"Unsafe": func(in json.RawMessage) error {
			p, err := plan.New(sides(t, in))
			require.NoError(t, err)
			return testkit.Unplaced(testkit.Join(p.Unsafe))
		},
		"Check": func(in json.RawMessage) error {
			have, want := sides(t, in)
			p, err := plan.New(have, have)
			require.NoError(t, err)
			return testkit.Unplaced(p.Check(want))
		},
		"Leave": func(in json.RawMessage) error {
			have, _, err := federation.Decode(in)
			require.NoError(t, err)
			_, err = plan.LeaveHybrid(have.Configuration)
			return testkit.Unplaced(err)
		},
		"Left": func(in json.RawMessage) error {
			have, _, err := federation.Decode(in)
			require.NoError(t, err)
			p, err := plan.LeaveHybrid(have.Configuration)
			require.NoError(t, err)
			return testkit.Unplaced(testkit.Join(p.NotPlanned))
		},
		"TenantOf": func(in json.RawMessage) error {
			have, _, err := federation.Decode(in)
			require.NoError(t, err)
			_, findings := plan.TenantOf(have.Configuration)
			return testkit.Unplaced(testkit.Join(findings))
		},
		"Differs": func(in json.RawMessage) error { return testkit.Unplaced(plan.Differs(sides(t, in))) },
		"Mend": func(in json.RawMessage) error {
			var fixes [][]diag.Edit
			_, d, _ := testkit.Changed(t, in, "Fixes", &fixes)
			var findings diag.Findings
			for _, fix := range fixes {
				findings.Add(&diag.Finding{Fix: fix})
			}
			var refused diag.Findings
			_, left := plan.Mend(d.Configuration, findings)
			for _, l := range left {
				refused.Attach("", l.Err)
			}
			return testkit.Unplaced(testkit.Join(refused))
		},
	})
}
