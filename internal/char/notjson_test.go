package char_test

import (
	"testing"

	"github.com/lyncfed/lyncfed/internal/char"
)

func TestNotJSON(t *testing.T) {
	for _, tt := range []struct {
		text   string
		offset int
		want   string
	}{
		{`{"a":1,}`, 7, `'}' is not expected here: the text is not JSON from here on`},
		{"\x00", 0, `'\x00' is not expected here: the text is not JSON from here on`},
		{`{"a":`, 5, "it ends in the middle"},
	} {
		if got := char.NotJSON([]byte(tt.text), tt.offset); got != tt.want {
			t.Errorf("NotJSON(%q, %d) = %q, want %q", tt.text, tt.offset, got, tt.want)
		}
	}
}
