package main

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// unknownWord returns the error for an unknown word, with the most likely one and
// the known ones.
func unknownWord(noun, text string, words []string) error {
	plural := noun + "s"
	if stem, found := strings.CutSuffix(noun, "y"); found {
		plural = stem + "ies"
	}
	err := fmt.Errorf("not a %s: the %s are %s", noun, plural, strings.Join(words, ", "))
	if w := likeliest(text, words); w != "" {
		return fmt.Errorf("%w; did you mean %s?", err, w)
	}
	return err
}

// didYouMean returns the question "Did you mean …?" with the most likely word, or "".
func didYouMean(text string, words []string) string {
	if w := likeliest(text, words); w != "" {
		return fmt.Sprintf(" Did you mean %s?", w)
	}
	return ""
}

// likeliest returns the word that a text most likely means. It is the nearest word, or
// else the only word that the text abbreviates, or else "".
func likeliest(text string, words []string) string {
	if w := nearest(text, words); w != "" {
		return w
	}
	var found []string
	for _, w := range words {
		if isShortFor(strings.ToLower(text), strings.ToLower(w)) {
			found = append(found, w)
		}
	}
	if len(found) != 1 {
		return ""
	}
	return found[0]
}

// isShortFor reports whether a text abbreviates a word. It is the beginning or the end of
// the word, or at least half of its letters in their order, with the first.
func isShortFor(text, word string) bool {
	switch {
	case len(text) < 3:
		return false
	case strings.HasPrefix(word, text), strings.HasSuffix(word, text):
		return true
	}
	return word != "" && text[0] == word[0] && 2*len(text) >= len(word) && hasInOrder(word, text)
}

// hasInOrder reports whether a word has the letters of a text in the same order.
func hasInOrder(word, text string) bool {
	for _, r := range text {
		_, rest, found := strings.Cut(word, string(r))
		if !found {
			return false
		}
		word = rest
	}
	return true
}

// nearest returns the nearest word to a text, or "" if none is near. One letter may
// differ, two of seven, or three of eleven.
func nearest(text string, words []string) string {
	n := utf8.RuneCountInString(text)
	if n < 3 {
		return ""
	}
	best, limit := "", min(3, max(1, (n+1)/4))
	for _, w := range words {
		if d := editDistance(strings.ToLower(text), strings.ToLower(w)); d <= limit {
			best, limit = w, d-1
		}
	}
	return best
}

// editDistance returns the number of letters to change, add, remove or swap with the next
// letter in order to make one text from the other.
func editDistance(a, b string) int {
	s, t := []rune(a), []rune(b)
	rows := make([][]int, len(s)+1)
	for i := range rows {
		rows[i] = make([]int, len(t)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(s); i++ {
		for j := 1; j <= len(t); j++ {
			differs := 1
			if s[i-1] == t[j-1] {
				differs = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+differs)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(s)][len(t)]
}
