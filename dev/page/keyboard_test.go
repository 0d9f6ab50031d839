package page_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/dev/browser"
	"github.com/lyncfed/lyncfed/dev/command"
)

// nineFiles writes what the nine cmdlets of an export print, each to a file, as Windows
// PowerShell writes them: UTF-16 with a mark.
func nineFiles(t testing.TB) (dir string, files []string) {
	t.Helper()
	dir = t.TempDir()
	config, err := os.ReadFile(filepath.Join(command.Examples(), "contoso.json"))
	require.NoError(t, err)
	var kinds map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(config, &kinds))
	for kind, records := range kinds {
		if kind == "Platform" {
			continue
		}
		text, err := json.Marshal(map[string]json.RawMessage{kind: records})
		require.NoError(t, err)
		marked := []byte{0xff, 0xfe}
		for _, unit := range utf16.Encode([]rune(string(text))) {
			marked = append(marked, byte(unit), byte(unit>>8))
		}
		files = append(files, filepath.Join(dir, kind+".json"))
		require.NoError(t, os.WriteFile(files[len(files)-1], marked, 0o600))
	}
	require.Len(t, files, 9)
	return dir, files
}

// choose does something that asks for files, and chooses some.
func (p *tab) choose(files []string, do func()) {
	p.Helper()
	_, err := chromedp.Call(p, page.SetInterceptFileChooserDialog, page.SetInterceptFileChooserDialogParams{Enabled: true})
	require.NoError(p, err)
	asked := make(chan cdp.BackendNodeID, 1)
	require.NoError(p, chromedp.Listen(p, func(ev any) {
		if chooser, ok := ev.(*page.EventFileChooserOpened); ok {
			asked <- chooser.BackendNodeID
		}
	}))
	do()
	select {
	case node := <-asked:
		_, err := chromedp.Call(p, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: files, BackendNodeID: node})
		require.NoError(p, err)
	case <-time.After(30 * time.Second):
		p.Fatal("the page does not ask for files")
	}
	p.wait(`/checks passed|could not/.test(document.getElementById("status").textContent)`)
	p.idle()
}

// TestKeyboard: whoever has a keyboard alone gets from the empty page, with the nine files
// of an export, to the answers and the script that mends.
func TestKeyboard(t *testing.T) {
	dir, files := nineFiles(t)
	var want struct{ Headline string }
	require.NoError(t, json.Unmarshal(command.RunIn(t, dir, "audit", ".", "--on", day, "--format", "json"), &want))
	p := open(t, "#configuration?on="+day)
	shot := func(name string) {
		if *shots != "" {
			require.NoError(t, os.MkdirAll(*shots, 0o777))
			browser.Shot(t, p.Context, filepath.Join(*shots, "keys-"+name+".png"))
		}
	}
	press := func(keys string) { p.do(chromedp.KeyEvent(keys)); p.idle() }
	// tab presses the tabulator until an element has the focus.
	tab := func(label string) {
		t.Helper()
		for range 60 {
			press(kb.Tab)
			if eval[bool](p, `((e) => [e.textContent.trim(), e.getAttribute("aria-label"), e.labels && e.labels[0] && e.labels[0].textContent].includes(%q))(document.activeElement)`, label) {
				return
			}
		}
		t.Fatalf("the tabulator does not reach %q", label)
	}
	shot("01-start")
	p.choose(files, func() { tab("Choose files"); shot("02-tab"); p.do(chromedp.KeyEvent(kb.Enter)) })
	require.Equal(t, want.Headline, p.text("#heading"), p.status())
	shot("03-findings")
	for n, key := range []string{"j", "j", "e", "k"} {
		press(key)
		shot(fmt.Sprintf("04-%d%s", n, key))
	}
	press("/")
	eval[bool](p, `(document.getElementById("search").value = "", true)`) // the driver types what the page has taken
	press("skype")
	shot("05-search")
	require.Contains(t, p.text("#list"), "with \u201cskype\u201d")
	press(kb.Escape)
	press("?")
	shot("06-help")
	press(kb.Enter) // the button that closes has the focus
	require.False(t, eval[bool](p, `document.getElementById("help").open`))
	tab("Choose the product")
	press(kb.Enter)
	require.Equal(t, "product", eval[string](p, `document.activeElement.id`))
	shot("07-product")
	press("Skype for Business Server 2015")
	p.wait(`[...document.querySelectorAll("#main td")].some((cell) => cell.textContent === "found Skype for Business Server 2015")`)
	require.Equal(t, "product SfBServer2015", eval[string](p, `document.activeElement.id + " " + document.activeElement.value`), "the focus stays where it is")
	shot("08-chosen")

	tab("Skip to the content")
	tab("Day")
	eval[bool](p, `(window.days = [], addEventListener("hashchange", () => window.days.push(location.hash)), true)`)
	press("06302014")
	p.wait(`location.hash === "#configuration?on=2014-06-30"`)
	require.Empty(t, eval[[]string](p, `window.days.filter((hash) => hash.includes("on=0"))`), "a year that is typed is not the year 2, 20 and 201")
	press(kb.Escape)

	press("3")
	tab("From")
	press("ken@contoso.com")
	tab("To")
	press("ted@fabrikam.com")
	shot("09-ask")
	press(kb.Enter)
	p.wait(`document.querySelector("#verdict .sentence") === document.activeElement`)
	require.Contains(t, p.text("#verdict"), "ken@contoso.com may not reach ted@fabrikam.com on 2014-06-30")
	shot("10-answer")

	press("4")
	p.wait(`document.querySelector("#plan .sentence")`)
	tab("Save the script")
	shot("11-mend")
	script := p.savedBy("lyncfed-fix.ps1", func() { press(kb.Enter) })
	require.Contains(t, string(script), "Remove-CsPublicProvider -Identity 'Skype'")
	shot("12-saved")

	press("5")
	tab("The list")
	press("jim@tailspin.com")
	tab("Rewrite the list")
	press(kb.Enter)
	p.wait(`document.getElementById("rewritten").value === "jim(tailspin.com)@msn.com"`)
	shot("13-contacts")
	press("6")
	shot("14-services")
	press("7")
	tab("Save Report as a page")
	report := p.savedBy("lyncfed-audit.html", func() { press(kb.Enter) })
	require.True(t, strings.HasPrefix(string(report), "<!"))
	shot("15-save")
}
