package main

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lyncfed/lyncfed/federation"
)

func TestHandler(t *testing.T) {
	data, err := os.ReadFile("../testdata/contoso.json")
	if err != nil {
		t.Fatal(err)
	}
	// The example has a list that is broken on purpose.
	d, _, err := federation.Decode([]byte(strings.Replace(string(data), "outlook.com;live.com,gmail.com", "msn.com,live.com", 1)))
	if err != nil {
		t.Fatal(err)
	}
	handler, err := newHandler(d.Configuration)
	if err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]struct {
		status int
		text   string
	}{
		"/decorate?provider=skype&address=ted@adatum.com":                 {http.StatusOK, `"ted(adatum.com)@msn.com"`},
		"/decorate?provider=Skype&address=ken@contoso.com":                {http.StatusOK, `"ken@contoso.com"`},
		"/decorate?provider=Skype&address=ted":                            {http.StatusBadRequest, `"address.at.missing"`},
		"/decorate?provider=Jabber&address=ted@adatum.com":                {http.StatusBadRequest, `"federation.decorator.provider"`},
		"/reach?from=ann@contoso.co.uk&to=bob@fabrikam.com&on=2016-01-01": {http.StatusOK, `"Route":"partner"`},
		"/reach?from=ken@contoso.com&to=bob@fabrikam.com&on=2016-01-01":   {http.StatusOK, `"policy.grant.missing"`},
		"/reach?from=a@adatum.com&to=bob@fabrikam.com&on=2016-01-01":      {http.StatusBadRequest, `"reach.query.sides"`},
		"/reach?from=ken@contoso.com&to=bob&on=tomorrow":                  {http.StatusBadRequest, `"date.text.syntax"`},
		"/else": {http.StatusNotFound, ""},
	} {
		response := httptest.NewRecorder()
		handler.ServeHTTP(response, httptest.NewRequest(http.MethodGet, query, nil))
		body := response.Body.String()
		if response.Code != want.status || !strings.Contains(body, want.text) {
			t.Errorf("%s: %d, want %d with %s\n%s", query, response.Code, want.status, want.text, body)
		}
		if want.status != http.StatusNotFound && !json.Valid([]byte(body)) {
			t.Errorf("%s: %s", query, body)
		}
	}
}

// TestServe: it stops when it is told to, and does not start without what it
// needs.
func TestServe(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := serve(ctx, "localhost:0", "../testdata/contoso.json"); err != nil {
		t.Errorf("stopped: %v", err)
	}
	nothing := filepath.Join(t.TempDir(), "nothing.json")
	if err := os.WriteFile(nothing, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, config := range []string{"missing.json", nothing} {
		if err := serve(t.Context(), "localhost:0", config); err == nil {
			t.Errorf("%s: served", config)
		}
	}
	if _, err := newHandler(federation.Configuration{}); err == nil {
		t.Error("an empty configuration is served")
	}
}
