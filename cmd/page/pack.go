package main

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"strings"
)

// The engine is packed in three steps, which worker.js undoes: what is there already is
// left out, at any distance, since gzip sees 32 KiB alone; the rest is compressed; and the
// bytes are written as text, five characters for four. Together they are a sixth less
// than gzip and base64.

// minCopy is how many bytes of what is there already are left out at the least. Shorter
// copies cost more than gzip makes of them.
const minCopy = 32

// packed returns the two parts of the engine as text: where what is left out goes, and
// what is not left out.
func packed(engine []byte) (copies, rest string) {
	places, kept := withoutCopies(engine)
	return text85(compressed(places)), text85(compressed(kept))
}

// withoutCopies leaves out what is there already. For each copy, places has how many
// bytes are before it since the one before, how long it is, and how far back it begins.
func withoutCopies(data []byte) (places, kept []byte) {
	const bits = 22
	last := make([]int, 1<<bits) // where bytes with a hash were last, plus 1
	at := func(i int) uint64 {
		a, b := binary.LittleEndian.Uint64(data[i:]), binary.LittleEndian.Uint64(data[i+8:])
		return (a*0x9E3779B185EBCA87 ^ b*0xC2B2AE3D27D4EB4F) * 0x9E3779B185EBCA87 >> (64 - bits)
	}
	const hashed = 16
	done := 0
	for i := 0; i+hashed <= len(data); i++ {
		h := at(i)
		from := last[h] - 1
		last[h] = i + 1
		if from < 0 {
			continue
		}
		to, n := i, 0
		for to+n < len(data) && data[from+n] == data[to+n] {
			n++
		}
		for to > done && from > 0 && data[from-1] == data[to-1] {
			from, to, n = from-1, to-1, n+1
		}
		if n < minCopy {
			continue
		}
		for _, number := range []int{to - done, n, to - from} {
			places = binary.AppendUvarint(places, uint64(number))
		}
		kept = append(kept, data[done:to]...)
		for done = to + n; i+1 < done && i+1+hashed <= len(data); i++ {
			last[at(i+1)] = i + 2
		}
	}
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
