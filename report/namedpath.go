package report

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/near"
)

// anything matches any record or member in a path.
const anything = "*"

// A namedPath is a path with the name of a record in place of its index.
type namedPath struct {
	kind   string   // "" for the whole configuration
	record string   // the key of the record, or *; "" for a kind with a single record and for a kind as a whole
	rest   []string // the tokens after the record
}

// matches reports whether p matches a path of the same kind.
func (p namedPath) matches(q namedPath) bool {
	return slices.EqualFunc(p.rest, q.rest, func(want, got string) bool { return want == anything || char.EqualFold(want, got) })
}

// hasNames reports whether the records of a kind have names.
func hasNames(k federation.Kind) bool { return len(k.Row().Table().KeyNames()) > 0 }

// pathOf returns the path of a finding.
func pathOf(f *diag.Finding) namedPath {
	tokens := slices.Collect(f.Path.Tokens())
	if len(tokens) == 0 {
		return namedPath{}
	}
	p := namedPath{kind: tokens[0], rest: tokens[1:]}
	k, err := federation.ParseKind(p.kind)
	if err != nil {
		return p
	}
	p.kind = k.String()
	if !hasNames(k) {
		return p
	}
	if len(p.rest) > 0 { // the index
		p.record, p.rest = anything, p.rest[1:]
	}
	if f.Subject.Kind == p.kind && f.Subject.Identity != "" {
		p.record = k.Key(f.Subject.Identity)
	}
	return p
}

// NamedPath returns the path of a finding with the name of the record in place of its
// index: "/PublicProviders/Skype/Enabled".
func NamedPath(f *diag.Finding) string {
	p := pathOf(f)
	if p.kind == "" {
		return ""
	}
	path := diag.Path("").Member(p.kind)
	switch p.record {
	case "":
	case anything: // it has no name
		path = path.Member(anything)
	default:
		name := f.Subject.Identity
		if p.kind == federation.Users.String() {
			if bare, isURI := char.CutPrefix(name, "sip:"); isURI {
				name = bare
			}
		}
		path = path.Join(diag.Path("/" + recordToken(name, p.kind)))
	}
	for _, token := range p.rest {
		path = path.Member(token)
	}
	return string(path)
}

// recordToken returns the token of a path for the name of a record.
func recordToken(name, kind string) string {
	if !strings.Contains(name, "/") && !isIndex(name) && name != anything && !strings.HasPrefix(name, "[") {
		return strings.TrimPrefix(string(diag.Path("").Member(name)), "/")
	}
	k, _ := federation.ParseKind(kind)
	name = strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "]/", "]~1")
	return "[" + k.Row().Table().KeyNames()[0] + "=" + name + "]"
}

// isIndex reports whether a token is a number.
func isIndex(token string) bool { return token != "" && strings.Trim(token, "0123456789") == "" }

// splitPath returns the tokens of a path. A slash in brackets belongs to the name.
func splitPath(path string) []string {
	var tokens []string
	for path != "" {
		path = path[1:] // the slash
		end := -1
		if strings.HasPrefix(path, "[") {
			if i := strings.Index(path, "]/"); i >= 0 {
				end = i + 1
			} else if strings.HasSuffix(path, "]") {
				end = len(path)
			}
		}
		if end < 0 {
			if end = strings.IndexByte(path, '/'); end < 0 {
				end = len(path)
			}
		}
		tokens = append(tokens, strings.ReplaceAll(strings.ReplaceAll(path[:end], "~1", "/"), "~0", "~"))
		path = path[end:]
	}
	return tokens
}

// parseNamedPath parses the path of a suppression.
func parseNamedPath(text string) (namedPath, error) {
	if text == "" {
		return namedPath{}, nil
	}
	if text[0] != '/' {
		return namedPath{}, errors.New("a path must begin with a slash")
	}
	tokens := splitPath(text)
	k, err := federation.ParseKind(tokens[0])
	if err != nil {
		var kinds []string
		for k := range federation.AllKinds() {
			kinds = append(kinds, k.String())
		}
		if name, found := near.Name(tokens[0], kinds); found {
			return namedPath{}, fmt.Errorf("%s is not a kind of records, did you mean %s?", tokens[0], name)
		}
		return namedPath{}, fmt.Errorf("%s is not a kind of records (%s)", tokens[0], strings.Join(kinds, ", "))
	}
	p := namedPath{kind: k.String(), rest: tokens[1:]}
	if len(p.rest) == 0 || !hasNames(k) {
		return p, nil
	}
	name := p.rest[0]
	p.rest = p.rest[1:]
	if isIndex(name) {
		return namedPath{}, fmt.Errorf("%s is the index of a record, which can change: write the name, as /%s/NAME or /%s/[%s=%s]", name, k, k, k.Row().Table().KeyNames()[0], name)
	}
	if inner, isBracketed := strings.CutPrefix(name, "["); isBracketed && strings.HasSuffix(inner, "]") {
		key, value, _ := strings.Cut(strings.TrimSuffix(inner, "]"), "=")
		names := k.Row().Table().KeyNames()
		if !slices.ContainsFunc(names, func(known string) bool { return char.EqualFold(known, key) }) {
			return namedPath{}, fmt.Errorf("%s does not name a %s: write [%s=NAME]", name, k.Title(), names[0])
		}
		name = value
	} else if name == anything {
		p.record = anything
		return p, nil
	}
	p.record = k.Key(name)
	return p, nil
}
