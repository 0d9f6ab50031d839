package diag

import (
	"iter"
	"strconv"
	"strings"
)

// A Path is the position of a member in a value, as an RFC 6901 JSON Pointer:
// "/PublicProviders/0/ProxyFqdn". The zero Path is the whole value. Paths compare
// with ==.
//
// A package returns paths relative to its own value. A caller that holds the value
// in a larger one prefixes its own path, with [Findings.Attach] or [Path.Join].
type Path string

// Member returns the path of the named member of the object at p.
func (p Path) Member(name string) Path { return p + "/" + Path(escape(name)) }

// Index returns the path of element i, counted from zero, of the array at p.
func (p Path) Index(i int) Path {
	var buf [64]byte // one allocation for any index
	b := append(append(buf[:0], p...), '/')
	return Path(strconv.AppendInt(b, int64(i), 10))
}

// Join returns the path of the member q of the value at p.
func (p Path) Join(q Path) Path { return p + q }

func escape(token string) string {
	return strings.ReplaceAll(strings.ReplaceAll(token, "~", "~0"), "/", "~1")
}

func unescape(token string) string {
	return strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
}

// Tokens returns the member names and indexes of p in order, unescaped.
func (p Path) Tokens() iter.Seq[string] {
	return func(yield func(string) bool) {
		rest, more := strings.CutPrefix(string(p), "/")
		for more {
			var token string
			token, rest, more = strings.Cut(rest, "/")
			if !yield(unescape(token)) {
				return
			}
		}
	}
}
