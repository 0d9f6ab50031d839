package address_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/mail"
	"regexp"
	"strings"
	"testing"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/domain"
)

// hosts are the domains of mixed addresses. Three of these are excluded by the
// documented Skype provider.
var hosts = []string{
	"contoso.com", "fabrikam.com", "msn.com", "hotmail.com", "a.example", "northwind.example", "live.com",
	"it.contoso.com", "wingtip.toys", "adatum.com", "tailspin.com", "litware.net", "proseware.com", "woodgrove.bank",
}

// mixed returns addresses of 22 bytes on average, so many that no branch
// predictor learns them. With marks, one user part in four has a dot, one in
// eight a capital, and one in sixteen another mark.
func mixed(marks bool) [][]byte {
	const n = 4096
	r := rand.New(rand.NewPCG(22, 6))
	texts := make([][]byte, n)
	for i := range texts {
		text := make([]byte, 5+r.IntN(12), 64)
		for j := range text {
			text[j] = byte('a' + r.IntN(26))
		}
		if marks && r.IntN(4) == 0 {
			text[2] = '.'
		}
		if marks && r.IntN(8) == 0 {
			text[0] -= 'a' - 'A'
		}
		if marks && r.IntN(16) == 0 {
			text[3] = "-_+'"[r.IntN(4)]
		}
		texts[i] = append(append(text, '@'), hosts[r.IntN(len(hosts))]...)
	}
	return texts
}

// The peers validate nothing. They are not inlined, because the methods that they are
// compared with are not.

//go:noinline
func peerCopy(dst, text []byte) []byte { return append(dst, text...) }

// peerUnchecked is the shortest code that decorates. It has no excluded domains.
//
//go:noinline
func peerUnchecked(dst, text []byte) []byte {
	at := bytes.LastIndexByte(text, '@')
	dst = append(dst, text[:at]...)
	dst = append(append(dst, '('), text[at+1:]...)
	return append(dst, ")@msn.com"...)
}

//go:noinline
func peerUncheckedBack(dst, text []byte) []byte {
	at := bytes.LastIndexByte(text, '@')
	open := bytes.LastIndexByte(text[:at], '(')
	dst = append(dst, text[:open]...)
	dst = append(dst, '@')
	return append(dst, text[open+1:at-1]...)
}

//go:noinline
func peerCut(s string) string {
	user, host, _ := strings.Cut(s, "@")
	if skypeExcluded[host] {
		return s
	}
	return user + "(" + host + ")@msn.com"
}

//go:noinline
func peerCutBack(s string) string {
	user, host, _ := strings.Cut(s, "@")
	user, inner, found := strings.Cut(user, "(")
	if host != "msn.com" || !found {
		return s
	}
	inner, _ = strings.CutSuffix(inner, ")")
	if skypeExcluded[inner] {
		return s
	}
	return user + "@" + inner
}

var peerPattern = regexp.MustCompile(`^([^@]+)@([^@]+)$`)

// over runs f on all texts in turn.
func over[T any](b *testing.B, name string, texts []T, f func(T)) {
	b.Run(name, func(b *testing.B) {
		b.ReportAllocs()
		i := 0
		for b.Loop() {
			f(texts[i])
			if i++; i == len(texts) {
				i = 0
			}
		}
	})
}

func toStrings(texts [][]byte) []string {
	ss := make([]string, len(texts))
	for i, text := range texts {
		ss[i] = string(text)
	}
	return ss
}

// BenchmarkPeers compares decoration with other ways to make the same text.
func BenchmarkPeers(b *testing.B) {
	d, dst := skype(), make([]byte, 0, 256)
	plain := mixed(false)
	over(b, "AppendDecorated", plain, func(t []byte) { _, _ = d.AppendDecorated(dst, t) })
	over(b, "AppendDecorated/marks", mixed(true), func(t []byte) { _, _ = d.AppendDecorated(dst, t) })
	over(b, "copy", plain, func(t []byte) { peerCopy(dst, t) })
	over(b, "unchecked", plain, func(t []byte) { peerUnchecked(dst, t) })
	over(b, "unchecked/marks", mixed(true), func(t []byte) { peerUnchecked(dst, t) })
	ss := toStrings(plain)
	over(b, "Cut", ss, func(s string) { peerCut(s) })
	over(b, "Cut/bytes", plain, func(t []byte) { _ = append(dst, peerCut(string(t))...) })
	over(b, "Sprintf", ss, func(s string) {
		user, host, _ := strings.Cut(s, "@")
		_ = fmt.Sprintf("%s(%s)@msn.com", user, host)
	})
	over(b, "regexp", ss, func(s string) { peerPattern.ReplaceAllString(s, "$1($2)@msn.com") })
	over(b, "mail.ParseAddress", ss, func(s string) { _, _ = mail.ParseAddress(s) })
	over(b, "Parse", ss, func(s string) { _, _ = address.Parse(s) })
}

// BenchmarkPeersBack is BenchmarkPeers for undecoration. All addresses are decorated.
func BenchmarkPeersBack(b *testing.B) {
	d, dst := skype(), make([]byte, 0, 256)
	var made [][]byte
	for _, text := range mixed(false) {
		if a := address.MustParse(string(text)); d.Needs(a) {
			made = append(made, []byte(d.Decorate(a).String()))
		}
	}
	over(b, "AppendUndecorated", made, func(t []byte) { _, _ = d.AppendUndecorated(dst, t) })
	over(b, "unchecked", made, func(t []byte) { peerUncheckedBack(dst, t) })
	over(b, "Cut", toStrings(made), func(s string) { peerCutBack(s) })
	over(b, "Cut/bytes", made, func(t []byte) { _ = append(dst, peerCutBack(string(t))...) })
}

// excluding returns the decorator of the Skype provider with n more domains
// excluded.
func excluding(n int) address.Decorator {
	excluded := make([]domain.SIPDomain, 0, n)
	for host := range skypeExcluded {
		excluded = append(excluded, domain.MustParseSIPDomain(host))
	}
	for i := len(excluded); i < n; i++ {
		excluded = append(excluded, domain.MustParseSIPDomain(fmt.Sprintf("host%d.example", i)))
	}
	return address.NewDecorator(domain.MustParseSIPDomain("msn.com"), domain.SetOf(excluded...))
}

// BenchmarkForms compares each form of a valid address with the unchecked decoration of
// the same text. None may take more than 2.5 times as long.
func BenchmarkForms(b *testing.B) {
	d, dst := skype(), make([]byte, 0, 512)
	long := func(n int) string {
		const end = "name@contoso.example"
		return strings.Repeat("long.", n/5)[:n-len(end)] + end
	}
	for _, tt := range []struct{ name, text string }{
		{"lower case", "ted.smith@contoso.com"},
		{"a capital in the user part", "Ted.smith@contoso.com"},
		{"capitals in the domain", "ted.smith@Contoso.COM"},
		{"a domain in capitals", "ted.smith@CONTOSO.COM"},
		{"marks", "o'ted_smith+x@it-dept.contoso.com"},
		{"marks in few bytes", "o'b+c_d@contoso.com"},
		{"several brackets", "a(b.com)(c.com)@contoso.com"},
		{"a digit at the end", "ted.smith@contoso.c1"},
		{"a dot at the end", "ted.smith@contoso.com."},
		{"8 bytes", "t@ab.com"},
		{"63 bytes", long(63)},
		{"64 bytes", long(65)[1:]},
		{"100 bytes", long(100)},
		{"254 bytes", long(255)[1:]},
		{"254 bytes, most in the domain", "ted@" + strings.Repeat("long.", 50)[5:] + "com"},
		{"decorated", "ted.smith(contoso.com)@msn.com"},
		{"decorated, with capitals", "Ted.Smith(Contoso.com)@MSN.com"},
		{"decorated, with marks", "o'ted_smith+x(it-dept.contoso.com)@msn.com"},
		{"decorated twice", "ted(contoso.com)(fabrikam.com)@msn.com"},
		{"excluded in brackets", "ted.smith(hotmail.com)@msn.com"},
		{"damaged", "ted.smith(contoso)@msn.com"},
		{"decorated, 70 bytes", long(60)[:39] + "(contoso.microsoft.example)@msn.com"},
	} {
		texts := [][]byte{[]byte(tt.text)}
		over(b, "Decorated/"+tt.name, texts, func(t []byte) { _, _ = d.AppendDecorated(dst, t) })
		over(b, "Undecorated/"+tt.name, texts, func(t []byte) { _, _ = d.AppendUndecorated(dst, t) })
		over(b, "unchecked/"+tt.name, texts, func(t []byte) { peerUnchecked(dst, t) })
		if strings.Contains(tt.text, "(") {
			over(b, "unchecked back/"+tt.name, texts, func(t []byte) { peerUncheckedBack(dst, t) })
		}
	}
}

func BenchmarkExcluded(b *testing.B) {
	dst := make([]byte, 0, 256)
	for _, n := range []int{4, 60, 100_000} {
		d := excluding(n)
		over(b, fmt.Sprint(n), mixed(false), func(t []byte) { _, _ = d.AppendDecorated(dst, t) })
	}
}

func BenchmarkAppend(b *testing.B) {
	d, dst := skype(), make([]byte, 0, 512)
	for _, tt := range []struct{ name, text string }{
		{"12", "ted@ab.local"},
		{"23", "ted.smith@fabrikam.toys"},
		{"60", strings.Repeat("long.", 8) + "name@contoso.example"},
		{"250", strings.Repeat("long.", 46) + "name@contoso.example"},
		{"capitals", "Ted.Smith@Contoso.com"},
		{"excluded", "ted.smith@hotmail.com"},
		{"decorated", "ted.smith(contoso.com)@msn.com"},
		{"refused/user", "ted smith@contoso.com"},
		{"refused/domain", "ted.smith@contoso"},
	} {
		texts := [][]byte{[]byte(tt.text)}
		over(b, "Decorated/"+tt.name, texts, func(t []byte) { _, _ = d.AppendDecorated(dst, t) })
		over(b, "Undecorated/"+tt.name, texts, func(t []byte) { _, _ = d.AppendUndecorated(dst, t) })
	}
	b.Run("Decorated/parallel", func(b *testing.B) {
		texts := mixed(false)
		b.RunParallel(func(pb *testing.PB) {
			dst := make([]byte, 0, 256)
			for i := 0; pb.Next(); i++ {
				_, _ = d.AppendDecorated(dst, texts[i%len(texts)])
			}
		})
	})
}
