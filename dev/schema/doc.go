// Package schema makes the JSON Schemas in docs/schema from the types of the JSON forms
// and from the schemas of the records, and checks what the command prints by them. It has
// only tests: go test ./dev/schema -update writes the files.
package schema
