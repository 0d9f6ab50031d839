package domain

import (
	"iter"
	"slices"
	"strings"
	"unicode/utf8"
)

// A List is the text of a list of domains, as a public provider's
// NameDecorationExcludedDomainList: "msn.com,outlook.com". The server's store
// takes any text there, so a List that was read from a configuration is kept
// as written, whatever it is; [List.All] says what is wrong with it, and an
// entry that is no SIP domain stands for nothing.
//
// The zero List is empty and prints as "". Lists compare with == as text, and
// with [List.Equal] as what they mean.
type List struct{ s string }

// ParseList returns the list that s gives: SIP domains separated by commas,
// with or without blanks round the commas. It prints without them and in lower
// case. Empty text is the empty list. The error is a [*diag.ValueError] for
// the first entry that is no SIP domain.
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

// All returns the entries in order. An entry that is no SIP domain gives the
// zero SIPDomain and a [*diag.ValueError] whose offset is that in the list.
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

// Entries returns the entries in order as text in lower case, whether they are SIP
// domains or not. Lists that are [List.Equal] have the same entries, in whatever
// order and number.
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

// entries returns the text of each entry, without blanks round it, and where
// in the list it begins.
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

// wrongSeparators are the characters that are read as meant for a comma. The
// shell itself puts a blank between the domains of a list that was not quoted.
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

// Set returns the SIP domains in the list. Entries that are none are left out.
func (l List) Set() Set {
	var ds []SIPDomain
	for d := range l.All() {
		ds = append(ds, d)
	}
	return SetOf(ds...)
}

// Mend returns the list with one comma between two entries, each of them once, and
// reports whether that is certainly what was meant: whether every text between two
// separators, right or wrong ones, is a SIP domain. "msn.com; live.com," is mended to
// "msn.com,live.com". A list that has nothing wrong is returned as it is.
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

// Equal reports whether both lists mean the same: the same SIP domains, and the
// same entries that are none, in whatever order, number and letter case.
func (l List) Equal(m List) bool {
	return l == m || l.Set().Equal(m.Set()) && slices.Equal(l.refused(), m.refused())
}

// refused returns the entries that are no SIP domains, sorted.
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

// UnmarshalText implements [encoding.TextUnmarshaler]. It takes any text, as
// the server's store does; see [ParseList] for one that does not.
func (l *List) UnmarshalText(text []byte) error {
	*l = List{string(text)}
	return nil
}
