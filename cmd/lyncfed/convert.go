package main

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/lyncfed/lyncfed/product"
)

// configurationHelp lists the forms that a configuration is read in.
const configurationHelp = `
A configuration is the output of the Get-Cs… cmdlets in any form: JSON of
ConvertTo-Json or of the script of lyncfed export-script, CLIXML of Export-Clixml,
CSV of Export-Csv, or the list of Format-List, in UTF-8 or UTF-16. Prompts and
warnings are skipped. A table of Format-Table is refused, because it truncates
columns.

Several files are read as one configuration, and - is the standard input. In a
directory, the files with the extensions .json, .xml, .clixml, .csv, .txt and .log
are read, and the scripts (.ps1, .psm1) that change records. Reports, plans and other
answers of lyncfed are left out, with a notice. A record in two files is read once, and
reported if they differ. A script is applied to the configuration of the other files.
`

func newConvertCommand() *cobra.Command {
	var (
		output, names string
		platform      product.Platform
	)
	cmd := &cobra.Command{
		Use:   "convert FILE|DIRECTORY|-...",
		Short: "Write the output of the shell as one configuration in JSON",
		Long: `convert reads a configuration and writes it as JSON. The JSON has the names of the
cmdlets, and enumerations by name. A member without a value is null, and members that
the export lacks are left out.
` + configurationHelp + `
If a record cannot be read, nothing is written, because a configuration without the
record would look complete. Findings go to the standard error.

With --replace-names the configuration can be shown to others. Domains, people,
policies, sites, providers, agreements and comments are replaced by examples. A name
has the same example everywhere, so that an audit has the same findings. Hosts and
domains of public services and of Microsoft 365 are not replaced. The file has the
example for each name: keep it secret. If the file exists, its examples are used
again. Only one run at a time can use it.

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
			c.Platform = cmp.Or(platform, c.Platform)
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
	addPlatformFlag(cmd.Flags(), &platform)
	cmd.Flags().StringVar(&names, "replace-names", "", "replace names that identify the organization by examples, and write the examples to `file`")
	return cmd
}
