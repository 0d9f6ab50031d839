package main

import (
	"bytes"
	"errors"
	"unicode/utf8"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
)

// A pageRefusal is a line that is not an address, or a doubtful one.
type pageRefusal struct {
	Line, Column int
	Text         string
	Detail, Rule string
	Refused      bool
}

// maxRefusals is the largest number of refused lines that are explained.
const maxRefusals = 1000

func (w *pageWorker) contacts(q pageQuestion, data [][]byte) (any, error) {
	r, err := w.rewriterFor(q)
	if err != nil {
		return nil, err
	}
	answer := struct {
		Text                                            string
		Lines, Rewritten, Unchanged, LeftAlone, Refused int
		Notes                                           []pageRefusal
	}{Notes: []pageRefusal{}}
	var out bytes.Buffer
	var counts [outcomes]int
	line := 1
	for _, in := range data {
		err := r.rewriteList(bytes.NewReader(in), blockSize, func(b *block) error {
			for what, n := range b.counts {
				counts[what] += n
			}
			for _, n := range b.notes {
				text := string(b.in[n.start:n.end])
				_, what, about := r.rewrite(text)
				for f := range diag.All(about) {
					if len(answer.Notes) == maxRefusals {
						break
					}
					column := 1
					if v, ok := errors.AsType[*diag.ValueError](f); ok {
						column += utf8.RuneCountInString(text[:v.Offset])
					}
					answer.Notes = append(answer.Notes, pageRefusal{line + n.line, column, diag.Printable(text[:min(len(text), maxShown)]), f.Detail, string(f.Rule), what == refused})
				}
			}
			line += b.lines
			_, err := out.Write(b.out)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	answer.Text = out.String()
	for _, n := range counts {
		answer.Lines += n
	}
	answer.Rewritten, answer.Unchanged, answer.LeftAlone, answer.Refused = counts[rewritten], counts[unchanged], counts[leftAlone], counts[refused]
	return answer, nil
}

// rewriterFor returns the rewriter for the contacts of a provider of the configuration,
// or for the documented settings of Skype if no provider is given.
func (w *pageWorker) rewriterFor(q pageQuestion) (*rewriter, error) {
	alone := []domain.SIPDomain{skypeIDs}
	if q.Provider == "" {
		skype := documentedSkype()
		excluded, err := parseList(q.Exclude)
		if err != nil {
			return nil, err
		}
		return newRewriter(address.NewDecorator(skype.NameDecorationRoutingDomain, excluded.Set()), domain.SetOf(alone...), q.Undo), nil
	}
	if err := w.ready(); err != nil {
		return nil, err
	}
	decorator, known, err := decoratorOf(*w.configuration(), q.Provider)
	if err != nil {
		return nil, err
	}
	return newRewriter(decorator, domain.SetOf(append(alone, known...)...), q.Undo), nil
}
