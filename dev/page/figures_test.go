package page_test

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/systeminfo"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/dev/command"
)

// figures has the page measured beside the command.
var figures = flag.Bool("figures", false, "measure the page beside the command on the same 5 MB, and print the table of docs/performance.md")

// TestFigures measures the page, if it is asked to with -figures: its bytes, the time until
// it is ready, and an export of 5 MB beside the command, in turns.
func TestFigures(t *testing.T) {
	if !*figures {
		t.Skip("the page is measured with -figures")
	}
	const turns = 5
	file, err := built()
	require.NoError(t, err)
	info, err := os.Stat(file)
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "large.json")
	require.NoError(t, os.WriteFile(path, largeExport(5<<20), 0o666))
	program := command.Path(t)
	var ready, page, commands, pageWork, commandWork, pageMemory, commandMemory []float64
	for range turns {
		p := open(t, "")
		ms, err := strconv.ParseFloat(eval[string](p, `document.documentElement.dataset.ready`), 64)
		require.NoError(t, err)
		ready = append(ready, ms)
		// The page itself takes the time, from the choice of the file to the findings.
		eval[bool](p, `(() => {
			const input = document.querySelector("input[type=file]:not([webkitdirectory])");
			input.addEventListener("change", () => { window.begun = performance.now(); }, true);
			new MutationObserver(() => { if (!window.taken && document.querySelector("#main li.card.is-error") && location.hash.startsWith("#findings")) window.taken = performance.now() - window.begun; }).observe(document.getElementById("main"), { childList: true, subtree: true });
			return true;
		})()`)
		before, _ := p.process()
		p.do(chromedp.SetUploadFiles(chromedp.CSS(`input[type=file]:not([webkitdirectory])`), []string{path}, chromedp.NodeReady))
		p.wait(`window.taken`)
		page = append(page, eval[float64](p, `window.taken`))
		after, peak := p.process()
		pageWork, pageMemory = append(pageWork, after-before), append(pageMemory, peak)

		cmd := exec.Command(program, "audit", path, "--on", day, "--format", "json", "--exit-zero")
		begun := time.Now()
		out, err := cmd.Output()
		commands = append(commands, float64(time.Since(begun).Microseconds())/1000)
		require.NoError(t, err)
		require.NotEmpty(t, out)
		commandWork = append(commandWork, (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds())
		usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
		require.True(t, ok)
		commandMemory = append(commandMemory, float64(usage.Maxrss)/1000)
	}
	least := func(all []float64) float64 { return slices.Min(all) }
	ratios := make([]float64, turns)
	for i := range ratios {
		ratios[i] = page[i] / commands[i]
	}
	slices.Sort(ratios)
	fmt.Printf("| | page | command |\n|---|---|---|\n")
	fmt.Printf("| bytes | %.2f MB | |\n", float64(info.Size())/1e6)
	fmt.Printf("| time to ready | %.0f ms | |\n", least(ready))
	fmt.Printf("| 5 MB, from the file to the findings | %.0f ms | %.0f ms |\n", least(page), least(commands))
	fmt.Printf("| the same in each of %d turns, times the command | %.1f to %.1f, %.1f in the middle | 1 |\n", turns, ratios[0], ratios[turns-1], ratios[turns/2])
	fmt.Printf("| its processor time | %.1f s | %.1f s |\n", least(pageWork), least(commandWork))
	fmt.Printf("| memory of the process at most | %.0f MB | %.0f MB |\n", slices.Max(pageMemory), slices.Max(commandMemory))
}

// process returns the processor time of the process of the tab in seconds, and how much
// memory it had at most in MB.
func (p *tab) process() (work, peak float64) {
	p.Helper()
	info, err := chromedp.CallBrowser(p.Context, systeminfo.GetProcessInfo, cdp.Empty{})
	require.NoError(p, err)
	for _, process := range info.ProcessInfo {
		if process.Type != "renderer" {
			continue
		}
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", process.ID))
		require.NoError(p, err)
		_, rest, found := strings.Cut(string(status), "VmHWM:")
		require.True(p, found)
		kb, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
		require.NoError(p, err)
		work, peak = work+process.CPUTime, max(peak, kb/1000)
	}
	return work, peak
}
