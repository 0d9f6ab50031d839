package main

import (
	"errors"
	"time"

	"github.com/spf13/cobra"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/reach"
)

func newWhoCommand() *cobra.Command {
	var (
		on      date.Date
		format  string
		assumed assumptions
	)
	cmd := &cobra.Command{
		Use:   "who EXPORT...",
		Short: "Show who may reach whom outside, by policy and kind of contact",
		Long: `who lists which users may reach which contacts outside on a day, and who may reach
them. It groups users by their policy, their home, and whether they are enabled. It
groups contacts by kind: partners, each public service, blocked domains, and everybody
else. Each pair of groups is decided once, and the answer holds for everybody in them.

EXPORT is a file that the shell wrote, or a directory of such files.
` + configurationHelp + `
If users were not given, the table has a line for each policy and home, without
numbers. A member that a file lacks is not known. With --defaults it has the default of
the cmdlets, for files that were written by hand.

A contact belongs to the domain that it has in a contact list. A contact that a public
provider decorates has the domain of that provider.

With --format csv there is a row for each pair of groups and each direction.

The exit status is 0, or 1 if the command could not run. With --fail-on not-known
it is 2 if an answer is not known. To test who may reach whom, use lyncfed expect.`,
		Example: `  lyncfed who federation.json
  lyncfed who exports --on 2025-05-05 --format csv > who.csv`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("give an export: lyncfed who EXPORT")
			}
			return onlyOneStdin(args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if on.IsZero() {
				on = date.Of(time.Now())
			}
			c, files, err := loadConfiguration(cmd, args, assumed)
			if err != nil {
				return err
			}
			x, err := reach.NewIndex(c)
			if err != nil {
				return err
			}
			done := whileBusy(cmd.ErrOrStderr(), "deciding")
			t := newWhoTable(x.Summary(on))
			done()
			t.missing, t.incomplete, t.origin = c.Missed(), c.Incomplete, originOf(c.Platform, files)
			out := cmd.OutOrStdout()
			if err := formatted(format, map[string]func() error{
				"text":     func() error { return t.text(out) },
				"json":     func() error { return writeJSON(out, summaryForm{t.origin, t.Summary}) },
				"csv":      func() error { return t.csv(out) },
				"markdown": func() error { return t.markdown(out) },
			}); err != nil {
				return err
			}
			if t.hasUnknown() || t.Partial {
				return errUnknown
			}
			return nil
		},
	}
	cmd.Flags().TextVar(&on, "on", date.Date{}, "`day` that is asked about, as 2014-06-30 (default today)")
	cmd.Flags().StringVar(&format, "format", "text", "text, csv, json or markdown")
	addAssumedFlags(cmd.Flags(), &assumed)
	return cmd
}
