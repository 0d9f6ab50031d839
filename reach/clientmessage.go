package reach

import (
	"iter"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/source"
)

// A ClientMessage is a message about federation that a client shows to its user
// instead of an id of ms-diagnostics.
type ClientMessage struct {
	ID      string // a name of this package
	Meaning string // one sentence
	Look    string // what to check, in sentences
	Source  diag.Source

	words []string // parts of the English message in lower case, any of them
}

// ClientMessages returns the known messages, sorted by ID.
func ClientMessages() iter.Seq[ClientMessage] { return slices.Values(clientMessages) }

// FindClientMessage returns the message that a text has, and whether it has one. The
// text may have line breaks within the message.
func FindClientMessage(text string) (ClientMessage, bool) {
	flat := char.Flat(text)
	for _, m := range clientMessages {
		if slices.ContainsFunc(m.words, func(words string) bool { return strings.Contains(flat, words) }) {
			return m, true
		}
	}
	return ClientMessage{}, false
}

// clientMessages is sorted by ID. A new row needs a text in clientmessage_test.go.
var clientMessages = []ClientMessage{{
	ID:      "teams-not-set-up",
	Meaning: "A message of Teams to its user: one of the two organizations does not allow the other.",
	Look: "Both tenants, by Get-CsTenantFederationConfiguration: AllowFederatedUsers must be True, AllowedDomains must be AllowAllKnownDomains or have the other domain, and BlockedDomains must not have it. " +
		"ExternalAccessWithTrialTenants also decides if one of them has only trial licenses. lyncfed can, with both addresses and --config, decides your side.",
	Source: source.TeamsNotSetUp,
	words: []string{
		"because your organizations are not set up to talk to each other",
		"because your organizations are not setup to talk to each other",
		"because your organisations are not set up to talk to each other",
	},
}}
