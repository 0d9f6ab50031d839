// Package lyncfed is the root of a module about the federation of Lync Server
// and Skype for Business Server: with other organizations, and with the public
// instant-messaging services Skype, Windows Live Messenger, AOL and Yahoo!. It
// has no API of its own. The packages, from the bottom up:
//
//   - [github.com/lyncfed/lyncfed/diag]: the vocabulary for problems. Every
//     error names the rule that is broken, the place, the remedy and the
//     document that says so.
//   - [github.com/lyncfed/lyncfed/date]: the day, in which everything here
//     begins and ends.
//   - [github.com/lyncfed/lyncfed/product]: the server products, and the
//     setting that may be absent.
//   - [github.com/lyncfed/lyncfed/domain]: host names, SIP domains, sets and
//     lists of them, the federation SRV record.
//   - [github.com/lyncfed/lyncfed/address]: SIP addresses and name decoration.
//   - [github.com/lyncfed/lyncfed/provider]: public and hosting providers, and
//     the dated history of the public services.
//   - [github.com/lyncfed/lyncfed/policy]: external access policies, and which
//     holds for a user.
//   - [github.com/lyncfed/lyncfed/licensing]: who may use which public service on
//     which day, and until when.
//   - [github.com/lyncfed/lyncfed/federation]: the whole configuration, read,
//     written and validated.
//   - [github.com/lyncfed/lyncfed/cmdlet]: the cmdlets that write it.
//   - [github.com/lyncfed/lyncfed/audit]: what is wrong with a configuration on a
//     day.
//   - [github.com/lyncfed/lyncfed/reach]: who may reach whom, and why.
//   - [github.com/lyncfed/lyncfed/plan]: the steps from one configuration to another,
//     and from what is wrong to what is right.
//   - [github.com/lyncfed/lyncfed/powershell]: configurations from what the shell
//     printed, in whatever form it was saved.
//   - [github.com/lyncfed/lyncfed/report]: an audit as text, JSON, Markdown, CSV,
//     SARIF and JUnit; the rules and documents of all packages.
//
// Most programs need four calls:
//
//	export, err := powershell.Read(powershell.DefaultLimit, files...)                       // what the shell printed
//	result := audit.Run(export.Document.Configuration, day)        // what is wrong with it
//	index, err := reach.NewIndex(export.Document.Configuration)    // who may reach whom
//	steps, err := plan.New(export.Document.Configuration, wanted)  // how to change it
//
// # How it is built
//
// Values, such as an address, hide their fields: they are made by parsing and
// are valid from then on. They compare with ==, their zero value means "not
// set" and prints as "", and they implement [encoding.TextMarshaler] and
// [encoding.TextUnmarshaler]. Records, such as a provider, are plain structs in
// the words of the cmdlets: they are read from the JSON that the cmdlets' output
// converts to, and Validate says which rules they break.
//
// No package reads a clock, a file or the network, logs, or starts a
// goroutine. What depends on a day takes that day. All functions may be called
// from several goroutines at once.
//
// What a rule rests on is in docs/sources.md; all rules are in docs/rules.md.
// The command is the module below cmd; example programs are that below examples.
package lyncfed
