package report

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/powershell"
	"github.com/lyncfed/lyncfed/product"
)

// Gathered returns the day on which the facts of the module were last gathered.
func Gathered() date.Date { return date.MustParse("2026-11-22") }

// An Origin has the program and the files that an answer was made with. The JSON form of
// every answer of the command has its members.
type Origin struct {
	Tool     string           // the program: "lyncfed"
	Version  string           // the version of Tool
	Gathered date.Date        // the day on which the facts were last gathered
	Product  product.Platform // the server product, if it is known
	Files    []File           // the files that were read
}

// A File is a file that was read for an answer.
type File struct {
	Name   string
	SHA256 string // in hexadecimal digits
}

// NewOrigin returns the origin of an answer of lyncfed in a version. Files is never nil.
func NewOrigin(version string, p product.Platform, files []File) Origin {
	return Origin{Tool: "lyncfed", Version: version, Gathered: Gathered(), Product: p, Files: orEmpty(files)}
}

// FilesOf returns the names of files, with their SHA-256.
func FilesOf(files []powershell.File) []File {
	var all []File
	for _, file := range files {
		sum := sha256.Sum256(file.Data)
		all = append(all, File{file.Name, hex.EncodeToString(sum[:])})
	}
	return all
}

// Made returns the program and the day of its facts: "lyncfed v0.1.0, facts as of
// 2026-11-22".
func (o Origin) Made() string {
	s := strings.TrimSpace(o.Tool + " " + o.Version)
	if !o.Gathered.IsZero() {
		s += fmt.Sprintf(", facts as of %v", o.Gathered)
	}
	return s
}

// Properties yields the members with their names, for JUnit. Each file is a property with
// its SHA-256.
func (o Origin) Properties() iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		if !yield("version", o.Version) || !yield("facts", o.Gathered.String()) || !yield("product", cmp.Or(o.Product.String(), "not known")) {
			return
		}
		for _, f := range o.Files {
			if !yield("sha256 of "+f.Name, f.SHA256) {
				return
			}
		}
	}
}

// Markdown returns a section with the files and the program.
func (o Origin) Markdown() string {
	var w markdownWriter
	w.printf("\n## Read\n\n| File | SHA-256 |\n|---|---|")
	for _, f := range o.Files {
		w.printf("| %s | `%s` |", MarkdownText(f.Name), f.SHA256)
	}
	w.printf("\n%s.", MarkdownText(o.Made()))
	return w.String()
}

// JSONOf returns the JSON form of an answer with the members of the origin after its
// first member. The form is an object of two members or more, whose first is Format.
func (o Origin) JSONOf(answer json.Marshaler) ([]byte, error) {
	head, err := JSONLine(o)
	if err != nil {
		return nil, err
	}
	text, err := answer.MarshalJSON()
	if err != nil {
		return nil, err
	}
	format, rest, found := bytes.Cut(text, []byte(","))
	if !found || !bytes.HasPrefix(format, []byte(`{"Format":`)) {
		return nil, fmt.Errorf("the JSON form of %T does not begin with Format", answer)
	}
	return slices.Concat(format, []byte(","), head[1:len(head)-1], []byte(","), rest), nil
}
