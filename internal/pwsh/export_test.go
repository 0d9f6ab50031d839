package pwsh

// Looks returns how often the lexer looks at a character of a text.
func Looks(text string) int {
	l := lexer{text: text, line: 1, column: 1}
	l.run()
	return l.looks
}
