//go:build unix

package main

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/plan"
	"github.com/lyncfed/lyncfed/reach"
)

// sizes are how many of everything there is: 1, 10 and 100 times the least.
var sizes = []int{1_000, 10_000, 100_000}

// A size is a configuration of one size, as text and read.
type size struct {
	n      int
	text   string
	config federation.Configuration
	index  *reach.Index
}

// newSize returns a configuration as [configuration] writes it, read.
func newSize(users, domains, policies int) (s size, err error) {
	s.text = configuration(users, domains, policies)
	d, findings, err := federation.Decode([]byte(s.text))
	if err == nil {
		err = findings.Err()
	}
	if err != nil {
		return s, err
	}
	s.config = d.Configuration
	s.index, err = reach.NewIndex(s.config)
	return s, err
}

// configuration returns a configuration of a server as JSON: right, so that an audit
// has little to say.
func configuration(users, domains, policies int) string {
	var b strings.Builder
	b.WriteString(`{"Platform":"SfBServer2015","SipDomains":[{"Identity":"contoso.com","IsDefault":true}],
"AccessEdgeConfiguration":{"Identity":"Global","AllowFederatedUsers":true,"AllowOutsideUsers":true,"EnablePartnerDiscovery":false,"RoutingMethod":"UseDnsSrvRouting"},
"PublicProviders":[],"HostingProviders":[],"BlockedDomains":[],"Pools":[{"Identity":"pool01.contoso.com","Site":"Redmond"}],
"ExternalAccessPolicies":[{"Identity":"Global","EnableFederationAccess":true,"EnablePublicCloudAccess":false,"EnablePublicCloudAudioVideoAccess":false,"EnableOutsideAccess":true}`)
	for i := range policies {
		fmt.Fprintf(&b, `,
{"Identity":"Tag:Policy%d","EnableFederationAccess":%t,"EnablePublicCloudAccess":false,"EnablePublicCloudAudioVideoAccess":false,"EnableOutsideAccess":true}`, i, i%2 == 0)
	}
	b.WriteString("],\n\"AllowedDomains\":[")
	for i := range domains {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `
{"Identity":"partner%d.example","Domain":"partner%[1]d.example","ProxyFqdn":null,"VerificationLevel":"UseSourceVerification","Comment":"","MarkForMonitoring":false}`, i)
	}
	b.WriteString("],\n\"Users\":[")
	for i := range users {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `
{"SipAddress":"sip:first.last%d@contoso.com","ExternalAccessPolicy":"Tag:Policy%d","RegistrarPool":"pool01.contoso.com","HostingProvider":"SRV:","Enabled":true}`, i, i%policies)
	}
	b.WriteString("]}\n")
	return b.String()
}

// usersCSV returns users as Export-Csv writes them.
func usersCSV(users int) string {
	var b strings.Builder
	b.WriteString("\"SipAddress\",\"ExternalAccessPolicy\",\"RegistrarPool\",\"HostingProvider\",\"Enabled\"\r\n")
	for i := range users {
		fmt.Fprintf(&b, "\"sip:first.last%d@contoso.com\",\"Policy%d\",\"pool01.contoso.com\",\"SRV:\",\"True\"\r\n", i, i%20)
	}
	return b.String()
}

// plain is a configuration as plain structs, which check nothing.
type plain struct {
	Platform   string
	SipDomains []struct {
		Identity  string
		IsDefault bool
	}
	AccessEdgeConfiguration map[string]any
	ExternalAccessPolicies  []map[string]any
	Pools                   []struct{ Identity, Site string }
	AllowedDomains          []struct {
		Identity, Domain, ProxyFqdn, VerificationLevel, Comment string
		MarkForMonitoring                                       bool
	}
	Users []struct {
		SipAddress, ExternalAccessPolicy, RegistrarPool, HostingProvider string
		Enabled                                                          bool
	}
}

// best returns the least processor time of runs of f: of five, and of more if they
// are short.
func best(f func() error) (time.Duration, error) {
	const runs, enough = 5, 400 * time.Millisecond
	least, all := time.Duration(0), time.Duration(0)
	for n := 0; n < runs || all < enough && n < 1000; n++ {
		runtime.GC()
		start := processorTime()
		if err := f(); err != nil {
			return 0, err
		}
		took := processorTime() - start
		if all += took; n == 0 || took < least {
			least = took
		}
	}
	return least, nil
}

// processorTime returns the processor time of this process. Other programs change it
// less than the time that passes.
func processorTime() time.Duration {
	var used syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &used) // fails only for another process
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// A row is what is measured at each size, beside something else if peer is not nil.
type row struct {
	what, beside, goal string
	// run and peer return what is to be timed, for a size.
	run, peer func(n int) (func() error, error)
}

var on = date.MustParse("2016-01-01")

// growthRows are the rows. The sizes are numbers of domains; there are three users
// for each.
var growthRows = []row{
	{"reading the JSON of n domains", "json.Unmarshal into plain structs", "1.2",
		of(0, 1, decoding), of(0, 1, unmarshalling)},
	{"reading the JSON of 3n users", "the same", "1.2", of(3, 0, decoding), of(3, 0, unmarshalling)},
	{"NewIndex of n users, 1,000 policies", "reading them", "0.1",
		with(1, 0, 1000, func(s size) func() error {
			return func() error { _, err := reach.NewIndex(s.config); return err }
		}), with(1, 0, 1000, decoding)},
	{"1,000 × Decide with n allowed domains", "", "1 ms, at any size", of(0, 1, deciding), nil},
	{"Summary of 3n users, n domains", "", "1 s at 100", of(3, 1, func(s size) func() error {
		return func() error { s.index.Summary(on); return nil }
	}), nil},
	{"audit.Run of n domains", "json.Unmarshal of them", "0.33", of(0, 1, auditing), of(0, 1, unmarshalling)},
	{"audit.Run of 3n users", "json.Unmarshal of them", "0.5", of(3, 0, auditing), of(3, 0, unmarshalling)},
	{"plan.New of n/10 domains, a tenth changed", "", "50 ms at 100", planning, nil},
}

// of returns a row's function for n times some users and domains.
func of(users, domains int, f func(size) func() error) func(int) (func() error, error) {
	return with(users, domains, 20, f)
}

func with(users, domains, policies int, f func(size) func() error) func(int) (func() error, error) {
	return func(n int) (func() error, error) {
		s, err := newSize(n*users, n*domains, policies)
		if err != nil {
			return nil, err
		}
		s.n = n
		return f(s), nil
	}
}

func decoding(s size) func() error {
	return func() error { _, _, err := federation.Decode([]byte(s.text)); return err }
}

func unmarshalling(s size) func() error {
	return func() error { return json.Unmarshal([]byte(s.text), new(plain)) }
}

func auditing(s size) func() error {
	return func() error { audit.Run(s.config, on); return nil }
}

func deciding(s size) func() error {
	var queries []reach.Query
	for i := range 1000 {
		queries = append(queries, reach.Query{From: address.MustParse("ken@contoso.com"), To: address.MustParse(fmt.Sprintf("ted@partner%d.example", i*s.n/1000)), On: on})
	}
	return func() error {
		for _, q := range queries {
			if _, err := s.index.Decide(q); err != nil {
				return err
			}
		}
		return nil
	}
}

// planning returns what plans from a list of domains to one of which a twentieth is
// new, while another twentieth is gone.
func planning(n int) (func() error, error) {
	s, err := newSize(0, n/10, 20)
	if err != nil {
		return nil, err
	}
	have, want := s.config, s.config
	have.AllowedDomains, want.AllowedDomains = nil, nil
	for i, d := range s.config.AllowedDomains {
		if i%20 != 0 {
			want.AllowedDomains = append(want.AllowedDomains, d)
		}
		if i%20 != 10 {
			have.AllowedDomains = append(have.AllowedDomains, d)
		}
	}
	return func() error { _, err := plan.New(have, want); return err }, nil
}

// growth writes the table of what is measured at each size, and how much more it is
// at 100 times the least.
func growth(w io.Writer) error {
	fmt.Fprintf(w, "| what, for n = %d | times its peer at 1, 10, 100 | goal | peer | ms at 1, 10, 100 | 100 times as much costs |\n|---|---|---|---|---|---|\n", sizes[0])
	for _, r := range growthRows {
		var took, ratios []string
		var ends []time.Duration
		for _, n := range sizes {
			run, err := r.run(n)
			if err != nil {
				return err
			}
			t, err := best(run)
			if err != nil {
				return fmt.Errorf("%s: %w", r.what, err)
			}
			ends = append(ends, t)
			took = append(took, fmt.Sprintf("%.3g", float64(t.Microseconds())/1000))
			if r.peer == nil {
				continue
			}
			peer, err := r.peer(n)
			if err != nil {
				return err
			}
			p, err := best(peer)
			if err != nil {
				return fmt.Errorf("the peer of %s: %w", r.what, err)
			}
			ratios = append(ratios, fmt.Sprintf("%.2f", float64(t)/float64(p)))
		}
		fmt.Fprintf(w, "| %s | %s | %s | %s | %s | %.0f times |\n", r.what, strings.Join(ratios, ", "), r.goal, r.beside, strings.Join(took, ", "), float64(ends[len(ends)-1])/float64(ends[0]))
	}
	return nil
}

// unmarshalFile and splitFile are the peers of a whole command.
func unmarshalFile(name string) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	return json.Unmarshal(data, new(plain))
}

func splitFile(name string) error {
	in, err := os.Open(name)
	if err != nil {
		return err
	}
	defer in.Close()
	r := csv.NewReader(bufio.NewReaderSize(in, 1<<20))
	r.ReuseRecord = true
	for {
		if _, err := r.Read(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}
