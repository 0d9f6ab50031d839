package record

import (
	"fmt"
	"testing"
)

// TestNames: the numbers are those of a map, of names that are there once and twice,
// whatever room was asked for them.
func TestNames(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 10, 1000, 20_000} {
		names := make([]string, n)
		for i := range names {
			names[i] = fmt.Sprint("name ", i*7919%(n/2+1))
		}
		x, want := NewNames(n), map[string]int{}
		for i, name := range names {
			has := func(j int) bool { return names[j] == name }
			first, again := x.Add([]byte(name), i, has)
			j, known := want[name]
			if again != known || known && first != j {
				t.Fatalf("of %d, Add(%q, %d) = %d, %v, want %d, %v", n, name, i, first, again, j, known)
			}
			if !known {
				want[name] = i
			}
			if found, isThere := x.Find([]byte(name), has); !isThere || found != want[name] {
				t.Fatalf("of %d, Find(%q) = %d, %v, want %d", n, name, found, isThere, want[name])
			}
		}
		if i, found := x.Find([]byte("none"), func(j int) bool { return names[j] == "none" }); found {
			t.Errorf("of %d, a name that none has is that of %d", n, i)
		}
	}
	if _, found := new(Names).Find([]byte("none"), nil); found {
		t.Error("the zero Names has a name")
	}
}
