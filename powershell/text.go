package powershell

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/record"
)

// An input is a file as text: UTF-8 without a byte order mark.
type input struct {
	name  string
	text  []byte
	raw   []byte        // the text as it was, if marks in text were made blanks; nil: text
	base  int           // the place of its first byte
	lines *record.Lines // nil until a place is asked for
	from  int           // where the part of a line begins that was asked for last,
	end   int           // where that line ends,
	stop  int           // and where it ends without carriage returns
	plain bool          // whether the text is ASCII without tabs
	page  bool          // whether its lines have tags, as the source of a page has
	wide  bool          // whether blanks make all its lines equally long
}

// pos returns the place of a byte.
func (s *input) pos(offset int) diag.Pos {
	if s.lines == nil {
		s.lines = record.NewLines(s.original())
	}
	line, column := s.lines.Position(min(max(offset, 0), len(s.text)))
	return diag.Pos{File: s.name, Line: line, Column: column}
}

// original returns the text as it was.
func (s *input) original() []byte {
	if s.raw != nil {
		return s.raw
	}
	return s.text
}

// line returns the line that begins at a byte, without its end, and where the
// next one begins.
func (s *input) line(at int) (line []byte, next int) {
	if at < s.from || at > s.end {
		s.find(at)
	}
	return s.text[at:max(at, s.stop)], min(s.end+1, len(s.text))
}

// find finds the end of the line that begins at a byte.
func (s *input) find(at int) {
	s.from, s.end = at, len(s.text)
	if n := bytes.IndexByte(s.text[at:], '\n'); n >= 0 {
		s.end = at + n
	}
	s.stop = s.end
	for s.stop > at && s.text[s.stop-1] == '\r' {
		s.stop--
	}
	for s.wide && s.stop > at && s.text[s.stop-1] == ' ' {
		s.stop--
	}
}

// isScreen reports whether blanks make the lines of a text equally long, as in a copy of
// the screen of a console.
func isScreen(text []byte) bool {
	const least, shortest = 4, 40 // lines, and columns of one
	lines, padded, width := 0, 0, 0
	for line := range bytes.Lines(text[:min(len(text), maxHead)]) {
		line = bytes.TrimRight(line, "\r\n")
		n := columnsOf(line)
		if lines == 0 {
			width = n
		}
		if lines++; n == width && bytes.HasSuffix(line, []byte(" ")) {
			padded++
		}
	}
	return padded >= least && width >= shortest && 4*padded >= 3*lines
}

// isInLine reports whether a part of the text is known to have no line end, since it
// is within the line that was asked for last.
func (s *input) isInLine(from, to int) bool { return s.from <= from && to <= s.end }

// finding returns a finding about what stands at a byte.
func (s *input) finding(r diag.Rule, at diag.Path, offset int, format string, args ...any) *diag.Finding {
	f := catalog.Finding(r, at, fmt.Sprintf(format, args...))
	f.Pos = s.pos(offset)
	return f
}

// magic has the first bytes of binary files, and their types.
var magic = []struct{ start, what string }{
	{"\x89PNG\r\n\x1a\n", "a PNG picture"},
	{"\xff\xd8\xff", "a JPEG picture"},
	{"GIF8", "a GIF picture"},
	{"BM", "a bitmap"},
	{"RIFF", "a picture or a recording"},
	{"%PDF-", "a PDF document"},
	{"PK\x03\x04", "a zip archive, as documents of Word and Excel are, and what Export-CsConfiguration writes"},
	{"\xd0\xcf\x11\xe0", "a document of an older Word or Excel"},
	{"\x1f\x8b", "a gzip archive"},
	{"II*\x00", "a TIFF picture"},
	{"MM\x00*", "a TIFF picture"},
	{`{\rtf`, "a rich text document"},
}

// byteOrderMark stands also within a text to which another was appended.
const byteOrderMark = "\ufeff"

// read makes a file's bytes a text. The error is a [*diag.Finding] with the
// place of the first byte that is none.
func read(name string, data []byte) (*input, error) {
	s := &input{name: name, text: data, from: -1, end: -1}
	switch {
	case bytes.HasPrefix(data, []byte(byteOrderMark)):
		s.text = data[len(byteOrderMark):]
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return s, s.fromUTF16(data[2:], binary.LittleEndian)
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return s, s.fromUTF16(data[2:], binary.BigEndian)
	}
	i := bytes.IndexByte(s.text, 0)
	if i < 0 && utf8.Valid(s.text) {
		if bytes.HasPrefix(s.text, []byte(`{\rtf`)) {
			return nil, s.notText(0, "")
		}
		return s, nil
	}
	bad := firstInvalid(s.text)
	if i < 0 || bad >= 0 && bad < i {
		return nil, s.notText(bad, fmt.Sprintf("the byte %#02x is not UTF-8", s.text[bad]))
	}
	if near := s.text[max(0, i-1):min(len(s.text), i+3)]; bytes.Count(near, []byte{0}) > 1 || len(s.text)%2 == 0 && i <= 1 {
		return nil, s.notText(i, "a NUL byte, as UTF-16 without a byte order mark has")
	}
	return nil, s.notText(i, "a NUL byte")
}

// notText is the error for bytes that are not a readable text.
func (s *input) notText(offset int, reason string) error {
	for _, m := range magic {
		if bytes.HasPrefix(s.text, []byte(m.start)) {
			return s.finding(RuleTextBinary, "", 0, "this is %s, and not text", m.what)
		}
	}
	if len(s.text) > 8 && string(s.text[4:8]) == "ftyp" {
		return s.finding(RuleTextBinary, "", 0, "this is a picture or a film, and not text")
	}
	return s.finding(RuleTextEncoding, "", offset, "%s", reason)
}

// firstInvalid returns the offset of the first byte that is not UTF-8, or -1.
func firstInvalid(text []byte) int {
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

// fromUTF16 sets the text from UTF-16, which must be whole.
func (s *input) fromUTF16(data []byte, order binary.ByteOrder) error {
	s.text = make([]byte, 0, len(data)/2+len(data)/16)
	for i := 0; i < len(data); i += 2 {
		if i+1 == len(data) {
			return s.finding(RuleTextEncoding, "", len(s.text), "half a character of UTF-16 at the end")
		}
		r := rune(order.Uint16(data[i:]))
		if utf16.IsSurrogate(r) {
			var low rune
			if i+3 < len(data) {
				low = rune(order.Uint16(data[i+2:]))
			}
			if r = utf16.DecodeRune(r, low); r == utf8.RuneError {
				return s.finding(RuleTextEncoding, "", len(s.text), "half a pair of UTF-16, %#04x", order.Uint16(data[i:]))
			}
			i += 2
		}
		if r == 0 {
			return s.finding(RuleTextEncoding, "", len(s.text), "a NUL character")
		}
		if r >= utf8.RuneSelf && (hasAnyPrefix(data[i:], narrow...) || hasAnyPrefix(data[i+1:], narrow...)) {
			return s.finding(RuleTextEncoding, "", len(s.text), "the text goes on in another encoding: a command appended to a file of UTF-16")
		}
		s.text = utf8.AppendRune(s.text, r)
	}
	return nil
}

// narrow has beginnings of properties in an encoding with a byte for a letter.
var narrow = []string{"Identity", "SipAddres", "Domain", "AllowF"}

// withLineFeeds returns a text with line feeds for carriage returns, if no other
// character ends its lines, as on an old Mac.
func withLineFeeds(text []byte) []byte {
	if bytes.IndexByte(text, '\n') >= 0 || bytes.IndexByte(text, '\r') < 0 {
		return text
	}
	return bytes.ReplaceAll(text, []byte("\r"), []byte("\n"))
}

// sentAt returns the offset at which a text is seen to be a mail as it is sent: a field of
// its header, or an escape of quoted-printable (RFC 2045, 6.7). There every equals sign
// begins an escape or ends a line. It returns -1 for other texts.
func sentAt(text []byte) int {
	head := text[:min(len(text), maxHead)]
	at := 0
	for line := range bytes.Lines(head) {
		encoding, isField := char.CutPrefix(string(line), "Content-Transfer-Encoding:")
		encoding = strings.TrimLeft(encoding, " ")
		if isField && (char.HasPrefix(encoding, "quoted-printable") || char.HasPrefix(encoding, "base64")) {
			return at
		}
		at += len(line)
	}
	at = -1
	for i := 0; ; {
		n := bytes.IndexByte(text[i:], '=')
		if n < 0 {
			return at
		}
		i += n
		length, isCertain := escapeAt(text, i)
		if length == 0 {
			return -1
		}
		if isCertain && at < 0 {
			at = i
		}
		i += length
	}
}

// escapeAt returns the length of the escape of quoted-printable at a byte, or 0, and
// whether the text could hardly have it otherwise.
func escapeAt(text []byte, at int) (length int, isCertain bool) {
	const shortest, longest = 70, 76 // lines that end in an equals sign
	rest := text[at+1:]
	if isLineEnd(rest) {
		from := max(0, at-longest)
		column := at - from - bytes.LastIndexByte(text[from:at], '\n')
		return 1, shortest <= column && column <= longest && len(rest) > 2
	}
	var b [1]byte
	if _, err := hex.Decode(b[:], rest[:min(2, len(rest))]); err != nil || len(rest) < 2 {
		return 0, false
	}
	switch rest = rest[2:]; {
	case b[0] == '=':
		return 3, true
	case b[0] == ' ', b[0] == '\t':
		return 3, isLineEnd(rest)
	case b[0] >= utf8.RuneSelf:
		return 3, hasAnyPrefix(rest, "=8", "=9", "=A", "=B", "=a", "=b")
	}
	return 3, false
}

// isLineEnd reports whether a text is empty or begins with a line end.
func isLineEnd(text []byte) bool { return len(text) == 0 || hasAnyPrefix(text, "\r", "\n") }

// withEscapes returns a text with the escape character before the colors of a terminal,
// where a copy has ^[ in its place, or has lost it. PowerShell 7 prints the name of each
// property in [32;1m.
func withEscapes(text []byte) []byte {
	head := text[:min(len(text), maxHead)]
	if bytes.IndexByte(head, escape) >= 0 || !bytes.Contains(head, []byte("[0m")) {
		return text
	}
	text = bytes.ReplaceAll(text, []byte("^[["), []byte{escape, '['})
	if bytes.IndexByte(text, escape) < 0 && bytes.Contains(head, []byte("[32;1m")) {
		for _, color := range []string{"[32;1m", "[0m"} {
			text = bytes.ReplaceAll(text, []byte(color), append([]byte{escape}, color...))
		}
	}
	return text
}

// withoutColors returns a text without the control sequences of a terminal.
func withoutColors(text []byte) []byte {
	if bytes.IndexByte(text, escape) < 0 {
		return text
	}
	plain := make([]byte, 0, len(text))
	for {
		before, rest, found := bytes.Cut(text, []byte{escape})
		plain = append(plain, before...)
		if !found {
			return plain
		}
		text = rest[sequenceLength(rest):]
	}
}

const escape = 0x1b

// maxSequence is how long a control sequence may be.
const maxSequence = 256

// sequenceLength returns the length of a control sequence of a terminal after its
// escape character: CSI to its final byte, OSC to BEL or ST, or two bytes.
func sequenceLength(text []byte) int {
	if len(text) == 0 {
		return 0
	}
	most := text[:min(len(text), maxSequence)]
	switch text[0] {
	case '[':
		for i, b := range most[1:] {
			if b >= 0x40 && b <= 0x7e {
				return i + 2
			}
			if b < 0x20 || b > 0x7e {
				break
			}
		}
		return 1
	case ']':
		for i, b := range most[1:] {
			if b == '\a' {
				return i + 2
			}
			if b == escape && i+2 < len(most) && most[i+2] == '\\' {
				return i + 3
			}
			if b == '\n' {
				break
			}
		}
		return 1
	case '(', ')':
		return min(2, len(text))
	}
	return 0
}
