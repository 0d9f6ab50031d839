package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestNamesAtOnce: of runs at once on one map of names, some are refused, and no name of
// the others is lost.
func TestNamesAtOnce(t *testing.T) {
	dir := t.TempDir()
	names := filepath.Join(dir, "names.json")
	var all sync.WaitGroup
	for i := range 8 {
		in := filepath.Join(dir, fmt.Sprintf("in%d.json", i))
		require.NoError(t, os.WriteFile(in, fmt.Appendf(nil, `{"BlockedDomains":[{"Identity":"secret%d.com"}]}`, i), 0o600))
		all.Go(func() {
			for range 10_000 {
				_, report, status := lyncfed(nil, "convert", in, "--replace-names", names)
				if status == statusOK {
					return
				}
				if status != statusFailed || !strings.Contains(report, "names.json is in use by another lyncfed: wait until it has ended, and run this again.") {
					t.Errorf("status %d: %s", status, report)
				}
			}
			t.Errorf("%s never had its turn", in)
		})
	}
	all.Wait()
	text, err := os.ReadFile(names)
	require.NoError(t, err)
	for i := range 8 {
		require.Contains(t, string(text), fmt.Sprintf("secret%d.com", i))
	}
	left, err := filepath.Glob(names + "*")
	require.NoError(t, err)
	require.Equal(t, []string{names}, left)
}
