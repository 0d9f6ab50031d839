package page_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/dev/browser"
	"github.com/lyncfed/lyncfed/dev/command"
)

// TestFirefox: the page gives the same answers in Firefox, and asks nobody for anything.
func TestFirefox(t *testing.T) {
	t.Setenv("COLUMNS", "1000") // the page has no lines
	f := browser.NewFirefox(t)
	file, err := built()
	require.NoError(t, err)
	text := func(expression string) string {
		t.Helper()
		return f.Text("String(" + expression + ")")
	}
	wait := func(expression string) {
		t.Helper()
		for begun := time.Now(); text("Boolean("+expression+")") != "true"; time.Sleep(50 * time.Millisecond) {
			if time.Since(begun) > time.Minute {
				t.Fatalf("never true: %s: %s", expression, text(`document.body.innerText`))
			}
		}
	}
	f.Show(file, "#sample")
	wait(`document.querySelector("#list li.card")`)
	var want struct {
		Headline string
		On       string
	}
	today := text(`document.getElementById("day").value`)
	require.NoError(t, json.Unmarshal(command.Run(t, "audit", "contoso.json", "--on", today, "--format", "json"), &want))
	require.Equal(t, want.Headline, text(`document.getElementById("heading").textContent`))
	require.Equal(t, "heading", text(`document.activeElement.id`))

	for _, view := range views {
		text(fmt.Sprintf(`document.querySelector("a[data-view=%s]").click()`, view))
		wait(`document.body.getAttribute("aria-busy") !== "true"`)
		require.Equal(t, "0", text(`document.documentElement.scrollWidth - document.documentElement.clientWidth`), view)
	}
	text(`document.querySelector("a[data-view=who]").click()`)
	text(`(() => { const form = document.querySelector("#main form"); form.elements.from.value = "ken@contoso.com"; form.elements.to.value = "ted@fabrikam.com"; form.requestSubmit(); })()`)
	wait(`document.querySelector("#verdict .sentence")`)
	sentence, _, _ := strings.Cut(string(command.Run(t, "can", "ken@contoso.com", "reach", "ted@fabrikam.com", "--config", "contoso.json", "--on", today)), "\n")
	require.Equal(t, sentence, text(`document.querySelector("#verdict .sentence").textContent`))
	require.Equal(t, "refused", f.Text(`fetch("http://127.0.0.1:9/").then(() => "answered", () => "refused")`))
}
