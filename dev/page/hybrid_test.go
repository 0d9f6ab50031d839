package page_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/dev/browser"
	"github.com/lyncfed/lyncfed/dev/command"
)

// hybrids returns a hybrid, and the same after all users have moved to the tenant.
func hybrids(t testing.TB) (hybrid, moved []byte) {
	t.Helper()
	hybrid, err := os.ReadFile(filepath.Join(command.Root(), "audit", "testdata", "hybrid.json"))
	require.NoError(t, err)
	return hybrid, bytes.ReplaceAll(hybrid, []byte(`"HostingProvider": "SRV:"`), []byte(`"HostingProvider": "sipfed.online.lync.com"`))
}

// TestHybrid: the page plans what the command plans over both sides of a hybrid, and
// saves the same scripts.
func TestHybrid(t *testing.T) {
	hybrid, moved := hybrids(t)
	p := open(t, "#configuration?on="+day)
	p.drop(map[string][]byte{"hybrid.json": hybrid})
	p.view("mend")
	p.plan("leave-hybrid")
	require.Contains(t, p.text("#plan"), "NO PLAN: nothing was planned, and nothing was run.")
	require.Contains(t, p.text("#plan"), "not all users are known to be homed in Microsoft 365: ken@contoso.com")
	require.Contains(t, p.text("#plan"), "Move the users that are left")

	p.drop(map[string][]byte{"hybrid.json": moved})
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "hybrid.json"), moved, 0o666))
	p.view("mend")
	for _, plan := range []string{"take-over", "leave-hybrid"} {
		script := "lyncfed-" + plan + ".ps1"
		command.RunIn(t, dir, "plan", "hybrid.json", "--"+plan, "--on", day, "--script", script, "--rollback", "lyncfed-undo.ps1")
		p.plan(plan)
		if *shots != "" {
			require.NoError(t, os.MkdirAll(*shots, 0o777))
			browser.Shot(t, p.Context, filepath.Join(*shots, plan+".png"))
		}
		for name, save := range map[string]string{script: "Save the script", "lyncfed-undo.ps1": "Save the rollback"} {
			want, err := os.ReadFile(filepath.Join(dir, name))
			require.NoError(t, err)
			require.Equal(t, string(want), string(p.saved(name, button(save))), plan)
		}
	}
	require.Contains(t, p.text("#plan"), "point _sipfederationtls._tcp of each SIP domain")
}
