package provider

import "github.com/lyncfed/lyncfed/domain"

// microsoft365 are the hosts by which a server reaches organizations in
// Microsoft 365, of its clouds for the world, for the United States government
// and for China (FED-LO-10, HYB-OFF).
var microsoft365 = [...]domain.Name{
	domain.MustParseName("sipfed.online.lync.com"),
	domain.MustParseName("sipfed.online.gov.skypeforbusiness.us"),
	domain.MustParseName("sipfed.online.dod.skypeforbusiness.us"),
	domain.MustParseName("sipfed.online.partner.lync.cn"),
}

// IsMicrosoft365 reports whether the provider is one by which organizations in
// Microsoft 365 are reached: its host is that of one of the clouds. Other hosts
// of the vendor's, such as that of Exchange Online, are not.
func (p HostingProvider) IsMicrosoft365() bool {
	for _, host := range microsoft365 {
		if p.ProxyFQDN == host {
			return true
		}
	}
	return false
}
