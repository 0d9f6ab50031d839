package page_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/dev/browser"
	"github.com/lyncfed/lyncfed/dev/command"
)

const day = "2026-11-26"

// maxBytes is how large the page may be: it is sent by mail, and lies on shares.
const maxBytes = 3_300_000

func TestSize(t *testing.T) {
	sample, err := os.ReadFile(filepath.Join(command.Root(), "cmd", "page", "sample.json"))
	require.NoError(t, err)
	example, err := os.ReadFile(filepath.Join(command.Examples(), "contoso.json"))
	require.NoError(t, err)
	require.Equal(t, string(example), string(sample), "cmd/page/sample.json is a copy of the example")
	file, err := built()
	require.NoError(t, err)
	info, err := os.Stat(file)
	require.NoError(t, err)
	if info.Size() > maxBytes {
		t.Errorf("the page has %d bytes, and may have %d", info.Size(), maxBytes)
	}
}

// TestCarried: a build with the tag page writes the page that it carries.
func TestCarried(t *testing.T) {
	page, err := built()
	require.NoError(t, err)
	dir := t.TempDir()
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {filepath.Join(command.Root(), "cmd", "lyncfed", "lyncfed.html"): page}})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "overlay.json"), overlay, 0o666))
	program := filepath.Join(dir, "lyncfed.exe")
	build := exec.Command("go", "build", "-tags", "page", "-overlay", filepath.Join(dir, "overlay.json"), "-o", program, "./cmd/lyncfed")
	build.Dir = command.Root()
	out, err := build.CombinedOutput()
	require.NoError(t, err, string(out))
	write := exec.Command(program, "page", "-o", "page.html")
	write.Dir = dir
	out, err = write.CombinedOutput()
	require.NoError(t, err, string(out))
	want, err := os.ReadFile(page)
	require.NoError(t, err)
	got, err := os.ReadFile(filepath.Join(dir, "page.html"))
	require.NoError(t, err)
	require.True(t, bytes.Equal(want, got), "another page is written")
}

// openSample opens the sample on a day.
func openSample(t testing.TB) *tab {
	p := open(t, "#findings?on="+day)
	eval[bool](p, `([...document.querySelectorAll("#main button")].find((b) => b.textContent === "Try the sample").click(), true)`)
	p.wait(`document.querySelector("#main li.card")`)
	p.idle()
	return p
}

// button is an expression that clicks a button.
func button(text string) string {
	return fmt.Sprintf(`[...document.querySelectorAll("#main button")].find((b) => b.textContent === %q || b.getAttribute("aria-label") === %[1]q).click()`, text)
}

// TestSample: the page and the command give the same answers on the sample: the
// report, the decisions, the scripts and the addresses.
func TestSample(t *testing.T) {
	t.Setenv("COLUMNS", "1000") // the page has no lines
	p := openSample(t)
	var want struct {
		Headline string
		Findings []any
	}
	require.NoError(t, json.Unmarshal(command.Run(t, "audit", "contoso.json", "--on", day, "--format", "json"), &want))
	require.Equal(t, want.Headline, p.text("#heading"))
	require.Equal(t, "findings", eval[string](p, `location.hash.slice(1).split("?")[0]`))
	require.Equal(t, "heading", eval[string](p, `document.activeElement.id`), "the heading has the focus after a run")
	require.Contains(t, p.status(), "1 file: 4 errors")

	p.view("save")
	for title, format := range map[string][2]string{"Report as a page": {"html", "html"}, "Report as JSON": {"json", "json"}, "Report as CSV": {"csv", "csv"}, "Report as SARIF": {"sarif", "sarif"}, "Report as Markdown": {"markdown", "md"}} {
		got := p.saved("lyncfed-audit."+format[1], button("Save "+title))
		require.Equal(t, string(command.Run(t, "audit", "contoso.json", "--on", day, "--format", format[0])), string(got), format[0])
	}
	eval[bool](p, `(document.querySelector("[name=hide]").click(), true)`)
	hidden := p.saved("lyncfed-audit.json", button("Save Report as JSON"))
	require.NotContains(t, string(hidden), "fabrikam")
	require.NotContains(t, string(hidden), "ken@")
	var without struct{ Findings []any }
	require.NoError(t, json.Unmarshal(hidden, &without))
	require.Greater(t, len(without.Findings), 10)
	require.Contains(t, string(p.saved("names.json", button("Save which example stands for which name"))), "fabrikam")

	p.view("who")
	for _, to := range []string{"ted@fabrikam.com", "ann@africa.fabrikam.com", "joe@yahoo.com"} {
		p.ask("ken@contoso.com", to)
		sentence, _, _ := strings.Cut(string(command.Run(t, "can", "ken@contoso.com", "reach", to, "--config", "contoso.json", "--on", day)), "\n")
		p.wait(`document.querySelector("#verdict .sentence").textContent === %q`, sentence)
	}
	require.Contains(t, string(command.Run(t, "who", "contoso.json", "--on", day)), p.text("#groups p"))
	require.Contains(t, p.text("#groups"), "no a")
	require.Contains(t, eval[[]string](p, `[...document.getElementById("users").options].map((o) => o.value)`), "ken@contoso.com", "the field offers what completes it")
	p.ask("nobody", "ted@fabrikam.com")
	p.wait(`document.querySelector("#verdict .card.is-error")`)

	p.view("mend")
	p.wait(`document.querySelector("#main ol.items li")`)
	dir := t.TempDir()
	data, err := os.ReadFile(filepath.Join(command.Examples(), "contoso.json"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "contoso.json"), data, 0o666))
	command.RunIn(t, dir, "fix", "contoso.json", "--on", day, "--script", "lyncfed-fix.ps1", "--rollback", "lyncfed-undo.ps1")
	for name, save := range map[string]string{"lyncfed-fix.ps1": "Save the script", "lyncfed-undo.ps1": "Save the rollback"} {
		want, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		require.Equal(t, string(want), string(p.saved(name, button(save))), name)
	}

	p.view("contacts")
	p.fill("contacts")
	require.Equal(t, "ted(contoso.com)@msn.com\njoe@outlook.com\n", eval[string](p, `document.getElementById("rewritten").value`))
	require.Contains(t, p.text("#main table"), "2:4")
	eval[bool](p, `(document.getElementById("contacts").value = "ted(contoso.com)@msn.com", document.querySelectorAll("[name=undo]")[1].click(), %s, true)`, button("Rewrite the list"))
	p.wait(`document.getElementById("rewritten").value === "ted@contoso.com"`)

	p.view("services")
	require.Contains(t, eval[string](p, `document.querySelector("#main svg").getAttribute("aria-label")`), "Skype from 2013-05-23 to 2025-05-04")
}

// TestForms: files of several forms are read together.
func TestForms(t *testing.T) {
	p := open(t, "#configuration?on="+day)
	list := "\nIdentity : fabrikam.com\nDomain : fabrikam.com\nProxyFqdn :\nVerificationLevel : UseSourceVerification\nComment : \nMarkForMonitoring : False\n\n"
	marked := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(strings.ReplaceAll(list, "\n", "\r\n"))) {
		marked = append(marked, byte(unit), byte(unit>>8))
	}
	clixml := `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj RefId="0"><TN RefId="0"><T>Microsoft.Rtc.Management.WritableConfig.Settings.SipDomain.SipDomain</T></TN><Props><S N="Identity">contoso.com</S><S N="Name">contoso.com</S><B N="IsDefault">true</B></Props></Obj></Objs>`
	p.drop(map[string][]byte{"allowed.txt": marked, "domains.xml": []byte(clixml), "change.ps1": []byte("New-CsAllowedDomain -Identity litwareinc.com\n")})
	require.Contains(t, p.status(), "checks passed")
	p.view("configuration")
	text := p.text("#main")
	for _, want := range []string{"3 files", "text of the console, UTF-16", "CLIXML", "script", "1 SIP domain", "allowed domain"} {
		require.Contains(t, text, want)
	}
	require.Contains(t, eval[string](p, `[...document.querySelectorAll("#main tr")].map((r) => r.innerText).join("\n")`), "allowed domain\nGet-CsAllowedDomain\n\tfound 2")
	eval[bool](p, "(%s, true)", button("Remove change.ps1"))
	p.idle()
	p.view("configuration")
	require.Contains(t, p.text("#main"), "2 files")

	eval[bool](p, `(document.getElementById("paste").value = "Identity : litware.com\nDomain : litware.com\nProxyFqdn :\n", %s, true)`, button("Add the text"))
	p.wait(`document.getElementById("status").textContent.startsWith("3 files")`)
	p.idle()
	p.view("configuration")
	require.Contains(t, p.text("#main"), "pasted-1.txt")

	p.drop(map[string][]byte{"picture.txt": []byte("\x89PNG\r\n\x1a\n")})
	require.Contains(t, p.text("#main .is-error"), "PNG")
	require.Contains(t, p.status(), "could not be read")
	require.Equal(t, "configuration", eval[string](p, `location.hash.slice(1).split("?")[0]`), "what could not be read is shown")
}

// TestNothingLeaves: the page asks nobody for anything, and cannot.
func TestNothingLeaves(t *testing.T) {
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		w.Header().Set("Access-Control-Allow-Origin", "*")
	}))
	defer server.Close()
	p := blank(t)
	_, err := chromedp.Call(p, network.Enable, network.EnableParams{})
	require.NoError(t, err)
	var lock sync.Mutex
	var requests []string
	require.NoError(t, chromedp.Listen(p, func(ev any) {
		if sent, ok := ev.(*network.EventRequestWillBeSent); ok {
			lock.Lock()
			requests = append(requests, sent.Request.URL)
			lock.Unlock()
		}
	}))
	p.navigate("#sample")
	p.wait(`document.querySelector("#main li.card")`)
	for _, view := range views {
		p.view(view)
		p.fill(view)
		require.Regexp(t, `^#[a-z]+\?on=\d{4}-\d\d-\d\d$`, eval[string](p, `location.hash`), "the address has the view and the day alone")
	}
	require.Zero(t, eval[int](p, `indexedDB.databases().then((all) => all.length + localStorage.length + sessionStorage.length + document.cookie.length)`), "nothing is stored")
	lock.Lock()
	defer lock.Unlock()
	require.NotEmpty(t, requests, "not even the page was seen")
	for _, url := range requests {
		if scheme, _, _ := strings.Cut(url, ":"); scheme != "file" && scheme != "blob" && scheme != "data" {
			t.Errorf("the page asked for %s", url)
		}
	}

	refused := blank(t)
	refused.navigate("")
	got := eval[[]string](refused, `(async () => {
		const all = [];
		addEventListener("securitypolicyviolation", (event) => all.push(event.effectiveDirective));
		await fetch(%q).catch(() => all.push("fetch failed"));
		await new Promise((done) => { const image = new Image(); image.onload = image.onerror = done; image.src = %[1]q + "/beacon.png"; });
		navigator.sendBeacon(%[1]q, "data");
		try { new WebSocket(%[1]q.replace("http", "ws")); } catch (error) {}
		const frame = document.createElement("iframe"); frame.src = %[1]q; document.body.append(frame);
		const script = document.createElement("script"); script.textContent = "window.ran = true"; document.body.append(script);
		await new Promise((done) => setTimeout(done, 200));
		all.push("script " + (window.ran ? "ran" : "did not run"));
		return all;
	})()`, server.URL)
	for _, want := range []string{"connect-src", "img-src", "frame-src", "script-src-elem", "fetch failed", "script did not run"} {
		require.Contains(t, got, want)
	}
	require.Zero(t, asked.Load(), "requests reached a server")
}

// TestWithout: a browser that lacks something shows a message about it, and so does one
// without JavaScript.
func TestWithout(t *testing.T) {
	file, err := built()
	require.NoError(t, err)
	p := blank(t)
	for _, lacks := range []string{"WebAssembly", "DecompressionStream", "Worker", "JavaScript"} {
		if lacks == "JavaScript" {
			_, err := chromedp.Call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
			require.NoError(t, err)
			browser.Show(t, p.Context, file, "")
		} else {
			script, err := chromedp.Call(p, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: "delete window." + lacks})
			require.NoError(t, err)
			browser.Show(t, p.Context, file, "")
			_, err = chromedp.Call(p, page.RemoveScriptToEvaluateOnNewDocument, page.RemoveScriptToEvaluateOnNewDocumentParams(script))
			require.NoError(t, err)
		}
		require.Contains(t, p.text("body"), "Edge or Chrome from version 80, Firefox from 113, or Safari from 16.4", lacks)
		require.NotContains(t, p.text("body"), "Configuration", lacks)
	}
}

// TestHostile: what an export has is shown as text, and is not run.
func TestHostile(t *testing.T) {
	const evil = `<img src=x onerror=window.ran=1><script>window.ran=1</script>"'><svg onload=window.ran=1>javascript:window.ran=1`
	text, err := json.Marshal(evil)
	require.NoError(t, err)
	config := `{"Platform":"SfBServer2019","SipDomains":[{"Identity":"contoso.com","IsDefault":true}],
	 "AccessEdgeConfiguration":{"Identity":"Global","AllowFederatedUsers":true,"EnablePartnerDiscovery":false,"SkypeSearchUrl":EVIL},
	 "PublicProviders":[{"Identity":EVIL,"ProxyFqdn":"a.example","Enabled":true,"VerificationLevel":"AlwaysVerifiable","IconUrl":EVIL}],
	 "AllowedDomains":[{"Identity":"fabrikam.com","Comment":EVIL}],"BlockedDomains":[{"Identity":"contoso.com","Comment":EVIL}],
	 "ExternalAccessPolicies":[{"Identity":"Global","Description":EVIL,"EnableFederationAccess":true}],
	 "Users":[{"SipAddress":"sip:ken@contoso.com","ExternalAccessPolicy":EVIL}],EVIL:1}`
	p := open(t, "")
	p.drop(map[string][]byte{evil + ".json": []byte(strings.ReplaceAll(config, "EVIL", string(text)))})
	for _, view := range views {
		p.view(view)
		p.fill(view)
		eval[bool](p, `(document.querySelectorAll("details").forEach((d) => { d.open = true; }), true)`)
		require.Zero(t, eval[int](p, `document.querySelectorAll("#main img, #main script, #main iframe, #main [onload], #main [onerror]").length`), view)
		require.Zero(t, eval[int](p, `[...document.querySelectorAll("#main a")].filter((a) => !a.href.startsWith("https://")).length`), view)
	}
	p.view("configuration")
	require.Contains(t, p.text("#main"), "<img src=x onerror=window.ran=1>")
	p.view("findings")
	require.Contains(t, p.text("#main"), "<script>window.ran=1</script>")
	time.Sleep(100 * time.Millisecond)
	require.True(t, eval[bool](p, `window.ran === undefined`))
}

// largeExport returns an export of about that many bytes.
func largeExport(size int) []byte {
	var b bytes.Buffer
	b.WriteString(`{"Platform":"SfBServer2019","SipDomains":[{"Identity":"contoso.com","Name":"contoso.com","IsDefault":true}],"AccessEdgeConfiguration":{"Identity":"Global","AllowFederatedUsers":true,"AllowOutsideUsers":true,"EnablePartnerDiscovery":false,"RoutingMethod":"UseDnsSrvRouting"},"PublicProviders":[],"HostingProviders":[],"BlockedDomains":[],"ExternalAccessPolicies":[{"Identity":"Global","EnableFederationAccess":true,"EnablePublicCloudAccess":false,"EnablePublicCloudAudioVideoAccess":false,"EnableOutsideAccess":true}],"AllowedDomains":[{"Identity":"fabrikam.com","Domain":"fabrikam.com","Comment":null,"ProxyFqdn":null,"VerificationLevel":null,"MarkForMonitoring":false}],"Pools":[{"Identity":"pool.contoso.com","Site":"Site:Redmond"}],"Users":[`)
	for i := 0; b.Len() < size; i++ {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"SipAddress":"sip:user%d@contoso.com","ExternalAccessPolicy":%s,"HostingProvider":"SRV:","RegistrarPool":"pool.contoso.com","Enabled":true,"EnabledForFederation":true,"DisplayName":"User number %[1]d","Department":"Sales"}`, i, map[bool]string{true: `"Gone"`, false: "null"}[i%10 == 0])
	}
	b.WriteString("]}")
	return b.Bytes()
}

// TestLarge: an export of 5 MB is audited in three seconds, in which the page moves.
// The bounds are ten times as wide, for a machine that does much else.
func TestLarge(t *testing.T) {
	p := open(t, "")
	eval[bool](p, `(() => { window.gap = 0; let last = performance.now(); const tick = () => { const now = performance.now(); window.gap = Math.max(window.gap, now - last); last = now; requestAnimationFrame(tick); }; tick(); return true; })()`)
	path := filepath.Join(t.TempDir(), "large.json")
	require.NoError(t, os.WriteFile(path, largeExport(5<<20), 0o666))
	p.do(chromedp.SetUploadFiles(chromedp.CSS(`input[type=file]:not([webkitdirectory])`), []string{path}, chromedp.NodeReady))
	begun := time.Now()
	p.wait(`document.querySelector("#main li.card.is-error") && location.hash.startsWith("#findings")`)
	taken, gap := time.Since(begun), eval[float64](p, `window.gap`)
	p.idle()
	memory := eval[float64](p, `performance.memory.usedJSHeapSize`)
	t.Logf("ready in %s ms; 5 MB in %v, of which the page stood still for %.0f ms at the longest; %.0f MB of the page's own memory", eval[string](p, `document.documentElement.dataset.ready`), taken, gap, memory/1e6)
	if taken > 30*time.Second || gap > 3000 {
		t.Errorf("5 MB took %v, and the page stood still for %.0f ms", taken, gap)
	}
	require.Contains(t, p.text("#main"), "users are granted Tag:Gone, which does not exist")
}

// TestCancel: what takes long can be stopped, and the page goes on.
func TestCancel(t *testing.T) {
	p := openSample(t)
	path := filepath.Join(t.TempDir(), "large.json")
	require.NoError(t, os.WriteFile(path, largeExport(30<<20), 0o666))
	p.view("configuration")
	p.do(chromedp.SetUploadFiles(chromedp.CSS(`input[type=file]:not([webkitdirectory])`), []string{path}, chromedp.NodeReady))
	p.wait(`!document.getElementById("cancel").hidden`)
	require.Equal(t, "Reading 2 files ...", p.status())
	eval[bool](p, `(document.getElementById("cancel").click(), true)`)
	p.idle()
	p.wait(`document.querySelector("#main li.card")`)
	require.NotContains(t, p.text("#main"), "large.json")
	p.view("findings")
	p.wait(`document.querySelector("#main li.card.is-error")`)
	p.view("who")
	p.ask("ken@contoso.com", "ted@fabrikam.com")
	require.Contains(t, p.text("#verdict"), "may not reach")
}

// TestKeys: all of it goes by the keyboard, and the address has the view, the day and
// the filter alone.
func TestKeys(t *testing.T) {
	p := openSample(t)
	press := func(keys string) { p.do(chromedp.KeyEvent(keys)); p.idle() }
	focused := func() string { return eval[string](p, `document.activeElement.innerText`) }
	press("j")
	first := focused()
	require.Contains(t, first, "ken@contoso.com")
	press("j")
	require.NotEqual(t, first, focused())
	press("k")
	require.Equal(t, first, focused())
	press("e")
	require.True(t, eval[bool](p, `document.activeElement.querySelector("details").open`))
	press("e")
	require.False(t, eval[bool](p, `document.activeElement.querySelector("details").open`))
	press("/")
	require.Equal(t, "search", eval[string](p, `document.activeElement.id`))
	eval[bool](p, `(document.getElementById("search").value = "", true)`) // the driver types what the page has taken
	press("aim")
	require.Equal(t, "aim", eval[string](p, `document.getElementById("search").value`))
	require.Equal(t, 1, eval[int](p, `document.querySelectorAll("#list li.card").length`))
	press(kb.Escape)
	press("?")
	require.True(t, eval[bool](p, `document.getElementById("help").open`))
	press(kb.Escape)
	require.False(t, eval[bool](p, `document.getElementById("help").open`))
	for i, view := range views {
		press(fmt.Sprint(i + 1))
		require.Equal(t, "#"+view+"?on="+day, eval[string](p, `location.hash`))
		require.Equal(t, "heading", eval[string](p, `document.activeElement.id`))
	}

	press("2")
	eval[bool](p, `(document.querySelectorAll("[name=severity]")[1].click(), true)`)
	require.Equal(t, "#findings?on="+day+"&severity=error", eval[string](p, `location.hash`))
	eval[bool](p, `(location.hash = "#findings?on=2012-01-01&severity=warning", true)`)
	p.wait(`document.querySelector(".soft").textContent && document.getElementById("day").value === "2012-01-01" && !document.querySelector("#list li.is-error")`)
	eval[bool](p, `(history.back(), true)`)
	p.wait(`document.getElementById("day").value === %q`, day)

	// No element keeps the focus: the tabulator reaches all and comes round.
	wanted := map[string]bool{"day": true, "earlier": true, "keys": true, "search": true, "SUMMARY": true, "PRE": true, "A": true}
	for n := 0; n < 400 && len(wanted) > 0; n++ {
		p.do(chromedp.KeyEvent(kb.Tab))
		delete(wanted, eval[string](p, `document.activeElement.id || document.activeElement.tagName`))
	}
	require.Empty(t, wanted, "the tabulator never reaches them")
}

// TestAccessible: axe-core finds nothing in any view, light and wide, dark and narrow, with
// and without a configuration, and no view is wider than the screen.
func TestAccessible(t *testing.T) {
	for _, part := range []string{"", "#sample"} {
		p := open(t, part)
		if part != "" {
			p.wait(`document.querySelector("#main li.card")`)
			p.idle()
		}
		for _, screen := range []struct {
			scheme string
			width  int64
		}{{"light", 1280}, {"dark", 320}} {
			browser.Scheme(t, p.Context, screen.scheme)
			p.do(chromedp.EmulateViewport(screen.width, 900))
			for _, view := range views {
				p.view(view)
				if part != "" {
					p.fill(view)
				}
				if part != "" && view == "mend" && screen.width == 320 {
					p.plan("leave-hybrid")
				}
				p.fits(view)
				eval[bool](p, `(document.querySelectorAll("details").forEach((d) => { d.open = true; }), true)`)
				for _, v := range browser.Violations(t, p.Context) {
					t.Errorf("%s, %s, %d wide, of %q: %s", view, screen.scheme, screen.width, part, v)
				}
			}
		}
	}
}
