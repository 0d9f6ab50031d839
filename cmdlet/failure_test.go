package cmdlet_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/lyncfed/lyncfed/cmdlet"
)

// failureMessages has messages as shells print them, and the failure that each reports.
var failureMessages = []struct{ id, message string }{
	{"AccessRights", "Enable-CsUser : Active Directory operation failed on \"DC1.contoso.com\". You cannot retry this operation: \"Insufficient access rights to\nperform the operation\""},
	{"AllowedDomainsTwice", "Set-CsTenantFederationConfiguration : Do not specify both 'AllowedDomains' and 'AllowedDomainsAsAList'. Choose one of them to modify allowed\ndomains."},
	{"AmbiguousParameter", "New-CsPublicProvider : Parameter cannot be processed because the parameter name 'En' is ambiguous. Possible matches\ninclude: -Enabled -EnableSkypeIdRouting -EnableSkypeDirectorySearch."},
	{"AmbiguousParameterSet", "Set-CsAccessEdgeConfiguration : Parameter set cannot be resolved using the specified\nnamed parameters."},
	{"AmbiguousParameterSet", "Set-CsAccessEdgeConfiguration : Der Parametersatz kann nicht aufgelöst werden.\n    + FullyQualifiedErrorId : AmbiguousParameterSet,Microsoft.Rtc.Management.Edge.SetOcsAccessEdgeConfigurationCmdlet"},
	{"CannotConvertArgumentNoMessage", "New-CsPublicProvider : Cannot bind parameter 'VerificationLevel'. Cannot convert value \"AlwaysVerified\" to type"},
	{"CannotConvertArgumentNoMessage", "Set-CsPublicProvider : Cannot process argument transformation on parameter 'Enabled'. Cannot convert value \"System.String\" to type \"System.Boolean\"."},
	{"CommandNotFoundException", "The term 'New-CsPublicProvider' is not recognized as the name of a\ncmdlet, function, script file, or operable program."},
	{"DuplicateKey", "New-CsHostingProvider : There is a duplicate key sequence \"LYNCONLINE\" for the 'urn:schema:Microsoft.Rtc.Management.Settings.Edge.2008:ProviderName' key or unique identity constraint."},
	{"HostedMigration506", "HostedMigration fault: Error=(506), Description=(The user could move be moved because there appears to be a problem with this user account."},
	{"HostedMigration507", "Move-CsUser : HostedMigration fault: Error=(507), Description=(User must has an assigned license to use Skype for Business Online.)"},
	{"HostedMigration510", "Move-CsUser : HostedMigration fault: Error=(510), Description=(This user's tenant is not enabled for shared sip\naddress space.)"},
	{"MissingArgument", "New-CsAllowedDomain : Missing an argument for parameter 'ProxyFqdn'. Specify a parameter of type 'System.String' and try again."},
	{"MissingMandatoryParameter", "New-CsPublicProvider : Cannot process command because of one or more missing mandatory parameters: ProxyFqdn Enabled."},
	{"MoveNotReplicated", "Move-CsUser : SetMoveResourceData failed because the user is not provisioned.\n    + FullyQualifiedErrorId : MoveError,Microsoft.Rtc.Management.AD.Cmdlets.MoveOcsUserCmdlet"},
	{"NamedParameterNotFound", "Set-CsPublicProvider : A parameter cannot be found that matches parameter name\n'NameDecorationRoutingDomain'."},
	{"PartnerTest", "Test-CsFederatedPartner : A 504 (Server time-out) response was received from the network and the operation failed."},
	{"PolicyInUse", `The policy "RedmondAccessPolicy" is currently assigned to one or more users. Assign a different policy to the users before removing this one.`},
	{"PolicyNotUser", `Grant-CsExternalAccessPolicy : "Global" is not a user policy. You can assign only a user policy to a specific user.`},
	{"PositionalParameterNotFound", "Set-CsAllowedDomain : A positional parameter cannot be found that accepts argument 'domains'."},
	{"TenantUnsupported", "failed with the following error message: This scenario is not supported anymore. Please try with the latest Teams\nPowerShell Module version"},
	{"UserNotInDirectory", "Cannot find user in Active Directory with the following SIP URI: sip:ken@contoso.com."},
	{"", "Move-CsUser : HostedMigration fault: Error=(500)"},
	{"", "New-CsPublicProvider : Something else."},
}

func TestFindFailure(t *testing.T) {
	known := map[string]bool{}
	for _, tt := range failureMessages {
		f, found := cmdlet.FindFailure(tt.message)
		if f.ID != tt.id || found != (tt.id != "") {
			t.Errorf("%q is %q, not %q", tt.message, f.ID, tt.id)
		}
		known[tt.id] = true
	}
	var ids []string
	for f := range cmdlet.Failures() {
		ids = append(ids, f.ID)
		if !known[f.ID] {
			t.Errorf("%s has no message", f.ID)
		}
		if f.Source.IsZero() || !strings.HasSuffix(f.Meaning, ".") || !strings.HasSuffix(f.Look, ".") {
			t.Errorf("%s lacks a document, or a sentence", f.ID)
		}
	}
	if !slices.IsSorted(ids) {
		t.Errorf("%v are not sorted", ids)
	}
}
