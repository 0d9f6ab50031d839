#Requires -Version 2.0
<#
Mends what an audit finds in ../../examples/testdata/contoso.json on 2026-11-27
Left for a person: error: ken@contoso.com (user): ken@contoso.com is granted Tag:FedPic, which does not exist [policy.grant.missing]
Left for a person: warning: Office365 (hosting provider): inferred: HostsOCSUsers is on, but EnabledSharedAddressSpace is not [provider.hosts-users.unshared]
Left for a person: warning: Global (external access policy): inferred: audio and video are granted, but public access is not [policy.audio-video.alone]
Left for a person: warning: Access Edge configuration: access from outside is off, but granted by Global, Site:Redmond: these users cannot sign in from outside [audit.outside.off]
Left for a person: warning: server product: support of Skype for Business Server 2015 ended on 2025-10-14: faults that stop federation are no longer fixed [audit.support.ended]
lyncfed of no release, facts as of 2026-11-22

Run it in the Management Shell of Skype for Business Server 2015, as an administrator of the servers:

    powershell -NoProfile -ExecutionPolicy Bypass -File .\THIS-FILE.ps1 -WhatIf

-WhatIf only shows the steps. Without it the script compares the records with those
that the plan was made for, saves them in a new folder, and makes the steps. It stops
at the first step that fails. The steps before it stay made.

Fingerprint of those records: 47298058851507297de3bd7b85ea374e7b39d2cfad665a949b07765e5cdba1c0
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
Assert-Member 'Get-CsAllowedDomain' 'contoso.co.uk' 'ProxyFqdn' ''
Assert-Member 'Get-CsAllowedDomain' 'contoso.co.uk' 'VerificationLevel' ''
Assert-Member 'Get-CsAllowedDomain' 'contoso.co.uk' 'Comment' ''
Assert-Member 'Get-CsAllowedDomain' 'contoso.co.uk' 'MarkForMonitoring' 'False'
Assert-Member 'Get-CsPublicProvider' 'AIM' 'ProxyFqdn' 'aim.contoso.example'
Assert-Member 'Get-CsPublicProvider' 'AIM' 'IconUrl' ''
Assert-Member 'Get-CsPublicProvider' 'AIM' 'NameDecorationDomain' ''
Assert-Member 'Get-CsPublicProvider' 'AIM' 'NameDecorationRoutingDomain' ''
Assert-Member 'Get-CsPublicProvider' 'AIM' 'NameDecorationExcludedDomainList' ''
Assert-Member 'Get-CsPublicProvider' 'AIM' 'VerificationLevel' 'AlwaysUnverifiable'
Assert-Member 'Get-CsPublicProvider' 'AIM' 'Enabled' 'True'
Assert-Member 'Get-CsPublicProvider' 'Skype' 'ProxyFqdn' 'federation.messenger.msn.com'
Assert-Member 'Get-CsPublicProvider' 'Skype' 'IconUrl' 'https://images.edge.messenger.live.com/Messenger_16x16.png'
Assert-Member 'Get-CsPublicProvider' 'Skype' 'NameDecorationDomain' ''
Assert-Member 'Get-CsPublicProvider' 'Skype' 'NameDecorationRoutingDomain' 'msn.com'
Assert-Member 'Get-CsPublicProvider' 'Skype' 'NameDecorationExcludedDomainList' 'outlook.com;live.com,gmail.com'
Assert-Member 'Get-CsPublicProvider' 'Skype' 'VerificationLevel' 'UseSourceVerification'
Assert-Member 'Get-CsPublicProvider' 'Skype' 'Enabled' 'True'
Assert-Member 'Get-CsPublicProvider' 'Skype' 'EnableSkypeIdRouting' 'True'
Assert-Member 'Get-CsPublicProvider' 'Skype' 'EnableSkypeDirectorySearch' 'False'
Assert-Member 'Get-CsHostingProvider' 'Office365' 'VerificationLevel' 'AlwaysVerifiable'
Assert-Member 'Get-CsHostingProvider' 'Office365' 'AutodiscoverUrl' 'https://webdir.online.lync.com/Autodiscover/AutodisccoverService.svc/root'
if ($differences.Count -gt 0) {
    $differences | Sort-Object -Unique | ForEach-Object { Write-Warning $_ }
    throw 'The records are not those that the plan was made for. Nothing was changed. Make the plan again from a new export.'
}

# Save the records before the first step.
$folder = Join-Path -Path (Get-Location).Path -ChildPath ('before-' + (Get-Date -Format 'yyyyMMdd-HHmmss'))
[void] (New-Item -ItemType Directory -Path $folder)
Get-CsAllowedDomain | Export-Clixml -Path (Join-Path -Path $folder -ChildPath 'CsAllowedDomain.xml')
Get-CsPublicProvider | Export-Clixml -Path (Join-Path -Path $folder -ChildPath 'CsPublicProvider.xml')
Get-CsHostingProvider | Export-Clixml -Path (Join-Path -Path $folder -ChildPath 'CsHostingProvider.xml')

$changing = $true
# 1 of 4: your own domains are not partners.
# Mends contoso.co.uk (allowed domain): contoso.co.uk is one of your own SIP domains: the list is for the domains of others [audit.own-domain.listed]
# Until step 4 is made, Skype (public provider): its contacts change their route, and may not be reachable in between.
Remove-CsAllowedDomain -Identity 'contoso.co.uk' -WhatIf:$WhatIfPreference -ErrorAction Stop

# 2 of 4: a provider is closed before anything is opened.
# Mends AIM (public provider): AOL could be used until 2014-06-30. The service is shut down [audit.service.ended]
Remove-CsPublicProvider -Identity 'AIM' -WhatIf:$WhatIfPreference -ErrorAction Stop

# 3 of 4: a provider is closed before anything is opened.
# Mends Skype (public provider): "outlook.com;live.com,gmail.com", byte 11: the character ; where only a comma separates entries [domain.list.separator]
# Mends Skype (public provider): Skype could be used until 2025-05-04. Skype is retired. For your own servers that is inferred: no document gives the day on which Skype stops answering a server. Since 2025-05-12 the pages of the server's own cmdlets have a note on the end (SFB-POLICY-25) [audit.service.ended]
Remove-CsPublicProvider -Identity 'Skype' -WhatIf:$WhatIfPreference -ErrorAction Stop

# 4 of 4: this step neither opens nor closes anything.
# Mends Office365 (hosting provider): Office365 has AlwaysVerifiable, so the server does not use Microsoft 365's verification of senders. Documents disagree on the default: AlwaysVerifiable in the cmdlet, AlwaysUnverifiable in the Control Panel [audit.microsoft365.level]
# Mends Office365 (hosting provider): Office365 has the AutodiscoverUrl https://webdir.online.lync.com/Autodiscover/AutodisccoverService.svc/root, which is not the documented one: this does no harm until users are homed in Microsoft 365, whose mobile clients then cannot sign in [audit.microsoft365.autodiscover]
Set-CsHostingProvider -Identity 'Office365' -VerificationLevel 'UseSourceVerification' -AutodiscoverUrl 'https://webdir.online.lync.com/Autodiscover/AutodiscoverService.svc/root' -WhatIf:$WhatIfPreference -ErrorAction Stop

# The changes are in effect when UpToDate is True for all Edge Servers.
if (-not $WhatIfPreference) { Get-CsManagementStoreReplicationStatus | Format-Table -Property 'ReplicaFqdn', 'UpToDate' -AutoSize }
