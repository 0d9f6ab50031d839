package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/lyncfed/lyncfed/domain"
)

// skypeRewriter is the rewriter for the documented Skype provider, with contoso.org
// as the organization's own domain.
func skypeRewriter(undo bool) *rewriter {
	return newRewriter(documentedSkype().Decorator(), domain.SetOf(skypeIDs, domain.MustParseSIPDomain("contoso.org")), undo)
}

// A result is all that comes of a list.
type result struct {
	out    string
	counts [outcomes]int
	notes  []string
}

func (r *result) note(line int, text string) {
	r.notes = append(r.notes, fmt.Sprintf("%d: %s", line, text))
}

// inBlocks rewrites a list in blocks of a size.
func inBlocks(r *rewriter, in io.Reader, size int) (result, error) {
	var got result
	line := 1
	err := r.rewriteList(in, size, func(b *block) error {
		got.out += string(b.out)
		for what, n := range b.counts {
			got.counts[what] += n
		}
		for _, n := range b.notes {
			got.note(line+n.line, string(b.in[n.start:n.end]))
		}
		line += b.lines
		return nil
	})
	return got, err
}

// byLine rewrites a list line by line, each in the slow way.
func byLine(r *rewriter, list string) result {
	var want result
	list = strings.TrimPrefix(list, "\ufeff")
	for n := 1; list != ""; n++ {
		line, rest, found := strings.Cut(list, "\n")
		end := ""
		if found {
			end = "\n"
			if strings.HasSuffix(line, "\r") {
				line, end = line[:len(line)-1], "\r\n"
			}
		}
		list = rest
		if padded := strings.TrimRight(line, " \t"); len(line) < maxLine {
			line, end = padded, line[len(padded):]+end
		}
		line = line[:min(len(line), maxLine)]
		text, what, about := r.rewrite(line)
		want.counts[what]++
		if what != refused {
			want.out += text + end
		}
		if about != nil {
			want.note(n, line)
		}
	}
	return want
}

func compareList(t *testing.T, list string, size int) {
	t.Helper()
	if strings.HasPrefix(list, "\xff\xfe") || strings.HasPrefix(list, "\xfe\xff") {
		return // UTF-16: TestEncodings
	}
	if len(list) > 1 && (list[0] == 0 || list[1] == 0) {
		return // UTF-16 without a mark is refused as a whole
	}
	for _, undo := range []bool{false, true} {
		r := skypeRewriter(undo)
		want := byLine(r, list)
		for name, in := range map[string]io.Reader{
			"whole": strings.NewReader(list),
			"bytes": iotest.OneByteReader(strings.NewReader(list)),
			"late":  iotest.DataErrReader(strings.NewReader(list)),
		} {
			got, err := inBlocks(r, in, size)
			if err != nil || got.out != want.out || got.counts != want.counts || !slices.Equal(got.notes, want.notes) {
				t.Fatalf("%.200q, undo %v, %s in blocks of %d: %.300q %v %.300q, %v; want %.300q %v %.300q",
					list, undo, name, size, got.out, got.counts, got.notes, err, want.out, want.counts, want.notes)
			}
		}
	}
}

var lists = []string{
	"", "\n", "\r\n", "\r", "\n\n", " \n\t\r\n", "ted@contoso.com", "ted@contoso.com\n", "ted@contoso.com\r\nann@live.com\r\n",
	"ted@contoso.com\r", "ted@contoso.com  \nann@live.com\t\r\nted smith@a.b ", "ted smith@contoso.com\nann@contoso.com", "\ufeffted@contoso.com\n", "sip:ted@contoso.com\nSIP:Ann%2b1@contoso.com\n",
	"ted@contoso.org\nTed@Contoso.ORG.\nted(contoso.org)@msn.com\nx(hotmail.com)@msn.com\nx(y)@msn.com\n",
	"ted(contoso.com)@msn.com\nted(Contoso.com)@MSN.com.\nuser(contoso)@msn.com\njoe@skypeids.net\nx@msn.com.\n",
	"x@bücher.example\nx@bücher\nsip:x@bücher.example;a=b\n\x00\n\xff\nted@contoso.com:5060\nsip:ted@contoso.com:5060\n",
	"sip:a#b@contoso.com\na#b@contoso.com\nsip:@contoso.com\nsip:\nsip\n",
}

func TestBlocks(t *testing.T) {
	for _, list := range lists {
		for _, size := range []int{1, 2, 7, 16, blockSize} {
			compareList(t, list, size)
		}
	}
	for _, n := range []int{maxLine - 1, maxLine, maxLine + 1, maxLine + 2, 3 * maxLine} {
		for _, size := range []int{1000, maxLine, blockSize, 4 * blockSize} {
			for _, long := range []string{strings.Repeat("a", n), strings.Repeat(" ", n), strings.Repeat("a", n) + "@contoso.com"} {
				for _, end := range []string{"", "\n", "\r\n"} {
					list := "ted@contoso.com\n" + long + end
					if end != "" {
						list += "ann@contoso.com"
					}
					r := skypeRewriter(false)
					want := byLine(r, list)
					got, err := inBlocks(r, strings.NewReader(list), size)
					if err != nil || got.out != want.out || got.counts != want.counts || !slices.Equal(got.notes, want.notes) {
						t.Errorf("a line of %d %.10q, end %q, in blocks of %d: %.60q %v, %v; want %.60q %v", n, long, end, size, got.out, got.counts, err, want.out, want.counts)
					}
				}
			}
		}
	}
}

func FuzzBlocks(f *testing.F) {
	for i, list := range lists {
		f.Add(list, uint16(i))
	}
	f.Fuzz(func(t *testing.T, list string, size uint16) { compareList(t, list, 1+int(size)) })
}

// FuzzTable: whatever the table, each record comes out with the fields that it
// had, but for the one that is rewritten, as in a list.
func FuzzTable(f *testing.F) {
	for _, list := range lists {
		f.Add(list, uint8(0), false)
	}
	f.Add("a,ted@contoso.com,\"b,\"\"c\"\"\"\r\nd,x y@contoso.com", uint8(1), true)
	f.Add("Name,Address\nTed,\"ted@contoso.com\"\n\nAnn\n", uint8(1), true)
	f.Fuzz(func(t *testing.T, in string, field uint8, header bool) {
		if strings.HasPrefix(in, "\xff\xfe") || strings.HasPrefix(in, "\xfe\xff") || strings.Contains(in, "\x00") {
			return
		}
		read := func(s string) ([][]string, error) {
			records := csv.NewReader(strings.NewReader(strings.TrimPrefix(s, "\ufeff")))
			records.FieldsPerRecord = -1
			return records.ReadAll()
		}
		want, wantErr := read(in)
		r, rows, changed := skypeRewriter(false), 0, 0
		var out bytes.Buffer
		at := table{field: int(field) + 1, delimiter: ',', header: header}
		err := r.rewriteTable(strings.NewReader(in), &out, &at, func(_ place, field string, what outcome, about error) {
			rows++
			if text, _, _ := r.rewrite(field); what != refused && text != field {
				changed++
			}
			if what == refused && about == nil {
				t.Errorf("%q: a field is refused without a word", in)
			}
		})
		if errors.Is(err, errNoField) {
			if !slices.ContainsFunc(want[:min(2, len(want))], func(record []string) bool { return len(record) <= int(field) }) && wantErr == nil {
				t.Errorf("%q: %v", in, err)
			}
			return
		}
		if (err != nil) != (wantErr != nil) {
			t.Fatalf("%q: %v, want %v", in, err, wantErr)
		}
		if err != nil {
			return
		}
		for i, record := range want {
			if int(field) >= len(record) || i == 0 && header {
				continue
			}
			if text, what, _ := r.rewrite(record[field]); what != refused {
				record[field] = text
			}
		}
		got, err := read(out.String())
		if err != nil || !slices.EqualFunc(got, want, slices.Equal) {
			t.Errorf("%q: %q, %v, want %q", in, got, err, want)
		}
		if header {
			rows++
		}
		if rows < len(want) {
			t.Errorf("%q: %d of %d records", in, rows, len(want))
		}
		if changed == 0 && out.String() != in {
			t.Errorf("%q: nothing is rewritten, and it becomes %q", in, out.String())
		}
	})
}

// endless is a text of one byte.
type endless struct{ b byte }

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = e.b
	}
	return len(p), nil
}

// A sampler is a reader that notes the greatest heap while it is read.
type sampler struct {
	in   io.Reader
	n    int
	most uint64
}

func (s *sampler) Read(p []byte) (int, error) {
	n, err := s.in.Read(p)
	if s.n += n; s.n > 4<<20 {
		s.n = 0
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		s.most = max(s.most, m.HeapInuse)
	}
	return n, err
}

// repeated is a text without end.
type repeated struct {
	text string
	next int
}

func (r *repeated) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = r.text[r.next]
		r.next = (r.next + 1) % len(r.text)
	}
	return len(p), nil
}

// TestMemory: it does not grow with the input, not even with one line of it, or
// with a mark that is never closed.
func TestMemory(t *testing.T) {
	const most = 40 << 20 // beside what the tests before it left
	// What they left would else double before it is collected.
	percent := debug.SetGCPercent(20)
	t.Cleanup(func() { debug.SetGCPercent(percent) })
	csv := &table{field: 1, delimiter: ','}
	for name, tt := range map[string]struct {
		in    io.Reader
		table *table
	}{
		"one line":     {io.LimitReader(endless{'a'}, 1<<26), nil},
		"addresses":    {io.LimitReader(&repeated{text: "ted@contoso.com\n"}, 1<<25), nil},
		"refused":      {io.LimitReader(&repeated{text: strings.Repeat("x", 60) + "\n"}, 1<<25), nil},
		"table":        {io.LimitReader(&repeated{text: "ted@contoso.com,Ted\n"}, 1<<25), csv},
		"open quote":   {io.MultiReader(strings.NewReader(`"`), io.LimitReader(endless{'a'}, 1<<26)), csv},
		"one record":   {io.LimitReader(endless{'a'}, 1<<26), csv},
		"empty fields": {io.LimitReader(endless{','}, 1<<26), csv},
	} {
		t.Run(name, func(t *testing.T) {
			runtime.GC()
			var before runtime.MemStats
			runtime.ReadMemStats(&before)
			in, r := &sampler{in: tt.in}, skypeRewriter(false)
			if tt.table == nil {
				if err := r.rewriteList(in, blockSize, func(*block) error { return nil }); err != nil {
					t.Error(err)
				}
			} else if err := r.rewriteTable(in, io.Discard, tt.table, func(place, string, outcome, error) {}); (err == nil) != (name == "table") || err != nil && !errors.Is(err, errRecordLong) {
				t.Errorf("%v, want %v", err, errRecordLong)
			}
			if in.most > before.HeapInuse+most {
				t.Errorf("the heap has %d bytes, and had %d", in.most, before.HeapInuse)
			}
		})
	}
}

// TestFollows: a line that was written whole is not held back until the block is
// full, and a writer that fails ends the reading.
func TestFollows(t *testing.T) {
	in, w := io.Pipe()
	got := make(chan string)
	done := make(chan error)
	go func() {
		done <- skypeRewriter(false).rewriteList(in, blockSize, func(b *block) error {
			if strings.HasPrefix(string(b.out), "stop") {
				return errOutput
			}
			got <- string(b.out)
			return nil
		})
	}()
	for _, line := range []string{"ted@contoso.com\n", "ann@contoso.com\n"} {
		io.WriteString(w, line)
		select {
		case out := <-got:
			if want := strings.Replace(line, "@contoso.com", "(contoso.com)@msn.com", 1); out != want {
				t.Errorf("%q, want %q", out, want)
			}
		case <-time.After(10 * time.Second):
			t.Fatal("nothing came of a whole line")
		}
	}
	io.WriteString(w, "stop@live.com\n")
	if err := <-done; !errors.Is(err, errOutput) {
		t.Errorf("%v, want %v", err, errOutput)
	}
	in.Close()
}

// TestOutput: what is there stays until all is written, with its mode, and
// nothing is left beside it.
func TestOutput(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "out.txt")
	if err := os.WriteFile(name, []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	for _, failed := range []bool{true, false} {
		out, err := openOutput(name, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(out, "new")
		if text, err := os.ReadFile(name); err != nil || string(text) != "old" {
			t.Errorf("while it is written: %q, %v", text, err)
		}
		if err := out.close(failed); err != nil {
			t.Error(err)
		}
		want := "new"
		if failed {
			want = "old"
		}
		if text, err := os.ReadFile(name); err != nil || string(text) != want {
			t.Errorf("failed %v: %q, %v, want %q", failed, text, err, want)
		}
		if entries, _ := os.ReadDir(dir); len(entries) != 1 {
			t.Errorf("failed %v: %v are left", failed, entries)
		}
	}
	if info, err := os.Stat(name); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o640 {
		t.Errorf("%v, %v, want the mode 0640", info.Mode(), err)
	}
}

func TestProgressLine(t *testing.T) {
	for _, tt := range []struct {
		read, total int64
		elapsed     time.Duration
		want        string
	}{
		{0, 100, 0, "0 B, 0 B/s"},
		{50, 100, time.Second, " 50%, 50 B, 50 B/s, 1s left"},
		{55e6, 110e6, 500 * time.Millisecond, " 50%, 55 MB, 110 MB/s, 1s left"},
		{5e9, 0, 10 * time.Second, "5 GB, 500 MB/s"},
		{200, 100, time.Second, "100%, 200 B, 200 B/s, 0s left"}, // the file has grown
		{3e12, 0, time.Second, "3 TB, 3 TB/s"},
	} {
		if got := progressLine(tt.read, tt.total, tt.elapsed); got != tt.want {
			t.Errorf("progressLine(%d, %d, %v) = %q, want %q", tt.read, tt.total, tt.elapsed, got, tt.want)
		}
	}
}

// TestTables has what is kept of a table: all but the addresses.
func TestTables(t *testing.T) {
	for in, want := range map[string]string{
		"Ted,ted@contoso.com\r\nAnn,ann@live.com\r\n":                                "Ted,ted(contoso.com)@msn.com\r\nAnn,ann@live.com\r\n",
		"\ufeffTed,ted@contoso.com":                                                  "\ufeffTed,ted(contoso.com)@msn.com",
		"\"a\nb\",\"ted@contoso.com\",\"c\r\nd\"\r\n\r\n\n\"x\",ted@contoso.com\n\n": "\"a\nb\",\"ted(contoso.com)@msn.com\",\"c\r\nd\"\r\n\r\n\n\"x\",ted(contoso.com)@msn.com\n\n",
		"\"a\n\nb\",ted@contoso.com,\"\"\n,\"\",\n":                                  "\"a\n\nb\",ted(contoso.com)@msn.com,\"\"\n,\"\",\n",
		"\"é\",ted@contoso.com,é":                                                    "\"é\",ted(contoso.com)@msn.com,é",
	} {
		var out bytes.Buffer
		err := skypeRewriter(false).rewriteTable(strings.NewReader(in), &out, &table{field: 2, delimiter: ','}, func(place, string, outcome, error) {})
		if err != nil || out.String() != want {
			t.Errorf("%q becomes %q, %v, want %q", in, out.String(), err, want)
		}
	}
	var out bytes.Buffer
	at := table{field: 2, delimiter: '→'}
	if err := skypeRewriter(false).rewriteTable(strings.NewReader("é→ted@contoso.com→x\n"), &out, &at, func(place, string, outcome, error) {}); err != nil || out.String() != "é→ted(contoso.com)@msn.com→x\n" {
		t.Errorf("with another delimiter: %q, %v", out.String(), err)
	}
	err := skypeRewriter(false).rewriteTable(strings.NewReader("ab,cd\x00,\x00b"), io.Discard, &at, func(place, string, outcome, error) {})
	if !errors.Is(err, errNUL) {
		t.Errorf("UTF-16 without a mark: %v, want %v", err, errNUL)
	}
}

// TestOutputRefused: a file that is write-protected and a link to nothing are not
// replaced.
func TestOutputRefused(t *testing.T) {
	dir := t.TempDir()
	protected, link := filepath.Join(dir, "protected.txt"), filepath.Join(dir, "link.txt")
	if err := os.WriteFile(protected, []byte("old"), 0o444); err != nil {
		t.Fatal(err)
	}
	refused := map[string]string{protected: "write-protected", link: "a link to missing.txt"}
	if err := os.Symlink("missing.txt", link); err != nil {
		if runtime.GOOS != "windows" { // where only an administrator may make one
			t.Fatal(err)
		}
		delete(refused, link)
	}
	for name, why := range refused {
		if out, err := openOutput(name, nil, nil); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: %v, %v", name, out, err)
		}
	}
	if files, _ := os.ReadDir(dir); len(files) != len(refused) {
		t.Errorf("%d files", len(files))
	}
}
