package main

import "errors"

// The exit statuses of all commands.
const (
	statusOK      = 0 // the command ran, and allows or has no findings
	statusFailed  = 1 // the command could not run
	statusRefused = 2 // the command ran, and refuses, or has findings
	statusUnknown = 3 // the command ran, and its input does not decide the answer

	statusInterrupted = 130 // an interrupt ended the command
	statusBrokenPipe  = 141 // nothing read the output any more; 128 and the number of SIGPIPE, as of other commands
)

// errRefused makes a command exit with statusRefused. The command has printed the reason
// before it returns this error.
var errRefused = errors.New("refused")

// errUnknown makes a command exit with statusUnknown. The command has printed the reason
// before it returns this error.
var errUnknown = errors.New("not known")

// errReported makes a command exit with statusFailed. The command has printed the reason
// before it returns this error.
var errReported = errors.New("failed")
