package main

import (
	"errors"

	"github.com/spf13/cobra"
)

const pageHelp = `page writes lyncfed as one HTML file, for those who have no Go and may install
nothing: they open it from a disk or a share, drop the exports on it, and read the
audit, who may reach whom, the script that mends and the addresses. It runs in the
browser, and its policy lets it send nothing.`

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
