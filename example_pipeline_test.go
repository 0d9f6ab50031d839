package lyncfed_test

import (
	"fmt"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/plan"
	"github.com/lyncfed/lyncfed/powershell"
)

// printed is the console output of three cmdlets.
const printed = `
PS C:\> Get-CsPublicProvider

Identity                          : AIM
Name                              : AIM
ProxyFqdn                         : aim.contoso.example
IconUrl                           :
NameDecorationDomain              :
NameDecorationRoutingDomain       :
NameDecorationExcludedDomainList  :
VerificationLevel                 : AlwaysUnverifiable
Enabled                           : True
EnableSkypeIdRouting              : False
EnableSkypeDirectorySearch        : False

PS C:\> Get-CsExternalAccessPolicy

Identity                          : Global
Description                       :
EnableFederationAccess            : False
EnableXmppAccess                  : False
EnablePublicCloudAccess           : False
EnablePublicCloudAudioVideoAccess : False
EnableOutsideAccess               : False

PS C:\> Get-CsUser | Select-Object SipAddress, ExternalAccessPolicy | Format-List

SipAddress           : sip:ken@contoso.com
ExternalAccessPolicy : FedPic
`

// A nightly job audits an export, plans the commands that mend it, and lists what is
// left for a person.
func Example_pipeline() {
	export, err := powershell.Read(powershell.DefaultLimit, powershell.File{Name: "console.txt", Data: []byte(printed)})
	if err != nil {
		fmt.Println(err)
		return
	}
	have := export.Document.Configuration
	result := audit.Run(have, date.MustParse("2026-01-31"))
	export.Document.Place(result.Findings) // sets the position of each finding
	for _, f := range result.Findings {
		if f.Severity == diag.Error {
			fmt.Printf("%v: %s [%s]\n", f.Pos, federation.Describe(f.Subject), f.Rule)
		}
	}
	p, left := plan.Mend(have, result.Findings)
	for _, step := range p.Steps {
		line, err := cmdlet.Command(step.Edit, p.Platform)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(line)
	}
	for _, l := range left {
		if l.Finding.Severity == diag.Error {
			fmt.Println("for a person:", l.Finding.Detail)
		}
	}
	// Output:
	// console.txt:29:24: ken@contoso.com (user) [policy.grant.missing]
	// console.txt:12:37: AIM (public provider) [audit.service.ended]
	// Remove-CsPublicProvider -Identity 'AIM'
	// for a person: ken@contoso.com is granted Tag:FedPic, which does not exist
}
