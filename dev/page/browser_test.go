package page_test

import (
	"context"
	"encoding/base64"
	"errors"
	"flag"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// shots is where the pictures of the views go, which a person should look at after a
// change of the page.
var shots = flag.String("shots", "", "`directory` for pictures of every view, light and dark, narrow and wide")

var builtIn string // where built has its files

// built is the page and the command, which are built once.
var built = sync.OnceValues(func() (files struct{ page, command string }, err error) {
	dir, err := os.MkdirTemp("", "lyncfed-page")
	if err != nil {
		return files, err
	}
	builtIn = dir
	files.page, files.command = filepath.Join(dir, "lyncfed.html"), filepath.Join(dir, "lyncfed.exe")
	var builds [2]error
	var done sync.WaitGroup
	for i, args := range [][]string{{"run", "./cmd/page", "-o", files.page}, {"build", "-o", files.command, "./cmd/lyncfed"}} {
		done.Go(func() {
			cmd := exec.Command("go", args...)
			cmd.Dir = filepath.Join("..", "..")
			if out, err := cmd.CombinedOutput(); err != nil {
				builds[i] = fmt.Errorf("go %v: %w\n%s", args, err, out)
			}
		})
	}
	done.Wait()
	return files, errors.Join(builds[:]...)
})

// findBrowser returns the program that shows the page.
func findBrowser() (path string, found bool) {
	for _, name := range []string{"chromium-headless-shell", "headless_shell", "chrome-headless-shell"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, true
		}
	}
	return "", false
}

// A tab is a tab of a browser with the page.
type tab struct {
	testing.TB
	context.Context
}

// shared is the browser that all tabs are in.
var shared = sync.OnceValues(func() (context.Context, error) {
	dir, err := os.MkdirTemp("", "lyncfed-browser")
	if err != nil {
		return nil, err
	}
	path, _ := findBrowser() // there is one: see open
	allocator, _ := chromedp.NewExecAllocator(context.Background(), chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Headless, chromedp.NoFirstRun, chromedp.Flag("hide-scrollbars", true), chromedp.Flag("disable-background-networking", true), chromedp.UserDataDir(dir))
	ctx, cancel := chromedp.NewContext(allocator)
	closeBrowser = func() { cancel(); os.RemoveAll(dir) }
	return ctx, chromedp.Do(ctx, chromedp.Navigate("about:blank"))
})

var closeBrowser = func() {}

func TestMain(m *testing.M) {
	flag.Parse()
	status := m.Run()
	closeBrowser()
	if builtIn != "" {
		os.RemoveAll(builtIn)
	}
	os.Exit(status)
}

// open opens the page in a tab of its own at a part of its address, such as "#sample",
// and waits until it is ready.
func open(t testing.TB, part string) *tab {
	t.Helper()
	p := blank(t)
	p.navigate(part)
	return p
}

// blank opens a tab.
func blank(t testing.TB) *tab {
	t.Helper()
	if _, found := findBrowser(); !found {
		t.Skip("!!! SKIPPED: no chromium-headless-shell is here: apt-get install -y --no-install-recommends chromium-headless-shell !!!")
	}
	parent, err := shared()
	require.NoError(t, err)
	ctx, cancel := chromedp.NewContext(parent)
	t.Cleanup(cancel)
	p := &tab{TB: t, Context: ctx}
	p.do(chromedp.EmulateViewport(1280, 900))
	return p
}

func (p *tab) navigate(part string) {
	p.Helper()
	files, err := built()
	require.NoError(p, err)
	p.do(chromedp.Navigate((&url.URL{Scheme: "file", Path: filepath.ToSlash(files.page)}).String() + part))
	p.wait(`document.documentElement.dataset.ready`)
	p.idle()
}

// saved does something that saves a file, and returns the file.
func (p *tab) saved(name, script string) []byte {
	p.Helper()
	dir := p.TempDir()
	_, err := chromedp.CallBrowser(p, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: dir})
	require.NoError(p, err)
	eval[bool](p, "(%s, true)", script)
	for range 500 {
		if data, err := os.ReadFile(filepath.Join(dir, name)); err == nil {
			return data
		}
		time.Sleep(20 * time.Millisecond)
	}
	p.Fatalf("%s was not saved: %s", name, p.status())
	return nil
}

// command runs the command in a directory, and returns what it prints.
func (p *tab) command(dir string, args ...string) []byte {
	p.Helper()
	files, err := built()
	require.NoError(p, err)
	cmd := exec.Command(files.command, args...)
	cmd.Dir = dir
	out, err := cmd.Output()
	if _, isStatus := errors.AsType[*exec.ExitError](err); !isStatus {
		require.NoError(p, err)
	}
	return out
}

func (p *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	p.Helper()
	if err := chromedp.Do(p, actions...); err != nil {
		p.Fatal(err)
	}
}

// eval evaluates an expression of JavaScript, waits for a promise, and returns its
// value.
func eval[T any](p *tab, format string, args ...any) T {
	p.Helper()
	v, err := chromedp.Run(p, chromedp.Evaluate[T](fmt.Sprintf(format, args...), chromedp.EvalAwaitPromise))
	if err != nil {
		p.Fatalf("%s: %v", fmt.Sprintf(format, args...), err)
	}
	return v
}

// wait waits until an expression is true.
func (p *tab) wait(format string, args ...any) {
	p.Helper()
	expression := fmt.Sprintf(format, args...)
	for begun := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		if eval[bool](p, "Boolean(%s)", expression) {
			return
		}
		if time.Since(begun) > 30*time.Second {
			p.Fatalf("never true: %s\nstatus: %s\npage: %s", expression, p.status(), eval[string](p, `document.getElementById("main").innerText.slice(0, 2000)`))
		}
	}
}

func (p *tab) status() string {
	return eval[string](p, `document.getElementById("status").textContent`)
}

// idle waits until the worker has answered everything.
func (p *tab) idle() {
	p.Helper()
	p.wait(`document.body.getAttribute("aria-busy") !== "true"`)
}

// view shows a view.
func (p *tab) view(name string) {
	p.Helper()
	eval[bool](p, `(document.querySelector("a[data-view=%s]").click(), true)`, name)
	p.idle()
}

// text returns the visible text of an element.
func (p *tab) text(selector string) string {
	p.Helper()
	return eval[string](p, `document.querySelector(%q).innerText`, selector)
}

// drop drops files on the page.
func (p *tab) drop(files map[string][]byte) {
	p.Helper()
	script := "(() => { const data = new DataTransfer();"
	for name, data := range files {
		script += fmt.Sprintf("data.items.add(new File([Uint8Array.from(atob(%q), (c) => c.charCodeAt(0))], %q));", base64.StdEncoding.EncodeToString(data), name)
	}
	script += `document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true })); return true; })()`
	eval[bool](p, "%s", script)
	p.wait(`document.querySelector("#main .card") && document.body.getAttribute("aria-busy") !== "true"`)
}

// scheme shows the page light or dark.
func (p *tab) scheme(name string) {
	p.Helper()
	_, err := chromedp.Call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}}})
	require.NoError(p, err)
}
