package diag_test

import (
	"errors"
	"fmt"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
)

// Any error of the library, however wrapped, can be asked for its rule and
// walked for all that is in it.
func ExampleAll() {
	_, noUser := address.Parse("@contoso.com")
	_, noDomain := address.Parse("ted@contoso")
	err := fmt.Errorf("contacts.txt: %w", errors.Join(noUser, noDomain))

	fmt.Println(errors.Is(err, domain.RuleLabelSingle))
	for f := range diag.All(err) {
		fmt.Println(f.Severity, f.Rule, f.Source)
	}
	// Output:
	// true
	// error address.user.empty RFC-3261
	// error domain.label.single LYNCFED
}

// A program that holds several values says where each of them is.
func ExampleFindings() {
	contacts := []string{"ted@contoso.com", "joe smith@live.com", "ann@"}
	var problems diag.Findings
	for i, contact := range contacts {
		_, err := address.Parse(contact)
		problems.Attach(diag.Path("/Contacts").Index(i), err)
	}
	for f := range problems.All() {
		fmt.Println(f.Path, f.Rule)
	}
	// Output:
	// /Contacts/1 address.user.character
	// /Contacts/2 domain.name.empty
}

func ExamplePath() {
	p := diag.Path("").Member("PublicProviders").Index(0).Member("ProxyFqdn")
	fmt.Println(p)
	// Output: /PublicProviders/0/ProxyFqdn
}

func ExamplePrintable() {
	fmt.Println(diag.Printable("Skype\u200b\nAOL"))
	// Output: Skype\u200b\nAOL
}

func ExampleFindings_Attach() {
	// A package that holds records adds their findings under the path of each record.
	_, err := domain.ParseSIPDomain("contoso")
	var all diag.Findings
	all.Attach(diag.Path("").Member("SipDomains").Index(2), err)
	for f := range all.All() {
		fmt.Println(f.Path, f.Rule)
	}
	// Output: /SipDomains/2 domain.label.single
}

func ExamplePath_Tokens() {
	p := diag.Path("").Member("PublicProviders").Index(0).Member("a/b")
	fmt.Println(p)
	for token := range p.Tokens() {
		fmt.Println(token)
	}
	// Output:
	// /PublicProviders/0/a~1b
	// PublicProviders
	// 0
	// a/b
}
