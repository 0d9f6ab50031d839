package licensing

import (
	"fmt"
	"iter"
	"slices"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/enum"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

// A Product is a license that an organization can hold. The zero Product is
// not set. Products compare with ==.
type Product uint8

// The licenses.
const (
	StandardCAL2010 Product = iota + 1 // Lync Server 2010 Standard CAL
	StandardCAL2013                    // Lync Server 2013 Standard CAL
	StandardCAL2015                    // Skype for Business Server 2015 Standard CAL
	StandardCAL2019                    // Skype for Business Server 2019 Standard CAL
	OCSCAL                             // Office Communications Server CAL
	LyncOnlinePlan1
	LyncOnlinePlan2
	LyncOnlinePlan3
	PICUSL // Public IM Connectivity user subscription license
)

var productNames = [...]string{
	StandardCAL2010: "StandardCAL2010",
	StandardCAL2013: "StandardCAL2013",
	StandardCAL2015: "StandardCAL2015",
	StandardCAL2019: "StandardCAL2019",
	OCSCAL:          "OCSCAL",
	LyncOnlinePlan1: "LyncOnlinePlan1",
	LyncOnlinePlan2: "LyncOnlinePlan2",
	LyncOnlinePlan3: "LyncOnlinePlan3",
	PICUSL:          "PICUSL",
}

func badProduct(text string) error {
	return catalog.ValueError(RuleProductUnknown, "license product", text, 0, "not a known product")
}

// IsStandardCAL reports whether p is a Standard CAL of Lync Server or of Skype for
// Business Server.
func (p Product) IsStandardCAL() bool { return StandardCAL2010 <= p && p <= StandardCAL2019 }

// IsOnlinePlan reports whether p is a plan of Lync Online.
func (p Product) IsOnlinePlan() bool { return LyncOnlinePlan1 <= p && p <= LyncOnlinePlan3 }

// ParseProduct returns the product with the given name, in any letter case. The
// error is a [*diag.ValueError].
func ParseProduct(s string) (Product, error) {
	return enum.Parse[Product](s, productNames[:], badProduct)
}

// IsZero reports whether p is not set.
func (p Product) IsZero() bool { return p == 0 }

// String returns the name of the constant, and "" for the zero Product.
func (p Product) String() string { return enum.String(p, productNames[:]) }

// AppendText implements [encoding.TextAppender]. It fails for a value that is
// not one of the constants.
func (p Product) AppendText(b []byte) ([]byte, error) {
	return enum.Append(b, p, productNames[:], badProduct)
}

// MarshalText implements [encoding.TextMarshaler], as AppendText.
func (p Product) MarshalText() ([]byte, error) { return p.AppendText(nil) }

// UnmarshalText implements [encoding.TextUnmarshaler]. It accepts the names in any
// letter case, and empty text for the zero Product. Its error is a
// [*diag.ValueError].
func (p *Product) UnmarshalText(text []byte) error {
	return enum.Unmarshal(p, text, productNames[:], badProduct)
}

// A Program is a kind of agreement. The provisioning site has four. The zero
// Program is not set. Programs compare with ==.
type Program uint8

// The programs of the provisioning site.
const (
	VolumeLicensing Program = iota + 1
	PartnerNetwork
	ServiceProvider
	HighVolume
)

var programNames = [...]string{
	VolumeLicensing: "VolumeLicensing",
	PartnerNetwork:  "PartnerNetwork",
	ServiceProvider: "ServiceProvider",
	HighVolume:      "HighVolume",
}

func badProgram(text string) error {
	return catalog.ValueError(RuleProgramUnknown, "agreement program", text, 0, "not a known program")
}

// NumberWanted returns which number a request under the program must give (FAQ-19),
// and "" for the zero Program.
func (p Program) NumberWanted() string {
	switch p {
	case VolumeLicensing:
		return "the Volume Licensing agreement number"
	case PartnerNetwork:
		return "the partner ID of the headquarters"
	case ServiceProvider:
		return "the number of the first SPLA enrollment"
	case HighVolume:
		return "the product enrollment number"
	}
	return ""
}

// ParseProgram returns the program with the given name, in any letter case. The
// error is a [*diag.ValueError].
func ParseProgram(s string) (Program, error) {
	return enum.Parse[Program](s, programNames[:], badProgram)
}

// IsZero reports whether p is not set.
func (p Program) IsZero() bool { return p == 0 }

// String returns the name of the constant, and "" for the zero Program.
func (p Program) String() string { return enum.String(p, programNames[:]) }

// AppendText implements [encoding.TextAppender]. It fails for a value that is
// not one of the constants.
func (p Program) AppendText(b []byte) ([]byte, error) {
	return enum.Append(b, p, programNames[:], badProgram)
}

// MarshalText implements [encoding.TextMarshaler], as AppendText.
func (p Program) MarshalText() ([]byte, error) { return p.AppendText(nil) }

// UnmarshalText implements [encoding.TextUnmarshaler]. It accepts the names in any
// letter case, and empty text for the zero Program. Its error is a
// [*diag.ValueError].
func (p *Program) UnmarshalText(text []byte) error {
	return enum.Unmarshal(p, text, programNames[:], badProgram)
}

// A License is a license that an organization holds for its users.
type License struct {
	Product   Product
	Purchased date.Date // zero: not known; a license that does not expire needs no day
	Expires   date.Date // the last day; zero: it does not expire
	Trial     bool

	// Unread is the members that [DecodeHoldings] could not read. They are zero
	// here, and their real value is not known. Unread has no JSON member, and is
	// empty for a License that a program makes.
	Unread product.Absent
}

// licenses describes the record, which people write by hand.
var licenses = record.Schema[License]{
	Info: record.Info{Strict: true},
	Members: []record.Member[License]{
		{Name: "Product", Field: func(r *License) any { return &r.Product }},
		{Name: "Purchased", Field: func(r *License) any { return &r.Purchased }},
		{Name: "Expires", Field: func(r *License) any { return &r.Expires }},
		{Name: "Trial", Field: func(r *License) any { return &r.Trial }},
	},
	Unread: func(r *License) *product.Absent { return &r.Unread },
}

// Schema returns the schema of the record, for the packages of this module.
func (License) Schema() *record.Schema[License] { return &licenses }

// UnmarshalJSON implements [encoding/json.Unmarshaler]. It reports each invalid
// member with its path. An unknown member is invalid too, because it may be
// misspelled. On error l is unchanged.
func (l *License) UnmarshalJSON(data []byte) error {
	return licenses.Unmarshal(data, l)
}

// MarshalJSON implements [encoding/json.Marshaler]. Members that are not set are left
// out.
func (l License) MarshalJSON() ([]byte, error) { return licenses.Append(nil, &l) }

// Equal reports whether l and m are the same.
func (l License) Equal(m License) bool { return l == m }

// Validate returns an error with the findings of severity Error, or nil. [diag.All]
// yields them.
func (l License) Validate() error { return l.Findings().Err() }

// Findings returns the findings that need no day and no other record.
func (l License) Findings() diag.Findings {
	var list diag.Findings
	if _, err := l.Product.MarshalText(); (l.Product.IsZero() || err != nil) && licenses.Known(&l, "Product") {
		list.Add(catalog.Finding(RuleProductMissing, "/Product", "no product is given"))
	}
	if !l.Expires.IsZero() && l.Expires.Before(l.Purchased) {
		list.Add(catalog.Finding(RuleDatesReversed, "/Expires", fmt.Sprintf("it expires on %v, but was bought on %v", l.Expires, l.Purchased)))
	}
	if l.Product == PICUSL {
		if l.Purchased.IsZero() && licenses.Known(&l, "Purchased") {
			list.Add(catalog.Finding(RulePICUSLDates, "/Purchased", "the PIC USL has no day of purchase"))
		}
		if l.Expires.IsZero() && licenses.Known(&l, "Expires") {
			list.Add(catalog.Finding(RulePICUSLDates, "/Expires", "the PIC USL has no last day"))
		}
	}
	if l.Product == StandardCAL2015 || l.Product == StandardCAL2019 {
		f := catalog.Finding(RuleCALCounts, "/Product", fmt.Sprintf("%s counts as a Lync Server Standard CAL, although the documents only name Lync CALs", l.Product))
		f.Inferred = true
		list.Add(f)
	}
	return list
}

// An Agreement is an agreement under which an organization holds licenses.
type Agreement struct {
	Program    Program
	Number     string
	Start, End date.Date // the first and the last day
}

// agreements describes the record, which people write by hand.
var agreements = record.Schema[Agreement]{
	Info: record.Info{Strict: true},
	Members: []record.Member[Agreement]{
		{Name: "Program", Field: func(r *Agreement) any { return &r.Program }},
		{Name: "Number", Field: func(r *Agreement) any { return &r.Number }},
		{Name: "Start", Field: func(r *Agreement) any { return &r.Start }},
		{Name: "End", Field: func(r *Agreement) any { return &r.End }},
	},
}

// Schema returns the schema of the record, for the packages of this module.
func (Agreement) Schema() *record.Schema[Agreement] { return &agreements }

// UnmarshalJSON implements [encoding/json.Unmarshaler], as [License.UnmarshalJSON] does.
func (a *Agreement) UnmarshalJSON(data []byte) error {
	return agreements.Unmarshal(data, a)
}

// MarshalJSON implements [encoding/json.Marshaler]. Members that are not set are left
// out.
func (a Agreement) MarshalJSON() ([]byte, error) { return agreements.Append(nil, &a) }

// Equal reports whether a and b are the same.
func (a Agreement) Equal(b Agreement) bool { return a == b }

// Validate returns an error with the findings of severity Error, or nil. [diag.All]
// yields them.
func (a Agreement) Validate() error { return a.Findings().Err() }

// Findings returns the findings that need no day and no other record.
func (a Agreement) Findings() diag.Findings {
	var list diag.Findings
	if a.Program.IsZero() {
		list.Add(catalog.Finding(RuleProgramMissing, "/Program", "no program is given"))
	}
	if !a.End.IsZero() && a.End.Before(a.Start) {
		list.Add(catalog.Finding(RuleDatesReversed, "/End", fmt.Sprintf("it ends on %v, but starts on %v", a.End, a.Start)))
	}
	return list
}

// creditFrom is the first day on which a PIC USL was of no more use.
var creditFrom = date.MustParse("2014-07-01")

// CreditSource returns the document that [Agreement.PICUSLCredit] rests on.
func CreditSource() diag.Source { return source.Support13 }

// A Credit is the refunded part of a payment: Days out of Of days.
type Credit struct{ Days, Of int }

// PICUSLCredit returns the refunded part of the payments for PIC USLs under the
// agreement: the days from 2014-07-01 to the last day of the agreement, out of all
// its days (SUP-13, which gives no sums). It returns zero days for an agreement
// that ends earlier. The error has a finding for each missing day, or for a last
// day before the first. [diag.All] yields them.
func (a Agreement) PICUSLCredit() (Credit, error) {
	var list diag.Findings
	if a.Start.IsZero() {
		list.Add(catalog.Finding(RuleAgreementDates, "/Start", "the agreement has no first day"))
	}
	if a.End.IsZero() {
		list.Add(catalog.Finding(RuleAgreementDates, "/End", "the agreement has no last day"))
	} else if a.End.Before(a.Start) {
		list.Add(catalog.Finding(RuleDatesReversed, "/End", fmt.Sprintf("it ends on %v, but starts on %v", a.End, a.Start)))
	}
	if err := list.Err(); err != nil {
		return Credit{}, err
	}
	from := creditFrom
	if a.Start.After(from) {
		from = a.Start
	}
	return Credit{Days: max(0, a.End.DaysSince(from)+1), Of: a.End.DaysSince(a.Start) + 1}, nil
}

// An AgreementCredit is the result of [Agreement.PICUSLCredit] for one of the
// agreements of holdings.
type AgreementCredit struct {
	At     diag.Path // path of the agreement in the holdings; "/Agreements" if there is none, or if they are unreadable
	Number string    // number of the agreement
	Credit Credit
	Err    error // why the credit is not known, or nil
}

// PICUSLCredits returns the credit for PIC USLs under each agreement. It leaves out
// agreements that end with the service or earlier. It returns nothing without a PIC
// USL that may run longer than the service.
func (h Holdings) PICUSLCredits() iter.Seq[AgreementCredit] {
	return func(yield func(AgreementCredit) bool) {
		if !slices.ContainsFunc(h.Licenses, func(l License) bool {
			return l.Product == PICUSL && !l.Trial && (l.Expires.IsZero() || !l.Expires.Before(creditFrom))
		}) {
			return
		}
		if len(h.Agreements) == 0 || !holdings.Known(&h, "Agreements") {
			yield(AgreementCredit{At: "/Agreements", Err: catalog.Finding(RuleAgreementDates, "/Agreements", "no agreement is given, or one cannot be read")})
			return
		}
		for i, a := range h.Agreements {
			c, err := a.PICUSLCredit()
			if (c.Days > 0 || err != nil) && !yield(AgreementCredit{diag.Path("/Agreements").Index(i), a.Number, c, err}) {
				return
			}
		}
	}
}

// A Provisioned is a SIP domain that was connected to a service.
type Provisioned struct {
	Service provider.ServiceID
	Domain  domain.SIPDomain
	On      date.Date      // the first day
	Unread  product.Absent // the members that could not be read, as in [License]
}

// provisioned describes the record, which people write by hand.
var provisioned = record.Schema[Provisioned]{
	Info: record.Info{Strict: true},
	Members: []record.Member[Provisioned]{
		{Name: "Service", Field: func(r *Provisioned) any { return &r.Service }},
		{Name: "Domain", Field: func(r *Provisioned) any { return &r.Domain }},
		{Name: "On", Field: func(r *Provisioned) any { return &r.On }},
	},
	Unread: func(r *Provisioned) *product.Absent { return &r.Unread },
}

// Schema returns the schema of the record, for the packages of this module.
func (Provisioned) Schema() *record.Schema[Provisioned] { return &provisioned }

// UnmarshalJSON implements [encoding/json.Unmarshaler], as [License.UnmarshalJSON] does.
func (p *Provisioned) UnmarshalJSON(data []byte) error {
	return provisioned.Unmarshal(data, p)
}

// MarshalJSON implements [encoding/json.Marshaler]. Members that are not set are left
// out.
func (p Provisioned) MarshalJSON() ([]byte, error) { return provisioned.Append(nil, &p) }

// Equal reports whether p and q are the same.
func (p Provisioned) Equal(q Provisioned) bool { return p == q }

// Validate returns an error with the findings of severity Error, or nil. [diag.All]
// yields them.
func (p Provisioned) Validate() error { return p.Findings().Err() }

// Findings returns the findings that need no day and no other record.
func (p Provisioned) Findings() diag.Findings {
	var list diag.Findings
	for _, m := range []struct {
		name    string
		missing bool
		what    string
	}{
		{"Service", p.Service.IsZero(), "no service is given"},
		{"Domain", p.Domain.IsZero(), "no SIP domain is given"},
		{"On", p.On.IsZero(), "no day is given"},
	} {
		if m.missing && provisioned.Known(&p, m.name) {
			list.Add(catalog.Finding(RuleProvisionedPart, diag.Path("").Member(m.name), m.what))
		}
	}
	return list
}

// Holdings are the server product, licenses, agreements and provisioned domains of
// an organization. The zero Holdings are empty. For a hybrid, give the server
// product, and a plan of Lync Online among the licenses.
type Holdings struct {
	Platform    product.Platform
	Licenses    []License
	Agreements  []Agreement
	Provisioned []Provisioned

	// Unread is the unreadable members, as in [License]. A list in it may have more
	// records than were read.
	Unread product.Absent
}

// holdings describes the record, which people write by hand.
var holdings = record.Schema[Holdings]{
	Info: record.Info{Kind: "Holdings", Title: "holdings", Strict: true},
	Members: []record.Member[Holdings]{
		{Name: "Platform", Field: func(r *Holdings) any { return &r.Platform }},
		{Name: "Licenses", Field: func(r *Holdings) any { return record.Records(&r.Licenses, &licenses) }},
		{Name: "Agreements", Field: func(r *Holdings) any { return record.Records(&r.Agreements, &agreements) }},
		{Name: "Provisioned", Field: func(r *Holdings) any { return record.Records(&r.Provisioned, &provisioned) }},
	},
	Unread: func(r *Holdings) *product.Absent { return &r.Unread },
}

// Schema returns the schema of the record, for the packages of this module.
func (Holdings) Schema() *record.Schema[Holdings] { return &holdings }

// UnmarshalJSON implements [encoding/json.Unmarshaler]: an object with the members
// Platform, Licenses, Agreements and Provisioned. It reports each member that
// cannot be read or is not known, with its path, and leaves h as it was on error.
func (h *Holdings) UnmarshalJSON(data []byte) error {
	return holdings.Unmarshal(data, h)
}

// DecodeHoldings reads holdings from a JSON object, as [Holdings.UnmarshalJSON]
// does, and keeps all readable members. It marks the others as Unread, so that
// [Holdings.Decide] answers NotKnown if one of them is needed. It returns a finding
// for each unreadable or unknown member. The error is a [*diag.Finding] for text
// that is not a JSON object.
func DecodeHoldings(data []byte) (Holdings, diag.Findings, error) {
	var h Holdings
	findings, err := holdings.UnmarshalPartly(data, &h)
	return h, findings, err
}

// Unreadable returns holdings of which nothing is known, because they could not be read
// or were not given. [Holdings.Decide] answers Refused if no holdings could change that,
// and else NotKnown.
func Unreadable() Holdings { return Holdings{Unread: product.AllAbsent(len(holdings.Members))} }

// MarshalJSON implements [encoding/json.Marshaler]. Members that are not set are left
// out. It fails for holdings with a member that could not be read.
func (h Holdings) MarshalJSON() ([]byte, error) { return holdings.Append(nil, &h) }

// Equal reports whether h and other are the same, in the same order.
func (h Holdings) Equal(other Holdings) bool {
	return h.Platform == other.Platform && h.Unread == other.Unread && slices.Equal(h.Licenses, other.Licenses) &&
		slices.Equal(h.Agreements, other.Agreements) && slices.Equal(h.Provisioned, other.Provisioned)
}

// Validate returns an error with the findings of severity Error, or nil. [diag.All]
// yields them.
func (h Holdings) Validate() error { return h.Findings().Err() }

// Findings returns the findings about the holdings that need no day.
func (h Holdings) Findings() diag.Findings {
	var list diag.Findings
	if h.Platform.IsZero() && holdings.Known(&h, "Platform") {
		list.Add(catalog.Finding(RulePlatformMissing, "/Platform", "no server product is given"))
	}
	for i, l := range h.Licenses {
		list.AttachAll(diag.Path("/Licenses").Index(i), l.Findings())
	}
	for i, a := range h.Agreements {
		list.AttachAll(diag.Path("/Agreements").Index(i), a.Findings())
	}
	for i, p := range h.Provisioned {
		list.AttachAll(diag.Path("/Provisioned").Index(i), p.Findings())
	}
	return list
}
