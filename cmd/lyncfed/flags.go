package main

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
	"github.com/lyncfed/lyncfed/report"
)

// A vocabulary has the permitted values of every flag with a certain name, in all
// commands.
type vocabulary struct {
	noun  string
	words func(f *pflag.Flag) []string
	other map[string]string // synonyms, in lower case, with their words
	open  bool              // the command checks other values itself
}

// vocabularies has the vocabularies, by the name of the flag.
var vocabularies = map[string]vocabulary{
	"on":         day,
	"compare-on": day,
	"format": {noun: "format", words: formatsOf, open: true, other: map[string]string{
		"md": "markdown", "txt": "text", "plain": "text", "xml": "junit", "htm": "html",
	}},
	"severity": {noun: "severity", words: wordsFrom(severityNames), other: map[string]string{
		"errors": "error", "err": "error", "warnings": "warning", "warn": "warning",
		"notices": "notice", "note": "notice", "info": "notice", "information": "notice", "all": "notice",
	}},
	"platform": {noun: "product", words: wordsFrom(platformNames), other: platformTitles()},
	"service":  {noun: "service", words: serviceWords, other: serviceTitles()},
	"package":  {noun: "package", words: wordsFrom(packageNames)},
	"rule":     {noun: "rule", words: wordsFrom(ruleNames), open: true},
	"only":     {noun: "kind", words: wordsFrom(kindNames), open: true},
	"fail-on":  {noun: "word", words: failWordsOf, open: true},
}

// day is the vocabulary of days. Its only word is today.
var day = vocabulary{noun: "day", words: func(*pflag.Flag) []string { return []string{"today"} }, open: true}

func wordsFrom(words func() []string) func(*pflag.Flag) []string {
	return func(*pflag.Flag) []string { return words() }
}

func severityNames() []string {
	return []string{diag.Error.String(), diag.Warning.String(), diag.Notice.String()}
}

func platformNames() []string {
	var names []string
	for _, p := range product.Platforms() {
		names = append(names, p.String())
	}
	return names
}

func platformTitles() map[string]string {
	titles := map[string]string{"lync online": product.LyncOnline.String()}
	for _, p := range product.Platforms() {
		titles[strings.ToLower(p.Title())] = p.String()
	}
	return titles
}

func ruleNames() []string {
	var names []string
	for _, r := range allRules() {
		names = append(names, string(r.Rule))
	}
	return names
}

func kindNames() []string {
	var names []string
	for k := range federation.AllKinds() {
		names = append(names, k.String())
	}
	return names
}

// everyService is the value of --service for all services.
const everyService = "all"

func serviceWords(*pflag.Flag) []string {
	var names []string
	for s := range provider.Services() {
		names = append(names, string(s.ID))
	}
	return append(names, everyService)
}

func serviceTitles() map[string]string {
	titles := map[string]string{
		"msn": string(provider.WLM), "msn messenger": string(provider.WLM), "messenger": string(provider.WLM),
		"windows live": string(provider.WLM), "hotmail": string(provider.WLM),
		"aim": string(provider.AOL), "aol instant messenger": string(provider.AOL),
		"yahoo messenger": string(provider.Yahoo), "yahoo! messenger": string(provider.Yahoo),
	}
	for s := range provider.Services() {
		titles[strings.ToLower(s.Name)] = string(s.ID)
	}
	return titles
}

// failWordsOf returns the words that the usage of a flag names before "or several".
func failWordsOf(f *pflag.Flag) []string {
	_, list, _ := strings.Cut(f.Usage, ": ")
	list, _, _ = strings.Cut(list, ", or several")
	return strings.Split(strings.ReplaceAll(list, " or ", ", "), ", ")
}

// formatNames are the formats of all commands.
var formatNames = []string{"text", "json", "csv", "markdown", "html", "sarif", "junit", "powershell"}

// formatsOf returns the formats that the usage of a flag names.
func formatsOf(f *pflag.Flag) []string {
	var names []string
	for _, word := range strings.FieldsFunc(f.Usage, func(r rune) bool { return r == ' ' || r == ',' || r == ';' }) {
		if slices.Contains(formatNames, word) && !slices.Contains(names, word) {
			names = append(names, word)
		}
	}
	return names
}

// meant returns the word for a text. The error suggests the most likely word.
func (v vocabulary) meant(f *pflag.Flag, text string) (string, error) {
	words := v.words(f)
	if v.noun == day.noun {
		if strings.EqualFold(text, words[0]) {
			return date.Of(time.Now()).String(), nil
		}
		return text, nil
	}
	for _, w := range words {
		if strings.EqualFold(text, w) {
			return w, nil
		}
	}
	if w, found := v.other[strings.ToLower(text)]; found && (slices.Contains(words, w) || !v.open) {
		return w, nil
	}
	if v.open {
		return text, nil
	}
	return "", unknownWord(v.noun, text, words)
}

// A flagValue is the value of a flag. It rejects an empty text, and checks the
// vocabulary of the flag.
type flagValue struct {
	pflag.Value
	flag *pflag.Flag
}

var errEmptyValue = errors.New("no value is given")

func (v *flagValue) Set(text string) error {
	if strings.TrimSpace(text) == "" {
		return errEmptyValue
	}
	if words, known := vocabularies[v.flag.Name]; known {
		var err error
		if text, err = words.meant(v.flag, text); err != nil {
			return err
		}
	}
	return v.Value.Set(text)
}

// shareFlags wraps the flags of a command and of its subcommands in a [flagValue], and
// adds completion of their words.
func shareFlags(cmd *cobra.Command) {
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if f.DefValue == "[]" { // the empty list, which the help would show
			f.DefValue = ""
		}
		f.Value = &flagValue{f.Value, f}
		if words, known := vocabularies[f.Name]; known {
			_ = cmd.RegisterFlagCompletionFunc(f.Name, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
				return words.words(f), cobra.ShellCompDirectiveNoFileComp
			}) // it exists, and has none
		}
	})
	for _, below := range cmd.Commands() {
		shareFlags(below)
	}
}

// flagError rewrites an error of the flag parser for a person.
func flagError(cmd *cobra.Command, err error) error {
	if wrong, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		given := strings.TrimSpace(wrong.GetFlag().Name + " " + diag.Printable(wrong.GetValue()))
		return fmt.Errorf("--%s: %w", given, valueError(wrong.Unwrap()))
	}
	if wrong, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		return fmt.Errorf("--%s has no value: %s", wrong.GetFlag().Name, usageOf(wrong.GetFlag()))
	}
	if wrong, ok := errors.AsType[*pflag.NotExistError](err); ok {
		name := "-" + wrong.GetSpecifiedName()
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		long := wrong.GetSpecifiedName()
		if short := wrong.GetSpecifiedShortnames(); short == "" {
			name = "--" + long
		} else if long = short; len(short) > 1 {
			name = "-" + short
		}
		return noSuchFlag(cmd, name, likeliest(long, names))
	}
	return err
}

// noSuchFlag returns the error for an unknown flag. near is the name of the most likely
// flag, or "".
func noSuchFlag(cmd *cobra.Command, name, near string) error {
	if near != "" {
		near = fmt.Sprintf(" Did you mean --%s?", near)
	}
	return fmt.Errorf("%s has no flag %s.%s See %s --help", title(cmd), diag.Printable(name), near, cmd.CommandPath())
}

// oneDash returns the error for a long flag with one dash, or nil. The parser would read
// it as a short flag with a value: -on as -o with the value n.
func oneDash(root *cobra.Command, args []string) error {
	cmd, rest, err := root.Find(args)
	if err != nil {
		return nil // unknownIn reports it
	}
	cmd.InitDefaultHelpFlag()
	cmd.InitDefaultVersionFlag()
	for i := 0; i < len(rest) && rest[i] != "--"; i++ {
		name, isFlag := strings.CutPrefix(rest[i], "-")
		name, isLong := strings.CutPrefix(name, "-")
		name, _, hasValue := strings.Cut(name, "=")
		var f *pflag.Flag
		switch {
		case !isFlag || name == "":
			continue
		case len(name) == 1 && !isLong:
			f = cmd.Flags().ShorthandLookup(name)
		default:
			if f = cmd.Flags().Lookup(name); f == nil {
				f = cmd.Flags().Lookup(strings.ToLower(name))
			}
			if f != nil && !isLong {
				return noSuchFlag(cmd, "-"+name, f.Name)
			}
		}
		if f != nil && f.NoOptDefVal == "" && !hasValue {
			i++ // the value
		}
	}
	return nil
}

// valueError rewrites an error of a flag's value for a person.
func valueError(err error) error {
	if value, ok := errors.AsType[*diag.ValueError](err); ok {
		if value.Rule == date.RuleTextSyntax {
			return errors.New("not a day: write it as 2014-06-30, or today")
		}
		return fmt.Errorf("%s [%s]", value.Detail, value.Rule)
	}
	if _, ok := errors.AsType[*strconv.NumError](err); ok {
		return errors.New("not a value of this flag: write true or false")
	}
	return err
}

// usageOf returns the first words of the usage of a flag.
func usageOf(f *pflag.Flag) string {
	_, usage := pflag.UnquoteUsage(f)
	usage, _, _ = strings.Cut(usage, ";")
	usage, _, _ = strings.Cut(usage, " (")
	return usage
}

// title returns the name of a command after "lyncfed: ".
func title(cmd *cobra.Command) string {
	return strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()+" ")
}

// The annotations of cobra for flags that are required, are required together, or
// exclude each other.
const (
	requiredTogether  = "cobra_annotation_required_if_others_set"
	mutuallyExclusive = "cobra_annotation_mutually_exclusive"
)

// checkFlags returns an error for flags that are missing or contradict each other.
func checkFlags(cmd *cobra.Command, args []string) error {
	var missing []string
	var problems []error
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Annotations[cobra.BashCompOneRequiredFlag] != nil && !f.Changed {
			missing = append(missing, fmt.Sprintf("--%s (%s)", f.Name, usageOf(f)))
		}
		if !f.Changed {
			return
		}
		for _, group := range f.Annotations[requiredTogether] {
			for other := range strings.FieldsSeq(group) {
				if !cmd.Flags().Changed(other) {
					problems = append(problems, fmt.Errorf("--%s needs --%s too: %s", f.Name, other, usageOf(cmd.Flags().Lookup(other))))
				}
			}
		}
		for _, group := range f.Annotations[mutuallyExclusive] {
			for other := range strings.FieldsSeq(group) {
				if other != f.Name && cmd.Flags().Changed(other) {
					problems = append(problems, fmt.Errorf("--%s and --%s cannot be given together", f.Name, other))
				}
			}
		}
	})
	if missing != nil {
		text := fmt.Sprintf("%s needs %s", title(cmd), strings.Join(missing, " and "))
		isOwn := len(args) == 1 && strings.Contains(cmd.Use, "FILE") // the only argument is not the configuration
		if last := args[max(len(args)-1, 0):]; !isOwn && len(missing) == 1 && cmd.Flags().Lookup("config") != nil && !cmd.Flags().Changed("config") && len(last) == 1 {
			if _, err := os.Stat(last[0]); err == nil {
				text += ": write --config " + diag.Printable(last[0])
			}
		}
		return errors.New(text)
	}
	if problems != nil {
		return problems[0]
	}
	if err := formatByName(cmd); err != nil {
		return err
	}
	return checkOutputs(cmd, args)
}

// fileEndings has the formats that the ending of a file names, in the order of the help.
var fileEndings = []struct{ ending, format string }{
	{".sarif.json", "sarif"}, // before .json
	{".json", "json"}, {".csv", "csv"}, {".md", "markdown"}, {".markdown", "markdown"}, {".html", "html"}, {".htm", "html"},
	{".sarif", "sarif"}, {".xml", "junit"}, {".ps1", "powershell"},
}

// formatByName sets --format by the ending of the file of -o, if --format is not given. It
// prints a note if the command does not have the format of the ending.
func formatByName(cmd *cobra.Command) error {
	f, o := cmd.Flags().Lookup("format"), cmd.Flags().Lookup("output")
	if f == nil || o == nil || f.Changed {
		return nil
	}
	name := o.Value.String()
	for _, e := range fileEndings {
		if !strings.HasSuffix(strings.ToLower(name), e.ending) {
			continue
		}
		formats := formatsOf(f)
		if slices.Contains(formats, e.format) {
			return cmd.Flags().Set("format", e.format)
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "lyncfed: %s: the formats of %s are %s, and not that of %s\n", diag.Printable(name), title(cmd), strings.Join(formats, ", "), e.ending)
		return nil
	}
	return nil
}

// outputUsage returns the usage of -o for a command with a flag --format.
func outputUsage(format *pflag.Flag) string {
	formats := formatsOf(format)
	var endings, used []string
	for _, e := range fileEndings[1:] {
		if slices.Contains(formats, e.format) && !slices.Contains(used, e.format) {
			endings, used = append(endings, e.ending), append(used, e.format)
		}
	}
	list := endings[0]
	if len(endings) > 1 {
		list = alternatives(endings)
	}
	return "`file` to write to, whole or not at all; without --format its ending decides: " + list
}

// noArguments checks the arguments of a command that takes none.
func noArguments(cmd *cobra.Command, args []string) error {
	switch {
	case len(args) == 0:
		return nil
	case cmd.HasSubCommands():
		return unknownCommand(cmd, args[0])
	}
	return fmt.Errorf("%s takes no argument, and %s is one. See %s --help", title(cmd), diag.Printable(strconv.Quote(args[0])), cmd.CommandPath())
}

// someArguments returns the check of a command that takes one argument, or at least one
// if more is set.
func someArguments(what string, more bool) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) == 0:
			return fmt.Errorf("%s needs %s. See %s --help", title(cmd), what, cmd.CommandPath())
		case len(args) > 1 && !more:
			return fmt.Errorf("%s takes one argument, and %d are given: %s. See %s --help", title(cmd), len(args), diag.Printable(strings.Join(args, " ")), cmd.CommandPath())
		}
		return nil
	}
}

// unknownCommand returns the error for an unknown command. It suggests the most likely
// command.
func unknownCommand(cmd *cobra.Command, name string) error {
	cmd.InitDefaultVersionFlag()
	if cmd.Flags().Lookup(name) != nil {
		return fmt.Errorf("%s has no command %s, but a flag: %s --%s", title(cmd), name, cmd.CommandPath(), name)
	}
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	near := didYouMean(name, names)
	if near == "" {
		near = " The commands are " + strings.Join(names, ", ") + "."
	}
	return fmt.Errorf("%s has no command %s.%s See %s --help", title(cmd), diag.Printable(name), near, cmd.CommandPath())
}

// unknownIn returns the error for a command line with an unknown command, or nil.
func unknownIn(root *cobra.Command, args []string) error {
	if len(args) > 0 && slices.Contains([]string{cobra.ShellCompRequestCmd, cobra.ShellCompNoDescRequestCmd}, args[0]) {
		return nil // cobra adds these commands only when they run
	}
	at, rest, err := root.Find(args)
	if err == nil && (at.Runnable() || !at.HasSubCommands()) {
		return nil // otherwise cobra would print the help for any argument
	}
	for _, arg := range rest {
		if !strings.HasPrefix(arg, "-") {
			return unknownCommand(at, arg)
		}
	}
	return err
}

// addAssumedFlags adds the flags --defaults and --platform.
func addAssumedFlags(f *pflag.FlagSet, into *assumptions) {
	f.BoolVar(&into.defaults, "defaults", false, "use the defaults of the cmdlets for members that the files lack, for files that were written by hand")
	addPlatformFlag(f, &into.platform)
}

// addPlatformFlag adds the flag --platform.
func addPlatformFlag(f *pflag.FlagSet, into *product.Platform) {
	f.TextVar(into, "platform", product.Platform(0), "server `product`, such as SfBServer2019, whatever the files say")
}

// loadConfiguration reads the configuration for a question. It prints the findings on
// unreadable records. Answers that need these records are not known. It also returns the
// files.
func loadConfiguration(cmd *cobra.Command, names []string, a assumptions) (federation.Configuration, []report.File, error) {
	e, err := load(names, cmd.InOrStdin(), cmd.ErrOrStderr())
	if err != nil {
		return federation.Configuration{}, nil, err
	}
	printErrors(cmd.ErrOrStderr(), e.Findings)
	c, err := a.completed(e.Document.Configuration)
	return c, e.files, err
}

// isUnsigned reports whether an answer is a text without the mark of lyncfed. Markdown has
// the mark, and so has the text of some commands.
func isUnsigned(cmd *cobra.Command, format *pflag.Flag) bool {
	return format.Value.String() == "text" && !slices.Contains([]string{"who", "srv check", "provision check"}, title(cmd))
}

// addOutputFlags adds the flag --output to every subcommand that has --format and not
// yet --output. An answer in text ends with the mark of lyncfed, unless a terminal shows
// it.
func addOutputFlags(cmd *cobra.Command) {
	for _, c := range cmd.Commands() {
		addOutputFlags(c)
		f := c.Flags()
		format := f.Lookup("format")
		if format == nil {
			continue
		}
		if own := f.Lookup("output"); own != nil {
			own.Usage = outputUsage(format)
			continue
		}
		name, run := f.StringP("output", "o", "", outputUsage(format)), c.RunE
		c.RunE = func(cmd *cobra.Command, args []string) error {
			if *name == "" || *name == "-" {
				done := run(cmd, args)
				if out, ok := cmd.OutOrStdout().(*standardOutput); ok && out.written && isUnsigned(cmd, format) {
					done = cmp.Or(done, sign(out))
				}
				return done
			}
			out, err := openOutput(*name, cmd.OutOrStdout(), cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			lines := bufio.NewWriterSize(out, blockSize)
			cmd.SetOut(lines)
			done := run(cmd, args)
			isDone := done == nil || errors.Is(done, errRefused) || errors.Is(done, errUnknown)
			if isDone && isUnsigned(cmd, format) {
				err = sign(lines)
			}
			if err = cmp.Or(err, lines.Flush()); err != nil {
				err = out.failed(err)
			}
			if err = errors.Join(err, out.close(err != nil || !isDone)); err != nil {
				return err
			}
			return done
		}
	}
}
