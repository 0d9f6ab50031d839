package page_test

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

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// axeVersion is that of axe-core (MPL-2.0), which is not a part of this module: npm
// brings it, and its hash is known.
const (
	axeVersion = "4.14.1"
	axeHash    = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
)

// axe returns the script of axe-core, from npm or from the user's cache.
func axe(t *testing.T) string {
	t.Helper()
	dir, err := os.UserCacheDir()
	require.NoError(t, err)
	dir = filepath.Join(dir, "lyncfed-dev")
	require.NoError(t, os.MkdirAll(dir, 0o777))
	name := filepath.Join(dir, "axe-core-"+axeVersion+".tgz")
	if _, err := os.Stat(name); err != nil {
		cmd := exec.Command("npm", "pack", "--silent", "axe-core@"+axeVersion)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Skipf("!!! SKIPPED: npm does not bring axe-core %s: %v %s !!!", axeVersion, err, out)
		}
	}
	file, err := os.Open(name)
	require.NoError(t, err)
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	require.NoError(t, err)
	for archive := tar.NewReader(unpacked); ; {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			t.Fatalf("%s has no axe.min.js", name)
		}
		require.NoError(t, err)
		if header.Name != "package/axe.min.js" {
			continue
		}
		var script bytes.Buffer
		_, err = script.ReadFrom(archive)
		require.NoError(t, err)
		sum := sha256.Sum256(script.Bytes())
		require.Equal(t, axeHash, hex.EncodeToString(sum[:]), name)
		return script.String()
	}
}

// A violation is a rule of accessibility that is broken, and where.
type violation struct {
	ID    string
	Nodes []struct {
		HTML           string
		FailureSummary string
	}
}

// TestAccessible: axe-core finds nothing in any view, light and wide, dark and narrow, with
// and without a configuration.
func TestAccessible(t *testing.T) {
	script := axe(t)
	for _, part := range []string{"", "#sample"} {
		p := open(t, part)
		if part != "" {
			p.wait(`document.querySelector("#main li.card")`)
			p.idle()
		}
		p.do(chromedp.Evaluate[chromedp.Void](script))
		for _, screen := range []struct {
			scheme string
			width  int64
		}{{"light", 1280}, {"dark", 320}} {
			p.scheme(screen.scheme)
			p.do(chromedp.EmulateViewport(screen.width, 900))
			for _, view := range views {
				p.view(view)
				if part != "" {
					p.fill(view)
				}
				p.fits(view)
				eval[bool](p, `(document.querySelectorAll("details").forEach((d) => { d.open = true; }), true)`)
				for _, v := range eval[[]violation](p, `axe.run(document, { resultTypes: ["violations"] }).then((result) => result.violations.map((v) => ({ ID: v.id, Nodes: v.nodes.map((n) => ({ HTML: n.html, FailureSummary: n.failureSummary })) })))`) {
					t.Errorf("%s, %s, %d wide, of %q: %s: %+v", view, screen.scheme, screen.width, part, v.ID, v.Nodes[:min(len(v.Nodes), 3)])
				}
			}
		}
	}
}
