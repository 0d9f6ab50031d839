package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// A target is a system that the command is built for.
type target struct{ os, arch string }

var targets = []target{
	{"darwin", "amd64"}, {"darwin", "arm64"},
	{"linux", "amd64"}, {"linux", "arm64"},
	{"windows", "amd64"}, {"windows", "arm64"},
}

// binary returns the name of the command there.
func (t target) binary() string {
	if t.os == "windows" {
		return "lyncfed.exe"
	}
	return "lyncfed"
}

// A builder builds programs of a version from the modules that were written, as
//
//	CGO_ENABLED=0 go install -trimpath -ldflags='-s -w' PACKAGE@VERSION
//
// does: whoever runs that with the same release of Go gets the same bytes.
type builder struct {
	dir     string // everything is below
	version string
	env     []string
}

func newBuilder(dir, modules, version string) (builder, error) {
	cache, err := goEnv("GOMODCACHE")
	if err != nil {
		return builder{}, err
	}
	proxy, err := goEnv("GOPROXY")
	if err != nil {
		return builder{}, err
	}
	modules, err = filepath.Abs(modules)
	if err != nil {
		return builder{}, err
	}
	sources := []string{"file://" + filepath.ToSlash(modules), "file://" + filepath.ToSlash(cache) + "/cache/download", proxy}
	return builder{dir, version, append(os.Environ(),
		"GOPROXY="+strings.Join(sources, ","), "GONOSUMDB="+library+","+library+"/*",
		"GOWORK=off", "GO111MODULE=on", "GOTOOLCHAIN=local", "CGO_ENABLED=0", "GOAMD64=v1", "GOARM64=v8.0",
		"GOFLAGS=-modcacherw", "GOBIN=", "GOPATH="+filepath.Join(dir, "go"), "GOMODCACHE="+filepath.Join(dir, "mod"))}, nil
}

// install builds the command for a system and returns its file.
func (b builder) install(t target) (string, error) {
	install := exec.Command("go", "install", "-trimpath", "-ldflags=-s -w", command+"@"+b.version)
	install.Dir = b.dir // where no module is found
	install.Env = append(b.env, "GOOS="+t.os, "GOARCH="+t.arch)
	if out, err := install.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%s/%s: %w\n%s", t.os, t.arch, err, out)
	}
	below := ""
	if t != (target{runtime.GOOS, runtime.GOARCH}) {
		below = t.os + "_" + t.arch
	}
	return filepath.Join(b.dir, "go", "bin", below, t.binary()), nil
}

// page builds the page into a file, if this version has one. Package cmd/page is a
// program that does so: page -release VERSION -o FILE.
func (b builder) page(file string) (built bool, err error) {
	of := filepath.Join(b.dir, "mod", filepath.FromSlash(library), "cmd@"+b.version)
	if _, err := os.Stat(filepath.Join(of, "page")); errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	file, err = filepath.Abs(file)
	if err != nil {
		return false, err
	}
	run := exec.Command("go", "run", "-trimpath", "./page", "-release", b.version, "-o", file)
	run.Dir, run.Env = of, b.env
	if out, err := run.CombinedOutput(); err != nil {
		return false, fmt.Errorf("page: %w\n%s", err, out)
	}
	return true, nil
}

func goEnv(name string) (string, error) {
	out, err := exec.Command("go", "env", name).Output()
	return cmp.Or(strings.TrimSpace(string(out)), "off"), err
}
