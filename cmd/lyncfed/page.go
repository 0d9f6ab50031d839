package main

import (
	"errors"

	"github.com/spf13/cobra"
)

const pageHelp = `page writes lyncfed as one HTML file, for computers on which nothing may be installed.
Open it in a browser, from a disk or a share, and drop the exports on it. It shows the
audit, who may reach whom, the script with the fixes, and decorated addresses. It uses
no network: its content security policy permits no request.`

func newPageCommand() *cobra.Command {
	var output string
	cmd := &cobra.Command{
		Use:     "page",
		Short:   "Write lyncfed as a page for a browser, in one file",
		Long:    pageHelp,
		Example: `  lyncfed page -o lyncfed.html`,
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			text, err := carriedPage()
			if err != nil {
				return err
			}
			if output == "" {
				return errors.New("give the file to write: lyncfed page -o lyncfed.html")
			}
			return writeWhole(output, text, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", "", "`file` to write to, whole or not at all")
	return cmd
}
