#Requires -Version 3.0
<#
Writes the federation configuration of this organization to one JSON file,
which "lyncfed audit" reads. It reads the configuration, and changes nothing.

This form needs PowerShell 3.0 or later. For Lync Server 2010, whose shell is
Windows PowerShell 2.0, print the other one:

    lyncfed export-script --platform LyncServer2010 -o export.ps1

Run it on a computer with the management tools of Lync Server or Skype for
Business Server:

    powershell -NoProfile -ExecutionPolicy Bypass -File .\export.ps1 -Platform SfBServer2019 -IncludeUsers

Bypass holds for this one run, and the execution policy of the computer stays as
it is. The run writes federation.json in the current directory, in place of a file
of that name, after all has been read. -Path names another file. Without
-IncludeUsers the file has no users.

The other side of a hybrid is a tenant of Microsoft 365. Its cmdlets have some of the
servers' names, so run the script for it in a window of its own, with the module
MicrosoftTeams, and give both files to "lyncfed audit":

    Connect-MicrosoftTeams
    .\export.ps1 -Tenant -IncludeUsers
#>
[CmdletBinding(DefaultParameterSetName = 'Servers')]
param(
    [Parameter(ParameterSetName = 'Servers', Mandatory = $true)]
    [ValidateSet('LyncServer2010', 'LyncServer2013', 'SfBServer2015', 'SfBServer2019', 'SfBServerSE')]
    [string] $Platform,
    # The tenant that this window is connected to, in place of the servers.
    [Parameter(ParameterSetName = 'Tenant', Mandatory = $true)]
    [switch] $Tenant,
    [string] $Path = $(if ($Tenant) { 'tenant.json' } else { 'federation.json' }),
    # Users with their addresses, policies and homes. Leave it out to keep them private.
    [switch] $IncludeUsers
)
$ErrorActionPreference = 'Stop'

# What the shell adds to every object, and what the Edge repeats of other records.
$skip = 'AdditionalInternalDomains', 'AllowedDomains', 'Anchor', 'BlockedDomains', 'DomainRouting', 'Element', 'Key',
    'ScopeClass', 'XsAnyAttributes', 'XsAnyElements'

# Keeps the properties that the shell prints of each object, as Booleans, null or
# text, so that nothing is nested and nothing is truncated at a depth.
function ConvertTo-Record {
    param([string[]] $Property = '*')
    process {
        $record = [ordered]@{}
        foreach ($p in ($_ | Select-Object -Property $Property).PSObject.Properties) {
            if ($skip -contains $p.Name) { continue }
            if ($null -eq $p.Value -or $p.Value -is [bool]) { $record[$p.Name] = $p.Value }
            else { $record[$p.Name] = [string] $p.Value }
        }
        [pscustomobject] $record
    }
}

$export = [ordered]@{}
if ($Tenant) {
    # The names of the domains in a list, whose entries are objects or text.
    function Get-DomainName { process { if ($_ -is [string]) { $_ } else { [string] $_.Domain } } }

    $settings = Get-CsTenantFederationConfiguration
    $record = $settings | ConvertTo-Record
    $allowed = $settings.AllowedDomains
    if ($null -eq $allowed) { } # nobody
    elseif ($allowed.PSObject.Properties['AllowedDomain']) { $allowed = @{ AllowedDomain = @($allowed.AllowedDomain | Get-DomainName) } }
    elseif ($allowed.PSObject.TypeNames[0] -like '*AllowAllKnownDomains') { $allowed = 'AllowAllKnownDomains' }
    else { $allowed = [string] $allowed }
    $record | Add-Member -MemberType NoteProperty -Name 'AllowedDomains' -Value $allowed -Force
    foreach ($list in 'BlockedDomains', 'AllowedTrialTenantDomains') {
        if ($settings.PSObject.Properties[$list]) {
            $record | Add-Member -MemberType NoteProperty -Name $list -Value @($settings.$list | Where-Object { $_ } | Get-DomainName) -Force
        }
    }
    $export['TenantFederationConfiguration'] = $record
    $export['TenantSipDomains'] = @(Get-CsOnlineSipDomain | ForEach-Object { [pscustomobject] @{ Name = [string] $_.Name; Status = [string] $_.Status } })
    $export['TenantExternalAccessPolicies'] = @(Get-CsExternalAccessPolicy | ForEach-Object {
            $policy = $_ | ConvertTo-Record
            foreach ($list in 'AllowedExternalDomains', 'BlockedExternalDomains') {
                if ($_.PSObject.Properties[$list]) {
                    $policy | Add-Member -MemberType NoteProperty -Name $list -Value @($_.$list | Where-Object { $_ } | Get-DomainName) -Force
                }
            }
            $policy
        })
    if ($IncludeUsers) {
        $export['TenantUsers'] = @(Get-CsOnlineUser | Where-Object { $_.SipAddress } | ForEach-Object {
                $policy = $_.ExternalAccessPolicy
                if ($policy -and $policy -isnot [string]) { $policy = [string] $policy.Name }
                $user = [ordered]@{}
                $user['SipAddress'] = [string] $_.SipAddress
                $user['UserPrincipalName'] = [string] $_.UserPrincipalName
                if ($_.PSObject.Properties['HostingProvider']) { $user['HostingProvider'] = [string] $_.HostingProvider }
                $user['ExternalAccessPolicy'] = $policy
                $user['InterpretedUserType'] = [string] $_.InterpretedUserType
                [pscustomobject] $user
            })
    }
}
else {
    $export['Platform'] = $Platform
    $export['SipDomains'] = @(Get-CsSipDomain | ConvertTo-Record)
    $export['AccessEdgeConfiguration'] = Get-CsAccessEdgeConfiguration | ConvertTo-Record
    $export['PublicProviders'] = @(Get-CsPublicProvider | ConvertTo-Record)
    $export['HostingProviders'] = @(Get-CsHostingProvider | ConvertTo-Record)
    $export['AllowedDomains'] = @(Get-CsAllowedDomain | ConvertTo-Record)
    $export['BlockedDomains'] = @(Get-CsBlockedDomain | ConvertTo-Record)
    $export['ExternalAccessPolicies'] = @(Get-CsExternalAccessPolicy | ConvertTo-Record)
    $export['Pools'] = @(Get-CsPool | ConvertTo-Record -Property 'Identity', 'Site')
    if ($IncludeUsers) {
        $export['Users'] = @(Get-CsUser | ConvertTo-Record -Property 'SipAddress', 'ExternalAccessPolicy', 'HostingProvider', 'RegistrarPool', 'Enabled', 'EnabledForFederation')
    }
}

$file = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
$json = [pscustomobject] $export | ConvertTo-Json -Depth 4
[System.IO.File]::WriteAllText($file, $json, (New-Object -TypeName System.Text.UTF8Encoding -ArgumentList $false))
Write-Host "Wrote $file. Now run: lyncfed audit `"$file`""
