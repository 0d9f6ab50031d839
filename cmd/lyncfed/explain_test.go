package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/provider"
	"github.com/lyncfed/lyncfed/reach"
)

// traces are what people paste, with the refusals that are read from each: id or
// result, status, sender, addressee, domain, host and line.
var traces = []struct {
	name, text string
	want       []string
}{
	{"a client's trace", "SIP/2.0 504 Server time-out\r\nFrom: \"Ken\"<sip:ken@contoso.com>;tag=1;epid=2\r\nTo: <sip:joe@fabrikam.com>;tag=3\r\nms-diagnostics: 1009;reason=\"No match for domain in DNS SRV results\";domain=\"fabrikam.com\";fqdn1=\"sip.it.fabrikam.com:5061\";source=\"sip.contoso.com\"\r\nContent-Length: 0\r\n\r\n",
		[]string{"1009 504 ken@contoso.com joe@fabrikam.com fabrikam.com sip.it.fabrikam.com:5061 4"}},
	{"blanks as web pages put them in", "SIP/2.0 504 Server time-out Authentication-Info: TLS-DSK qop=\"auth\" \nFrom : \"DX70\" <sip:2000 @contoso.com >;tag=9\nTo: <sip:joe@fabrikam.com>\nms-diagnostics: 1009; reason =\"No match\"; domain =\" fabrikam.com \"; fqdn1 =\" a.b.fabrikam.com :5061\";source=\"x\"\n",
		[]string{"1009 504 2000@contoso.com joe@fabrikam.com fabrikam.com a.b.fabrikam.com:5061 4"}},
	{"folded headers", "SIP/2.0 403 Forbidden\nFrom: \"Ken\"\n <sip:ken@contoso.com>;tag=1\nTo: sip:joe@fabrikam.com;tag=2\nms-diagnostics: 1002;\n reason=\"From URI not authorized\";\n source=\"fe.contoso.com\"\n",
		[]string{"1002 403 ken@contoso.com joe@fabrikam.com   5"}},
	{"prefixes", "2017-03-02T08:10:46.240+01:00 vcse tvcs: Module=\"network.sip\" SIPMSG:\n |SIP/2.0 403 Forbidden\n |From: <sip:ken@contoso.com>;tag=1\n |To: <sip:ted(fabrikam.com)@msn.com>\n |ms-diagnostics: 1001;reason=\"x\"\n",
		[]string{"1001 403 ken@contoso.com ted(fabrikam.com)@msn.com   5"}},
	{"a log with line breaks as #015", "User-Agent: ccs#015 ms-diagnostics: 1034;reason=\"Previous hop\";Domain=\"fabrikam.com\";PeerServer=\"sip.fabrikam.com\";source=\"federation.messenger.msn.com\"#015 ms-diagnostics: 10003;source=\"x\"",
		[]string{"1034 0   fabrikam.com sip.fabrikam.com 1", "10003 0     1"}},
	{"several messages", "INVITE sip:joe@fabrikam.com SIP/2.0\nFrom: <sip:ken@contoso.com>\nTo: <sip:joe@fabrikam.com>\n\nSIP/2.0 100 Trying\nFrom: <sip:ken@contoso.com>\nTo: <sip:joe@fabrikam.com>\n\nSIP/2.0 504 Server time-out\nFrom: <sip:ken@contoso.com>\nTo: <sip:joe@fabrikam.com>\nms-diagnostics: 1008;reason=\"x\"\n\nSIP/2.0 403 Forbidden\nFrom: <sip:ann@contoso.com>\nTo: <sip:joe@msn.com>\nms-diagnostics-public: 1001;reason=\"x\"\n\nSIP/2.0 504 Server time-out\nFrom: <sip:ken@contoso.com>\nTo: <sip:joe@fabrikam.com>\nms-diagnostics: 1008;reason=\"x\"\n",
		[]string{"1008 504 ken@contoso.com joe@fabrikam.com   12", "1001 403 ann@contoso.com joe@msn.com   17"}},
	{"a header by itself", "ms-diagnostics: 1017; reason=\"Cannot route From and To domains in this combination\"; summary=\"Domain type analysis indicates that the ms-split-domain-info header in the message is the wrong type\"",
		[]string{"1017 0     1"}},
	{"a header apart from its message", "INVITE sip:joe@fabrikam.com SIP/2.0\nFrom: <sip:ken@contoso.com>\nTo: <sip:joe@fabrikam.com>\n$$end_record\nms-diagnostics: 1014;reason=\"x\"\n",
		[]string{"1014 0 ken@contoso.com joe@fabrikam.com   5"}},
	{"JSON of a log", `{"message":"SIP/2.0 403 Forbidden\r\nFrom: <sip:ken@contoso.com>;tag=1\r\nTo: <sip:joe@fabrikam.com>\r\nms-diagnostics: 1002;reason=\"From URI not authorized\"\r\n"}`,
		[]string{"1002 403 ken@contoso.com joe@fabrikam.com   4"}},
	{"HTML", "SIP/2.0 403 Forbidden\nFrom: &lt;sip:ken@contoso.com&gt;;tag=1\nTo: &lt;sip:joe@fabrikam.com&gt;\nms-diagnostics: 1012;reason=&quot;x&quot;\n",
		[]string{"1012 403 ken@contoso.com joe@fabrikam.com   4"}},
	{"the reason without the id", "403 Forbidden: From URI not authorized to communicate with federated partners.",
		[]string{"1002 0     1"}},
	{"prose", "SIP/2.0 403 Forbidden and ms-diagnostics error code of 1002",
		[]string{"1002 403     1"}},
	{"the log of an Edge, SRV", "TL_WARN(TF_DIAG) [edge]0584.0A44::03/02/2017-07:10:46.230 (SIPStack,x) [1] $$begin_record\nSeverity: warning\nText: The domain of the message resolved by DNS SRV but none of the FQDNs is in the same domain Result-Code: 0xc3e93d6f SIPPROXY_E_EPROUTING_MSG_ALLOWED_DOMAIN_NO_SRV_MATCH\nSIP-Start-Line: INVITE sip:ken@contoso.com SIP/2.0\nSIP-Call-ID: x\nPeer: edge.fabrikam.com:25002\nData: domain=\"it.fabrikam.com\";fqdn1=\"edge.fabrikam.com:5061\"\n$$end_record\n",
		[]string{"SIPPROXY_E_EPROUTING_MSG_ALLOWED_DOMAIN_NO_SRV_MATCH 0  ken@contoso.com it.fabrikam.com edge.fabrikam.com:5061 3"}},
	{"the log of an Edge, certificate", "$$begin_record\nText: Message cannot be routed because the peer's certificate does not contain a matching FQDN\nResult-Code: 0xc3e93d67\nDirection: incoming\nFrom: <sip:joe@fabrikam.com>\nTo: <sip:ken@contoso.com>\nPeer: edge.fabrikam.com:25001\nData: expected-fqdn=\"sip.fabrikam.com\";certName=\"edge.fabrikam.com\"\n$$end_record\n",
		[]string{"0xC3E93D67 0 joe@fabrikam.com ken@contoso.com  sip.fabrikam.com 3"}},
	{"a component's log", "TL_ERROR(TF_COMPONENT) Exit - route headers from untrusted source. Result 0xC3E93C5E(SIPPROXY_E_ROUTING)",
		[]string{"SIPPROXY_E_ROUTING 0     1"}},
	{"an event", "Log Name:      Lync Server\nSource:        LS Protocol Stack\nEvent ID:      14603\nDescription:\nx\n",
		[]string{"event 14603 0     3"}},
	{"an event in XML", "<Event xmlns=\"x\"><System><EventID Qualifiers=\"49153\">14601</EventID></System></Event>",
		[]string{"event 14601 0     1"}},
	{"a bare status", "SIP/2.0 504 Server time-out\nFrom: \"DX70\" <sip:x@fabrikam.com>;tag=1\nTo: <sip:ken@contoso.com>\n",
		[]string{"504 x@fabrikam.com ken@contoso.com   1"}},
	{"a status is nothing beside an id", "SIP/2.0 504 Server time-out\nFrom: <sip:x@fabrikam.com>\n\nSIP/2.0 403 Forbidden\nms-diagnostics: 1002\n",
		[]string{"1002 403 x@fabrikam.com    5"}},
	{"a reason that is cut off", "ms-diagnostics: 1010;reason=\"Certificate trust with ano",
		[]string{"1010 0     1"}},
	{"a client's message", "This message was not delivered to joe@fabrikam.com because the address is outside your organization and is not federated with your company, or the address is incorrect.",
		[]string{"1002 0  joe@fabrikam.com   1"}},
	{"a client's message in the words of a page", "\nThis message was not delivered to joe@fabrikam.combecause the address is outside your organization and is not federated with your company",
		[]string{"1002 0  joe@fabrikam.com   2"}},
	{"an error of a cmdlet", "PS C:\\> Set-CsAccessEdgeConfiguration -Identity Global -EnablePartnerDiscovery $true\nSet-CsAccessEdgeConfiguration : Parameter set cannot be resolved using the specified\nnamed parameters.\nAt line:1 char:1\n+ Set-CsAccessEdgeConfiguration -Identity Global -EnablePartnerDiscovery $true\n+ ~~~~~~~~\n    + CategoryInfo          : InvalidArgument: (:) [Set-CsAccessEdgeConfiguration], ParameterBindingException\n    + FullyQualifiedErrorId : AmbiguousParameterSet,Microsoft.Rtc.X\n",
		[]string{"AmbiguousParameterSet Set-CsAccessEdgeConfiguration {Set-CsAccessEdgeConfiguration -Identity Global -EnablePartnerDiscovery $true} 0     2"}},
	{"two errors, one of PowerShell 2.0, one not known", "New-CsAllowedDomain : There is a duplicate key sequence \"A\"\r\nAt line:1 char:20\r\n+ New-CsAllowedDomain <<<<  -Identity a.example\r\n -Comment x\r\nGrant-CsExternalAccessPolicy : Something else\r\nAt line:1 char:1\r\n+ ... ternalAccessPolicy -Identity x -PolicyName y\r\n",
		[]string{"DuplicateKey New-CsAllowedDomain {New-CsAllowedDomain -Identity a.example -Comment x} 0     1", "? Grant-CsExternalAccessPolicy {} 0     5"}},
	{"an error with a status", "Test-CsFederatedPartner : A 504 (Server time-out) response was received from the network and the operation failed.",
		[]string{"PartnerTest Test-CsFederatedPartner {} 504     1"}},
	{"an error of PowerShell 7", "Set-CsTenantFederationConfiguration: A parameter cannot be found that matches parameter name 'AllowPublicUsers'.\n",
		[]string{"NamedParameterNotFound Set-CsTenantFederationConfiguration {} 0     1"}},
	{"no refusal", "SIP/2.0 200 OK\nFrom: <sip:ken@contoso.com>\nTo: <sip:joe@fabrikam.com>\n", nil},
	{"nothing", "", nil},
}

func TestReadTrace(t *testing.T) {
	for _, tt := range traces {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, s := range readTrace(tt.text) {
				what := ""
				switch {
				case s.ID != 0:
					what = fmt.Sprint(s.ID, " ")
				case s.Result != "":
					what = s.Result + " "
				case s.Event != 0:
					what = fmt.Sprintf("event %d ", s.Event)
				case s.Failure != "":
					what = fmt.Sprintf("%s %s {%s} ", s.Failure, s.Cmdlet, s.Command)
				}
				got = append(got, fmt.Sprintf("%s%d %s %s %s %s %d", what, s.Status, s.From, s.To, s.Domain, s.Host, s.Line))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// FuzzReadTrace: whatever is pasted, what is read of it stands in it, and reading
// ends.
func FuzzReadTrace(f *testing.F) {
	for _, tt := range traces {
		f.Add(tt.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		lines := strings.Count(text, "\n") + strings.Count(text, "\r") + strings.Count(text, `\r\n`) + 1
		for _, s := range readTrace(text) {
			if s.ID == 0 && s.Result == "" && s.Event == 0 && s.Status == 0 && s.Failure == "" || s.Line < 1 || s.Line > lines {
				t.Fatalf("%q: %+v", text, s)
			}
			if m := s.message(); !m.From.IsZero() && s.From == "" || !m.To.IsZero() && s.To == "" {
				t.Fatalf("%q: %+v gives %+v", text, s, m)
			}
			all, unknown := explanations([]sighting{s}, nil, date.Date{}, 0)
			if len(all)+len(unknown) != 1 {
				t.Fatalf("%q: %+v is explained %d times, and not %d times", text, s, len(all), len(unknown))
			}
		}
	})
}

type explained0 struct {
	Explanations []struct {
		ID       int
		Event    int
		Result   string
		From, To string
		Findings []struct{ Rule diag.Rule }
		Check    []string
		Causes   []struct {
			Outcome, Path string
			Commands      []string
		}
		Decision *struct {
			Explains bool
			Outcome  string
		}
	}
	Unknown []string
}

func explain0(t *testing.T, args ...string) (explained0, int) {
	t.Helper()
	var got explained0
	out, talk, status := lyncfed(nil, append([]string{"explain", "--format", "json"}, args...)...)
	if status == statusFailed {
		return got, status
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatalf("%v: %v\n%s%s", args, err, out, talk)
	}
	return got, status
}

// TestExplainIDs: each id of the library is explained, and others are not.
func TestExplainIDs(t *testing.T) {
	for d := range reach.Diagnostics() {
		if got, status := explain0(t, fmt.Sprint(d.ID)); status != statusOK || len(got.Explanations) != 1 || got.Explanations[0].ID != d.ID {
			t.Errorf("%d: status %d, %+v", d.ID, status, got)
		}
	}
	for r := range reach.EdgeResults() {
		for _, arg := range []string{r.Name, fmt.Sprintf("0x%08x", r.Code)} {
			if got, status := explain0(t, arg); r.Code != 0 && (status != statusOK || got.Explanations[0].Result != r.Name || got.Explanations[0].ID != r.Diagnostic) {
				t.Errorf("%s: status %d, %+v", arg, status, got)
			}
		}
	}
	for e := range reach.EdgeEvents() {
		if got, status := explain0(t, fmt.Sprint(e.ID)); status != statusOK || len(got.Explanations) != 1 || got.Explanations[0].Event != e.ID {
			t.Errorf("event %d: status %d, %+v", e.ID, status, got)
		}
	}
	event := write(t, "event.txt", "Source: LS Protocol Stack\nEvent ID: 14700\n")
	bare := write(t, "bare.txt", "SIP/2.0 403 Forbidden\nFrom: <sip:ken@contoso.com>\n")
	for _, arg := range []string{"1015", "0", "-5", "999999", "14700", "absent.txt", "0xC3E93C2F", "SIPPROXY_E_UNKNOWN_USER_OR_EPID", event, bare, write(t, "empty.txt", "")} {
		if _, status := explain0(t, arg); status != statusFailed {
			t.Errorf("%s: status %d", arg, status)
		}
	}
	if _, status := explain0(t, "1002", "--config", "absent.json"); status != statusFailed {
		t.Errorf("without the configuration: status %d", status)
	}
	if _, status := explain0(t, "1002", "1001"); status != statusFailed {
		t.Errorf("with two ids: status %d", status)
	}
	// What is not known is said beside what is.
	mixed := write(t, "mixed.txt", "ms-diagnostics: 10003;source=\"x\"\nms-diagnostics: 1034;reason=\"x\"\nEvent ID: 14700\n")
	if got, status := explain0(t, mixed); status != statusOK || len(got.Explanations) != 1 || got.Explanations[0].ID != 1034 || len(got.Unknown) != 2 {
		t.Errorf("mixed: status %d, %+v", status, got)
	}
}

// TestExplainConfiguration: which records can cause a trace's refusal, and whether
// the configuration explains it.
func TestExplainConfiguration(t *testing.T) {
	const policies = `"ExternalAccessPolicies":[{"Identity":"Global","EnableFederationAccess":%t,"EnablePublicCloudAccess":true,"EnableOutsideAccess":true}]`
	config := func(name string, federationAccess bool, list string) string {
		return write(t, name, `{"Platform":"SfBServer2015","SipDomains":[{"Identity":"contoso.com","IsDefault":true}],
			"AccessEdgeConfiguration":{"AllowFederatedUsers":true,"AllowOutsideUsers":true,"EnablePartnerDiscovery":false,"RoutingMethod":"UseDnsSrvRouting"},
			"PublicProviders":[],"HostingProviders":[],"BlockedDomains":[],"AllowedDomains":[`+list+`],`+fmt.Sprintf(policies, federationAccess)+`,
			"Users":[{"SipAddress":"ken@contoso.com","ExternalAccessPolicy":null,"RegistrarPool":"pool.contoso.com","Enabled":true}],"Pools":[{"Identity":"pool.contoso.com","Site":"Redmond"}]}`)
	}
	const fabrikam = `{"Identity":"fabrikam.com","Domain":"fabrikam.com","ProxyFqdn":null}`
	trace := func(name string, id int) string {
		return write(t, name, fmt.Sprintf("SIP/2.0 403 Forbidden\nFrom: <sip:ken@contoso.com>;tag=1\nTo: <sip:joe@fabrikam.com>\nms-diagnostics: %d;reason=\"x\";domain=\"fabrikam.com\";fqdn1=\"sip.it.fabrikam.com:5061\"\n", id))
	}
	t1002, t1009 := trace("1002.txt", 1002), trace("1009.txt", 1009)
	for _, tt := range []struct {
		name, trace, config, on string
		causes                  []string
		commands                []string
		decision                string
	}{
		{"the policy", t1002, config("policy.json", false, fabrikam), "2016-01-01",
			[]string{"refused /ExternalAccessPolicies/0/EnableFederationAccess"}, []string{"Set-CsExternalAccessPolicy -Identity 'Global' -EnableFederationAccess $true"}, "true refused"},
		{"the list", t1002, config("list.json", true, ""), "2016-01-01",
			[]string{"refused /AllowedDomains"}, []string{"New-CsAllowedDomain -Identity 'fabrikam.com'"}, "true refused"},
		{"neither", t1002, config("neither.json", true, fabrikam), "2016-01-01", nil, nil, "false passed"},
		{"no day", t1002, config("no-day.json", true, ""), "", []string{"refused /AllowedDomains"}, []string{"New-CsAllowedDomain -Identity 'fabrikam.com'"}, "true refused"},
		{"by SRV", t1009, config("srv.json", true, fabrikam), "2016-01-01", []string{"refused /AllowedDomains/0/ProxyFqdn"}, nil, "false passed"},
		{"with a ProxyFqdn", t1009, config("proxy.json", true, strings.Replace(fabrikam, "null", `"edge.fabrikam.com"`, 1)), "2016-01-01", nil, nil, "false passed"},
		{"refused by another rule", t1009, config("other.json", false, fabrikam), "2016-01-01", []string{"refused /AllowedDomains/0/ProxyFqdn"}, nil, "false refused"},
	} {
		args := []string{tt.trace, "--config", tt.config}
		if tt.on != "" {
			args = append(args, "--on", tt.on)
		}
		got, status := explain0(t, args...)
		if status != statusOK || len(got.Explanations) != 1 {
			t.Errorf("%s: status %d, %+v", tt.name, status, got)
			continue
		}
		e := got.Explanations[0]
		var causes, commands []string
		for _, c := range e.Causes {
			causes = append(causes, c.Outcome+" "+c.Path)
			commands = append(commands, c.Commands...)
		}
		decision := ""
		if e.Decision != nil {
			decision = fmt.Sprint(e.Decision.Explains, " ", e.Decision.Outcome)
		}
		if diff := cmp.Diff(tt.causes, causes); diff != "" || !slices.Equal(commands, tt.commands) || decision != tt.decision {
			t.Errorf("%s: decision %q, commands %q, causes (-want +got):\n%s", tt.name, decision, commands, diff)
		}
		if shown := len(e.Findings) == 1 && e.Findings[0].Rule == "domain.srv.target"; shown != (tt.trace == t1009) {
			t.Errorf("%s: the trace shows %v", tt.name, e.Findings)
		}
		if want := "lyncfed srv check --live --domain fabrikam.com"; slices.Contains(e.Check, want) != (tt.trace == t1009) {
			t.Errorf("%s: check %q", tt.name, e.Check)
		}
	}
}

// TestExplainText keeps what people read.
func TestExplainText(t *testing.T) {
	t.Chdir("testdata/explain")
	var b strings.Builder
	for _, args := range [][]string{
		{"explain", "1002"},
		{"explain", "1015"},
		{"explain", "srv-match.txt", "--config", "config.json", "--on", "2017-03-02"},
		{"explain", "edge.txt"},
		{"explain", "policy.txt", "--config", "config.json", "--on", "2017-03-02"},
		{"explain", "event.txt"},
	} {
		out, talk, status := lyncfed(nil, args...)
		fmt.Fprintf(&b, "$ lyncfed %s\n%s%s[exit %d]\n\n", strings.Join(args, " "), out, talk, status)
	}
	golden(t, "../golden/explain-trace.txt", b.String())
}

// TestExplainFailure: an error of a cmdlet has its meaning, the faults of its command, and
// with a configuration the refusal of the server.
func TestExplainFailure(t *testing.T) {
	const edge = "Set-CsAccessEdgeConfiguration : Parameter set cannot be resolved using the specified named parameters.\n+ Set-CsAccessEdgeConfiguration -Identity Global -EnablePartnerDiscovery $true\n"
	const duplicate = "New-CsHostingProvider : There is a duplicate key sequence \"LYNCONLINE\" for the key\n+ New-CsHostingProvider -Identity LyncOnline -ProxyFqdn sipfed.online.lync.com -Enabled $true -EnabledSharedAddressSpace $true -HostsOCSUsers $true\n"
	missing := func(cmdlet, parameter string) string {
		return fmt.Sprintf("%s : A parameter cannot be found that matches parameter name '%s'.\n", cmdlet, parameter)
	}
	online := federation.Configuration{PublicProviders: []provider.PublicProvider{{Identity: "lynconline"}}}
	for _, tt := range []struct {
		name, text string
		config     *federation.Configuration
		want       []string
	}{
		{"the parameter set", edge, nil, []string{"-UseDnsSrvRouting", "cmdlet.parameter.mixed", "Set-CsAccessEdgeConfiguration -UseDnsSrvRouting -EnablePartnerDiscovery $true"}},
		{"a duplicate key", duplicate, nil, []string{"Get-CsPublicProvider"}},
		{"a duplicate key, with the configuration", duplicate, &online, []string{"federation.identity.repeated", "public provider", "Remove-CsPublicProvider -Identity 'lynconline'"}},
		{"a parameter of an update", missing("New-CsPublicProvider", "NameDecorationRoutingDomain"), nil, []string{"came with Lync Server 2013", "cumulative update 5"}},
		{"a parameter of a later product", missing("New-CsPublicProvider", "EnableSkypeIdRouting"), nil, []string{"came with Skype for Business Server 2015"}},
		{"a parameter that was withdrawn", missing("Set-CsExternalAccessPolicy", "EnablePublicCloudAccess"), nil, []string{"2025-05-05", "MicrosoftTeams"}},
		{"a parameter that no cmdlet has", missing("New-CsPublicProvider", "Nonsense"), nil, []string{"The name of the parameter"}},
		{"an error that is not known", "New-CsPublicProvider : Nonsense\n", nil, []string{"no document of ours has this error of New-CsPublicProvider"}},
		{"an event", "Event ID: 14603\n", nil, []string{"Event 14603", "New-CsAllowedDomain"}},
		{"an event that is not known", "Event ID: 12345\n", nil, []string{"no document of ours has event 12345"}},
		{"a client's message", "This message was not delivered to joe@fabrikam.com because the address is outside your organization", nil, []string{"inferred", "1002"}},
		{"an id that is not known has the reason of the trace", "ms-diagnostics: 1046;reason=\"Failed to connect to a federated peer server\"\n", nil, []string{`ms-diagnostics 1046, whose reason there is "Failed to connect to a federated peer server"`}},
		{"a cmdlet that is gone", "New-CsOnlineSession : The term 'New-CsOnlineSession' is not recognized as the name of a cmdlet\n", nil, []string{"Error CommandNotFoundException of New-CsOnlineSession", "Connect-MicrosoftTeams, which replaces New-CsOnlineSession"}},
		{"a message of Teams", "We can't set up the conversation because your organizations are not\nset up to talk to each other.", nil, []string{"Message teams-not-set-up", "Both tenants", "(TC-2105973)"}},
		{"an event of a configuration with a fault", "Event ID: 14517\n", nil, []string{"Event 14517", "ProxyFqdn of a hosting provider"}},
		{"a user who cannot be moved", "Move-CsUser : HostedMigration fault: Error=(510), Description=(x)\n", nil, []string{"Error HostedMigration510 of Move-CsUser", "-SharedSipAddressSpace $true"}},
		{"a partner who refuses", "SIP/2.0 504 Server time-out\nFrom: <sip:ken@contoso.com>\nTo: <sip:joe@fabrikam.com>\nms-diagnostics: 1034;reason=x\n", nil, []string{"lyncfed srv check --live --domain contoso.com --tls"}},
		{"a status with ids", "SIP/2.0 403 Forbidden\n", nil, []string{"with this status come 1001, 1002"}},
		{"a status without ids", "SIP/2.0 480 Temporarily not available\n", nil, []string{"response to your own client has ms-diagnostics"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			all, unknown := explanations(readTrace(tt.text), tt.config, date.Date{}, 0)
			var b strings.Builder
			if err := explainText(&b, all, unknown, tt.config); err != nil {
				t.Fatal(err)
			}
			got := strings.Join(strings.Fields(b.String()), " ")
			for _, want := range tt.want {
				if !strings.Contains(got, want) {
					t.Errorf("%q is not in %s", want, got)
				}
			}
		})
	}
}
