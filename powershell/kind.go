package powershell

import (
	"cmp"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/near"
	"github.com/lyncfed/lyncfed/internal/record"
)

// A kind is a kind of object that PowerShell prints: a record of a configuration, or
// another known object that is not read.
type kind struct {
	kind    federation.Kind // zero: not a record of a configuration
	name    string          // the member of a configuration that has the records
	noun    string          // of its cmdlets: CsAllowedDomain
	types   []string        // the names of its types, without the parts that vary
	marks   []string        // the properties that only this kind has
	key     []string        // the members that name a record, any of them; nil: the kind has a single record
	members map[string]bool // the names of all its members, in lower case
	over    federation.Kind // another kind whose marks it has too; zero: none
	lists   []string        // the members that read every form of a list themselves
	told    bool            // only a member name or a cmdlet identifies its records

	// For an object that is not a record of a configuration: its description, and the rule
	// of the finding on it.
	foreign string
	rule    diag.Rule
}

// foreignKinds has the known kinds that are not read. Parts of tenants and XMPP follow
// the vendor's display formats (TEAMS-MODULE). Contact objects are recognized by
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

// recordKind returns the kind for the records of a configuration, from their schema.
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

// has reports whether a list of names has a name, in any letter case.
func has(names []string, name string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return char.EqualFold(n, name) })
}

// A vocabulary has the kinds, in the order of the JSON form, and the names of their
// properties.
type vocabulary struct {
	kinds   []*kind
	all     map[string]bool // the names of all properties in lower case, with the marks of foreign kinds
	exact   map[string]bool // the names of the properties of records as PowerShell prints them, for a look-up without folding
	words   map[string]string
	printed []string   // the names in exact, in the order of the kinds
	met     [64]string // some of the names in words, for a look-up without a map
}

// maxWords is the largest number of cached names.
const maxWords = 4096

// word returns a name as a string. Equal names share one string.
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
		if k.Row().Table().About().Noun != "" { // cmdlets print the kind
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
				if !v.exact[name] {
					v.printed = append(v.printed, name)
				}
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

// isProperty reports whether any kind has a property with a name.
func (v *vocabulary) isProperty(name string) bool {
	return v.exact[name] || v.all[char.Fold(name)]
}

// anyKind returns all kinds.
func (v *vocabulary) anyKind() (all federation.Kinds) {
	for _, k := range v.kinds {
		all = all.With(k.kind)
	}
	return all
}

// restored returns the names of members as the shell prints them: with other marks than
// proxy_fqdn has, with the first characters that a copy lost of each, or misspelled. Names
// of which not all are known after that stay as they are.
func (v *vocabulary) restored(names []string) []string {
	if whole := v.each(names, func(name string) string {
		return strings.Map(func(c rune) rune {
			if strings.ContainsRune("_- ", c) {
				return -1
			}
			return c
		}, name)
	}); whole != nil {
		return whole
	}
	const most = 12 // characters
	for n := 1; n <= most; n++ {
		if whole := v.each(names, func(name string) string { return v.endingIn(name, n) }); whole != nil {
			return whole
		}
	}
	if whole := v.each(names, func(name string) string {
		if nearest, isNear := near.Name(name, v.printed); isNear && !v.isProperty(name) {
			return nearest
		}
		return name
	}); whole != nil {
		return whole
	}
	return names
}

// each returns the names that a function makes of others, or nil if some are not known.
func (v *vocabulary) each(names []string, of func(string) string) []string {
	var whole []string
	for _, name := range names {
		name = of(name)
		if !v.isProperty(name) {
			return nil
		}
		whole = append(whole, name)
	}
	return whole
}

// endingIn returns the property that ends in a text after n characters, or "".
func (v *vocabulary) endingIn(text string, n int) string {
	for _, name := range v.printed {
		if len(name) == len(text)+n && char.EqualFold(name[n:], text) {
			return name
		}
	}
	return ""
}

// isMember reports whether the records of the kind have a member with a name.
func (k *kind) isMember(name string) bool { return k.members[char.Fold(name)] }

// isHost reports whether the records of the kind have a member with a name, which has
// hosts or URLs. The Identity of a domain is a host.
func (k *kind) isHost(name string) bool {
	return k.isMember(name) && (isHost(name) || has(k.key, name) && strings.HasSuffix(k.name, "Domains"))
}

// kindOfMember returns the kind of the records in a member of a configuration, or nil.
func (v *vocabulary) kindOfMember(name string) *kind {
	return v.kindWhere(func(k *kind) bool { return k.name != "" && char.EqualFold(k.name, name) })
}

// kindUnder returns the kind of the records in a member of an object that holds records,
// or nil. The member has the name of a member of a configuration, or of a cmdlet.
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

// kindOfType returns the kind of the objects of a type, or nil. It ignores the part before
// the last point, which varies with the version. It also ignores the parts that PowerShell
// adds to the name: Deserialized.…, Selected.…, Display…, …#Decorated.
func (v *vocabulary) kindOfType(name string) *kind {
	name, _, _ = strings.Cut(name, "#")
	name = name[strings.LastIndexByte(name, '.')+1:]
	name = strings.TrimPrefix(name, "Display")
	return v.kindWhere(func(k *kind) bool { return has(k.types, name) })
}

// describe returns the name of the kind for a message.
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

// isWord reports whether a byte may be in an identifier.
func isWord(b byte) bool { return wordBytes[b] }

var wordBytes = [256]bool{
	'0': true, '1': true, '2': true, '3': true, '4': true, '5': true, '6': true, '7': true, '8': true, '9': true, '_': true,
	'A': true, 'B': true, 'C': true, 'D': true, 'E': true, 'F': true, 'G': true, 'H': true, 'I': true, 'J': true, 'K': true, 'L': true, 'M': true,
	'N': true, 'O': true, 'P': true, 'Q': true, 'R': true, 'S': true, 'T': true, 'U': true, 'V': true, 'W': true, 'X': true, 'Y': true, 'Z': true,
	'a': true, 'b': true, 'c': true, 'd': true, 'e': true, 'f': true, 'g': true, 'h': true, 'i': true, 'j': true, 'k': true, 'l': true, 'm': true,
	'n': true, 'o': true, 'p': true, 'q': true, 'r': true, 's': true, 't': true, 'u': true, 'v': true, 'w': true, 'x': true, 'y': true, 'z': true,
}
