package address_test

import (
	"fmt"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/domain"
)

func ExampleParse() {
	a, err := address.Parse("Ted@Contoso.com")
	fmt.Println(a.User(), a.Domain(), err)
	_, err = address.Parse("ted(contoso.com)@msn .com")
	fmt.Println(err)
	// Output:
	// Ted contoso.com <nil>
	// address "ted(contoso.com)@msn .com", byte 20: a space. Remove the character. A name has no wildcard, port, brackets or spaces [domain.label.character] (RFC-1123)
}

func ExampleParseURI() {
	a, err := address.ParseURI("sip:ted%28contoso.com%29@msn.com:5061;transport=tls")
	fmt.Println(a, err)
	// Output: ted(contoso.com)@msn.com <nil>
}

// The README shows this example.
func ExampleDecorator() {
	excluded, err := domain.ParseList("msn.com,outlook.com,live.com,hotmail.com")
	if err != nil {
		fmt.Println(err)
		return
	}
	skype := address.NewDecorator(domain.MustParseSIPDomain("msn.com"), excluded.Set())
	for _, text := range []string{"ted@contoso.com", "joe@Hotmail.com", "ann smith@live.com"} {
		contact, err := address.Parse(text)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(skype.Decorate(contact))
	}
	// Output:
	// ted(contoso.com)@msn.com
	// joe@hotmail.com
	// address "ann smith@live.com", byte 3: a space in the user part. Remove the character, or type the address again by hand if it was copied from a document [address.user.character] (RFC-5322)
}

func ExampleDecorator_Undecorate() {
	skype := skype()
	for _, text := range []string{"ted(contoso.com)@msn.com", "joe@msn.com", "user(contoso)@msn.com"} {
		fmt.Println(skype.Undecorate(address.MustParse(text)))
	}
	fmt.Println(skype.Check(address.MustParse("user(contoso)@msn.com")))
	// Output:
	// ted@contoso.com true
	// joe@msn.com false
	// user(contoso)@msn.com false
	// warning: user(contoso)@msn.com looks decorated, but "contoso" in the brackets is not a SIP domain. Find out the contact's original address, and decorate it [address.decoration.damaged] (FAQ-19)
}

// The append form rewrites a long list without an allocation for each address.
func ExampleDecorator_AppendDecorated() {
	skype := skype()
	var buf []byte
	for _, contact := range []string{"ted@contoso.com", "ann@", "joe@live.com"} {
		var err error
		buf, err = skype.AppendDecorated(buf[:0], []byte(contact))
		if err != nil {
			fmt.Println(contact, "is refused:", err)
			continue
		}
		fmt.Println(string(buf))
	}
	// Output:
	// ted(contoso.com)@msn.com
	// ann@ is refused: domain.name.empty
	// joe@live.com
}
