// Package npm has files of JavaScript packages for tests. They are not in this
// repository: npm brings each package once, and then it is in the user's cache.
package npm

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// File returns the text of a file of a package, whose SHA-256 is known. Without npm, or
// if it does not bring the package, the test is skipped, loudly.
func File(t testing.TB, name, version, file, sum string) []byte {
	t.Helper()
	cache, err := os.UserCacheDir()
	require.NoError(t, err)
	dir := filepath.Join(cache, "lyncfed-dev")
	require.NoError(t, os.MkdirAll(dir, 0o777))
	archive := filepath.Join(dir, name+"-"+version+".tgz")
	if _, err := os.Stat(archive); err != nil {
		pack := exec.Command("npm", "pack", "--silent", name+"@"+version)
		pack.Dir = dir
		if out, err := pack.CombinedOutput(); err != nil {
			t.Skipf("!!! SKIPPED: npm does not bring %s %s: %v %s !!!", name, version, err, out)
		}
	}
	text := unpack(t, archive, "package/"+file)
	got := sha256.Sum256(text)
	require.Equal(t, sum, hex.EncodeToString(got[:]), "%s of %s", file, archive)
	return text
}

// unpack returns the text of a file in an archive.
func unpack(t testing.TB, archive, name string) []byte {
	t.Helper()
	packed, err := os.Open(archive)
	require.NoError(t, err)
	defer packed.Close()
	unpacked, err := gzip.NewReader(packed)
	require.NoError(t, err)
	for files := tar.NewReader(unpacked); ; {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			t.Fatalf("%s has no %s", archive, name)
		}
		require.NoError(t, err)
		if header.Name == name {
			var text bytes.Buffer
			_, err = text.ReadFrom(files)
			require.NoError(t, err)
			return text.Bytes()
		}
	}
}
