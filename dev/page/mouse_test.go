package page_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/dev/command"
)

// dropPath drops a file or a folder of the disk on the page, as the browser does.
func (p *tab) dropPath(path string) {
	p.Helper()
	eval[bool](p, `(document.getElementById("status").textContent = "", true)`)
	copying := &input.DragData{Items: []*input.DragDataItem{}, Files: []string{path}, DragOperationsMask: 1}
	for _, event := range []input.DispatchDragEventType{input.DispatchDragEventTypeDragEnter, input.DispatchDragEventTypeDragOver, input.DispatchDragEventTypeDrop} {
		_, err := chromedp.Call(p.Context, input.DispatchDragEvent, input.DispatchDragEventParams{Type: event, X: 300, Y: 300, Data: copying})
		require.NoError(p, err)
	}
	p.wait(`/checks passed|None of|could not/.test(document.getElementById("status").textContent)`)
	p.idle()
}

// TestFolder: of a folder that is dropped, the exports are read, and those in the folders
// in it. The page and the command have the same headline. Other files are counted.
func TestFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "export")
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "below"), 0o700))
	config, err := os.ReadFile(filepath.Join(command.Examples(), "contoso.json"))
	require.NoError(t, err)
	var kinds map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(config, &kinds))
	for kind, records := range kinds {
		text, err := json.Marshal(map[string]json.RawMessage{kind: records})
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, kind+".json"), text, 0o600))
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "read me.md"), []byte("# Export\n"), 0o600))
	var want struct{ Headline string }
	require.NoError(t, json.Unmarshal(command.RunIn(t, dir, "audit", ".", "--on", day, "--format", "json"), &want))

	p := open(t, "#configuration?on="+day)
	p.dropPath(dir)
	require.Equal(t, want.Headline, p.text("#heading"), p.status())
	require.Contains(t, p.status(), "Not read: 1 file in the folder")
	p.view("configuration")
	require.Contains(t, p.text("#main"), "export/Users.json")

	require.NoError(t, os.WriteFile(filepath.Join(dir, "below", "more.json"), []byte(`{"AllowedDomains": [{"Identity": "below.example"}]}`), 0o600))
	p.dropPath(dir)
	p.view("configuration")
	require.Contains(t, p.text("#main"), "export/below/more.json")

	other := filepath.Join(t.TempDir(), "pictures")
	require.NoError(t, os.Mkdir(other, 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(other, "edge.png"), []byte("\x89PNG"), 0o600))
	p.dropPath(other)
	require.Contains(t, p.status(), "None of 1 file in the folder has the name of an export")
}

// click clicks the middle of an element with the mouse. Nothing else may lie there.
func (p *tab) click(element string) {
	p.Helper()
	p.wait("%s", element)
	at := eval[[]float64](p, `(() => {
		const one = %s;
		one.scrollIntoView({ block: "center", behavior: "instant" });
		const box = one.getBoundingClientRect(), x = box.left + Math.min(box.width / 2, 20), y = box.top + box.height / 2;
		const there = document.elementFromPoint(x, y);
		return there && (one.contains(there) || there.contains(one)) ? [x, y] : [];
	})()`, element)
	require.Len(p, at, 2, "the mouse cannot reach %s", element)
	p.do(chromedp.MouseClickXY(at[0], at[1]))
	p.idle()
}

// TestMouse: whoever has a mouse alone gets from the empty page, with the nine files of an
// export, to the script that mends.
func TestMouse(t *testing.T) {
	_, files := nineFiles(t)
	p := open(t, "#configuration?on="+day)
	named := func(what, text string) string {
		return `[...document.querySelectorAll("` + what + `")].find((e) => e.textContent.trim() === "` + text + `")`
	}
	p.choose(files, func() { p.click(named("#main button", "Choose files")) })
	p.wait(`location.hash.startsWith("#findings")`)
	all := eval[int](p, `document.querySelectorAll("#list li.card").length`)
	p.click(`document.querySelectorAll("[name=severity]")[1].closest("label")`)
	require.Contains(t, eval[string](p, `location.hash`), "severity=error")
	require.Less(t, eval[int](p, `document.querySelectorAll("#list li.card").length`), all, "the filter leaves some out")
	p.click(`document.querySelectorAll("[name=group]")[1].closest("label")`)
	require.Contains(t, p.text("#list li.card"), "policy.grant.missing")
	p.click(`document.getElementById("earlier")`)
	require.Contains(t, eval[string](p, `location.hash`), "on=2025-05-05", "the day before the one that is shown has a mark")
	for _, view := range []string{"who", "services", "contacts", "save", "configuration", "mend"} {
		p.click(`document.querySelector("a[data-view=` + view + `]")`)
		p.wait(`location.hash.startsWith(%q)`, "#"+view)
		require.NotEmpty(t, p.text("#heading"))
	}
	p.wait(`document.querySelector("#main ol.items li")`)
	script := p.savedBy("lyncfed-fix.ps1", func() { p.click(named("#main button", "Save the script")) })
	require.Contains(t, string(script), "Remove-CsPublicProvider -Identity 'Skype'")
}
