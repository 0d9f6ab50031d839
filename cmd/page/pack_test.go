package main

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"io"
	"math/rand/v2"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// unpacked undoes packed, as worker.js does.
func unpacked(t *testing.T, copies, rest string) []byte {
	t.Helper()
	from85 := func(text string) []byte {
		text = strings.ReplaceAll(text, "\n", "")
		var data []byte
		for i := 0; i < len(text); i += 5 {
			n := uint32(0)
			for _, c := range []byte(text[i : i+5]) {
				n = n*85 + uint32(strings.IndexByte(digits, c))
			}
			data = binary.BigEndian.AppendUint32(data, n)
		}
		return data[4 : 4+binary.BigEndian.Uint32(data)]
	}
	inflated := func(data []byte) []byte {
		r, err := gzip.NewReader(bytes.NewReader(data))
		require.NoError(t, err)
		all, err := io.ReadAll(r)
		require.NoError(t, err)
		return all
	}
	places, kept := inflated(from85(copies)), inflated(from85(rest))
	var lists [3][]int
	for i := range lists {
		for {
			n, size := binary.Uvarint(places)
			places = places[size:]
			if n == 0 {
				break
			}
			lists[i] = append(lists[i], int(n))
		}
	}
	require.Empty(t, places)
	var out []byte
	back := 0
	for i, before := range lists[0] {
		out = append(out, kept[:before-1]...)
		kept = kept[before-1:]
		if lists[2][i] > 1 {
			back = lists[2][i] - 1
		}
		for range lists[1][i] {
			out = append(out, out[len(out)-back])
		}
	}
	return append(out, kept...)
}

// TestPacked: what is packed is the same when it is unpacked, and smaller if it repeats
// itself.
func TestPacked(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 100_000)
	for i := range noise {
		noise[i] = byte(random.Uint32())
	}
	program, err := os.ReadFile(os.Args[0])
	require.NoError(t, err)
	size := 3_000_000
	if testing.Short() {
		size /= 8
	}
	near := bytes.Clone(noise)
	for i := 0; i < len(near); i += 50 {
		near[i]++
	}
	for name, data := range map[string][]byte{
		"nothing": nil, "one byte": {1}, "a run": bytes.Repeat([]byte("a"), 10_000), "noise": noise,
		"noise twice": append(bytes.Clone(noise), noise...), "almost twice": append(bytes.Clone(noise), near...),
		"a program": program[:min(len(program), size)],
	} {
		t.Run(name, func(t *testing.T) {
			copies, rest := packed(data)
			require.True(t, bytes.Equal(data, unpacked(t, copies, rest)))
			require.False(t, strings.ContainsAny(copies+rest, "<&'`\\"), "it would end the element, or be read as a reference")
			if strings.Contains(name, "twice") && len(copies)+len(rest) > len(data)*3/4 {
				t.Errorf("%d bytes are packed in %d", len(data), len(copies)+len(rest))
			}
		})
	}
}

// TestDense: a script keeps its license and all that is run.
func TestDense(t *testing.T) {
	const in = "// Copyright.\n\"use strict\";\n\n// why\n(() => {\n\t// how\n\tconst a = \"// b\"; // c\n\n\t  f(a);\n})();"
	const want = "// Copyright.\n\"use strict\";\n(() => {\nconst a = \"// b\"; // c\nf(a);\n})();\n"
	require.Equal(t, want, dense(in))
	support, err := workerScript()
	require.NoError(t, err)
	quoted := regexp.MustCompile(`"[^"]*"`)
	for name, text := range map[string]string{"page": dense(script), "worker": support} {
		for line := range strings.Lines(text) {
			line = quoted.ReplaceAllString(line, "")
			if strings.Count(line, "`")%2 != 0 || strings.HasSuffix(strings.TrimSpace(line), "\\") {
				t.Errorf("%s: a text spans lines: %s", name, line)
			}
		}
		require.Contains(t, text, "\"use strict\"", name)
	}
}
