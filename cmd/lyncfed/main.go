// Command lyncfed works with Lync and Skype for Business federation: from the
// command line, on files and in pipes. Run lyncfed help for what it does.
//
// The packages of module github.com/lyncfed/lyncfed do the work. The command reads the
// files and writes the messages. It is an example of a program that uses the packages.
package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"
)

// run runs the command line and returns the exit status.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	out, flush := buffered(stdout)
	cmd := newCommand(out)
	cmd.SetArgs(args)
	cmd.SetIn(stdin)
	cmd.SetErr(stderr)
	err := cmp.Or(unknownIn(cmd, args), oneDash(cmd, args))
	if err == nil {
		err = cmd.Execute()
	}
	if failed := flush(); failed != nil && !errors.Is(err, errOutput) {
		err = writingFailed(standardOutputName, failed)
	}
	switch {
	case err == nil:
		return statusOK
	case errors.Is(err, errBrokenPipe):
		return statusBrokenPipe
	case errors.Is(err, errRefused):
		return statusRefused
	case errors.Is(err, errUnknown):
		return statusUnknown
	case errors.Is(err, errReported):
		return statusFailed
	default:
		fmt.Fprintf(stderr, "lyncfed: %s\n", printableLines(plainError(err)))
		return statusFailed
	}
}

// plainError returns the text of an error for a person. It leaves out the name of the
// failed system call, and the file name unless the text begins with it.
func plainError(err error) string {
	text := err.Error()
	path, ok := errors.AsType[*fs.PathError](err)
	if !ok {
		return text
	}
	before, after, _ := strings.Cut(text, path.Error())
	if before == "" {
		before = path.Path + ": "
	}
	return before + path.Err.Error() + after
}

// newCommand returns the root command with its subcommands, for a standard output.
func newCommand(stdout io.Writer) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "lyncfed",
		Short: "Work with Lync and Skype for Business federation",
		Long: `lyncfed works with the federation of Lync Server and Skype for Business Server.

It needs no server and no network: it reads what it is given. Only lyncfed srv
check asks DNS and opens hosts, with --live and --tls.

` + statusHelp,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	cmd.AddCommand(newDecorateCommand(), newUndecorateCommand(), newAuditCommand(), newServicesCommand(), newEligibleCommand(), newCanCommand(), newConvertCommand(), newProvisionCommand(), newSRVCommand(), newExplainCommand(), newRulesCommand(), newExportScriptCommand(), newLintCommand(), newWhatIfCommand(), newDiffCommand(), newExpectCommand(), newPlanCommand(), newFixCommand(), newWhoCommand(), newPageCommand())
	cmd.SetOut(stdout)
	cmd.AddCommand(newFirstStepsCommand())
	cmd.SetHelpCommand(newHelpCommand())
	cmd.InitDefaultHelpCmd()
	cmd.InitDefaultCompletionCmd()
	groupCommands(cmd)
	cmd.SetFlagErrorFunc(flagError)
	cmd.PersistentPreRunE = checkFlags
	addOutputFlags(cmd)
	addEndingFlags(cmd)
	fitHelp(cmd, cmp.Or(width(stdout), terminalWidth))
	shareFlags(cmd)
	return cmd
}
