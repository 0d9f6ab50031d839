// Package lyncfed is the root of a module for the federation of Lync Server and
// Skype for Business Server: with other organizations, and with Skype, Windows Live
// Messenger, AOL and Yahoo!. It has no API of its own. The packages, from the bottom
// up:
//
//   - [github.com/lyncfed/lyncfed/diag]: how problems are reported. Every error
//     names the broken rule, the position, the remedy and the document that the
//     rule rests on.
//   - [github.com/lyncfed/lyncfed/date]: calendar days.
//   - [github.com/lyncfed/lyncfed/product]: the server products, and a Boolean
//     setting that may be absent.
//   - [github.com/lyncfed/lyncfed/domain]: host names, SIP domains, sets and lists
//     of SIP domains, the federation SRV record.
//   - [github.com/lyncfed/lyncfed/address]: SIP addresses and name decoration.
//   - [github.com/lyncfed/lyncfed/provider]: public and hosting providers, and
//     the dated history of the public services.
//   - [github.com/lyncfed/lyncfed/policy]: external access policies, and the policy
//     that applies to a user.
//   - [github.com/lyncfed/lyncfed/tenant]: the Microsoft 365 side of a hybrid.
//   - [github.com/lyncfed/lyncfed/licensing]: who may use which public service on
//     which day, and until when.
//   - [github.com/lyncfed/lyncfed/federation]: the whole configuration: reading,
//     writing and validation.
//   - [github.com/lyncfed/lyncfed/cmdlet]: the cmdlets that change the
//     configuration.
//   - [github.com/lyncfed/lyncfed/audit]: the problems of a configuration on a
//     day.
//   - [github.com/lyncfed/lyncfed/reach]: who may reach whom, and why.
//   - [github.com/lyncfed/lyncfed/plan]: the steps from one configuration to another,
//     and the steps that mend a configuration.
//   - [github.com/lyncfed/lyncfed/powershell]: reads configurations from saved
//     output of the shell, in any form.
//   - [github.com/lyncfed/lyncfed/report]: an audit as text, JSON, Markdown, HTML, CSV,
//     SARIF and JUnit; the rules and documents of all packages.
//
// Most programs need four calls:
//
//	export, err := powershell.Read(powershell.DefaultLimit, files...) // the output of the cmdlets
//	result := audit.Run(export.Document.Configuration, day)           // the problems
//	index, err := reach.NewIndex(export.Document.Configuration)       // who may reach whom
//	steps, err := plan.New(export.Document.Configuration, wanted)     // how to change it
//
// The examples below are two whole programs. docs/concepts.md explains the domain, and
// docs/embedding.md how to use the packages in a service.
//
// # How it is built
//
// Values, such as an address, have no exported fields. A Parse function makes them,
// so a value is always valid. They compare with ==, their zero value means "not
// set" and prints as "", and they implement [encoding.TextMarshaler] and
// [encoding.TextUnmarshaler]. Records, such as a provider, are plain structs whose
// fields are named like the parameters of the cmdlets. They unmarshal from the
// output of the cmdlets as JSON, and Validate reports the rules that a record
// breaks.
//
// No package reads a clock, a file or the network, logs, or starts a goroutine. A
// function whose answer depends on a day has a parameter for it. All functions are
// safe for concurrent use.
//
// docs/rules.md lists all rules, and docs/sources.md the documents that they rest
// on. The command and the example programs are modules of their own, in the
// directories cmd and examples.
//
// # What stays the same
//
// From v0.1.0 on, these do not change:
//
//   - the exported names of the packages, and their meaning. A name that has a
//     better replacement is marked Deprecated and keeps working. Records may get
//     more fields, and enumerations more constants;
//   - the names of rules. A rule that is no longer needed is removed, and its name is
//     never used again;
//   - the JSON forms in docs/formats.md, within a format number. Members may be added;
//   - the test vectors and conformance files. If an expected answer proves wrong,
//     the case keeps its name and the changelog reports the correction;
//   - the exit statuses of the command and the names of its flags.
//
// These may change in any version: the wording of messages, summaries and remedies,
// the layout of text reports, and the facts, when a document proves one wrong.
package lyncfed
