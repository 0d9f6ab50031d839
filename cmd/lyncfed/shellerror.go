package main

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"

	"github.com/lyncfed/lyncfed/cmdlet"
)

var (
	errorHeader      = regexp.MustCompile(`(?im)^[ \t]*((?:New|Set|Get|Remove|Enable|Disable|Grant|Move|Test)-Cs\w+)[ \t]?:[ \t]`)
	errorLine        = regexp.MustCompile(`^\s*(?:\+|\d+ \|) ?(.*)$`)
	errorNoise       = regexp.MustCompile(`(?i)^\s*(?:~+|CategoryInfo|FullyQualifiedErrorId)\b|^\s*~`)
	unknownParameter = regexp.MustCompile(`(?i)matches parameter name\s+'([^'\s]+)'`)
	saidStatus       = regexp.MustCompile(`\bA (\d{3}) \([^)]*\) response\b`)
	namedCmdlet      = regexp.MustCompile(`(?i)\b(?:New|Set|Get|Remove|Enable|Disable|Grant|Move|Test)-Cs\w+`)
)

// shellFailures returns the errors of cmdlets in a text of the shell.
func shellFailures(text string) []sighting {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u00a0", " ").Replace(text)
	headers := errorHeader.FindAllStringSubmatchIndex(text, -1)
	var all []sighting
	add := func(part, name string, line int) {
		f, known := cmdlet.FindFailure(part)
		if !known && name == "" {
			return
		}
		s := sighting{Failure: f.ID, Command: failedCommand(part), Line: line}
		s.Cmdlet = cmp.Or(name, namedCmdlet.FindString(part))
		s.Status, _ = strconv.Atoi(first(saidStatus, part))
		s.Parameter = first(unknownParameter, part)
		if !known {
			s.Failure = "?"
		}
		all = append(all, s)
	}
	if len(headers) == 0 {
		add(text, "", 1)
	}
	for i, at := range headers {
		end := len(text)
		if i+1 < len(headers) {
			end = headers[i+1][0]
		}
		add(text[at[0]:end], text[at[2]:at[3]], 1+strings.Count(text[:at[2]], "\n"))
	}
	return all
}

// failedCommand returns the command in an error of the shell, or "". The shell prints it
// after a plus sign, without its beginning or end if it is long.
func failedCommand(part string) string {
	var command []string
	for line := range strings.SplitSeq(part, "\n") {
		found := errorLine.FindStringSubmatch(line)
		switch {
		case found == nil && len(command) == 0:
		case found == nil: // a console has broken the line
			command = append(command, strings.TrimSpace(line))
		case errorNoise.MatchString(found[1]):
			return whole(strings.Join(command, " "))
		default:
			command = append(command, strings.TrimSpace(found[1]))
		}
	}
	return whole(strings.Join(command, " "))
}

// whole returns a command without the marks of the shell, or "" if a part of it is left
// out.
func whole(command string) string {
	command = strings.Join(strings.Fields(strings.ReplaceAll(command, "<<<<", " ")), " ")
	if strings.HasPrefix(command, "...") || strings.HasSuffix(command, "...") || !namedCmdlet.MatchString(command) {
		return ""
	}
	return command
}
