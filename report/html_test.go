package report_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/report"
)

// elements returns the elements of a page with their attributes, and its text. It fails
// if one is not closed.
func elements(t *testing.T, page []byte) (all []xml.StartElement, text string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(string(page)))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var open []string
	var b strings.Builder
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		switch e := token.(type) {
		case xml.StartElement:
			open = append(open, e.Name.Local)
			all = append(all, e.Copy())
		case xml.EndElement:
			require.Equal(t, open[len(open)-1], e.Name.Local)
			open = open[:len(open)-1]
		case xml.CharData:
			b.Write(e)
		}
	}
	require.Empty(t, open)
	return all, b.String()
}

// TestHTML: the page is whole, names each thing once, and loads and runs nothing.
func TestHTML(t *testing.T) {
	page := contoso(t).HTML(report.HTMLOptions{})
	all, text := elements(t, page)
	ids, refs := map[string]bool{}, map[string]bool{}
	style := string(page[strings.Index(string(page), "<style>")+7 : strings.Index(string(page), "</style>")])
	hash := sha256.Sum256([]byte(style))
	policy := ""
	for _, e := range all {
		for _, a := range e.Attr {
			switch a.Name.Local {
			case "id":
				require.False(t, ids[a.Value], a.Value)
				ids[a.Value] = true
			case "href":
				if ref, isLocal := strings.CutPrefix(a.Value, "#"); isLocal {
					refs[ref] = true
				} else {
					require.True(t, strings.HasPrefix(a.Value, "http"), a.Value)
				}
			case "aria-labelledby":
				for id := range strings.FieldsSeq(a.Value) {
					refs[id] = true
				}
			case "content":
				if strings.Contains(a.Value, "default-src") {
					policy = a.Value
				}
			case "src", "style", "action", "srcset":
				t.Errorf("<%s> has %s", e.Name.Local, a.Name.Local)
			}
			require.False(t, strings.HasPrefix(a.Name.Local, "on"), a.Name.Local)
		}
		require.NotContains(t, []string{"script", "iframe", "img", "link", "form", "object"}, e.Name.Local)
	}
	for ref := range refs {
		require.True(t, ids[ref], ref)
	}
	require.Equal(t, fmt.Sprintf("default-src 'none'; style-src 'sha256-%s'", base64.StdEncoding.EncodeToString(hash[:])), policy)
	require.NotContains(t, style, "url(")
	for _, said := range []string{"ken@contoso.com", "Remove-CsPublicProvider -Identity 'Skype'", "policy.grant.missing", "contoso.json"} {
		require.Contains(t, text, said)
	}
}

func TestHTMLHostile(t *testing.T) {
	const evil = `<img src=x onerror=alert(1)>"'&amp;<!--`
	a := auditOf(t, evil+".json", `{"AllowedDomains":[{"Identity":"contoso.com","Comment":"x"}],"SipDomains":[{"Identity":"contoso.com","IsDefault":true}],"PublicProviders":[{"Identity":"<img src=x onerror=alert(1)>\"'&amp;<!--","ProxyFqdn":"a.example","Enabled":true}]}`)
	a.Compare(&report.Earlier{Findings: []report.EarlierFinding{{Rule: evil, Detail: evil}}})
	all, text := elements(t, a.HTML(report.HTMLOptions{}))
	for _, e := range all {
		require.NotEqual(t, "img", e.Name.Local)
	}
	require.Contains(t, text, evil)
}
