package page_test

import (
	"context"
	"encoding/base64"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/dev/browser"
	"github.com/lyncfed/lyncfed/dev/command"
)

// ready is a page that was built before.
var ready = flag.String("page", "", "the `file` of the page to test (default: it is built)")

// shots is where the pictures of the views go, which a person should look at after a
// change of the page.
var shots = flag.String("shots", "", "`directory` for pictures of every view, light and dark, narrow and wide")

var builtIn string // where the page was built

// built is the page, which is built once.
var built = sync.OnceValues(func() (file string, err error) {
	if *ready != "" {
		return filepath.Abs(*ready)
	}
	if builtIn, err = os.MkdirTemp("", "lyncfed-page"); err != nil {
		return "", err
	}
	file = filepath.Join(builtIn, "lyncfed.html")
	build := exec.Command("go", "run", "./cmd/page", "-o", file)
	build.Dir = command.Root()
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return file, nil
})

func TestMain(m *testing.M) {
	status := m.Run()
	if builtIn != "" {
		os.RemoveAll(builtIn)
	}
	os.Exit(status)
}

// A tab is a tab of a browser with the page.
type tab struct {
	testing.TB
	context.Context
}

// open opens the page in a browser of its own at a part of its address, such as
// "#sample", and waits until it is ready.
func open(t testing.TB, part string) *tab {
	t.Helper()
	p := blank(t)
	p.navigate(part)
	return p
}

// blank opens a tab.
func blank(t testing.TB) *tab {
	t.Helper()
	return &tab{TB: t, Context: browser.Tab(t)}
}

func (p *tab) navigate(part string) {
	p.Helper()
	file, err := built()
	require.NoError(p, err)
	browser.Show(p.TB, p.Context, file, part)
	p.wait(`document.documentElement.dataset.ready`)
	p.idle()
}

// saved evaluates what saves a file, and returns the file.
func (p *tab) saved(name, script string) []byte {
	p.Helper()
	return p.savedBy(name, func() { eval[bool](p, "(%s, true)", script) })
}

// savedBy does something that saves a file, and returns the file once the browser reports
// it as whole.
func (p *tab) savedBy(name string, do func()) []byte {
	p.Helper()
	dir := p.TempDir()
	ctx, stop := context.WithTimeout(p.Context, 30*time.Second)
	defer stop()
	events := chromedp.BrowserEvents(ctx, cdpbrowser.DownloadProgress)
	heard := true
	_, err := chromedp.CallBrowser(p.Context, cdpbrowser.SetDownloadBehavior, cdpbrowser.SetDownloadBehaviorParams{Behavior: cdpbrowser.SetDownloadBehaviorBehaviorAllow, DownloadPath: dir, EventsEnabled: &heard})
	require.NoError(p, err)
	do()
	for progress, err := range events {
		if err != nil {
			p.Fatalf("%s was not saved: %v: %s", name, err, p.status())
		}
		if progress.State == cdpbrowser.DownloadProgressStateInProgress {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(p, err)
		return data
	}
	p.Fatalf("%s was not saved: %s", name, p.status())
	return nil
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
	var script strings.Builder
	script.WriteString(`(() => { document.getElementById("main").firstElementChild.dataset.before = "1"; const data = new DataTransfer();`)
	for name, data := range files {
		script.WriteString(fmt.Sprintf("data.items.add(new File([Uint8Array.from(atob(%q), (c) => c.charCodeAt(0))], %q));", base64.StdEncoding.EncodeToString(data), name))
	}
	script.WriteString(`document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true })); return true; })()`)
	eval[bool](p, "%s", script.String())
	p.wait(`!document.querySelector("[data-before]") && document.body.getAttribute("aria-busy") !== "true"`)
}

// plan has the view Mend show the plan at a place among those that are offered.
func (p *tab) plan(name string) {
	p.Helper()
	eval[bool](p, `(document.getElementById("plan").replaceChildren(), document.querySelectorAll("[name=plan]")[%d].click(), true)`, slices.Index([]string{"", "take-over", "leave-hybrid"}, name))
	p.wait(`document.querySelector("#plan .sentence")`)
	p.idle()
}
