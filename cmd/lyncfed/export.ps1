#Requires -Version 3.0
<#
Writes the federation configuration of this organization as the one JSON file
that "lyncfed audit" reads. It reads the configuration, and changes nothing.

Run it in the Management Shell of Lync Server or Skype for Business Server, with
PowerShell 3 or later:

    .\export.ps1 -Platform SfBServer2019 -Path federation.json -IncludeUsers
#>
param(
    [Parameter(Mandatory = $true)]
    [ValidateSet('LyncServer2010', 'LyncServer2013', 'SfBServer2015', 'SfBServer2019', 'SfBServerSE')]
    [string] $Platform,
    [string] $Path = 'federation.json',
    # Users with their addresses, policies and pools; leave it out to keep them private.
    [switch] $IncludeUsers
)
$ErrorActionPreference = 'Stop'

# What the shell adds to every object, and what the Edge repeats of other records.
$skip = 'AdditionalInternalDomains', 'AllowedDomains', 'Anchor', 'BlockedDomains', 'DomainRouting', 'Element', 'Key',
    'ScopeClass', 'XsAnyAttributes', 'XsAnyElements'

# Keeps the properties that the shell prints of each object, as Booleans, null or
# text, so that nothing is nested and nothing is cut at a depth.
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

$export = [ordered]@{
    Platform                = $Platform
    SipDomains              = @(Get-CsSipDomain | ConvertTo-Record)
    AccessEdgeConfiguration = Get-CsAccessEdgeConfiguration | ConvertTo-Record
    PublicProviders         = @(Get-CsPublicProvider | ConvertTo-Record)
    HostingProviders        = @(Get-CsHostingProvider | ConvertTo-Record)
    AllowedDomains          = @(Get-CsAllowedDomain | ConvertTo-Record)
    BlockedDomains          = @(Get-CsBlockedDomain | ConvertTo-Record)
    ExternalAccessPolicies  = @(Get-CsExternalAccessPolicy | ConvertTo-Record)
    Pools                   = @(Get-CsPool | ConvertTo-Record -Property 'Identity', 'Site')
}
if ($IncludeUsers) {
    $export.Users = @(Get-CsUser | ConvertTo-Record -Property 'SipAddress', 'ExternalAccessPolicy', 'RegistrarPool', 'HostingProvider', 'Enabled', 'EnabledForFederation')
}

$json = [pscustomobject] $export | ConvertTo-Json -Depth 4
$file = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
[System.IO.File]::WriteAllText($file, $json, (New-Object System.Text.UTF8Encoding $false))
Write-Host "Wrote $file. Now run: lyncfed audit `"$file`""
