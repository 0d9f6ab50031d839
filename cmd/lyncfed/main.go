// Command lyncfed works with Lync and Skype for Business federation: from the
// command line, on files and in pipes. Run lyncfed help for what it does.
//
// It stands on the packages of module github.com/lyncfed/lyncfed, and shows
// how a program uses them: it reads the files, and it writes the messages.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

// The exit statuses of all commands.
const (
	statusOK      = 0 // all is well
	statusFailed  = 1 // the command could not run
	statusRefused = 2 // it ran, and has something to complain about
	statusUnknown = 3 // it ran, and what was given does not tell
)

// errRefused makes a command exit with statusRefused. What there is to
// complain about has been printed by then.
var errRefused = errors.New("refused")

// errUnknown makes a command exit with statusUnknown. What is not known has been
// printed by then.
var errUnknown = errors.New("not known")

// errReported makes a command exit with statusFailed. Why has been printed by
// then.
var errReported = errors.New("failed")

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run runs the command line and returns the exit status.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	cmd := newCommand()
	cmd.SetArgs(args)
	cmd.SetIn(stdin)
	cmd.SetOut(stdout)
	cmd.SetErr(stderr)
	switch err := cmd.Execute(); {
	case err == nil:
		return statusOK
	case errors.Is(err, errRefused):
		return statusRefused
	case errors.Is(err, errUnknown):
		return statusUnknown
	case errors.Is(err, errReported):
		return statusFailed
	default:
		fmt.Fprintf(stderr, "lyncfed: %v\n", err)
		return statusFailed
	}
}

func newCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "lyncfed",
		Short: "Work with Lync and Skype for Business federation",
		Long: `lyncfed works with the federation of Lync Server and Skype for Business Server.

It needs no server and no network: it reads what it is given. Only lyncfed srv
check asks DNS and opens hosts, with --live and --tls.`,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	cmd.AddCommand(newDecorateCommand(), newUndecorateCommand(), newAuditCommand(), newServicesCommand(), newEligibleCommand(), newCanCommand(), newConvertCommand(), newProvisionCommand(), newSRVCommand(), newExplainCommand(), newRulesCommand(), newExportScriptCommand(), newLintCommand(), newWhatIfCommand(), newDiffCommand(), newExpectCommand(), newPlanCommand(), newFixCommand(), newWhoCommand())
	return cmd
}

// version is that of the module, with the commit it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	var v strings.Builder
	v.WriteString(info.Main.Version)
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			v.WriteString(" " + s.Value)
		}
	}
	return v.String()
}
