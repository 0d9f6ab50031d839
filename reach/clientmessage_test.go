package reach_test

import (
	"strings"
	"testing"

	"github.com/lyncfed/lyncfed/reach"
)

func TestFindClientMessage(t *testing.T) {
	known := map[string]bool{}
	for _, tt := range []struct{ id, text string }{
		{"teams-not-set-up", "We can't set up the conversation because your organizations are not set up\nto talk to each other."},
		{"teams-not-set-up", "BECAUSE your organizations are not setup to talk to each other"},
		{"teams-not-set-up", "because your organisations are not set up to talk to each other"},
		{"", "We can't set up the conversation."},
		{"", ""},
	} {
		m, found := reach.FindClientMessage(tt.text)
		if m.ID != tt.id || found != (tt.id != "") {
			t.Errorf("FindClientMessage(%q) = %q, %v", tt.text, m.ID, found)
		}
		known[tt.id] = true
	}
	for m := range reach.ClientMessages() {
		if !known[m.ID] || m.Source.IsZero() || !strings.HasSuffix(m.Meaning, ".") || !strings.HasSuffix(m.Look, ".") {
			t.Errorf("%s has no text here, or lacks a document or a sentence", m.ID)
		}
	}
}
