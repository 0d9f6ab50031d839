# Ticket 4711: two partners, one of them until now blocked.
New-CsAllowedDomain -Identity 'adatum.com' -Comment 'ticket 4711'
Remove-CsBlockedDomain -Identity 'spam.example'
New-CsAllowedDomain -Identity 'spam.example'
Set-CsAccessEdgeConfiguration -UseDnsSrvRouting -EnablePartnerDiscovery $true
