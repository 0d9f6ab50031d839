package main

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"slices"
	"strings"
)

// The engine is packed in three steps, which worker.js undoes: repeated parts are
// left out at any distance, because gzip sees only 32 KiB. The rest is compressed,
// and the bytes are written as text, five characters for four. Together they are a
// sixth less than gzip and base64.

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
	return text85(compressed(places)), text85(compressed(kept))
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

// digits are the 85 characters from # on that mean nothing in HTML.
var digits = func() string {
	var b strings.Builder
	for c := byte('#'); b.Len() < 85; c++ {
		if !strings.ContainsRune("&'<\\`", rune(c)) {
			b.WriteByte(c)
		}
	}
	return b.String()
}()

// lineLength is how long the lines of text are.
const lineLength = 10_000

// text85 returns bytes as text: their number, and then each four as five digits, the last
// with zeros after them.
func text85(data []byte) string {
	var b strings.Builder
	var number [4]byte
	binary.BigEndian.PutUint32(number[:], uint32(len(data)))
	for i := -4; i < len(data); i += 4 {
		var four [4]byte
		if i < 0 {
			four = number
		} else {
			copy(four[:], data[i:])
		}
		var five [5]byte
		n := binary.BigEndian.Uint32(four[:])
		for j := len(five) - 1; j >= 0; j-- {
			five[j] = digits[n%85]
			n /= 85
		}
		b.Write(five[:])
		if (i/4+1)%(lineLength/5) == 0 {
			b.WriteByte('\n')
		}
	}
	return b.String()
}
