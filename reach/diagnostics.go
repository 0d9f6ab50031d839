package reach

import (
	"cmp"
	"iter"
	"slices"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/source"
)

// A Diagnostic is an id in the ms-diagnostics header of a trace, with its meaning
// and what to check.
type Diagnostic struct {
	ID      int
	Meaning string // one sentence
	Look    string // what to check, in sentences
	Status  int    // the SIP status that comes with it; 0: not documented
	Source  diag.Source

	rules  []diag.Rule
	causes func(k *causer)
}

// Rules returns the rules of this package whose refusal shows as the id in a trace.
func (d Diagnostic) Rules() iter.Seq[diag.Rule] { return slices.Values(d.rules) }

// Diagnostics returns the documented ids for federation, in ascending order.
func Diagnostics() iter.Seq[Diagnostic] { return slices.Values(diagnostics) }

// LookupDiagnostic returns the diagnostic with an id, and whether it is documented.
func LookupDiagnostic(id int) (Diagnostic, bool) {
	i, found := slices.BinarySearchFunc(diagnostics, id, func(d Diagnostic, id int) int { return cmp.Compare(d.ID, id) })
	if !found {
		return Diagnostic{}, false
	}
	return diagnostics[i], true
}

// diagnostics is sorted by ID. A new row needs a configuration that can cause it,
// and one that cannot, in diagnostics_test.go.
//
// The meanings are those of MS-OCER. Statuses and the causes of an id in the field
// are from the documents in the row's comment.
var diagnostics = []Diagnostic{
	{
		ID:      1000,
		Meaning: "The last step of a handshake between two servers failed.",
		Look:    "The certificates of both servers, and whether something between them drops the connection.",
		Source:  source.ErrorReporting,
		causes:  (*causer).hosts,
	},
	{
		ID:      1001,
		Meaning: "The sender may not communicate with public providers.",
		Look:    "The external access policy that applies to the sender: EnablePublicCloudAccess. A policy of the user takes precedence over that of the site, and the latter over Global.",
		Status:  403, // inferred from 1002
		Source:  source.ErrorReporting,
		rules:   []diag.Rule{RulePolicyPublic},
		causes:  func(k *causer) { k.policies("EnablePublicCloudAccess") },
	},
	{
		ID:      1002,
		Meaning: "The sender may not communicate with federated partners.",
		Look:    "The external access policy that applies to the sender: EnableFederationAccess. The client's trace has the same id if the other domain is not on the allowed list and discovery is off.",
		Status:  403, // KB 2566829's neighbors, SFB-BROADCAST
		Source:  source.ErrorReporting,
		rules:   []diag.Rule{RulePartnerUnknown, RulePolicyPartners, RuleTenantDomain},
		causes: func(k *causer) {
			k.policies("EnableFederationAccess")
			k.list()
		},
	},
	{
		ID:      1003,
		Meaning: "The recipient does not exist.",
		Look:    "The user part of the address, and whether the user is enabled. For an address outside, the other side sent the id.",
		Source:  source.ErrorReporting,
		causes:  (*causer).recipient,
	},
	{
		ID:      1004,
		Meaning: "The servers on the message's route have changed.",
		Look:    "Whether a server was replaced or restarted during the conversation. A new conversation gets a new route.",
		Source:  source.ErrorReporting,
	},
	{
		ID:      1005,
		Meaning: "No route leads to the recipient's domain.",
		Look:    "Whether federation is on at the Edge, the federation route of the site in Topology Builder, and whether the domain should be one of your own.",
		Source:  source.ErrorReporting,
		causes:  (*causer).edgeClosed,
	},
	{
		ID:      1006,
		Meaning: "The message could not be forwarded over a client's connection.",
		Look:    "Whether the recipient's client was connected.",
		Source:  source.ErrorReporting,
	},
	{
		ID:      1007,
		Meaning: "The message cannot be routed at the moment.",
		Look:    "Whether the next server is running. Try again.",
		Source:  source.ErrorReporting,
	},
	{
		ID:      1008,
		Meaning: "The federation SRV record of a domain was not found in DNS.",
		Look:    "The record _sipfederationtls._tcp of the domain, as the Edge's DNS servers answer. The Edge also looks up the domain of a Microsoft account at another domain: add such an account as user(domain)@msn.com.",
		Status:  504, // CISCO, of 1009
		Source:  source.ErrorReporting,
		causes:  (*causer).lookups,
	},
	{
		ID:      1009,
		Meaning: "The target of the federation SRV record does not match the domain.",
		Look:    "The target of _sipfederationtls._tcp of the domain: it must be the domain with exactly one label in front. A partner in Microsoft 365 needs an enabled hosting provider with the host that its record points to.",
		Status:  504, // CISCO
		Source:  source.ErrorReporting,
		causes: func(k *causer) {
			k.lookups()
			k.cloudPartner()
		},
	},
	{
		ID:      1010,
		Meaning: "The certificate of the next server is not trusted.",
		Look:    "The certificate of that server: it must have the server's name, be valid, and come from an authority that the Edge trusts. tls-target in the trace is the expected name, PeerServer the server that answered.",
		Status:  504, // CISCO
		Source:  source.ErrorReporting,
		causes: func(k *causer) {
			k.hosts()
			k.lookups()
		},
	},
	{
		ID:      1011,
		Meaning: "The previous server refused without a reason.",
		Look:    "The log of that server.",
		Source:  source.ErrorReporting,
	},
	{
		ID:      1012,
		Meaning: "The sender may not communicate with anyone outside the organization.",
		Look:    "The external access policy that applies to the sender, and AllowOutsideUsers and AllowFederatedUsers at the Edge.",
		Source:  source.ErrorReporting,
		causes: func(k *causer) {
			k.policies("EnableOutsideAccess")
			k.edgeSwitch("AllowOutsideUsers")
			k.edgeClosed()
		},
	},
	{
		ID:      1013,
		Meaning: "The clocks of two servers, or of client and server, differ too much to authenticate.",
		Look:    "The time on both.",
		Source:  source.ErrorReporting,
	},
	{
		ID:      1014,
		Meaning: "The address of a host was not found in DNS.",
		Look:    "The A record of the host that the SRV record points to, or that ProxyFqdn names.",
		Status:  504, // CISCO, of 1009
		Source:  source.ErrorReporting,
		causes: func(k *causer) {
			k.hosts()
			k.lookups()
		},
	},
	{
		ID:      1017,
		Meaning: "The domains of sender and recipient cannot be combined: only one side has a domain as split.",
		Look:    "Whether every domain of the tenant is a SIP domain of the topology, whether both sides share the address space, and whether the federation SRV records of all of them point to the Access Edge.",
		Source:  source.SplitDomain,
		rules:   []diag.Rule{RuleTenantTopology},
		causes:  (*causer).splitDomain,
	},
	{
		ID:      1027,
		Meaning: "Messages of this type cannot be exchanged with federated partners.",
		Look:    "The feature that the client tried to use: some features work only inside an organization.",
		Source:  source.ErrorReporting,
	},
	{
		ID:      1034,
		Meaning: "The partner's side refused without a reason.",
		Look: "The partner's Edge: PeerServer in the trace is the server that answered, and source the side that reports. By default an Edge sends partners only the status. " +
			"A partner that has not entered your Edge by name looks up your own federation SRV record, and checks your certificate: check both first.",
		Status: 404, // a field log
		Source: source.ErrorReporting,
		causes: (*causer).farSide,
	},
	{
		ID:      1047,
		Meaning: "The TLS negotiation with the next server failed.",
		Look: "The root certificates on both Edges: each must trust the authority of the other's certificate. " +
			"If the partner closed the connection (WSAECONNRESET), its Edge may not trust the authority of your certificate. The protocols and ciphers that both sides allow.",
		Source: source.ErrorReporting,
		causes: func(k *causer) {
			k.hosts()
			k.lookups()
			k.cipher()
		},
	},
	{
		ID:      4003,
		Meaning: "The sender may not use the server from outside the organization's network.",
		Look:    "EnableOutsideAccess of the external access policy that applies to the sender, and AllowOutsideUsers at the Edge. Users of Outlook on the web with Exchange Online count as remote.",
		Source:  source.UserServices,
		causes: func(k *causer) {
			k.policies("EnableOutsideAccess")
			k.edgeSwitch("AllowOutsideUsers")
		},
	},
	{
		ID:      4005,
		Meaning: "The recipient is not enabled for SIP, or does not exist.",
		Look:    "The user part of the address, and whether the user is enabled. If the recipient is a partner's user, the partner must check it.",
		Source:  source.UserServices,
		causes:  (*causer).recipient,
	},
}

// An EdgeResult is a result code in the log of an Edge. It is more precise than the
// SIP status that the other side sees.
type EdgeResult struct {
	Code       uint32 // 0: none is documented
	Name       string
	Diagnostic int    // the id with the same meaning; 0: none
	Meaning    string // one sentence
	Inferred   bool   // Diagnostic is inferred
	Source     diag.Source
}

// EdgeResults returns the documented results, sorted by name.
func EdgeResults() iter.Seq[EdgeResult] { return slices.Values(edgeResults) }

var edgeResults = []EdgeResult{
	{
		Code:       0xC3E93D6F,
		Name:       "SIPPROXY_E_EPROUTING_MSG_ALLOWED_DOMAIN_NO_SRV_MATCH",
		Diagnostic: 1009,
		Meaning:    "A message came in from a domain whose federation SRV record points to a host of another domain.",
		Source:     source.Cisco,
	},
	{
		Name:       "SIPPROXY_E_EPROUTING_MSG_INVALID_EXT_SPLIT_DOMAIN",
		Diagnostic: 1017,
		Meaning:    "A message came in for a split domain from a host that does not share it, such as that of call queues in Microsoft 365.",
		Inferred:   true,
		Source:     source.CallQueue,
	},
	{
		Code:    0xC3E93C5E,
		Name:    "SIPPROXY_E_ROUTING",
		Meaning: "A message had Route headers from a server that the Edge does not trust to set them.",
		Source:  source.FederatedPartnerTest,
	},
	{
		Code:       0xC3E93D67,
		Name:       "SIPPROXY_E_ROUTING_MSG_CERT_MISMATCH",
		Diagnostic: 1010,
		Meaning:    "A message came in from a server whose certificate does not have the name that the domain's SRV record points to.",
		Source:     source.Cisco,
	},
}

// An EdgeEvent is an event of an Access Edge in the event log of Windows.
type EdgeEvent struct {
	ID      int
	Meaning string // one sentence
	Look    string // what to check, in sentences
	Source  diag.Source
}

// EdgeEvents returns the documented events, sorted by ID.
func EdgeEvents() iter.Seq[EdgeEvent] { return slices.Values(edgeEvents) }

// Whether Lync Server logs 14508 is not known.
var edgeEvents = []EdgeEvent{
	{
		ID:      14428,
		Meaning: "The Edge could not make TLS connections to other servers.",
		Look: "The certificate of each server in the event: it must have the name of the server, and the Edge must trust its authority. " +
			"Install the root certificates of that authority on the Edge. The event is documented for Office Communications Server 2007 R2.",
		Source: source.OutgoingTLS,
	},
	{
		ID:      14508,
		Meaning: "A discovered partner has contacted more of your users than a discovered partner may. Its messages to further users fail.",
		Look: "The domain of the partner. New-CsAllowedDomain lifts the limit for it, and New-CsBlockedDomain refuses it. " +
			"MaxContactsPerDiscoveredPartner of the Access Edge is the limit, from Lync Server 2013 on. " +
			"The event is documented for Office Communications Server 2007 R2.",
		Source: source.DiscoveredPeer,
	},
	{
		ID:      14517,
		Meaning: "The Edge found faults in its configuration. The Access Edge service does not start with such a fault.",
		Look: "The host in the event. If it is of the types allowed partner server and IM service provider, an allowed domain has the ProxyFqdn of a hosting provider. " +
			"Remove that allowed domain, and create it again without -ProxyFqdn. The event is documented for Lync Server 2013 from the update of October 2013 on.",
		Source: source.SharedHost13,
	},
	{
		ID:      14601,
		Meaning: "The event lists the partners that the Edge has discovered.",
		Look:    "Partners with much traffic: New-CsAllowedDomain lifts the limits of a discovered partner.",
		Source:  source.DiscoveredPartners15,
	},
	{
		ID:      14603,
		Meaning: "The Edge limits the rate of a discovered partner: presence is late, and messages are lost.",
		Look: "The domain of the partner. New-CsAllowedDomain lifts the limit for it. " +
			"DiscoveredPartnerStandardRate of the Access Edge is the limit, 20 messages a second by default. A partner with many failures may send one.",
		Source: source.DiscoveredPartners15,
	},
}

// DiagnosticArea returns the component of the servers to which an id belongs, and
// whether it is documented (OCS-DIAGNOSTICS).
func DiagnosticArea(id int) (string, bool) {
	if id < 0 {
		return "", false
	}
	if id >= 90000 && id <= 90999 {
		return "public IM connectivity", true
	}
	area := diagnosticAreas[id/1000]
	return area, area != ""
}

// diagnosticAreas are the components of the servers, by thousands.
var diagnosticAreas = map[int]string{
	0:  "common errors",
	1:  "the SIP stack",
	2:  "user services, presence",
	3:  "user services, conferencing",
	4:  "user services, other",
	5:  "API applications",
	6:  "the IM conferencing server",
	7:  "the A/V conferencing server",
	8:  "the telephony conferencing server",
	9:  "the A/V authentication service",
	10: "the Mediation Server",
	11: "the metrics server",
	12: "outbound call routing",
	13: "inbound call routing",
	14: "translation of telephone numbers",
	15: "Exchange unified messaging",
	16: "the intelligent IM filter",
	17: "the client version filter",
}
