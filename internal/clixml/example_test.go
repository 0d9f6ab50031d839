package clixml_test

import (
	"fmt"

	"github.com/lyncfed/lyncfed/internal/clixml"
)

func ExampleDecode() {
	text := `#< CLIXML
<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">
  <Obj RefId="0">
    <TN RefId="0"><T>System.Management.Automation.PSCustomObject</T><T>System.Object</T></TN>
    <MS>
      <S N="Identity">Skype</S>
      <B N="Enabled">true</B>
      <Nil N="NameDecorationRoutingDomain" />
      <S N="Comment">two_x000A_lines</S>
    </MS>
  </Obj>
</Objs>
PS C:\>`
	values, end, err := clixml.Decode([]byte(text))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, v := range values {
		fmt.Println(v.Types[0])
		for _, p := range v.Properties {
			fmt.Printf("%s: %s %q at byte %d\n", p.Name, p.Element, p.Text, p.Offset)
		}
	}
	fmt.Printf("then %q\n", text[end:])
	// Output:
	// System.Management.Automation.PSCustomObject
	// Identity: S "Skype" at byte 218
	// Enabled: B "true" at byte 250
	// NameDecorationRoutingDomain: Nil "" at byte 280
	// Comment: S "two\nlines" at byte 326
	// then "\nPS C:\\>"
}
