// Package browser shows pages to tests in a browser without a window, and judges them
// by axe-core.
package browser

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/dev/npm"
)

// Path returns the browser. Without one the test is skipped, loudly.
func Path(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"chromium-headless-shell", "headless_shell", "chrome-headless-shell"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("!!! SKIPPED: no chromium-headless-shell is here: apt-get install -y --no-install-recommends chromium-headless-shell !!!")
	return ""
}

// Tab returns an empty tab.
func Tab(t testing.TB) context.Context {
	t.Helper()
	allocator, stop := chromedp.NewExecAllocator(context.Background(), chromedp.ExecPath(Path(t)), chromedp.NoSandbox, chromedp.Flag("hide-scrollbars", true), chromedp.UserDataDir(t.TempDir()))
	t.Cleanup(stop)
	tab, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	require.NoError(t, chromedp.Do(tab, chromedp.EmulateViewport(1280, 900)))
	return tab
}

// Show shows a file in a tab, from a part of it such as "#top" on.
func Show(t testing.TB, tab context.Context, file, part string) {
	t.Helper()
	require.NoError(t, chromedp.Do(tab, chromedp.Navigate((&url.URL{Scheme: "file", Path: filepath.ToSlash(file)}).String()+part)))
}

// Open returns a tab that shows a file.
func Open(t testing.TB, file string) context.Context {
	t.Helper()
	tab := Tab(t)
	Show(t, tab, file, "")
	return tab
}

// Scheme shows a tab "light" or "dark".
func Scheme(t testing.TB, tab context.Context, name string) {
	t.Helper()
	_, err := chromedp.Call(tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}}})
	require.NoError(t, err)
}

// Axe returns the script of axe-core (MPL-2.0), which npm brings.
func Axe(t testing.TB) string {
	t.Helper()
	return string(npm.File(t, "axe-core", "4.14.1", "axe.min.js", "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"))
}

// Violations returns what axe-core finds wrong with a tab, as it is shown: a line for
// each rule, with the elements.
func Violations(t testing.TB, tab context.Context) []string {
	t.Helper()
	const isThere = `typeof axe === "object"`
	has, err := chromedp.Run(tab, chromedp.Evaluate[bool](isThere))
	require.NoError(t, err)
	if !has {
		_, err = chromedp.Run(tab, chromedp.Evaluate[bool](Axe(t)+"\n;"+isThere))
		require.NoError(t, err)
	}
	found, err := chromedp.Run(tab, chromedp.Evaluate[string](`axe.run(document, { resultTypes: ["violations"] }).then((r) => r.violations.map((v) =>
		v.id + ": " + v.help + ": " + v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" ")).join("\n"))`, chromedp.EvalAwaitPromise))
	require.NoError(t, err)
	return strings.FieldsFunc(found, func(r rune) bool { return r == '\n' })
}

// Shot writes the picture of a tab, from its top to its end.
func Shot(t testing.TB, tab context.Context, file string) {
	t.Helper()
	data, err := chromedp.Run(tab, chromedp.FullScreenshot(100))
	require.NoError(t, err, fmt.Sprint(file))
	require.NoError(t, os.WriteFile(file, data, 0o666))
}
