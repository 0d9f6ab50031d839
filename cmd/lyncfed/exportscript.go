package main

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"strings"
	"text/template"

	"github.com/spf13/cobra"

	"github.com/lyncfed/lyncfed/product"
)

// exportTemplate is the script that an administrator runs on the server. It is
// ASCII, which Windows PowerShell reads in any code page and without a byte order
// mark.
//
//go:embed export.ps1.tmpl
var exportTemplate string

// An exportForm has the parts that differ between the variants of the script.
type exportForm struct {
	Platform  product.Platform // the default of -Platform; zero: the user has to give it
	Platforms string           // the platforms that have the cmdlets
	Shell     string           // the lowest version of PowerShell
	Format    string           // of the file that the script writes
	File      string           // its name, if the user gives none
	Table     string           // an empty hash table, ordered if the shell has ordered tables
}

// IsOld reports whether the script is for Windows PowerShell 2.0.
func (f exportForm) IsOld() bool { return f.Platform == product.LyncServer2010 }

// Indent returns the indent of the lines about the servers.
func (f exportForm) Indent() string {
	if f.IsOld() {
		return ""
	}
	return "    " // these lines are one branch; the other is for a tenant
}

// newExportForm returns the variant for a platform. The zero platform gives the variant
// for every platform with PowerShell 3.
func newExportForm(p product.Platform) (exportForm, error) {
	var names []string
	has := p.IsZero()
	for _, q := range product.Platforms() {
		if q.Knows(product.LyncServer2010) {
			names = append(names, "'"+q.String()+"'")
			has = has || p == q
		}
	}
	list := strings.Join(names, ", ")
	if !has {
		return exportForm{}, fmt.Errorf("--platform %s: the product has none of the cmdlets that the script runs: give one of %s", p, strings.ReplaceAll(list, "'", ""))
	}
	f := exportForm{Platform: p, Platforms: list, Shell: "3.0", Format: "JSON", File: "federation.json", Table: "[ordered]@{}"}
	if f.IsOld() {
		f.Shell, f.Format, f.File, f.Table = "2.0", "CLIXML", "federation.xml", "@{}"
	}
	return f, nil
}

// script returns the text of the script.
func (f exportForm) script() ([]byte, error) {
	t, err := template.New("export.ps1").Parse(exportTemplate)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = t.Execute(&b, f)
	return b.Bytes(), err
}

func newExportScriptCommand() *cobra.Command {
	var platform, output string
	cmd := &cobra.Command{
		Use:   "export-script",
		Short: "Print the PowerShell script that exports a configuration",
		Long: `export-script prints a PowerShell script. Run it on a computer with the management
tools of Lync Server or Skype for Business Server. It reads the federation
configuration, changes nothing, and writes the one file that lyncfed audit reads.

The script needs PowerShell 3.0, and writes JSON. With --platform LyncServer2010 it
runs in Windows PowerShell 2.0, and writes CLIXML. Any --platform is the default of
the script's -Platform.

With -Tenant the script reads the other side of a hybrid, in a window that is
connected with Connect-MicrosoftTeams, and writes tenant.json.

A file of -o has the line ends of Windows. The script is ASCII, so that it needs no
byte order mark.`,
		Example: `  lyncfed export-script -o export.ps1
  powershell -NoProfile -ExecutionPolicy Bypass -File .\export.ps1 -Platform SfBServer2019 -IncludeUsers

  lyncfed export-script --platform LyncServer2010 -o export.ps1
  powershell -NoProfile -ExecutionPolicy Bypass -File .\export.ps1 -IncludeUsers`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var p product.Platform
			if cmd.Flags().Changed("platform") {
				var err error
				if p, err = product.ParsePlatform(platform); err != nil {
					return fmt.Errorf("--platform: %w", err)
				}
			}
			form, err := newExportForm(p)
			if err != nil {
				return err
			}
			text, err := form.script()
			if err != nil {
				return err
			}
			out, err := openOutput(output, cmd.OutOrStdout(), cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			if output != "" && output != "-" {
				text = bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))
			}
			if _, err = out.Write(text); err != nil {
				err = out.failed(err)
			}
			return errors.Join(err, out.close(err != nil))
		},
	}
	cmd.Flags().StringVar(&platform, "platform", "", "the `product` that the script is for: LyncServer2010 has a form of its own")
	cmd.Flags().StringVarP(&output, "output", "o", "", "`file` to write to, whole or not at all")
	return cmd
}
