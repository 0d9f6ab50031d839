package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// commandGroups has the commands in the order of the help.
var commandGroups = []struct {
	title    string
	commands []string
}{
	{"Start here:", []string{"first-steps", "export-script", "audit"}},
	{"Answer questions about a configuration:", []string{"can", "who", "expect", "explain", "eligible", "services", "srv"}},
	{"Change a configuration:", []string{"plan", "fix", "whatif", "diff", "lint"}},
	{"Convert and prepare:", []string{"convert", "decorate", "undecorate", "provision", "page"}},
	{"About lyncfed:", []string{"rules", "help", "completion"}},
}

const statusHelp = `Exit statuses, of all commands:
  0  the command ran, and all is well
  1  the command could not run: a flag, a file or the question is wrong
  2  the command ran, and found an error, a refusal or something to change
  3  the command ran, and the input does not contain the answer
 130, 141  interrupted, or nothing read the output any more

Commands with an answer list their exit statuses in their help. Most of these have
three flags: --fail-on selects the answers with status 2, --exit-zero makes both
statuses 0, and -q writes no report to the standard output.`

const firstSteps = `1. On a server with the management tools, export the configuration:

     lyncfed export-script -o export.ps1
     powershell -NoProfile -ExecutionPolicy Bypass -File .\export.ps1 -Platform SfBServer2019 -IncludeUsers

   The script changes nothing. It writes federation.json, which all commands
   read.

2. List the problems and their remedies:

     lyncfed audit federation.json

   Run lyncfed rules explain RULE to explain a rule in brackets.

3. Ask who can reach whom, and why:

     lyncfed can ken@contoso.com reach ted@fabrikam.com --config federation.json --why

4. Print the commands that mend the findings. Nothing is run:

     lyncfed fix federation.json

5. Try a change before you make it:

     lyncfed whatif federation.json change.ps1

6. Write down what must stay true, and check it before and after each change:

     echo 'ken@contoso.com may reach ted@fabrikam.com' > promises.txt
     lyncfed expect promises.txt --config federation.json

Every command takes --help. A day is written as 2014-06-30, or today, which is
the default. - is standard input.`

func newFirstStepsCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "first-steps",
		Short: "Show the first steps",
		Long:  firstSteps,
		Args:  noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			p := newPrinter(cmd.OutOrStdout())
			p.printf("%s\n", firstSteps)
			return p.err
		},
	}
}

func newHelpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Show the help of a command",
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			var names []string
			if of, _, err := cmd.Root().Find(args); err == nil {
				for _, c := range of.Commands() {
					if c.IsAvailableCommand() {
						names = append(names, c.Name()+"\t"+c.Short)
					}
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := unknownIn(cmd.Root(), args); err != nil {
				return err
			}
			of, rest, err := cmd.Root().Find(args)
			if err != nil {
				return err
			}
			if len(rest) > 0 {
				return unknownCommand(of, rest[0])
			}
			of.InitDefaultHelpFlag()
			of.InitDefaultVersionFlag()
			return of.Help()
		},
	}
}

// groupCommands puts the commands of the root into their groups.
func groupCommands(root *cobra.Command) {
	for _, g := range commandGroups {
		root.AddGroup(&cobra.Group{ID: g.title, Title: g.title})
		for _, c := range root.Commands() {
			for _, name := range g.commands {
				if c.Name() == name {
					c.GroupID = g.title
				}
			}
		}
	}
}

// fitHelp wraps the help of a command and of its subcommands to the width of the
// terminal.
func fitHelp(cmd *cobra.Command, width int) {
	cmd.Long = reflow(cmd.Long, width)
	for _, c := range cmd.Commands() {
		fitHelp(c, width)
	}
	if !cmd.HasParent() {
		cmd.SetUsageTemplate(strings.ReplaceAll(cmd.UsageTemplate(), ".FlagUsages", fmt.Sprintf(".FlagUsagesWrapped %d", width)))
	}
}

// reflow wraps the paragraphs of a text. A paragraph with an indented line or with
// columns is not changed.
func reflow(text string, width int) string {
	blocks := strings.Split(text, "\n\n")
	for i, block := range blocks {
		lines := strings.Split(block, "\n")
		if slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, " ") || strings.Contains(l, "   ") }) {
			continue
		}
		blocks[i] = strings.Join(slices.Collect(wrap(strings.Join(lines, " "), width)), "\n")
	}
	return strings.Join(blocks, "\n\n")
}
