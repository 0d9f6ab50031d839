// Package grammar compares how lyncfed splits scripts into commands with a grammar
// of the shell's language that others wrote: tree-sitter-powershell. What lyncfed
// prints must be without an error to the grammar.
//
// The grammar is C, and is not in this repository: run.sh has it from npm. So the
// package is a module by itself, which no other command builds.
//
// The grammar has only the quotation marks and dashes of ASCII, so it does not
// judge others.
package grammar

// #include "parser.c"
// #include "scanner.c"
import "C"

import (
	"unsafe"

	sitter "github.com/tree-sitter/go-tree-sitter"
)

// language returns the grammar.
func language() *sitter.Language {
	return sitter.NewLanguage(unsafe.Pointer(C.tree_sitter_powershell()))
}
