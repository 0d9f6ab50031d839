package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
)

// TestDiffAgrees: the text, the JSON form, the Markdown form and the exit status
// say the same, whatever is compared.
func TestDiffAgrees(t *testing.T) {
	edge := func(members string) string { return fmt.Sprintf(`{"AccessEdgeConfiguration":{%s}}`, members) }
	domains := func(names ...string) string {
		var all []string
		for _, name := range names {
			all = append(all, fmt.Sprintf(`{"Identity":%q,"ProxyFqdn":null,"VerificationLevel":null,"Comment":null,"MarkForMonitoring":false}`, name))
		}
		return `{"AllowedDomains":[` + strings.Join(all, ",") + `]}`
	}
	texts := []string{
		domains(), domains("a.com"), domains("A.com", "b.com"), domains("b.com", "a.com"), domains("c.com"),
		edge(`"AllowFederatedUsers":true,"EnablePartnerDiscovery":false`), edge(`"AllowFederatedUsers":false,"EnablePartnerDiscovery":false`), edge(`"EnablePartnerDiscovery":false`),
		`{"AllowedDomains":[{"Identity":"a.com"},{"Identity":7}]}`, `{"Platform":"LyncServer2013","BlockedDomains":[]}`, `{"Platform":"SfBServer2019","BlockedDomains":[]}`,
		`{"Platform":"SfBServer2019","Pools":[]}`,
	}
	isShared := func(g federation.Gap) bool { return g.Members != nil && g.Old && g.New }
	isOneSided := func(g federation.Gap) bool { return !isShared(g) }
	seen := map[int]int{}
	for _, before := range texts {
		for _, after := range texts {
			args := []string{"diff", write(t, "old.json", before), write(t, "new.json", after), "--on", "2020-01-01"}
			text, _, status := lyncfed(nil, args...)
			out, _, statusJSON := lyncfed(nil, append(args, "--format", "json")...)
			page, _, statusMarkdown := lyncfed(nil, append(args, "--format", "markdown")...)
			var r struct {
				Outcome  string
				Records  []struct{ Op diag.Op }
				Gaps     []federation.Gap
				Findings struct{ New, Gone, Unsure diag.Findings }
			}
			if err := json.Unmarshal([]byte(out), &r); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			seen[status]++
			want := map[string]int{"same": statusOK, "differs": statusRefused, "not-known": statusUnknown}[r.Outcome]
			if status != want || statusJSON != want || statusMarkdown != want {
				t.Errorf("%s %s: %q, and status %d, %d, %d", before, after, r.Outcome, status, statusJSON, statusMarkdown)
			}
			isSame, isUnknown := strings.Contains(text, "Nothing differs.\n"), strings.Contains(text, "Nothing differs in what was compared.\n")
			if isSame != (want == statusOK) || isUnknown != (want == statusUnknown) || strings.Contains(page, "Nothing differs. ") && !isSame {
				t.Errorf("%s %s: status %d of\n%s", before, after, status, text)
			}
			marks := strings.Count(text, "\n  + ") + strings.Count(text, "\n  ~ ") + strings.Count(text, "\n  - ")
			if rows := strings.Count(page, "\n| `"); marks != len(r.Records) || rows != len(r.Records) {
				t.Errorf("%s %s: %d records, %d in the text, %d in Markdown", before, after, len(r.Records), marks, rows)
			}
			if strings.Contains(text, "NOT COMPARED") != slices.ContainsFunc(r.Gaps, isOneSided) || strings.Contains(text, "Neither gives") != slices.ContainsFunc(r.Gaps, isShared) ||
				strings.Contains(page, "Not compared") != slices.ContainsFunc(r.Gaps, isOneSided) || strings.Contains(page, "Neither gives") != slices.ContainsFunc(r.Gaps, isShared) ||
				strings.Contains(text, "ARE NEW (") != (len(r.Findings.New) > 0) || strings.Contains(text, "ARE GONE (") != (len(r.Findings.Gone) > 0) {
				t.Errorf("%s %s: %s\n%s", before, after, out, text)
			}
			for _, g := range r.Gaps {
				if g.Old != g.New && (want == statusOK || before == after) {
					t.Errorf("%s %s: only one gives %v, and nothing is said to differ", before, after, g.Kind)
				}
			}
			for line := range strings.Lines(text) {
				if !strings.HasPrefix(line, "OLD") && !strings.HasPrefix(line, "NEW") && len([]rune(line)) > terminalWidth+1 {
					t.Errorf("%q is too long", line)
				}
			}
		}
	}
	if seen[statusOK] < 2 || seen[statusRefused] == 0 || seen[statusUnknown] == 0 || seen[statusFailed] > 0 {
		t.Errorf("how often each status was seen: %v", seen)
	}
}
