package main

import "errors"

// The exit statuses of all commands.
const (
	statusOK      = 0 // all is well
	statusFailed  = 1 // the command could not run
	statusRefused = 2 // it ran, and has something to complain about
	statusUnknown = 3 // it ran, and what was given does not tell
)

// errRefused makes a command exit with statusRefused. What there is to
// complain about has been printed by then.
var errRefused = errors.New("refused")

// errUnknown makes a command exit with statusUnknown. What is not known has been
// printed by then.
var errUnknown = errors.New("not known")

// errReported makes a command exit with statusFailed. Why has been printed by
// then.
var errReported = errors.New("failed")
