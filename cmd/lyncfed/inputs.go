package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/powershell"
)

// outputFlags are the flags for files that a command writes.
var outputFlags = []string{"output", "errors", "script", "rollback", "write-suppressions", "replace-names"}

// checkOutputs returns an error if a command would write over a file that it reads, or
// write one file twice. The file of --since may be written: a report takes the place
// of the earlier one.
func checkOutputs(cmd *cobra.Command, args []string) error {
	inputs := slices.Clone(args)
	var outputs []*pflag.Flag
	cmd.Flags().Visit(func(f *pflag.Flag) {
		what, _ := pflag.UnquoteUsage(f)
		switch list, isList := f.Value.(*flagValue).Value.(pflag.SliceValue); {
		case slices.Contains(outputFlags, f.Name):
			outputs = append(outputs, f)
		case what != "file" || f.Name == "since":
		case isList:
			inputs = append(inputs, list.GetSlice()...)
		default:
			inputs = append(inputs, f.Value.String())
		}
	})
	slices.SortFunc(outputs, func(a, b *pflag.Flag) int {
		return slices.Index(outputFlags, a.Name) - slices.Index(outputFlags, b.Name)
	})
	for i, f := range outputs {
		name := f.Value.String()
		if name == "-" {
			continue
		}
		for _, earlier := range outputs[:i] {
			if isSameName(earlier.Value.String(), name) {
				return fmt.Errorf("%s and %s are both %s", flagName(earlier), flagName(f), diag.Printable(name))
			}
		}
		info, err := os.Stat(name)
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		for _, input := range inputs {
			if reads(cmd, input, name, info) {
				return fmt.Errorf("%s would be read and written at once: write to another file", diag.Printable(name))
			}
		}
	}
	return nil
}

// flagName returns a flag as most people write it.
func flagName(f *pflag.Flag) string {
	if f.Shorthand != "" {
		return "-" + f.Shorthand
	}
	return "--" + f.Name
}

// isSameName reports whether two names are of one file, which need not exist.
func isSameName(a, b string) bool {
	one, err := filepath.Abs(a)
	two, err2 := filepath.Abs(b)
	return err == nil && err2 == nil && one == two
}

// reads reports whether an input is the regular file of a name, or a directory whose
// exports include it.
func reads(cmd *cobra.Command, input, name string, file os.FileInfo) bool {
	if input == "-" {
		stdin, ok := cmd.InOrStdin().(*os.File)
		return ok && isFile(stdin, file)
	}
	info, err := os.Stat(input)
	if err != nil || os.SameFile(info, file) {
		return err == nil
	}
	parent, err := os.Stat(filepath.Dir(name))
	if err != nil || !info.IsDir() || !os.SameFile(info, parent) {
		return false
	}
	text, err := os.ReadFile(name)
	isRead := slices.Contains(exportNames, strings.ToLower(filepath.Ext(name))) || powershell.File{Name: name, Data: text}.IsScript()
	return err == nil && isRead && !isAnswer(text)
}
