package main

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lyncfed/lyncfed/provider"
)

type vectorFile struct {
	Decorators []struct {
		Name, RoutingDomain string
		Excluded            []string
	}
	Vectors []vector
}

type vector struct {
	Name, Decorator, Operation, Outcome string
	Input, InputHex, Result, Rule       *string
	Offset                              *int
}

// addresses asks each decorator and operation once, with an address on each line.
func addresses(root, _ string) (all []question, notAsked int, err error) {
	var file vectorFile
	if err := read(&file, root, "address", "testdata", "vectors.json"); err != nil {
		return nil, 0, err
	}
	type key struct{ decorator, operation string }
	lines := map[key][]vector{}
	settings := map[string][]string{}
	for _, d := range file.Decorators {
		if d.RoutingDomain != "" {
			settings[d.Name] = []string{"--routing-domain", d.RoutingDomain, "--exclude", cmp.Or(strings.Join(d.Excluded, ","), "none")}
		}
	}
	for _, v := range file.Vectors {
		text, err := v.text()
		if err != nil {
			return nil, 0, fmt.Errorf("%s: %w", v.Name, err)
		}
		if settings[v.Decorator] == nil || !isLine(text) {
			notAsked++
			continue
		}
		v.Input = &text
		k := key{v.Decorator, v.Operation}
		lines[k] = append(lines[k], v)
	}
	for _, k := range slices.SortedFunc(maps.Keys(lines), func(a, b key) int {
		return cmp.Or(strings.Compare(a.decorator, b.decorator), strings.Compare(a.operation, b.operation))
	}) {
		q := question{name: k.operation + " with " + k.decorator, cases: len(lines[k])}
		q.args = slices.Concat([]string{k.operation}, settings[k.decorator], []string{"-"})
		for _, v := range lines[k] {
			q.stdin += *v.Input + "\n"
		}
		q.check = func(a answer) []string { return checkLines(lines[k], a) }
		all = append(all, q)
	}
	return all, notAsked, nil
}

func (v vector) text() (string, error) {
	if v.Input != nil {
		return *v.Input, nil
	}
	if v.InputHex == nil {
		return "", fmt.Errorf("neither Input nor InputHex")
	}
	data, err := hex.DecodeString(*v.InputHex)
	return string(data), err
}

// isLine reports whether a command must treat a line as the vector treats the text. It
// may accept more than the vectors: blanks around an address, sip: before it, and
// international domains. It may leave Skype names, at skypeids.net, as they are.
func isLine(text string) bool {
	ascii := strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
	return ascii && text != "" && strings.TrimSpace(text) == text && !strings.ContainsAny(text, "\n\r\x00") &&
		!strings.HasPrefix(strings.ToLower(text), "sip:") && !strings.HasSuffix(text, "@"+provider.SkypeIDDomain)
}

// checkLines compares the lines of an answer with the results that are not refused.
func checkLines(vectors []vector, a answer) (wrong []string) {
	got := strings.Split(strings.TrimSuffix(string(a.stdout), "\n"), "\n")
	refused := false
	i := 0
	for _, v := range vectors {
		if v.Outcome == "refused" {
			refused = true
			continue
		}
		if i >= len(got) || got[i] != *v.Result {
			line := "nothing"
			if i < len(got) {
				line = got[i]
			}
			return append(wrong, fmt.Sprintf("%s: %q, want %q; what follows was not compared", v.Name, line, *v.Result))
		}
		i++
	}
	if i < len(got) && got[i] != "" {
		wrong = append(wrong, fmt.Sprintf("%d lines more than expected, the first %q", len(got)-i, got[i]))
	}
	if want := map[bool]int{false: 0, true: 2}[refused]; a.status != want {
		wrong = append(wrong, fmt.Sprintf("exit status %d, want %d", a.status, want))
	}
	return wrong
}
