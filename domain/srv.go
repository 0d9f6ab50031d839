package domain

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/near"
)

const (
	srvService = "_sipfederationtls"
	srvPrefix  = srvService + "._tcp."
	srvPort    = 5061
)

// An SRV is the federation SRV record of a SIP domain, with the names in the
// certificate of its target. An SRV with only a Domain means that DNS has no
// record.
type SRV struct {
	Domain      SIPDomain `json:",omitzero"` // the SIP domain of the record; zero: it follows from Name
	Name        string    // the name of the record, with or without a final dot
	Target      Name
	Port        uint16
	Priority    uint16   `json:",omitzero"`  // the lowest is the first; zero: the first, or not known
	Certificate []string `json:",omitempty"` // subject and alternative names; nil if not known
}

// IsMissing reports whether r means that DNS has no record.
func (r SRV) IsMissing() bool { return r.Name == "" && r.Target.IsZero() && r.Port == 0 }

// Of returns the SIP domain of r: Domain, or else the domain after the service and
// protocol in Name. It returns false if Name has no SIP domain.
func (r SRV) Of() (d SIPDomain, ok bool) {
	if !r.Domain.IsZero() {
		return r.Domain, true
	}
	name := r.Name
	for strings.HasPrefix(name, "_") {
		_, rest, found := strings.Cut(name, ".")
		if !found {
			return SIPDomain{}, false
		}
		name = rest
	}
	d, err := ParseSIPDomain(name)
	return d, err == nil
}

// FederationSRV returns the name of the record by which partners find the Access
// Edge of d: "_sipfederationtls._tcp.contoso.com". It is "" for the zero SIPDomain.
func (d SIPDomain) FederationSRV() string {
	if d.IsZero() {
		return ""
	}
	return srvPrefix + d.s
}

// CheckSRV checks r as the federation SRV record of d. It returns nil, or an error
// with a finding for each wrong member, which [diag.All] yields. A nil Certificate
// is not checked. The record of another service, such as _sip._tls for clients, has
// only a wrong name.
//
// The name of the record and port 5061 are from SfB Server, Edge environmental
// requirements. The target and the certificate are from SfB Server, deploy Skype
// connectivity (SFB-SKYPE): the target must be the domain with one label in front. In a
// field log (CISCO) an Edge refuses other targets. Microsoft's diagnostic (DIAG) accepts
// any target that ends in the domain.
func (d SIPDomain) CheckSRV(r SRV) error {
	var l diag.Findings
	if d.IsZero() {
		l.Add(catalog.Finding(RuleNameEmpty, "", "no SIP domain is given"))
		return l.Err()
	}
	if isOtherService(r.Name) {
		f := catalog.Finding(RuleSRVName, "/Name", fmt.Sprintf("%q is the record of another service, and not %s", r.Name, d.FederationSRV()))
		f.Remedy = fmt.Sprintf("Leave this record as it is. Publish %s beside it.", d.FederationSRV())
		l.Add(f)
		return l.Err() // its port and target may be right for that service
	}
	if !char.EqualFold(strings.TrimSuffix(r.Name, "."), d.FederationSRV()) {
		l.Add(catalog.Finding(RuleSRVName, "/Name", fmt.Sprintf("%q is not %s", r.Name, d.FederationSRV())))
	}
	if why := d.targetFault(r.Target); why != "" {
		l.Add(catalog.Finding(RuleSRVTarget, "/Target", why))
	}
	if r.Port != srvPort {
		l.Add(catalog.Finding(RuleSRVPort, "/Port", fmt.Sprintf("the port is %d", r.Port)))
	}
	if r.Certificate != nil && !r.Target.IsZero() && !slices.ContainsFunc(r.Certificate, func(name string) bool {
		return char.EqualFold(name, r.Target.s)
	}) {
		l.Add(catalog.Finding(RuleSRVCertificate, "/Certificate", fmt.Sprintf("%q is not among the names %q", r.Target, r.Certificate)))
	}
	return l.Err()
}

// isOtherService reports whether the first label names a service that is not nearly
// that of the federation record.
func isOtherService(name string) bool {
	label, _, _ := strings.Cut(name, ".")
	_, isNear := near.Name(label, []string{srvService, srvService + "_tcp"}) // the second lacks a dot
	return strings.HasPrefix(label, "_") && !isNear
}

// isAddress reports whether a name is an IP address in dotted form.
func isAddress(name string) bool {
	_, err := netip.ParseAddr(name)
	return err == nil
}

// targetFault returns why a host is not the SIP domain with one label in front, or
// "".
func (d SIPDomain) targetFault(target Name) string {
	label, found := strings.CutSuffix(target.s, "."+d.s)
	switch {
	case target.IsZero():
		return "the record has no target"
	case isAddress(target.s):
		return fmt.Sprintf("%s is an IP address, and the target of an SRV record is a host name", target)
	case !found:
		return fmt.Sprintf("%s is not below %s", target, d)
	case strings.Contains(label, "."):
		return fmt.Sprintf("%s has more than one label in front of %s: an Edge refuses it with ms-diagnostics 1009 (CISCO), although Microsoft's own diagnostic accepts it (DIAG)", target, d)
	}
	if err := target.CheckHost(); err != nil {
		return fmt.Sprintf("%s is not a host name in DNS", target)
	}
	return ""
}
