package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/dns/dnsmessage"

	"github.com/lyncfed/lyncfed/domain"
)

// srvTexts are what tools print, with the records that are read from it: domain,
// name, target and port. A record without a name is missing.
var srvTexts = []struct {
	name, domain, text string
	want               []string
}{
	{"nslookup on Windows", "", "Server:  dc1.corp.contoso.com\r\nAddress:  10.0.0.14\r\n\r\nNon-authoritative answer:\r\n_sipfederationtls._tcp.contoso.com\tSRV service location:\r\n\t  priority       = 100\r\n\t  weight         = 1\r\n\t  port           = 5061\r\n\t  svr hostname   = sipfed.online.lync.com\r\n\r\nsipfed.online.lync.com\tinternet address = 52.112.64.1\r\n",
		[]string{"_sipfederationtls._tcp.contoso.com sipfed.online.lync.com 5061 priority 100"}},
	{"nslookup on Windows, two records and no blank line", "", "_sipfederationtls._tcp.contoso.com SRV service location:\npriority = 0\nweight = 0\nport = 5061\nsvr hostname = sip.contoso.com\n_sipfederationtls._tcp.contoso.com SRV service location:\npriority = 10\nweight = 0\nport = 443\nsvr hostname = sip2.contoso.com\nsip.contoso.com internet address = 192.0.2.1\n",
		[]string{"_sipfederationtls._tcp.contoso.com sip.contoso.com 5061", "_sipfederationtls._tcp.contoso.com sip2.contoso.com 443 priority 10"}},
	{"nslookup in another language", "", "Server:  UnKnown\nAddress:  ::1\n\nNicht autorisierende Antwort:\n_sipfederationtls._tcp.contoso.com      SRV service location:\n          priority       = 0\n          weight         = 0\n          port           = 5061\n          svr hostname   = sip.contoso.com\n",
		[]string{"_sipfederationtls._tcp.contoso.com sip.contoso.com 5061"}},
	{"nslookup on Windows, no name", "", "> nslookup -type=srv _sipfederationtls._tcp.contoso.com\nServer:  dc1\nAddress:  10.0.0.14\n\n*** dc1 can't find _sipfederationtls._tcp.contoso.com: Non-existent domain\n",
		[]string{"contoso.com is missing"}},
	{"nslookup on Windows, no record of the type", "", "PS C:\\> nslookup -type=srv _sipfederationtls._tcp.contoso.com\nServer:  dc1\nAddress:  10.0.0.14\n\ncontoso.com\n        primary name server = ns1.contoso.com\n        responsible mail addr = hostmaster.contoso.com\n        serial  = 2016010101\n",
		[]string{"contoso.com is missing"}},
	{"nslookup on Unix", "", "Server:\t\t192.0.2.53\nAddress:\t192.0.2.53#53\n\nNon-authoritative answer:\n_sipfederationtls._tcp.contoso.com\tservice = 100 1 5061 sipfed.online.lync.com.\n\nAuthoritative answers can be found from:\n",
		[]string{"_sipfederationtls._tcp.contoso.com sipfed.online.lync.com 5061 priority 100"}},
	{"nslookup on Unix, no name", "", "** server can't find _sipfederationtls._tcp.contoso.com: NXDOMAIN\n",
		[]string{"contoso.com is missing"}},
	{"host", "", "_sipfederationtls._tcp.contoso.com has SRV record 0 0 5061 sip.contoso.com.\n",
		[]string{"_sipfederationtls._tcp.contoso.com sip.contoso.com 5061"}},
	{"host, none", "", "_sipfederationtls._tcp.contoso.com has no SRV record\n",
		[]string{"contoso.com is missing"}},
	{"dig", "", "; <<>> DiG 9.18 <<>> SRV _sipfederationtls._tcp.contoso.com\n;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1\n;; QUESTION SECTION:\n;_sipfederationtls._tcp.contoso.com. IN SRV\n\n;; ANSWER SECTION:\n_sipfederationtls._tcp.contoso.com. 3600 IN SRV 0 0 5061 sip.contoso.com.\n",
		[]string{"_sipfederationtls._tcp.contoso.com. sip.contoso.com 5061"}},
	{"dig, none", "", ";; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 1\n;; QUESTION SECTION:\n;_sipfederationtls._tcp.contoso.com. IN SRV\n",
		[]string{"contoso.com is missing"}},
	{"dig, an empty answer", "", ";; flags: qr rd ra; QUERY: 1, ANSWER: 0, AUTHORITY: 1\n;; QUESTION SECTION:\n;_sipfederationtls._tcp.contoso.com. IN SRV\n",
		[]string{"contoso.com is missing"}},
	{"dig +short", "contoso.com", "100 1 5061 sipfed.online.lync.com.\n",
		[]string{"_sipfederationtls._tcp.contoso.com sipfed.online.lync.com 5061 priority 100"}},
	{"a zone file", "", "_sipfederationtls._tcp.contoso.com. SRV 0 5 5061 sip.contoso.com.",
		[]string{"_sipfederationtls._tcp.contoso.com. sip.contoso.com 5061"}},
	{"Resolve-DnsName as a table", "", "\r\nName                                     Type   TTL   Section    NameTarget                     Priority Weight Port\r\n----                                     ----   ---   -------    ----------                     -------- ------ ----\r\n_sipfederationtls._tcp.contoso.com       SRV    3600  Answer     sip.contoso.com                7        0      5061\r\n\r\nName       : sip.contoso.com\r\nQueryType  : A\r\nTTL        : 3600\r\nSection    : Additional\r\nIP4Address : 192.0.2.1\r\n",
		[]string{"_sipfederationtls._tcp.contoso.com sip.contoso.com 5061 priority 7"}},
	{"Resolve-DnsName as a list", "", "Name       : _sipfederationtls._tcp.contoso.com\nType       : SRV\nTTL        : 3600\nSection    : Answer\nNameTarget : sip.contoso.com\nPriority   : 0\nWeight     : 0\nPort       : 5061\n\nName       : _sipfederationtls._tcp.fabrikam.com\nType       : SRV\nNameTarget : sip.fabrikam.com\nPriority   : 5\nPort       : 5061\n",
		[]string{"_sipfederationtls._tcp.contoso.com sip.contoso.com 5061", "_sipfederationtls._tcp.fabrikam.com sip.fabrikam.com 5061 priority 5"}},
	{"Resolve-DnsName, no name", "", "Resolve-DnsName : _sipfederationtls._tcp.contoso.com : DNS name does not exist\nAt line:1 char:1\n",
		[]string{"contoso.com is missing"}},
	{"Resolve-DnsName, no record of the type", "contoso.com", "Name                        Type TTL   Section    PrimaryServer               NameAdministrator           SerialNumber\n----                        ---- ---   -------    -------------               -----------------           ------------\ncontoso.com                 SOA  3600  Authority  ns1.contoso.com             hostmaster.contoso.com      2016010101\n",
		[]string{"contoso.com is missing"}},
	{"a table with a name that is cut off", "contoso.com", "Name                           Type   TTL   Section    NameTarget                     Priority Weight Port\n----                           ----   ---   -------    ----------                     -------- ------ ----\n_sipfederationtls._tcp.cont... SRV    3600  Answer     sip.contoso.com                0        0      5061\n",
		[]string{"_sipfederationtls._tcp.contoso.com sip.contoso.com 5061"}},
	{"the records of clients beside it", "", "_sip._tls.contoso.com has SRV record 0 0 443 sip.contoso.com.\n_sipfederationtls._tcp.contoso.com has SRV record 0 0 5061 sip.contoso.com.\n",
		[]string{"_sipfederationtls._tcp.contoso.com sip.contoso.com 5061"}},
	{"the record of clients alone", "", "_sip._tls.contoso.com has SRV record 0 0 443 sip.contoso.com.\n",
		[]string{"_sip._tls.contoso.com sip.contoso.com 443"}},
	{"one domain has a record and one has not", "", "_sipfederationtls._tcp.contoso.com has SRV record 0 0 5061 sip.contoso.com.\nHost _sipfederationtls._tcp.fabrikam.com not found: 3(NXDOMAIN)\n",
		[]string{"_sipfederationtls._tcp.contoso.com sip.contoso.com 5061", "fabrikam.com is missing"}},
	{"a time-out before the answer", "", "DNS request timed out.\n    timeout was 2 seconds.\n_sipfederationtls._tcp.contoso.com has SRV record 0 0 5061 sip.contoso.com.\n",
		[]string{"_sipfederationtls._tcp.contoso.com sip.contoso.com 5061"}},
	{"JSON of Resolve-DnsName", "", `[{"Name":"_sipfederationtls._tcp.contoso.com","Type":33,"NameTarget":"sip.contoso.com","Port":5061,"Priority":4},{"Name":"sip.contoso.com","Type":1,"IPAddress":"192.0.2.1"}]`,
		[]string{"_sipfederationtls._tcp.contoso.com sip.contoso.com 5061 priority 4"}},
	{"JSON of one record", "", `{"Name":"_sipfederationtls._tcp.contoso.com","Type":33,"NameTarget":"sip.contoso.com","Port":"5061"}`,
		[]string{"_sipfederationtls._tcp.contoso.com sip.contoso.com 5061"}},
	{"JSON", "", `{"domain":"contoso.com","records":[{"Target":"sip.contoso.com.","Port":5061,"Priority":3}]}`,
		[]string{"_sipfederationtls._tcp.contoso.com sip.contoso.com 5061 priority 3"}},
	{"JSON without a domain", "", `{"Records":[{"Name":"_sipfederationtls._tcp.contoso.com","Target":".","Port":0,"Priority":0,"Weight":0,"TTL":60}]}`,
		[]string{"_sipfederationtls._tcp.contoso.com  0"}},
	{"JSON that says that there is none", "", `{"Domain":"contoso.com","Records":[]}`,
		[]string{"contoso.com is missing"}},
	{"an array of objects", "", `[{"Domain":"contoso.com","Records":[]},{"Domain":"fabrikam.com","Records":[{"Target":"sip.fabrikam.com","Port":5061}]}]`,
		[]string{"contoso.com is missing", "_sipfederationtls._tcp.fabrikam.com sip.fabrikam.com 5061"}},
}

func TestReadSRV(t *testing.T) {
	for _, tt := range srvTexts {
		t.Run(tt.name, func(t *testing.T) {
			var d domain.SIPDomain
			if tt.domain != "" {
				d = domain.MustParseSIPDomain(tt.domain)
			}
			records, err := readSRV([]byte(tt.text), d)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, r := range records {
				of, _ := r.Of()
				if r.IsMissing() {
					got = append(got, of.String()+" is missing")
				} else {
					line := fmt.Sprintf("%s %s %d", r.Name, r.Target, r.Port)
					if r.Priority != 0 {
						line += fmt.Sprintf(" priority %d", r.Priority)
					}
					got = append(got, line)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestReadSRVFails: nothing is guessed of what cannot be read, and no answer of a
// server does not mean that there is no record.
func TestReadSRVFails(t *testing.T) {
	for _, text := range []string{
		"",
		"hello",
		"DNS request timed out.\n    timeout was 2 seconds.\n*** Request to dc1 timed-out\n",
		";; ->>HEADER<<- opcode: QUERY, status: SERVFAIL, id: 1\n;; flags: ANSWER: 0\n;_sipfederationtls._tcp.contoso.com. IN SRV\n",
		"100 1 5061 sipfed.online.lync.com.\n",
		"Name                           Type   TTL   Section    NameTarget                     Priority Weight Port\n----                           ----   ---   -------    ----------                     -------- ------ ----\n_sipfederationtls._tcp.cont... SRV    3600  Answer     sip.contoso.com                0        0      5061\n",
		"Name : _sipfederationtls._tcp.contoso.com\nNameTarget : sip.contoso...\nPort : 5061\n",
		"Name : _sipfederationtls._tcp.contoso.com\nNameTarget : sip.contoso.com\n",
		"_sipfederationtls._tcp.contoso.com has SRV record 0 0 70000 sip.contoso.com.\n",
		"_sipfederationtls._tcp.contoso.com has SRV record 0 0 5061 sip..contoso.com.\n",
		"*** dc1 can't find contoso: Non-existent domain\n",
		"{",
		"[]",
		"[1]",
		"{}",
		`{"Domain":"contoso.com"}`,
		`{"Domain":"contoso.com","Records":null}`,
		`{"Records":[]}`,
		`{"Records":[{"Target":"sip.contoso.com","Port":5061}]}`,
		`{"Domain":"contoso","Records":[]}`,
		`{"Domain":"contoso.com","Records":[{"Target":"sip.contoso.com"}]}`,
		`{"Domain":"contoso.com","Records":[{"Port":5061}]}`,
		`{"Domain":"contoso.com","Records":[{"Target":"sip.contoso.com","Port":-1}]}`,
		`{"Domain":"contoso.com","Records":[{"Target":"sip.contoso.com","Port":5061,"Certificates":[]}]}`,
		`{"Domain":"contoso.com","Records":[{"Target":"sip.contoso.com","Port":5061,"CertificatePEM":"x"}]}`,
	} {
		if records, err := readSRV([]byte(text), domain.SIPDomain{}); err == nil {
			t.Errorf("%q reads as %v", text, records)
		}
	}
}

// selfSigned returns a certificate of its own authority, and its PEM text.
func selfSigned(t *testing.T, change func(*x509.Certificate)) (tls.Certificate, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "sip.contoso.com"},
		DNSNames:     []string{"sip.contoso.com", "access.contoso.com"},
		NotBefore:    time.Date(2014, 1, 1, 0, 0, 0, 0, time.UTC),
		NotAfter:     time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC),
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	change(template)
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

func TestParseCertificate(t *testing.T) {
	_, authority := selfSigned(t, func(c *x509.Certificate) {
		c.Subject.CommonName, c.DNSNames, c.IsCA, c.BasicConstraintsValid = "Authority", nil, true, true
	})
	pair, leaf := selfSigned(t, func(c *x509.Certificate) { c.ExtKeyUsage = nil })
	_, server := selfSigned(t, func(c *x509.Certificate) { c.DNSNames = []string{"*.contoso.com"} })
	_, other := selfSigned(t, func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} })
	for _, tt := range []struct {
		name, data     string
		names          []string
		server, client string
	}{
		{"PEM", leaf, []string{"sip.contoso.com", "access.contoso.com"}, "True", "True"},
		{"DER", string(pair.Certificate[0]), []string{"sip.contoso.com", "access.contoso.com"}, "True", "True"},
		{"a chain", authority + "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n" + leaf, []string{"sip.contoso.com", "access.contoso.com"}, "True", "True"},
		{"of a server", server, []string{"sip.contoso.com", "*.contoso.com"}, "True", "False"},
		{"of a client", other, []string{"sip.contoso.com", "access.contoso.com"}, "False", "True"},
	} {
		c, err := parseCertificate([]byte(tt.data))
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if !slices.Equal(c.names, tt.names) || c.Server.String() != tt.server || c.Client.String() != tt.client || c.From.String() != "2014-01-01" || c.Until.String() != "2100-01-01" {
			t.Errorf("%s: %+v", tt.name, c)
		}
	}
	for _, data := range []string{"", "x", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"} {
		if c, err := parseCertificate([]byte(data)); err == nil {
			t.Errorf("%q is the certificate %v", data, c)
		}
	}
}

// dnsServer answers on loopback: SRV by name, and any A with 127.0.0.1. A name
// without an entry does not exist; an entry without a target fails.
func dnsServer(t *testing.T, records map[string]dnsmessage.SRVResource) string {
	t.Helper()
	conn, err := (&net.ListenConfig{}).ListenPacket(context.Background(), "udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	go func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return // closed
			}
			if answer, err := dnsAnswer(buf[:n], records); err == nil {
				_, _ = conn.WriteTo(answer, from)
			}
		}
	}()
	return conn.LocalAddr().String()
}

func dnsAnswer(question []byte, records map[string]dnsmessage.SRVResource) ([]byte, error) {
	var m dnsmessage.Message
	if err := m.Unpack(question); err != nil {
		return nil, err
	}
	m.Response, m.RecursionAvailable, m.Additionals = true, true, nil
	q := m.Questions[0]
	header := dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, Type: q.Type, TTL: 60}
	srv, known := records[q.Name.String()]
	switch {
	case q.Type == dnsmessage.TypeA:
		m.Answers = []dnsmessage.Resource{{Header: header, Body: &dnsmessage.AResource{A: [4]byte{127, 0, 0, 1}}}}
	case q.Type != dnsmessage.TypeSRV:
	case !known:
		m.RCode = dnsmessage.RCodeNameError
	case srv.Target.Length == 0:
		m.RCode = dnsmessage.RCodeServerFailure
	default:
		m.Answers = []dnsmessage.Resource{{Header: header, Body: &srv}}
	}
	return m.Pack()
}

// tlsServer is a host with a certificate. Like an Edge it wants one of the client,
// and refuses a client that has none.
func tlsServer(t *testing.T, cert tls.Certificate) (port uint16) {
	t.Helper()
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAnyClientCert, MaxVersion: tls.VersionTLS12})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return // closed
			}
			go func() {
				_ = conn.(*tls.Conn).HandshakeContext(context.Background())
				conn.Close()
			}()
		}
	}()
	return uint16(listener.Addr().(*net.TCPAddr).Port)
}

// checked runs srv check with JSON and returns its rules by path, what it asked,
// and the exit status.
func checked(t *testing.T, args ...string) (rules []string, report srvReport, status int) {
	t.Helper()
	out, talk, status := lyncfed(nil, append([]string{"srv", "check", "--format", "json", "--on", "2021-01-01"}, args...)...)
	if status == statusFailed {
		return nil, srvReport{}, status
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatalf("%v: %v\n%s%s", args, err, out, talk)
	}
	for _, f := range report.Findings {
		rules = append(rules, fmt.Sprintf("%s %s", f.Path, f.Rule))
	}
	return rules, report, status
}

// TestSRVLive asks a DNS server and opens a host, both on loopback.
func TestSRVLive(t *testing.T) {
	cert, _ := selfSigned(t, func(*x509.Certificate) {})
	deep, _ := selfSigned(t, func(c *x509.Certificate) {
		c.Subject.CommonName, c.DNSNames, c.NotAfter = "", []string{"*.fabrikam.com"}, time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	})
	port, other := tlsServer(t, cert), tlsServer(t, deep)
	server := dnsServer(t, map[string]dnsmessage.SRVResource{
		"_sipfederationtls._tcp.contoso.com.":  {Target: dnsmessage.MustNewName("sip.contoso.com."), Port: 5061},
		"_sipfederationtls._tcp.tailspin.com.": {Target: dnsmessage.MustNewName("sip.tailspin.com."), Port: other},
		"_sipfederationtls._tcp.edge.com.":     {Target: dnsmessage.MustNewName("sip.contoso.com."), Port: port},
		"_sipfederationtls._tcp.broken.com.":   {},
	})
	config := write(t, "config.json", `{"SipDomains":[{"Identity":"contoso.com","IsDefault":true},{"Identity":"contoso.org","IsDefault":false}]}`)
	for _, tt := range []struct {
		name   string
		args   []string
		rules  []string
		asked  int
		status int
	}{
		{"right", []string{"--live", "--domain", "contoso.com"}, nil, 1, statusOK},
		{"missing", []string{"--live", "--domain", "contoso.org"}, []string{"/Records/0 audit.srv.missing"}, 1, statusRefused},
		{"all of a configuration", []string{"--live", "--config", config}, []string{"/Records/1 audit.srv.missing"}, 2, statusRefused},
		{"a server that fails", []string{"--live", "--domain", "broken.com"}, nil, 0, statusFailed},
		{"the certificate of a target", []string{"--live", "--tls", "--domain", "tailspin.com"}, []string{
			"/Records/0/Port domain.srv.port", "/Records/0/Certificate domain.srv.certificate", "/Records/0/Certificate/0 audit.srv.wildcard", "/Records/0/Certificate/Until audit.certificate.day",
		}, 2, statusRefused},
		{"a host of another domain", []string{"--live", "--tls", "--domain", "edge.com"}, []string{"/Records/0/Target domain.srv.target", "/Records/0/Port domain.srv.port"}, 2, statusRefused},
	} {
		rules, report, status := checked(t, append(tt.args, "--resolver", server)...)
		if diff := cmp.Diff(tt.rules, rules); diff != "" || status != tt.status || len(report.Asked) != tt.asked {
			t.Errorf("%s: status %d, asked %q (-want +got):\n%s", tt.name, status, report.Asked, diff)
		}
	}
	// The port of a file is opened, and a host that does not answer leaves the
	// certificate unchecked.
	file := write(t, "srv.json", fmt.Sprintf(`{"Domain":"contoso.com","Records":[{"Target":"sip.contoso.com","Port":%d}]}`, port))
	_, report, _ := checked(t, file, "--tls", "--resolver", server)
	if want := []string{"sip.contoso.com", "access.contoso.com"}; len(report.Domains) != 1 || !slices.Equal(report.Domains[0].Records[0].Certificate, want) {
		t.Errorf("of the host was read %+v", report.Domains)
	}
	closed := write(t, "closed.json", `{"Domain":"contoso.com","Records":[{"Target":"sip.contoso.com","Port":1}]}`)
	if _, report, _ := checked(t, closed, "--tls", "--resolver", server); len(report.NotChecked) != 1 || len(report.Asked) != 1 {
		t.Errorf("of a host that does not answer: %+v", report)
	}
}

// TestSRVCheck: files, configurations and certificates, and the exit statuses.
func TestSRVCheck(t *testing.T) {
	right := write(t, "right.json", `{"Domain":"contoso.com","Records":[{"Target":"sip.contoso.com","Port":5061}]}`)
	cloud := write(t, "cloud.txt", "_sipfederationtls._tcp.contoso.com\tservice = 100 1 5061 sipfed.online.lync.com.\n")
	config := write(t, "config.json", `{"SipDomains":[{"Identity":"contoso.com","IsDefault":true},{"Identity":"contoso.org"}]}`)
	aol := write(t, "aol.json", `{"PublicProviders":[{"Identity":"AOL","ProxyFqdn":"a.example","Enabled":true}]}`)
	_, good := selfSigned(t, func(*x509.Certificate) {})
	_, bad := selfSigned(t, func(c *x509.Certificate) {
		c.Subject.CommonName, c.DNSNames = "edge.contoso.com", []string{"edge.contoso.com"}
		c.ExtKeyUsage, c.NotBefore = []x509.ExtKeyUsage{x509.ExtKeyUsageCodeSigning}, time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC)
	})
	goodFile, badFile := write(t, "good.pem", good), write(t, "bad.pem", bad)
	pemText, err := json.Marshal(bad)
	if err != nil {
		t.Fatal(err)
	}
	inside := write(t, "inside.json", `{"Domain":"contoso.com","Records":[{"Target":"sip.contoso.com","Port":5061,"CertificatePEM":`+string(pemText)+`}]}`)
	twice := write(t, "twice.json", `{"Domain":"contoso.com","Records":[{"Name":"_sip._tls.contoso.com","Target":"sip.contoso.com","Port":443},{"Name":"_sipinternaltls._tcp.contoso.com","Target":"sip.contoso.com","Port":5061}]}`)
	for _, tt := range []struct {
		args   []string
		rules  []string
		not    int // how many things are not checked
		status int
	}{
		{[]string{twice}, []string{"/Records/0/Name domain.srv.name", "/Records/1/Name domain.srv.name"}, 1, statusRefused},
		{[]string{right}, nil, 1, statusOK},
		{[]string{right, "--config", config}, nil, 2, statusOK},
		{[]string{right, "--certificate", goodFile}, nil, 0, statusOK},
		{[]string{right, "--certificate", badFile}, []string{"/Records/0/Certificate domain.srv.certificate", "/Certificate/From audit.certificate.day", "/Certificate/Server audit.certificate.server"}, 0, statusRefused},
		{[]string{inside}, []string{"/Records/0/Certificate domain.srv.certificate", "/Records/0/Certificate/From audit.certificate.day", "/Records/0/Certificate/Server audit.certificate.server"}, 0, statusRefused},
		{[]string{right, "--certificate", goodFile, "--config", aol, "--on", "2014-06-30"}, []string{"/Certificate/Client audit.certificate.client"}, 0, statusRefused},
		{[]string{right, "--certificate", goodFile, "--config", aol, "--on", "2014-07-01"}, nil, 0, statusOK},
		{[]string{cloud}, nil, 0, statusOK},
		{[]string{cloud, "--config", config}, []string{"/Records/0/Target audit.srv.home"}, 1, statusUnknown},
		{[]string{"absent.json"}, nil, 0, statusFailed},
		{[]string{right, "--certificate", right}, nil, 0, statusFailed},
		{[]string{right, "--certificate", "absent.pem"}, nil, 0, statusFailed},
		{[]string{right, "--config", "absent.json"}, nil, 0, statusFailed},
		{[]string{right, "--domain", "contoso"}, nil, 0, statusFailed},
		{[]string{right, "--domain", "contoso.com", "--domain", "contoso.org"}, nil, 0, statusFailed},
		{[]string{right, "--live", "--domain", "contoso.com"}, nil, 0, statusFailed},
		{[]string{right, "--resolver", "127.0.0.1:53"}, nil, 0, statusFailed},
		{[]string{right, "--tls", "--certificate", goodFile}, nil, 0, statusFailed},
		{[]string{"--live"}, nil, 0, statusFailed},
		{[]string{"--live", "--config", aol}, nil, 0, statusFailed},
		{[]string{"--live", "--domain", "contoso.com", "--resolver", ":53"}, nil, 0, statusFailed},
		{nil, nil, 0, statusFailed},
	} {
		rules, report, status := checked(t, tt.args...)
		if diff := cmp.Diff(tt.rules, rules); diff != "" || status != tt.status || len(report.NotChecked) != tt.not || report.Asked != nil {
			t.Errorf("%v: status %d, not checked %q (-want +got):\n%s", tt.args, status, report.NotChecked, diff)
		}
	}
	// The line of the text is said.
	if _, report, _ := checked(t, cloud, "--config", config); len(report.Findings) != 1 || report.Findings[0].Pos.Line != 1 || report.Findings[0].Pos.File != cloud {
		t.Errorf("the findings are at %+v", report.Findings)
	}
}

func TestSRVShow(t *testing.T) {
	cloud := write(t, "cloud.json", `{"SipDomains":[{"Identity":"contoso.com","IsDefault":true},{"Identity":"contoso.org"}],
		"Users":[{"SipAddress":"ken@contoso.com","HostingProvider":"SRV:"},{"SipAddress":"ann@contoso.org","HostingProvider":"sipfed.online.lync.com"}]}`)
	out, _, status := lyncfed(nil, "srv", "show", cloud, "--format", "json")
	var got struct{ Records []neededRecord }
	if err := json.Unmarshal([]byte(out), &got); err != nil || status != statusOK {
		t.Fatalf("status %d, %v: %s", status, err, out)
	}
	var lines []string
	for _, r := range got.Records {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %t %s %s %d %s %s", r.Domain, r.IsDefault, r.Home, r.Name, r.Port, r.Target, r.Below)))
	}
	want := []string{
		"contoso.com true servers _sipfederationtls._tcp.contoso.com 5061  contoso.com",
		"contoso.org false microsoft-365 _sipfederationtls._tcp.contoso.org 5061 sipfed.online.lync.com",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	without := write(t, "without.json", `{"PublicProviders":[]}`)
	if _, _, status := lyncfed(nil, "srv", "show", without); status != statusUnknown {
		t.Errorf("without SIP domains: status %d", status)
	}
}

// TestSRVText keeps what people read.
func TestSRVText(t *testing.T) {
	t.Setenv("NO_COLOR", "1")
	t.Chdir("testdata/srv")
	var b strings.Builder
	for _, args := range [][]string{
		{"srv", "show", "config.json"},
		{"srv", "check", "two-labels.json", "--on", "2019-08-15", "--config", "config.json"},
		{"srv", "check", "certificate.json", "--on", "2019-08-15"},
		{"srv", "check", "consumer.txt", "--on", "2016-01-01"},
		{"srv", "check", "cloud.txt", "--on", "2021-01-01", "--config", "config.json"},
		{"srv", "check", "none.txt", "--on", "2021-01-01"},
	} {
		out, talk, status := lyncfed(nil, args...)
		fmt.Fprintf(&b, "$ lyncfed %s\n%s%s[exit %d]\n\n", strings.Join(args, " "), out, talk, status)
	}
	golden(t, "../golden/srv.txt", strings.ReplaceAll(b.String(), release(), "VERSION"))
}
