package domain_test

import (
	"fmt"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
)

func ExampleParseSIPDomain() {
	d, err := domain.ParseSIPDomain("Contoso.com")
	fmt.Println(d, err)
	_, err = domain.ParseSIPDomain("contoso .com")
	fmt.Println(err)
	_, err = domain.ParseSIPDomain("contoso.com ")
	fmt.Println(err)
	// Output:
	// contoso.com <nil>
	// SIP domain "contoso .com", byte 7: a space. Remove the character. A name has no wildcard, port, brackets or spaces [domain.label.character] (RFC-1123)
	// SIP domain "contoso.com ", byte 11: a space at the end. Remove the character. A name has no wildcard, port, brackets or spaces [domain.label.character] (RFC-1123)
}

// The server's store accepts names that DNS does not. ParseName accepts them too, and
// CheckHost reports them.
func ExampleName_CheckHost() {
	n := domain.MustParseName("sip_edge.contoso.com")
	fmt.Println(n.CheckHost())
	// Output: host name "sip_edge.contoso.com", byte 3: the character _. Remove the character. A name has no wildcard, port, brackets or spaces [domain.label.character] (RFC-1123)
}

func ExampleName_IsWithin() {
	contoso := domain.MustParseName("contoso.com")
	fmt.Println(domain.MustParseName("sip.contoso.com").IsWithin(contoso))
	fmt.Println(domain.MustParseName("notcontoso.com").IsWithin(contoso))
	// Output:
	// true
	// false
}

func ExampleSet() {
	excluded := domain.SetOf(domain.MustParseSIPDomain("msn.com"), domain.MustParseSIPDomain("live.com"))
	fmt.Println(excluded.Contains(domain.MustParseSIPDomain("MSN.com")), excluded.Len())
	// Output: true 2
}

// A list in a configuration is kept as written, and reports its invalid entries.
func ExampleList_All() {
	var list domain.List
	_ = list.UnmarshalText([]byte("msn.com, live.com;hotmail.com"))
	for d, err := range list.All() {
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(d)
	}
	// Output:
	// msn.com
	// domain list "msn.com, live.com;hotmail.com", byte 17: the character ; where only a comma separates entries. Separate the entries by one comma and nothing else: msn.com,outlook.com [domain.list.separator] (SITE-19)
}

func ExampleSIPDomain_CheckSRV() {
	contoso := domain.MustParseSIPDomain("contoso.com")
	err := contoso.CheckSRV(domain.SRV{
		Name:   contoso.FederationSRV(),
		Target: domain.MustParseName("sip.it.contoso.com"),
		Port:   443,
	})
	for f := range diag.All(err) {
		fmt.Println(f.Path, f.Detail)
	}
	// Output:
	// /Target sip.it.contoso.com has more than one label in front of contoso.com: an Edge refuses it with ms-diagnostics 1009 (CISCO), although Microsoft's own diagnostic accepts it (DIAG)
	// /Port the port is 443
}

func ExampleList_Mend() {
	var l domain.List
	_ = l.UnmarshalText([]byte("msn.com; live.com outlook.com,"))
	fmt.Println(l.Mend())
	_ = l.UnmarshalText([]byte("*.live.com"))
	fmt.Println(l.Mend())
	// Output:
	// msn.com,live.com,outlook.com true
	//  false
}

func ExampleName_Parent() {
	for n, found := domain.MustParseName("sip.it.contoso.com"), true; found; n, found = n.Parent() {
		fmt.Println(n)
	}
	// Output:
	// sip.it.contoso.com
	// it.contoso.com
	// contoso.com
	// com
}
