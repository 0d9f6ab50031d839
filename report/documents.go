package report

import (
	"iter"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/source"
)

// A Document is a document that rules and facts rest on.
type Document struct {
	diag.Source
	Edition string // the edition relied on, or "" if it has no date or number
	Use     string // what the module takes from it
}

// Documents returns the documents that rules and facts rest on, sorted by ID.
func Documents() iter.Seq[Document] {
	return func(yield func(Document) bool) {
		for d := range source.All() {
			if !yield(Document(d)) {
				return
			}
		}
	}
}
