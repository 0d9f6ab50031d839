#!/usr/bin/env bash
# Compares the lexer of scripts with tree-sitter-powershell. Needs gcc, and the
# grammar's source: in the directory GRAMMAR, or else from npm, once. Without
# either it is skipped, and says so.
set -euo pipefail
cd "$(dirname "$0")"
version=0.26.4
skip() { printf '\n!!! SKIPPED: the grammar of PowerShell: %s !!!\n\n' "$1"; exit 0; }

command -v gcc > /dev/null || skip 'it needs gcc, which is not here'
cache=${XDG_CACHE_HOME:-$HOME/.cache}/tree-sitter-powershell-$version
grammar=${GRAMMAR:-$cache/package}
if [ ! -f "$grammar/src/parser.c" ]; then
	[ -z "${GRAMMAR:-}" ] || { echo "GRAMMAR: there is no $GRAMMAR/src/parser.c" >&2; exit 1; }
	command -v npm > /dev/null || skip 'its source comes from npm, which is not here; or set GRAMMAR'
	mkdir -p "$cache"
	(cd "$cache" && npm pack --silent "tree-sitter-powershell@$version" && tar xzf "tree-sitter-powershell-$version.tgz") > /dev/null ||
		skip 'npm does not give its source; or set GRAMMAR'
fi
export GOWORK=off CGO_ENABLED=1 CGO_CFLAGS="-O1 -w -I$grammar/src"
go vet ./...
go test -count=1 "$@" ./...
