package main

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
)

// The engine is packed in three steps, which worker.js undoes: repeated parts are
// left out at any distance, because gzip sees only 32 KiB. The rest is compressed,
// and the bytes are written as text, eight characters for seven. Together they are a
// quarter less than gzip and base64.

// dense returns a script without indentation, empty lines and lines of comment. Its first
// paragraph stays, which has the license. No text of the script may span lines.
func dense(script string) string {
	head, body, _ := strings.Cut(script, "\n\n")
	var b strings.Builder
	b.WriteString(head + "\n")
	for line := range strings.Lines(body) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "//") {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

// packed returns the two parts of the engine as text: where what is left out goes, and
// what is not left out.
func packed(engine []byte) (copies, rest string) {
	places, kept := withoutCopies(engine)
	return text7(compressed(places)), text7(compressed(kept))
}

const (
	// minCopy is the length of the shortest copy that is left out, in bytes. gzip writes
	// shorter ones in less room.
	minCopy = 24
	// minAgain is the same for a copy from the distance of the previous one. Functions that
	// differ in a few places have many of these.
	minAgain = hashed
	hashed   = 16 // the number of bytes by which an earlier place is found
	tries    = 24 // the number of earlier places that are tried
)

// withoutCopies leaves out bytes that are the same as earlier ones. places has three lists
// of numbers, one after another, each with an end of 0: the number of bytes between
// the previous copy and this one, plus 1. The length of the copy. The distance back
// to its beginning, plus 1, or 1 for the distance of the previous copy.
func withoutCopies(data []byte) (places, kept []byte) {
	const bits = 22
	last := make([]int32, 1<<bits)      // where bytes with a hash were last, plus 1
	earlier := make([]int32, len(data)) // and where they were before a place, plus 1
	hash := func(i int) uint64 {
		a, b := binary.LittleEndian.Uint64(data[i:]), binary.LittleEndian.Uint64(data[i+8:])
		return (a*0x9E3779B185EBCA87 ^ b*0xC2B2AE3D27D4EB4F) * 0x9E3779B185EBCA87 >> (64 - bits)
	}
	alike := func(i, j int) (n int) {
		for j+n < len(data) && data[i+n] == data[j+n] {
			n++
		}
		return n
	}
	var befores, lengths, backs []byte
	done, back := 0, 0
	for i := 0; i+hashed <= len(data); {
		from, n := 0, 0
		if back > 0 && i >= back {
			if again := alike(i-back, i); again >= minAgain {
				from, n = i-back, again
			}
		}
		at := last[hash(i)]
		for range tries {
			if at == 0 {
				break
			}
			if m := alike(int(at)-1, i); m > n+minCopy-minAgain || n == 0 {
				from, n = int(at)-1, m
			}
			at = earlier[at-1]
		}
		to := i
		for n > 0 && to > done && from > 0 && data[from-1] == data[to-1] {
			from, to, n = from-1, to-1, n+1
		}
		end := i + 1
		if n >= minCopy || n >= minAgain && to-from == back {
			befores = binary.AppendUvarint(befores, uint64(to-done+1))
			lengths = binary.AppendUvarint(lengths, uint64(n))
			if to-from == back {
				backs = binary.AppendUvarint(backs, 1)
			} else {
				back = to - from
				backs = binary.AppendUvarint(backs, uint64(back+1))
			}
			kept = append(kept, data[done:to]...)
			done = to + n
			end = done
		}
		for ; i < end && i+hashed <= len(data); i++ {
			h := hash(i)
			earlier[i], last[h] = last[h], int32(i+1)
		}
		i = end
	}
	places = slices.Concat(befores, []byte{0}, lengths, []byte{0}, backs, []byte{0})
	return places, append(kept, data[done:]...)
}

func compressed(data []byte) []byte {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level is one that there is
	_, _ = w.Write(data)                                    // memory takes everything
	_ = w.Close()
	return out.Bytes()
}

// unwritten are the characters of seven bits that a page or an editor may change or act
// on. There are as many as characters of two bytes have room for.
const unwritten = "\x00\a\b\n\v\f\r\x0e\x0f\x1a\x1b<&\x7f"

// lineLength is about how many bytes the lines of text have.
const lineLength = 10_000

// text7 returns bytes as text: their number, a blank, and a character for each seven bits,
// the last with zeros after them. An unwritten character and the one after it are one
// character from U+0100 on, so that each takes one byte of UTF-8 nevertheless.
func text7(data []byte) string {
	var b strings.Builder
	fmt.Fprint(&b, len(data), " ")
	waits, line := -1, 0 // the unwritten character that waits for the one after it
	write := func(c byte) {
		if waits >= 0 {
			b.WriteRune(rune(0x100 + waits<<7 + int(c)))
			waits = -1
		} else if waits = strings.IndexByte(unwritten, c); waits < 0 {
			b.WriteByte(c)
		}
		if line++; line%lineLength == 0 {
			b.WriteByte('\n')
		}
	}
	bits, n := uint(0), 0
	for _, c := range slices.Concat(data, []byte{0, 0}) { // the zeros write what waits
		for bits, n = bits<<8|uint(c), n+8; n >= 7; n -= 7 {
			write(byte(bits >> (n - 7) & 0x7f))
		}
	}
	return b.String()
}
