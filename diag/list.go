package diag

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/hashicorp/go-multierror"
)

// A List collects findings. The zero List is empty and ready to use.
type List struct {
	findings []*Finding
}

// Add adds f.
func (l *List) Add(f *Finding) { l.findings = append(l.findings, f) }

// Attach adds all that is in err, which a member at path at gave, with at in
// front of each path. What is no finding becomes one of rule
// [RuleErrorForeign], so nothing is lost. A nil err adds nothing.
func (l *List) Attach(at Path, err error) {
	for f := range All(err) {
		moved := *f
		moved.Path = at.Join(f.Path)
		l.Add(&moved)
	}
}

// Len returns the number of findings.
func (l *List) Len() int { return len(l.findings) }

// All returns the findings in the order in which they were added.
func (l *List) All() iter.Seq[*Finding] { return slices.Values(l.findings) }

// Err returns the findings of severity Error as a [*multierror.Error], one on
// a line, or nil if there are none.
func (l *List) Err() error {
	if len(l.findings) == 0 {
		return nil
	}
	m := &multierror.Error{ErrorFormat: lines}
	for _, f := range l.findings {
		if f.Severity == Error {
			m.Errors = append(m.Errors, f)
		}
	}
	return m.ErrorOrNil()
}

// Errors returns the findings of severity Error, as [List.Err] does: what the
// Validate method of a record returns of its Findings.
func Errors(findings iter.Seq[*Finding]) error {
	l := List{slices.Collect(findings)}
	return l.Err()
}

// lines is the text of several findings.
func lines(errs []error) string {
	var b strings.Builder
	if len(errs) > 1 {
		fmt.Fprintf(&b, "%d problems:\n", len(errs))
	}
	for i, err := range errs {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(err.Error())
	}
	return b.String()
}

// All returns each finding in err, which may have been wrapped with %w, joined
// with [errors.Join] or collected in a multierror. A [*ValueError] and a bare
// [Rule] count as findings about the whole value, and any other error as one
// of rule [RuleErrorForeign], so nothing is lost. There are none in nil.
func All(err error) iter.Seq[*Finding] {
	return func(yield func(*Finding) bool) { walk(err, yield) }
}

// walk yields what is in err until yield returns false, and returns whether to
// go on.
func walk(err error, yield func(*Finding) bool) bool {
	switch err := err.(type) {
	case nil:
		return true
	case *Finding:
		return err == nil || yield(err)
	case *ValueError:
		return err == nil || yield(err.finding())
	case Rule:
		return yield(&Finding{RuleInfo: RuleInfo{Rule: err, Severity: Error}})
	case *multierror.Error: // by type, because its Unwrap hides the elements
		return walkEach(err.WrappedErrors(), yield)
	}
	// A wrapper round nothing of ours says more than what it wraps: it is taken
	// whole.
	if _, ours := errors.AsType[Rule](err); ours {
		switch err := err.(type) {
		case interface{ Unwrap() error }:
			return walk(err.Unwrap(), yield)
		case interface{ Unwrap() []error }:
			return walkEach(err.Unwrap(), yield)
		}
	}
	foreign := catalog.Finding(RuleErrorForeign, "", err.Error())
	foreign.Err = err
	return yield(foreign)
}

func walkEach(errs []error, yield func(*Finding) bool) bool {
	for _, err := range errs {
		if !walk(err, yield) {
			return false
		}
	}
	return true
}
