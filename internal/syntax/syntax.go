// Package syntax has the characters of SIP addresses and the domains in them,
// and recognizes nearly all of either in one pass, eight bytes at a time.
//
// What it does not recognize may be right all the same, or wrong: packages
// domain and address then look byte by byte, and find out what.
package syntax

import "math/bits"

// InUser reports for each byte whether it stands in a user part, but for the
// dot, which has rules of its own: RFC 5322, 3.2.3, atext, and the round
// brackets that are among the marks of RFC 3261, 25.1.
var InUser = [256]bool{
	'!': true, '#': true, '$': true, '%': true, '&': true, '\'': true, '(': true, ')': true,
	'*': true, '+': true, '-': true, '/': true, '=': true, '?': true, '^': true, '_': true,
	'`': true, '{': true, '|': true, '}': true, '~': true,
	'0': true, '1': true, '2': true, '3': true, '4': true, '5': true, '6': true, '7': true,
	'8': true, '9': true,
	'A': true, 'B': true, 'C': true, 'D': true, 'E': true, 'F': true, 'G': true, 'H': true,
	'I': true, 'J': true, 'K': true, 'L': true, 'M': true, 'N': true, 'O': true, 'P': true,
	'Q': true, 'R': true, 'S': true, 'T': true, 'U': true, 'V': true, 'W': true, 'X': true,
	'Y': true, 'Z': true,
	'a': true, 'b': true, 'c': true, 'd': true, 'e': true, 'f': true, 'g': true, 'h': true,
	'i': true, 'j': true, 'k': true, 'l': true, 'm': true, 'n': true, 'o': true, 'p': true,
	'q': true, 'r': true, 's': true, 't': true, 'u': true, 'v': true, 'w': true, 'x': true,
	'y': true, 'z': true,
}

// The kinds of a byte: two bits, one for bytes that are plain or a dot, one for
// the dot and the @. They are 32 bits apart, so that the kinds of eight bytes
// add up to two bitmaps. A byte that is not in the table is odd, and is looked
// at by itself: a capital, a hyphen, a mark, or what belongs nowhere.
const (
	plain = 1 << 32
	dot   = 1<<32 | 1
	at    = 1
)

var kinds = [256]uint64{
	'.': dot, '@': at,
	'0': plain, '1': plain, '2': plain, '3': plain, '4': plain, '5': plain, '6': plain,
	'7': plain, '8': plain, '9': plain,
	'a': plain, 'b': plain, 'c': plain, 'd': plain, 'e': plain, 'f': plain, 'g': plain,
	'h': plain, 'i': plain, 'j': plain, 'k': plain, 'l': plain, 'm': plain, 'n': plain,
	'o': plain, 'p': plain, 'q': plain, 'r': plain, 's': plain, 't': plain, 'u': plain,
	'v': plain, 'w': plain, 'x': plain, 'y': plain, 'z': plain,
}

type text interface{ ~string | ~[]byte }

// The lengths that are recognized: more than a word, and less bytes than a
// bitmap has bits, so that no label is too long. Of a longer address the bitmaps
// have the end, with the @. It may be as long as a user part.
const (
	minLength = 9
	maxLength = 63
	maxLong   = 1024
)

// Marks has bitmaps of the bytes of a text. Bit 0 stands for the last byte, so the
// bytes after a byte have lower bits.
type Marks struct {
	Divides uint64 // dots and @
	Others  uint64 // neither these nor lower-case letters or digits
}

// Address returns the offset of the @ in s, if s is an address apart from its odd
// bytes, which [Fit] checks. It returns a negative number for other texts: those
// that are not addresses, that have more than 1,024 bytes, or whose domain has
// more than 61 bytes or ends in a dot.
func Address[T text](s T) (int, Marks) {
	switch n := len(s); {
	case n > maxLength:
		return longAddress(s)
	case n < minLength:
		return shortAddress(s)
	}
	return recognize(s, 0)
}

// shortAddress is Address of less than 9 bytes: with others before it, its user part
// is as right as it is by itself.
func shortAddress[T text](s T) (int, Marks) {
	if len(s) == 0 || s[0] == '.' || s[0] == '@' {
		return -2, Marks{}
	}
	room := [2*minLength - 1]byte{'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u'}
	n := copy(room[minLength:], s)
	at, marks := recognize(room[:minLength+n], 0)
	return at - minLength, marks
}

// longAddress is Address of more than 63 bytes.
func longAddress[T text](s T) (int, Marks) {
	n := len(s) - maxLength
	if s[n] == '.' {
		n++ // which would be at the edge of the rest
	}
	if len(s) > maxLong || !beginsUser(s[:n]) {
		return -2, Marks{}
	}
	at, marks := recognize(s[n:], 0)
	if at < 0 {
		return -2, Marks{}
	}
	return n + at, marks
}

// beginsUser reports whether s may begin a user part.
func beginsUser[T text](s T) bool {
	dotted := true // as if a dot were before it
	for i := 0; i < len(s); {
		if left := len(s) - i; left >= 8 {
			m := four(s[i:])<<4 + four(s[i+4:])
			plains, dots := m>>32, m&0xff // the first byte is the highest bit
			if plains == 0xff {
				if dots&(dots<<1) != 0 || dotted && dots>>7 != 0 {
					return false
				}
				dotted = dots&1 != 0
				i += 8
				continue
			}
		}
		for end := min(i+8, len(s)); i < end; i++ {
			isDot := s[i] == '.'
			if isDot && dotted || !isDot && !InUser[s[i]] {
				return false
			}
			dotted = isDot
		}
	}
	return true
}

// Domain reports whether s is a SIP domain, in any letter case, that it
// recognizes: one of 9 to 63 bytes that does not end in a dot.
func Domain[T text](s T) bool {
	const before = -1
	at, marks := recognize(s, 1<<(uint(len(s))&63))
	fits := at == before
	if marks.Others != 0 { // which it recognizes apart from these
		fits, _ = Fit(s, before, marks)
	}
	return fits
}

// recognize is Address of s, for an @ at the given bit if there is one before s.
func recognize[T text](s T, before uint64) (int, Marks) {
	n := len(s)
	if n < minLength || n > maxLength {
		return -2, Marks{}
	}
	var plains, divides uint64
	if n > 32 {
		plains, divides = scanLong(s)
	} else {
		// Written out, because the lengths of addresses defeat the prediction of
		// how often a loop runs, and a function for it is not inlined.
		m := four(s)<<4 + four(s[4:])
		if n > 16 {
			m = m<<8 + four(s[8:])<<4 + four(s[12:])
		}
		if n > 24 {
			m = m<<8 + four(s[16:])<<4 + four(s[20:])
		}
		// Of the last eight bytes, some have had their turn, and give the same bits.
		left := (uint(n-1)&7 + 1) & 63
		m = m<<left | (four(s[n-8:])<<4 + four(s[n-4:]))
		plains, divides = m>>32, m&(1<<32-1)
	}
	ats := divides&^plains | before
	inDomain := ats - 1 // for no @, all bits
	first := uint64(1) << (uint(n-1) & 63)
	// A second @; a dot or an @ at an edge or beside another; no dot after the @.
	if ats&inDomain|divides&(divides<<1|1|first) != 0 || divides&inDomain == 0 || s[n-1] <= '9' && isNumber(s) {
		return -2, Marks{}
	}
	// For no @, this is less than -1.
	return n - 1 - bits.TrailingZeros64(ats), Marks{divides, ^(plains | divides) & (first<<1 - 1)}
}

// isNumber reports whether the last label of s, which does not end in a letter, is
// a number, or is not right. A dot or a bracket is before that label.
func isNumber[T text](s T) bool {
	i := len(s) - 1
	for '0' <= s[i] && s[i] <= '9' {
		i--
	}
	return i == len(s)-1 || s[i] == '.'
}

// scanLong returns which bytes of s are plain or a dot, and which are a dot or
// an @. There are 8 or more.
func scanLong[T text](s T) (plains, divides uint64) {
	i := 0
	for ; i < len(s)-8; i += 8 {
		m := four(s[i:])<<4 + four(s[i+4:])
		plains, divides = plains<<8|m>>32, divides<<8|m&0xff
	}
	end := s[len(s)-8:]
	m := four(end)<<4 + four(end[4:])
	left := uint(len(s)-i) & 63
	return plains<<left | m>>32, divides<<left | m&0xff
}

// four returns the kinds of the first four bytes of s. That they are added up
// keeps the steps that wait for each other few.
func four[T text](s T) uint64 {
	_ = s[3]
	return kinds[s[0]]*8 + kinds[s[1]]*4 + kinds[s[2]]*2 + kinds[s[3]]
}

// Fit reports whether the odd bytes of s are at valid positions, and whether the
// domain after at has capitals.
func Fit[T text](s T, at int, marks Marks) (fits, capitals bool) {
	beside := marks.Divides<<1 | marks.Divides>>1
	for others := marks.Others; others != 0; others &= others - 1 {
		bit := bits.TrailingZeros64(others)
		i := len(s) - 1 - bit
		switch b := s[i]; {
		case i < at:
			if !InUser[b] {
				return false, false
			}
		case 'A' <= b && b <= 'Z':
			capitals = true
		case b != '-' || i == 0 || bit == 0 || beside>>bit&1 != 0:
			return false, false
		}
	}
	return true, capitals
}

// Bracket returns the offset of the opening bracket at the end of the user part of
// the address s. The brackets must have a recognized SIP domain in lower case, and
// a user part before them. It returns -1 if it recognizes none.
func Bracket[T text](s T, at int, marks Marks) int {
	closing := uint64(1) << (uint(len(s)-at) & 63)
	before := marks.Others &^ (closing<<1 - 1)
	open := len(s) - 1 - bits.TrailingZeros64(before)
	if before == 0 || open <= 0 || s[open] != '(' || s[open-1] == '.' || s[open+1] == '.' || s[at-2] <= '9' && isNumber(s[:at-1]) {
		return -1
	}
	inside := before - closing<<1 // and bits of odd bytes before it
	if marks.Divides&inside == 0 {
		return -1
	}
	return open
}
