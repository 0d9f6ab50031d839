// Command page builds lyncfed as a page: one HTML file that runs in a browser, from a
// disk and without a network.
//
//	go run ./cmd/page -o lyncfed.html
//
// The page has the command itself, built for js/wasm, but for what a page has no use for:
// flags, DNS and TLS. It runs in a worker. It needs the source of the module and the Go
// distribution.
package main

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/build"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

const command = "github.com/lyncfed/lyncfed/cmd/lyncfed"

func main() {
	output := flag.String("o", "", "`file` to write")
	release := flag.String("release", "", "the `version` that the reports of the page have (default that of the command)")
	flag.Parse()
	if *output == "" || flag.NArg() > 0 {
		fmt.Fprintln(os.Stderr, "page: give the file to write: page -o lyncfed.html")
		os.Exit(1)
	}
	text, err := page(*release)
	if err == nil {
		err = os.WriteFile(*output, text, 0o666)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "page:", err)
		os.Exit(1)
	}
	fmt.Fprintf(os.Stderr, "page: wrote %s, %d bytes\n", *output, len(text))
}

// page returns the page of a release.
func page(release string) ([]byte, error) {
	dir, err := run("", nil, "go", "list", "-f", "{{.Dir}}", command)
	if err != nil {
		return nil, err
	}
	source := strings.TrimSpace(string(dir))
	temp, err := os.MkdirTemp("", "page")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(temp)
	p := parts{style: style, script: dense(script)}
	if p.worker, err = workerScript(); err != nil {
		return nil, err
	}
	of := ""
	if p.given, of, err = given(source, temp); err != nil {
		return nil, err
	}
	release = cmp.Or(release, of)
	if p.engine, err = engine(source, temp, release); err != nil {
		return nil, err
	}
	return p.html()
}

// run returns what a command prints.
func run(dir string, env []string, name string, args ...string) ([]byte, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	out, err := cmd.Output()
	if failed, ok := errors.AsType[*exec.ExitError](err); ok {
		return nil, fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, failed.Stderr)
	}
	return out, err
}

// notInPage are the packages of what only the command at a terminal does. A file that
// imports one is not in the page: those packages would be a tenth of it.
var notInPage = []string{
	"crypto/tls", "crypto/x509", "github.com/spf13/cobra", "github.com/spf13/pflag", "net", "os/signal", "regexp", "text/template",
}

// inlining makes the page a tenth smaller: calls are not written out in place. The
// packages whose functions are called for each byte or value are excepted. That saves an
// eighth of the time, and adds a hundredth to the size.
var inlining = []string{
	"-gcflags=all=-l", "-gcflags=github.com/lyncfed/lyncfed/internal/...=", "-gcflags=github.com/lyncfed/lyncfed/address=",
	"-gcflags=github.com/lyncfed/lyncfed/domain=", "-gcflags=unicode/utf8=",
}

// engine returns the command for js/wasm, as a release.
func engine(source, temp, release string) ([]byte, error) {
	files, err := engineFiles(source)
	if err != nil {
		return nil, err
	}
	out := filepath.Join(temp, "lyncfed.wasm")
	args := slices.Concat([]string{"build", "-trimpath"}, inlining, []string{fmt.Sprintf("-ldflags=-s -w -X 'main.builtAs=%s'", release), "-o", out}, files)
	if _, err := run(source, []string{"GOOS=js", "GOARCH=wasm"}, "go", args...); err != nil {
		return nil, err
	}
	return os.ReadFile(out)
}

// engineFiles returns the files of the command that are in the page.
func engineFiles(source string) ([]string, error) {
	all, err := filepath.Glob(filepath.Join(source, "*.go"))
	if err != nil {
		return nil, err
	}
	js := build.Default
	js.GOOS, js.GOARCH = "js", "wasm"
	var files []string
	for _, name := range all {
		name = filepath.Base(name)
		if matches, err := js.MatchFile(source, name); err != nil || !matches || strings.HasSuffix(name, "_test.go") {
			if err != nil {
				return nil, err
			}
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(source, name), nil, parser.ImportsOnly)
		if err != nil {
			return nil, err
		}
		isIn := true
		for _, spec := range file.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return nil, err
			}
			isIn = isIn && !slices.Contains(notInPage, path)
		}
		if isIn {
			files = append(files, name)
		}
	}
	return files, nil
}

//go:embed worker.js
var worker string

// workerScript returns the script of the worker: what the Go distribution has for
// js/wasm, and ours.
func workerScript() (string, error) {
	root, err := run("", nil, "go", "env", "GOROOT")
	if err != nil {
		return "", err
	}
	support, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"))
	return dense(string(support)) + dense(worker), err
}

// A givenData is what the page has beside the engine.
type givenData struct {
	Size   int         // of the engine
	Export []givenFile // the scripts that export a configuration
	Sample []givenFile // files of an example
}

type givenFile struct{ Name, Text string }

// given returns the scripts that the command prints, and the sample; and the release of
// the command, as its reports have it.
func given(source, temp string) (g givenData, release string, err error) {
	lyncfed := filepath.Join(temp, "lyncfed.exe")
	if _, err := run(source, nil, "go", "build", "-o", lyncfed, "."); err != nil {
		return g, "", err
	}
	for _, args := range [][]string{{"export-script"}, {"export-script", "--platform", "LyncServer2010"}} {
		text, err := run("", nil, lyncfed, args...)
		if err != nil {
			return g, "", err
		}
		g.Export = append(g.Export, givenFile{"export.ps1", string(text)})
	}
	g.Sample = append(g.Sample, givenFile{"contoso.json", sample})
	file := filepath.Join(temp, "contoso.json")
	if err := os.WriteFile(file, []byte(sample), 0o600); err != nil {
		return g, "", err
	}
	audit, err := run("", nil, lyncfed, "audit", file, "--format", "json", "--exit-zero")
	if err != nil {
		return g, "", err
	}
	var made struct{ Version string }
	err = json.Unmarshal(audit, &made)
	return g, made.Version, err
}

var (
	//go:embed page.html
	document string
	//go:embed page.css
	style string
	//go:embed page.js
	script string
	// The sample is a copy: examples is another module.
	//go:embed sample.json
	sample string
)

// The parts of the page.
type parts struct {
	style, script, worker string
	engine                []byte
	given                 givenData
}

// html returns the page. Of all that is in it, only the style and the script are run, and
// the policy names them by their hashes. The rest is data.
func (p parts) html() ([]byte, error) {
	copies, rest := packed(p.engine)
	p.given.Size = len(p.engine)
	given, err := json.Marshal(p.given) // with <, > and & escaped
	if err != nil {
		return nil, err
	}
	if strings.Contains(strings.ToLower(p.worker), "</script") {
		return nil, errors.New("the script of the worker would end its element")
	}
	policy := fmt.Sprintf("default-src 'none'; script-src '%s' 'wasm-unsafe-eval'; style-src '%s'; worker-src blob:; base-uri 'none'; form-action 'none'", hash(p.script), hash(p.style))
	var out bytes.Buffer
	_, err = strings.NewReplacer(
		"{{policy}}", policy, "{{style}}", p.style, "{{script}}", p.script, "{{worker}}", p.worker,
		"{{given}}", string(given), "{{copies}}", copies, "{{rest}}", rest,
	).WriteString(&out, document)
	return out.Bytes(), err
}

// hash returns a text's hash as a policy names it.
func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
