// Command service answers over HTTP how a contact is to be written (/decorate) and
// who may reach whom (/reach), by the export of a server's configuration.
//
//	service -config federation.json
//	curl 'localhost:8080/reach?from=ken@contoso.com&to=joe@live.com&on=2016-01-01'
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"time"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/powershell"
	"github.com/lyncfed/lyncfed/reach"
)

func main() {
	addr := flag.String("addr", "localhost:8080", "`address` to listen on")
	config := flag.String("config", "federation.json", "`file` with the configuration")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := serve(ctx, *addr, *config); err != nil {
		slog.Error("service stopped", "error", err)
		os.Exit(1)
	}
}

func serve(ctx context.Context, addr, config string) error {
	data, err := os.ReadFile(config)
	if err != nil {
		return err
	}
	export, err := powershell.Read(powershell.DefaultLimit, powershell.File{Name: config, Data: data})
	if err != nil {
		return err
	}
	handler, err := newHandler(export.Document.Configuration)
	if err != nil {
		return err
	}
	server := &http.Server{Addr: addr, Handler: handler, ReadTimeout: 5 * time.Second, WriteTimeout: 5 * time.Second, MaxHeaderBytes: 16 << 10}
	drained := make(chan error, 1)
	context.AfterFunc(ctx, func() {
		limit, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		drained <- server.Shutdown(limit)
	})
	slog.Info("listening", "addr", addr, "findings", len(export.Findings))
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-drained
}

// newHandler indexes the configuration once, for all requests.
func newHandler(c federation.Configuration) (http.Handler, error) {
	index, err := reach.NewIndex(c)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /decorate", answer(func(r *http.Request) (any, error) {
		a, badAddress := address.Parse(r.FormValue("address"))
		d, badProvider := c.Decorator(r.FormValue("provider"))
		return d.Decorate(a), errors.Join(badAddress, badProvider)
	}))
	mux.HandleFunc("GET /reach", answer(func(r *http.Request) (any, error) {
		q := reach.Query{Provider: r.FormValue("provider")}
		err := errors.Join(q.From.UnmarshalText([]byte(r.FormValue("from"))), q.To.UnmarshalText([]byte(r.FormValue("to"))), q.On.UnmarshalText([]byte(r.FormValue("on"))))
		if err != nil {
			return nil, err
		}
		return index.Decide(q)
	}))
	return http.TimeoutHandler(mux, 3*time.Second, "timeout\n"), err
}

// answer writes a value as JSON, or the findings in an error.
func answer(ask func(*http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		value, err := ask(r)
		w.Header().Set("Content-Type", "application/json")
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			value = diag.Findings(slices.Collect(diag.All(err)))
		}
		if err := json.NewEncoder(w).Encode(value); err != nil {
			slog.Warn("answer not written", "url", r.URL.Path, "error", err)
		}
	}
}
