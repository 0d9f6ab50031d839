// Package syntax has the characters of SIP addresses and of their domains. It
// recognizes nearly all valid addresses and domains in one pass, eight bytes at a
// time.
//
// A text that it does not recognize may still be valid. Packages domain and address
// then check it byte by byte, and report the fault.
package syntax

import (
	"encoding/binary"
	"math/bits"
)

// The kinds of a byte. The bits of plain and mark are 32 bits apart. So the kinds of up
// to 24 bytes, each shifted by its position and added up, are two bitmaps in one word.
// The bit of a capital is higher. It only shows whether any of the last eight bytes is
// a capital.
const (
	mark    = 1       // a hyphen, or a character that only a user part has
	plain   = 1 << 32 // a lower-case letter or a digit
	capital = plain | 1<<56
	dot     = plain | mark // a dot, which has its own rules
)

// kinds has the characters of a user part: atext of RFC 5322, 3.2.3, the dot, and the
// round brackets, which RFC 3261, 25.1, has among its marks. The characters of a domain
// are among these. The @ and all other bytes have no kind.
var kinds = [256]uint64{
	'.': dot,
	'!': mark, '#': mark, '$': mark, '%': mark, '&': mark, '\'': mark, '(': mark, ')': mark,
	'*': mark, '+': mark, '-': mark, '/': mark, '=': mark, '?': mark, '^': mark, '_': mark,
	'`': mark, '{': mark, '|': mark, '}': mark, '~': mark,
	'0': plain, '1': plain, '2': plain, '3': plain, '4': plain, '5': plain, '6': plain,
	'7': plain, '8': plain, '9': plain,
	'A': capital, 'B': capital, 'C': capital, 'D': capital, 'E': capital, 'F': capital,
	'G': capital, 'H': capital, 'I': capital, 'J': capital, 'K': capital, 'L': capital,
	'M': capital, 'N': capital, 'O': capital, 'P': capital, 'Q': capital, 'R': capital,
	'S': capital, 'T': capital, 'U': capital, 'V': capital, 'W': capital, 'X': capital,
	'Y': capital, 'Z': capital,
	'a': plain, 'b': plain, 'c': plain, 'd': plain, 'e': plain, 'f': plain, 'g': plain,
	'h': plain, 'i': plain, 'j': plain, 'k': plain, 'l': plain, 'm': plain, 'n': plain,
	'o': plain, 'p': plain, 'q': plain, 'r': plain, 's': plain, 't': plain, 'u': plain,
	'v': plain, 'w': plain, 'x': plain, 'y': plain, 'z': plain,
}

// InUser reports whether b is a character of a user part other than the dot.
func InUser(b byte) bool { return kinds[b] != 0 && kinds[b] != dot }

// IsAlphanumeric reports whether b is an ASCII letter or digit.
func IsAlphanumeric(b byte) bool { return kinds[b] == plain || kinds[b] == capital }

type text interface{ ~string | ~[]byte }

// The recognized lengths in bytes. A text of at most maxLength has fewer bytes than a
// bitmap has bits, and no label that is too long. The bitmaps of a longer address cover
// its end, with the @. A longer address has at most maxLong bytes.
const (
	minLength = 4
	maxLength = 63
	maxDomain = 253
	maxLong   = 1024
)

// Marks has bitmaps of the bytes of a text. Bit 0 is the last byte of the text, bit 1
// the byte before it, and so on.
type Marks struct {
	dots     uint64
	marks    uint64
	Capitals bool // whether the text has capitals
}

// Address returns the offset of the @ in s, if it recognizes s as an address without a
// final dot. Otherwise it returns a negative number. It does not recognize an address
// of more than 1,024 bytes, or one of more than 63 bytes whose domain has more than 38.
func Address[T text](s T) (int, Marks) { return recognize(s, 0) }

// longAddress is [Address] for a text of more than 63 bytes.
func longAddress[T text](s T) (int, Marks) {
	if len(s) > maxLong {
		return -2, Marks{}
	}
	const ones = 1<<24 - 1
	before := uint64(1) // a dot may not begin s, as if another were before it
	rest := s
	for len(rest) > maxLength {
		m := four(rest)<<4 + four(rest[4:])
		m = m<<8 + four(rest[8:])<<4 + four(rest[12:])
		m = m<<8 + four(rest[16:])<<4 + four(rest[20:])
		plains, marks := m>>32&ones, m&ones
		dots := plains&marks | before<<24
		if plains|marks != ones || dots&(dots<<1) != 0 {
			return -2, Marks{}
		}
		before = dots & 1
		rest = rest[24:]
	}
	if rest[0] == '.' { // recognize accepts no dot at the beginning
		if before != 0 {
			return -2, Marks{}
		}
		rest = rest[1:]
	}
	at, m := recognize(rest, 0)
	if at < 0 {
		return -2, Marks{}
	}
	return len(s) - len(rest) + at, m
}

// Domain reports whether it recognizes s as a SIP domain, in any letter case. It
// recognizes all domains of 4 to 63 bytes without a final dot, and most of up to 253.
func Domain[T text](s T) bool {
	if len(s) > maxDomain {
		return false
	}
	for len(s) > maxLength {
		// Two domains with a dot between them are a domain.
		i := min(maxLength, len(s)/2)
		for i > 0 && s[i] != '.' {
			i--
		}
		if !domain(s[:i]) {
			return false
		}
		s = s[i+1:]
	}
	return domain(s)
}

// domain is Domain of at most 63 bytes.
func domain[T text](s T) bool {
	at, _ := recognize(s, 1<<uint(len(s)))
	return at == -1
}

// recognize is [Address]. before is the bit of an @ before s, or 0. With it, s is the
// domain after that @.
func recognize[T text](s T, before uint64) (int, Marks) {
	n := len(s)
	var plains, marks, all uint64
	switch {
	case n > maxLength:
		return longAddress(s)
	case n > 8:
		i := 0
		for ; i < n-8; i += 8 {
			m := four(s[i:])<<4 + four(s[i+4:])
			plains, marks, all = plains<<8|m>>32&0xff, marks<<8|m&0xff, all|m
		}
		// The last eight bytes overlap the bytes before them. The overlap sets the same
		// bits again.
		m := four(s[n-8:])<<4 + four(s[n-4:])
		left := uint(n-i) & 63
		plains, marks, all = plains<<left|m>>32&0xff, marks<<left|m&0xff, all|m
	case n >= minLength:
		all = four(s)<<(uint(n-4)&63) | four(s[n-4:])
		plains, marks = all>>32&0xff, all&0xff
	default:
		return -2, Marks{}
	}
	edge := uint64(1) << (uint(n) & 63)
	at := ^(plains|marks)&(edge-1) | before
	inDomain := at - 1 // all bits if there is no @
	m := Marks{plains & marks, marks &^ plains, all>>56 != 0}
	if at&inDomain != 0 || !m.divided(at, at|edge) || endsInNumber(s) || !hyphens(s, m, at) {
		return -2, Marks{}
	}
	i := n - 1 - bits.TrailingZeros64(at) // less than -1 if there is no @
	if i >= 0 && s[i] != '@' {
		return -2, Marks{}
	}
	return i, m
}

// four returns the kinds of the first four bytes of s, in bits 3 to 0. It adds them in
// one expression, because then fewer steps depend on each other.
func four[T text](s T) uint64 {
	_ = s[3]
	return kinds[s[0]]*8 + kinds[s[1]]*4 + kinds[s[2]]*2 + kinds[s[3]]
}

// divided reports whether the domain after the bit at has a dot, and all dots of the
// text are allowed: none is next to another dot, next to an edge, or at the end. It also
// reports false if two edges are next to each other.
func (m Marks) divided(at, edges uint64) bool {
	divides := m.dots | edges
	return divides&(divides<<1|1) == 0 && m.dots&(at-1) != 0
}

// endsInNumber reports whether the last label of s is a number. s must have a dot.
func endsInNumber[T text](s T) bool {
	i := len(s) - 1
	for s[i]-'0' <= 9 {
		i--
	}
	return s[i] == '.'
}

// hyphens reports whether all marks of the domain after the bit at are hyphens, and no
// hyphen begins or ends a label.
func hyphens[T text](s T, m Marks, at uint64) bool {
	for marks := m.marks & (at - 1); marks != 0; marks &= marks - 1 {
		bit := bits.TrailingZeros64(marks)
		divides := m.dots | at
		beside := divides<<1 | divides>>1 | 1
		if s[len(s)-1-bit] != '-' || beside>>bit&1 != 0 {
			return false
		}
	}
	return true
}

// Bracket returns the offset of the opening bracket of a decorated address s, which
// [Address] has recognized with the results at and m. The user part of s ends in a
// closing bracket. Bracket returns 0 unless the brackets have a SIP domain, in any letter
// case, and a user part before them. It returns a negative number if the brackets are
// outside the bitmaps, because s is too long.
func Bracket[T text](s T, at int, m Marks) int {
	// The text before the closing bracket is like an address with the opening bracket
	// in place of the @.
	rest := uint(len(s)-at+1) & 63
	m = Marks{dots: m.dots >> rest, marks: m.marks >> rest}
	long := len(s) > maxLength
	s = s[:at-1]
	for marks := m.marks; marks != 0; marks &= marks - 1 {
		i := len(s) - 1 - bits.TrailingZeros64(marks)
		if s[i] != '(' {
			continue
		}
		open := marks & -marks
		if i == 0 || s[i-1] == '.' || !m.divided(open, open) || endsInNumber(s) || !hyphens(s, m, open) {
			return 0
		}
		return i
	}
	if long {
		return -1
	}
	return 0
}

// LastAt returns the offset of the last @ in s, or -1.
func LastAt[T text](s T) int {
	for len(s) >= 8 {
		x := word(s[len(s)-8:]) ^ '@'*eight // a byte is 0 for an @
		if (x-eight)&^x&(0x80*eight) != 0 {
			break
		}
		s = s[:len(s)-8]
	}
	at := len(s) - 1
	for at >= 0 && s[at] != '@' {
		at--
	}
	return at
}

// eight times a byte is a word of eight such bytes.
const eight = 0x0101010101010101

// word returns the first eight bytes of s, the first one lowest.
func word[T text](s T) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// Lower converts a SIP domain to lower case. All its characters other than capitals
// already have the bit that makes a capital lower case.
func Lower(domain []byte) {
	const bit = 'a' - 'A'
	for len(domain) >= 8 {
		binary.LittleEndian.PutUint64(domain, word(domain)|bit*eight)
		domain = domain[8:]
	}
	for i := range domain {
		domain[i] |= bit
	}
}
