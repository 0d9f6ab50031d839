package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"
)

// everyAnswer has a command line for each command with formats, and for the other files that
// commands write.
var everyAnswer = []string{
	"audit HAVE", "audit HAVE --details", "can ken@contoso.com reach a@fabrikam.com --config HAVE --why", "can --from FROM --to TO --config HAVE",
	"can --from FROM --to TO --config HAVE --compare-config WANT", "who HAVE", "diff HAVE WANT", "plan HAVE WANT", "fix HAVE", "lint SCRIPT",
	"whatif HAVE SCRIPT", "expect PROMISES --config HAVE", "explain 1002 --config HAVE", "eligible --holdings HOLDINGS --service all", "services", "rules",
	"rules explain audit.service.ended", "srv show HAVE", "srv check SRV --config HAVE", "provision check REQUEST", "provision next REQUEST", "provision steps",
}

// answerFiles returns a replacer that puts the names of files into the lines of
// [everyAnswer], and the directory of the files.
func answerFiles(t *testing.T) (*strings.Replacer, string) {
	t.Helper()
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	const config = `{"Platform":"SfBServer2019","SipDomains":[{"Identity":"contoso.com","IsDefault":true}],"AccessEdgeConfiguration":{"Identity":"Global","AllowFederatedUsers":true,"EnablePartnerDiscovery":false,"RoutingMethod":"UseDnsSrvRouting"},"ExternalAccessPolicies":[{"Identity":"Global","EnableFederationAccess":true,"EnablePublicCloudAccess":true}],"PublicProviders":[],
"AllowedDomains":[{"Identity":"fabrikam.com","Comment":"x","ProxyFqdn":null,"VerificationLevel":null,"MarkForMonitoring":false}],"BlockedDomains":[{"Identity":"bad.example","Comment":"y"}]}`
	return strings.NewReplacer(
		"HAVE", write("have.json", config), "WANT", write("want.json", strings.ReplaceAll(config, "fabrikam.com", "fabrikam.de")),
		"SCRIPT", write("s.ps1", "Set-CsAllowedDomain -Identity fabrikam.com -Comment z\n"), "PROMISES", write("p.txt", "ken@contoso.com may reach ann@fabrikam.com\n"),
		"FROM", write("from.txt", "ken@contoso.com\n"), "TO", write("to.txt", "a@fabrikam.com\na@fabrikam.de\n"), "HOLDINGS", write("held.json", `{"Platform":"LyncServer2013","Licenses":[]}`),
		"SRV", write("srv.json", `{"Domain":"contoso.com","Records":[]}`), "REQUEST", write("request.json", `{"Agreement":{"Program":"PartnerNetwork","Number":"1"},"Services":"skype","Submitted":"2019-05-01"}`)), dir
}

// TestAnswersAreLeftOut: no command takes what another wrote for an export, in any format
// and in the encodings of a shell's redirection.
func TestAnswersAreLeftOut(t *testing.T) {
	names, dir := answerFiles(t)
	root := newCommand(io.Discard)
	var withFormats, covered []string
	forCommands(root, func(c *cobra.Command) {
		if c.Flags().Lookup("format") != nil {
			withFormats = append(withFormats, title(c))
		}
	})
	for _, command := range everyAnswer {
		cmd, _, err := root.Find(strings.Fields(command))
		require.NoError(t, err)
		covered = append(covered, title(cmd))
		for _, format := range formatsOf(cmd.Flags().Lookup("format")) {
			args := append(strings.Fields(names.Replace(command)), "--format", format)
			if cmd.Flags().Lookup("on") != nil {
				args = append(args, "--on", "2020-01-01")
			}
			out, report, status := lyncfed(nil, args...)
			require.NotEqual(t, statusFailed, status, report)
			require.NotEmpty(t, out, "%s --format %s: %s", command, format, report)
			answer := filepath.Join(dir, "answer.txt")
			require.NotEqual(t, statusFailed, run(append(args, "-o", answer), nil, io.Discard, io.Discard))
			whole, err := os.ReadFile(answer)
			require.NoError(t, err)
			for how, text := range map[string]string{"UTF-8": out, "-o": string(whole), "UTF-16": encode(strings.TrimPrefix(out, "\ufeff"), false), "UTF-16 with CRLF": encode(strings.ReplaceAll(strings.ReplaceAll(strings.TrimPrefix(out, "\ufeff"), "\r\n", "\n"), "\n", "\r\n"), true)} {
				if !isAnswer([]byte(text)) {
					t.Errorf("%s --format %s, %s, is not known as an answer:\n%.300s", command, format, how, out)
				}
			}
			require.NoError(t, os.WriteFile(answer, []byte(out), 0o600))
			_, report, status = lyncfed(nil, "audit", answer)
			require.Equal(t, statusFailed, status)
			require.Contains(t, report, "answer.txt is a file that lyncfed wrote, and not a configuration", "%s --format %s", command, format)
		}
	}
	for _, name := range withFormats {
		require.Contains(t, covered, name)
	}
}

// TestOutputEnds: no command succeeds if its output is on a full disk, and none complains
// if nothing reads the output any more.
func TestOutputEnds(t *testing.T) {
	names, dir := answerFiles(t)
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	hasFull := err == nil // as on Linux
	in, closed, err := os.Pipe()
	require.NoError(t, err)
	require.NoError(t, in.Close())
	defer closed.Close()
	list := filepath.Join(dir, "list.txt")
	require.NoError(t, os.WriteFile(list, []byte(strings.Repeat("ted@contoso.com\n", 200_000)), 0o600))
	root := newCommand(io.Discard)
	lines := []string{
		"--help", "--version", "help", "help audit", "first-steps", "export-script", "completion bash", "convert HAVE",
		"decorate " + list, "undecorate " + list, "decorate ted@contoso.com", "decorate nobody ted@contoso.com --errors " + filepath.Join(dir, "errors.csv"),
	}
	for _, line := range everyAnswer {
		cmd, _, err := root.Find(strings.Fields(line))
		require.NoError(t, err)
		for _, format := range formatsOf(cmd.Flags().Lookup("format")) {
			lines = append(lines, line+" --format "+format)
		}
	}
	lines = append(lines, "plan HAVE WANT --script "+filepath.Join(dir, "x.ps1"))
	for _, line := range lines {
		args := strings.Fields(names.Replace(line))
		var report strings.Builder
		if hasFull {
			if status := run(args, nil, full, &report); status != statusFailed || !strings.HasSuffix(report.String(), "lyncfed: writing the standard output: no space left on device\n") {
				t.Errorf("%s to a full disk: status %d, %q", line, status, report.String())
			}
		}
		report.Reset()
		status := run(args, nil, closed, &report)
		if status != statusBrokenPipe || strings.Contains(report.String(), "pipe") || strings.Contains(report.String(), "writing") {
			t.Errorf("%s to a closed pipe: status %d, %q", line, status, report.String())
		}
	}
}

// TestIsAnswer: what is not an answer, although it looks like one.
func TestIsAnswer(t *testing.T) {
	for _, text := range []string{
		"", "[]", "{}", "[1]", `{"Format":"x"}`, `{"Rule":"x"}`, config(t),
		`{"BlockedDomains":[{"Identity":"a.example","Comment":"lyncfed v1, facts as of 2026-11-22"}]}`,
		"Identity : a.example\r\nComment  : lyncfed v1, facts as of 2026-11-22\r\n",
		"<Objs><S N=\"Comment\">lyncfed v1, facts as of 2026-11-22</S></Objs>",
		"From,To,Changed,Rule\r\n", "From,To,Change,Rule", "ken@contoso.com\n",
		"lyncfed v1, facts as of today or so\n", "Set-CsAllowedDomain -Identity fabrikam.com -Comment z\n",
	} {
		if isAnswer([]byte(text)) {
			t.Errorf("%.60q is taken for an answer", text)
		}
	}
	for _, text := range []string{
		"x\n\nlyncfed v1.2.3, commit 0123, library v1.2.3,\n  facts as of 2026-11-22; x\n", // as a narrow terminal wraps it
		"\ufeffFrom,To,Change,Rule\n", `[ {"Rule":"x"} ]`, `{ "Format": 1, "x": 2 }`, `[{"Format":1,"Service":"skype"}]`,
		strings.Repeat("x\n", 1<<20) + "_lyncfed v1, facts as of 2026-11-22_\n",
	} {
		if !isAnswer([]byte(text)) {
			t.Errorf("%.60q is not taken for an answer", text)
		}
	}
}

// config returns the configuration that convert writes for the sample.
func config(t *testing.T) string {
	out, report, status := lyncfed(nil, "convert", "../../examples/testdata/contoso.json")
	require.Equal(t, statusOK, status, report)
	return out
}
