// Command mutate breaks the conditions of packages, one at a time, and lists the
// breaks that no test notices.
//
//	mutate [-tests PACKAGE,…] [-short] [-limit N] [-p N] DIRECTORY…
//
// It negates each condition of an if and of a case in a switch without a value. It
// exchanges && and ||, == and !=, and moves each bound by one. The files stay as
// they are. The exit status is 2 if a break is not noticed.
//
// A break that makes the tests six times as slow is noticed. A loop that does not end
// may fill the memory: set a limit, as with ulimit -v.
package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

func main() {
	var o options
	flag.Func("tests", "other `packages` whose tests are run, separated by commas", func(s string) error {
		o.tests = strings.Split(s, ",")
		return nil
	})
	flag.BoolVar(&o.short, "short", false, "run only the short form of the tests, as go test -short does")
	flag.IntVar(&o.limit, "limit", 0, "`number` of breaks to try in each package, spread over it; 0: all")
	flag.IntVar(&o.parallel, "p", 1, "`number` of breaks to try at the same time")
	flag.Parse()
	status := 0
	for _, dir := range flag.Args() {
		breaks, err := o.run(dir)
		if err != nil {
			fmt.Fprintln(os.Stderr, "mutate:", err)
			os.Exit(1)
		}
		noticed, slow := 0, 0
		for _, b := range breaks {
			if b.slow {
				slow++
			}
			if b.noticed {
				noticed++
				continue
			}
			fmt.Printf("%s: %s\n", b.at, b.what)
			status = 2
		}
		fmt.Printf("%s: %d of %d breaks noticed, %d of them by their time\n", dir, noticed, len(breaks), slow)
	}
	os.Exit(status)
}

type options struct {
	tests           []string
	short           bool
	limit, parallel int
}

// run tries the breaks of one package and returns them.
func (o options) run(dir string) ([]change, error) {
	work, err := os.MkdirTemp("", "mutate")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(work)
	p, err := breakable(dir)
	if err != nil {
		return nil, err
	}
	overlay, err := p.overlay(work)
	if err != nil {
		return nil, err
	}
	tests, err := o.build(work, overlay, append([]string{"./" + filepath.Clean(dir)}, o.tests...))
	if err != nil {
		return nil, err
	}

	breaks := spread(p.breaks, o.limit)
	next := make(chan int)
	var workers sync.WaitGroup
	for range max(o.parallel, 1) {
		workers.Go(func() {
			for i := range next {
				for _, t := range tests {
					if _, err := t.run(breaks[i].id); err != nil {
						breaks[i].noticed, breaks[i].slow = true, errors.Is(err, context.DeadlineExceeded)
						break
					}
				}
			}
		})
	}
	for i := range breaks {
		next <- i
	}
	close(next)
	workers.Wait()
	return breaks, nil
}

// spread returns at most limit of the breaks, evenly.
func spread(all []change, limit int) []change {
	if limit <= 0 || len(all) <= limit {
		return all
	}
	var some []change
	for i := range limit {
		some = append(some, all[i*len(all)/limit])
	}
	return some
}

// A test is one run of tests of a package.
type test struct {
	dir, binary string
	args        []string
	timeout     time.Duration
}

// build compiles the tests of the packages with the overlay, and runs them without a
// break. Of each package the quick tests come first, because they notice most breaks,
// then the short form of all tests, then all.
func (o options) build(work, overlay string, packages []string) ([]test, error) {
	var tests []test
	for i, name := range packages {
		dir, err := exec.Command("go", "list", "-f", "{{.Dir}}", name).Output()
		if err != nil {
			return nil, fmt.Errorf("go list %s: %w", name, err)
		}
		binary := filepath.Join(work, fmt.Sprintf("%d.test", i))
		if out, err := exec.Command("go", "test", "-c", "-vet=off", "-ldflags=-s -w", "-overlay", overlay, "-o", binary, name).CombinedOutput(); err != nil {
			return nil, fmt.Errorf("the tests of %s do not compile:\n%s", name, out)
		}
		if _, err := os.Stat(binary); os.IsNotExist(err) {
			continue // the package has no tests
		}
		quick := ""
		for _, args := range [][]string{{"-test.short", "-test.v"}, nil} {
			if o.short && quick != "" {
				break
			}
			t := test{strings.TrimSpace(string(dir)), binary, args, time.Hour}
			start := time.Now()
			out, err := t.run(0)
			if err != nil {
				return nil, fmt.Errorf("the tests of %s fail as they are:\n%s", name, out)
			}
			t.timeout = 6*time.Since(start) + 5*time.Second
			if quick == "" {
				quick = quickest(string(out))
				tests = append(tests, test{t.dir, binary, []string{"-test.run", quick, "-test.short"}, t.timeout/10 + 5*time.Second})
			}
			tests = append(tests, t)
		}
	}
	return tests, nil
}

var passed = regexp.MustCompile(`(?m)^--- PASS: (\S+) \(([0-9.]+)s\)$`)

// quickest returns an expression for the quickest tests that together took at most a
// tenth of the time.
func quickest(out string) string {
	seconds := map[string]float64{}
	left := 0.0
	for _, m := range passed.FindAllStringSubmatch(out, -1) {
		seconds[m[1]], _ = strconv.ParseFloat(m[2], 64)
		left += seconds[m[1]] / 10
	}
	var names []string
	for _, name := range slices.SortedFunc(maps.Keys(seconds), func(x, y string) int {
		return cmp.Or(cmp.Compare(seconds[x], seconds[y]), cmp.Compare(x, y))
	}) {
		if left -= seconds[name]; left >= 0 {
			names = append(names, name)
		}
	}
	return "^(" + strings.Join(names, "|") + ")$"
}

// run fails with [context.DeadlineExceeded] if the test takes too long.
func (t test) run(id int) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), t.timeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, t.binary, append([]string{"-test.failfast"}, t.args...)...)
	cmd.Dir = t.dir
	cmd.Env = append(os.Environ(), fmt.Sprintf("PATH=%s%c/break/%d", os.Getenv("PATH"), filepath.ListSeparator, id))
	cmd.WaitDelay = time.Second
	out, err := cmd.CombinedOutput()
	return out, cmp.Or(ctx.Err(), err)
}

// overlay writes the broken files and the description that go test takes.
func (p breakablePackage) overlay(work string) (string, error) {
	replace := map[string]string{}
	for name, text := range p.files {
		broken := filepath.Join(work, filepath.Base(name))
		if err := os.WriteFile(broken, text, 0o600); err != nil {
			return "", err
		}
		path, err := filepath.Abs(name)
		if err != nil {
			return "", err
		}
		replace[path] = broken
	}
	text, err := json.Marshal(map[string]map[string]string{"Replace": replace})
	if err != nil {
		return "", err
	}
	name := filepath.Join(work, "overlay.json")
	return name, os.WriteFile(name, text, 0o600)
}
