//go:build page

package main

import _ "embed"

// pageText is the page. Build the page before the command that carries it:
//
//	go run ./cmd/page -o cmd/lyncfed/lyncfed.html
//	go build -tags page ./cmd/lyncfed
//
//go:embed lyncfed.html
var pageText []byte

// carriedPage returns the page that the command carries.
func carriedPage() ([]byte, error) { return pageText, nil }
