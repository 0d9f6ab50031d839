package federation

import (
	"cmp"
	"encoding"
	"fmt"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/enum"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

// A RoutingMethod is how an Access Edge finds other organizations. The zero
// RoutingMethod is not set: the default is [UseDNSSRVRouting]. Methods compare with
// ==.
type RoutingMethod uint8

// The routing methods.
const (
	UseDNSSRVRouting  RoutingMethod = iota + 1 // by SRV records in DNS, and by providers
	UseDefaultRouting                          // everything goes to one host, without providers and discovery
)

// The name UseDefaultRouting is inferred from the switch that sets it. No output
// with this name has been seen.
var routingNames = [...]string{UseDNSSRVRouting: "UseDnsSrvRouting", UseDefaultRouting: "UseDefaultRouting"}

func badRoutingMethod(text string) error {
	return catalog.ValueError(RuleRoutingMethodUnknown, "routing method", text, 0, "not a routing method")
}

// ParseRoutingMethod returns the method with the given name, in any letter case.
// The error is a [*diag.ValueError].
func ParseRoutingMethod(s string) (RoutingMethod, error) {
	return enum.Parse[RoutingMethod](s, routingNames[:], badRoutingMethod)
}

// IsZero reports whether m is not set.
func (m RoutingMethod) IsZero() bool { return m == 0 }

// Compare returns -1, 0 or +1, in the order of the constants.
func (m RoutingMethod) Compare(n RoutingMethod) int { return cmp.Compare(m, n) }

// String returns the name that the shell prints, and "" for the zero
// RoutingMethod.
func (m RoutingMethod) String() string { return enum.String(m, routingNames[:]) }

// AppendText implements [encoding.TextAppender]. It fails for a value that is
// not one of the constants.
func (m RoutingMethod) AppendText(b []byte) ([]byte, error) {
	return enum.Append(b, m, routingNames[:], badRoutingMethod)
}

// MarshalText implements [encoding.TextMarshaler], as AppendText.
func (m RoutingMethod) MarshalText() ([]byte, error) { return m.AppendText(nil) }

// UnmarshalText implements [encoding.TextUnmarshaler]. It accepts the names in any
// letter case, and empty text for the zero RoutingMethod. Its error is a
// [*diag.ValueError].
func (m *RoutingMethod) UnmarshalText(text []byte) error {
	return enum.Unmarshal(m, text, routingNames[:], badRoutingMethod)
}

// A methodSwitch reads one of the two switches of Set-CsAccessEdgeConfiguration
// that set the routing method.
type methodSwitch struct {
	into   *RoutingMethod
	method RoutingMethod
}

func (s methodSwitch) IsZero() bool { return true }

func (s methodSwitch) AppendText(b []byte) ([]byte, error) { return b, nil }

func (s methodSwitch) UnmarshalText(text []byte) error {
	var on product.Switch
	err := on.UnmarshalText(text)
	if on.IsOn() {
		*s.into = s.method
	}
	return err
}

func (s methodSwitch) UnmarshalJSON(data []byte) error { return s.UnmarshalText(data) }

// An AccessEdgeConfiguration is the configuration of the Access Edge, as
// Get-CsAccessEdgeConfiguration prints it. A server has exactly one, named Global.
// A member that is not set has the server's default, which
// [AccessEdgeConfiguration.WithDefaults] fills in. A number that is zero is not
// set. Records are compared with [AccessEdgeConfiguration.Equal].
type AccessEdgeConfiguration struct {
	Identity                               string // Global
	AllowAnonymousUsers                    product.Switch
	AllowFederatedUsers                    product.Switch // the main switch of federation, which also governs split domains
	AllowOutsideUsers                      product.Switch // your own users from outside
	BeClearingHouse                        product.Switch
	EnablePartnerDiscovery                 product.Switch // whether domains that are on no list are found by DNS
	DiscoveredPartnerVerificationLevel     provider.VerificationLevel
	DefaultRouteFQDN                       domain.Name // only with default routing
	EnableArchivingDisclaimer              product.Switch
	EnableUserReplicator                   product.Switch
	IsPublicProvider                       product.Switch // only with default routing
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
	VerificationLevel                      provider.VerificationLevel // only with default routing
	Absent                                 product.Absent             // the members missing from the text
}

// edges describes the configuration of the Access Edge. The members are in the
// order in which Get-CsAccessEdgeConfiguration prints them (TEAMS-MODULE), with the
// members of both routing methods. The defaults are from PS-EDGE, except that of
// DnsSrvCacheRecordCount, which is from Microsoft's own tests. Stored settings with
// cmdlets of their own are ignored.
var edges = record.Schema[AccessEdgeConfiguration]{
	Info: record.Info{
		Kind: "AccessEdgeConfiguration", Title: "Access Edge configuration", Noun: "CsAccessEdgeConfiguration",
		Ops:     []diag.Op{diag.OpSet},
		Types:   []string{"AccessEdgeSettings", "AccessEdgeSettingsDnsSrvRouting", "AccessEdgeSettingsDefaultRoute"},
		Source:  source.AccessEdge,
		Ignored: []string{"AdditionalInternalDomains", "AllowedDomains", "BlockedDomains", "DomainRouting"},
		Tells:   "whether federation is on at all",
	},
	Absent: func(r *AccessEdgeConfiguration) *product.Absent { return &r.Absent },
	Members: []record.Member[AccessEdgeConfiguration]{
		{Name: "Identity", Field: func(r *AccessEdgeConfiguration) any { return &r.Identity }, Since: product.LyncServer2010, Default: "Global"},
		{Name: "AllowAnonymousUsers", Field: func(r *AccessEdgeConfiguration) any { return &r.AllowAnonymousUsers }, Since: product.LyncServer2010, Set: true, Default: "False", Mark: true},
		{Name: "AllowFederatedUsers", Field: func(r *AccessEdgeConfiguration) any { return &r.AllowFederatedUsers }, Since: product.LyncServer2010, Set: true, Default: "False"},
		{Name: "AllowOutsideUsers", Field: func(r *AccessEdgeConfiguration) any { return &r.AllowOutsideUsers }, Since: product.LyncServer2010, Set: true, Default: "True", Mark: true},
		{Name: "BeClearingHouse", Field: func(r *AccessEdgeConfiguration) any { return &r.BeClearingHouse }, Since: product.LyncServer2010, With: "UseDnsSrvRouting", Set: true, Default: "False", Mark: true},
		{Name: "EnablePartnerDiscovery", Field: func(r *AccessEdgeConfiguration) any { return &r.EnablePartnerDiscovery }, Since: product.LyncServer2010, With: "UseDnsSrvRouting", Required: true, Set: true, Default: "False", Mark: true},
		{Name: "DiscoveredPartnerVerificationLevel", Field: func(r *AccessEdgeConfiguration) any { return &r.DiscoveredPartnerVerificationLevel }, Since: product.LyncServer2013, With: "UseDnsSrvRouting", Set: true, Mark: true},
		{Name: "DefaultRouteFqdn", Field: func(r *AccessEdgeConfiguration) any { return &r.DefaultRouteFQDN }, Since: product.LyncServer2010, With: "UseDefaultRouting", Required: true, Set: true, Default: record.None, Mark: true},
		{Name: "EnableArchivingDisclaimer", Field: func(r *AccessEdgeConfiguration) any { return &r.EnableArchivingDisclaimer }, Since: product.LyncServer2010, Set: true, Default: "False"},
		{Name: "EnableUserReplicator", Field: func(r *AccessEdgeConfiguration) any { return &r.EnableUserReplicator }, Since: product.LyncServer2013, Set: true, Default: "False"},
		{Name: "IsPublicProvider", Field: func(r *AccessEdgeConfiguration) any { return &r.IsPublicProvider }, Since: product.LyncServer2010, With: "UseDefaultRouting", Set: true, Default: record.None},
		{Name: "KeepCrlsUpToDateForPeers", Field: func(r *AccessEdgeConfiguration) any { return &r.KeepCRLsUpToDateForPeers }, Since: product.LyncServer2010, Set: true, Default: "True", Mark: true},
		{Name: "MarkSourceVerifiableOnOutgoingMessages", Field: func(r *AccessEdgeConfiguration) any { return &r.MarkSourceVerifiableOnOutgoingMessages }, Since: product.LyncServer2010, Set: true, Default: "True", Mark: true},
		{Name: "OutgoingTlsCountForFederatedPartners", Field: func(r *AccessEdgeConfiguration) any { return &r.OutgoingTLSCountForFederatedPartners }, Since: product.LyncServer2010, Set: true, Default: "4", Mark: true},
		{Name: "DnsSrvCacheRecordCount", Field: func(r *AccessEdgeConfiguration) any { return &r.DNSSRVCacheRecordCount }, Since: product.LyncServer2013, Update: true, Set: true, Note: sinceCU, Default: "131072"},
		{Name: "DiscoveredPartnerStandardRate", Field: func(r *AccessEdgeConfiguration) any { return &r.DiscoveredPartnerStandardRate }, Since: product.LyncServer2013, Set: true, Default: "20"},
		{Name: "EnableDiscoveredPartnerContactsLimit", Field: func(r *AccessEdgeConfiguration) any { return &r.EnableDiscoveredPartnerContactsLimit }, Since: product.LyncServer2013, Set: true, Default: "True"},
		{Name: "MaxContactsPerDiscoveredPartner", Field: func(r *AccessEdgeConfiguration) any { return &r.MaxContactsPerDiscoveredPartner }, Since: product.LyncServer2013, Set: true, Default: "1000"},
		{Name: "EnableDiscoveredPartnerResponseMonitor", Field: func(r *AccessEdgeConfiguration) any { return &r.EnableDiscoveredPartnerResponseMonitor }, Since: product.SfBServer2015, Note: "In the display format of the online service only, or of newer servers."},
		{Name: "DiscoveredPartnerReportPeriodMinutes", Field: func(r *AccessEdgeConfiguration) any { return &r.DiscoveredPartnerReportPeriodMinutes }, Since: product.LyncServer2013, Set: true, Default: "60"},
		{Name: "EnablePartnerMonitoringCosmosOutput", Field: func(r *AccessEdgeConfiguration) any { return &r.EnablePartnerMonitoringCosmosOutput }, Since: product.SfBServer2015, Note: fixtureOnly},
		{Name: "EnablePartnerMonitoringIfxLog", Field: func(r *AccessEdgeConfiguration) any { return &r.EnablePartnerMonitoringIfxLog }, Since: product.SfBServer2015, Note: fixtureOnly},
		{Name: "MaxAcceptedCertificatesStored", Field: func(r *AccessEdgeConfiguration) any { return &r.MaxAcceptedCertificatesStored }, Since: product.LyncServer2013, Set: true, Default: "1000"},
		{Name: "MaxRejectedCertificatesStored", Field: func(r *AccessEdgeConfiguration) any { return &r.MaxRejectedCertificatesStored }, Since: product.LyncServer2013, Set: true, Default: "500"},
		{Name: "CertificatesDeletedPercentage", Field: func(r *AccessEdgeConfiguration) any { return &r.CertificatesDeletedPercentage }, Since: product.LyncServer2013, Set: true, Default: "20"},
		{Name: "SkypeSearchUrl", Field: func(r *AccessEdgeConfiguration) any { return &r.SkypeSearchURL }, Since: product.SfBServer2015, Set: true},
		{Name: "RoutingMethod", Field: func(r *AccessEdgeConfiguration) any { return &r.RoutingMethod }, Since: product.LyncServer2010, Default: "UseDnsSrvRouting", Mark: true, Aliases: []record.Alias[AccessEdgeConfiguration]{
			{Name: "UseDnsSrvRouting", Field: func(r *AccessEdgeConfiguration) any { return methodSwitch{&r.RoutingMethod, UseDNSSRVRouting} }},
			{Name: "UseDefaultRouting", Field: func(r *AccessEdgeConfiguration) any { return methodSwitch{&r.RoutingMethod, UseDefaultRouting} }},
		}},
		{Name: "VerificationLevel", Field: func(r *AccessEdgeConfiguration) any { return &r.VerificationLevel }, Since: product.LyncServer2010, With: "UseDefaultRouting", Set: true, Default: record.None},
	},
}

// Schema returns the schema of the record, for the packages of this module.
func (AccessEdgeConfiguration) Schema() *record.Schema[AccessEdgeConfiguration] { return &edges }

const (
	fixtureOnly = "Not a parameter of the cmdlet. In Microsoft's own tests, servers of this version print it."
	sinceCU     = "The cmdlet's page lists it from Skype for Business Server 2015 on. A page on Lync Server 2013 lists it too."
)

// UnmarshalJSON implements [encoding/json.Unmarshaler], as
// [provider.PublicProvider.UnmarshalJSON] does. The routing method may also be
// given as a member named like the switch of Set-CsAccessEdgeConfiguration that
// sets it.
func (e *AccessEdgeConfiguration) UnmarshalJSON(data []byte) error { return edges.Unmarshal(data, e) }

// MarshalJSON implements [encoding/json.Marshaler]. A member that is not set is null. A
// member in Absent is left out.
func (e AccessEdgeConfiguration) MarshalJSON() ([]byte, error) { return edges.Append(nil, &e) }

// Equal reports whether e and f are the same to a server. It ignores Absent.
func (e AccessEdgeConfiguration) Equal(f AccessEdgeConfiguration) bool {
	same := char.EqualFold(e.Identity, f.Identity)
	e.Identity, f.Identity, e.Absent, f.Absent = "", "", 0, 0
	return same && e == f
}

// WithDefaults returns e with the documented default for each member that is not
// set (PS-EDGE; DnsSrvCacheRecordCount from Microsoft's own tests).
// [Configuration.WithDefaults] fills in only absent members.
func (e AccessEdgeConfiguration) WithDefaults() AccessEdgeConfiguration {
	edges.SetUnset(&e)
	return e
}

// Validate returns an error with the findings of severity Error, or nil. [diag.All]
// yields them.
func (e AccessEdgeConfiguration) Validate() error { return e.Findings().Err() }

// Findings returns the findings that need no day, no platform and no other record.
func (e AccessEdgeConfiguration) Findings() diag.Findings {
	var l diag.Findings
	if e.Identity != "" && !char.EqualFold(e.Identity, "Global") {
		l.Add(catalog.Finding(RuleEdgeIdentity, "/Identity", fmt.Sprintf("the Identity is %s", e.Identity)))
	}
	// The ranges are the store's (TEAMS-MODULE). The first is the narrower one of
	// the cmdlet's page, because the store's was widened for the online service.
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
	_, isHTTPS := char.CutPrefix(e.SkypeSearchURL, "https://")
	_, isHTTP := char.CutPrefix(e.SkypeSearchURL, "http://")
	if e.SkypeSearchURL != "" && !isHTTPS && !isHTTP {
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
				l.Add(catalog.Finding(RuleLatentDefaultRoute, diag.Path("").Member(m.name), m.name+" is set, but has no effect"))
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
