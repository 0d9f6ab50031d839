package powershell

import (
	"cmp"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/record"
)

// A kind is what an object that the shell printed may be: a record of a
// configuration, or something else that is known and not read.
type kind struct {
	kind    federation.Kind // zero: not of a configuration
	name    string          // the member of a configuration that has such records
	noun    string          // of its cmdlet: CsAllowedDomain
	types   []string        // the names of its types, without what varies
	marks   []string        // the properties by which it is known: no other kind has them
	key     []string        // the members that name a record, any of them; none: there is one record
	members map[string]bool // the names of all its members, in lower case
	over    federation.Kind // the kind whose marks it has too; zero: none
	lists   []string        // the members that read every shape of a list by themselves
	told    bool            // nothing but the member or the cmdlet tells its records from others

	// For an object that is not part of a configuration: its type, and the rule by
	// which it is not read.
	foreign string
	rule    diag.Rule
}

// foreignKinds are what is known and not read: parts of tenants and XMPP by the
// vendor's display formats (TEAMS-MODULE). Contact objects are recognized by
// parameters of their cmdlets that users lack (Get-CsApplicationEndpoint,
// New-CsCommonAreaPhone, New-CsExUmContact, New-CsAnalogDevice).
var foreignKinds = [...]kind{
	{foreign: "allowed domains of a tenant without the rest of its configuration", rule: RuleObjectTenant, marks: []string{"AllowedDomain"}},
	{foreign: "public providers of a tenant", rule: RuleObjectTenant, types: []string{"DomainPICStatus"}, marks: []string{"DomainPicStatus", "PublicProviderSet"}},
	{foreign: "partner of the XMPP gateway", rule: RuleObjectForeign, types: []string{"XmppAllowedPartner"},
		marks: []string{"AdditionalDomains", "EnableKeepAlive", "SaslNegotiation", "SupportDialbackNegotiation", "TlsNegotiation"}},
	{foreign: "contact object, which is not a user", rule: RuleObjectForeign, over: federation.Users,
		types: []string{"OCSADApplicationContact", "OCSADExUmContact", "OCSADMeetingRoom", "OCSADCommonAreaPhoneContact", "OCSADAnalogDeviceContact"},
		marks: []string{"OwnerUrn", "DisplayNumber", "SecondaryLanguages", "AutoAttendant", "IsSubscriberAccess", "AnalogFax"}},
}

// recordKind returns the schema of a kind of a configuration.
func recordKind(of federation.Kind) *kind {
	table := of.Row().Table()
	about := table.About()
	k := &kind{kind: of, name: about.Kind, noun: about.Noun, types: about.Types, key: table.KeyNames(), members: map[string]bool{}, told: about.Told}
	if over, err := federation.ParseKind(about.Over); err == nil {
		k.over = over
	}
	for _, name := range table.Names() {
		k.members[char.Fold(name)] = true
	}
	for p := range table.Properties() {
		if p.Mark {
			k.marks = append(k.marks, p.Name)
		}
		if table.TypeOf(p.Name) == record.ListType {
			k.lists = append(k.lists, p.Name)
		}
	}
	return k
}

// has reports whether a list of names has one, in any letter case.
func has(names []string, name string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return char.EqualFold(n, name) })
}

// A vocabulary is the kinds, in the order of the JSON form, and the names of
// their properties.
type vocabulary struct {
	kinds []*kind
	all   map[string]bool // in lower case, with the marks of what is not read
	exact map[string]bool // those of records as the shell prints them, which saves the folding
	words map[string]string
	met   [64]string // of them, to be found without a hash
}

// maxWords is how many names are kept.
const maxWords = 4096

// word returns a name as text, and the same text for the same name.
func (v *vocabulary) word(name []byte) string {
	met := &v.met[(len(name)*8+int(name[0])+int(name[len(name)-1]))%len(v.met)]
	if *met == string(name) {
		return *met
	}
	word, found := v.words[string(name)]
	if found {
		*met = word
		return word
	}
	word = string(name)
	if len(v.words) < maxWords {
		v.words[word] = word
	}
	return word
}

func newVocabulary() vocabulary {
	v := vocabulary{all: map[string]bool{}, exact: map[string]bool{}, words: map[string]string{}}
	for k := range federation.AllKinds() {
		if k.Row().Table().About().Noun != "" { // and there are cmdlets for it
			v.kinds = append(v.kinds, recordKind(k))
		}
	}
	for i := range foreignKinds {
		v.kinds = append(v.kinds, &foreignKinds[i])
	}
	for _, k := range v.kinds {
		if k.told {
			continue
		}
		for name := range k.members {
			v.all[name] = true
		}
		if k.kind != 0 {
			for _, name := range k.kind.Row().Table().Names() {
				v.exact[name] = true
			}
		}
		for _, mark := range k.marks {
			v.all[char.Fold(mark)] = true
		}
	}
	return v
}

// kindNames returns the names of the members of a configuration.
func kindNames() []string {
	var names []string
	for k := range federation.AllKinds() {
		names = append(names, k.String())
	}
	return names
}

// isProperty reports whether a kind has a property of that name.
func (v *vocabulary) isProperty(name string) bool {
	return v.exact[name] || v.all[char.Fold(name)]
}

// isMember reports whether the records of a kind have a member.
func (k *kind) isMember(name string) bool { return k.members[char.Fold(name)] }

// kindOfMember returns the kind of the records under a member of a
// configuration, or nil.
func (v *vocabulary) kindOfMember(name string) *kind {
	return v.kindWhere(func(k *kind) bool { return k.name != "" && char.EqualFold(k.name, name) })
}

// kindUnder returns the kind of the records under a member of an object that
// holds others: of a configuration, or called as the cmdlet is. It may be nil.
func (v *vocabulary) kindUnder(name string) *kind {
	if k := v.kindOfMember(name); k != nil {
		return k
	}
	return v.kindOfCmdlet("Get-Cs" + strings.TrimPrefix(strings.TrimPrefix(name, "Get-"), "Cs"))
}

// kindOfCmdlet returns the kind of the records that a cmdlet prints, or nil.
func (v *vocabulary) kindOfCmdlet(name string) *kind {
	_, noun, _ := strings.Cut(name, "-")
	return v.kindWhere(func(k *kind) bool { return k.noun != "" && char.EqualFold(k.noun, noun) })
}

// kindOfType returns the kind of the objects of a type, or nil. What is before
// the last point varies by version, and what the shell puts around the name by
// how the object came: Deserialized.…, Selected.…, Display…, …#Decorated.
func (v *vocabulary) kindOfType(name string) *kind {
	name, _, _ = strings.Cut(name, "#")
	name = name[strings.LastIndexByte(name, '.')+1:]
	name = strings.TrimPrefix(name, "Display")
	return v.kindWhere(func(k *kind) bool { return has(k.types, name) })
}

// describe returns what the objects are.
func (k *kind) describe() string { return cmp.Or(k.name, k.foreign) }

func (v *vocabulary) kindWhere(is func(*kind) bool) *kind {
	if i := slices.IndexFunc(v.kinds, is); i >= 0 {
		return v.kinds[i]
	}
	return nil
}

// isIdentifier reports whether a text may be the name of a property or a cmdlet.
func isIdentifier(name []byte) bool {
	for _, b := range name {
		if !isWord(b) {
			return false
		}
	}
	return len(name) > 0
}

// isWord reports whether a byte may be in such a name.
func isWord(b byte) bool { return wordBytes[b] }

var wordBytes = [256]bool{
	'0': true, '1': true, '2': true, '3': true, '4': true, '5': true, '6': true, '7': true, '8': true, '9': true, '_': true,
	'A': true, 'B': true, 'C': true, 'D': true, 'E': true, 'F': true, 'G': true, 'H': true, 'I': true, 'J': true, 'K': true, 'L': true, 'M': true,
	'N': true, 'O': true, 'P': true, 'Q': true, 'R': true, 'S': true, 'T': true, 'U': true, 'V': true, 'W': true, 'X': true, 'Y': true, 'Z': true,
	'a': true, 'b': true, 'c': true, 'd': true, 'e': true, 'f': true, 'g': true, 'h': true, 'i': true, 'j': true, 'k': true, 'l': true, 'm': true,
	'n': true, 'o': true, 'p': true, 'q': true, 'r': true, 's': true, 't': true, 'u': true, 'v': true, 'w': true, 'x': true, 'y': true, 'z': true,
}
