package product

import (
	"cmp"
	"iter"
	"slices"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/enum"
	"github.com/lyncfed/lyncfed/internal/source"
)

// A Platform is a server product, or the online service. The zero Platform is not
// set. Platforms compare with ==; the servers are in the order of their releases. A
// setting is supported by the server that introduced it and by all later ones.
type Platform uint8

// The server products in the order of their release, then the online service.
const (
	LCS2005SP1     Platform = iota + 1 // Live Communications Server 2005 with SP1
	OCS2007                            // Office Communications Server 2007
	OCS2007R2                          // Office Communications Server 2007 R2
	LyncServer2010                     // Lync Server 2010
	LyncServer2013                     // Lync Server 2013
	SfBServer2015                      // Skype for Business Server 2015
	SfBServer2019                      // Skype for Business Server 2019
	SfBServerSE                        // Skype for Business Server Subscription Edition
	LyncOnline                         // Lync Online, later Skype for Business Online
)

var platformNames = [...]string{
	LCS2005SP1:     "LCS2005SP1",
	OCS2007:        "OCS2007",
	OCS2007R2:      "OCS2007R2",
	LyncServer2010: "LyncServer2010",
	LyncServer2013: "LyncServer2013",
	SfBServer2015:  "SfBServer2015",
	SfBServer2019:  "SfBServer2019",
	SfBServerSE:    "SfBServerSE",
	LyncOnline:     "LyncOnline",
}

func badPlatform(text string) error {
	return catalog.ValueError(RulePlatformUnknown, "platform", text, 0, "not a known platform")
}

var platformTitles = [...]string{
	LCS2005SP1:     "Live Communications Server 2005 SP1",
	OCS2007:        "Office Communications Server 2007",
	OCS2007R2:      "Office Communications Server 2007 R2",
	LyncServer2010: "Lync Server 2010",
	LyncServer2013: "Lync Server 2013",
	SfBServer2015:  "Skype for Business Server 2015",
	SfBServer2019:  "Skype for Business Server 2019",
	SfBServerSE:    "Skype for Business Server Subscription Edition",
	LyncOnline:     "Skype for Business Online",
}

// Dates are the documented days of a platform. A Date is zero if no document gives
// the day.
type Dates struct {
	Released       date.Date // the first day
	LastMainstream date.Date // the last day of mainstream support
	LastSupport    date.Date // the last day of support, extended support included
	LastService    date.Date // the last day of an online service
	Modern         bool      // support has no fixed end while the server is kept current
	Source         diag.Source
}

// An UpdatePeriod is a period after the last day of support for which security
// updates can be bought. It is not support.
type UpdatePeriod struct {
	From, Last date.Date // the first and the last day
	Text       string    // how to get the updates, in one or more sentences
	Conflict   string    // a contradicting earlier announcement, or ""
	Source     diag.Source
}

// Platforms returns all platforms, in order.
func Platforms() []Platform {
	all := make([]Platform, 0, len(platformNames)-1)
	for p := LCS2005SP1; int(p) < len(platformNames); p++ {
		all = append(all, p)
	}
	return all
}

// Dates returns the documented days of p. They are for display and not enforced: a
// question about a product on a day before its release is still answered.
func (p Platform) Dates() Dates {
	life := func(released, mainstream, support string) Dates {
		d := Dates{LastMainstream: date.MustParse(mainstream), LastSupport: date.MustParse(support), Source: source.SfBSupportEnd}
		if released != "" {
			d.Released = date.MustParse(released)
		}
		return d
	}
	switch p {
	case OCS2007, OCS2007R2: // the source has the last day alone
		return Dates{LastSupport: date.MustParse("2018-01-09"), Source: source.OCSEnd}
	case LyncServer2010:
		return life("2011-01-25", "2016-04-12", "2021-04-13")
	case LyncServer2013: // the source repeats the release day of the 2010 server here
		return life("", "2018-04-10", "2023-04-11")
	case SfBServer2015:
		return life("2015-07-30", "2020-10-13", "2025-10-14")
	case SfBServer2019:
		return life("2018-10-22", "2024-01-09", "2025-10-14")
	case SfBServerSE:
		return Dates{Released: date.MustParse("2025-07-01"), Modern: true, Source: source.SfBServerSE}
	case LyncOnline:
		return Dates{LastService: date.MustParse("2021-07-31"), Source: source.SfBOnlineEnd}
	}
	return Dates{}
}

// ExtendedUpdates returns the periods after the last day of support for which
// security updates of p can be bought, in order. Only the servers of 2015 and 2019
// have such periods.
func (p Platform) ExtendedUpdates() iter.Seq[UpdatePeriod] {
	if p != SfBServer2015 && p != SfBServer2019 {
		return slices.Values[[]UpdatePeriod](nil)
	}
	return slices.Values([]UpdatePeriod{
		{
			From:   p.Dates().LastSupport.AddDays(1),
			Last:   date.MustParse("2026-04-30"),
			Text:   "Extended Security Updates, bought for each server from Microsoft's account team.",
			Source: source.ExtendedUpdates25,
		},
		{
			From:     date.MustParse("2026-05-01"),
			Last:     date.MustParse("2026-10-31"),
			Text:     "A second period of Extended Security Updates, bought by itself: the first is not needed for it.",
			Conflict: "The announcement of 2025 ruled out updates after April 2026.",
			Source:   source.ExtendedUpdates26,
		},
	})
}

// IsServer reports whether p runs on an organization's own servers. Every platform
// except [LyncOnline] does.
func (p Platform) IsServer() bool { return LCS2005SP1 <= p && p <= SfBServerSE }

// Knows reports whether p supports a setting that came with a server: that server
// and all later ones do. For Subscription Edition this is inferred. Its documents
// do not list settings, but it has the code of the 2019 server. The online service
// supports none of them, because it has other cmdlets.
func (p Platform) Knows(since Platform) bool { return p.IsServer() && p >= since }

// Title returns the full name of the product, and "" for the zero Platform.
func (p Platform) Title() string {
	if int(p) >= len(platformTitles) {
		return p.String()
	}
	return platformTitles[p]
}

// IsZero reports whether p is not set.
func (p Platform) IsZero() bool { return p == 0 }

// Compare returns -1, 0 or +1, in the order of the constants.
func (p Platform) Compare(q Platform) int { return cmp.Compare(p, q) }

// String returns the name of the constant, such as "SfBServer2015", and "" for the
// zero Platform.
func (p Platform) String() string { return enum.String(p, platformNames[:]) }

// AppendText implements [encoding.TextAppender]. It fails for a value that is
// not one of the constants.
func (p Platform) AppendText(b []byte) ([]byte, error) {
	return enum.Append(b, p, platformNames[:], badPlatform)
}

// MarshalText implements [encoding.TextMarshaler], as AppendText.
func (p Platform) MarshalText() ([]byte, error) { return p.AppendText(nil) }

// ParsePlatform returns the platform with the given name or title, in any
// letter case: "SfBServer2015" or "Skype for Business Server 2015". The error
// is a [*diag.ValueError].
func ParsePlatform(s string) (Platform, error) {
	if p, err := enum.Parse[Platform](s, platformNames[:], badPlatform); err == nil {
		return p, nil
	}
	if char.EqualFold(s, "Lync Online") { // its name until 2015
		return LyncOnline, nil
	}
	return enum.Parse[Platform](s, platformTitles[:], badPlatform)
}

// UnmarshalText implements [encoding.TextUnmarshaler]: [ParsePlatform], and
// empty text for the zero Platform.
func (p *Platform) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*p = 0
		return nil
	}
	parsed, err := ParsePlatform(string(text))
	if err != nil {
		return err
	}
	*p = parsed
	return nil
}
