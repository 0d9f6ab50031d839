// Package lyncfed is the root of a module about the federation of Lync Server
// and Skype for Business Server: with other organizations, and with the public
// instant-messaging services Skype, Windows Live Messenger, AOL and Yahoo!. It
// has no API of its own. The packages, from the bottom up:
//
//   - [github.com/lyncfed/lyncfed/diag]: the vocabulary for problems. Every
//     error has the broken rule, the position, the remedy and the document
//     that the rule rests on.
//   - [github.com/lyncfed/lyncfed/date]: days.
//   - [github.com/lyncfed/lyncfed/product]: the server products, and the
//     setting that may be absent.
//   - [github.com/lyncfed/lyncfed/domain]: host names, SIP domains, sets and
//     lists of them, the federation SRV record.
//   - [github.com/lyncfed/lyncfed/address]: SIP addresses and name decoration.
//   - [github.com/lyncfed/lyncfed/provider]: public and hosting providers, and
//     the dated history of the public services.
//   - [github.com/lyncfed/lyncfed/policy]: external access policies, and the
//     policy that holds for a user.
//   - [github.com/lyncfed/lyncfed/licensing]: who may use which public service on
//     which day, and until when.
//   - [github.com/lyncfed/lyncfed/federation]: the whole configuration, read,
//     written and validated.
//   - [github.com/lyncfed/lyncfed/cmdlet]: the cmdlets that change it.
//   - [github.com/lyncfed/lyncfed/audit]: the problems of a configuration on a
//     day.
//   - [github.com/lyncfed/lyncfed/reach]: who may reach whom, and why.
//   - [github.com/lyncfed/lyncfed/plan]: the steps from one configuration to another,
//     and the steps that mend a configuration.
//   - [github.com/lyncfed/lyncfed/powershell]: configurations from the output of the
//     shell, in any form in which it was saved.
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
// Values, such as an address, hide their fields. They are made by parsing and are
// valid from then on. They compare with ==, their zero value means "not set" and
// prints as "", and they implement [encoding.TextMarshaler] and
// [encoding.TextUnmarshaler]. Records, such as a provider, are plain structs in
// the words of the cmdlets. They are read from the JSON that the cmdlets' output
// converts to, and Validate returns the rules that they break.
//
// No package reads a clock, a file or the network, logs, or starts a goroutine. A
// function whose answer depends on a day has a parameter for it. All functions may
// be called from several goroutines at once.
//
// docs/sources.md lists the documents that the rules rest on, and docs/rules.md all
// rules. The command is the module in the directory cmd, and example programs are the
// module in the directory examples.
//
// # What stays the same
//
// From v0.1.0 on these are kept:
//
//   - the exported names of the packages, and their meaning. A name that has a
//     better replacement is marked Deprecated and keeps working. Records may get
//     more fields, and enumerations more constants;
//   - the names of rules. A rule that is no longer needed is removed, and its name is
//     never used again;
//   - the JSON forms in docs/formats.md, within a format number. Members may be added;
//   - the test vectors and conformance files. A wrong answer is corrected under its
//     name, and the changelog reports it;
//   - the exit statuses of the command and the names of its flags.
//
// These may change in any version: the wording of messages, summaries and remedies,
// the layout of text reports, and the facts, when a document proves one wrong.
package lyncfed
