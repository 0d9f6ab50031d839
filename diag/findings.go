package diag

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/hashicorp/go-multierror"
)

// Findings are the problems of one value, in the order in which they were found.
// The nil Findings are empty.
type Findings []*Finding

// MarshalJSON implements [encoding/json.Marshaler]. It writes an array, also for
// nil Findings.
func (fs Findings) MarshalJSON() ([]byte, error) {
	if fs == nil {
		return []byte("[]"), nil
	}
	return json.Marshal([]*Finding(fs))
}

// Add adds f. A nil f adds nothing.
func (fs *Findings) Add(f *Finding) {
	if f != nil {
		*fs = append(*fs, f)
	}
}

// Attach adds the findings in err, which are about the member at path at. It
// prefixes their paths with at. A nil err adds nothing.
func (fs *Findings) Attach(at Path, err error) {
	for f := range All(err) {
		fs.attach(at, f)
	}
}

// AttachAll is like Attach for findings instead of an error.
func (fs *Findings) AttachAll(at Path, of Findings) {
	for _, f := range of {
		fs.attach(at, f)
	}
}

func (fs *Findings) attach(at Path, f *Finding) {
	moved := *f
	moved.Path = at.Join(f.Path)
	fs.Add(&moved)
}

// All returns the findings in order.
func (fs Findings) All() iter.Seq[*Finding] { return slices.Values(fs) }

// Worst returns the worst severity among the findings, or the zero Severity if
// there are none.
func (fs Findings) Worst() Severity {
	var worst Severity
	for _, f := range fs {
		if worst.IsZero() || f.Severity.Compare(worst) < 0 {
			worst = f.Severity
		}
	}
	return worst
}

// Err returns an error with the findings of severity Error, in order, or nil if
// there are none. [All] yields these findings. The text of the error has one line
// for each.
func (fs Findings) Err() error {
	var m *multierror.Error
	for _, f := range fs {
		if f.Severity == Error {
			if m == nil {
				m = &multierror.Error{ErrorFormat: lines}
			}
			m.Errors = append(m.Errors, f)
		}
	}
	return m.ErrorOrNil()
}

// lines returns the text of several findings.
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

// All returns each finding in err. The error may have been wrapped with %w, joined
// with [errors.Join], or returned by a Validate method. A [*ValueError] and a bare
// [Rule] become findings about the whole value. Any other error becomes a finding
// of rule [RuleErrorForeign], so no error is lost. The text that a wrapper adds is not
// in the findings. A nil error has no findings.
func All(err error) iter.Seq[*Finding] {
	return func(yield func(*Finding) bool) { walk(err, yield) }
}

// walk yields the findings in err and reports whether to go on.
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
	// A wrapper of a foreign error is not unwrapped, because its text would be
	// lost.
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
