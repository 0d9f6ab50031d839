package main

import (
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/lyncfed/lyncfed/report"
)

// version returns the text of --version: the release, and the Go version and platform of
// the build.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		return versionOf(info)
	}
	return release()
}

// release returns the versions of the program and of its library, and the commit of the
// build.
func release() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		return releaseOf(info)
	}
	return "unknown: it was built without build information"
}

// library is the module path of the library.
const library = "github.com/lyncfed/lyncfed"

// development is the version of a module that was built from a directory.
const development = "(devel)"

func versionOf(info *debug.BuildInfo) string {
	return strings.TrimSpace(fmt.Sprintf("%s, facts as of %v, %s", releaseOf(info), report.Gathered(), info.GoVersion))
}

func releaseOf(info *debug.BuildInfo) string {
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	text := info.Main.Version
	if text == development || text == "" {
		text = "of no release"
	}
	if commit := settings["vcs.revision"]; commit != "" {
		text += ", commit " + commit
		if settings["vcs.modified"] == "true" {
			text += " with changes"
		}
	}
	for _, m := range info.Deps {
		if m.Path != library {
			continue
		}
		if m.Replace != nil {
			m = m.Replace
		}
		if m.Version != "" && m.Version != development && m.Version != info.Main.Version {
			text += ", library " + m.Version
		}
	}
	return text
}
