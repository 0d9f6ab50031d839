#!/usr/bin/env bash
# Compares lyncfed decorate on a list of 4 million lines with mawk, GNU sed, a
# plain copy and the reference, and AppendDecorated with its peers. Prints
# Markdown. Needs Go, mawk and GNU sed; takes five minutes, and 1 GB in a
# temporary directory.
set -euo pipefail
cd "$(dirname "$0")/../.."
lines=${1:-4000000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

go build -o "$work" ./cmd/lyncfed ./dev/bench
cd "$work"
./bench generate "$lines" > list

decorate() { ./lyncfed decorate list -o lyncfed.out 2> summary; }
one_core() { GOMAXPROCS=1 ./lyncfed decorate list -o one.out 2> /dev/null; }
copy() { ./bench copy lyncfed.out copy.out; }
mawk_() {
	mawk -F@ 'BEGIN { x["msn.com"]; x["outlook.com"]; x["live.com"]; x["hotmail.com"] }
		{ if ($2 in x) print; else print $1 "(" $2 ")@msn.com" }' list > mawk.out
}
sed_() {
	LC_ALL=C sed -E '/@(msn|outlook|live|hotmail)\.com$/!s/^([^@]+)@(.+)$/\1(\2)@msn.com/' list > sed.out
}
reference() { ./bench reference list > reference.out; }

# best prints the least of N runs of a command, in milliseconds.
best() {
	local n=$1 least='' start took
	for _ in $(seq "$n"); do
		start=$(date +%s%N)
		"$2"
		took=$((($(date +%s%N) - start) / 1000000))
		if [ -z "$least" ] || [ "$took" -lt "$least" ]; then least=$took; fi
	done
	echo "$least"
}

ours=$(best 7 decorate)
row() { awk -v n="$1" -v ms="$2" -v ours="$ours" 'BEGIN { printf "| %s | %.2f | %.2f s |\n", n, ms / ours, ms / 1000 }'; }

echo "## lyncfed decorate, $lines lines"
echo
echo "| | times lyncfed | best |"
echo "|---|---|---|"
row "lyncfed decorate" "$ours"
row "lyncfed decorate, GOMAXPROCS=1" "$(best 5 one_core)"
row "a plain copy of its output" "$(best 7 copy)"
row "mawk" "$(best 5 mawk_)"
row "GNU sed -E" "$(best 1 sed_)"
row "the reference" "$(best 1 reference)"
echo
for other in one mawk sed reference; do
	cmp "$other.out" lyncfed.out
done
echo "All outputs are the same. $(cat summary)"
if [ -x /usr/bin/time ]; then
	/usr/bin/time -f '%M' ./lyncfed decorate list -o lyncfed.out 2>&1 | tail -1 |
		awk '{ printf "Peak memory of lyncfed: %.1f MiB, of at most 64.\n", $1 / 1024; exit $1 > 64 * 1024 }'
else
	echo "Peak memory: not measured, for lack of GNU time."
fi

echo
echo "## Machine"
echo
echo "$(go version), $(nproc) cores, $(awk -F': ' '/model name/ { print $2; exit }' /proc/cpuinfo), $(uname -sr)," \
	"list of $(stat -c %s list) bytes, output of $(stat -c %s lyncfed.out)."
