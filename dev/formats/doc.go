// Package formats reads what the command writes with the programs that others read it
// with: SARIF by its schema, JUnit, CSV, and the page by a browser. It has only tests.
package formats
