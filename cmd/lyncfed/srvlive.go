package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/lyncfed/lyncfed/domain"
)

// liveTimeout is the time limit of one question to DNS or to a host.
const liveTimeout = 10 * time.Second

// A prober asks DNS and hosts, and records its questions and their results.
type prober struct {
	resolver *net.Resolver
	server   string // the DNS server; "": those of this computer
	asked    []string
}

// newProber returns a prober that asks a DNS server. An empty name means the DNS servers
// of this computer.
func newProber(server string) (*prober, error) {
	p := &prober{resolver: net.DefaultResolver}
	if server == "" {
		return p, nil
	}
	if _, _, err := net.SplitHostPort(server); err != nil {
		server = net.JoinHostPort(strings.Trim(server, "[]"), "53")
	}
	if host, port, err := net.SplitHostPort(server); err != nil || host == "" || port == "" {
		return nil, fmt.Errorf("--resolver %s: give HOST:PORT", server)
	}
	p.server = server
	p.resolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, server)
	}}
	return p, nil
}

func (p *prober) say(format string, args ...any) {
	p.asked = append(p.asked, fmt.Sprintf(format, args...))
}

// srv asks for the federation SRV record of a SIP domain. If DNS has none, it returns a
// record that is marked as missing. An error means that DNS did not answer.
func (p *prober) srv(ctx context.Context, d domain.SIPDomain) ([]srvRecord, error) {
	ctx, cancel := context.WithTimeout(ctx, liveTimeout)
	defer cancel()
	question := fmt.Sprintf("asked %s for SRV %s", cmp.Or(p.server, "the DNS servers of this computer"), d.FederationSRV())
	_, answers, err := p.resolver.LookupSRV(ctx, "", "", d.FederationSRV()+".")
	if failure, ok := errors.AsType[*net.DNSError](err); ok {
		if failure.IsNotFound {
			p.say("%s: no record", question)
			return []srvRecord{{SRV: domain.SRV{Domain: d}}}, nil
		}
		err = errors.New(failure.Err) // the full text names a server that was not asked
	}
	if err != nil && len(answers) == 0 {
		p.say("%s: no answer", question)
		return nil, fmt.Errorf("%s: %w", question, err)
	}
	p.say("%s: %d", question, len(answers))
	var records []srvRecord
	for _, a := range answers {
		r := srvRecord{SRV: domain.SRV{Domain: d, Name: d.FederationSRV(), Port: a.Port, Priority: a.Priority}}
		if r.Target, err = parseTarget(a.Target); err != nil {
			return nil, fmt.Errorf("%s: Target: %w", question, err)
		}
		records = append(records, r)
	}
	return records, nil
}

// certificates opens the targets of the records and reads their certificates.
func (p *prober) certificates(ctx context.Context, records []srvRecord) {
	known := map[string]*certificate{}
	for i, r := range records {
		if r.IsMissing() || r.Target.IsZero() {
			continue
		}
		at := net.JoinHostPort(r.Target.String(), strconv.Itoa(int(r.Port)))
		cert, seen := known[at]
		if !seen {
			cert = p.certificate(ctx, at, r.Target.String())
			known[at] = cert
		}
		if cert != nil {
			records[i].cert, records[i].Certificate = cert, cert.names
		}
	}
}

// certificate returns the certificate of a host, or nil if it could not be read. An
// Access Edge asks for a client certificate, so that the handshake may fail after the
// Edge has sent its own.
func (p *prober) certificate(ctx context.Context, at, name string) *certificate {
	ctx, cancel := context.WithTimeout(ctx, liveTimeout)
	defer cancel()
	var chain []*x509.Certificate
	dialer := tls.Dialer{
		NetDialer: &net.Dialer{Resolver: p.resolver},
		Config: &tls.Config{
			ServerName:         name,
			MinVersion:         tls.VersionTLS10, // for old Edge servers, as the ciphers are
			CipherSuites:       allCiphers(),
			InsecureSkipVerify: true, // every certificate is read; the report has whether it verifies
			VerifyConnection: func(s tls.ConnectionState) error {
				chain = s.PeerCertificates
				return nil
			},
		},
	}
	conn, err := dialer.DialContext(ctx, "tcp", at)
	if err == nil {
		_ = conn.Close() // nothing was written
	}
	if len(chain) == 0 {
		p.say("opened %s: no certificate was read: %v", at, err)
		return nil
	}
	options := x509.VerifyOptions{DNSName: name, Intermediates: x509.NewCertPool()}
	for _, c := range chain[1:] {
		options.Intermediates.AddCert(c)
	}
	if _, err := chain[0].Verify(options); err != nil {
		p.say("opened %s: read its certificate, which this computer does not verify: %v", at, err)
	} else {
		p.say("opened %s: read its certificate, which this computer verifies", at)
	}
	return certificateOf(chain[0])
}

// allCiphers returns every cipher suite, including those of old servers. That is safe,
// because nothing secret is sent.
func allCiphers() []uint16 {
	var all []uint16
	for _, suite := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		all = append(all, suite.ID)
	}
	return all
}
