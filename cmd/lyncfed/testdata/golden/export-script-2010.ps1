#Requires -Version 2.0
<#
Writes the federation configuration of this organization to one CLIXML file,
which "lyncfed audit" reads. It reads the configuration, and changes nothing.

This form is for Lync Server 2010, whose shell is Windows PowerShell 2.0. That
shell has no ConvertTo-Json, so the file is one of Export-Clixml. A later shell
runs this form too.

Run it on a computer with the management tools of Lync Server or Skype for
Business Server:

    powershell -NoProfile -ExecutionPolicy Bypass -File .\export.ps1 -IncludeUsers

Bypass holds for this one run, and the execution policy of the computer stays as
it is. The run writes federation.xml in the current directory, in place of a file
of that name, after all has been read. -Path names another file. Without
-IncludeUsers the file has no users.
#>
param(
    [ValidateSet('LyncServer2010', 'LyncServer2013', 'SfBServer2015', 'SfBServer2019', 'SfBServerSE')]
    [string] $Platform = 'LyncServer2010',
    [string] $Path = 'federation.xml',
    # Users with their addresses, policies and homes. Leave it out to keep them private.
    [switch] $IncludeUsers
)
$ErrorActionPreference = 'Stop'

# Windows PowerShell 2.0 does not load a module for a cmdlet that it does not know.
if (-not (Get-Command -Name Get-CsSipDomain -ErrorAction SilentlyContinue)) { Import-Module -Name Lync }

# What the shell adds to every object, and what the Edge repeats of other records.
$skip = 'AdditionalInternalDomains', 'AllowedDomains', 'Anchor', 'BlockedDomains', 'DomainRouting', 'Element', 'Key',
    'ScopeClass', 'XsAnyAttributes', 'XsAnyElements'

# Keeps the properties that the shell prints of each object, as Booleans, null or
# text, so that nothing is nested and nothing is truncated at a depth.
function ConvertTo-Record {
    param([string[]] $Property = '*')
    process {
        $record = @{}
        foreach ($p in ($_ | Select-Object -Property $Property).PSObject.Properties) {
            if ($skip -contains $p.Name) { continue }
            if ($null -eq $p.Value -or $p.Value -is [bool]) { $record[$p.Name] = $p.Value }
            else { $record[$p.Name] = [string] $p.Value }
        }
        New-Object -TypeName PSObject -Property $record
    }
}

$export = @{}
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

$file = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
New-Object -TypeName PSObject -Property $export | Export-Clixml -Path $file -Depth 4 -Encoding UTF8
Write-Host "Wrote $file. Now run: lyncfed audit `"$file`""
