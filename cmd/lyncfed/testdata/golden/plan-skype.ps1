#Requires -Version 2.0
<#
From testdata/plans/nothing.json to testdata/plans/skype.json
lyncfed of no release, facts as of 2026-11-22

Run it in the Management Shell of Skype for Business Server 2015, as an administrator of the servers:

    powershell -NoProfile -ExecutionPolicy Bypass -File .\THIS-FILE.ps1 -WhatIf

-WhatIf only shows the steps. Without it the script compares the records with those
that the plan was made for, saves them in a new folder, and makes the steps. It stops
at the first step that fails. The steps before it stay made.

Fingerprint of those records: c487076bb23ac9cc1c1ceb7d2de6d865c98507d841dd8a7db3fd2ad4af763549
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
Assert-NoRecord 'Get-CsPublicProvider' 'Skype'
Assert-Member 'Get-CsExternalAccessPolicy' 'Global' 'EnableFederationAccess' 'False'
Assert-Member 'Get-CsExternalAccessPolicy' 'Global' 'EnablePublicCloudAccess' 'False'
Assert-Member 'Get-CsExternalAccessPolicy' 'Global' 'EnablePublicCloudAudioVideoAccess' 'False'
Assert-Member 'Get-CsAccessEdgeConfiguration' 'Global' 'AllowFederatedUsers' 'False'
if ($differences.Count -gt 0) {
    $differences | Sort-Object -Unique | ForEach-Object { Write-Warning $_ }
    throw 'The records are not those that the plan was made for. Nothing was changed. Make the plan again from a new export.'
}

# Save the records before the first step.
$folder = Join-Path -Path (Get-Location).Path -ChildPath ('before-' + (Get-Date -Format 'yyyyMMdd-HHmmss'))
[void] (New-Item -ItemType Directory -Path $folder)
Get-CsPublicProvider | Export-Clixml -Path (Join-Path -Path $folder -ChildPath 'CsPublicProvider.xml')
Get-CsExternalAccessPolicy | Export-Clixml -Path (Join-Path -Path $folder -ChildPath 'CsExternalAccessPolicy.xml')
Get-CsAccessEdgeConfiguration | Export-Clixml -Path (Join-Path -Path $folder -ChildPath 'CsAccessEdgeConfiguration.xml')

$changing = $true
# 1 of 3: a provider is opened after all closing steps.
New-CsPublicProvider -Identity 'Skype' -ProxyFqdn 'federation.messenger.msn.com' -IconUrl 'https://images.edge.messenger.live.com/Messenger_16x16.png' -NameDecorationRoutingDomain 'msn.com' -NameDecorationExcludedDomainList 'msn.com,outlook.com,live.com,hotmail.com' -VerificationLevel 'UseSourceVerification' -Enabled $true -EnableSkypeIdRouting $true -EnableSkypeDirectorySearch $true -WhatIf:$WhatIfPreference -ErrorAction Stop

# 2 of 3: a policy is loosened after all closing steps.
Set-CsExternalAccessPolicy -Identity 'Global' -EnableFederationAccess $true -EnablePublicCloudAccess $true -EnablePublicCloudAudioVideoAccess $true -WhatIf:$WhatIfPreference -ErrorAction Stop

# 3 of 3: federation opens when everything else is in place.
Set-CsAccessEdgeConfiguration -Identity 'Global' -AllowFederatedUsers $true -WhatIf:$WhatIfPreference -ErrorAction Stop

# The changes are in effect when UpToDate is True for all Edge Servers.
if (-not $WhatIfPreference) { Get-CsManagementStoreReplicationStatus | Format-Table -Property 'ReplicaFqdn', 'UpToDate' -AutoSize }
