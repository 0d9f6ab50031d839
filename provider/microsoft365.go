package provider

import (
	"iter"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/source"
)

const (
	// Microsoft365Host is the Access Edge of the worldwide Microsoft 365 cloud
	// (FED-LO-10, SFB-HYBRID).
	Microsoft365Host = "sipfed.online.lync.com"

	// Microsoft365From is the day of the first document on partners in Microsoft
	// 365 (FED-LO-10).
	Microsoft365From = "2011-07-17"
)

// microsoft365 lists the hosts of all clouds.
var microsoft365 = [...]struct {
	host   domain.Name
	source diag.Source
}{
	{domain.MustParseName(Microsoft365Host), source.Hybrid},
	{domain.MustParseName("sipfed.online.partner.lync.cn"), source.CloudRecords},
	{domain.MustParseName("sipfed.online.gov.skypeforbusiness.us"), source.CloudRecordsGCCHigh},
	{domain.MustParseName("sipfed.online.dod.skypeforbusiness.us"), source.CloudRecordsDoD},
}

// Microsoft365Hosts returns the hosts of Microsoft 365, each with its document:
// those of the worldwide cloud, of the cloud in China, and of the clouds for the
// United States government.
func Microsoft365Hosts() iter.Seq2[domain.Name, diag.Source] {
	return func(yield func(domain.Name, diag.Source) bool) {
		for _, cloud := range microsoft365 {
			if !yield(cloud.host, cloud.source) {
				return
			}
		}
	}
}

// IsMicrosoft365 reports whether the provider leads to organizations in Microsoft
// 365: whether its host is one of [Microsoft365Hosts]. Other hosts of Microsoft,
// such as those of Exchange Online, are not.
func (p HostingProvider) IsMicrosoft365() bool {
	for _, cloud := range microsoft365 {
		if p.ProxyFQDN == cloud.host {
			return true
		}
	}
	return false
}
