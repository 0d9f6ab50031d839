package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/module"
)

const version = "v0.1.0"

// tree returns a copy of the project.
func tree(t *testing.T) string {
	t.Helper()
	to := t.TempDir()
	err := filepath.WalkDir("../..", func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel("../..", path)
		switch {
		case err != nil:
			return err
		case entry.IsDir() && len(entry.Name()) > 2 && entry.Name()[0] == '.':
			return filepath.SkipDir
		case entry.IsDir():
			return os.MkdirAll(filepath.Join(to, name), 0o777)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, name), data, 0o666)
	})
	if err != nil {
		t.Fatal(err)
	}
	return to
}

// TestInstall: who installs the command from a release gets it, outside of any
// module, and it says its version.
func TestInstall(t *testing.T) {
	root, proxy := tree(t), t.TempDir()
	var tags strings.Builder
	if err := release(&tags, root, proxy, "", version); err != nil {
		t.Fatal(err)
	}
	if tags.String() != "git tag v0.1.0\ngit tag cmd/v0.1.0\n" {
		t.Errorf("tags: %q", tags.String())
	}
	bin, empty := t.TempDir(), t.TempDir()
	modules := []string{"file://" + filepath.ToSlash(proxy), "file://" + filepath.ToSlash(environment(t, "GOMODCACHE")) + "/cache/download", environment(t, "GOPROXY")}
	install := exec.Command("go", "install", library+"/cmd/lyncfed@"+version)
	install.Dir = empty // where no module is found
	install.Env = append(os.Environ(),
		"GOPROXY="+strings.Join(modules, ","), "GONOSUMDB="+library+","+library+"/*", "GOWORK=off",
		"GOFLAGS=-modcacherw", "GOMODCACHE="+t.TempDir(), "GOBIN="+bin, "GO111MODULE=on")
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	out, err := exec.Command(filepath.Join(bin, "lyncfed"), "--version").Output()
	if err != nil || !strings.Contains(string(out), version) {
		t.Errorf("--version: %q, %v", out, err)
	}
	// The checksums are in the tree, so that it builds by itself once it is tagged.
	build := exec.Command("go", "build", "-o", bin, "./lyncfed")
	build.Dir = filepath.Join(root, "cmd")
	build.Env = install.Env
	if out, err := build.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func environment(t *testing.T, name string) string {
	t.Helper()
	value, err := goEnv(name)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// TestPack: the same contents give the same bytes, and each file is where it belongs.
func TestPack(t *testing.T) {
	program := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(program, bytes.Repeat([]byte("program\n"), 1000), 0o777); err != nil {
		t.Fatal(err)
	}
	programs := map[target]string{}
	for _, to := range targets {
		programs[to] = program
	}
	beside := map[string][]byte{
		noticesName: []byte("notices\n"), "README.md": []byte("readme\n"), "LICENSE": []byte("license\n"),
		"man/lyncfed.1": []byte(".TH\n"), "completions/lyncfed.bash": []byte("bash\n"), "completions/lyncfed.zsh": []byte("zsh\n"),
		"completions/lyncfed.fish": []byte("fish\n"), "completions/lyncfed.powershell": []byte("powershell\n"),
	}
	day, err := time.Parse(time.DateOnly, "2026-11-27")
	if err != nil {
		t.Fatal(err)
	}
	var dirs []string
	for range 2 {
		dir := t.TempDir()
		if err := pack(dir, version, day, programs, beside); err != nil {
			t.Fatal(err)
		}
		if err := writeSums(dir); err != nil {
			t.Fatal(err)
		}
		dirs = append(dirs, dir)
		time.Sleep(1100 * time.Millisecond) // a time of day in a file would differ now
	}
	first, err := os.ReadFile(filepath.Join(dirs[0], "checksums.txt"))
	if err != nil {
		t.Fatal(err)
	}
	second, err := os.ReadFile(filepath.Join(dirs[1], "checksums.txt"))
	if err != nil || !bytes.Equal(first, second) {
		t.Errorf("two runs differ, %v:\n%s\n%s", err, first, second)
	}
	for _, name := range []string{
		"lyncfed_0.1.0_darwin_amd64.tar.gz", "lyncfed_0.1.0_darwin_arm64.tar.gz", "lyncfed_0.1.0_linux_amd64.tar.gz",
		"lyncfed_0.1.0_linux_arm64.tar.gz", "lyncfed_0.1.0_windows_amd64.zip", "lyncfed_0.1.0_windows_arm64.zip",
		"lyncfed_0.1.0_amd64.deb", "lyncfed_0.1.0_arm64.deb", "lyncfed-0.1.0-1.x86_64.rpm", "lyncfed-0.1.0-1.aarch64.rpm", noticesName,
	} {
		if !strings.Contains(string(first), "  "+name+"\n") {
			t.Errorf("no checksum of %s in\n%s", name, first)
		}
	}
	if n := strings.Count(string(first), "\n"); n != 11 {
		t.Errorf("%d files", n)
	}
	if _, err := exec.LookPath("dpkg-deb"); err != nil {
		return // the layout of a package is checked where there is a tool for it
	}
	to := t.TempDir()
	if out, err := exec.Command("dpkg-deb", "-x", filepath.Join(dirs[0], "lyncfed_0.1.0_amd64.deb"), to).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, name := range []string{
		"usr/bin/lyncfed", "usr/share/man/man1/lyncfed.1.gz", "usr/share/bash-completion/completions/lyncfed",
		"usr/share/zsh/vendor-completions/_lyncfed", "usr/share/fish/vendor_completions.d/lyncfed.fish",
		"usr/share/doc/lyncfed/copyright", "usr/share/doc/lyncfed/README.md", "usr/share/doc/lyncfed/" + noticesName,
	} {
		if info, err := os.Stat(filepath.Join(to, name)); err != nil || name == "usr/bin/lyncfed" && info.Mode().Perm() != 0o755 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestMan: a help text becomes a page whose parts have headings, and no line of it is
// a request to troff.
func TestMan(t *testing.T) {
	day, err := time.Parse(time.DateOnly, "2026-11-27")
	if err != nil {
		t.Fatal(err)
	}
	help := "audit reports problems. It reads\n.json files.\n\nTwo:\n  a  -b\n\nUsage:\n  lyncfed audit FILE [flags]\n\nFlags:\n  -h, --help   help for C:\\x…\n"
	want := `.TH LYNCFED-AUDIT 1 2026-11-27 "lyncfed v0.1.0" "User Commands"
.SH NAME
lyncfed\-audit \- report problems
.SH DESCRIPTION
audit reports problems. It reads
\&.json files.
.PP
.nf
Two:
  a  \-b
.fi
.SH USAGE
.nf
  lyncfed audit FILE [flags]
.fi
.SH FLAGS
.nf
  \-h, \-\-help   help for C:\ex\[u2026]
.fi
`
	if got := page("lyncfed-audit", "report problems", help, version, day); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

// TestNotices: the files of each module are shown, and a license that nobody has read
// is an error.
func TestNotices(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	m := module.Version{Path: "example.com/m", Version: "v1.0.0"}
	if _, err := readNotice(m, dir); err == nil {
		t.Error("a module without a license has a notice")
	}
	write("NOTICE", "by somebody\n")
	write("LICENSE.txt", "Mozilla Public License, version 2.0\r\n")
	write("licenses.go", "package m\n")
	n, err := readNotice(m, dir)
	if err != nil || n.license != "MPL-2.0" || len(n.texts) != 2 {
		t.Errorf("%+v, %v", n, err)
	}
	text := noticesText([]notice{n})
	for _, part := range []string{"  MPL-2.0      example.com/m v1.0.0\n", "\n\nMozilla Public License, version 2.0\n\nby somebody\n"} {
		if !strings.Contains(text, part) {
			t.Errorf("no %q in\n%s", part, text)
		}
	}
	write("LICENSE.txt", "All rights reserved.\n")
	if _, err := readNotice(m, dir); err == nil || !strings.Contains(err.Error(), "example.com/m@v1.0.0") {
		t.Errorf("an unknown license: %v", err)
	}
}

// TestCheck: what is not the version is not released.
func TestCheck(t *testing.T) {
	root := tree(t)
	for version, want := range map[string]string{
		"0.1.0":      "is not a version",
		"v0.1":       "is not a version",
		"v0.1.0+git": "is not a version",
		"v0.2.0":     "does not require",
	} {
		if err := release(new(strings.Builder), root, "", "", version); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", version, err, want)
		}
	}
	if err := os.WriteFile(filepath.Join(root, "CHANGELOG.md"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := release(new(strings.Builder), root, "", "", version); err == nil || !strings.Contains(err.Error(), "no section") {
		t.Errorf("without a section in the changelog: %v", err)
	}
}

func TestAddSums(t *testing.T) {
	name := filepath.Join(t.TempDir(), "go.sum")
	before := "a.b/c v1.0.0 h1:x\n" + library + " v0.0.9 h1:old\nz.y/x v1.10.0 h1:x\nz.y/x v1.9.0/go.mod h1:x\n"
	if err := os.WriteFile(name, []byte(before), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := addSums(name, []string{library + " v0.1.0 h1:a", library + " v0.1.0/go.mod h1:b"}); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(name)
	want := "a.b/c v1.0.0 h1:x\n" + library + " v0.1.0 h1:a\n" + library + " v0.1.0/go.mod h1:b\nz.y/x v1.9.0/go.mod h1:x\nz.y/x v1.10.0 h1:x\n"
	if err != nil || string(got) != want {
		t.Errorf("%s, %v", got, err)
	}
}
