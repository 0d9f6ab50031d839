package federation

import (
	"cmp"
	"encoding"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/enum"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

// A RoutingMethod is how an Access Edge finds the way to other organizations.
// The zero RoutingMethod is not set: the default is [UseDNSSRVRouting].
// Methods compare with ==.
type RoutingMethod uint8

const (
	UseDNSSRVRouting  RoutingMethod = iota + 1 // by the records in DNS, and by providers
	UseDefaultRouting                          // all by one host, without providers and discovery
)

// The name of default routing is inferred from that of the switch which sets
// it: no output with it has been seen.
var routingNames = [...]string{UseDNSSRVRouting: "UseDnsSrvRouting", UseDefaultRouting: "UseDefaultRouting"}

func badRoutingMethod(text string) error {
	return catalog.ValueError(RuleRoutingMethod, "routing method", text, 0, "no such method")
}

// IsZero reports whether m is not set.
func (m RoutingMethod) IsZero() bool { return m == 0 }

// Compare returns -1, 0 or +1, in the order of the constants.
func (m RoutingMethod) Compare(n RoutingMethod) int { return cmp.Compare(m, n) }

// String returns the name that the shell prints, and "" for the zero
// RoutingMethod.
func (m RoutingMethod) String() string { return enum.String(m, routingNames[:]) }

// AppendText implements [encoding.TextAppender]. It fails for a value that is
// none of the constants.
func (m RoutingMethod) AppendText(b []byte) ([]byte, error) {
	return enum.Append(b, m, routingNames[:], badRoutingMethod)
}

// MarshalText implements [encoding.TextMarshaler], as AppendText.
func (m RoutingMethod) MarshalText() ([]byte, error) { return m.AppendText(nil) }

// UnmarshalText implements [encoding.TextUnmarshaler]. It takes the names in
// any letter case, and empty text for the zero RoutingMethod. Its error is a
// [*diag.ValueError].
func (m *RoutingMethod) UnmarshalText(text []byte) error {
	return enum.Unmarshal(m, text, routingNames[:], badRoutingMethod)
}

// routingSwitch reads the switch of Set-CsAccessEdgeConfiguration that sets a
// method; it is never printed.
type routingSwitch struct {
	into   *RoutingMethod
	method RoutingMethod
}

func (s routingSwitch) IsZero() bool { return true }

func (s routingSwitch) UnmarshalJSON(data []byte) error {
	var on product.Switch
	if err := on.UnmarshalJSON(data); err != nil {
		return err
	}
	if !on.IsOn() {
		return nil
	}
	if !s.into.IsZero() && *s.into != s.method {
		return catalog.Finding(RuleRoutingMethod, "", fmt.Sprintf("it is %v here, and %v in another member", s.method, *s.into))
	}
	*s.into = s.method
	return nil
}

// An AccessEdgeConfiguration is the configuration of the Access Edge, as
// Get-CsAccessEdgeConfiguration prints it. There is one, named Global. A member
// that is not set has the server's default, which [AccessEdgeConfiguration.WithDefaults]
// fills in. Numbers that are zero are not set. Records are compared with
// [AccessEdgeConfiguration.Equal].
type AccessEdgeConfiguration struct {
	Identity                               string // Global
	AllowAnonymousUsers                    product.Switch
	AllowFederatedUsers                    product.Switch // federation at all, split domains included
	AllowOutsideUsers                      product.Switch // one's own users from outside
	BeClearingHouse                        product.Switch
	EnablePartnerDiscovery                 product.Switch // domains that are not allowed by name
	DiscoveredPartnerVerificationLevel     provider.VerificationLevel
	DefaultRouteFQDN                       domain.Name // with default routing
	EnableArchivingDisclaimer              product.Switch
	EnableUserReplicator                   product.Switch
	IsPublicProvider                       product.Switch // with default routing
	KeepCRLsUpToDateForPeers               product.Switch
	MarkSourceVerifiableOnOutgoingMessages product.Switch
	OutgoingTLSCountForFederatedPartners   uint64
	DNSSRVCacheRecordCount                 uint64
	DiscoveredPartnerStandardRate          uint64 // messages a second
	EnableDiscoveredPartnerContactsLimit   product.Switch
	MaxContactsPerDiscoveredPartner        uint64
	EnableDiscoveredPartnerResponseMonitor product.Switch
	DiscoveredPartnerReportPeriodMinutes   uint64
	EnablePartnerMonitoringCosmosOutput    product.Switch
	EnablePartnerMonitoringIfxLog          product.Switch
	MaxAcceptedCertificatesStored          uint64
	MaxRejectedCertificatesStored          uint64
	CertificatesDeletedPercentage          uint64
	SkypeSearchURL                         string
	RoutingMethod                          RoutingMethod
	VerificationLevel                      provider.VerificationLevel // with default routing
}

// members are the members in the order in which Get-CsAccessEdgeConfiguration
// prints them (TEAMS-MODULE), those of the two kinds of routing in one; last
// the switches that set the routing method.
func (e *AccessEdgeConfiguration) members() []record.Member {
	return []record.Member{
		{Name: "Identity", Field: &e.Identity, Since: product.LyncServer2010},
		{Name: "AllowAnonymousUsers", Field: &e.AllowAnonymousUsers, Since: product.LyncServer2010},
		{Name: "AllowFederatedUsers", Field: &e.AllowFederatedUsers, Since: product.LyncServer2010},
		{Name: "AllowOutsideUsers", Field: &e.AllowOutsideUsers, Since: product.LyncServer2010},
		{Name: "BeClearingHouse", Field: &e.BeClearingHouse, Since: product.LyncServer2010},
		{Name: "EnablePartnerDiscovery", Field: &e.EnablePartnerDiscovery, Since: product.LyncServer2010},
		{Name: "DiscoveredPartnerVerificationLevel", Field: &e.DiscoveredPartnerVerificationLevel, Since: product.LyncServer2013},
		{Name: "DefaultRouteFqdn", Field: &e.DefaultRouteFQDN, Since: product.LyncServer2010},
		{Name: "EnableArchivingDisclaimer", Field: &e.EnableArchivingDisclaimer, Since: product.LyncServer2010},
		{Name: "EnableUserReplicator", Field: &e.EnableUserReplicator, Since: product.LyncServer2013},
		{Name: "IsPublicProvider", Field: &e.IsPublicProvider, Since: product.LyncServer2010},
		{Name: "KeepCrlsUpToDateForPeers", Field: &e.KeepCRLsUpToDateForPeers, Since: product.LyncServer2010},
		{Name: "MarkSourceVerifiableOnOutgoingMessages", Field: &e.MarkSourceVerifiableOnOutgoingMessages, Since: product.LyncServer2010},
		{Name: "OutgoingTlsCountForFederatedPartners", Field: &e.OutgoingTLSCountForFederatedPartners, Since: product.LyncServer2010},
		{Name: "DnsSrvCacheRecordCount", Field: &e.DNSSRVCacheRecordCount, Since: product.LyncServer2013, Note: sinceCU},
		{Name: "DiscoveredPartnerStandardRate", Field: &e.DiscoveredPartnerStandardRate, Since: product.LyncServer2013},
		{Name: "EnableDiscoveredPartnerContactsLimit", Field: &e.EnableDiscoveredPartnerContactsLimit, Since: product.LyncServer2013},
		{Name: "MaxContactsPerDiscoveredPartner", Field: &e.MaxContactsPerDiscoveredPartner, Since: product.LyncServer2013},
		{Name: "EnableDiscoveredPartnerResponseMonitor", Field: &e.EnableDiscoveredPartnerResponseMonitor, Since: product.SfBServer2015, Note: "In the display format of the online service only, or of newer servers."},
		{Name: "DiscoveredPartnerReportPeriodMinutes", Field: &e.DiscoveredPartnerReportPeriodMinutes, Since: product.LyncServer2013},
		{Name: "EnablePartnerMonitoringCosmosOutput", Field: &e.EnablePartnerMonitoringCosmosOutput, Since: product.SfBServer2015, Note: fixtureOnly},
		{Name: "EnablePartnerMonitoringIfxLog", Field: &e.EnablePartnerMonitoringIfxLog, Since: product.SfBServer2015, Note: fixtureOnly},
		{Name: "MaxAcceptedCertificatesStored", Field: &e.MaxAcceptedCertificatesStored, Since: product.LyncServer2013},
		{Name: "MaxRejectedCertificatesStored", Field: &e.MaxRejectedCertificatesStored, Since: product.LyncServer2013},
		{Name: "CertificatesDeletedPercentage", Field: &e.CertificatesDeletedPercentage, Since: product.LyncServer2013},
		{Name: "SkypeSearchUrl", Field: &e.SkypeSearchURL, Since: product.SfBServer2015},
		{Name: "RoutingMethod", Field: &e.RoutingMethod, Since: product.LyncServer2010},
		{Name: "VerificationLevel", Field: &e.VerificationLevel, Since: product.LyncServer2010},
		{Name: "UseDnsSrvRouting", Field: routingSwitch{&e.RoutingMethod, UseDNSSRVRouting}},
		{Name: "UseDefaultRouting", Field: routingSwitch{&e.RoutingMethod, UseDefaultRouting}},
	}
}

// stored are the members of the stored settings that have cmdlets of their own
// (TEAMS-MODULE).
var stored = []string{"AdditionalInternalDomains", "AllowedDomains", "BlockedDomains", "DomainRouting"}

// otherEdgeMember passes over what is stored with the Edge and read elsewhere.
func otherEdgeMember(name string) *diag.Finding {
	if slices.ContainsFunc(stored, func(s string) bool { return strings.EqualFold(s, name) }) {
		return record.Skip
	}
	return nil
}

const (
	fixtureOnly = "Not among the cmdlet's parameters; printed by servers of this version in the vendor's own tests."
	sinceCU     = "The cmdlet's page has it from Skype for Business Server 2015 on; one of Lync Server 2013 lists it already."
)

// AccessEdgeMembers returns the members of an AccessEdgeConfiguration in the
// order in which they are printed, each with the first server that knows it
// (PS-EDGE).
func AccessEdgeMembers() iter.Seq[product.Member] {
	return record.Settings(new(AccessEdgeConfiguration).members())
}

// UnmarshalJSON implements [json.Unmarshaler], as
// [provider.PublicProvider.UnmarshalJSON] does. The routing method may also be
// given as the switch of Set-CsAccessEdgeConfiguration that sets it.
func (e *AccessEdgeConfiguration) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, e, (*AccessEdgeConfiguration).members)
}

// MarshalJSON implements [json.Marshaler]. Members that are not set are left
// out.
func (e AccessEdgeConfiguration) MarshalJSON() ([]byte, error) {
	return record.Append(nil, e.members())
}

// Equal reports whether e and f are the same to a server.
func (e AccessEdgeConfiguration) Equal(f AccessEdgeConfiguration) bool {
	same := strings.EqualFold(e.Identity, f.Identity)
	e.Identity, f.Identity = "", ""
	return same && e == f
}

// WithDefaults returns e with the documented default of each member that is
// not set and has one (PS-EDGE; DnsSrvCacheRecordCount from the vendor's own
// tests).
func (e AccessEdgeConfiguration) WithDefaults() AccessEdgeConfiguration {
	for _, s := range []*product.Switch{
		&e.AllowAnonymousUsers, &e.AllowFederatedUsers, &e.BeClearingHouse, &e.EnablePartnerDiscovery,
		&e.EnableArchivingDisclaimer, &e.EnableUserReplicator,
	} {
		*s = s.Or(product.Off)
	}
	for _, s := range []*product.Switch{
		&e.AllowOutsideUsers, &e.KeepCRLsUpToDateForPeers, &e.MarkSourceVerifiableOnOutgoingMessages,
		&e.EnableDiscoveredPartnerContactsLimit,
	} {
		*s = s.Or(product.On)
	}
	e.Identity = cmp.Or(e.Identity, "Global")
	e.RoutingMethod = cmp.Or(e.RoutingMethod, UseDNSSRVRouting)
	e.OutgoingTLSCountForFederatedPartners = cmp.Or(e.OutgoingTLSCountForFederatedPartners, 4)
	e.DNSSRVCacheRecordCount = cmp.Or(e.DNSSRVCacheRecordCount, 131072)
	e.DiscoveredPartnerStandardRate = cmp.Or(e.DiscoveredPartnerStandardRate, 20)
	e.MaxContactsPerDiscoveredPartner = cmp.Or(e.MaxContactsPerDiscoveredPartner, 1000)
	e.DiscoveredPartnerReportPeriodMinutes = cmp.Or(e.DiscoveredPartnerReportPeriodMinutes, 60)
	e.MaxAcceptedCertificatesStored = cmp.Or(e.MaxAcceptedCertificatesStored, 1000)
	e.MaxRejectedCertificatesStored = cmp.Or(e.MaxRejectedCertificatesStored, 500)
	e.CertificatesDeletedPercentage = cmp.Or(e.CertificatesDeletedPercentage, 20)
	return e
}

// Validate returns nil, or an error whose findings [diag.All] yields: those of
// severity Error.
func (e AccessEdgeConfiguration) Validate() error { return e.Findings().Err() }

// Findings returns what there is to say of the record by itself: what needs no
// day, no platform and no other record.
func (e AccessEdgeConfiguration) Findings() diag.Findings {
	var l diag.Findings
	if e.Identity != "" && !strings.EqualFold(e.Identity, "Global") {
		l.Add(catalog.Finding(RuleEdgeIdentity, "/Identity", fmt.Sprintf("the Identity is %s", e.Identity)))
	}
	// The store's ranges (TEAMS-MODULE), but for the first, where the cmdlet's
	// page is narrower and the store was widened for the online service.
	for _, r := range []struct {
		member          string
		value           uint64
		least, greatest uint64
	}{
		{"OutgoingTlsCountForFederatedPartners", e.OutgoingTLSCountForFederatedPartners, 1, 4},
		{"DnsSrvCacheRecordCount", e.DNSSRVCacheRecordCount, 1024, 0},
		{"DiscoveredPartnerStandardRate", e.DiscoveredPartnerStandardRate, 20, 15000},
		{"DiscoveredPartnerReportPeriodMinutes", e.DiscoveredPartnerReportPeriodMinutes, 30, 1440},
		{"MaxRejectedCertificatesStored", e.MaxRejectedCertificatesStored, 500, 20000},
		{"CertificatesDeletedPercentage", e.CertificatesDeletedPercentage, 10, 90},
	} {
		at := diag.Path("").Member(r.member)
		switch {
		case r.value == 0:
		case r.value < r.least:
			l.Add(catalog.Finding(RuleEdgeRange, at, fmt.Sprintf("%d is less than %d", r.value, r.least)))
		case r.greatest > 0 && r.value > r.greatest:
			src := source.TeamsModule
			if r.greatest == 4 {
				src = source.AccessEdge
			}
			l.Add(catalog.FindingFrom(src, RuleEdgeRange, at, fmt.Sprintf("%d is more than %d", r.value, r.greatest)))
		}
	}
	if u := strings.ToLower(e.SkypeSearchURL); u != "" && !strings.HasPrefix(u, "https://") && !strings.HasPrefix(u, "http://") {
		l.Add(catalog.Finding(RuleEdgeURL, "/SkypeSearchUrl", fmt.Sprintf("%q has no scheme", e.SkypeSearchURL)))
	}
	for _, m := range []struct {
		at    diag.Path
		value encoding.TextMarshaler
	}{
		{"/DiscoveredPartnerVerificationLevel", e.DiscoveredPartnerVerificationLevel},
		{"/RoutingMethod", e.RoutingMethod},
		{"/VerificationLevel", e.VerificationLevel},
	} {
		if _, err := m.value.MarshalText(); err != nil {
			l.Attach(m.at, err)
		}
	}
	e.checkRouting(&l)
	return l
}

// checkRouting: the store has either DNS SRV routing or a default route
// (TEAMS-MODULE), and the cmdlet's page says the same (PS-EDGE).
func (e AccessEdgeConfiguration) checkRouting(l *diag.Findings) {
	if e.RoutingMethod != UseDefaultRouting {
		for _, m := range []struct {
			name string
			set  bool
		}{
			{"DefaultRouteFqdn", !e.DefaultRouteFQDN.IsZero()},
			{"IsPublicProvider", !e.IsPublicProvider.IsZero()},
			{"VerificationLevel", !e.VerificationLevel.IsZero()},
		} {
			if m.set {
				l.Add(catalog.Finding(RuleLatentDefaultRoute, diag.Path("").Member(m.name), m.name+" is set and has no effect"))
			}
		}
		return
	}
	if e.DefaultRouteFQDN.IsZero() {
		l.Add(catalog.Finding(RuleDefaultRouteMissing, "/DefaultRouteFqdn", "no DefaultRouteFqdn is given"))
	}
	if e.EnablePartnerDiscovery.IsOn() {
		l.Add(catalog.Finding(RuleDefaultRouteDiscovery, "/EnablePartnerDiscovery", "EnablePartnerDiscovery is on"))
	}
}
