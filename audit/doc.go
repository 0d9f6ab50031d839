// Package audit reports what is wrong with a federation configuration on a day.
//
//	result := audit.Run(configuration, date.MustParse("2026-01-01"))
//	for _, f := range result.Findings {
//		fmt.Println(f.Subject.Identity, f.Severity, f.Detail, f.Remedy, f.Source)
//	}
//
// An audit is a table of checks. Each check names the rules that it may find
// broken, the kinds of records that it needs, and whether it depends on the day. A
// check does not run if a kind that it needs is missing, or a member that was not
// exported. So a missing value never causes a finding about something else. The
// result lists every check with its outcome.
//
// If one change certainly mends a finding, Fix has the change as data, and Remedy
// has it as a command that can be pasted. If a person must choose, Remedy lists the
// choices.
//
// [federation.Configuration.Findings] returns the findings that need neither a day
// nor a judgement. A [Result] has these findings and all others.
//
// [CheckSRV] and [CheckCertificate] check what is not in a configuration: the DNS
// records by which partners find the SIP domains, and the certificate of the Access
// Edge. [Run] does not call them.
//
// The package does not read text, query a server or DNS, or decide who may reach
// whom. It cannot know what an administrator intends: a warning means that
// something is probably wrong.
package audit
