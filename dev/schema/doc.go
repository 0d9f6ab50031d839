// Package schema makes the JSON Schemas in docs/schema from the types of the JSON
// forms and the schemas of the records. It checks the output of the command by
// them. It has only tests: go test ./dev/schema -update writes the files.
package schema
