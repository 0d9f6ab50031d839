package testkit

import (
	"encoding/json"
	"maps"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
)

// RightPath is the path of a complete and correct configuration for Skype for Business
// Server 2015, from a package beside federation.
const RightPath = "../federation/testdata/right.json"

// Changed returns the configuration of [RightPath] with some members replaced, as text
// and decoded, with its notices. The member of changes named own does not belong to the
// configuration: Changed reads it into a value.
func Changed(t *testing.T, changes json.RawMessage, own string, into any) (text []byte, d *federation.Document, notices diag.Findings) {
	t.Helper()
	data, err := os.ReadFile(RightPath)
	require.NoError(t, err)
	var members, other map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(data, &members))
	require.NoError(t, json.Unmarshal(changes, &other))
	require.NoError(t, json.Unmarshal(other[own], into))
	delete(other, own)
	maps.Copy(members, other)
	text, err = json.Marshal(members)
	require.NoError(t, err)
	d, notices, err = federation.Decode(text)
	require.NoError(t, err)
	return text, d, notices
}

// Unplaced returns an error without the paths of its findings. They would be those of
// the configuration that holds the example.
func Unplaced(err error) error {
	var findings diag.Findings
	for f := range diag.All(err) {
		moved := *f
		moved.Path = ""
		findings = append(findings, &moved)
	}
	return Join(findings)
}
