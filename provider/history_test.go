package provider_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/internal/testkit"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

func lookup(t *testing.T, id provider.ServiceID) provider.Service {
	t.Helper()
	s, found := provider.LookupService(id)
	require.True(t, found, id)
	return s
}

// TestDays writes phase and capabilities of each service on the days around
// each boundary of any of them.
func TestDays(t *testing.T) {
	var days []date.Date
	around := func(d date.Date) { days = append(days, d.AddDays(-1), d, d.AddDays(1)) }
	for s := range provider.Services() {
		for stage := range s.History.All() {
			around(stage.From)
		}
		for gain := range s.Features() {
			around(gain.From)
		}
		for sub := range s.Substitutes() {
			around(sub.Until)
		}
	}
	slices.SortFunc(days, date.Date.Compare)
	days = slices.Compact(days)

	var b strings.Builder
	b.WriteString("# Phase and capabilities of each service around the days on which any of them\n# changes. A dash is a service of which no document says that it could be used.\n")
	for s := range provider.Services() {
		fmt.Fprintf(&b, "\n%s\n", s.Name)
		for _, d := range days {
			phase := s.History.On(d).String()
			if phase == "" {
				phase = "-"
			}
			line := fmt.Sprintf("%s  %-9s  %s", d, phase, strings.ReplaceAll(s.Capabilities(d).String(), ",", " "))
			if old := s.CapabilitiesFor(product.OCS2007R2, d); old != s.Capabilities(d) {
				line += fmt.Sprintf(" (OCS 2007 R2: %s)", strings.ReplaceAll(old.String(), ",", " "))
			}
			b.WriteString(strings.TrimRight(line, " ") + "\n")
		}
	}
	testkit.Golden(t, "testdata/days.txt", b.String())
}

// TestDayTable has the days on which the answers turn: the last day of the one
// phase, the first of the other, and what the documents leave open.
func TestDayTable(t *testing.T) {
	for _, tt := range []struct {
		id       provider.ServiceID
		last     string
		before   provider.Phase
		after    provider.Phase
		begunBy  bool
		inferred bool
		conflict bool
	}{
		{provider.Skype, "2013-05-22", provider.Unrecorded, provider.Available, false, false, true},
		{provider.Skype, "2025-05-04", provider.Available, provider.Ended, false, true, true},
		{provider.WLM, "2012-09-30", provider.Available, provider.Closing, false, true, false},
		{provider.WLM, "2014-10-31", provider.Closing, provider.Ended, false, false, true},
		{provider.AOL, "2013-10-06", provider.Available, provider.Closing, true, false, false},
		{provider.AOL, "2014-06-30", provider.Closing, provider.Ended, false, false, true},
		{provider.Yahoo, "2012-08-31", provider.Available, provider.Closing, false, false, false},
		{provider.Yahoo, "2014-06-30", provider.Closing, provider.Ended, false, false, true},
	} {
		s, last := lookup(t, tt.id), date.MustParse(tt.last)
		if before, after := s.History.On(last), s.History.On(last.AddDays(1)); before != tt.before || after != tt.after {
			t.Errorf("%s on %v is %v, and the day after %v; want %v, %v", tt.id, last, before, after, tt.before, tt.after)
		}
		stage, _ := s.History.Stage(last.AddDays(1))
		if strings.Contains(stage.Text, tt.last) { // a text with the last day is put before it
			t.Errorf("%s: %q has the last day again", tt.id, stage.Text)
		}
		if stage.From != last.AddDays(1) || stage.AtLatest != tt.begunBy || stage.Inferred != tt.inferred || (stage.Conflict != provider.Fact{}) != tt.conflict {
			t.Errorf("%s: stage %+v, want begun by: %v, inferred: %v, in conflict: %v", tt.id, stage, tt.begunBy, tt.inferred, tt.conflict)
		}
	}
	skype, wlm := lookup(t, provider.Skype), lookup(t, provider.WLM)
	before, after := date.MustParse("2014-12-04"), date.MustParse("2014-12-05")
	if skype.Capabilities(before).Has(provider.Video) || !skype.Capabilities(after).Has(provider.Video) {
		t.Error("video with Skype does not begin on 2014-12-05")
	}
	if wlm.Successor != provider.Skype || skype.Successor != "" {
		t.Errorf("successors: %q, %q", wlm.Successor, skype.Successor)
	}
	// Of the older servers Skype supports OCS 2007 R2 alone, if that.
	on := date.MustParse("2016-01-01")
	for _, p := range product.Platforms() {
		want := provider.Capability(0)
		switch {
		case p >= product.LyncServer2010:
			want = provider.IM | provider.Presence | provider.Audio | provider.Video
		case p == product.OCS2007R2:
			want = provider.IM | provider.Presence
		}
		if got := skype.CapabilitiesFor(p, on); got != want {
			t.Errorf("Skype with %v: %v, want %v", p, got, want)
		}
	}
	var zero date.Date
	for s := range provider.Services() {
		if s.History.On(zero) != provider.Unrecorded || !s.Capabilities(zero).IsZero() {
			t.Errorf("%s is there on no day", s.ID)
		}
	}
	if last, ends := skype.History.LastDay(); !ends || last.String() != "2025-05-04" {
		t.Errorf("the last day of Skype is %v, %v", last, ends)
	}
	if last, ends := (provider.History{}).LastDay(); ends || !last.IsZero() {
		t.Errorf("the last day of nothing is %v", last)
	}
}

// TestServices checks that the catalog is well formed.
func TestServices(t *testing.T) {
	sources := map[string]bool{}
	for doc := range source.All() {
		sources[doc.ID] = true
	}
	check := func(id provider.ServiceID, f provider.Fact) {
		t.Helper()
		if !strings.HasSuffix(f.Text, ".") || !sources[f.Source.ID] {
			t.Errorf("%s: %+v is no sentence with a known source", id, f)
		}
	}
	var ids []provider.ServiceID
	for s := range provider.Services() {
		ids = append(ids, s.ID)
		check(s.ID, s.License)
		check(s.ID, s.Limits)
		var last provider.Stage
		for stage := range s.History.All() {
			check(s.ID, stage.Fact)
			if stage.Conflict != (provider.Fact{}) {
				check(s.ID, stage.Conflict)
			}
			if stage.NoNewDomains && stage.Phase == provider.Available {
				t.Errorf("%s is available and takes no new domains", s.ID)
			}
			if !stage.From.After(last.From) || stage.Phase <= last.Phase {
				t.Errorf("%s: stage %v from %v comes after %v from %v", s.ID, stage.Phase, stage.From, last.Phase, last.From)
			}
			last = stage
		}
		if last.Phase != provider.Ended {
			t.Errorf("%s has not ended", s.ID)
		}
		for g := range s.Features() {
			check(s.ID, g.Fact)
			if s.History.On(g.From) == provider.Unrecorded || g.Capabilities.IsZero() {
				t.Errorf("%s: gain %v on %v", s.ID, g.Capabilities, g.From)
			}
			for _, f := range []provider.Fact{g.Condition, g.Conflict} {
				if f != (provider.Fact{}) {
					check(s.ID, f)
				}
			}
			if g.PlatformInferred && g.Platform.IsZero() {
				t.Errorf("%s: %v has no platform that could be inferred", s.ID, g.Capabilities)
			}
		}
		for sub := range s.Substitutes() {
			check(s.ID, sub.Fact)
		}
		for step := range s.Steps() {
			check(s.ID, step.Fact)
			if step.Side != provider.ServiceSide && step.Side != provider.OrganizationSide {
				t.Errorf("%s: a step of nobody: %v", s.ID, step)
			}
			if !step.Until.IsZero() && step.Until.Before(step.From) {
				t.Errorf("%s: a step of no day: %v", s.ID, step)
			}
		}
		var day date.Date
		for event := range s.Events() {
			check(s.ID, event.Fact)
			if !event.On.After(day) {
				t.Errorf("%s: %v is out of order", s.ID, event)
			}
			day = event.On
		}
		if again, found := provider.LookupService(s.ID); !found || again.Name != s.Name {
			t.Errorf("LookupService(%s) = %v, %v", s.ID, again.Name, found)
		}
		testkit.CheckText(t, s.ID)
		if id, err := provider.ParseServiceID(strings.ToUpper(s.Name)); err != nil || id != s.ID {
			t.Errorf("%s is %s, %v", s.Name, id, err)
		}
	}
	if diff := cmp.Diff([]provider.ServiceID{provider.Skype, provider.WLM, provider.AOL, provider.Yahoo}, ids); diff != "" {
		t.Errorf("services (-want +got):\n%s", diff)
	}
	if _, found := provider.LookupService("icq"); found {
		t.Error("icq is a service")
	}
	id := provider.AOL
	require.ErrorIs(t, id.UnmarshalText([]byte("icq")), provider.RuleServiceUnknown)
	require.NoError(t, id.UnmarshalText([]byte("Yahoo")))
	if id != provider.Yahoo {
		t.Errorf("Yahoo reads as %v", id)
	}
}

// TestDomains: the 61 domains of the list that SIPE quotes, and the two that
// are younger.
func TestDomains(t *testing.T) {
	count := map[provider.ServiceID]int{}
	all := map[domain.SIPDomain]bool{}
	for s := range provider.Services() {
		for d := range s.Domains() {
			if s.ID != provider.WLM && all[d.Domain] {
				t.Errorf("%v is of two services", d.Domain)
			}
			if s.ID != provider.WLM {
				all[d.Domain] = true
			}
			if d.SecondHand != (d.Source == source.SIPE) || d.Inferred != d.SecondHand {
				t.Errorf("%v: second-hand %v, from %v", d.Domain, d.SecondHand, d.Source)
			}
			count[s.ID]++
		}
		for range s.Domains() {
			break // a loop may end early
		}
	}
	want := map[provider.ServiceID]int{provider.Skype: 58, provider.WLM: 56, provider.AOL: 4, provider.Yahoo: 1}
	if diff := cmp.Diff(want, count); diff != "" || len(all) != 63 {
		t.Errorf("%d domains; by service (-want +got):\n%s", len(all), diff)
	}
	for _, name := range []string{"hotmail.co.uk", "outlook.com", "aol.com", "yahoo.com", "webtv.net", "skypeids.net"} {
		if !all[domain.MustParseSIPDomain(name)] {
			t.Errorf("%s is of no service", name)
		}
	}
}

// TestFeaturesFor: what users of a server have on a day, what they may have had,
// and what it depends on.
func TestFeaturesFor(t *testing.T) {
	for _, tt := range []struct {
		id        provider.ServiceID
		p         product.Platform
		on        string
		has, may  provider.Capability
		condition bool
		conflict  bool
	}{
		{provider.WLM, product.LyncServer2010, "2005-10-10", 0, 0, false, false},
		{provider.WLM, product.LyncServer2010, "2011-03-01", provider.IM | provider.Presence, provider.Audio | provider.Video, true, false},
		{provider.WLM, product.LyncServer2010, "2012-01-23", provider.IM | provider.Presence, provider.Audio | provider.Video, true, false},
		{provider.WLM, product.LyncServer2010, "2012-01-24", provider.IM | provider.Presence | provider.Audio | provider.Video, 0, true, false},
		{provider.WLM, 0, "2012-01-24", provider.IM | provider.Presence | provider.Audio | provider.Video, 0, true, false},
		{provider.WLM, product.OCS2007R2, "2011-03-01", provider.IM | provider.Presence, 0, false, false},
		{provider.WLM, product.OCS2007R2, "2012-01-24", provider.IM | provider.Presence, 0, false, false},
		{provider.WLM, product.LyncServer2013, "2014-10-31", provider.IM | provider.Presence | provider.Audio | provider.Video, 0, true, false},
		{provider.WLM, product.LyncServer2013, "2014-11-01", 0, 0, false, false},
		{provider.Skype, product.OCS2007R2, "2016-01-01", provider.IM | provider.Presence, 0, false, false},
		{provider.Skype, product.OCS2007, "2016-01-01", 0, 0, false, false},
		{provider.Skype, product.LyncServer2010, "2014-12-04", provider.IM | provider.Presence | provider.Audio, 0, false, false},
		{provider.Skype, product.LyncServer2010, "2014-12-05", provider.IM | provider.Presence | provider.Audio | provider.Video, 0, false, true},
		{provider.AOL, product.LyncServer2010, "2006-01-24", 0, 0, false, false},
		{provider.AOL, product.LCS2005SP1, "2006-01-25", provider.IM | provider.Presence, 0, false, false},
	} {
		s, on := lookup(t, tt.id), date.MustParse(tt.on)
		var has, may provider.Capability
		condition, conflict := false, false
		note := func(f provider.Feature) {
			condition = condition || f.Condition != provider.Fact{}
			conflict = conflict || f.Conflict != provider.Fact{}
		}
		for f := range s.FeaturesFor(tt.p, on) {
			has |= f.Capabilities
			note(f)
		}
		for f := range s.UndatedFeatures(tt.p, on) {
			may |= f.Capabilities
			note(f)
		}
		if has != tt.has || may != tt.may || condition != tt.condition || conflict != tt.conflict {
			t.Errorf("%s with %v on %s: has %v, may have %v, condition %v, conflict %v", tt.id, tt.p, tt.on, has, may, condition, conflict)
		}
		if tt.p != 0 && has != s.CapabilitiesFor(tt.p, on) {
			t.Errorf("%s with %v on %s: %v by features, and %v", tt.id, tt.p, tt.on, has, s.CapabilitiesFor(tt.p, on))
		}
		for range s.FeaturesFor(tt.p, on) {
			break // a loop may end early
		}
	}
}

// TestStepsOn: the clients are those of the day.
func TestStepsOn(t *testing.T) {
	sources := func(id provider.ServiceID, on string) string {
		var ids []string
		for step := range lookup(t, id).StepsOn(date.MustParse(on)) {
			ids = append(ids, step.Source.ID)
		}
		slices.Sort(ids)
		return strings.Join(slices.Compact(ids), " ")
	}
	for _, tt := range []struct {
		id       provider.ServiceID
		on, want string
	}{
		{provider.Skype, "2014-12-31", "BLOG-13 FAQ-19"},
		{provider.Skype, "2015-01-01", "FAQ-19 RRC-18 SFB-SKYPE"},
		{provider.AOL, "2014-06-30", "PLAN13 SA-AOL-CIPHER"},
		{provider.AOL, "2014-07-01", ""},
		{provider.WLM, "2012-01-01", ""},
	} {
		if got := sources(tt.id, tt.on); got != tt.want {
			t.Errorf("%s on %s: %q, want %q", tt.id, tt.on, got, tt.want)
		}
	}
	for range lookup(t, provider.Skype).StepsOn(date.MustParse("2014-12-31")) {
		break // a loop may end early
	}
}

// TestOwns: Microsoft's consumer domains are families; those of the others are
// the ones that are listed.
func TestOwns(t *testing.T) {
	for name, want := range map[string]string{
		"live.com": "skype wlm", "outlook.com": "skype wlm", "hotmail.gr": "skype wlm", "live.com.sg": "skype wlm",
		"hotmail.co.nz": "skype wlm", "br.live.com": "skype wlm", "msn.nl": "skype wlm", "passport.net": "skype wlm",
		"outlook.com.br": "skype wlm", "webtv.com": "skype wlm", "sympatico.com": "skype wlm", "messenger.cn": "skype wlm",
		"skypeids.net": "skype", "aol.com": "aol", "yahoo.com": "yahoo",
		"outlook.fr": "", "live.contoso.com": "", "hotmail.com.contoso.com": "", "contoso.live": "", "alive.com": "", "co.uk": "",
		"yahoo.co.uk": "", "aim.com": "", "live.info.pl": "", "contoso.com": "",
	} {
		var ids []string
		for s := range provider.Services() {
			d, owned := s.Owns(domain.MustParseSIPDomain(name))
			if !owned {
				if (d != provider.ServiceDomain{}) {
					t.Errorf("%s is not of %s, and %+v", name, s.ID, d)
				}
				continue
			}
			ids = append(ids, string(s.ID))
			if d.Domain.String() != name || d.Source.IsZero() {
				t.Errorf("%s: %+v", name, d)
			}
			listed := false
			for known := range s.Domains() {
				listed = listed || known == d
			}
			if !listed && !d.Inferred {
				t.Errorf("%s is neither listed nor inferred", name)
			}
		}
		if got := strings.Join(ids, " "); got != want {
			t.Errorf("%s is of %q, want %q", name, got, want)
		}
	}
}

func TestSide(t *testing.T) {
	for _, s := range []provider.Side{0, provider.OrganizationSide, provider.ServiceSide} {
		testkit.CheckText(t, s)
	}
	var s provider.Side
	require.ErrorIs(t, s.UnmarshalText([]byte("middle")), provider.RuleSideUnknown)
	_, err := provider.Side(9).MarshalText()
	require.ErrorIs(t, err, provider.RuleSideUnknown)
	if provider.Side(9).String() != "Side(9)" {
		t.Error("an invalid side prints as a valid one")
	}
}

func TestPhase(t *testing.T) {
	phases := []provider.Phase{provider.Unrecorded, provider.Available, provider.Closing, provider.Ended}
	testkit.CheckOrder(t, phases...)
	for _, p := range phases {
		testkit.CheckText(t, p)
	}
	p := provider.Ended
	require.NoError(t, p.UnmarshalText([]byte("Unrecorded")))
	if p != provider.Unrecorded {
		t.Errorf("unrecorded reads as %v", p)
	}
	_, err := provider.Phase(9).MarshalText()
	require.ErrorIs(t, err, provider.RulePhaseUnknown)
	if provider.Phase(9).String() != "Phase(9)" {
		t.Error("an invalid phase prints as a valid one")
	}
}

func TestCapability(t *testing.T) {
	for c := range provider.Capability(16) {
		testkit.CheckText(t, c)
		var sum provider.Capability
		for one := range c.All() {
			sum |= one
			if !c.Has(one) {
				t.Errorf("%v yields %v", c, one)
			}
		}
		if sum != c {
			t.Errorf("%v yields %v", c, sum)
		}
	}
	for range (provider.IM | provider.Video).All() {
		break // a loop may end early
	}
	var c provider.Capability
	require.NoError(t, c.UnmarshalText([]byte("video, im")))
	if c != provider.IM|provider.Video {
		t.Errorf("video, im reads as %v", c)
	}
	for _, bad := range []string{"IM,", ",", "IM,Telepathy", "IM Audio"} {
		require.ErrorIs(t, c.UnmarshalText([]byte(bad)), provider.RuleCapabilityUnknown, bad)
	}
	_, err := provider.Capability(64).MarshalText()
	require.ErrorIs(t, err, provider.RuleCapabilityUnknown)
	if provider.Capability(64).String() != "Capability(64)" || c != provider.IM|provider.Video {
		t.Error("an invalid capability is taken for a valid one")
	}
}
