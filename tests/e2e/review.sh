#!/usr/bin/env bash
# queue and serve as programs: exit codes, what they print, and that the
# pages answer only who has the key. What pages contain is tested in
# tests/unit/test_review_pages.c.
set -uo pipefail
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$dir"' EXIT
bad=0
expect() { # NAME WANT GOT
    [ "$2" = "$3" ] || {
        echo "$1: want '$2', got '$3'"
        bad=1
    }
}
code() { # STATUS of a GET with the cookie jar
    python3 - "$1" "$dir/jar" <<'PY'
import http.cookiejar, sys, urllib.error, urllib.request
jar = http.cookiejar.MozillaCookieJar(sys.argv[2])
try:
    jar.load(ignore_discard=True)
except OSError:
    pass
opener = urllib.request.build_opener(
    urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(jar))
try:
    print(opener.open(sys.argv[1], timeout=20).status)
except urllib.error.HTTPError as e:
    print(e.code)
jar.save(ignore_discard=True)
PY
}

./shelfwatch queue >"$dir/out" 2>&1
expect "no command" 2 $?
./shelfwatch queue list --state nonsense >"$dir/out" 2>&1
expect "unknown state" 2 $?
./shelfwatch queue show >"$dir/out" 2>&1
expect "show without number" 2 $?
./shelfwatch queue list --store "$dir/none.db" >"$dir/out" 2>&1
expect "missing store" 1 $?
expect "one line" 1 "$(wc -l <"$dir/out")"
./shelfwatch queue decide 1 confirm --reason banned --store "$dir/none.db" \
    >"$dir/out" 2>&1
expect "decide without store" 1 $?
[ ! -e "$dir/none.db" ]
expect "no store was made" 0 $?

# Settings of the workflow are shown, checked and kept.
./shelfwatch recalls import --store "$dir/w.db" --format own \
    demo/recalls.jsonl >/dev/null
echo '{"undo_minutes": 5}' >"$dir/settings"
./shelfwatch queue settings "$dir/settings" --store "$dir/w.db" >/dev/null
expect "settings are kept" '"undo_minutes": 5,' \
    "$(./shelfwatch queue settings --store "$dir/w.db" | grep -o '"undo.*')"
echo '{"undo": 5}' >"$dir/settings"
./shelfwatch queue settings "$dir/settings" --store "$dir/w.db" >"$dir/out" 2>&1
expect "an unknown setting" 1 $?
# Where there are accounts, who acts is one of them.
echo "a long enough password" | ./shelfwatch user add anna --roles analyst \
    --store "$dir/w.db" >/dev/null
./shelfwatch queue act 1 validate --author nobody --store "$dir/w.db" \
    >"$dir/out" 2>&1
expect "no account" 1 $?
expect "says so" 1 "$(grep -c "'nobody' is no account" "$dir/out")"
./shelfwatch queue act 1 validate --author anna --store "$dir/w.db" \
    >"$dir/out" 2>&1
expect "no case" "shelfwatch queue: no case 1" "$(cat "$dir/out")"

mkfifo "$dir/address"
./shelfwatch serve --port 0 --store "$dir/none.db" >"$dir/out" 2>&1
expect "pages of a missing store" 1 $?

# A store with a notice, and no case yet.
./shelfwatch recalls import --store "$dir/s.db" --format own \
    demo/recalls.jsonl >/dev/null
./shelfwatch serve --port 0 --store "$dir/s.db" --author anna \
    >"$dir/address" 2>"$dir/log" &
server=$!
read -r -t 20 url <"$dir/address"
base=${url%/?key=*}
expect "without the key" 403 "$(code "$base/")"
expect "wrong key" 403 "$(code "$base/?key=0123")"
expect "with the key" 200 "$(code "$url")"
expect "cookie" 200 "$(code "$base/")"
expect "no such case" 404 "$(code "$base/case/1")"
expect "style sheet" 200 "$(code "$base/static/style.css")"

expect "empty queue" "0 of 0 cases in this state (--state all for every one)" \
    "$(./shelfwatch queue list --store "$dir/s.db" | tail -n 1)"
expect "no JSON lines" "" "$(./shelfwatch queue list --json --store "$dir/s.db")"
expect "CSV heading" "id,state" \
    "$(./shelfwatch queue export --store "$dir/s.db" | cut -c 1-8)"
./shelfwatch queue show 1 --store "$dir/s.db" >"$dir/out" 2>&1
expect "no such case" 1 $?
./shelfwatch serve --port "${base##*:}" --store "$dir/s.db" \
    >"$dir/out" 2>&1
expect "port is taken" 1 $?

kill -TERM "$server"
wait "$server"
expect "stops on SIGTERM" 0 $?
server=
exit $bad
