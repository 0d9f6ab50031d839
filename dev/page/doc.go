// Package page tests the page that cmd/page builds, in a browser.
package page
