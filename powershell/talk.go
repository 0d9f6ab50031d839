package powershell

import (
	"bytes"
	"slices"
	"unicode"
	"unicode/utf8"
)

// The functions below recognize the lines of a console that are not the output of
// cmdlets.

// isPrompt reports whether a line begins with a prompt: PS and a path, or a path alone,
// perhaps after the name of a server in brackets.
func isPrompt(line []byte) bool {
	if len(line) < 2 || line[0] != '[' && line[0] != '>' && line[0] != 'P' && line[1] != ':' {
		return false // most lines end here
	}
	if _, rest, found := bracketed(line); found {
		line = bytes.TrimLeft(bytes.TrimPrefix(rest, []byte(":")), " ")
	}
	if hasAnyPrefix(line, ">>", "PS>") {
		return true
	}
	path, found := bytes.CutPrefix(line, []byte("PS "))
	drive := len(path) > 2 && path[1] == ':' && path[2] == '\\'
	return (found || drive) && bytes.IndexByte(path, '>') >= 0
}

// isWarning reports whether a line is a message of PowerShell, such as WARNING: in any
// language. The line begins with one word in capitals and a colon.
func isWarning(line []byte) bool {
	word, _, found := bytes.Cut(line[:min(len(line), 100)], []byte(":"))
	word = bytes.TrimRight(word, " \u00a0")
	return found && len(word) > 1 && len(word) < 80 && bytes.IndexFunc(word, func(r rune) bool {
		return !unicode.IsLetter(r) || unicode.IsLower(r)
	}) < 0
}

// isPager reports whether a line is the question of Out-Host -Paging, of more.com or of
// more, which are between two lines of the output. The program less prints such lines
// after the last.
func isPager(line []byte) bool {
	return string(line) == "~" || string(line) == "(END)" || hasAnyPrefix(line, "<SPACE> next page; <CR> next line;", "-- More  --", "--More--")
}

// isTalk reports whether a line is a message of PowerShell, or begins a text that is
// neither a list nor CSV.
func isTalk(line []byte) bool {
	if hasAnyPrefix(line, `"`) {
		return false // most lines of CSV begin with a quote
	}
	_, _, failed := failure(line)
	return failed || isPrompt(line) || isTyped(line) || isWarning(line) || isStars(line) || hasAnyPrefix(line, typeLine, "{", "[", "<", byteOrderMark)
}

// isStars reports whether a line has only stars. A transcript has such lines around its
// head and its foot.
func isStars(line []byte) bool { return len(line) > 9 && len(bytes.Trim(line, "*")) == 0 }

// beginsData reports whether a line begins JSON, CLIXML, or CSV with a #TYPE line, and is
// not part of a message.
func beginsData(line []byte) bool {
	if hasAnyPrefix(line, "#< CLIXML", "<Objs", "<?xml", typeLine) {
		return true
	}
	return hasAnyPrefix(line, "{", "[") && (len(bytes.TrimSpace(line)) == 1 || bytes.ContainsAny(line[1:], `{}"`))
}

// isRest reports whether a line can only be a part of JSON, XML or CSV whose beginning is
// missing.
func isRest(line []byte) bool {
	if hasAnyPrefix(line, "}", "]", ",", "<") || isRow(line) {
		return true
	}
	name, _, colon := bytes.Cut(bytes.TrimPrefix(line, []byte(`"`)), []byte(`":`))
	return hasAnyPrefix(line, `"`) && colon && isIdentifier(name)
}

// isRow reports whether a line has quoted fields, as a row of CSV has.
func isRow(line []byte) bool {
	return hasAnyPrefix(line, `"`) && slices.ContainsFunc([]string{`","`, `";"`, "\"\t\""}, func(between string) bool {
		return bytes.Contains(line, []byte(between))
	})
}

// bracketed returns the text in the brackets at the beginning of a line, and the
// text after them.
func bracketed(line []byte) (inner, rest []byte, found bool) {
	if len(line) == 0 || line[0] != '[' {
		return nil, nil, false
	}
	return bytes.Cut(line[1:], []byte("]"))
}

// isStamped reports whether a line begins with a time or a name in brackets before a text,
// or is a heading in brackets. It is false for JSON.
func isStamped(line []byte) bool {
	inner, rest, found := bracketed(line)
	rest = bytes.TrimLeft(rest, " \t")
	switch {
	case !found || len(inner) == 0 || bytes.ContainsAny(inner, `[{"`):
		return false
	case len(bytes.TrimSpace(rest)) > 0:
		return bytes.IndexByte([]byte(",]}"), rest[0]) < 0
	}
	first, _ := utf8.DecodeRune(inner)
	word, _, _ := bytes.Cut(inner, []byte(","))
	return unicode.IsLetter(first) && !has([]string{"true", "false", "null"}, string(bytes.TrimSpace(word))) // a heading
}

// failure returns the cmdlet and the text of an error message, and whether the line is one.
func failure(line []byte) (cmdlet, message string, found bool) {
	name, text, found := bytes.Cut(line, []byte(":"))
	name = bytes.TrimRight(name, " ")
	verb, noun, dashed := bytes.Cut(name, []byte("-"))
	if !found || !dashed || !bytes.HasPrefix(noun, []byte("Cs")) || !isIdentifier(verb) || !isIdentifier(noun) {
		return "", "", false
	}
	return string(name), string(bytes.TrimSpace(text)), true
}

func hasAnyPrefix(text []byte, prefixes ...string) bool {
	for _, p := range prefixes {
		if bytes.HasPrefix(text, []byte(p)) {
			return true
		}
	}
	return false
}
