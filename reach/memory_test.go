package reach_test

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/reach"
)

// TestIndexPoliciesMemory: the index of many policies allocates little for each.
func TestIndexPoliciesMemory(t *testing.T) {
	const n, most = 100_000, 200 // policies, and bytes for each
	var c federation.Configuration
	for i := range n {
		c.ExternalAccessPolicies = append(c.ExternalAccessPolicies, policy.ExternalAccessPolicy{Identity: policy.MustParseIdentity(fmt.Sprintf("p%d", i))})
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := reach.NewIndex(c)
	runtime.ReadMemStats(&after)
	require.NoError(t, err)
	if used := (after.TotalAlloc - before.TotalAlloc) / n; used > most {
		t.Errorf("the index allocates %d bytes for each policy, and at most %d are allowed", used, most)
	}
}
