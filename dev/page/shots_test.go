package page_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/dev/browser"
)

// views are the views of the page, in their order.
var views = []string{"configuration", "findings", "who", "mend", "contacts", "services", "save"}

// ask asks the question of the sample in the view of questions.
func (p *tab) ask(from, to string) {
	p.Helper()
	eval[bool](p, `(() => { const form = document.querySelector("#main form"); form.elements.from.value = %q; form.elements.to.value = %q; form.requestSubmit(); return true; })()`, from, to)
	p.wait(`document.querySelector("#verdict .sentence, #verdict .card")`)
	p.idle()
}

// fill gives a view something to show.
func (p *tab) fill(view string) {
	p.Helper()
	switch view {
	case "who":
		p.ask("ken@contoso.com", "ted@fabrikam.com")
	case "contacts":
		eval[bool](p, `(() => { const list = document.getElementById("contacts"); list.value = "ted@contoso.com\nann smith@live.com\njoe@outlook.com\n"; [...document.querySelectorAll("#main button")].find((b) => b.textContent === "Rewrite the list").click(); return true; })()`)
		p.wait(`document.querySelector("#main .sentence")`)
	}
}

// fits fails the test if the page is wider than the screen.
func (p *tab) fits(view string) {
	p.Helper()
	over := eval[[]string](p, `(() => { const wide = document.documentElement.clientWidth; return document.documentElement.scrollWidth <= wide ? [] :
		[...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > wide && !e.closest(".scroll, pre")).map((e) => e.outerHTML.slice(0, 120)); })()`)
	if len(over) > 0 {
		p.Errorf("%s is wider than the screen: %q", view, over[:min(len(over), 5)])
	}
}

// TestShots takes pictures of every view, if it is asked to with -shots.
func TestShots(t *testing.T) {
	if *shots == "" {
		t.Skip("pictures are taken with -shots DIRECTORY")
	}
	require.NoError(t, os.MkdirAll(*shots, 0o777))
	p := open(t, "#sample")
	p.wait(`document.querySelector("#main li.card")`)
	p.idle()
	for _, scheme := range []string{"light", "dark"} {
		browser.Scheme(t, p.Context, scheme)
		for _, width := range []int64{320, 390, 1280} {
			p.do(chromedp.EmulateViewport(width, 900))
			for _, view := range views {
				p.view(view)
				p.fill(view)
				browser.Shot(t, p.Context, filepath.Join(*shots, fmt.Sprintf("%s-%s-%d.png", view, scheme, width)))
				p.fits(view)
			}
		}
	}
	browser.Scheme(t, p.Context, "light")
	p.do(chromedp.EmulateViewport(1280, 900))
	for _, view := range views {
		p.view(view)
		p.fill(view)
		data, err := chromedp.Run(p, chromedp.PrintToPDF())
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(*shots, view+".pdf"), data, 0o666))
	}
}
