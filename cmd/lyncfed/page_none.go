//go:build !page

package main

import "errors"

// carriedPage returns an error, because this build does not carry the page.
func carriedPage() ([]byte, error) {
	return nil, errors.New("this build of lyncfed does not carry the page: it is lyncfed.html among the files of a release. With the source of lyncfed and Go, go run ./cmd/page -o lyncfed.html builds it")
}
