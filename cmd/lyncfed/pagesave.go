package main

import (
	"fmt"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/powershell"
	"github.com/lyncfed/lyncfed/reach"
	"github.com/lyncfed/lyncfed/report"
)

// pageFormats has the files that the page saves: the extension of each, and the function
// that makes it.
var pageFormats = map[string]struct {
	ending string
	write  func(*pageWorker, date.Date) ([]byte, error)
}{
	"html": {".html", func(w *pageWorker, on date.Date) ([]byte, error) {
		var o report.HTMLOptions
		if w.index != nil {
			o.Reach = newWhoTable(w.index.Summary(on)).page()
		}
		return w.auditFor(on).HTML(o), nil
	}},
	"json":     {".json", func(w *pageWorker, on date.Date) ([]byte, error) { return w.auditFor(on).JSON() }},
	"csv":      {".csv", func(w *pageWorker, on date.Date) ([]byte, error) { return w.auditFor(on).CSV(), nil }},
	"sarif":    {".sarif", func(w *pageWorker, on date.Date) ([]byte, error) { return w.auditFor(on).SARIF() }},
	"markdown": {".md", func(w *pageWorker, on date.Date) ([]byte, error) { return w.auditFor(on).Markdown(), nil }},
	"configuration": {".json", func(w *pageWorker, _ date.Date) ([]byte, error) {
		if not := w.configuration().Incomplete; !not.IsZero() {
			return nil, fmt.Errorf("not all records could be read, and a configuration without them would be another: %s", not)
		}
		return report.JSON(w.configuration())
	}},
}

func (w *pageWorker) save(q pageQuestion, _ [][]byte) (any, error) {
	if err := w.ready(); err != nil {
		return nil, err
	}
	format, found := pageFormats[q.Format]
	if !found {
		return nil, fmt.Errorf("the page saves %q", q.Format)
	}
	saved := w
	answer := struct {
		Name, Text string
		Names      string `json:",omitempty"` // the map of the names
	}{Name: "lyncfed-audit" + format.ending}
	if q.Format == "configuration" {
		answer.Name = "lyncfed-configuration.json"
	}
	if q.HideNames {
		names := report.NewNames()
		var err error
		if saved, err = w.withoutNames(names); err != nil {
			return nil, err
		}
		text, err := report.JSON(nameMap{Format: 1, Names: names.All()})
		if err != nil {
			return nil, err
		}
		answer.Names = string(text)
	}
	text, err := format.write(saved, q.On)
	answer.Text = string(text)
	return answer, err
}

// withoutNames returns a worker that has read the same configuration with examples
// in place of its names. It has no findings on the reading, because they quote the
// files.
func (w *pageWorker) withoutNames(names *report.Names) (*pageWorker, error) {
	c := names.Replace(*w.configuration())
	text, err := report.JSON(c)
	if err != nil {
		return nil, err
	}
	file := powershell.File{Name: "configuration.json", Data: text}
	hidden := &pageWorker{origin: originOf(c.Platform, report.FilesOf([]powershell.File{file}))}
	if hidden.export, err = powershell.Read(powershell.DefaultLimit, file); err != nil {
		return nil, err
	}
	hidden.configuration().Incomplete = c.Incomplete
	hidden.index, _ = reach.NewIndex(*hidden.configuration()) // nil: there is no record to ask about
	return hidden, nil
}
