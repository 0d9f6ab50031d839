<#
Tries in a lab what lyncfed takes to be so of the cmdlets and no document says (I, for
inferred), and what no document says and nobody knows (U, for unknown). Run it in the
Management Shell of a lab, never of servers that people work with. Any version of
Pester takes it:

    $env:LYNCFED_LAB = 'yes'
    $env:LYNCFED_LAB_USER = 'sip:labuser@contoso.com'   # a user without a granted policy, for three of the tests
    Invoke-Pester .\lab.Tests.ps1

It makes records that are named lyncfed-lab or end in lyncfed-lab.example, and removes
them. It changes nothing that was there, but for the policy of that user, which it
takes back. A test of I that fails, and every line of lyncfed-lab.txt, is worth a
report, with what (Get-CsServerVersion) prints.
#>
Describe 'what lyncfed takes to be so' {
    BeforeAll {
        if ($env:LYNCFED_LAB -ne 'yes') { throw 'Set $env:LYNCFED_LAB to yes. That says that this is a lab.' }
        $ErrorActionPreference = 'Stop'
        $global:LabReport = Join-Path -Path (Get-Location).Path -ChildPath 'lyncfed-lab.txt'

        # Fails a test whose condition is not true.
        function global:Confirm-Lab([bool] $Is, [string] $What) { if (-not $Is) { throw $What } }

        # Fails a test unless the server refuses a command.
        function global:Confirm-Refused([scriptblock] $Command) {
            $refused = $false
            try { & $Command | Out-Null } catch { $refused = $true }
            Confirm-Lab $refused "$Command was not refused"
        }

        # Notes what a command does: that it is refused and how, or what it leaves.
        function global:Write-Seen([string] $Question, [scriptblock] $Command, [scriptblock] $Left) {
            $seen = ''
            try { & $Command | Out-Null; $seen = 'done' } catch { $seen = 'refused: ' + $_.Exception.Message }
            try { $seen = $seen + '; then: ' + ((& $Left | Out-String).Trim() -replace '\s*[\r\n]+\s*', ' ') } catch { $seen = $seen + '; then: ' + $_.Exception.Message }
            Add-Content -Path $global:LabReport -Value "$Question $seen"
        }

        # Removes what the tests make.
        function global:Clear-Lab {
            if ($env:LYNCFED_LAB_USER) { Grant-CsExternalAccessPolicy -Identity $env:LYNCFED_LAB_USER -PolicyName $null }
            Get-CsAllowedDomain | Where-Object { $_.Identity -like '*lyncfed-lab.example' } | Remove-CsAllowedDomain
            Get-CsBlockedDomain | Where-Object { $_.Identity -like '*lyncfed-lab.example' } | Remove-CsBlockedDomain
            Get-CsPublicProvider | Where-Object { $_.Identity -like 'lyncfed-lab*' } | Remove-CsPublicProvider
            Get-CsHostingProvider | Where-Object { $_.Identity -like 'lyncfed-lab*' } | Remove-CsHostingProvider
            Get-CsExternalAccessPolicy | Where-Object { $_.Identity -like '*:lyncfed-lab*' } | Remove-CsExternalAccessPolicy -Confirm:$false
        }
        Clear-Lab
    }
    AfterAll { Clear-Lab }

    It 'I: names are compared without letter case' {
        New-CsAllowedDomain -Identity 'case.lyncfed-lab.example'
        Confirm-Refused { New-CsAllowedDomain -Identity 'CASE.lyncfed-lab.example' }
    }
    It 'I: Set- with what is there already is taken' {
        New-CsAllowedDomain -Identity 'same.lyncfed-lab.example' -Comment 'a'
        Set-CsAllowedDomain -Identity 'same.lyncfed-lab.example' -Comment 'a'
    }
    It 'I: Set- and Remove- of what is not there are refused' {
        Confirm-Refused { Set-CsAllowedDomain -Identity 'none.lyncfed-lab.example' -Comment 'a' }
        Confirm-Refused { Remove-CsAllowedDomain -Identity 'none.lyncfed-lab.example' }
        Confirm-Refused { Remove-CsBlockedDomain -Identity 'none.lyncfed-lab.example' }
        Confirm-Refused { Set-CsPublicProvider -Identity 'lyncfed-lab-none' -Enabled $false }
        Confirm-Refused { Remove-CsPublicProvider -Identity 'lyncfed-lab-none' }
        Confirm-Refused { Remove-CsExternalAccessPolicy -Identity 'Tag:lyncfed-lab-none' }
    }
    It 'I: a command with one value that is refused changes nothing' {
        New-CsAllowedDomain -Identity 'whole.lyncfed-lab.example' -Comment 'before'
        Confirm-Refused { Set-CsAllowedDomain -Identity 'whole.lyncfed-lab.example' -Comment 'after' -ProxyFqdn 'not a host' }
        Confirm-Lab ((Get-CsAllowedDomain -Identity 'whole.lyncfed-lab.example').Comment -eq 'before') 'the comment was changed'
    }
    It 'I: a provider cannot have HostsOCSUsers without EnabledSharedAddressSpace' {
        Confirm-Refused { New-CsHostingProvider -Identity 'lyncfed-lab-hosts' -ProxyFqdn 'hosts.lyncfed-lab.example' -Enabled $false -EnabledSharedAddressSpace $false -HostsOCSUsers $true }
    }
    It 'I: a second SIP domain of one name is refused' {
        Confirm-Refused { New-CsSipDomain -Identity ((Get-CsSipDomain | Select-Object -First 1).Identity) }
    }
    It 'I: a policy that does not exist is not granted' {
        if ($env:LYNCFED_LAB_USER) {
            Confirm-Refused { Grant-CsExternalAccessPolicy -Identity $env:LYNCFED_LAB_USER -PolicyName 'lyncfed-lab-none' }
        }
    }
    It 'I: NAME and Tag:NAME are granted alike' {
        if ($env:LYNCFED_LAB_USER) {
            New-CsExternalAccessPolicy -Identity 'lyncfed-lab-tag'
            Grant-CsExternalAccessPolicy -Identity $env:LYNCFED_LAB_USER -PolicyName 'Tag:lyncfed-lab-tag'
            Grant-CsExternalAccessPolicy -Identity $env:LYNCFED_LAB_USER -PolicyName 'lyncfed-lab-tag'
            Grant-CsExternalAccessPolicy -Identity $env:LYNCFED_LAB_USER -PolicyName $null
        }
    }
    It 'I: VerificationLevel of a new provider is AlwaysVerifiable' {
        New-CsPublicProvider -Identity 'lyncfed-lab-level' -ProxyFqdn 'level.lyncfed-lab.example' -Enabled $false
        Confirm-Lab ([string] (Get-CsPublicProvider -Identity 'lyncfed-lab-level').VerificationLevel -eq 'AlwaysVerifiable') 'it is another'
    }
    It 'I: a host name with an underscore is stored' {
        New-CsAllowedDomain -Identity 'a_b.lyncfed-lab.example'
    }
    It 'U: what no document says' {
        New-CsAllowedDomain -Identity 'clear.lyncfed-lab.example' -ProxyFqdn 'edge.lyncfed-lab.example' -Comment 'a'
        $left = { Get-CsAllowedDomain -Identity 'clear.lyncfed-lab.example' | Format-List }
        Write-Seen 'Set-CsAllowedDomain -ProxyFqdn $null:' { Set-CsAllowedDomain -Identity 'clear.lyncfed-lab.example' -ProxyFqdn $null } $left
        Write-Seen 'Set-CsAllowedDomain -Comment $null:' { Set-CsAllowedDomain -Identity 'clear.lyncfed-lab.example' -Comment $null } $left
        Write-Seen 'Set-CsAllowedDomain -VerificationLevel $null:' { Set-CsAllowedDomain -Identity 'clear.lyncfed-lab.example' -VerificationLevel $null } $left

        New-CsPublicProvider -Identity 'lyncfed-lab-instance' -ProxyFqdn 'one.lyncfed-lab.example' -Enabled $false
        Write-Seen 'Set-CsPublicProvider -Instance with another ProxyFqdn:' {
            $record = Get-CsPublicProvider -Identity 'lyncfed-lab-instance'
            $record.ProxyFqdn = 'two.lyncfed-lab.example'
            Set-CsPublicProvider -Instance $record
        } { Get-CsPublicProvider -Identity 'lyncfed-lab-instance' | Format-List }

        New-CsExternalAccessPolicy -Identity 'lyncfed-lab-default'
        Write-Seen 'New-CsExternalAccessPolicy without members:' { Get-Date } { Get-CsExternalAccessPolicy -Identity 'Tag:lyncfed-lab-default' | Format-List }
        Write-Seen 'Set-CsExternalAccessPolicy -Description $null:' { Set-CsExternalAccessPolicy -Identity 'Tag:lyncfed-lab-default' -Description $null } { Get-CsExternalAccessPolicy -Identity 'Tag:lyncfed-lab-default' | Format-List }
        Write-Seen 'New-CsExternalAccessPolicy for a site that there is not:' { New-CsExternalAccessPolicy -Identity 'site:lyncfed-lab-none' } { Get-CsExternalAccessPolicy | Format-Table -Property 'Identity' }

        if ($env:LYNCFED_LAB_USER) {
            New-CsExternalAccessPolicy -Identity 'lyncfed-lab-held'
            Grant-CsExternalAccessPolicy -Identity $env:LYNCFED_LAB_USER -PolicyName 'lyncfed-lab-held'
            Write-Seen 'Remove-CsExternalAccessPolicy of one that a user has, -Confirm:$false:' { Remove-CsExternalAccessPolicy -Identity 'Tag:lyncfed-lab-held' -Confirm:$false } { Get-CsUser -Identity $env:LYNCFED_LAB_USER | Format-List -Property 'ExternalAccessPolicy' }
        }
        Write-Seen 'Set-CsAccessEdgeConfiguration -VerificationLevel alone, -WhatIf:' { Set-CsAccessEdgeConfiguration -VerificationLevel AlwaysVerifiable -WhatIf } { Get-CsAccessEdgeConfiguration | Format-List -Property 'RoutingMethod' }
        Confirm-Lab (Test-Path -Path $global:LabReport) 'nothing was noted'
    }
}
