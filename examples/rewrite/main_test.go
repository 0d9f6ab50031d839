package main

import (
	"errors"
	"strings"
	"testing"
	"testing/iotest"
)

func TestRun(t *testing.T) {
	var out, report strings.Builder
	err := run("msn.com", "msn.com,live.com", strings.NewReader("ted@contoso.com\r\n\n joe@live.com \nann smith@x.y\n"), &out, &report)
	if !errors.Is(err, errRefused) || out.String() != "ted(contoso.com)@msn.com\njoe@live.com\n" {
		t.Errorf("%q, %v", out.String(), err)
	}
	if !strings.HasPrefix(report.String(), "line 4: ") {
		t.Errorf("report %q", report.String())
	}
	if err := run("msn.com", "", strings.NewReader("ted@contoso.com"), &out, &report); err != nil {
		t.Error(err)
	}
	broken := errors.New("broken")
	if err := run("msn.com", "", iotest.ErrReader(broken), &out, &report); !errors.Is(err, broken) {
		t.Errorf("a broken list: %v", err)
	}
	for _, flags := range [][2]string{{"msn", ""}, {"msn.com", "a b"}} {
		if err := run(flags[0], flags[1], strings.NewReader(""), &out, &report); err == nil {
			t.Errorf("%q is taken", flags)
		}
	}
}
