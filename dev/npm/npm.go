// Package npm has files of JavaScript packages for tests. They are not in this
// repository: npm gives each once, and then they are in the user's cache.
package npm

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// File returns the name of a file of a package. Without npm, or if it does not give the
// package, the test is skipped, loudly.
func File(t testing.TB, name, version, file string) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	require.NoError(t, err)
	dir := filepath.Join(cache, "lyncfed-dev", name+"-"+version)
	path := filepath.Join(dir, "node_modules", name, filepath.FromSlash(file))
	if _, err := os.Stat(path); err == nil {
		return path
	}
	if _, err := exec.LookPath("npm"); err != nil {
		t.Skipf("!!! SKIPPED: %s comes from npm, which is not here !!!", name)
	}
	require.NoError(t, os.MkdirAll(dir, 0o777))
	install := exec.Command("npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", dir, name+"@"+version)
	if out, err := install.CombinedOutput(); err != nil {
		t.Skipf("!!! SKIPPED: npm does not give %s@%s: %v: %s !!!", name, version, err, out)
	}
	require.FileExists(t, path)
	return path
}
