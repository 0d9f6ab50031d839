package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const version = "v0.1.0"

// tree returns a copy of the project, whose changelog has the version.
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
		if name == "CHANGELOG.md" {
			data = bytes.Replace(data, []byte("## Unreleased\n"), []byte("## "+version+"\n"), 1)
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
	if err := release(&tags, root, proxy, version); err != nil {
		t.Fatal(err)
	}
	if tags.String() != "git tag v0.1.0\ngit tag cmd/v0.1.0\n" {
		t.Errorf("tags: %q", tags.String())
	}
	bin, empty := t.TempDir(), t.TempDir()
	modules := []string{"file://" + filepath.ToSlash(proxy), "file://" + filepath.ToSlash(goEnv(t, "GOMODCACHE")) + "/cache/download", goEnv(t, "GOPROXY")}
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

func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
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
		if err := release(new(strings.Builder), root, "", version); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", version, err, want)
		}
	}
	if err := os.WriteFile(filepath.Join(root, "CHANGELOG.md"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := release(new(strings.Builder), root, "", version); err == nil || !strings.Contains(err.Error(), "no section") {
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
