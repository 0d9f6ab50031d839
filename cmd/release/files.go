package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/goreleaser/nfpm/v2"
	"github.com/goreleaser/nfpm/v2/deb"
	"github.com/goreleaser/nfpm/v2/files"
	"github.com/goreleaser/nfpm/v2/rpm"
)

// withCommand are the files of the project that go with the command.
var withCommand = []string{"README.md", "LICENSE", "CHANGELOG.md"}

const noticesName = "THIRD-PARTY-NOTICES.txt"

// writeFiles builds the command from the modules and writes what people download.
func writeFiles(out, root, modules, version string, day time.Time) error {
	work, err := os.MkdirTemp("", "release")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	b, err := newBuilder(work, modules, version)
	if err != nil {
		return err
	}
	goRoot, err := goEnv("GOROOT")
	if err != nil {
		return err
	}
	here, err := b.install(target{runtime.GOOS, runtime.GOARCH})
	if err != nil {
		return err
	}
	beside, err := documentation(here, version, day)
	if err != nil {
		return err
	}
	programs := map[target]string{}
	for _, t := range targets {
		if programs[t], err = b.install(t); err != nil {
			return err
		}
	}
	all, err := notices(slices.Collect(maps.Values(programs)), filepath.Join(work, "mod"), goRoot)
	if err != nil {
		return err
	}
	beside[noticesName] = []byte(noticesText(all))
	for _, name := range withCommand {
		if beside[name], err = os.ReadFile(filepath.Join(root, name)); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(out, 0o777); err != nil {
		return err
	}
	if _, err := b.page(filepath.Join(out, "lyncfed.html")); err != nil {
		return err
	}
	if err := pack(out, version, day, programs, beside); err != nil {
		return err
	}
	return writeSums(out)
}

// pack writes an archive for each program, and packages of those for Linux. It gives
// the same bytes for the same contents.
func pack(out, version string, day time.Time, programs map[target]string, beside map[string][]byte) error {
	if err := os.WriteFile(filepath.Join(out, noticesName), beside[noticesName], 0o666); err != nil {
		return err
	}
	number := strings.TrimPrefix(version, "v")
	for _, t := range targets {
		program, err := os.ReadFile(programs[t])
		if err != nil {
			return err
		}
		name := fmt.Sprintf("lyncfed_%s_%s_%s", number, t.os, t.arch)
		contents := maps.Clone(beside)
		contents[t.binary()] = program
		archive, ext := tarball, ".tar.gz"
		if t.os == "windows" {
			archive, ext = zipped, ".zip"
			maps.DeleteFunc(contents, func(name string, _ []byte) bool { return strings.HasPrefix(name, "man/") })
		}
		data, err := archive(name, day, contents)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(out, name+ext), data, 0o666); err != nil {
			return err
		}
		if t.os != "linux" {
			continue
		}
		for _, f := range formats {
			if err := writePackage(out, f, number, t.arch, day, contents); err != nil {
				return err
			}
		}
	}
	return nil
}

// mode returns the mode of a file in an archive.
func mode(name string) int64 {
	if name == "lyncfed" || name == "lyncfed.exe" {
		return 0o755
	}
	return 0o644
}

func tarball(dir string, day time.Time, contents map[string][]byte) ([]byte, error) {
	var b bytes.Buffer
	compressed := gzip.NewWriter(&b)
	w := tar.NewWriter(compressed)
	for _, name := range slices.Sorted(maps.Keys(contents)) {
		h := tar.Header{Name: dir + "/" + name, Mode: mode(name), Size: int64(len(contents[name])), ModTime: day, Format: tar.FormatUSTAR}
		if err := w.WriteHeader(&h); err != nil {
			return nil, err
		}
		if _, err := w.Write(contents[name]); err != nil {
			return nil, err
		}
	}
	err := errors.Join(w.Close(), compressed.Close())
	return b.Bytes(), err
}

func zipped(dir string, day time.Time, contents map[string][]byte) ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(contents)) {
		h := zip.FileHeader{Name: dir + "/" + name, Method: zip.Deflate, Modified: day}
		h.SetMode(os.FileMode(mode(name)))
		f, err := w.CreateHeader(&h)
		if err != nil {
			return nil, err
		}
		if _, err := f.Write(contents[name]); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return b.Bytes(), err
}

// A format is a format of packages.
type format struct {
	nfpm.Packager
	name string
	zsh  string // the directory for completions of zsh
}

var formats = []format{
	{deb.Default, "deb", "/usr/share/zsh/vendor-completions"},
	{rpm.DefaultRPM, "rpm", "/usr/share/zsh/site-functions"},
}

// writePackage writes a package of a Linux distribution.
func writePackage(out string, f format, number, arch string, day time.Time, contents map[string][]byte) error {
	work, err := os.MkdirTemp("", "package")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	var list files.Contents
	add := func(to string, data []byte, mode os.FileMode) error {
		from := filepath.Join(work, fmt.Sprint(len(list)))
		list = append(list, &files.Content{Source: from, Destination: to, FileInfo: &files.ContentFileInfo{Mode: mode, MTime: day, Owner: "root", Group: "root"}})
		return os.WriteFile(from, data, 0o666)
	}
	for _, name := range slices.Sorted(maps.Keys(contents)) {
		to, data := "", contents[name]
		switch base := filepath.Base(name); {
		case name == "lyncfed":
			to = "/usr/bin/lyncfed"
		case strings.HasPrefix(name, "man/"):
			to = "/usr/share/man/man1/" + base + ".gz"
			if data, err = gzipped(data); err != nil {
				return err
			}
		case base == "lyncfed.bash":
			to = "/usr/share/bash-completion/completions/lyncfed"
		case base == "lyncfed.zsh":
			to = f.zsh + "/_lyncfed"
		case base == "lyncfed.fish":
			to = "/usr/share/fish/vendor_completions.d/lyncfed.fish"
		case base == "lyncfed.powershell":
			continue
		case base == "LICENSE":
			to = "/usr/share/doc/lyncfed/copyright"
		default:
			to = "/usr/share/doc/lyncfed/" + base
		}
		if err := add(to, data, os.FileMode(mode(name))); err != nil {
			return err
		}
	}
	info := nfpm.WithDefaults(&nfpm.Info{
		Name: "lyncfed", Arch: arch, Platform: "linux", Version: number, Section: "net", Priority: "optional",
		Maintainer: "lyncfed <https://" + library + ">", Vendor: "lyncfed", Homepage: "https://" + library, License: "MIT",
		Description: "Work with Lync and Skype for Business federation\nReads what the management shell printed: it needs no server and no network.",
		MTime:       day,
		Overridables: nfpm.Overridables{
			Contents: list,
			RPM:      nfpm.RPM{BuildHost: "lyncfed", Summary: "Work with Lync and Skype for Business federation"},
		},
	})
	if err := nfpm.PrepareForPackager(info, f.name); err != nil {
		return err
	}
	file, err := os.Create(filepath.Join(out, f.ConventionalFileName(info)))
	if err != nil {
		return err
	}
	return errors.Join(f.Package(info, file), file.Close())
}

func gzipped(data []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	_, err = w.Write(data)
	err = errors.Join(err, w.Close())
	return b.Bytes(), err
}

// writeSums writes the checksums of all files in a directory, as sha256sum reads them.
func writeSums(dir string) error {
	const name = "checksums.txt"
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var lines strings.Builder
	for _, e := range entries {
		if e.Name() == name || e.IsDir() {
			continue
		}
		f, err := os.Open(filepath.Join(dir, e.Name()))
		if err != nil {
			return err
		}
		sum := sha256.New()
		_, err = io.Copy(sum, f)
		if err := errors.Join(err, f.Close()); err != nil {
			return err
		}
		fmt.Fprintf(&lines, "%x  %s\n", sum.Sum(nil), e.Name())
	}
	return os.WriteFile(filepath.Join(dir, name), []byte(lines.String()), 0o666)
}
