package cmdlet

import (
	"iter"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/source"
)

// A Failure is a kind of error that the shell or the server reports for a command.
type Failure struct {
	ID      string // the shell's name of the error, such as NamedParameterNotFound; else a name of this package
	Meaning string // one sentence
	Look    string // what to check, in sentences
	Source  diag.Source

	words []string // parts of the English message in lower case, any of them
}

// Failures returns the known failures, sorted by ID.
func Failures() iter.Seq[Failure] { return slices.Values(failures) }

// FindFailure returns the failure that a message reports, and whether it is known. The
// message may be in another language if it has the FullyQualifiedErrorId.
func FindFailure(message string) (Failure, bool) {
	flat := char.Flat(message)
	if _, id, found := strings.Cut(flat, "fullyqualifiederrorid"); found {
		id, _, _ = strings.Cut(strings.TrimLeft(id, " :"), ",")
		for _, f := range failures {
			if char.EqualFold(f.ID, strings.TrimSpace(id)) {
				return f, true
			}
		}
	}
	for _, f := range failures {
		if slices.ContainsFunc(f.words, func(words string) bool { return strings.Contains(flat, words) }) {
			return f, true
		}
	}
	return Failure{}, false
}

// failures is sorted by ID. The meanings of the shell's own errors follow from its rules
// for parameters (PWSH-BINDER). A new row needs a message in failure_test.go.
var failures = []Failure{
	{
		ID:      "AccessRights",
		Meaning: "The account of the user may not be changed with these rights.",
		Look:    "The Windows groups of the user. A protected group, such as Domain Admins, drops the rights of the administrators of users. Run Enable-CsUser or Move-CsUser in the Management Shell instead of the Control Panel.",
		Source:  source.MoveRights,
		words:   []string{"insufficient access rights to perform the operation"},
	},
	{
		ID:      "AllowedDomainsTwice",
		Meaning: "The command sets the allowed domains of a tenant by two parameters.",
		Look:    "-AllowedDomains and -AllowedDomainsAsAList: use one of them. Microsoft365DSC reported this error for a configuration with AllowedDomains alone.",
		Source:  source.AllowedTwice,
		words:   []string{"do not specify both 'alloweddomains' and 'alloweddomainsasalist'"},
	},
	{
		ID:      "AmbiguousParameter",
		Meaning: "The beginning of a parameter's name stands for several parameters.",
		Look:    "Write the names of the parameters in full.",
		Source:  source.Binder,
		words:   []string{"because the parameter name", "possible matches include"},
	},
	{
		ID:      "AmbiguousParameterSet",
		Meaning: "No parameter set of the cmdlet has all parameters of the command.",
		Look: "The parameters that exclude each other. Set-CsAccessEdgeConfiguration does not accept -Identity together with the parameters of a routing method: " +
			"write -UseDnsSrvRouting, and -EnablePartnerDiscovery with the value that it is to have, without -Identity. The cmdlets of domains accept -Identity or -Domain, not both.",
		Source: source.AccessEdge,
		words:  []string{"parameter set cannot be resolved"},
	},
	{
		ID:      "CannotConvertArgumentNoMessage",
		Meaning: "The value of a parameter does not have the type of the parameter.",
		Look:    "The value after the parameter that the message names. -AllowedDomains of a tenant takes no hash table: write -AllowedDomainsAsAList @{Add=$list} (PSDOCS-5150). A Boolean is $true or $false, without quotes. A level is AlwaysVerifiable, AlwaysUnverifiable or UseSourceVerification.",
		Source:  source.Binder,
		words:   []string{"cannot bind parameter", "cannot process argument transformation", "cannot convert value", "cannot validate argument", "parameterargumenttransformationerror"},
	},
	{
		ID:      "CommandNotFoundException",
		Meaning: "The shell does not have the cmdlet.",
		Look: "The window of the shell. The cmdlets of servers are in the Management Shell of Lync Server or Skype for Business Server, or after Import-Module Lync or SkypeForBusiness. " +
			"Those of a tenant are in the module MicrosoftTeams, after Connect-MicrosoftTeams, which replaces New-CsOnlineSession (MSXFAQ-MOVE). An older server may lack the cmdlet.",
		Source: source.Binder,
		words:  []string{"is not recognized as the name of a cmdlet", "is not recognized as a name of a cmdlet"},
	},
	{
		ID:      "DuplicateKey",
		Meaning: "A record of the server already has this name.",
		Look: "All public and hosting providers: both kinds share their names, in any letter case, and their ProxyFqdn. Get-CsPublicProvider and Get-CsHostingProvider list them. " +
			"Change the present record, remove it first, or choose another Identity.",
		Source: source.DuplicateKey,
		words:  []string{"duplicate key sequence", "unique identity constraint"},
	},
	{
		ID:      "HostedMigration506",
		Meaning: "Microsoft 365 does not have the attributes that the servers set for the user.",
		Look:    "HostingProvider of the user by Get-CsOnlineUser. If it is SRV:, the synchronization of the directory leaves these attributes out. Run its configuration wizard again, synchronize, and move the user then.",
		Source:  source.Migration506,
		words:   []string{"hostedmigration fault: error=(506)"},
	},
	{
		ID:      "HostedMigration507",
		Meaning: "The user has no license for the service in Microsoft 365.",
		Look:    "The licenses of the user in the Microsoft 365 admin center. A new license can take 30 minutes to have effect.",
		Source:  source.Migration507,
		words:   []string{"hostedmigration fault: error=(507)"},
	},
	{
		ID:      "HostedMigration510",
		Meaning: "The tenant does not share its address space with the servers.",
		Look:    "SharedSipAddressSpace of the tenant. Run Set-CsTenantFederationConfiguration -SharedSipAddressSpace $true after Connect-MicrosoftTeams, and move the user then.",
		Source:  source.Migration510,
		words:   []string{"hostedmigration fault: error=(510)"},
	},
	{
		ID:      "MissingArgument",
		Meaning: "A parameter has no value.",
		Look:    "The parameter that the message names. A value with blanks needs quotes.",
		Source:  source.Binder,
		words:   []string{"missing an argument for parameter"},
	},
	{
		ID:      "MissingMandatoryParameter",
		Meaning: "The command lacks a parameter that the cmdlet requires.",
		Look:    "The parameters that the message names. A shell without a prompt cannot ask for them.",
		Source:  source.Binder,
		words:   []string{"missing mandatory parameters"},
	},
	{
		ID:      "MoveNotReplicated",
		Meaning: "The server does not have the user's data yet.",
		Look:    "Event 30024 of the User Replicator on the Front End Server: the first synchronization of the domain must be complete. Move the user then.",
		Source:  source.NotReplicated,
		words:   []string{"setmoveresourcedata failed because the user is not provisioned"},
	},
	{
		ID:      "NamedParameterNotFound",
		Meaning: "The cmdlet of this shell does not have the parameter.",
		Look:    "The name of the parameter, the product and its updates. A Set- cmdlet has fewer parameters than the New- cmdlet: for the others, remove the record and create it again.",
		Source:  source.Binder,
		words:   []string{"a parameter cannot be found that matches parameter name"},
	},
	{
		ID:      "PartnerTest",
		Meaning: "A server on the way to the partner answered with the SIP status in the message.",
		Look: "Run the test again with -Verbose: its diagnosis has the ms-diagnostics id. The domain must be an allowed domain. " +
			"With an Edge of Office Communications Server 2007 R2, leave out -ProxyFqdn.",
		Source: source.FederatedPartnerTest,
		words:  []string{"response was received from the network and the operation failed"},
	},
	{
		ID:      "PolicyInUse",
		Meaning: "Users have the policy that the command removes.",
		Look:    "Answer No. Grant the users another policy, or take the grants back with -PolicyName $null. Then remove the policy.",
		Source:  source.PolicyInUse,
		words:   []string{"currently assigned to one or more users"},
	},
	{
		ID:      "PolicyNotUser",
		Meaning: "The policy cannot be granted, because it is not a per-user policy.",
		Look:    "Global and the policy of a site apply without a grant, to users who have no policy of their own. -PolicyName $null takes the policy of a user back.",
		Source:  source.GrantPolicies,
		words:   []string{"is not a user policy"},
	},
	{
		ID:      "PositionalParameterNotFound",
		Meaning: "A word of the command belongs to no parameter.",
		Look:    "The word that the message names. A blank in a parameter's name, a missing hyphen or missing quotes separate it.",
		Source:  source.Binder,
		words:   []string{"a positional parameter cannot be found that accepts argument"},
	},
	{
		ID:      "TenantUnsupported",
		Meaning: "The service refused the command of this version of the module.",
		Look:    "The version of the module: Get-Module MicrosoftTeams. Update-Module MicrosoftTeams, then Connect-MicrosoftTeams again. No document gives another cause.",
		Source:  source.SharedSpace9881,
		words:   []string{"this scenario is not supported anymore"},
	},
	{
		ID:      "UserNotInDirectory",
		Meaning: "The command did not find the user in the domain of Active Directory that it searched.",
		Look:    "The user's domain of Active Directory. The Control Panel searches only the domain of the servers. Run Move-CsUser in the shell with -DomainController and a controller of the user's domain.",
		Source:  source.MoveDomain,
		words:   []string{"cannot find user in active directory with the following sip uri"},
	},
}
