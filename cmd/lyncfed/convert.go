package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// configurationHelp lists the forms that a configuration is read in.
const configurationHelp = `
A configuration is what the Get-Cs… cmdlets printed, however it was saved: JSON
of ConvertTo-Json or of the script that lyncfed export-script prints, CLIXML of
Export-Clixml, CSV of Export-Csv, or the list of Format-List, in UTF-8 or UTF-16,
with or without prompts and warnings between. A table of Format-Table is refused,
since it cuts columns.

Several files are read as one configuration; of a directory those are read whose
names end in .json, .xml, .clixml, .csv, .txt or .log, and the scripts (.ps1,
.psm1) that change records; - is the standard input. A record that two of them
have is read once, and reported if they differ. A script is applied to what the
others have.
`

func newConvertCommand() *cobra.Command {
	var output, names string
	cmd := &cobra.Command{
		Use:   "convert FILE|DIRECTORY|-...",
		Short: "Write the output of the shell as one configuration in JSON",
		Long: `convert reads a configuration and writes it as JSON, in the one form that has
the cmdlets' names, enumerations as names, and what is not set left out.
` + configurationHelp + `
If a record could not be read, nothing is written: a configuration without it
would look whole. What else there is to say goes to the standard error.

With --replace-names the configuration can be shown to others: examples stand for
domains, people, policies, sites, providers and comments, the same one throughout,
so that an audit finds the same. Hosts and domains of public services and of
Microsoft 365 stay. The file has the example for each name. Keep it to yourself.
If it exists, its examples are used again.

The exit status is 0 if the configuration was written, 1 if the command could not
run, and 2 if a record could not be read.`,
		Example: `  lyncfed convert federation.xml > federation.json
  lyncfed convert exports -o federation.json
  lyncfed convert exports --replace-names names.json -o to-send.json`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("nothing to convert: give files that the shell wrote, a directory of them, or - for the standard input")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			stdout, stderr := cmd.OutOrStdout(), cmd.ErrOrStderr()
			e, err := load(args, cmd.InOrStdin(), stderr)
			if err != nil {
				return err
			}
			for _, f := range e.Findings {
				fmt.Fprintln(stderr, f)
			}
			c := e.Document.Configuration
			if e.Findings.Err() != nil || c.Incomplete != 0 {
				fmt.Fprintln(stderr, "lyncfed: nothing was written, since not all records could be read")
				if c.Incomplete != 0 {
					var kinds []string
					for k := range c.Incomplete.All() {
						kinds = append(kinds, k.String())
					}
					fmt.Fprintf(stderr, "lyncfed: not all records are known of %s: a script, a cmdlet with a filter and a part of an export do not say what else there is\n", strings.Join(kinds, ", "))
				}
				return errRefused
			}
			if names != "" {
				if c, err = replaceNames(names, c); err != nil {
					return err
				}
			}
			out, err := openOutput(output, stdout, stderr)
			if err != nil {
				return err
			}
			// json.MarshalIndent would copy the text five times.
			if err = c.Encode(&indenter{to: out}); err == nil {
				_, err = out.Write([]byte("\n"))
			}
			if err != nil {
				err = out.failed(err)
			}
			return errors.Join(err, out.close(err != nil))
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", "", "`file` to write to, whole or not at all")
	cmd.Flags().StringVar(&names, "replace-names", "", "replace what tells the organization by examples, and keep in `file` which stands for which")
	return cmd
}
