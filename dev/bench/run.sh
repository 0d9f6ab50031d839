#!/usr/bin/env bash
# Measures lyncfed beside its peers, each in the same run, and prints the tables of
# docs/performance.md as Markdown: a list of 4 million lines, single addresses, what
# the shell printed, how cost grows, and the command as a whole. Needs Go, mawk and
# GNU sed; takes six minutes, and 1 GB in a temporary directory. The machine should
# have nothing else to do.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
lines=${1:-4000000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
go build -o "$work" ./cmd/lyncfed ./dev/bench
cd "$work"

# best prints the least time of each of some functions, in microseconds, which it
# calls in turn N times.
best() {
	local n=$1 start took i
	shift
	local least=()
	for _ in $(seq "$n"); do
		i=0
		for f in "$@"; do
			start=$(date +%s%N)
			"$f"
			took=$((($(date +%s%N) - start) / 1000))
			if [ -z "${least[i]:-}" ] || [ "$took" -lt "${least[i]}" ]; then least[i]=$took; fi
			i=$((i + 1))
		done
	done
	echo "${least[@]}"
}

echo "## lyncfed decorate, $lines lines"
echo
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

read -r ours one plain awk <<< "$(best 5 decorate one_core copy mawk_)"
read -r sed ref <<< "$(best 1 sed_ reference)"
row() { awk -v n="$1" -v us="$2" -v ours="$ours" 'BEGIN { printf "| %s | %.2f | %.2f s |\n", n, us / ours, us / 1e6 }'; }
echo "| | times lyncfed | best |"
echo "|---|---|---|"
row "lyncfed decorate" "$ours"
row "lyncfed decorate, GOMAXPROCS=1" "$one"
row "a plain copy of its output" "$plain"
row "mawk" "$awk"
row "GNU sed -E" "$sed"
row "the reference" "$ref"
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
sizes="list of $(stat -c %s list) bytes, output of $(stat -c %s lyncfed.out)"
rm -f list ./*.out

# least prints what go test measures, the least time of each benchmark, as lines of
# name and value. Other programs interrupt few of the runs if these are short.
least() {
	(cd "$root" && GOMAXPROCS=1 go test "$@" -run NONE) |
		awk '/^Benchmark/ { sub(/^Benchmark/, "", $1); if (!($1 in t) || $3 < t[$1]) t[$1] = $3; for (i = 4; i < NF; i++) if ($(i + 1) == "allocated/byte") a[$1] = $i; if (!($1 in seen)) { seen[$1] = 1; order[++n] = $1 } }
			END { for (i = 1; i <= n; i++) print order[i] "\t" t[order[i]] "\t" a[order[i]] }'
}

echo
echo "## One address"
echo
echo "| decorate, mixed addresses | times \`AppendDecorated\` | ns |"
echo "|---|---|---|"
least ./address -bench 'Peers$' -benchtime 500us -count 60 > peers
awk -F'\t' '{ sub(/^Peers\//, "", $1); if (!ours) ours = $2; printf "| %s | %.2f | %.1f |\n", $1, $2 / ours, $2 }' peers
echo
echo "| undecorate | times \`AppendUndecorated\` | ns |"
echo "|---|---|---|"
least ./address -bench 'PeersBack$' -benchtime 500us -count 60 > peers
awk -F'\t' '{ sub(/^PeersBack\//, "", $1); if (!ours) ours = $2; printf "| %s | %.2f | %.1f |\n", $1, $2 / ours, $2 }' peers
echo
echo "| form | \`AppendDecorated\`, times the unchecked form of the same text | \`AppendUndecorated\`, likewise; with brackets, times the unchecked way back | unchecked, ns |"
echo "|---|---|---|---|"
least ./address -bench 'Forms$' -benchtime 500us -count 60 > forms
awk -F'\t' '{ split($1, p, "/"); t[p[2], p[3]] = $2; if (p[2] == "Decorated") order[++n] = p[3] }
	END { for (i = 1; i <= n; i++) { f = order[i]; u = t["unchecked", f]; back = ("unchecked_back", f) in t ? t["unchecked_back", f] : u; d = t["Decorated", f]; v = t["Undecorated", f]; gsub("_", " ", f); printf "| %s | %.2f | %.2f | %.1f |\n", f, d / u, v / back, u } }' forms
echo
echo "| excluded domains | ns |"
echo "|---|---|"
least ./address -bench 'Excluded$' -benchtime 500us -count 60 | awk -F'\t' '{ sub(/^Excluded\//, "", $1); printf "| %s | %.1f |\n", $1, $2 }'

echo
echo "## Reading what the shell printed"
echo
echo "| \`powershell.Read\` of 10 MB | times its peer | s | peer, s | bytes allocated for each byte |"
echo "|---|---|---|---|---|"
least ./powershell -short -bench 'Read$' -benchtime 3x -count 3 > read
awk -F'\t' '{ split($1, p, "/"); t[p[2], p[3]] = $2; a[p[2], p[3]] = $3; if (p[3] == "Read") order[++n] = p[2] }
	END { for (i = 1; i <= n; i++) { f = order[i]; printf "| %s | %.2f | %.3f | %.3f | %.1f |\n", f, t[f, "Read"] / t[f, "peer"], t[f, "Read"] / 1e9, t[f, "peer"] / 1e9, a[f, "Read"] } }' read

echo
echo "## How cost grows"
echo
GOMAXPROCS=1 ./bench growth

# least_used prints the least processor time of each of some functions, in
# microseconds, which it calls in turn N times.
least_used() {
	local n=$1 used i
	local TIMEFORMAT='%U %S'
	shift
	local least=()
	for _ in $(seq "$n"); do
		i=0
		for f in "$@"; do
			used=$({ time "$f"; } 2>&1 | awk 'END { printf "%d", ($1 + $2) * 1000000 }')
			if [ -z "${least[i]:-}" ] || [ "$used" -lt "${least[i]}" ]; then least[i]=$used; fi
			i=$((i + 1))
		done
	done
	echo "${least[@]}"
}

echo
echo "## The command, start to end"
echo
./bench users json 300000 > users.json
./bench users csv 220000 > users.csv
audit() { ./lyncfed audit users.json --on 2016-01-01 > audit.out || [ $? = 2 ]; }
audit_csv() { ./lyncfed audit users.csv --on 2016-01-01 > audit.out || [ $? = 2 ]; }
unmarshal() { ./bench unmarshal users.json; }
split() { ./bench split users.csv; }
start() { ./lyncfed --version > /dev/null; }
read -r whole json <<< "$(best 5 audit unmarshal)"
read -r table csv <<< "$(best 5 audit_csv split)"
read -r whole_used json_used <<< "$(least_used 5 audit unmarshal)"
read -r table_used csv_used <<< "$(least_used 5 audit_csv split)"
began=$(best 20 start)
echo "| | times its peer | in processor time | s | peer | s | goal |"
echo "|---|---|---|---|---|---|---|"
row() { awk -v n="$1" -v us="$2" -v used="$3" -v peer="$4" -v p="$5" -v peer_used="$6" -v goal="$7" 'BEGIN { printf "| %s | %.2f | %.2f | %.2f | %s | %.2f | %s |\n", n, us / p, used / peer_used, us / 1e6, peer, p / 1e6, goal }'; }
row "audit of 300,000 users, $(($(stat -c %s users.json) / 1000000)) MB of JSON" "$whole" "$whole_used" "a program that calls json.Unmarshal" "$json" "$json_used" 1.5
row "audit of 220,000 users, $(($(stat -c %s users.csv) / 1000000)) MB of CSV" "$table" "$table_used" "a program that reads all with encoding/csv" "$csv" "$csv_used" 6
echo
echo "Start to end of \`lyncfed --version\`: $(awk -v us="$began" 'BEGIN { printf "%.1f", us / 1000 }') ms, of at most 10."

echo
echo "## Machine"
echo
echo "$(go version), $(nproc) cores, $(awk -F': ' '/model name/ { print $2; exit }' /proc/cpuinfo), $(uname -sr)," \
	"load $(cut -d' ' -f1 /proc/loadavg), $sizes."
