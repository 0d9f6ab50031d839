package plan_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/testkit"
	"github.com/lyncfed/lyncfed/plan"
)

const vectorPath = "testdata/plans.json"

// A vectorFile is what vectorPath holds. The README beside it describes the members.
type vectorFile struct {
	Configurations map[string]json.RawMessage
	Plans          []vector
}

type vector struct {
	Name, Have, Want string
	Steps            []diag.Edit
}

// TestVectors compares the steps of each plan with the file. With -update it writes them
// to the file. The steps must lead to the wanted configuration.
func TestVectors(t *testing.T) {
	text, err := os.ReadFile(vectorPath)
	require.NoError(t, err)
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	var all vectorFile
	require.NoError(t, d.Decode(&all))
	used, names := map[string]bool{}, map[string]bool{}
	configuration := func(name string) federation.Configuration {
		read, findings, err := federation.Decode(all.Configurations[name])
		require.NoError(t, err, name)
		require.NoError(t, findings.Err(), name)
		used[name] = true
		return read.Configuration
	}
	for i, v := range all.Plans {
		require.False(t, names[v.Name], "two plans have the name %q", v.Name)
		names[v.Name] = true
		have, want := configuration(v.Have), configuration(v.Want)
		p, err := plan.New(have, want)
		require.NoError(t, err, v.Name)
		all.Plans[i].Steps = []diag.Edit{}
		for _, step := range p.Steps {
			all.Plans[i].Steps = append(all.Plans[i].Steps, step.Edit)
		}
		after, err := plan.Apply(have, p.Steps...)
		require.NoError(t, err, v.Name)
		left, err := plan.New(after, want)
		require.NoError(t, err, v.Name)
		require.Empty(t, left.Steps, v.Name)
	}
	for name := range all.Configurations {
		require.True(t, used[name], "no plan is of the configuration %q", name)
	}
	testkit.Golden(t, vectorPath, all.text(t))
}

// text returns the file, with each configuration and each step on a separate line.
func (f vectorFile) text(t *testing.T) string {
	line := func(v any) string {
		text, err := json.Marshal(v)
		require.NoError(t, err)
		return string(text)
	}
	list := func(b *strings.Builder, indent string, lines []string) {
		for i, l := range lines {
			comma := ","
			if i == len(lines)-1 {
				comma = ""
			}
			fmt.Fprintf(b, "%s%s%s\n", indent, l, comma)
		}
	}
	var b strings.Builder
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(f.Configurations)) {
		var compact bytes.Buffer
		require.NoError(t, json.Compact(&compact, f.Configurations[name]))
		lines = append(lines, line(name)+": "+compact.String())
	}
	b.WriteString("{\n  \"Configurations\": {\n")
	list(&b, "    ", lines)
	b.WriteString("  },\n  \"Plans\": [\n")
	lines = nil
	for _, v := range f.Plans {
		var one strings.Builder
		fmt.Fprintf(&one, "{\"Name\": %s, \"Have\": %s, \"Want\": %s, \"Steps\": [", line(v.Name), line(v.Have), line(v.Want))
		var steps []string
		for _, e := range v.Steps {
			steps = append(steps, line(e))
		}
		if len(steps) > 0 {
			one.WriteByte('\n')
			list(&one, "      ", steps)
			one.WriteString("    ")
		}
		one.WriteString("]}")
		lines = append(lines, one.String())
	}
	list(&b, "    ", lines)
	b.WriteString("  ]\n}\n")
	return b.String()
}
