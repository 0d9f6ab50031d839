package audit

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/enum"
	"github.com/lyncfed/lyncfed/internal/near"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

// The rules on federation SRV records, and on the certificate of their target. The
// rules on a single record are in package domain.
const (
	RuleCertificateClient diag.Rule = "audit.certificate.client"
	RuleCertificateDay    diag.Rule = "audit.certificate.day"
	RuleCertificateDomain diag.Rule = "audit.certificate.domain"
	RuleCertificateServer diag.Rule = "audit.certificate.server"
	RuleSRVConsumer       diag.Rule = "audit.srv.consumer"
	RuleSRVEnded          diag.Rule = "audit.srv.ended"
	RuleSRVHome           diag.Rule = "audit.srv.home"
	RuleSRVHomeUnknown    diag.Rule = "audit.srv.home-unknown"
	RuleSRVMissing        diag.Rule = "audit.srv.missing"
	RuleSRVPriority       diag.Rule = "audit.srv.priority"
	RuleSRVSkype          diag.Rule = "audit.srv.skype"
	RuleSRVWildcard       diag.Rule = "audit.srv.wildcard"
)

// From skypeWantsSRV on, Skype needs a federation SRV record in addition to
// provisioning (SITE-19). From skypeFindsSRV on, it uses only the record
// (SFB-SKYPE). The Edge itself matches target and domain on any day (CISCO).
var (
	skypeWantsSRV = date.MustParse(provider.SkypeSRVFrom)
	skypeFindsSRV = date.MustParse(provider.SkypeSiteClosed)
	messengerAt   = domain.MustParseName(provider.MessengerHost)
)

// srvCatalog is sorted by rule.
var srvCatalog = diag.Catalog{
	{
		Rule:     RuleCertificateClient,
		Severity: diag.Warning,
		Summary:  "While a provider for AOL is enabled, the Edge's external certificate must also be for client authentication.",
		Remedy:   "Renew the certificate with the enhanced key usages for server and client authentication.",
		Source:   source.Planning13,
	},
	{
		Rule:     RuleCertificateDay,
		Severity: diag.Error,
		Summary:  "The Edge's external certificate must be valid on the day.",
		Remedy:   "Renew the certificate, and assign it to the external interface of the Access Edge.",
		Source:   source.RFC5280,
	},
	{
		Rule:     RuleCertificateDomain,
		Severity: diag.Notice,
		Summary:  "The Edge's external certificate must not have the name of a SIP domain that was removed.",
		Remedy:   "If the domain was a SIP domain of yours, renew the certificate without the name.",
		Source:   source.RemovedDomain,
	},
	{
		Rule:     RuleCertificateServer,
		Severity: diag.Error,
		Summary:  "The Edge's external certificate must be for server authentication.",
		Remedy:   "Renew the certificate with the enhanced key usage for server authentication.",
		Source:   source.Certificates13,
	},
	{
		Rule:     RuleSRVConsumer,
		Severity: diag.Notice,
		Summary:  "A record that points to federation.messenger.msn.com must belong to a domain whose accounts are Microsoft accounts.",
		Remedy:   "Keep the record if the accounts of the domain are Microsoft accounts. Otherwise publish your own Access Edge as its target.",
		Source:   source.KB2566829,
	},
	{
		Rule:     RuleSRVEnded,
		Severity: diag.Warning,
		Summary:  "A record must not point to a service that has ended.",
		Remedy:   "Remove the record, or publish the host that serves the domain now.",
		Source:   source.SkypeEnd,
	},
	{
		Rule:     RuleSRVHome,
		Severity: diag.Notice,
		Summary:  "The home of a SIP domain's users must be known, because the right target depends on it.",
		Remedy:   "Export the users with HostingProvider and RegistrarPool, and check again.",
		Source:   source.HybridOff,
	},
	{
		Rule:     RuleSRVHomeUnknown,
		Severity: diag.Error,
		Summary:  "The home of a SIP domain must be one of three.",
		Remedy:   "Write servers, microsoft-365 or consumer.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleSRVMissing,
		Severity: diag.Error,
		Summary:  "A SIP domain must have a federation SRV record for partners to find it.",
		Remedy:   "Publish the record with port 5061. The target is the Access Edge by a name with one label in front of the SIP domain.",
		Source:   source.SfBEnvironment,
	},
	{
		Rule:     RuleSRVPriority,
		Severity: diag.Notice,
		Summary:  "Federation SRV records of a SIP domain must not rely on priorities for failover.",
		Remedy:   "Let DNS change the address of one target when its Edge fails, for example with DNS that watches both sites.",
		Source:   source.SRVPriority,
	},
	{
		Rule:     RuleSRVSkype,
		Severity: diag.Error,
		Summary:  "To be reached from Skype, each SIP domain must have a federation SRV record from 2017-07-02 on, and a correct one from 2019-08-15 on.",
		Remedy:   "Publish or correct the record, or disable the provider.",
		Source:   source.SfBSkype,
		Also:     "SITE-19",
	},
	{
		Rule:     RuleSRVWildcard,
		Severity: diag.Warning,
		Summary:  "The Edge's external certificate must not have a wildcard among its names.",
		Remedy:   "Renew the certificate with full names only.",
		Source:   source.Wildcards13,
	},
}

// An SRVHome is the home of the users of a SIP domain. It decides which rules the
// federation SRV record of the domain must keep. The zero SRVHome means "not known".
// SRVHomes compare with ==.
type SRVHome uint8

// The homes of a SIP domain.
const (
	OnServers      SRVHome = iota + 1 // the organization's own servers, or a hybrid
	InMicrosoft365                    // Microsoft 365, for all users
	AtConsumer                        // Microsoft accounts of Windows Live Messenger, and later of Skype
)

var srvHomeNames = [...]string{OnServers: "servers", InMicrosoft365: "microsoft-365", AtConsumer: "consumer"}

func badSRVHome(text string) error {
	return srvCatalog.ValueError(RuleSRVHomeUnknown, "home of a SIP domain", text, 0, "not a home")
}

// ParseSRVHome returns the home with the given name, in any letter case. The error
// is a [*diag.ValueError].
func ParseSRVHome(s string) (SRVHome, error) {
	return enum.Parse[SRVHome](s, srvHomeNames[:], badSRVHome)
}

// IsZero reports whether h is not known.
func (h SRVHome) IsZero() bool { return h == 0 }

// Compare returns -1, 0 or +1, in the order of the constants.
func (h SRVHome) Compare(g SRVHome) int { return cmp.Compare(h, g) }

// String returns "servers", "microsoft-365" or "consumer", and "" for the zero
// SRVHome.
func (h SRVHome) String() string { return enum.String(h, srvHomeNames[:]) }

// AppendText implements [encoding.TextAppender]. It fails for a value that is
// not one of the constants.
func (h SRVHome) AppendText(b []byte) ([]byte, error) {
	return enum.Append(b, h, srvHomeNames[:], badSRVHome)
}

// MarshalText implements [encoding.TextMarshaler], as AppendText.
func (h SRVHome) MarshalText() ([]byte, error) { return h.AppendText(nil) }

// UnmarshalText implements [encoding.TextUnmarshaler]. It accepts the names in any
// letter case, and empty text for the zero SRVHome. Its error is a
// [*diag.ValueError].
func (h *SRVHome) UnmarshalText(text []byte) error {
	return enum.Unmarshal(h, text, srvHomeNames[:], badSRVHome)
}

// CheckSRV returns the findings about federation SRV records, and about the names
// in the certificates of their targets. Paths are relative to the slice. A record
// without a SIP domain breaks [domain.RuleSRVName].
//
// The record of a domain on servers must point to a target with one label in front
// of the domain. A domain in Microsoft 365 points to sipfed.online.lync.com, and a
// domain of consumer accounts to federation.messenger.msn.com (KB-2566790,
// KB-2566829). [HomeOfSRV] finds the home of a domain. If the home is not known,
// the finding is [RuleSRVHome], and no rule on the target is checked. Without a day
// nothing about Skype is checked.
func CheckSRV(c federation.Configuration, records []domain.SRV, on date.Date) diag.Findings {
	var all diag.Findings
	byDomain := map[domain.SIPDomain][]domain.SRV{}
	for _, r := range records {
		if d, ok := r.Of(); ok {
			byDomain[d] = append(byDomain[d], r)
		}
	}
	leftover := map[string]bool{} // names that have their finding
	for i, r := range records {
		at := diag.Path("").Index(i)
		d, ok := r.Of()
		if !ok {
			all.Add(&diag.Finding{RuleInfo: nameRule(), Path: at.Member("Name"), Detail: fmt.Sprintf("%q names no SIP domain", r.Name)})
			continue
		}
		s := srvCheck{c: c, on: on, domain: d, home: HomeOfSRV(c, d, byDomain[d]...)}
		s.check(r)
		s.priority(r, byDomain[d])
		s.leftover(r.Certificate, leftover)
		for _, f := range s.findings {
			f.Subject = diag.Subject{Kind: federation.SIPDomains.String(), Identity: d.String()}
		}
		all.AttachAll(at, s.findings)
	}
	return all
}

// nameRule returns the row of [domain.RuleSRVName].
func nameRule() diag.RuleInfo {
	for info := range domain.Rules() {
		if info.Rule == domain.RuleSRVName {
			return info
		}
	}
	return diag.RuleInfo{Rule: domain.RuleSRVName, Severity: diag.Error}
}

// HomeOfSRV returns the home of the users of a SIP domain, according to its records and
// the configuration. It returns zero if the home is not known.
//
// A SIP domain of the configuration is on its servers, because the record of a
// split domain points to the Access Edge (SA-SPLIT-DOMAIN). It is in Microsoft 365
// only if its record points there and all of its users are there. Any other domain
// is where its records point.
func HomeOfSRV(c federation.Configuration, d domain.SIPDomain, records ...domain.SRV) SRVHome {
	target := targetOf(records)
	own := slices.ContainsFunc(c.SIPDomains, func(o federation.SIPDomain) bool { return o.Identity == d })
	cloud := isMicrosoft365(target)
	switch {
	case own && cloud:
		return homeOfUsers(c, d)
	case own:
		return OnServers
	case cloud:
		return InMicrosoft365
	case target == messengerAt:
		return AtConsumer
	case !target.IsZero() && slices.ContainsFunc(c.HostingProviders, func(p provider.HostingProvider) bool { return p.Enabled && p.ProxyFQDN == target }):
		return 0 // no document has a rule for the host of another provider
	}
	return OnServers
}

// targetOf returns the target that all records share, and the zero Name if they
// differ.
func targetOf(records []domain.SRV) domain.Name {
	var target domain.Name
	for i, r := range records {
		if i > 0 && r.Target != target {
			return domain.Name{}
		}
		target = r.Target
	}
	return target
}

// homeOfUsers returns the home of the users of one of the organization's SIP domains, or
// zero if it is not known.
func homeOfUsers(c federation.Configuration, d domain.SIPDomain) SRVHome {
	inCloud, unknown := 0, !c.Knows(federation.Users)
	for i, u := range c.Users {
		if u.SIPAddress.Domain() != d {
			continue
		}
		host, err := domain.ParseName(u.HostingProvider)
		switch {
		case err == nil && isMicrosoft365(host):
			inCloud++
		case c.IsUnknown(federation.Users, i, "HostingProvider") && u.RegistrarPool.IsZero():
			unknown = true
		default:
			return OnServers
		}
	}
	switch {
	case !unknown && inCloud > 0:
		return InMicrosoft365
	case sharesWithMicrosoft365(c), c.Knows(federation.HostingProviders) && !slices.ContainsFunc(c.HostingProviders, endedHybrid):
		return OnServers
	}
	return 0
}

// endedHybrid reports whether a provider may be left over from a hybrid: its end
// leaves the provider disabled and the users in Microsoft 365 (SFB-HYBRID-OFF).
func endedHybrid(p provider.HostingProvider) bool { return !p.Enabled && p.IsMicrosoft365() }

// sharesWithMicrosoft365 reports whether the SIP domains are shared with a tenant.
func sharesWithMicrosoft365(c federation.Configuration) bool {
	return slices.ContainsFunc(c.HostingProviders, func(p provider.HostingProvider) bool {
		return p.Enabled && p.EnabledSharedAddressSpace.IsOn() && p.IsMicrosoft365()
	})
}

// A srvCheck checks one record.
type srvCheck struct {
	c        federation.Configuration
	on       date.Date
	domain   domain.SIPDomain
	home     SRVHome
	findings diag.Findings
}

func (s *srvCheck) add(r diag.Rule, member, format string, args ...any) *diag.Finding {
	at := diag.Path("")
	if member != "" {
		at = at.Member(member)
	}
	f := srvCatalog.Finding(r, at, fmt.Sprintf(format, args...))
	s.findings.Add(f)
	return f
}

func (s *srvCheck) check(r domain.SRV) {
	if r.IsMissing() {
		f := s.add(RuleSRVMissing, "", "DNS has no record %s", s.domain.FederationSRV())
		f.Remedy = fmt.Sprintf("Publish %s, port 5061. %s", s.domain.FederationSRV(), s.rightTarget())
		s.skype(true)
		return
	}
	for f := range diag.All(s.domain.CheckSRV(r)) {
		ofServer := f.Rule == domain.RuleSRVTarget || f.Rule == domain.RuleSRVCertificate
		if ofServer && s.home != OnServers {
			continue // these rules are for servers
		}
		if f.Rule == domain.RuleSRVTarget {
			s.explainTarget(f, r.Target)
		}
		s.findings.Add(f)
	}
	wrong := len(s.findings) > 0
	switch s.home {
	case OnServers:
		s.wildcard(r.Certificate)
		s.skype(wrong)
	case AtConsumer:
		s.consumer(r.Target)
	case 0:
		s.undecided(r.Target)
	}
}

// rightTarget returns a text on the right target. An export does not have the name
// of the Access Edge.
func (s *srvCheck) rightTarget() string {
	return fmt.Sprintf("The target is your Access Edge by a name with exactly one label in front of %s, such as sip.%[1]s.", s.domain)
}

// explainTarget adds the fault of the target and the right target to the finding.
func (s *srvCheck) explainTarget(f *diag.Finding, target domain.Name) {
	f.Remedy = s.rightTarget()
	for _, known := range documentedHosts() {
		switch near.Distance(target.String(), known.name, 2) {
		case 0:
			f.Detail += ", which is not the host of a domain on servers"
		case 1, 2:
			f.Detail += fmt.Sprintf(", which is nearly Microsoft's host %s", known.name)
		}
	}
	cloud, isClients := ofClients(target)
	switch {
	case isClients:
		f.Detail += ": that host, with port 443, is for clients of Microsoft 365 and their record _sip._tls"
		f.Remedy = fmt.Sprintf("If the domain is in Microsoft 365, the target is %s, with port 5061 (M365-DNS). Otherwise publish your own: %s", cloud, f.Remedy)
	case isMicrosoft365(target):
		f.Remedy += " If all users of the domain are in Microsoft 365 and the hybrid has ended, the record is right as it is (SFB-HYBRID-OFF)."
		if sharesWithMicrosoft365(s.c) {
			f.Detail += ", and not of a split domain either"
		}
	case target == messengerAt:
		f.Remedy += " Only a domain whose accounts are Microsoft accounts points to " + provider.MessengerHost + "."
	}
}

// ofClients returns the federation host of the cloud of Microsoft 365 whose clients use a
// host, and whether there is one (M365-DNS).
func ofClients(target domain.Name) (domain.Name, bool) {
	for host := range provider.Microsoft365Hosts() {
		if rest, found := strings.CutPrefix(host.String(), "sipfed."); found && target.String() == "sipdir."+rest {
			return host, true
		}
	}
	return domain.Name{}, false
}

func (s *srvCheck) wildcard(names []string) {
	for i, name := range names {
		if strings.HasPrefix(name, "*") {
			s.add(RuleSRVWildcard, "Certificate", "%q is a wildcard, and no document supports one on the external interface of an Edge", name).Path = diag.Path("").Member("Certificate").Index(i)
			return
		}
	}
}

// priority reports a record that is meant to take over from another one.
func (s *srvCheck) priority(r domain.SRV, all []domain.SRV) {
	for _, first := range all {
		if first.Priority < r.Priority && first.Target != r.Target {
			s.add(RuleSRVPriority, "Priority", "the priority is %d, and that of %[3]s is %[2]d: partners with Lync Server or Skype for Business Server do not turn to this record when the other Edge fails", r.Priority, first.Priority, first.Target)
			return
		}
	}
}

// leftover reports each name in a certificate that is for a SIP domain which the servers
// do not have, once. A domain on servers has a certificate of their Edge.
func (s *srvCheck) leftover(names []string, reported map[string]bool) {
	if s.home != OnServers || !slices.ContainsFunc(s.c.SIPDomains, func(o federation.SIPDomain) bool { return o.Identity == s.domain }) {
		return
	}
	for i, name := range names {
		host, err := domain.ParseName(name)
		rest, found := strings.CutPrefix(host.String(), "sip.")
		if err != nil || !found || reported[rest] || slices.ContainsFunc(s.c.SIPDomains, func(o federation.SIPDomain) bool {
			return o.Identity.String() == rest || strings.HasSuffix(rest, "."+o.Identity.String())
		}) {
			continue
		}
		reported[rest] = true
		s.add(RuleCertificateDomain, "Certificate", "%q is the name for the SIP domain %s, which the servers do not have. According to one report, the servers then take %[2]s for their own, and federation with it fails", name, rest).Path = diag.Path("").Member("Certificate").Index(i)
	}
}

// skype reports a missing or wrong record while a provider for Skype is enabled.
func (s *srvCheck) skype(wrong bool) {
	if !wrong || s.on.IsZero() || s.on.Before(skypeWantsSRV) {
		return
	}
	missing := s.findings[0].Rule == RuleSRVMissing
	if s.on.Before(skypeFindsSRV) && !missing {
		return // on these days Skype only requires that a record exists
	}
	for _, p := range s.c.PublicProviders {
		if id, known := p.Service(s.on); !p.Enabled || !known || id != provider.Skype || hasEnded(id, s.on) {
			continue
		}
		f := s.add(RuleSRVSkype, "", "%s is enabled, and Skype finds %s by this record on %v", p.Identity, s.domain, s.on)
		if s.on.Before(skypeFindsSRV) {
			f.Source = source.Site19
		}
		return
	}
}

func hasEnded(id provider.ServiceID, on date.Date) bool {
	service, _ := provider.LookupService(id)
	return service.History.On(on) == provider.Ended
}

// consumer reports the use of a record of consumer accounts, and its end. It is
// inferred that the end is the same for servers as for Teams.
func (s *srvCheck) consumer(target domain.Name) {
	s.add(RuleSRVConsumer, "Target", "%s serves Microsoft accounts (Windows Live Messenger, later Skype): partners reach joe@%s there without the decorated form joe(%[2]s)@msn.com", target, s.domain)
	if hasEnded(provider.Skype, s.on) && !s.on.IsZero() {
		f := s.add(RuleSRVEnded, "Target", "%s served Skype, which has ended by %v", target, s.on)
		f.Inferred = true
	}
}

// undecided reports why the target is not checked.
func (s *srvCheck) undecided(target domain.Name) {
	for _, p := range s.c.HostingProviders {
		if p.ProxyFQDN == target && !isMicrosoft365(target) {
			s.add(RuleSRVHome, "Target", "%s is the host of the provider %s, for which no document has a rule", target, p.Identity).Remedy = "Ask the provider whether the record is correct."
			return
		}
	}
	s.add(RuleSRVHome, "Target", "%s is a SIP domain of the servers, and its record points to Microsoft 365. That is right only if all of its users are there, which is not known", s.domain)
}

// A Certificate has the checked properties of the certificate on the external interface
// of an Access Edge. The names of the certificate are in [domain.SRV]. The zero
// Certificate has no known property, and no finding.
type Certificate struct {
	From   date.Date      // the first day on which it is valid; zero: not known
	Until  date.Date      // the last day on which it is valid; zero: not known
	Server product.Switch // whether it is for server authentication; unset: not known
	Client product.Switch // whether it is for client authentication; unset: not known
}

// CheckCertificate returns the findings about the certificate of the Access Edge on
// a day. While an enabled provider reaches AOL, the certificate must also be for
// client authentication. Without a day, it checks neither that nor the dates.
func CheckCertificate(c federation.Configuration, cert Certificate, on date.Date) diag.Findings {
	s := srvCheck{c: c, on: on}
	switch {
	case on.IsZero():
	case !cert.From.IsZero() && on.Before(cert.From):
		s.add(RuleCertificateDay, "From", "the certificate is valid from %v on, after %v", cert.From, on)
	case !cert.Until.IsZero() && on.After(cert.Until):
		s.add(RuleCertificateDay, "Until", "the certificate has expired: it was valid until %v", cert.Until)
	}
	if cert.Server.IsOff() {
		s.add(RuleCertificateServer, "Server", "the certificate is not for server authentication")
	}
	for _, p := range c.PublicProviders {
		if id, known := p.Service(on); cert.Client.IsOff() && p.Enabled && known && id == provider.AOL && !on.IsZero() && !hasEnded(id, on) {
			s.add(RuleCertificateClient, "Client", "the certificate is not for client authentication, which AOL requires on %v (%s is enabled)", on, p.Identity)
			break
		}
	}
	return s.findings
}
