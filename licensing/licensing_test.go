package licensing_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/testkit"
	"github.com/lyncfed/lyncfed/licensing"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

// info returns the catalog's row of a rule.
func info(r diag.Rule) diag.RuleInfo {
	for row := range licensing.Rules() {
		if row.Rule == r {
			return row
		}
	}
	return diag.RuleInfo{Rule: r, Severity: diag.Error}
}

func TestCatalog(t *testing.T) {
	testkit.CheckCatalog(t, licensing.Rules(), map[string]testkit.Check{
		"License":     testkit.FindingsOf[licensing.License],
		"Agreement":   testkit.FindingsOf[licensing.Agreement],
		"Provisioned": testkit.FindingsOf[licensing.Provisioned],
		"Credit": func(in json.RawMessage) error {
			var a licensing.Agreement
			if err := json.Unmarshal(in, &a); err != nil {
				return err
			}
			_, err := a.PICUSLCredit()
			return err
		},
		"Request": func(in json.RawMessage) error {
			var r licensing.ProvisioningRequest
			if err := json.Unmarshal(in, &r); err != nil {
				return err
			}
			return testkit.Join(r.Findings())
		},
		"Check": func(in json.RawMessage) error { return check(in, func(diag.Rule) bool { return true }) },
		"Refusals": func(in json.RawMessage) error {
			return check(in, func(r diag.Rule) bool { return r != licensing.RuleRequestLive })
		},
		// What refuses, and what is a condition.
		"Decide": func(in json.RawMessage) error {
			var q struct {
				Holdings licensing.Holdings
				licensing.Question
			}
			if err := json.Unmarshal(in, &q); err != nil {
				return err
			}
			var findings diag.Findings
			for _, r := range q.Holdings.Decide(q.Question).Reasons {
				if r.Outcome != diag.Passed || r.Rule == licensing.RuleSRVCondition {
					if !testkit.Resolves(in, diag.Path("/Holdings").Join(r.Path)) {
						t.Errorf("%s: there is no %s", r.Rule, r.Path)
					}
					findings = append(findings, &diag.Finding{RuleInfo: info(r.Rule), Detail: r.Detail})
				}
			}
			return testkit.Join(findings)
		},
	})
}

// TestFixes: licenses are had elsewhere.
func TestFixes(t *testing.T) { testkit.CheckFixes(t, licensing.Rules(), nil) }

// check checks a request against holdings.
func check(in json.RawMessage, wanted func(diag.Rule) bool) error {
	var given struct {
		Request  *licensing.ProvisioningRequest
		Holdings licensing.Holdings
		On       date.Date
	}
	if err := json.Unmarshal(in, &given); err != nil || given.Request == nil {
		return err
	}
	var findings diag.Findings
	for _, f := range given.Request.Check(given.Holdings, given.On) {
		if wanted(f.Rule) {
			moved := *f
			moved.Path = diag.Path("/Request").Join(f.Path)
			findings = append(findings, &moved)
		}
	}
	return testkit.Join(findings)
}

func TestEnums(t *testing.T) {
	for p := licensing.Product(0); p <= licensing.PICUSL; p++ {
		testkit.CheckText(t, p)
		if p.IsStandardCAL() && p.IsOnlinePlan() {
			t.Errorf("%v is two things", p)
		}
	}
	for p := licensing.Program(0); p <= licensing.HighVolume; p++ {
		testkit.CheckText(t, p)
		if (p.NumberWanted() == "") != p.IsZero() {
			t.Errorf("%v wants %q", p, p.NumberWanted())
		}
	}
	var p licensing.Product
	require.ErrorIs(t, p.UnmarshalText([]byte("EnterpriseCAL")), licensing.RuleProductUnknown)
	var g licensing.Program
	require.ErrorIs(t, g.UnmarshalText([]byte("Retail")), licensing.RuleProgramUnknown)
}

var holdings = licensing.Holdings{
	Platform:    product.LyncServer2013,
	Licenses:    []licensing.License{{Product: licensing.PICUSL, Purchased: date.MustParse("2012-01-01"), Expires: date.MustParse("2014-12-31"), Trial: true}, {Product: licensing.StandardCAL2013}},
	Agreements:  []licensing.Agreement{{Program: licensing.VolumeLicensing, Number: "1234567", Start: date.MustParse("2012-01-01"), End: date.MustParse("2014-12-31")}},
	Provisioned: []licensing.Provisioned{{Service: provider.AOL, Domain: domain.MustParseSIPDomain("contoso.com"), On: date.MustParse("2012-01-01")}},
}

func TestHoldingsJSON(t *testing.T) {
	data, err := json.Marshal(holdings)
	require.NoError(t, err)
	const want = `{"Platform":"LyncServer2013","Licenses":[{"Product":"PICUSL","Purchased":"2012-01-01","Expires":"2014-12-31","Trial":true},{"Product":"StandardCAL2013","Trial":false}],"Agreements":[{"Program":"VolumeLicensing","Number":"1234567","Start":"2012-01-01","End":"2014-12-31"}],"Provisioned":[{"Service":"aol","Domain":"contoso.com","On":"2012-01-01"}]}`
	if diff := cmp.Diff(want, string(data)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var back licensing.Holdings
	require.NoError(t, json.Unmarshal(data, &back))
	if diff := cmp.Diff(holdings, back, testkit.Options); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	require.NoError(t, holdings.Validate())

	const bad = `{"Platform":"x","Licenses":[{"Product":"Gold"},{"Product":"OCSCAL","Expires":"2013-02-29"}],"Agreements":7,"Provisioned":{"Service":"icq"}}`
	kept := holdings
	lines := []string{
		"error /Platform product.platform.unknown",
		"error /Licenses/0/Product licensing.product.unknown",
		"error /Licenses/1/Expires date.day.missing",
		"error /Agreements diag.member.type",
		"error /Provisioned/Service provider.service.unknown",
	}
	if diff := cmp.Diff(lines, testkit.Findings(json.Unmarshal([]byte(bad), &kept))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(holdings, kept, testkit.Options); diff != "" {
		t.Errorf("an error changed the target:\n%s", diff)
	}
}

func TestHoldingsFindings(t *testing.T) {
	h := licensing.Holdings{
		Licenses:    []licensing.License{{}, {Product: licensing.PICUSL}, {Product: licensing.StandardCAL2019, Purchased: date.MustParse("2020-01-02"), Expires: date.MustParse("2020-01-01")}},
		Agreements:  []licensing.Agreement{{Start: date.MustParse("2020-01-02"), End: date.MustParse("2020-01-01")}},
		Provisioned: []licensing.Provisioned{{}},
	}
	want := []string{
		"error /Platform licensing.platform.missing",
		"error /Licenses/0/Product licensing.product.missing",
		"error /Licenses/1/Purchased licensing.pic-usl.dates",
		"error /Licenses/1/Expires licensing.pic-usl.dates",
		"error /Licenses/2/Expires licensing.dates.reversed",
		"notice /Licenses/2/Product licensing.cal.counts",
		"error /Agreements/0/Program licensing.program.missing",
		"error /Agreements/0/End licensing.dates.reversed",
		"error /Provisioned/0/Service licensing.provisioned.part",
		"error /Provisioned/0/Domain licensing.provisioned.part",
		"error /Provisioned/0/On licensing.provisioned.part",
	}
	if diff := cmp.Diff(want, testkit.Lines(h.Findings())); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// license reads "PICUSL 2012-08-31 2014-12-31 trial", with a dash for no day.
func license(t *testing.T, s string) licensing.License {
	t.Helper()
	var l licensing.License
	words := strings.Fields(s)
	require.NoError(t, l.Product.UnmarshalText([]byte(words[0])))
	for i, into := range []*date.Date{&l.Purchased, &l.Expires} {
		if len(words) > i+1 && words[i+1] != "-" {
			require.NoError(t, into.UnmarshalText([]byte(words[i+1])))
		}
	}
	l.Trial = len(words) > 3
	return l
}

func holds(t *testing.T, p product.Platform, licenses ...string) licensing.Holdings {
	t.Helper()
	h := licensing.Holdings{Platform: p}
	for _, s := range licenses {
		h.Licenses = append(h.Licenses, license(t, s))
	}
	return h
}

// answer is a decision on one line.
func answer(d licensing.Decision) string {
	if d.Allowed() {
		return fmt.Sprintf("allowed until %v, %v", d.Until, d.Capabilities)
	}
	rules := func(o diag.Outcome) string {
		var all []string
		for _, r := range d.Reasons {
			if r.Outcome == o {
				all = append(all, strings.TrimPrefix(string(r.Rule), "licensing."))
			}
		}
		return strings.Join(all, ", ")
	}
	if d.Outcome == diag.NotKnown {
		return "not known: " + rules(diag.NotKnown)
	}
	text := "refused: " + rules(diag.Refused)
	if more := rules(diag.NotKnown); more != "" {
		text += "; not known: " + more
	}
	return text
}

// TestDecide has the cases that the documents turn on.
func TestDecide(t *testing.T) {
	const (
		l13 = product.LyncServer2013
		cal = "StandardCAL2013"
		im  = "IM,Presence"
		ima = "IM,Presence,Audio"
		all = "IM,Presence,Audio,Video"
	)
	for _, tt := range []struct {
		h       licensing.Holdings
		service provider.ServiceID
		on      string
		want    string
	}{
		{holds(t, l13, cal, "PICUSL 2012-08-31 2014-12-31"), provider.Yahoo, "2014-06-30", "allowed until 2014-06-30, " + im},
		{holds(t, l13, cal, "PICUSL 2012-08-31 2014-12-31"), provider.Yahoo, "2014-07-01", "refused: service.ended"},
		{holds(t, l13, cal, "PICUSL 2012-08-31 2014-03-31"), provider.Yahoo, "2014-03-31", "allowed until 2014-03-31, " + im},
		{holds(t, l13, cal, "PICUSL 2012-08-31 2014-03-31"), provider.Yahoo, "2014-04-01", "refused: pic-usl.running"},
		{holds(t, l13, cal, "PICUSL 2012-09-01 2014-12-31"), provider.Yahoo, "2013-01-01", "refused: pic-usl.bought"},
		{holds(t, l13, cal, "PICUSL - 2014-12-31"), provider.Yahoo, "2013-01-01", "not known: pic-usl.dates"},
		{holds(t, l13, cal, "PICUSL 2012-01-01"), provider.Yahoo, "2013-01-01", "not known: pic-usl.dates"},
		{holds(t, l13, cal, "PICUSL 2012-01-01 2014-12-31 trial"), provider.Yahoo, "2013-01-01", "refused: trial.none"},
		{holds(t, l13, cal), provider.Yahoo, "2013-01-01", "refused: pic-usl.missing"},
		{holds(t, l13, "PICUSL 2012-01-01 2014-12-31"), provider.Yahoo, "2013-01-01", "refused: license.missing"},
		{holds(t, l13, cal+" - 2014-01-31", "PICUSL 2012-09-01 2014-12-31", "PICUSL 2011-01-01 2013-12-31", "PICUSL 2011-01-01 2014-03-31"), provider.Yahoo, "2013-01-01", "allowed until 2014-01-31, " + im},

		{holds(t, l13, cal), provider.Skype, "2013-05-22", "refused: service.begun"},
		{holds(t, l13, cal), provider.Skype, "2013-05-23", "allowed until 2025-05-04, " + ima},
		{holds(t, l13, cal), provider.Skype, "2014-12-04", "allowed until 2025-05-04, " + ima},
		{holds(t, l13, cal), provider.Skype, "2014-12-05", "allowed until 2025-05-04, " + all},
		{holds(t, l13, cal), provider.Skype, "2025-05-04", "allowed until 2025-05-04, " + all},
		{holds(t, l13, cal), provider.Skype, "2025-05-05", "refused: service.ended"},
		{holds(t, l13, cal+" - - trial"), provider.Skype, "2016-01-01", "refused: trial.none"},
		{holds(t, l13, cal+" 2016-01-02 -"), provider.Skype, "2016-01-01", "refused: license.running"},
		{holds(t, l13, cal+" - 2015-12-31"), provider.Skype, "2016-01-01", "refused: license.running"},
		{holds(t, l13, cal+" - 2015-12-31", "StandardCAL2015 - 2017-01-01", "StandardCAL2010 - 2016-06-30"), provider.Skype, "2016-01-01", "allowed until 2017-01-01, " + all},
		{holds(t, l13, cal+" - 2017-12-31", cal), provider.Skype, "2016-01-01", "allowed until 2025-05-04, " + all},
		{holds(t, l13, cal, cal+" - 2017-12-31"), provider.Skype, "2016-01-01", "allowed until 2025-05-04, " + all},
		{holds(t, l13), provider.Skype, "2016-01-01", "refused: license.missing"},
		{holds(t, product.OCS2007, cal), provider.Skype, "2016-01-01", "refused: platform.unsupported"},
		{holds(t, product.LCS2005SP1, cal), provider.Skype, "2016-01-01", "refused: platform.unsupported"},
		{holds(t, 0, cal), provider.Skype, "2016-01-01", "not known: platform.missing, license.missing"},
		{holds(t, 0, "LyncOnlinePlan1"), provider.Skype, "2016-01-01", "not known: platform.missing"},
		{holds(t, 0, "OCSCAL"), provider.Skype, "2016-01-01", "refused: license.missing; not known: platform.missing"},
		{holds(t, 0, "OCSCAL"), provider.AOL, "2009-01-01", "refused: pic-usl.missing; not known: platform.missing, license.missing"},
		{holds(t, 0, cal), provider.Skype, "2013-05-22", "refused: service.begun; not known: platform.missing, license.missing"},
		{holds(t, product.LyncOnline, "LyncOnlinePlan1"), provider.Skype, "2015-01-01", "allowed until 2021-07-31, " + all},
		{holds(t, product.LyncOnline, "LyncOnlinePlan1"), provider.Skype, "2021-07-31", "allowed until 2021-07-31, " + all},
		{holds(t, product.LyncOnline, "LyncOnlinePlan1"), provider.Skype, "2021-08-01", "refused: platform.ended"},
		{holds(t, product.LyncOnline, cal), provider.Skype, "2016-01-01", "refused: license.missing"},
		{holds(t, product.SfBServer2019, "LyncOnlinePlan2"), provider.Skype, "2020-01-01", "allowed until 2021-07-31, " + all},
		{holds(t, product.SfBServer2019, "LyncOnlinePlan2", "StandardCAL2019"), provider.Skype, "2020-01-01", "allowed until 2025-05-04, " + all},
		{holds(t, l13, "LyncOnlinePlan2"), provider.WLM, "2012-01-01", "refused: license.missing"},

		{holds(t, l13, cal), provider.WLM, "2012-01-23", "allowed until 2014-10-31, " + im},
		{holds(t, l13, cal), provider.WLM, "2012-09-30", "allowed until 2014-10-31, " + all},
		{holds(t, l13, cal), provider.WLM, "2012-10-01", "refused: new-domain.closed"},
		{holds(t, product.OCS2007R2, "OCSCAL", "PICUSL 2008-01-01 2011-01-01"), provider.AOL, "2009-01-01", "allowed until 2014-06-30, " + im},
		{holds(t, product.OCS2007R2, "OCSCAL", "PICUSL 2008-01-01 2009-09-29"), provider.AOL, "2009-01-01", "allowed until 2009-09-29, " + im},
		{holds(t, product.OCS2007R2, "OCSCAL", "PICUSL 2008-01-01 2009-09-30"), provider.AOL, "2009-01-01", "allowed until 2014-06-30, " + im},
		{holds(t, product.OCS2007R2, "OCSCAL"), provider.WLM, "2009-09-30", "refused: pic-usl.missing"},
		{holds(t, product.OCS2007R2, "OCSCAL"), provider.WLM, "2009-10-01", "allowed until 2014-10-31, " + im},
		{holds(t, product.OCS2007R2, "OCSCAL"), provider.AOL, "2012-10-14", "allowed until 2014-06-30, " + im},
		{holds(t, product.OCS2007R2, "OCSCAL"), provider.Yahoo, "2009-10-01", "refused: pic-usl.missing"},
		{holds(t, product.OCS2007R2, cal), provider.Skype, "2016-01-01", "allowed until 2025-05-04, " + im},
		{holds(t, l13, cal), provider.AOL, "2006-01-24", "not known: service.begun"},
		{holds(t, l13, cal), provider.AOL, "2006-01-25", "allowed until 2014-06-30, " + im},
		{holds(t, l13), provider.AOL, "2006-01-24", "refused: license.missing; not known: service.begun"},
		{holds(t, product.OCS2007R2, "OCSCAL"), provider.AOL, "2009-01-01", "refused: pic-usl.missing"},
		{holds(t, product.OCS2007R2, "OCSCAL", "StandardCAL2010 - 2013-01-01"), provider.AOL, "2009-01-01", "allowed until 2013-01-01, " + im},
		{holds(t, product.OCS2007R2, "StandardCAL2010", "OCSCAL"), provider.AOL, "2009-01-01", "allowed until 2014-06-30, " + im},
		{holds(t, product.OCS2007R2, "OCSCAL", "StandardCAL2010 - 2013-01-01"), provider.Yahoo, "2009-01-01", "refused: pic-usl.missing"},
		{holds(t, l13, cal+" - 2013-06-30", cal+" 2013-07-01 2014-01-31"), provider.AOL, "2013-01-01", "allowed until 2014-01-31, " + im},
		{holds(t, l13, cal+" - 2013-06-30", cal+" 2013-07-02 2014-01-31"), provider.AOL, "2013-01-01", "allowed until 2013-06-30, " + im},
		{holds(t, l13, cal, "PICUSL 2011-01-01 2013-01-31", "PICUSL 2012-06-01 2014-01-31"), provider.Yahoo, "2013-01-01", "allowed until 2014-01-31, " + im},
		{holds(t, 99, cal), provider.Skype, "2016-01-01", "not known: platform.missing, license.missing"},
		{holds(t, product.SfBServer2019, "LyncOnlinePlan1"), provider.Skype, "2021-08-01", "refused: platform.ended"},
		{holds(t, product.OCS2007R2, "OCSCAL", "PICUSL 2008-01-01 2014-01-01"), provider.Skype, "2013-06-01", "refused: license.missing"},

		{holds(t, l13, cal), provider.Skype, "", "not known: question.day"},
		{holds(t, l13, cal), "icq", "2016-01-01", "not known: question.service"},
		{licensing.Holdings{}, provider.Skype, "2016-01-01", "refused: license.missing; not known: platform.missing"},
		{licensing.Unreadable(), provider.Skype, "2016-01-01", "not known: platform.missing, license.missing"},
		{licensing.Unreadable(), provider.Yahoo, "2013-01-01", "not known: platform.missing, license.missing, pic-usl.missing"},
		{licensing.Unreadable(), provider.AOL, "2014-01-01", "not known: new-domain.closed, platform.missing, license.missing"},
		{licensing.Unreadable(), provider.Skype, "2026-01-01", "refused: service.ended; not known: platform.missing, license.missing"},
	} {
		var on date.Date
		require.NoError(t, on.UnmarshalText([]byte(tt.on)))
		d := tt.h.Decide(licensing.Question{Service: tt.service, On: on})
		if got := answer(d); got != tt.want {
			t.Errorf("%v %v on %s: %s, want %s", tt.h, tt.service, tt.on, got, tt.want)
		}
		checkDecision(t, d)
	}
}

// checkDecision checks what is true of every decision.
func checkDecision(t *testing.T, d licensing.Decision) {
	t.Helper()
	want := diag.Passed
	for _, r := range d.Reasons {
		if r.Outcome == diag.Refused || r.Outcome == diag.NotKnown && want == diag.Passed {
			want = r.Outcome
		}
	}
	if d.Outcome != want || len(d.Reasons) == 0 || d.Allowed() != !d.Until.IsZero() || d.Allowed() == d.Capabilities.IsZero() {
		t.Errorf("decision %+v contradicts itself", d)
	}
	for c := range d.Conditions() {
		if !d.Allowed() || c.Outcome != diag.Passed {
			t.Errorf("condition %+v of what is %v", c, d.Outcome)
		}
	}
	for _, r := range d.Reasons {
		testkit.CheckInferred(t, r.Rule, r.Inferred)
		if r.Detail == "" || !info(r.Rule).Cites(r.Source) {
			t.Errorf("reason %+v does not explain itself", r)
		}
	}
}

// TestNewDomain: what was provisioned goes on, and what was not is new.
func TestNewDomain(t *testing.T) {
	h := holds(t, product.LyncServer2013, "StandardCAL2013")
	h.Provisioned = []licensing.Provisioned{
		{Service: provider.WLM, Domain: domain.MustParseSIPDomain("fabrikam.com"), On: date.MustParse("2012-01-01")},
		{Service: provider.AOL, Domain: domain.MustParseSIPDomain("contoso.com"), On: date.MustParse("2012-01-01")},
		{Service: provider.AOL, Domain: domain.MustParseSIPDomain("undated.com")},
		{Service: provider.AOL, Domain: domain.MustParseSIPDomain("late.com"), On: date.MustParse("2014-01-01")},
	}
	for _, tt := range []struct{ domain, on, want string }{
		{"", "2014-06-30", "allowed until 2014-06-30, IM,Presence"},
		{"contoso.com", "2014-06-30", "allowed until 2014-06-30, IM,Presence"},
		{"new.com", "2013-10-06", "allowed until 2014-06-30, IM,Presence"},
		{"new.com", "2013-10-07", "refused: new-domain.closed"},
		{"undated.com", "2013-10-06", "allowed until 2014-06-30, IM,Presence"},
		{"undated.com", "2013-10-07", "not known: new-domain.closed"},
		{"fabrikam.com", "2013-10-07", "refused: new-domain.closed"},
		{"late.com", "2013-12-31", "refused: new-domain.closed"},
		{"late.com", "2014-01-01", "refused: new-domain.closed"},
		{"contoso.com", "2014-07-01", "refused: service.ended"},
	} {
		var d domain.SIPDomain
		require.NoError(t, d.UnmarshalText([]byte(tt.domain)))
		got := h.Decide(licensing.Question{Service: provider.AOL, On: date.MustParse(tt.on), NewDomain: d})
		if answer(got) != tt.want {
			t.Errorf("%s on %s: %s, want %s", tt.domain, tt.on, answer(got), tt.want)
		}
		checkDecision(t, got)
	}
}

// TestProvisionedParts: which part of an entry is missing decides whether it may
// be about the question.
func TestProvisionedParts(t *testing.T) {
	contoso, fabrikam, day, after := domain.MustParseSIPDomain("contoso.com"), domain.MustParseSIPDomain("fabrikam.com"), date.MustParse("2012-01-01"), date.MustParse("2013-10-07")
	for name, tt := range map[string]struct {
		p    licensing.Provisioned
		want diag.Outcome
	}{
		"all":                      {licensing.Provisioned{Service: provider.AOL, Domain: contoso, On: day}, diag.Passed},
		"no service":               {licensing.Provisioned{Domain: contoso, On: day}, diag.NotKnown},
		"no domain":                {licensing.Provisioned{Service: provider.AOL, On: day}, diag.NotKnown},
		"no day":                   {licensing.Provisioned{Service: provider.AOL, Domain: contoso}, diag.NotKnown},
		"nothing":                  {licensing.Provisioned{}, diag.NotKnown},
		"too late":                 {licensing.Provisioned{Service: provider.AOL, Domain: contoso, On: after}, diag.Refused},
		"no service, too late":     {licensing.Provisioned{Domain: contoso, On: after}, diag.Refused},
		"no domain, too late":      {licensing.Provisioned{Service: provider.AOL, On: after}, diag.Refused},
		"another service, no day":  {licensing.Provisioned{Service: provider.WLM, Domain: contoso}, diag.Refused},
		"another domain, no day":   {licensing.Provisioned{Service: provider.AOL, Domain: fabrikam}, diag.Refused},
		"another domain, all else": {licensing.Provisioned{Service: provider.AOL, Domain: fabrikam, On: day}, diag.Refused},
	} {
		h := holds(t, product.LyncServer2013, "StandardCAL2013")
		for at, list := range [][]licensing.Provisioned{
			{tt.p},
			{{Service: provider.WLM, Domain: contoso, On: day}, tt.p},
		} {
			h.Provisioned = list
			d := h.Decide(licensing.Question{Service: provider.AOL, On: date.MustParse("2014-01-01"), NewDomain: contoso})
			checkDecision(t, d)
			r := d.Reasons[1]
			path := diag.Path("/Provisioned").Index(at)
			if tt.want == diag.Refused {
				path = "/Provisioned"
			}
			if d.Outcome != tt.want || r.Rule != licensing.RuleNewDomainClosed || r.Path != path {
				t.Errorf("%s: %v by %s at %s", name, d.Outcome, r.Rule, r.Path)
			}
		}
		h.Provisioned = []licensing.Provisioned{tt.p, {Service: provider.AOL, Domain: contoso, On: day}}
		if d := h.Decide(licensing.Question{Service: provider.AOL, On: date.MustParse("2014-01-01"), NewDomain: contoso}); !d.Allowed() {
			t.Errorf("%s, and one that is right: %v", name, d.Outcome)
		}
	}
}

// TestWhich: which of two licenses decides, which of its members is missing, and
// that the first of a list counts as well as the second.
func TestWhich(t *testing.T) {
	const l13, ocs = product.LyncServer2013, product.OCS2007R2
	for _, tt := range []struct {
		h       licensing.Holdings
		service provider.ServiceID
		on      string
		rule    diag.Rule
		outcome diag.Outcome
		at      diag.Path
	}{
		{holds(t, l13, "StandardCAL2010 - 2015-12-31", "StandardCAL2013"), provider.Skype, "2016-01-01", licensing.RuleLicenseMissing, diag.Passed, "/Licenses/1"},
		{holds(t, l13, "StandardCAL2013", "StandardCAL2010 - 2015-12-31"), provider.Skype, "2016-01-01", licensing.RuleLicenseMissing, diag.Passed, "/Licenses/0"},
		{holds(t, l13, "StandardCAL2010 - 2017-12-31", "StandardCAL2013 - 2018-12-31"), provider.Skype, "2016-01-01", licensing.RuleLicenseMissing, diag.Passed, "/Licenses/1"},
		{holds(t, l13, "StandardCAL2010 - 2018-12-31", "StandardCAL2013 - 2017-12-31"), provider.Skype, "2016-01-01", licensing.RuleLicenseMissing, diag.Passed, "/Licenses/0"},
		{holds(t, ocs, "OCSCAL", "StandardCAL2010 - 2010-01-01"), provider.AOL, "2009-01-01", licensing.RuleLicenseMissing, diag.Passed, "/Licenses/1"},
		{holds(t, ocs, "StandardCAL2010 - 2010-01-01", "OCSCAL"), provider.AOL, "2009-01-01", licensing.RuleLicenseMissing, diag.Passed, "/Licenses/0"},
		{holds(t, l13, "StandardCAL2010 - - trial", "PICUSL"), provider.Skype, "2016-01-01", licensing.RuleTrialNone, diag.Refused, "/Licenses/0"},
		{holds(t, l13, "PICUSL", "StandardCAL2010 - - trial"), provider.Skype, "2016-01-01", licensing.RuleTrialNone, diag.Refused, "/Licenses/1"},
		{holds(t, l13, "StandardCAL2010 2016-01-02", "PICUSL"), provider.Skype, "2016-01-01", licensing.RuleLicenseRunning, diag.Refused, "/Licenses/0"},
		{holds(t, l13, "PICUSL", "StandardCAL2010 2016-01-02"), provider.Skype, "2016-01-01", licensing.RuleLicenseRunning, diag.Refused, "/Licenses/1"},
		{holds(t, l13, "StandardCAL2013 2016-01-01 2015-01-01", "PICUSL"), provider.Skype, "2016-01-01", licensing.RuleDatesReversed, diag.NotKnown, "/Licenses/0/Expires"},
		{holds(t, l13, "StandardCAL2013 2016-01-01 2015-01-01", "StandardCAL2010"), provider.Skype, "2016-01-01", licensing.RuleLicenseMissing, diag.Passed, "/Licenses/1"},
		{holds(t, product.SfBServer2019, "LyncOnlinePlan1", "LyncOnlinePlan2"), provider.Skype, "2022-01-01", licensing.RulePlatformEnded, diag.Refused, "/Licenses/1"},

		{holds(t, l13, "PICUSL 2012-01-01 2014-06-30", "PICUSL 2012-01-01 2014-01-31", "StandardCAL2013"), provider.Yahoo, "2013-01-01", licensing.RulePICUSLMissing, diag.Passed, "/Licenses/0"},
		{holds(t, l13, "PICUSL 2012-01-01 2014-01-31", "PICUSL 2012-01-01 2014-06-30", "StandardCAL2013"), provider.Yahoo, "2013-01-01", licensing.RulePICUSLMissing, diag.Passed, "/Licenses/1"},
		{holds(t, l13, "PICUSL 2012-10-01 2014-12-31", "StandardCAL2013"), provider.Yahoo, "2013-01-01", licensing.RulePICUSLBought, diag.Refused, "/Licenses/0/Purchased"},
		{holds(t, l13, "StandardCAL2013", "PICUSL 2012-10-01 2014-12-31"), provider.Yahoo, "2013-01-01", licensing.RulePICUSLBought, diag.Refused, "/Licenses/1/Purchased"},
		{holds(t, l13, "PICUSL 2012-10-01 -", "StandardCAL2013"), provider.Yahoo, "2013-01-01", licensing.RulePICUSLBought, diag.Refused, "/Licenses/0/Purchased"},
		{holds(t, l13, "PICUSL 2012-01-01 2012-12-31 trial", "PICUSL 2012-10-01 2014-12-31", "StandardCAL2013"), provider.Yahoo, "2013-01-01", licensing.RuleTrialNone, diag.Refused, "/Licenses/0"},
		{holds(t, l13, "PICUSL - 2014-12-31", "StandardCAL2013"), provider.Yahoo, "2013-01-01", licensing.RulePICUSLDates, diag.NotKnown, "/Licenses/0/Purchased"},
		{holds(t, l13, "PICUSL 2012-01-01 -", "StandardCAL2013"), provider.Yahoo, "2013-01-01", licensing.RulePICUSLDates, diag.NotKnown, "/Licenses/0/Expires"},
		{holds(t, l13, "PICUSL", "StandardCAL2013"), provider.Yahoo, "2013-01-01", licensing.RulePICUSLDates, diag.NotKnown, "/Licenses/0"},
		{holds(t, l13, "PICUSL - 2012-12-31", "StandardCAL2013"), provider.Yahoo, "2013-01-01", licensing.RulePICUSLRunning, diag.Refused, "/Licenses/0"},
		{holds(t, l13, "PICUSL 2012-01-01 -", "StandardCAL2013"), provider.Yahoo, "2011-12-31", licensing.RulePICUSLRunning, diag.Refused, "/Licenses/0"},
		{holds(t, l13, "PICUSL 2012-01-01 2011-01-01", "StandardCAL2013"), provider.Yahoo, "2013-01-01", licensing.RuleDatesReversed, diag.NotKnown, "/Licenses/0/Expires"},
		{holds(t, l13, "PICUSL - 2014-12-31", "StandardCAL2013", "PICUSL 2012-10-01 2014-12-31"), provider.Yahoo, "2013-01-01", licensing.RulePICUSLDates, diag.NotKnown, "/Licenses/0/Purchased"},
		{holds(t, l13, "PICUSL - 2014-12-31", "StandardCAL2013", "PICUSL 2012-01-01 2014-12-31"), provider.Yahoo, "2013-01-01", licensing.RulePICUSLMissing, diag.Passed, "/Licenses/2"},
	} {
		d := tt.h.Decide(licensing.Question{Service: tt.service, On: date.MustParse(tt.on)})
		checkDecision(t, d)
		if !slices.ContainsFunc(d.Reasons, func(r diag.Reason) bool { return r.Rule == tt.rule && r.Outcome == tt.outcome && r.Path == tt.at }) {
			t.Errorf("%v %s on %s: no %s %s at %s in %+v", tt.h, tt.service, tt.on, tt.outcome, tt.rule, tt.at, d.Reasons)
		}
	}
}

// TestConditions: what an allowed right rests on.
func TestConditions(t *testing.T) {
	contoso := domain.MustParseSIPDomain("contoso.com")
	volume := []licensing.Agreement{{Program: licensing.VolumeLicensing, Number: "1234567"}}
	partner := []licensing.Agreement{{Program: licensing.PartnerNetwork, Number: "42"}}
	for _, tt := range []struct {
		p          product.Platform
		license    string
		agreements []licensing.Agreement
		q          licensing.Question
		want       string
	}{
		{product.LyncServer2013, "StandardCAL2013", nil, licensing.Question{Service: provider.Skype, On: date.MustParse("2017-07-01")}, ""},
		{product.LyncServer2013, "StandardCAL2013", nil, licensing.Question{Service: provider.Skype, On: date.MustParse("2017-07-02")}, "SITE-19"},
		{product.LyncServer2013, "StandardCAL2013", nil, licensing.Question{Service: provider.Skype, On: date.MustParse("2019-08-14")}, "SITE-19"},
		{product.LyncServer2013, "StandardCAL2013", nil, licensing.Question{Service: provider.Skype, On: date.MustParse("2019-08-15")}, "SFB-SKYPE"},
		{product.LyncOnline, "LyncOnlinePlan1", nil, licensing.Question{Service: provider.Skype, On: date.MustParse("2019-08-15")}, ""},
		{product.LyncServer2010, "StandardCAL2010", nil, licensing.Question{Service: provider.WLM, On: date.MustParse("2012-01-23")}, ""},
		{product.LyncServer2010, "StandardCAL2010", nil, licensing.Question{Service: provider.WLM, On: date.MustParse("2012-01-24")}, ""},
		{product.OCS2007R2, "StandardCAL2010", nil, licensing.Question{Service: provider.WLM, On: date.MustParse("2012-01-24")}, ""},
		{product.LyncServer2010, "StandardCAL2010", nil, licensing.Question{Service: provider.AOL, On: date.MustParse("2013-10-06")}, ""},
		{product.LyncServer2010, "StandardCAL2010", nil, licensing.Question{Service: provider.AOL, On: date.MustParse("2013-10-06"), NewDomain: contoso}, "SUP-13"},
		{product.OCS2007R2, "OCSCAL", nil, licensing.Question{Service: provider.AOL, On: date.MustParse("2012-10-13")}, ""},
		{product.OCS2007R2, "OCSCAL", nil, licensing.Question{Service: provider.AOL, On: date.MustParse("2012-10-14")}, "GG521001"},
		{product.OCS2007R2, "OCSCAL", partner, licensing.Question{Service: provider.AOL, On: date.MustParse("2012-10-14")}, "GG521001"},
		{product.OCS2007R2, "OCSCAL", volume, licensing.Question{Service: provider.AOL, On: date.MustParse("2012-10-14")}, ""},
	} {
		h := holds(t, tt.p, tt.license)
		h.Agreements = tt.agreements
		d := h.Decide(tt.q)
		var ids []string
		for c := range d.Conditions() {
			ids = append(ids, c.Source.ID)
		}
		if got := strings.Join(ids, " "); !d.Allowed() || got != tt.want {
			t.Errorf("%v with %s, %s on %v: %v, %q, want %q", tt.p, tt.license, tt.q.Service, tt.q.On, d.Outcome, got, tt.want)
		}
	}
}

// TestPICUSLCredits: which agreements give something back.
func TestPICUSLCredits(t *testing.T) {
	agreement := func(start, end string) licensing.Agreement {
		a := licensing.Agreement{Program: licensing.VolumeLicensing, Number: start}
		require.NoError(t, a.Start.UnmarshalText([]byte(start)))
		require.NoError(t, a.End.UnmarshalText([]byte(end)))
		return a
	}
	long := agreement("2014-01-01", "2014-12-31")
	for _, tt := range []struct {
		license    string
		agreements []licensing.Agreement
		want       string
	}{
		{"PICUSL 2012-01-01 2014-12-31", []licensing.Agreement{long}, "/Agreements/0 2014-01-01 184/365"},
		{"PICUSL 2012-01-01 2014-07-01", []licensing.Agreement{long}, "/Agreements/0 2014-01-01 184/365"},
		{"PICUSL 2012-01-01 2014-06-30", []licensing.Agreement{long}, ""},
		{"PICUSL 2012-01-01 -", []licensing.Agreement{long}, "/Agreements/0 2014-01-01 184/365"},
		{"PICUSL 2012-01-01 2014-12-31 trial", []licensing.Agreement{long}, ""},
		{"StandardCAL2013", []licensing.Agreement{long}, ""},
		{"PICUSL 2012-01-01 2014-12-31", nil, "/Agreements  not known"},
		{"PICUSL 2012-01-01 2014-12-31", []licensing.Agreement{agreement("2012-01-01", "2014-06-30"), long, agreement("2014-01-01", "")}, "/Agreements/1 2014-01-01 184/365; /Agreements/2 2014-01-01 not known"},
	} {
		h := holds(t, product.LyncServer2013, tt.license)
		h.Agreements = tt.agreements
		var got []string
		for c := range h.PICUSLCredits() {
			text := "not known"
			if c.Err == nil {
				text = fmt.Sprintf("%d/%d", c.Credit.Days, c.Credit.Of)
			} else {
				require.ErrorIs(t, c.Err, licensing.RuleAgreementDates)
			}
			got = append(got, fmt.Sprintf("%s %s %s", c.At, c.Number, text))
		}
		if text := strings.Join(got, "; "); text != tt.want {
			t.Errorf("%s with %v: %q, want %q", tt.license, tt.agreements, text, tt.want)
		}
		for range h.PICUSLCredits() {
			break // a loop may end early
		}
	}
	if licensing.CreditSource().ID != "SUP-13" {
		t.Errorf("the proportion is from %v", licensing.CreditSource())
	}
}

// TestReasons shows how conditions, inferences and conflicts read.
func TestReasons(t *testing.T) {
	var b strings.Builder
	late := holds(t, product.LyncServer2013, "StandardCAL2013")
	late.Provisioned = []licensing.Provisioned{{Service: provider.AOL, Domain: domain.MustParseSIPDomain("contoso.com"), On: date.MustParse("2013-10-07")}}
	undated := late
	undated.Provisioned = []licensing.Provisioned{{Service: provider.AOL, Domain: domain.MustParseSIPDomain("contoso.com")}}
	unread, _, err := licensing.DecodeHoldings([]byte(`{"Platform":"?","Licenses":[{"Product":"?"}]}`))
	require.NoError(t, err)
	unreadProduct, _, err := licensing.DecodeHoldings([]byte(`{"Platform":"LyncServer2013","Licenses":[{"Product":"?"}]}`))
	require.NoError(t, err)
	for _, tt := range []struct {
		h       licensing.Holdings
		service provider.ServiceID
		on      string
	}{
		{late, provider.AOL, "2014-01-01"},
		{undated, provider.AOL, "2014-01-01"},
		{unread, provider.Yahoo, "2013-01-01"},
		{licensing.Unreadable(), provider.AOL, "2006-01-24"},
		{holds(t, 99, "StandardCAL2013"), provider.Skype, "2013-05-22"},
		{holds(t, product.LyncServer2013, "StandardCAL2013 2016-01-01 2015-01-01", "PICUSL 2012-01-01 2011-01-01"), provider.Yahoo, "2013-01-01"},
		{holds(t, product.LyncServer2013, "StandardCAL2013 2014-01-01", "PICUSL - 2012-12-31"), provider.Yahoo, "2013-01-01"},
		{holds(t, product.LyncServer2013, "StandardCAL2013 - - trial", "PICUSL 2012-01-01 2012-12-31"), provider.Yahoo, "2013-01-01"},
		{holds(t, product.LyncServer2013, "StandardCAL2013", "PICUSL 2012-01-01"), provider.Yahoo, "2011-12-31"},
		{holds(t, product.LyncServer2013, "StandardCAL2013", "PICUSL 2012-01-01"), provider.Yahoo, "2013-01-01"},
		{holds(t, product.LyncServer2013, "StandardCAL2013", "PICUSL"), provider.Yahoo, "2013-01-01"},
		{holds(t, product.LyncServer2013, "StandardCAL2013", "PICUSL 2012-09-01 2014-12-31"), provider.Yahoo, "2013-01-01"},
		{holds(t, product.OCS2007R2, "OCSCAL", "PICUSL 2008-01-01 2012-12-31"), provider.AOL, "2009-01-01"},
		// The first license that is in doubt is named, and one that is not an OCS CAL before one that is.
		{holds(t, product.LyncServer2013, "StandardCAL2013 2016-01-01 2015-01-01", "StandardCAL2010 2016-01-01 2015-01-01"), provider.Skype, "2015-01-01"},
		{holds(t, product.LyncServer2013, "OCSCAL 2016-01-01 2015-01-01", "StandardCAL2010 2016-01-01 2015-01-01"), provider.Yahoo, "2013-01-01"},
		{holds(t, product.LyncServer2013, "StandardCAL2013 2016-01-01 2015-01-01", "OCSCAL 2016-01-01 2015-01-01"), provider.Yahoo, "2013-01-01"},
		{holds(t, product.LyncServer2013, "StandardCAL2013", "PICUSL - 2013-12-31", "PICUSL 2012-01-01 -"), provider.Yahoo, "2013-01-01"},
		{holds(t, product.OCS2007R2, "OCSCAL 2016-01-01 2015-01-01", "OCSCAL"), provider.AOL, "2009-01-01"},
		// Terms that adjoin: not of a trial, of a license that ends before it begins, or of another product.
		{holds(t, product.LyncServer2013, "StandardCAL2013 2013-01-01 2013-12-31", "StandardCAL2013 2014-01-01 2014-12-31"), provider.Skype, "2013-12-01"},
		{holds(t, product.LyncServer2013, "StandardCAL2013 2013-01-01 2013-12-31", "StandardCAL2013 2014-01-01 2014-12-31 trial"), provider.Skype, "2013-12-01"},
		{holds(t, product.LyncServer2013, "StandardCAL2013 2013-01-01 2013-12-31", "StandardCAL2013 2015-06-01 2014-12-31"), provider.Skype, "2013-12-01"},
		{holds(t, product.LyncServer2013, "StandardCAL2013", "PICUSL 2012-01-01 2013-12-31", "PICUSL 2012-06-01 2014-03-31"), provider.Yahoo, "2013-12-01"},
		{holds(t, product.LyncServer2013, "StandardCAL2013", "PICUSL 2012-01-01 2013-12-31", "PICUSL - 2014-03-31", "PICUSL 2012-06-01 -", "StandardCAL2013 2012-06-01 2014-03-31"), provider.Yahoo, "2013-12-01"},
		{licensing.Holdings{Platform: product.LyncServer2013, Licenses: []licensing.License{{}}}, provider.Skype, "2015-01-01"},
		{licensing.Holdings{Platform: product.LyncServer2013, Licenses: []licensing.License{{Product: licensing.PICUSL + 1}}}, provider.Skype, "2015-01-01"},
		{unreadProduct, provider.Skype, "2015-01-01"},
		{holds(t, product.OCS2007R2, "OCSCAL"), provider.AOL, "2012-10-14"},
		{holds(t, product.LyncServer2013, "StandardCAL2013"), provider.Skype, "2019-08-15"},
		{holds(t, product.SfBServer2019, "LyncOnlinePlan1"), provider.Skype, "2022-01-01"},
		{holds(t, product.LyncServer2013, "StandardCAL2013"), provider.Skype, "2017-07-02"},
		{holds(t, product.SfBServerSE, "StandardCAL2019"), provider.Skype, "2016-01-01"},
		{holds(t, product.SfBServer2019, "StandardCAL2019"), provider.Skype, "2016-01-01"},
		{holds(t, product.OCS2007R2, "StandardCAL2010"), provider.Skype, "2016-01-01"},
		{holds(t, product.LyncOnline, "LyncOnlinePlan1"), provider.Skype, "2015-01-01"},
		{holds(t, product.LyncServer2013, "StandardCAL2013"), provider.WLM, "2014-11-01"},
		{holds(t, product.LyncServer2013, "StandardCAL2013"), provider.AOL, "2014-07-01"},
	} {
		d := tt.h.Decide(licensing.Question{Service: tt.service, On: date.MustParse(tt.on)})
		fmt.Fprintf(&b, "%v, %s on %s, until %v\n", tt.h.Platform, tt.service, tt.on, d.Until)
		for _, r := range d.Reasons {
			fmt.Fprintf(&b, "  %s, inferred %v: %s [%s] (%s) %s\n", r.Outcome, r.Inferred, r.Detail, r.Rule, r.Source, r.Path)
		}
	}
	testkit.Golden(t, "testdata/reasons.txt", b.String())
	d := holds(t, product.LyncServer2013, "StandardCAL2013").Decide(licensing.Question{Service: provider.Skype, On: date.MustParse("2017-07-01")})
	if slices.ContainsFunc(d.Reasons, func(r diag.Reason) bool { return r.Rule == licensing.RuleSRVCondition }) {
		t.Error("the SRV record is demanded too early")
	}
}

// TestTable writes every answer: product by licenses by service, with the days
// on which it changes, out of those around every boundary.
func TestTable(t *testing.T) {
	var days []date.Date
	around := func(d date.Date) { days = append(days, d.AddDays(-1), d, d.AddDays(1)) }
	for s := range provider.Services() {
		for stage := range s.History.All() {
			around(stage.From)
		}
		for g := range s.Features() {
			around(g.From)
		}
	}
	for _, d := range []string{"2012-08-31", "2012-12-31", "2014-12-31", "2009-10-01", "2012-10-14", "2017-07-02", "2019-08-15", "2021-07-31", "2010-01-01"} {
		around(date.MustParse(d))
	}
	slices.SortFunc(days, date.Date.Compare)
	days = slices.Compact(days)

	var b strings.Builder
	b.WriteString("# Who may use what, and when: for each server product, licenses and service the\n# days from which the answer is another. Nothing is provisioned.\n")
	for _, p := range product.Platforms() {
		for _, licenses := range [][]string{
			{"StandardCAL2010"},
			{"StandardCAL2019 2010-01-01 2014-12-31"},
			{"StandardCAL2013 - - trial"},
			{"StandardCAL2013", "PICUSL 2012-08-31 2014-12-31"},
			{"StandardCAL2013", "PICUSL 2010-01-01 2012-12-31"},
			{"StandardCAL2013", "PICUSL 2012-09-01 2014-12-31"},
			{"OCSCAL", "PICUSL 2010-01-01 2014-12-31"},
			{"LyncOnlinePlan1"},
			{"LyncOnlinePlan3", "StandardCAL2015"},
		} {
			h := holds(t, p, licenses...)
			for s := range provider.Services() {
				fmt.Fprintf(&b, "\n%v, %s: %s\n", p, strings.Join(licenses, " + "), s.Name)
				last := ""
				for _, on := range days {
					d := h.Decide(licensing.Question{Service: s.ID, On: on})
					checkDecision(t, d)
					if text := answer(d); text != last {
						fmt.Fprintf(&b, "  %v  %s\n", on, text)
						last = text
					}
				}
			}
		}
	}
	testkit.Golden(t, "testdata/table.txt", b.String())
}

func TestCredit(t *testing.T) {
	for _, tt := range []struct {
		start, end string
		want       licensing.Credit
		rule       diag.Rule
	}{
		{"2013-01-01", "2015-12-31", licensing.Credit{Days: 549, Of: 1095}, ""},
		{"2011-07-01", "2014-06-30", licensing.Credit{Days: 0, Of: 1096}, ""},
		{"2011-07-01", "2014-07-01", licensing.Credit{Days: 1, Of: 1097}, ""},
		{"2012-01-01", "2012-12-31", licensing.Credit{Days: 0, Of: 366}, ""},
		{"2014-07-01", "2014-07-31", licensing.Credit{Days: 31, Of: 31}, ""},
		{"2015-01-01", "2015-01-31", licensing.Credit{Days: 31, Of: 31}, ""},
		{"", "2015-12-31", licensing.Credit{}, licensing.RuleAgreementDates},
		{"2013-01-01", "", licensing.Credit{}, licensing.RuleAgreementDates},
		{"2013-01-02", "2013-01-01", licensing.Credit{}, licensing.RuleDatesReversed},
	} {
		var a licensing.Agreement
		require.NoError(t, a.Start.UnmarshalText([]byte(tt.start)))
		require.NoError(t, a.End.UnmarshalText([]byte(tt.end)))
		got, err := a.PICUSLCredit()
		if got != tt.want || (err != nil) != (tt.rule != "") {
			t.Errorf("%s to %s: %v, %v, want %v", tt.start, tt.end, got, err, tt.want)
		}
		if tt.rule != "" {
			require.ErrorIs(t, err, tt.rule)
		}
	}
}

// TestAllocs: licenses that do not matter cost nothing.
func TestAllocs(t *testing.T) {
	q := licensing.Question{Service: provider.Skype, On: date.MustParse("2016-01-01")}
	few := holds(t, product.LyncServer2013, "StandardCAL2013")
	many := few
	for range 1000 {
		many.Licenses = append(many.Licenses, licensing.License{Product: licensing.PICUSL}, licensing.License{Product: licensing.StandardCAL2010, Expires: date.MustParse("2011-01-01")})
	}
	a := testing.AllocsPerRun(100, func() { few.Decide(q) })
	b := testing.AllocsPerRun(100, func() { many.Decide(q) })
	if a != b {
		t.Errorf("%v allocations with one license, %v with 2001", a, b)
	}
}

func FuzzDecide(f *testing.F) {
	data, err := json.Marshal(holdings)
	require.NoError(f, err)
	f.Add(data, "aol", "2013-10-07", "contoso.com")
	f.Add([]byte(`{"Platform":"LyncOnline","Licenses":[{"Product":"LyncOnlinePlan1"}]}`), "skype", "2021-07-31", "")
	f.Fuzz(func(t *testing.T, data []byte, service, on, newDomain string) {
		var h licensing.Holdings
		if err := json.Unmarshal(data, &h); err != nil {
			return
		}
		q := licensing.Question{Service: provider.ServiceID(service)}
		if q.On.UnmarshalText([]byte(on)) != nil || q.NewDomain.UnmarshalText([]byte(newDomain)) != nil {
			return
		}
		d := h.Decide(q)
		if d.Allowed() {
			checkDecision(t, d)
			// A right lasts until its last day, and no longer.
			for _, day := range []date.Date{d.Until, d.Until.AddDays(1)} {
				if again := h.Decide(licensing.Question{Service: q.Service, On: day, NewDomain: q.NewDomain}); again.Allowed() != (day == d.Until) && !slices.ContainsFunc(again.Reasons, func(r diag.Reason) bool { return r.Rule == licensing.RuleNewDomainClosed && r.Outcome != diag.Passed }) && !renewed(h, day) {
					t.Errorf("%s: until %v, and on %v %s", data, d.Until, day, answer(again))
				}
			}
		}
		// Nothing is gained by holding less.
		less := h
		less.Licenses, less.Provisioned = nil, nil
		if less.Decide(q).Allowed() {
			t.Errorf("%s: allowed without any license", data)
		}
	})
}

// renewed reports whether a license begins on the day, so that the right may go
// on under it.
func renewed(h licensing.Holdings, day date.Date) bool {
	return slices.ContainsFunc(h.Licenses, func(l licensing.License) bool { return !l.Purchased.IsZero() && !l.Purchased.Before(day.AddDays(-1)) })
}

func BenchmarkDecide(b *testing.B) {
	h := licensing.Holdings{Platform: product.LyncServer2013, Licenses: []licensing.License{{Product: licensing.StandardCAL2013}, {Product: licensing.PICUSL, Purchased: date.MustParse("2012-01-01"), Expires: date.MustParse("2014-12-31")}}}
	for service, on := range map[provider.ServiceID]string{provider.Skype: "2018-01-01", provider.Yahoo: "2014-01-01", provider.AOL: "2013-01-01", provider.WLM: "2016-01-01"} {
		b.Run(string(service), func(b *testing.B) {
			q := licensing.Question{Service: service, On: date.MustParse(on)}
			b.ReportAllocs()
			for b.Loop() {
				h.Decide(q)
			}
		})
	}
}

func ExampleHoldings_Decide() {
	h := licensing.Holdings{
		Platform: product.LyncServer2013,
		Licenses: []licensing.License{{Product: licensing.StandardCAL2013}},
	}
	for _, day := range []string{"2016-01-01", "2025-05-05"} {
		d := h.Decide(licensing.Question{Service: provider.Skype, On: date.MustParse(day)})
		fmt.Printf("%s: %v until %q\n", day, d.Allowed(), d.Until)
		for _, r := range d.Reasons {
			fmt.Println(" ", r.Outcome == diag.Passed, r.Rule)
		}
	}
	// Output:
	// 2016-01-01: true until "2025-05-04"
	//   true licensing.service.ended
	//   true licensing.platform.unsupported
	//   true licensing.license.missing
	// 2025-05-05: false until ""
	//   false licensing.service.ended
	//   true licensing.platform.unsupported
	//   true licensing.license.missing
	//   true licensing.srv.condition
}

func ExampleAgreement_PICUSLCredit() {
	a := licensing.Agreement{Start: date.MustParse("2013-01-01"), End: date.MustParse("2015-12-31")}
	credit, err := a.PICUSLCredit()
	fmt.Println(credit.Days, "of", credit.Of, err)
	// Output: 549 of 1095 <nil>
}
