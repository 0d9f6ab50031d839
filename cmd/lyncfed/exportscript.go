package main

import (
	_ "embed"

	"github.com/spf13/cobra"
)

// exportScript is what an administrator runs on the server.
//
//go:embed export.ps1
var exportScript []byte

func newExportScriptCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "export-script",
		Short: "Print the PowerShell script that exports a server's configuration",
		Long: `export-script prints a PowerShell script. Run it in the Management Shell of Lync
Server or Skype for Business Server; it reads the federation configuration,
changes nothing, and writes the one JSON file that lyncfed audit reads.`,
		Example: `  lyncfed export-script > export.ps1
  .\export.ps1 -Platform SfBServer2019 -Path federation.json -IncludeUsers`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := cmd.OutOrStdout().Write(exportScript)
			return err
		},
	}
}
