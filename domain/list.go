package domain

import (
	"iter"
	"slices"
	"strings"
	"unicode/utf8"
)

// A List is the text of a list of domains, such as the
// NameDecorationExcludedDomainList of a public provider: "msn.com,outlook.com". The
// server's store accepts any text there, so a List keeps the text as written.
// [List.All] reports each entry that is not a SIP domain. Such an entry excludes
// nothing.
//
// The zero List is empty and prints as "". Lists compare with == as text, and with
// [List.Equal] by meaning.
type List struct{ s string }

// ParseList returns the list in s: SIP domains separated by commas. Spaces and tabs
// around the commas are removed, and the result is in lower case. Empty text is the
// empty list. The error is a [*diag.ValueError] for the first entry that is not a
// SIP domain.
func ParseList(s string) (List, error) {
	var ds []SIPDomain
	for d, err := range (List{s}).All() {
		if err != nil {
			return List{}, err
		}
		ds = append(ds, d)
	}
	return ListOf(ds...), nil
}

// ListOf returns the list of the given domains, in their order.
func ListOf(ds ...SIPDomain) List {
	var b strings.Builder
	for i, d := range ds {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(d.s)
	}
	return List{b.String()}
}

// All returns the entries in order. An entry that is not a SIP domain gives the
// zero SIPDomain and a [*diag.ValueError] with the offset in the list.
func (l List) All() iter.Seq2[SIPDomain, error] {
	return func(yield func(SIPDomain, error) bool) {
		for entry, offset := range l.entries() {
			d, err := l.parse(entry, offset)
			if !yield(d, err) {
				return
			}
		}
	}
}

// Entries returns the entries in order, as text in lower case, valid or not. Two
// lists that are [List.Equal] have the same entries, in any order and number.
func (l List) Entries() iter.Seq[string] {
	return func(yield func(string) bool) {
		for entry := range l.entries() {
			if n, f := checkSIPDomain(entry); f == ok {
				entry = entry[:n]
			}
			if !yield(string(appendLower(nil, entry))) {
				return
			}
		}
	}
}

// entries returns the text of each entry, without blanks around it, and its offset
// in the list.
func (l List) entries() iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		rest, offset := l.s, 0
		for more := l.s != ""; more; {
			var field string
			field, rest, more = strings.Cut(rest, ",")
			entry := strings.Trim(field, " \t")
			if !yield(entry, offset+strings.Index(field, entry)) {
				return
			}
			offset += len(field) + len(",")
		}
	}
}

// wrongSeparators are characters that people write instead of a comma. The shell
// itself puts a space between the domains of an unquoted list.
const wrongSeparators = "; |\t\r\n，；、"

func (l List) parse(entry string, offset int) (SIPDomain, error) {
	if entry == "" {
		return SIPDomain{}, catalog.ValueError(RuleListEmptyEntry, "domain list", l.s, offset, "an entry is empty")
	}
	n, f := checkSIPDomain(entry)
	if f == ok {
		return SIPDomain{lower(entry[:n])}, nil
	}
	err := valueError(f, "domain list", entry, n)
	if wrong, _ := utf8.DecodeRuneInString(entry[n:]); strings.ContainsRune(wrongSeparators, wrong) {
		err = catalog.ValueError(RuleListSeparator, "domain list", entry, n, err.Detail+" where only a comma separates entries")
	}
	err.Input, err.Offset = l.s, offset+n
	return SIPDomain{}, err
}

// Set returns the SIP domains in the list. It skips entries that are not SIP
// domains.
func (l List) Set() Set {
	var ds []SIPDomain
	for d := range l.All() {
		ds = append(ds, d)
	}
	return SetOf(ds...)
}

// Mend returns the list with one comma between two entries and without duplicates.
// "msn.com; live.com," becomes "msn.com,live.com". It reports whether the result is
// certainly the intended list: every text between two separators must be a SIP
// domain. A correct list is returned unchanged.
func (l List) Mend() (List, bool) {
	right := true
	for _, err := range l.All() {
		right = right && err == nil
	}
	if right {
		return l, true
	}
	isSeparator := func(r rune) bool { return r == ',' || strings.ContainsRune(wrongSeparators, r) }
	var ds []SIPDomain
	for entry := range strings.FieldsFuncSeq(l.s, isSeparator) {
		d, err := ParseSIPDomain(entry)
		if err != nil {
			return List{}, false
		}
		if !slices.Contains(ds, d) {
			ds = append(ds, d)
		}
	}
	return ListOf(ds...), true
}

// Equal reports whether both lists have the same entries, valid and not, in any
// order, number and letter case.
func (l List) Equal(m List) bool {
	return l == m || l.Set().Equal(m.Set()) && slices.Equal(l.refused(), m.refused())
}

// refused returns the entries that are not SIP domains, sorted.
func (l List) refused() []string {
	var texts []string
	for entry := range l.entries() {
		if _, f := checkSIPDomain(entry); f != ok {
			texts = append(texts, string(appendLower(nil, entry)))
		}
	}
	slices.Sort(texts)
	return slices.Compact(texts)
}

// IsZero reports whether the list is empty.
func (l List) IsZero() bool { return l.s == "" }

// String returns the list as it was written.
func (l List) String() string { return l.s }

// AppendText implements [encoding.TextAppender]. It never fails.
func (l List) AppendText(b []byte) ([]byte, error) { return append(b, l.s...), nil }

// MarshalText implements [encoding.TextMarshaler]. It never fails.
func (l List) MarshalText() ([]byte, error) { return []byte(l.s), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]. It accepts any text, as the
// server's store does. [ParseList] is strict.
func (l *List) UnmarshalText(text []byte) error {
	*l = List{string(text)}
	return nil
}
