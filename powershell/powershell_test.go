package powershell_test

import (
	"encoding/json"
	"errors"
	"strconv"
	"testing"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/testkit"
	"github.com/lyncfed/lyncfed/powershell"
)

// readAll reads texts as files of one configuration, and returns all that is said
// of them.
func readAll(texts ...string) (*powershell.Export, error) {
	var files []powershell.File
	for i, text := range texts {
		files = append(files, powershell.File{Name: "file" + strconv.Itoa(i), Data: []byte(text)})
	}
	e, err := powershell.Read(files...)
	if err != nil {
		return nil, err
	}
	return e, testkit.Join(e.Findings)
}

func TestCatalog(t *testing.T) {
	testkit.CheckCatalog(t, powershell.Rules(), map[string]testkit.Check{
		// A text, or an array of them that are read together.
		"Read": func(in json.RawMessage) error {
			var texts []string
			if err := json.Unmarshal(in, &texts); err != nil {
				texts = make([]string, 1)
				if err := json.Unmarshal(in, &texts[0]); err != nil {
					return err
				}
			}
			_, err := readAll(texts...)
			var said []error
			for f := range diag.All(err) {
				if f.Pos.File == "" || f.Pos.Line == 0 || f.Pos.Column == 0 {
					t.Errorf("%v has no place", f)
				}
				moved := *f
				moved.Path = "" // which is that of the configuration
				said = append(said, &moved)
			}
			return errors.Join(said...)
		},
	})
}
