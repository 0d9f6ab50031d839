package licensing_test

import (
	"fmt"
	"time"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/licensing"
	"github.com/lyncfed/lyncfed/provider"
)

func ExampleCompletionOf() {
	c := licensing.CompletionOf(date.MustParse("2019-05-01"))
	fmt.Println(c.Earliest, c.Latest)
	fmt.Println(c.Text)
	// Output:
	// 2019-05-02 2019-05-03
	// It takes 24 to 48 hours. No e-mail confirms the completion. The same page still mentions up to 30 days.
}

func ExampleProvisioningRequest_Changes() {
	earlier := licensing.ProvisioningRequest{
		Agreement: licensing.Agreement{Program: licensing.VolumeLicensing, Number: "1234567"},
		Services:  []provider.ServiceID{provider.Skype},
	}
	later := earlier
	later.Agreement.Number = "7654321"
	for _, c := range later.Changes(earlier) {
		fmt.Println(c.Field, c.Before, c.After)
		fmt.Println(c.Consequence.Text)
	}
	// Output:
	// /Agreement/Number 1234567 7654321
	// The agreement's number identifies a request: with another number it is a new request.
}

func ExampleSplitDomain_Next() {
	noon := time.Date(2018, time.May, 1, 12, 0, 0, 0, time.UTC)
	// External communications were turned on online before the servers were confirmed.
	s := licensing.SplitDomain{Submitted: noon, OnlineOn: noon.Add(time.Hour), OnlineOff: noon.Add(2 * time.Hour)}
	next := s.Next()
	fmt.Println(next.WrongOrder, next.NotBefore)
	fmt.Println(next.Text)
	// Output:
	// true 2018-05-02 14:00:00 +0000 UTC
	// Wait, and then start again: submit the request for the servers.
}
