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

