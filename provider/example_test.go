package provider_test

import (
	"encoding/json"
	"fmt"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

// What a service was, or will be, is asked for a day.
func ExampleService() {
	aol, _ := provider.LookupService(provider.AOL)
	for _, day := range []string{"2013-01-01", "2014-06-30", "2014-07-01"} {
		on := date.MustParse(day)
		fmt.Printf("%s %v [%v]\n", day, aol.History.On(on), aol.Capabilities(on))
	}
	stage, _ := aol.History.Stage(date.MustParse("2014-07-01"))
	fmt.Println(stage.Text, stage.Source)
	// Output:
	// 2013-01-01 available [IM,Presence]
	// 2014-06-30 closing [IM,Presence]
	// 2014-07-01 ended []
	// The service is shut down. FAQ-19
}

// The provider that the documents tell to create decorates contacts.
func ExampleService_Recommended() {
	skype, _ := provider.LookupService(provider.Skype)
	p, _ := skype.Recommended(product.SfBServer2015)
	fmt.Println(p.Identity, p.ProxyFQDN)
	fmt.Println(p.Decorator().Decorate(address.MustParse("ted@contoso.com")))
	// Output:
	// Skype federation.messenger.msn.com
	// ted(contoso.com)@msn.com
}

func ExamplePublicProvider_Validate() {
	var p provider.PublicProvider
	err := json.Unmarshal([]byte(`{"Identity": "Skype", "Enabled": true, "IconUrl": "messenger.png", "NameDecorationRoutingDomain": "msn.com"}`), &p)
	if err != nil {
		fmt.Println(err)
		return
	}
	for f := range diag.All(p.Validate()) {
		fmt.Println(f.Path, f.Rule)
	}
	for _, f := range p.Findings() {
		if f.Severity != diag.Error {
			fmt.Println(f.Path, f.Rule)
		}
	}
	// Output:
	// /ProxyFqdn provider.proxy-fqdn.missing
	// /IconUrl provider.url.scheme
	// /NameDecorationExcludedDomainList provider.excluded-list.empty
}

// A working Messenger provider carried on to Skype.
func ExamplePublicProvider_Service() {
	var p provider.PublicProvider
	_ = json.Unmarshal([]byte(`{"Identity": "Messenger", "ProxyFqdn": "federation.messenger.msn.com"}`), &p)
	fmt.Println(p.Service(date.MustParse("2012-01-01")))
	fmt.Println(p.Service(date.MustParse("2016-01-01")))
	// Output:
	// wlm true
	// skype true
}

func ExampleService_Owns() {
	skype, _ := provider.LookupService(provider.Skype)
	for _, name := range []string{"outlook.com", "hotmail.gr", "live.contoso.com"} {
		d, owned := skype.Owns(domain.MustParseSIPDomain(name))
		fmt.Println(name, owned, d.Inferred)
	}
	// Output:
	// outlook.com true false
	// hotmail.gr true true
	// live.contoso.com false false
}

func ExampleHistory_On() {
	aol, _ := provider.LookupService(provider.AOL)
	for _, day := range []string{"2013-01-01", "2014-01-01", "2015-01-01"} {
		fmt.Println(day, aol.History.On(date.MustParse(day)))
	}
	last, ended := aol.History.LastDay()
	fmt.Println(last, ended)
	// Output:
	// 2013-01-01 available
	// 2014-01-01 closing
	// 2015-01-01 ended
	// 2014-06-30 true
}
