#!/usr/bin/env bash
# screen as a filter: one line out for each line in, in order; what is broken
# is named and costs only itself.
set -uo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
passed=0 failed=0
expect() { # NAME WANT GOT
    if [ "$2" = "$3" ]; then
        passed=$((passed + 1))
    else
        echo "$1: want '$2', got '$3'"
        failed=$((failed + 1))
    fi
}
titles() { # of casefile lines; "-" for an empty object
    python3 -c 'import json, sys
print(" ".join(json.loads(l).get("listing", {}).get("title", "-")
               for l in sys.stdin))'
}
offer() {
    printf '{"url":"https://a.example/%s","title":"%s","observed":"full"}\n' \
        "$1" "$1"
}

{ for i in $(seq 1 200); do offer "n$i"; done; } >"$dir/many"
expect "order" "$(seq -s ' ' -f 'n%.0f' 1 200)" \
    "$(./shelfwatch screen <"$dir/many" 2>"$dir/log" | titles)"

{ offer a; echo '{"title":'; echo '[1]'; offer b; echo; printf '\xff\n'
    printf '{"url":"https://a.example/c","title":"c"}'; } >"$dir/mixed"
./shelfwatch screen -f "$dir/mixed" >"$dir/out" 2>"$dir/log"
expect "exit with broken lines" 1 $?
expect "keeps step" "a - - b - c" "$(titles <"$dir/out")"
expect "names the lines" "2 3 6" \
    "$(grep -o 'mixed, line [0-9]*' "$dir/log" | grep -o '[0-9]*$' | xargs)"
./shelfwatch screen --flagged -f "$dir/mixed" >"$dir/out" 2>"$dir/log"
expect "exit, flagged only" 1 $?
expect "no empty objects" "" "$(grep '^{}' "$dir/out")"

# A line without end costs its cap, not the memory of the machine. What checks
# memory takes all addresses for itself.
limit=1000000
case $(readlink -f ./shelfwatch) in
*/asan*/* | */tsan*/*) limit=unlimited ;;
esac
{ offer a; head -c 40000000 /dev/zero | tr '\0' x; echo; offer b; } |
    (ulimit -v $limit; ./shelfwatch screen) >"$dir/out" 2>"$dir/log"
expect "exit with an endless line" 1 $?
expect "goes on behind it" "a - b" "$(titles <"$dir/out")"
expect "says so" 1 "$(grep -c 'line 2: longer than' "$dir/log")"

./shelfwatch screen -f "$dir/none" >"$dir/out" 2>&1
expect "missing file" 1 $?
./shelfwatch screen --nonsense </dev/null >"$dir/out" 2>&1
expect "wrong option" 2 $?
./shelfwatch screen </dev/null >"$dir/out" 2>"$dir/log"
expect "empty input" "0 " "$? $(cat "$dir/out")"
./shelfwatch screen -f "$dir/many" >/dev/full 2>"$dir/log"
expect "full disk" 1 $?

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
