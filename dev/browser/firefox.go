package browser

import (
	"bufio"
	"context"
	"encoding/json"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"
	"github.com/stretchr/testify/require"
)

// A Firefox is a tab of Firefox without a window. It is driven by WebDriver BiDi.
type Firefox struct {
	t       testing.TB
	conn    net.Conn
	context string
	number  int
}

// NewFirefox returns an empty tab. Without Firefox the test is skipped, loudly.
func NewFirefox(t testing.TB) *Firefox {
	t.Helper()
	path, err := exec.LookPath("firefox-esr")
	if err != nil {
		path, err = exec.LookPath("firefox")
	}
	if err != nil {
		t.Skip("!!! SKIPPED: no Firefox is here: apt-get install -y --no-install-recommends firefox-esr !!!")
	}
	ctx, stop := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, path, "--headless", "--no-remote", "--profile", t.TempDir(), "--remote-debugging-port", "0")
	cmd.Env = append(os.Environ(), "HOME="+t.TempDir())
	said, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { stop(); _ = cmd.Wait() })
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		if _, address, found := strings.Cut(lines.Text(), "WebDriver BiDi listening on "); found {
			go func() { // it must not wait for a reader
				for lines.Scan() {
				}
			}()
			f := &Firefox{t: t}
			f.conn, _, _, err = ws.Dial(ctx, address+"/session")
			require.NoError(t, err)
			f.call("session.new", map[string]any{"capabilities": map[string]any{}}, nil)
			var tree struct{ Contexts []struct{ Context string } }
			f.call("browsingContext.getTree", map[string]any{}, &tree)
			f.context = tree.Contexts[0].Context
			return f
		}
	}
	t.Fatalf("%s does not listen: %v", path, lines.Err())
	return nil
}

// call has Firefox do something.
func (f *Firefox) call(method string, params, result any) {
	f.t.Helper()
	f.number++
	text, err := json.Marshal(map[string]any{"id": f.number, "method": method, "params": params})
	require.NoError(f.t, err)
	require.NoError(f.t, f.conn.SetDeadline(time.Now().Add(time.Minute)))
	require.NoError(f.t, wsutil.WriteClientText(f.conn, text))
	for {
		text, err := wsutil.ReadServerText(f.conn)
		require.NoError(f.t, err)
		var answer struct {
			ID             int
			Error, Message string
			Result         json.RawMessage
		}
		require.NoError(f.t, json.Unmarshal(text, &answer))
		if answer.ID != f.number {
			continue
		}
		require.Empty(f.t, answer.Error, "%s: %s", method, answer.Message)
		if result != nil {
			require.NoError(f.t, json.Unmarshal(answer.Result, result))
		}
		return
	}
}

// Show shows a file, from a part of it such as "#top" on.
func (f *Firefox) Show(file, part string) {
	f.t.Helper()
	address := (&url.URL{Scheme: "file", Path: filepath.ToSlash(file)}).String() + part
	f.call("browsingContext.navigate", map[string]any{"context": f.context, "url": address, "wait": "complete"}, nil)
}

// Text evaluates an expression of JavaScript whose value is a text, or a promise of one.
func (f *Firefox) Text(expression string) string {
	f.t.Helper()
	var answer struct {
		Type   string
		Result struct{ Value string }
	}
	f.call("script.evaluate", map[string]any{"expression": expression, "target": map[string]any{"context": f.context}, "awaitPromise": true}, &answer)
	require.Equal(f.t, "success", answer.Type, expression)
	return answer.Result.Value
}
