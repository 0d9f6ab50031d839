package main

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"slices"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/product"
)

// A certificate has the parts of a server's certificate that are checked.
type certificate struct {
	audit.Certificate
	names []string // the subject's common name, and the alternative names
}

// parseCertificate reads the certificate of a server from PEM or DER. If there are
// several, it returns the first that is not a CA certificate.
func parseCertificate(data []byte) (*certificate, error) {
	var ders [][]byte
	for rest := data; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if block.Type == "CERTIFICATE" {
			ders = append(ders, block.Bytes)
		}
	}
	if len(ders) == 0 && !bytes.Contains(data, []byte("-----BEGIN")) {
		ders = append(ders, data)
	}
	var leaf *x509.Certificate
	for _, der := range ders {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, errors.New("it is not a certificate in PEM or DER")
		}
		if leaf == nil || leaf.IsCA && !c.IsCA {
			leaf = c
		}
	}
	if leaf == nil {
		return nil, errors.New("it has no certificate")
	}
	return certificateOf(leaf), nil
}

func certificateOf(c *x509.Certificate) *certificate {
	cert := &certificate{Certificate: audit.Certificate{From: date.Of(c.NotBefore.UTC()), Until: date.Of(c.NotAfter.UTC())}, names: []string{}}
	for _, name := range append([]string{c.Subject.CommonName}, c.DNSNames...) {
		if name != "" && !slices.Contains(cert.names, name) {
			cert.names = append(cert.names, name)
		}
	}
	// A certificate without the extension permits every use (RFC 5280, 4.2.1.12).
	every := len(c.ExtKeyUsage)+len(c.UnknownExtKeyUsage) == 0 || slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageAny)
	cert.Server = product.SwitchOf(every || slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageServerAuth))
	cert.Client = product.SwitchOf(every || slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageClientAuth))
	return cert
}
