package main

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/reach"
)

// spell returns what was read of a promise.
func spell(p promise) string {
	people := func(p people) string {
		switch {
		case p.isOne():
			return p.address.String()
		case !p.policy.IsZero():
			return "holders of " + p.policy.String()
		case p.outside:
			return "outside"
		case p.domains != nil:
			return fmt.Sprint(p.domains)
		}
		return "all"
	}
	text := fmt.Sprintf("%s %s %s", people(p.who), map[manner]string{may: "may", mayNot: "may not", only: "only"}[p.manner], people(p.whom))
	if p.via != "" {
		text += " through " + p.via
	}
	if !p.what.IsZero() {
		text += " with " + p.what.String()
	}
	if !p.from.IsZero() {
		text += fmt.Sprintf(" %v to %v", p.from, p.to)
	}
	return text
}

var promiseTests = []struct{ line, want string }{
	{"ken@contoso.com may reach ann@fabrikam.com", "ken@contoso.com may ann@fabrikam.com"},
	{"  KEN@Contoso.com MAY Reach sip:ann@fabrikam.com  # as it was", "KEN@contoso.com may ann@fabrikam.com"},
	{"ann@fabrikam.com may not reach ken@contoso.com", "ann@fabrikam.com may not ken@contoso.com"},
	{"nobody may reach anybody at example.com", "all may not [example.com]"},
	{"nobody may reach example.com, example.net and example.org", "all may not [example.com example.net example.org]"},
	{"all who hold Tag:Sales reach only fabrikam.com, contoso.de", "holders of Tag:Sales only [fabrikam.com contoso.de]"},
	{"everybody who holds 'Sales Team' may only reach fabrikam.com", "holders of Tag:Sales Team only [fabrikam.com]"},
	{"everyone may reach only anyone at fabrikam.com", "all only [fabrikam.com]"},
	{"anybody at adatum.com may reach everybody on 2016-01-01", "[adatum.com] may all 2016-01-01 to 2016-01-01"},
	{"nobody outside may reach ken@contoso.com between 2025-01-01 and 2025-05-04", "outside may not ken@contoso.com 2025-01-01 to 2025-05-04"},
	{"ken@contoso.com may reach joe@live.com with audio, video through Skype", "ken@contoso.com may joe@live.com through Skype with Audio,Video"},
	{`ken@contoso.com may reach joe@live.com via "Yahoo!" with messages and presence on 2012-01-01`, "ken@contoso.com may joe@live.com through Yahoo! with IM,Presence 2012-01-01 to 2012-01-01"},
	{"", ""},
	{"   # nothing", ""},
}

func TestPromise(t *testing.T) {
	for _, tt := range promiseTests {
		p, err := parsePromise(1, tt.line)
		got := ""
		if p != nil {
			got = spell(*p)
		}
		if err != nil || got != tt.want {
			t.Errorf("%q: %q, %v, want %q", tt.line, got, err, tt.want)
			continue
		}
		if p == nil {
			continue
		}
		again, err := parsePromise(1, p.Text)
		if err != nil || spell(*again) != got || again.Text != p.Text {
			t.Errorf("%q: its text %q is read as another", tt.line, p.Text)
		}
	}
}

// TestPromiseErrors: each line that is wrong is reported where it is wrong, with the
// word that was meant.
func TestPromiseErrors(t *testing.T) {
	for _, tt := range []struct {
		line   string
		column int
		meant  string
	}{
		{"ken@contoso.com mya reach ann@fabrikam.com", 17, "may"},
		{"nobdy may reach example.com", 1, "nobody"},
		{"nobody may not reach example.com", 12, ""},
		{"nobody may reach only example.com", 18, ""},
		{"ken@contoso.com may reach", 26, ""},
		{"ken@contoso.com reaches fabrikam.com", 25, ""},
		{"everybody reaches only ken@contoso.com", 24, ""},
		{"everybody reaches only everybody", 24, ""},
		{"ken@contoso.com may reach a b@fabrikam.com", 27, ""},
		{"ken@con_toso.com may reach a@b.com", 1, ""},
		{"ken@contoso.com may reach a@b.com on 2025-02-30", 38, ""},
		{"ken@contoso.com may reach a@b.com between 2025-02-20 and 2024-01-01", 58, ""},
		{"ken@contoso.com may reach a@b.com between 2025-02-20 2026-01-01", 54, ""},
		{"ken@contoso.com may reach a@b.com troough Skype", 35, "through"},
		{"ken@contoso.com may reach a@b.com through", 42, ""},
		{`ken@contoso.com may reach a@b.com through "Skype`, 43, ""},
		{"ken@contoso.com may reach a@b.com with vidoe", 40, "video"},
		{"ken@contoso.com may reach a@b.com on 2025-01-01 on 2025-01-02", 49, ""},
		{"ken@contoso.com may reach a@b.com through A through B", 45, ""},
		{"ken@contoso.com may reach a@b.com with audio with video", 46, ""},
		{"all who hold may reach b.com", 14, ""},
		{"all who hodl Tag:Sales may reach b.com", 9, "hold"},
		{"all who hold Site: may reach b.com", 14, ""},
		{"ken@contoso.com may reach b.com,", 33, ""},
		{"ken@contoso.com may reach b_.com", 27, ""},
		{"ken@contoso.com may reach nobody", 27, ""},
		{"Ken may reach b.com", 1, ""},
		{"éé may reach b.com", 1, ""},
		{"everybody may reach é.com", 21, ""},
	} {
		text := "# a comment\r\n\r\n" + tt.line + "\r\nken@contoso.com may reach a@b.com\r\n"
		_, err := parsePromises("p.txt", text)
		if err == nil {
			t.Errorf("%q: no error", tt.line)
			continue
		}
		if place := fmt.Sprintf("p.txt:3:%d: ", tt.column); !strings.HasPrefix(err.Error(), place) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v, want %s", tt.line, err, place)
		}
		if strings.Contains(err.Error(), "is "+tt.meant+" meant?") != (tt.meant != "") {
			t.Errorf("%q: %v, want %q", tt.line, err, tt.meant)
		}
	}
}

// FuzzPromise: a line that is read is read again from its text. An error is at a
// character of the line, or after it.
func FuzzPromise(f *testing.F) {
	for _, tt := range promiseTests {
		f.Add(tt.line)
	}
	f.Add("nobody may reach '\u201cx")
	f.Fuzz(func(t *testing.T, line string) {
		if strings.ContainsAny(line, "\r\n") {
			return
		}
		p, err := parsePromise(1, line)
		if err != nil {
			wrong := err.(*promiseError)
			if wrong.column < 1 || wrong.column > len([]rune(line))+1 || wrong.text == "" {
				t.Errorf("%q: column %d: %s", line, wrong.column, wrong.text)
			}
			return
		}
		if p == nil {
			return
		}
		again, err := parsePromise(1, p.Text)
		if err != nil || again == nil || spell(*again) != spell(*p) {
			t.Errorf("%q is read, and its text %q is not: %v", line, p.Text, err)
		}
	})
}

func TestNearest(t *testing.T) {
	for _, tt := range []struct {
		text string
		want string
	}{{"mya", "may"}, {"MAY", "may"}, {"nobdy", "nobody"}, {"x", ""}, {"", ""}, {"through1", "through"}, {"zzzzz", ""}} {
		if got := nearest(tt.text, []string{"may", "nobody", "through"}); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.text, got, tt.want)
		}
	}
}

// random returns a configuration with users of several kinds.
func random(t *testing.T, r *rand.Rand) federation.Configuration {
	t.Helper()
	pick := func(words ...string) string { return words[r.IntN(len(words))] }
	flag := func() string { return pick("true", "false") }
	var users, allowed, blocked, policies []string
	for i := range 12 {
		user := fmt.Sprintf(`{"SipAddress":"sip:u%d@%s","RegistrarPool":"pool%d.contoso.com","HostingProvider":"SRV:","Enabled":%s`, i, pick("contoso.com", "contoso.com", "contoso.de"), r.IntN(3), pick("true", "true", "true", "false"))
		if r.IntN(8) > 0 {
			user += fmt.Sprintf(`,"ExternalAccessPolicy":%s`, pick("null", `"Tag:Sales"`, `"sales"`, `"Closed"`, `"Lost"`))
		}
		users = append(users, user+"}")
	}
	for _, name := range []string{"fabrikam.com", "adatum.com", "live.com", "example.com"} {
		switch r.IntN(4) {
		case 0:
			allowed = append(allowed, fmt.Sprintf(`{"Identity":%q,"ProxyFqdn":null,"VerificationLevel":null,"Comment":null,"MarkForMonitoring":false}`, name))
		case 1:
			blocked = append(blocked, fmt.Sprintf(`{"Identity":%q,"Comment":null}`, name))
		}
	}
	for _, name := range []string{"Global", "Tag:Sales", "Tag:Closed", "Site:Redmond"} {
		if name == "Global" || r.IntN(5) > 0 {
			policies = append(policies, fmt.Sprintf(`{"Identity":%q,"EnableFederationAccess":%s,"EnablePublicCloudAccess":%s,"EnablePublicCloudAudioVideoAccess":%s,"EnableXmppAccess":false,"EnableOutsideAccess":true}`, name, flag(), flag(), flag()))
		}
	}
	list := func(l []string) string { return "[" + strings.Join(l, ",") + "]" }
	text := fmt.Sprintf(`{"Platform":"SfBServer2015","SipDomains":[{"Identity":"contoso.com","IsDefault":true},{"Identity":"contoso.de","IsDefault":false}],
		"AccessEdgeConfiguration":{"AllowFederatedUsers":%s,"EnablePartnerDiscovery":%s,"RoutingMethod":"UseDnsSrvRouting"},
		"PublicProviders":[{"Identity":"Skype","ProxyFqdn":"federation.messenger.msn.com","NameDecorationRoutingDomain":"msn.com","NameDecorationExcludedDomainList":"msn.com,live.com,hotmail.com","VerificationLevel":"AlwaysVerifiable","Enabled":%s}],
		"HostingProviders":[],"AllowedDomains":%s,"BlockedDomains":%s,"ExternalAccessPolicies":%s,"Users":%s,
		"Pools":[{"Identity":"pool0.contoso.com","Site":"Redmond"},{"Identity":"pool1.contoso.com","Site":"Berlin"}]}`,
		pick("true", "true", "true", "false"), flag(), flag(), list(allowed), list(blocked), list(policies), list(users))
	d, findings, err := federation.Decode([]byte(text))
	if err != nil || findings.Err() != nil {
		t.Fatal(err, findings.Err(), text)
	}
	return d.Configuration
}

// TestPromisesOfAll: a promise on all of a kind comes out as it does if everybody is
// asked about on every day.
func TestPromisesOfAll(t *testing.T) {
	from, to := date.MustParse("2025-04-20"), date.MustParse("2025-05-20")
	outside := []string{"fabrikam.com", "adatum.com", "live.com", "example.com", "msn.com", "aol.com", "never.heard.of.example", "sub.fabrikam.com", "hotmail.gr"}
	count := map[keeping]int{}
	for seed := range uint64(60) {
		if testing.Short() && seed%8 != 0 {
			continue
		}
		r := rand.New(rand.NewPCG(seed, 7))
		c := random(t, r)
		w, err := newWitness(c)
		if err != nil {
			t.Fatal(err)
		}
		x, err := reach.NewIndex(c)
		if err != nil {
			t.Fatal(err)
		}
		for _, tt := range []struct {
			line     string
			incoming bool
			domains  []string // of those outside
			own      string   // the SIP domain of the users; "": any
			against  diag.Outcome
			via      string
		}{
			{"everybody reaches only fabrikam.com", false, outside[1:], "", diag.Passed, ""},
			{"nobody may reach anybody outside", false, outside, "", diag.Passed, ""},
			{"nobody may reach anybody at example.com, live.com", false, []string{"example.com", "live.com"}, "", diag.Passed, ""},
			{"everybody may reach fabrikam.com", false, outside[:1], "", diag.Refused, ""},
			{"everybody at contoso.de may reach adatum.com", false, outside[1:2], "contoso.de", diag.Refused, ""},
			{"nobody at contoso.com may reach anybody", false, outside, "contoso.com", diag.Passed, ""},
			{"anybody outside may not reach anybody", true, outside, "", diag.Passed, ""},
			{"anyone at adatum.com may reach everyone at contoso.de", true, outside[1:2], "contoso.de", diag.Refused, ""},
			{"nobody may reach anybody through Skype", false, outside, "", diag.Passed, "Skype"},
			{"everybody may reach live.com through skype", false, []string{"live.com"}, "", diag.Refused, "Skype"},
		} {
			p, err := parsePromise(1, fmt.Sprintf("%s between %v and %v", tt.line, from, to))
			if err != nil {
				t.Fatal(err)
			}
			got := w.decide(*p, from)
			want := isKept
			for _, u := range c.Users {
				if u.Enabled.IsOff() || tt.own != "" && u.SIPAddress.Domain().String() != tt.own {
					continue
				}
				for _, d := range tt.domains {
					q := reach.Query{From: u.SIPAddress, To: address.MustParse("jo@" + d), Provider: tt.via}
					if tt.incoming {
						q.From, q.To = q.To, q.From
					}
					for q.On = from; !q.On.After(to); q.On = q.On.AddDays(1) {
						v, err := x.Decide(q)
						switch {
						case err != nil:
							t.Fatal(err)
						case v.Outcome == tt.against:
							want = isBroken
						case v.Outcome == diag.NotKnown && want == isKept:
							want = isUnsettled
						}
					}
				}
			}
			count[got.Outcome]++
			if got.Outcome != want {
				t.Errorf("%d: %s: %s (%v), and everybody asked %s", seed, tt.line, got.Outcome, got.Against, want)
			}
		}
	}
	if !testing.Short() && (count[isKept] < 50 || count[isBroken] < 50 || count[isUnsettled] == 0) {
		t.Errorf("%v: too few of one kind", count)
	}
}

// TestPromisesWithoutUsers: where the users are not given, a promise is kept only if
// it is, whichever policy they hold, and broken only if it is, whichever.
func TestPromisesWithoutUsers(t *testing.T) {
	unsettled, settled := 0, map[keeping]int{}
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 9))
		c := random(t, r)
		kinds := c.Users[:0:0]
		for i, p := range c.ExternalAccessPolicies { // somebody holds each policy
			u := c.Users[i]
			u.SIPAddress = address.MustParse(fmt.Sprintf("u%d@contoso.com", i))
			u.Absent, u.ExternalAccessPolicy, u.Enabled, u.RegistrarPool = 0, policy.Identity{}, product.On, domain.MustParseName("pool1.contoso.com")
			switch p.Identity.Scope() {
			case policy.Tag:
				u.ExternalAccessPolicy = p.Identity
			case policy.Site:
				u.RegistrarPool = domain.MustParseName("pool0.contoso.com")
			}
			kinds = append(kinds, u)
		}
		c.Users = kinds
		with, err := newWitness(c)
		if err != nil {
			t.Fatal(err)
		}
		c.Users = nil
		without, err := newWitness(c)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range []string{"everybody reaches only fabrikam.com", "nobody may reach anybody outside", "everybody may reach adatum.com", "nobody at live.com may reach anybody", "u1@contoso.com may reach adatum.com", "u1@contoso.com may not reach adatum.com"} {
			p, err := parsePromise(1, line)
			if err != nil {
				t.Fatal(err)
			}
			on := date.MustParse("2020-01-01")
			known, unknown := with.decide(*p, on), without.decide(*p, on)
			want := known.Outcome
			if unknown.Outcome == isUnsettled { // it depends on whom it is about
				want = isUnsettled
				unsettled++
			}
			if !unknown.Assumed || unknown.Outcome != want || known.Kinds > 0 && known.Outcome == isKept && unknown.Outcome == isUnsettled {
				t.Errorf("%d: %s: %s with users, and %s without", seed, line, known.Outcome, unknown.Outcome)
			}
			settled[unknown.Outcome]++
		}
	}
	if unsettled < 20 || settled[isKept] < 20 || settled[isBroken] < 20 {
		t.Errorf("%d not known, %v", unsettled, settled)
	}
}

// TestPromisesOfSomeUsers: where not all users could be read, no promise about all of
// them is kept, and those that are broken stay so.
func TestPromisesOfSomeUsers(t *testing.T) {
	kept := 0
	for seed := range uint64(20) {
		c := random(t, rand.New(rand.NewPCG(seed, 9)))
		whole, err := newWitness(c)
		if err != nil {
			t.Fatal(err)
		}
		c.Incomplete = federation.KindsOf(federation.Users)
		some, err := newWitness(c)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range []string{"everybody reaches only fabrikam.com", "nobody may reach anybody outside", "nobody at live.com may reach anybody"} {
			p, err := parsePromise(1, line)
			if err != nil {
				t.Fatal(err)
			}
			want, on := isUnsettled, date.MustParse("2020-01-01")
			switch whole.decide(*p, on).Outcome {
			case isBroken:
				want = isBroken
			case isKept:
				kept++
			}
			if got := some.decide(*p, on).Outcome; got != want {
				t.Errorf("%d: %s: %s, want %s", seed, line, got, want)
			}
		}
	}
	if kept < 5 {
		t.Errorf("%d are kept by all users", kept)
	}
}

// TestExpectAgrees: the text, the JSON form, the JUnit form and the exit status say
// the same.
func TestExpectAgrees(t *testing.T) {
	lines := []string{
		"ann@contoso.co.uk may reach a@adatum.com on 2020-01-01", "nobody may reach anybody at example.com", "ann@fabrikam.com may not reach ken@contoso.com",
		"all who hold Tag:Sales reach only fabrikam.com", "kem@contoso.com may not reach a@b.com", "a@b.com may reach c@d.com", "everybody reaches only fabrikam.com",
	}
	statuses := map[int]int{}
	for from := range lines {
		for to := from + 1; to <= len(lines); to++ {
			args := []string{"expect", write(t, "p.txt", strings.Join(lines[from:to], "\n")), "--config", contoso, "--on", "2020-01-01"}
			text, _, status := lyncfed(nil, args...)
			out, _, statusJSON := lyncfed(nil, append(args, "--format", "json")...)
			page, _, statusJUnit := lyncfed(nil, append(args, "--format", "junit")...)
			var r struct {
				Kept, Broken, NotKnown int
				Promises               []struct {
					Line    int
					Outcome keeping
				}
			}
			if err := json.Unmarshal([]byte(out), &r); err != nil {
				t.Fatal(err)
			}
			var suites struct {
				Failures int `xml:"failures,attr"`
				Cases    []struct {
					Line    int `xml:"line,attr"`
					Failure *struct {
						Type    keeping `xml:"type,attr"`
						Message string  `xml:"message,attr"`
					} `xml:"failure"`
				} `xml:"testsuite>testcase"`
			}
			if err := xml.Unmarshal([]byte(page), &suites); err != nil {
				t.Fatal(err)
			}
			want := statusOK
			if r.Broken+r.NotKnown > 0 {
				want = statusRefused
			}
			statuses[status]++
			if status != want || statusJSON != want || statusJUnit != want || r.Kept+r.Broken+r.NotKnown != to-from || suites.Failures != r.Broken+r.NotKnown || len(suites.Cases) != to-from {
				t.Errorf("%d to %d: status %d, %d, %d; %+v, %+v", from, to, status, statusJSON, statusJUnit, r, suites)
				continue
			}
			var heads []string
			for line := range strings.Lines(unsigned(t, text)) {
				if len([]rune(line)) > terminalWidth+1 {
					t.Errorf("%q is too long", line)
				}
				if !strings.HasPrefix(line, " ") && line != "\n" && !strings.Contains(line, " not known. ") {
					heads = append(heads, strings.Join(strings.Fields(line[:15]), " "))
				}
			}
			var wantHeads []string
			for i, p := range r.Promises {
				wantHeads = append(wantHeads, fmt.Sprintf("%s %d", keepingTitles[p.Outcome], p.Line))
				if c := suites.Cases[i]; c.Line != p.Line || (c.Failure == nil) != (p.Outcome == isKept) || c.Failure != nil && (c.Failure.Type != p.Outcome || c.Failure.Message == "") {
					t.Errorf("%+v in JSON, and %+v in JUnit", p, c)
				}
			}
			if diff := cmp.Diff(wantHeads, heads); diff != "" {
				t.Errorf("the text (-want +got):\n%s", diff)
			}
			if summary := fmt.Sprintf("%d kept, %d broken, %d not known.", r.Kept, r.Broken, r.NotKnown); !strings.Contains(text, summary) {
				t.Errorf("%q is not in %s", summary, text)
			}
		}
	}
	if statuses[statusOK] == 0 || statuses[statusRefused] == 0 {
		t.Errorf("%v", statuses)
	}
}
