package audit

import (
	"cmp"
	"iter"
	"slices"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/enum"
	"github.com/lyncfed/lyncfed/internal/source"
)

// A check is one entry of the table: its rules, what it needs, and the function
// that finds them broken. A check that is added needs an example for each rule
// in testdata/rules; run go test ./... -update for docs/rules.md.
type check struct {
	rules  []diag.RuleInfo // the rows of its own rules
	shared []diag.Rule     // rules of packages federation and policy that it finds broken too

	needs   []federation.Kind            // the kinds that must be given and whole
	reads   []members                    // what must be known of every record; a check of each record skips a record of its kind
	seeks   []members                    // what it looks for: a record of which that is not known gives no evidence
	wants   []federation.Kind            // where it looks: without them, finding nothing proves nothing
	dated   bool                         // it depends on the day
	applies func(on date.Date) bool      // whether there is anything to check on a day; nil: always
	when    func(a *auditor) bool        // whether there is anything to check in the configuration; nil: always
	of      federation.Kind              // the kind whose records it checks one by one
	about   func(a *auditor, i int) bool // whether record i may be one of those that it is about; nil: all are
	record  func(a *auditor, i int)      // checks record i of that kind
	whole   func(a *auditor)             // checks the configuration as a whole
	tenant  bool                         // it is about a tenant: without one there is nothing to check
	urgent  bool                         // what it finds stops federation, and comes first
}

// checks is the table, in the order in which the checks are run.
var checks = [...]*check{
	&completeness, &platformGiven, &dayGiven,
	&hosts,
	&ownDomains, &parentDomains,
	&unheldPolicies, &grants,
	&publicNobody, &publicNoProvider, &edgeOff, &edgeClosed, &edgeUnused, &latentDiscovery, &outsideOff, &noPartners, &openList, &userReplicator,
	&microsoft365Level, &microsoft365Page, &microsoft365HostsUsers, &noMicrosoft365, &outsideForMicrosoft365, &nobodyHomed, &topology, &push, &broadcast, &exchange, &allowedProxies,
	&tenantFederationOff, &tenantAddressSpaceOff, &tenantAddressSpaceOn, &tenantDiscovery, &tenantAllowed, &tenantBlocked, &tenantBlockedIdle, &tenantSubdomains, &tenantNobody, &tenantUnshared, &tenantSIPDomains, &tenantUsers, &cloudOnly, &tenantPublicUsers,
	&settings, &levels, &support,
	&services, &excludedDomains, &recreate, &unlicensed, &skypeTasks,
	&absentMembers,
}

// names returns the rules that the check may find broken.
func (c *check) names() []diag.Rule {
	var names []diag.Rule
	for _, info := range c.rules {
		names = append(names, info.Rule)
	}
	return append(names, c.shared...)
}

// info returns the row of a rule that the check may find broken.
func (c *check) info(r diag.Rule) diag.RuleInfo {
	for _, info := range c.rules {
		if info.Rule == r {
			return info
		}
	}
	info, _ := federation.LookupRule(r)
	return info
}

// own is the catalog of the rules that no check finds broken.
var own = diag.Catalog{
	{
		Rule:     RuleStatusUnknown,
		Severity: diag.Error,
		Summary:  "The status of a check must be one of four.",
		Remedy:   "Write passed, found, not-checked or not-applicable.",
		Source:   source.Lyncfed,
	},
}

// RuleStatusUnknown is broken by a text that is not a [Status].
const RuleStatusUnknown diag.Rule = "audit.status.unknown"

// Rules returns the rules of this package, sorted by name.
func Rules() iter.Seq[diag.RuleInfo] {
	all := slices.Concat(own, srvCatalog)
	for _, c := range checks {
		all = append(all, c.rules...)
	}
	slices.SortFunc(all, func(a, b diag.RuleInfo) int { return cmp.Compare(a.Rule, b.Rule) })
	return all.All()
}

// A Status is how a check came out. The zero Status is not valid. Statuses
// compare with ==.
type Status uint8

const (
	Passed        Status = iota + 1 // nothing was found
	Found                           // there are findings
	NotChecked                      // a kind or a member that is needed is not known, or the day is missing
	NotApplicable                   // there is nothing to check: on that day, or because no tenant is given
)

var statusNames = [...]string{Passed: "passed", Found: "found", NotChecked: "not-checked", NotApplicable: "not-applicable"}

func badStatus(text string) error {
	return own.ValueError(RuleStatusUnknown, "check status", text, 0, "not a status")
}

// ParseStatus returns the status of a name, in any letter case. The error is a
// [*diag.ValueError].
func ParseStatus(s string) (Status, error) { return enum.Parse[Status](s, statusNames[:], badStatus) }

// IsZero reports whether s is not set.
func (s Status) IsZero() bool { return s == 0 }

// Compare returns -1, 0 or +1, in the order of the constants.
func (s Status) Compare(t Status) int { return cmp.Compare(s, t) }

// String returns "passed", "found", "not-checked" or "not-applicable", and ""
// for the zero Status.
func (s Status) String() string { return enum.String(s, statusNames[:]) }

// AppendText implements [encoding.TextAppender]. It fails for a value that is
// not one of the constants.
func (s Status) AppendText(b []byte) ([]byte, error) {
	return enum.Append(b, s, statusNames[:], badStatus)
}

// MarshalText implements [encoding.TextMarshaler], as AppendText.
func (s Status) MarshalText() ([]byte, error) { return s.AppendText(nil) }

// UnmarshalText implements [encoding.TextUnmarshaler]. It takes the names in any
// letter case, and empty text for the zero Status. Its error is a
// [*diag.ValueError].
func (s *Status) UnmarshalText(text []byte) error {
	return enum.Unmarshal(s, text, statusNames[:], badStatus)
}
