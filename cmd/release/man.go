package main

import (
	"cmp"
	"fmt"
	"os/exec"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// shells are the shells that the command has completions for.
var shells = []string{"bash", "fish", "powershell", "zsh"}

// documentation returns the manual pages and completions of a command that runs here,
// by name.
func documentation(program, version string, day time.Time) (map[string][]byte, error) {
	all := map[string][]byte{}
	if err := addPages(all, program, version, day, "work with Lync and Skype for Business federation", nil); err != nil {
		return nil, err
	}
	for _, shell := range shells {
		out, err := exec.Command(program, "completion", shell).Output()
		if err != nil {
			return nil, err
		}
		all["completions/lyncfed."+shell] = out
	}
	return all, nil
}

// subcommand matches a line of the list of commands in a help text.
var subcommand = regexp.MustCompile(`(?m)^  ([a-z][a-z-]*) +(\S.*)$`)

// addPages adds the page of a command, which short describes in a line, and those of
// the commands below it.
func addPages(all map[string][]byte, program, version string, day time.Time, short string, path []string) error {
	out, err := exec.Command(program, append([]string{"help"}, path...)...).Output()
	if err != nil {
		return fmt.Errorf("help %s: %w", strings.Join(path, " "), err)
	}
	name := strings.Join(append([]string{"lyncfed"}, path...), "-")
	text, flags, _ := strings.Cut(string(out), "\nFlags:\n")
	all["man/"+name+".1"] = []byte(page(name, short, string(out), version, day))
	_, commands, found := strings.Cut(text, "\nUsage:\n")
	if !found || flags == "" {
		return fmt.Errorf("the help of %s has no usage or no flags", name)
	}
	commands, _, _ = strings.Cut(commands, "\nExamples:\n")
	_, commands, _ = strings.Cut(commands, "\n\n")
	for _, found := range subcommand.FindAllStringSubmatch(commands, -1) {
		if found[1] != "help" && found[1] != "completion" {
			if err := addPages(all, program, version, day, strings.ToLower(found[2][:1])+found[2][1:], append(path[:len(path):len(path)], found[1])); err != nil {
				return err
			}
		}
	}
	return nil
}

// heading matches a heading of a help text.
var heading = regexp.MustCompile(`^[A-Z][^.]*:$`)

// page returns a manual page with a help text: its paragraphs, and each of its parts
// as it is laid out.
func page(name, short, help, version string, day time.Time) string {
	var b strings.Builder
	fmt.Fprintf(&b, ".TH %s 1 %s \"lyncfed %s\" \"User Commands\"\n", strings.ToUpper(name), day.Format(time.DateOnly), version)
	about, rest, _ := strings.Cut(strings.TrimSpace(help), "\n\nUsage:\n")
	fmt.Fprintf(&b, ".SH NAME\n%s \\- %s\n.SH DESCRIPTION\n", roff(name), roff(short))
	for i, paragraph := range strings.Split(about, "\n\n") {
		if i > 0 {
			b.WriteString(".PP\n")
		}
		layout(&b, paragraph)
	}
	for part := range strings.SplitSeq("Usage:\n"+rest, "\n\n") {
		title, body, found := strings.Cut(strings.Trim(part, "\n"), "\n")
		switch {
		case found && heading.MatchString(title):
			fmt.Fprintf(&b, ".SH %s\n", roff(strings.ToUpper(strings.TrimSuffix(title, ":"))))
			layout(&b, body)
		case part != "":
			b.WriteString(".PP\n")
			layout(&b, part)
		}
	}
	return b.String()
}

// layout writes a paragraph. One that is indented keeps its lines.
func layout(b *strings.Builder, paragraph string) {
	if strings.Contains("\n"+paragraph, "\n  ") {
		fmt.Fprintf(b, ".nf\n%s\n.fi\n", roff(paragraph))
		return
	}
	fmt.Fprintf(b, "%s\n", roff(paragraph))
}

// roff escapes a text for troff.
func roff(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '\\':
			b.WriteString(`\e`)
		case r == '-':
			b.WriteString(`\-`)
		case r >= utf8.RuneSelf:
			fmt.Fprintf(&b, `\[u%04X]`, r)
		default:
			b.WriteRune(r)
		}
	}
	lines := strings.Split(b.String(), "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, ".") || strings.HasPrefix(l, "'") {
			lines[i] = `\&` + l
		}
	}
	return cmp.Or(strings.Join(lines, "\n"), `\&`)
}
