package powershell_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/testkit"
	"github.com/lyncfed/lyncfed/plan"
)

// TestPlanOfForms: the plan from a configuration to its export is empty, in every form of
// the export.
func TestPlanOfForms(t *testing.T) {
	text, err := os.ReadFile(testkit.RightPath)
	require.NoError(t, err)
	var members map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(text, &members))
	delete(members, "Platform") // no cmdlet prints it
	delete(members, "Holdings")
	text, err = json.Marshal(members)
	require.NoError(t, err)
	all := map[string]federation.Configuration{}
	for form, text := range forms(t, text) {
		all[form], _ = said(t, form, []byte(text))
	}
	require.Greater(t, len(all), 5)
	for form, c := range all {
		for other, d := range all {
			p, err := plan.New(c, d)
			require.NoError(t, err, "%s to %s", form, other)
			require.Empty(t, p.Steps, "%s to %s", form, other)
			require.NoError(t, p.Check(d), "%s to %s", form, other)
		}
	}
}
