package enum_test

import (
	"errors"
	"testing"

	"github.com/lyncfed/lyncfed/internal/enum"
	_ "github.com/lyncfed/lyncfed/internal/testkit" // for the flag -update of go test ./...
)

type color uint8

var colors = []string{"", "red", "green"}

var errColor = errors.New("no color")

func bad(string) error { return errColor }

func TestEnum(t *testing.T) {
	for c, want := range map[color]string{0: "", 1: "red", 2: "green", 3: "color(3)", 255: "color(255)"} {
		if got := enum.String(c, colors); got != want {
			t.Errorf("String(%d) = %q, want %q", c, got, want)
		}
		b, err := enum.Append([]byte("x"), c, colors, bad)
		if c < 3 && (err != nil || string(b) != "x"+want) || c >= 3 && (err != errColor || string(b) != "x") {
			t.Errorf("Append(%d) = %q, %v", c, b, err)
		}
	}
	for text, want := range map[string]color{"": 0, "red": 1, "GREEN": 2, "blue": 99, "color(3)": 99} {
		c := color(99)
		if err := enum.Unmarshal(&c, []byte(text), colors, bad); c != want || (err != nil) != (want == 99) {
			t.Errorf("Unmarshal(%q) = %d, %v, want %d", text, c, err, want)
		}
	}
}
