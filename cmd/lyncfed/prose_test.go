package main

import (
	"io"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// TestHelp compares the help of all commands with one file, which .ci/prose reads.
func TestHelp(t *testing.T) {
	var b strings.Builder
	var add func(c *cobra.Command, args []string)
	add = func(c *cobra.Command, args []string) {
		out, _, _ := lyncfed(nil, append([]string{"help"}, args...)...)
		b.WriteString("== " + strings.Join(append([]string{"lyncfed"}, args...), " ") + "\n\n" + out + "\n")
		for _, below := range c.Commands() {
			if below.Name() != "completion" { // its text is cobra's
				add(below, append(args[:len(args):len(args)], below.Name()))
			}
		}
	}
	add(newCommand(io.Discard), nil)
	golden(t, "testdata/golden/help.txt", b.String())
}
