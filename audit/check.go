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

// A check is one entry of the table: its rules, its needs, and the function that
// finds the rules broken. A new check needs an example for each rule in
// testdata/rules. Then run go test ./... -update.
type check struct {
	rules  []diag.RuleInfo // the rows of its own rules
	shared []diag.Rule     // rules of packages federation and policy that it may also find broken

	needs   []federation.Kind            // the kinds that must be given and complete
	reads   []members                    // the members that must be known in every record. A check of single records skips a record of its own kind
	seeks   []members                    // the members whose values it searches for. If one is not known and nothing is found, the check did not pass
	wants   []federation.Kind            // the kinds that it searches. If one is missing and nothing is found, the check did not pass
	dated   bool                         // the check depends on the day
	applies func(on date.Date) bool      // whether the check applies on a day; nil: always
	when    func(a *auditor) bool        // whether the configuration has anything to check; nil: always
	of      federation.Kind              // the kind whose records it checks
	about   func(a *auditor, i int) bool // whether record i is, or may be, one to check; nil: all are
	record  func(a *auditor, i int)      // checks one record of the kind
	whole   func(a *auditor)             // checks the configuration as a whole
	tenant  bool                         // the check applies only to configurations with a tenant
	urgent  bool                         // its findings stop federation and come first
}

// checks is the table, in the order in which the checks are run.
var checks = [...]*check{
	&completeness, &platformGiven, &dayGiven,
	&hosts,
	&ownDomains, &parentDomains, &userDomains,
	&unheldPolicies, &grants,
	&publicNobody, &publicNoProvider, &edgeOff, &edgeClosed, &edgeUnused, &latentDiscovery, &outsideOff, &noPartners, &openList, &userReplicator,
	&microsoft365Level, &microsoft365Page, &microsoft365HostsUsers, &noMicrosoft365, &outsideForMicrosoft365, &homedUnshared, &nobodyHomed, &topology, &push, &broadcast, &exchange, &allowedEnded, &allowedHosted, &allowedProxies,
	&tenantFederationOff, &tenantAddressSpaceOff, &tenantAddressSpaceOn, &tenantDiscovery, &tenantAllowed, &tenantBlocked, &tenantBlockedIdle, &tenantSubdomains, &tenantNobody, &tenantUnshared, &tenantSIPDomains, &tenantUsers, &cloudOnly, &tenantPublicUsers,
	&settings, &levels, &support,
	&services, &excludedDomains, &blockedRouting, &recreate, &unlicensed, &skypeTasks,
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

// own has the rules that no check may find broken.
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

// A Status is the outcome of a check. The zero Status is not valid. Statuses
// compare with ==.
type Status uint8

// The outcomes of a check.
const (
	Passed        Status = iota + 1 // nothing was found
	Found                           // there are findings
	NotChecked                      // a kind, a member or the day that the check needs is not known
	NotApplicable                   // there is nothing to check on that day, or the side is not given: the tenant, or the servers beside it
)

var statusNames = [...]string{Passed: "passed", Found: "found", NotChecked: "not-checked", NotApplicable: "not-applicable"}

func badStatus(text string) error {
	return own.ValueError(RuleStatusUnknown, "check status", text, 0, "not a status")
}

// ParseStatus returns the status with the given name, in any letter case. The error
// is a [*diag.ValueError].
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

// UnmarshalText implements [encoding.TextUnmarshaler]. It accepts the names in any
// letter case, and empty text for the zero Status. Its error is a
// [*diag.ValueError].
func (s *Status) UnmarshalText(text []byte) error {
	return enum.Unmarshal(s, text, statusNames[:], badStatus)
}
