package lyncfed_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/internal/testkit"
	"github.com/lyncfed/lyncfed/licensing"
	"github.com/lyncfed/lyncfed/product"
)

// object is a part of a JSON Schema.
type object = map[string]any

// TestRecordSchemas writes the JSON Schemas of what people and the shell write, or checks
// them. They are made from the schemas of the records. Those of what is printed are made
// in dev/schema.
func TestRecordSchemas(t *testing.T) {
	defs, properties := object{}, object{}
	for k := range federation.AllKinds() {
		table, name := k.Row().Table(), k.String()
		one := object{"$ref": "#/$defs/" + name}
		switch {
		case k == federation.Platform:
			var names []any
			for _, p := range product.Platforms() {
				names = append(names, p.String())
			}
			properties[name] = object{"title": table.About().Title, "enum": names}
			continue
		case len(table.KeyNames()) == 0:
			properties[name] = one
		default:
			properties[name] = object{"anyOf": []any{object{"type": "array", "items": one}, one}}
		}
		defs[name] = schemaOf(table)
	}
	configuration := object{"$defs": defs, "type": "object", "properties": properties, "minProperties": 1}
	for name, root := range map[string]object{
		"configuration": configuration,
		"holdings":      schemaOf(licensing.Holdings{}.Schema()),
		"request":       schemaOf(licensing.ProvisioningRequest{}.Schema()),
	} {
		root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
		root["$id"] = "https://github.com/lyncfed/lyncfed/raw/main/docs/schema/" + name + ".json"
		root["title"] = map[string]string{"configuration": "A federation configuration", "holdings": "What an organization holds", "request": "A provisioning request"}[name]
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		require.NoError(t, enc.Encode(root))
		testkit.Golden(t, "docs/schema/"+name+".json", b.String())
	}
}

// schemaOf returns the JSON Schema of the records that a table describes, as they are
// written and as people write them.
func schemaOf(table record.Table) object {
	properties := object{}
	for p := range table.Properties() {
		properties[p.Name] = schemaOfMember(table, p)
	}
	s := object{"type": "object", "properties": properties}
	about := table.About()
	if about.Title != "" {
		s["title"] = about.Title
	}
	if about.Noun != "" {
		s["description"] = fmt.Sprintf("What Get-%s prints.", about.Noun)
	}
	var keys []any
	for _, name := range table.KeyNames() {
		keys = append(keys, object{"required": []any{name}})
		if _, known := properties[name]; !known { // the cmdlets print it too
			properties[name] = properties[table.KeyNames()[0]]
		}
	}
	switch len(keys) {
	case 0:
	case 1:
		s["required"] = []any{table.KeyNames()[0]}
	default:
		s["anyOf"] = keys
	}
	if about.Strict {
		s["additionalProperties"] = false
	}
	return s
}

// schemaOfMember returns the JSON Schema of a member.
func schemaOfMember(table record.Table, p record.Property) object {
	s := object{}
	switch table.TypeOf(p.Name) {
	case record.TextType:
		s["type"] = []any{"string", "null"}
	case record.BoolType:
		s["type"] = []any{"boolean", "null"}
	case record.NumberType:
		s["type"], s["minimum"] = []any{"integer", "null"}, 1
	case record.ListType: // in whatever shape the shell printed it
		s["type"] = []any{"array", "string", "object", "null"}
		s["items"] = object{"type": []any{"string", "object"}}
	case record.NameType:
		var values []any
		for n, name := range table.Constants(p.Name) {
			values = append(values, name, n)
		}
		s["enum"] = append(values, nil)
	default:
		of, isList := table.Within(p.Name)
		one := object{"type": "string"}
		if of != nil {
			one = schemaOf(of)
		}
		if !isList {
			return one
		}
		return object{"anyOf": []any{object{"type": "array", "items": one}, one}}
	}
	var notes []string
	if p.Since > product.LyncServer2010 {
		notes = append(notes, "From "+p.Since.Title()+" on.")
	}
	if p.Default != "" && p.Default != record.None {
		notes = append(notes, "By default "+p.Default+".")
	}
	if notes != nil {
		s["description"] = strings.Join(notes, " ")
	}
	return s
}
