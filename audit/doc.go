// Package audit reports what is wrong with a federation configuration on a day.
//
//	result := audit.Run(configuration, date.MustParse("2026-01-01"))
//	for _, f := range result.Findings {
//		fmt.Println(f.Subject.Identity, f.Severity, f.Detail, f.Remedy, f.Source)
//	}
//
// It is a table of checks. Each check names the rules that it may find broken, the
// kinds of records that it needs, and whether it depends on the day. A check that
// lacks a kind is not run. A check of a record, or of the whole, is not run if it
// needs a member that was not exported: nothing is reported because something was
// missing. The result has every check with its outcome.
//
// Where one change certainly mends a finding, it has that change as data in Fix.
// Its Remedy has the same as a command that can be pasted, and gives the choices
// where they are a person's.
//
// [federation.Configuration.Findings] has what needs neither a day nor a
// judgement. A [Result] has these findings and everything else.
//
// [CheckSRV] and [CheckCertificate] judge what is not in a configuration: the
// records in DNS by which partners find the SIP domains, and the certificate of the
// Access Edge. Whoever calls them has asked for it.
//
// The package does not read text, ask a server or DNS, or decide who may reach
// whom. The intention of an administrator is not known: a warning means that
// something is likely wrong.
package audit
