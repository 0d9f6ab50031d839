#Requires -Version 2.0
<#
Change 4711.
From have.json to want.json.

Run it in the Management Shell of Lync Server 2013, as an administrator of the servers:

    powershell -NoProfile -ExecutionPolicy Bypass -File .\THIS-FILE.ps1 -WhatIf

-WhatIf only shows the steps. Without it the script compares the records with those
that the plan was made for, saves them in a new folder, and makes the steps. It stops
at the first step that fails. The steps before it stay made.

Fingerprint of those records: d89be89e5a564d920a168220bee24694736ca8475259d8bd8c514ef9c7152f63
#>
[CmdletBinding(SupportsShouldProcess = $true)]
param()
$ErrorActionPreference = 'Stop'
$changing = $false
trap {
    if ($changing) {
        Write-Warning ('Stopped at line {0}. The steps above this line are made, and the others are not.' -f $_.InvocationInfo.ScriptLineNumber)
    }
    break
}

# The current records, by cmdlet and by name.
$present = @{}
$differences = New-Object -TypeName System.Collections.ArrayList

function Get-Present([string] $Cmdlet, [string] $Name) {
    if (-not $present.ContainsKey($Cmdlet)) {
        $records = @{}
        foreach ($record in @(& $Cmdlet)) {
            $key = [string] $record.Identity
            if ($Cmdlet -match 'User$') { $key = [string] $record.SipAddress }
            $records[$key] = $record
        }
        $present[$Cmdlet] = $records
    }
    $present[$Cmdlet][$Name]
}

function Assert-NoRecord([string] $Cmdlet, [string] $Name) {
    if ($null -ne (Get-Present $Cmdlet $Name)) { [void] $differences.Add("$Cmdlet has $Name, which the plan creates") }
}

function Assert-Record([string] $Cmdlet, [string] $Name) {
    if ($null -eq (Get-Present $Cmdlet $Name)) { [void] $differences.Add("$Cmdlet has no $Name") }
}

function Assert-Member([string] $Cmdlet, [string] $Name, [string] $Member, [string] $Value) {
    $record = Get-Present $Cmdlet $Name
    if ($null -eq $record) { [void] $differences.Add("$Cmdlet has no $Name"); return }
    $is = [string] $record.$Member
    if ($Cmdlet -match 'User$') {
        if ($null -ne $record.$Member.Name) { $is = [string] $record.$Member.Name }
        $is = $is -replace '^Tag:', ''
    }
    if ($is -ne $Value) { [void] $differences.Add("$Member of $Name is '$is', but was '$Value' when the plan was made") }
}


# The records that the plan was made for.
Assert-NoRecord 'Get-CsSipDomain' 'contoso.net'
Assert-Member 'Get-CsUser' 'sip:ken@contoso.com' 'ExternalAccessPolicy' ''
Assert-Member 'Get-CsExternalAccessPolicy' 'Global' 'EnablePublicCloudAccess' 'False'
Assert-Member 'Get-CsExternalAccessPolicy' 'Global' 'EnableOutsideAccess' 'True'
Assert-Member 'Get-CsExternalAccessPolicy' 'Site:Redmond' 'EnablePublicCloudAccess' 'True'
Assert-Member 'Get-CsExternalAccessPolicy' 'Site:Redmond' 'EnablePublicCloudAudioVideoAccess' 'True'
Assert-Member 'Get-CsExternalAccessPolicy' 'Site:Redmond' 'EnableOutsideAccess' 'True'
Assert-Member 'Get-CsExternalAccessPolicy' 'Tag:Research' 'EnablePublicCloudAccess' 'True'
Assert-Member 'Get-CsExternalAccessPolicy' 'Tag:Research' 'EnablePublicCloudAudioVideoAccess' 'True'
Assert-Member 'Get-CsExternalAccessPolicy' 'Tag:Sales' 'EnableFederationAccess' 'False'
Assert-Member 'Get-CsExternalAccessPolicy' 'Tag:Sales' 'EnablePublicCloudAudioVideoAccess' 'True'
Assert-NoRecord 'Get-CsBlockedDomain' 'fabrikam.com'
Assert-Member 'Get-CsAllowedDomain' 'litware.com' 'ProxyFqdn' ''
Assert-Member 'Get-CsAllowedDomain' 'litware.com' 'VerificationLevel' ''
Assert-Member 'Get-CsAllowedDomain' 'litware.com' 'Comment' 'a ticket'
Assert-Member 'Get-CsAllowedDomain' 'litware.com' 'MarkForMonitoring' 'True'
Assert-NoRecord 'Get-CsBlockedDomain' 'litware.com'
Assert-NoRecord 'Get-CsBlockedDomain' 'partner.example'
Assert-NoRecord 'Get-CsBlockedDomain' 'routing.example'
Assert-Member 'Get-CsAllowedDomain' 'msn.com' 'ProxyFqdn' ''
Assert-Member 'Get-CsAllowedDomain' 'msn.com' 'VerificationLevel' ''
Assert-Member 'Get-CsAllowedDomain' 'msn.com' 'Comment' 'a ticket'
Assert-Member 'Get-CsAllowedDomain' 'msn.com' 'MarkForMonitoring' 'True'
Assert-Member 'Get-CsPublicProvider' 'Skype' 'ProxyFqdn' 'one.example'
Assert-Member 'Get-CsPublicProvider' 'Skype' 'IconUrl' ''
Assert-Member 'Get-CsPublicProvider' 'Skype' 'NameDecorationDomain' ''
Assert-Member 'Get-CsPublicProvider' 'Skype' 'NameDecorationRoutingDomain' 'routing.example'
Assert-Member 'Get-CsPublicProvider' 'Skype' 'NameDecorationExcludedDomainList' 'routing.example,excluded.example'
Assert-Member 'Get-CsPublicProvider' 'Skype' 'VerificationLevel' 'AlwaysVerifiable'
Assert-Member 'Get-CsPublicProvider' 'Skype' 'Enabled' 'True'
Assert-NoRecord 'Get-CsHostingProvider' 'Microsoft365'
Assert-Member 'Get-CsUser' 'sip:ann@contoso.com' 'ExternalAccessPolicy' 'Sales'
Assert-Member 'Get-CsUser' 'sip:eve@contoso.com' 'ExternalAccessPolicy' 'Sales'
Assert-Member 'Get-CsUser' 'sip:tim@contoso.com' 'ExternalAccessPolicy' 'Sales'
Assert-Member 'Get-CsHostingProvider' 'Host' 'ProxyFqdn' 'two.example'
Assert-Member 'Get-CsHostingProvider' 'Host' 'VerificationLevel' 'UseSourceVerification'
Assert-Member 'Get-CsHostingProvider' 'Host' 'Enabled' 'False'
Assert-Member 'Get-CsHostingProvider' 'Host' 'EnabledSharedAddressSpace' 'True'
Assert-Member 'Get-CsHostingProvider' 'Host' 'HostsOCSUsers' 'True'
Assert-Member 'Get-CsHostingProvider' 'Host' 'IsLocal' 'False'
Assert-Member 'Get-CsHostingProvider' 'Host' 'AutodiscoverUrl' ''
Assert-Member 'Get-CsHostingProvider' 'Host' 'SipClientPort' '443'
Assert-Member 'Get-CsAccessEdgeConfiguration' 'Global' 'AllowOutsideUsers' 'False'
Assert-Member 'Get-CsAccessEdgeConfiguration' 'Global' 'EnablePartnerDiscovery' 'False'
if ($differences.Count -gt 0) {
    $differences | Sort-Object -Unique | ForEach-Object { Write-Warning $_ }
    throw 'The records are not those that the plan was made for. Nothing was changed. Make the plan again from a new export.'
}

# Save the records before the first step.
$folder = Join-Path -Path (Get-Location).Path -ChildPath ('before-' + (Get-Date -Format 'yyyyMMdd-HHmmss'))
[void] (New-Item -ItemType Directory -Path $folder)
Get-CsSipDomain | Export-Clixml -Path (Join-Path -Path $folder -ChildPath 'CsSipDomain.xml')
Get-CsUser | Export-Clixml -Path (Join-Path -Path $folder -ChildPath 'CsUser.xml')
Get-CsExternalAccessPolicy | Export-Clixml -Path (Join-Path -Path $folder -ChildPath 'CsExternalAccessPolicy.xml')
Get-CsBlockedDomain | Export-Clixml -Path (Join-Path -Path $folder -ChildPath 'CsBlockedDomain.xml')
Get-CsAllowedDomain | Export-Clixml -Path (Join-Path -Path $folder -ChildPath 'CsAllowedDomain.xml')
Get-CsPublicProvider | Export-Clixml -Path (Join-Path -Path $folder -ChildPath 'CsPublicProvider.xml')
Get-CsHostingProvider | Export-Clixml -Path (Join-Path -Path $folder -ChildPath 'CsHostingProvider.xml')
Get-CsAccessEdgeConfiguration | Export-Clixml -Path (Join-Path -Path $folder -ChildPath 'CsAccessEdgeConfiguration.xml')

$changing = $true
# 1 of 23: your own domains come first.
New-CsSipDomain -Identity 'contoso.net' -IsDefault $false -WhatIf:$WhatIfPreference -ErrorAction Stop

# 2 of 23: a user loses access before anything is opened.
# Until step 23 is made, msn.com (allowed domain): its contacts and others change their route: in between they may have a third route, or none.
# Until step 23 is made, Skype (public provider): its contacts and others change their route: in between they may have a third route, or none.
Grant-CsExternalAccessPolicy -Identity 'sip:ken@contoso.com' -PolicyName 'Research' -WhatIf:$WhatIfPreference -ErrorAction Stop

# 3 of 23: a policy is tightened before anything is opened.
Set-CsExternalAccessPolicy -Identity 'Global' -EnableOutsideAccess $false -WhatIf:$WhatIfPreference -ErrorAction Stop

# 4 of 23: a policy is tightened before anything is opened.
Set-CsExternalAccessPolicy -Identity 'Site:Redmond' -EnablePublicCloudAccess $false -EnablePublicCloudAudioVideoAccess $false -EnableOutsideAccess $false -WhatIf:$WhatIfPreference -ErrorAction Stop

# 5 of 23: a policy is tightened before anything is opened.
Set-CsExternalAccessPolicy -Identity 'Tag:Research' -EnablePublicCloudAccess $false -EnablePublicCloudAudioVideoAccess $false -WhatIf:$WhatIfPreference -ErrorAction Stop

# 6 of 23: a policy is tightened before anything is opened.
Set-CsExternalAccessPolicy -Identity 'Tag:Sales' -EnablePublicCloudAudioVideoAccess $false -WhatIf:$WhatIfPreference -ErrorAction Stop

# 7 of 23: a domain is blocked before anything is opened.
New-CsBlockedDomain -Identity 'fabrikam.com' -Comment 'a ticket' -WhatIf:$WhatIfPreference -ErrorAction Stop

# 8 of 23: a domain is on one list only.
Remove-CsAllowedDomain -Identity 'litware.com' -WhatIf:$WhatIfPreference -ErrorAction Stop

# 9 of 23: a domain is on one list only.
New-CsBlockedDomain -Identity 'litware.com' -Comment 'another ticket' -WhatIf:$WhatIfPreference -ErrorAction Stop

# 10 of 23: a domain is blocked before anything is opened.
New-CsBlockedDomain -Identity 'partner.example' -Comment 'another ticket' -WhatIf:$WhatIfPreference -ErrorAction Stop

# 11 of 23: a domain is blocked before anything is opened.
New-CsBlockedDomain -Identity 'routing.example' -Comment 'another ticket' -WhatIf:$WhatIfPreference -ErrorAction Stop

# 12 of 23: a partner is removed before anything is opened.
Remove-CsAllowedDomain -Identity 'msn.com' -WhatIf:$WhatIfPreference -ErrorAction Stop

# 13 of 23: a provider is closed before anything is opened.
Remove-CsPublicProvider -Identity 'Skype' -WhatIf:$WhatIfPreference -ErrorAction Stop

# 14 of 23: a record is created again after all closing steps.
New-CsHostingProvider -Identity 'Microsoft365' -ProxyFqdn 'one.example' -VerificationLevel 'UseSourceVerification' -Enabled $false -EnabledSharedAddressSpace $true -HostsOCSUsers $true -IsLocal $false -SipClientPort 443 -WhatIf:$WhatIfPreference -ErrorAction Stop

# 15 of 23: a user who gains and loses access changes between closing and opening.
Grant-CsExternalAccessPolicy -Identity 'sip:ann@contoso.com' -PolicyName 'Research' -WhatIf:$WhatIfPreference -ErrorAction Stop

# 16 of 23: a user who gains and loses access changes between closing and opening.
Grant-CsExternalAccessPolicy -Identity 'sip:eve@contoso.com' -PolicyName 'Research' -WhatIf:$WhatIfPreference -ErrorAction Stop

# 17 of 23: a user who gains and loses access changes between closing and opening.
Grant-CsExternalAccessPolicy -Identity 'sip:tim@contoso.com' -PolicyName 'Research' -WhatIf:$WhatIfPreference -ErrorAction Stop

# 18 of 23: ProxyFqdn cannot be changed in place.
# Until step 19 is made, Host (hosting provider): the provider is missing: its contacts are reached by another route, or not at all.
Remove-CsHostingProvider -Identity 'Host' -WhatIf:$WhatIfPreference -ErrorAction Stop

# 19 of 23: ProxyFqdn cannot be changed in place.
New-CsHostingProvider -Identity 'Host' -ProxyFqdn 'three.example' -VerificationLevel 'AlwaysVerifiable' -Enabled $true -EnabledSharedAddressSpace $true -HostsOCSUsers $true -IsLocal $false -SipClientPort 443 -WhatIf:$WhatIfPreference -ErrorAction Stop

# 20 of 23: discovery and the default route open after domains are blocked.
Set-CsAccessEdgeConfiguration -UseDnsSrvRouting -EnablePartnerDiscovery $true -WhatIf:$WhatIfPreference -ErrorAction Stop

# 21 of 23: a policy is loosened after all closing steps.
Set-CsExternalAccessPolicy -Identity 'Global' -EnablePublicCloudAccess $true -WhatIf:$WhatIfPreference -ErrorAction Stop

# 22 of 23: a policy is loosened after all closing steps.
Set-CsExternalAccessPolicy -Identity 'Tag:Sales' -EnableFederationAccess $true -WhatIf:$WhatIfPreference -ErrorAction Stop

# 23 of 23: federation opens when everything else is in place.
Set-CsAccessEdgeConfiguration -Identity 'Global' -AllowOutsideUsers $true -WhatIf:$WhatIfPreference -ErrorAction Stop

# The changes are in effect when UpToDate is True for all Edge Servers.
if (-not $WhatIfPreference) { Get-CsManagementStoreReplicationStatus | Format-Table -Property 'ReplicaFqdn', 'UpToDate' -AutoSize }
