package main

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestIndenter: however a text is cut, it is written as json.Indent writes it.
func TestIndenter(t *testing.T) {
	for _, text := range []string{`{}`, `[]`, `null`, `{"a":[],"b":{},"c":[1,"x",{"d":null}],"e":[[[]],true]}`, `{"a\"{":"\\","[,:":"]\\\""}`} {
		var want bytes.Buffer
		require.NoError(t, json.Indent(&want, []byte(text), "", "  "))
		for cut := range len(text) {
			var got bytes.Buffer
			n := &indenter{to: &got}
			for _, piece := range []string{text[:cut], text[cut:]} {
				_, err := n.Write([]byte(piece))
				require.NoError(t, err)
			}
			if got.String() != want.String() {
				t.Errorf("%s, cut at %d, is %s, want %s", text, cut, &got, &want)
			}
		}
	}
}
