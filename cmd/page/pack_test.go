package main

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"io"
	"math/rand/v2"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// from7 undoes text7, as worker.js does.
func from7(t *testing.T, text string) []byte {
	t.Helper()
	number, text, _ := strings.Cut(text, " ")
	size, err := strconv.Atoi(number)
	require.NoError(t, err)
	var data []byte
	bits, n := uint(0), 0
	for _, c := range strings.ReplaceAll(text, "\n", "") {
		sevens := []byte{byte(c & 0x7f)}
		if c >= 0x100 {
			sevens = []byte{unwritten[(c-0x100)>>7], sevens[0]}
		}
		for _, seven := range sevens {
			if bits, n = bits<<7|uint(seven), n+7; n >= 8 {
				data = append(data, byte(bits>>(n-8)))
				n -= 8
			}
		}
	}
	return data[:size]
}

// unpacked undoes packed, as worker.js does.
func unpacked(t *testing.T, copies, rest string) []byte {
	t.Helper()
	inflated := func(data []byte) []byte {
		r, err := gzip.NewReader(bytes.NewReader(data))
		require.NoError(t, err)
		all, err := io.ReadAll(r)
		require.NoError(t, err)
		return all
	}
	places, kept := inflated(from7(t, copies)), inflated(from7(t, rest))
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
			require.False(t, strings.ContainsAny(strings.ReplaceAll(copies+rest, "\n", ""), unwritten), "a page may change it")
			if strings.Contains(name, "twice") && len(copies)+len(rest) > len(data)*3/4 {
				t.Errorf("%d bytes are packed in %d", len(data), len(copies)+len(rest))
			}
		})
	}
}

// TestText7: bytes of any length and value come back. Each character takes as many bytes of
// UTF-8 as it stands for, and a page changes none of them.
func TestText7(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for n := range 500 {
		data := make([]byte, n)
		for i := range data {
			data[i] = []byte{0, 0xff, 0x1a, byte(random.Uint32())}[random.IntN(4)]
		}
		text := text7(data)
		require.Equal(t, data, from7(t, text))
		require.True(t, utf8.ValidString(text))
		require.False(t, strings.ContainsAny(text, unwritten))
		require.LessOrEqual(t, len(text), (8*n+6)/7+7)
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
