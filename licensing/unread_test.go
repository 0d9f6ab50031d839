package licensing_test

import (
	"encoding/json"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/testkit"
	"github.com/lyncfed/lyncfed/licensing"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

// unreadable are texts that most members cannot have.
var unreadable = []string{`"?"`, `7`, `["?"]`, `{"?":1}`, `"2013-02-30"`}

// damaged yields damaged copies of a JSON text. Each has one unreadable value, one
// misspelled name, or one repeated member, at every position.
func damaged(v any, yield func(any)) {
	switch v := v.(type) {
	case map[string]any:
		for name, inner := range v {
			with := func(names ...any) map[string]any {
				changed := map[string]any{}
				for other, value := range v {
					if other != name {
						changed[other] = value
					}
				}
				for i := 0; i+1 < len(names); i += 2 {
					changed[names[i].(string)] = names[i+1]
				}
				return changed
			}
			for _, text := range unreadable {
				yield(with(name, json.RawMessage(text)))
			}
			yield(with("x"+name, inner))
			yield(with(name, inner, strings.ToUpper(name), inner))
			damaged(inner, func(changed any) { yield(with(name, changed)) })
		}
	case []any:
		for i, inner := range v {
			with := func(value any) []any {
				changed := slices.Clone(v)
				changed[i] = value
				return changed
			}
			for _, text := range unreadable {
				yield(with(json.RawMessage(text)))
			}
			damaged(inner, func(changed any) { yield(with(changed)) })
		}
	}
}

// someHoldings makes holdings that reach every branch of a decision.
func someHoldings(r *rand.Rand) licensing.Holdings {
	day := func(zero int) date.Date {
		if r.Intn(zero) == 0 {
			return date.Date{}
		}
		return date.MustParse([]string{"2005-01-01", "2009-09-30", "2012-08-31", "2012-09-01", "2014-12-31", "2030-01-01"}[r.Intn(6)])
	}
	h := licensing.Holdings{Platform: product.Platform(1 + r.Intn(int(product.LyncOnline)))}
	if r.Intn(3) > 0 {
		h.Platform = []product.Platform{product.OCS2007R2, product.LyncServer2010, product.LyncServer2013}[r.Intn(3)]
	}
	for range r.Intn(4) {
		l := licensing.License{Product: licensing.Product(1 + r.Intn(int(licensing.PICUSL))), Purchased: day(3), Expires: day(2), Trial: r.Intn(6) == 0}
		if r.Intn(3) == 0 {
			l.Product = licensing.PICUSL
		}
		h.Licenses = append(h.Licenses, l)
	}
	for range r.Intn(3) {
		h.Agreements = append(h.Agreements, licensing.Agreement{Program: licensing.Program(1 + r.Intn(4)), Number: "1234567"})
	}
	for range r.Intn(3) {
		h.Provisioned = append(h.Provisioned, licensing.Provisioned{
			Service: []provider.ServiceID{provider.AOL, provider.WLM}[r.Intn(2)],
			Domain:  domain.MustParseSIPDomain([]string{"contoso.com", "fabrikam.com"}[r.Intn(2)]),
			On:      day(6),
		})
	}
	return h
}

// TestDamage: whatever part of holdings cannot be read, what was refused is not
// allowed, and what was allowed is not refused.
func TestDamage(t *testing.T) {
	var questions []licensing.Question
	for s := range provider.Services() {
		for _, on := range []string{"2006-01-25", "2009-09-30", "2009-10-01", "2012-09-01", "2013-10-07", "2014-06-30", "2016-01-01", "2021-08-01"} {
			q := licensing.Question{Service: s.ID, On: date.MustParse(on)}
			questions = append(questions, q)
			if s.ID == provider.AOL {
				q.NewDomain = domain.MustParseSIPDomain("contoso.com")
				questions = append(questions, q)
			}
		}
	}
	r := rand.New(rand.NewSource(1))
	changes, seen := map[[2]diag.Outcome]int{}, map[diag.Rule]bool{}
	for i := range 40 {
		h := someHoldings(r)
		if testing.Short() && i%8 != 0 {
			continue
		}
		text, err := json.Marshal(h)
		require.NoError(t, err)
		var v any
		require.NoError(t, json.Unmarshal(text, &v))
		var before []licensing.Decision
		for _, q := range questions {
			before = append(before, h.Decide(q))
		}
		damaged(v, func(changed any) {
			text, err := json.Marshal(changed)
			require.NoError(t, err)
			damagedHoldings, findings, err := licensing.DecodeHoldings(text)
			require.NoError(t, err)
			if findings.Err() == nil {
				return // it can be read, and means something else
			}
			for i, q := range questions {
				after := damagedHoldings.Decide(q)
				checkDecision(t, after)
				if b := before[i].Outcome; b == diag.Refused && after.Allowed() || b == diag.Passed && after.Outcome == diag.Refused {
					t.Fatalf("%s on %v (%v): %s with %v, %s with %s", q.Service, q.On, q.NewDomain, answer(before[i]), h, answer(after), text)
				}
				changes[[2]diag.Outcome{before[i].Outcome, after.Outcome}]++
				for _, reason := range after.Reasons {
					if reason.Outcome == diag.NotKnown {
						seen[reason.Rule] = true
					}
				}
			}
		})
	}
	// The holdings must be of every kind for the test to mean something.
	for _, change := range [][2]diag.Outcome{{diag.Refused, diag.Refused}, {diag.Refused, diag.NotKnown}, {diag.Passed, diag.Passed}, {diag.Passed, diag.NotKnown}} {
		if changes[change] < 300 && !testing.Short() {
			t.Errorf("%d times %v", changes[change], change)
		}
	}
	for _, rule := range []diag.Rule{
		licensing.RulePlatformMissing, licensing.RuleLicenseMissing, licensing.RuleNewDomainClosed, licensing.RulePICUSLDates,
		licensing.RulePICUSLMissing, licensing.RuleDatesReversed,
	} {
		if !seen[rule] && !testing.Short() {
			t.Errorf("no damage makes %s not known", rule)
		}
	}
}

// TestDecodeHoldings: what is marked, and that the rest is read.
func TestDecodeHoldings(t *testing.T) {
	for in, want := range map[string]string{
		`{"Platform":"LyncServer2013","Licenses":[{"Product":"Gold"},{"Product":"StandardCAL2013"}]}`:                                             "allowed until 2025-05-04, IM,Presence,Audio,Video",
		`{"Platform":"LyncServer2013","Licenses":[{"Product":"Gold"}]}`:                                                                           "not known: license.missing",
		`{"Platform":"LyncServer2013","Licenses":{"Product":"Gold"}}`:                                                                             "not known: license.missing",
		`{"Platform":"LyncServer2013","Licenses":[7]}`:                                                                                            "not known: license.missing",
		`{"Platform":"LyncServer2013","Licenses":7}`:                                                                                              "not known: license.missing",
		`{"Platform":"LyncServer2013","Licences":[{"Product":"StandardCAL2013"}]}`:                                                                "not known: license.missing",
		`{"Platform":"LyncServer2013","Licenses":[],"licenses":[]}`:                                                                               "not known: license.missing",
		`{"Platform":"LyncServer2013","Licenses":[]}`:                                                                                             "refused: license.missing",
		`{"Platform":"LyncServer2013","Licenses":[{"Prodct":"StandardCAL2013"}]}`:                                                                 "not known: license.missing",
		`{"Platform":"LyncServer2013","Licenses":[{"Product":"StandardCAL2013","Expirs":"2014-01-01"}]}`:                                          "not known: license.missing",
		`{"Platform":"LyncServer2013","Licenses":[{"Product":"StandardCAL2013","Expires":"2014-02-30"}]}`:                                         "not known: license.missing",
		`{"Platform":"LyncServer2013","Licenses":[{"Product":"StandardCAL2013","Trial":"perhaps"}]}`:                                              "not known: license.missing",
		`{"Platform":"LyncServer2013","Licenses":[{"Product":"StandardCAL2013","Purchased":"?","Expires":"2014-01-01"}]}`:                         "refused: license.running",
		`{"Platform":"LyncServer2013","Licenses":[{"Product":"?","Expires":"2014-01-01"}]}`:                                                       "refused: license.missing",
		`{"Platform":"LyncServer2013","Licenses":[{"Product":"?","Trial":true}]}`:                                                                 "refused: license.missing",
		`{"Platform":"LyncServer2013","Licenses":[{"Product":"PICUSL","Expires":"?"}]}`:                                                           "refused: license.missing",
		`{"Platform":"Lync","Licenses":[{"Product":"StandardCAL2013"}]}`:                                                                          "not known: platform.missing, license.missing",
		`{"Platform":"LyncServer2013","platform":"OCS2007","Licenses":[{"Product":"StandardCAL2013"}]}`:                                           "not known: platform.missing, license.missing",
		`{"Platform":"LyncServer2013","Agreements":7,"Licenses":[{"Product":"StandardCAL2013"}]}`:                                                 "allowed until 2025-05-04, IM,Presence,Audio,Video",
		`{"Platform":"SfBServer2019","Licenses":[{"Product":"LyncOnlinePlan1","Expires":"?"}]}`:                                                   "not known: license.missing",
		`{"Platform":"LyncServer2013","Note":"x","Licenses":[{"Product":"StandardCAL2013"}],"Agreements":[],"Provisioned":[]}`:                    "allowed until 2025-05-04, IM,Presence,Audio,Video",
		`{"Platform":"LyncServer2013","Licenses":[{"Product":"StandardCAL2013","Purchased":null,"Expires":null,"Trial":false,"Note":"for all"}]}`: "allowed until 2025-05-04, IM,Presence,Audio,Video",
	} {
		h, findings, err := licensing.DecodeHoldings([]byte(in))
		require.NoError(t, err)
		d := h.Decide(licensing.Question{Service: provider.Skype, On: date.MustParse("2016-01-01")})
		checkDecision(t, d)
		if got := answer(d); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
		var strict licensing.Holdings
		if read := json.Unmarshal([]byte(in), &strict); (read == nil) != (findings.Err() == nil) {
			t.Errorf("%s: %v, and partly %v", in, read, findings.Err())
		}
		unread := h.Unread != 0
		for _, l := range h.Licenses {
			unread = unread || l.Unread != 0
		}
		if _, err := json.Marshal(h); (err != nil) != unread {
			t.Errorf("%s: %+v is written with %v", in, h, err)
		}
	}
	for _, in := range []string{``, `{`, `null`, `7`, `[{}]`} {
		if _, _, err := licensing.DecodeHoldings([]byte(in)); err == nil {
			t.Errorf("%q is read as holdings", in)
		}
	}
	// A member that could not be read is not said to be missing too.
	h, _, err := licensing.DecodeHoldings([]byte(`{"Platform":"?","Licenses":[{"Product":"?"},{"Product":"PICUSL","Purchased":"?","Expires":"?"}],"Provisioned":[{"Service":"?","Domain":"?","On":"?"}]}`))
	require.NoError(t, err)
	require.Empty(t, testkit.Lines(h.Findings()))
}

// TestUnreadEqual: holdings of which something could not be read are not those
// that have nothing there.
func TestUnreadEqual(t *testing.T) {
	if a := licensing.Unreadable(); a.Equal(licensing.Holdings{}) || (licensing.Holdings{}).Equal(a) || !a.Equal(licensing.Unreadable()) {
		t.Error("holdings that could not be read are empty ones")
	}
	a, b := holdings, holdings
	b.Platform = product.SfBServer2015
	if a.Equal(b) || !a.Equal(holdings) {
		t.Error("holdings of another platform are the same")
	}
}

// TestPerhapsCAL: a license that may be a CAL of Lync Server needs no PIC USL, so
// one that is missing refuses nothing.
func TestPerhapsCAL(t *testing.T) {
	for in, want := range map[string]string{
		`[{"Product":"OCSCAL"},{"Product":"StandardCAL2010"}]`:                                                                                               "allowed until 2014-06-30, IM,Presence",
		`[{"Product":"OCSCAL"},{"Product":"?"}]`:                                                                                                             "not known: pic-usl.dates",
		`[{"Product":"OCSCAL"},{"Product":"StandardCAL2010","Expires":"?"}]`:                                                                                 "not known: pic-usl.missing",
		`[{"Product":"OCSCAL"},{"Product":"OCSCAL","Expires":"?"}]`:                                                                                          "refused: pic-usl.missing",
		`[{"Product":"OCSCAL"},{"Product":"PICUSL","Purchased":"2008-01-01","Expires":"2008-12-31"},{"Product":"StandardCAL2010","Trial":"?"}]`:              "not known: pic-usl.running",
		`[{"Product":"OCSCAL","Trial":"?"},{"Product":"StandardCAL2010","Trial":"?"},{"Product":"OCSCAL"}]`:                                                  "not known: pic-usl.missing",
		`[{"Product":"OCSCAL"},{"Product":"PICUSL","Purchased":"2008-01-01","Expires":"2012-12-31","Trial":true},{"Product":"StandardCAL2010","Trial":"?"}]`: "not known: trial.none",
		`[{"Product":"OCSCAL"},{"Product":"PICUSL","Purchased":"2013-01-01","Expires":"2014-12-31"},{"Product":"StandardCAL2010","Trial":"?"}]`:              "not known: pic-usl.bought",
		`[{"Product":"OCSCAL"},{"Product":"PICUSL","Purchased":"2008-01-01","Expires":"2014-12-31"},{"Product":"StandardCAL2010","Trial":"?"}]`:              "allowed until 2014-06-30, IM,Presence",
	} {
		h, _, err := licensing.DecodeHoldings([]byte(`{"Platform":"OCS2007R2","Licenses":` + in + `}`))
		require.NoError(t, err)
		if got := answer(h.Decide(licensing.Question{Service: provider.AOL, On: date.MustParse("2009-01-01")})); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}
