#!/bin/sh
# The demo finds what is planted and no more; robots.txt is heeded; the archive
# can be read by another program; a second scan finds nothing new; a scan that
# was killed goes on to the same end.
set -eu
dir=$(mktemp -d)
shops=
trap 'exec 2>/dev/null; [ -z "$shops" ] || kill $shops; wait || :
    rm -rf "$dir"' EXIT
fail() {
    echo "demo: $1" >&2
    [ ! -e "$dir/out" ] || cat "$dir/out" >&2
    exit 1
}
has() {
    grep -qE "$1" "$dir/out" || fail "the output does not hold '$1'"
}
sql() {
    sqlite3 "$1" "$2"
}

./shelfwatch demo --dir "$dir/run" >"$dir/out" 2>&1 || fail "exit status $?"
has '^\$ shelfwatch scan '
has '^recalled-gtin +8 +8 +0$'
has '^recalled-model +8 +8 +0$'
has '^recalled-case +3 +3 +0$'
has '^banned +12 +12 +0$'
has '^missing +5 +5 +0$'
has '^relisted +4 +4 +0$'
has '^near-miss +[0-9]+ +0 +0$'
has '^ordinary +[0-9]+ +0 +0$'
has '^manufacturer( +[0-9]+/[0-9]+){4}$'
has '^forbidden area +asked for 0 times'
has '^passed: 0 not as planted$'
has 'shelfwatch serve --store'
store=$dir/run/shelfwatch.db
grep -q 'level=error' "$dir/run/demo.log" && fail "errors in the log"
python3 tests/e2e/logfmt.py "$dir/run/demo.log" || fail "lines that are no pairs"

# A folder that is no demo's is not emptied.
mkdir "$dir/mine"
echo precious >"$dir/mine/file"
./shelfwatch demo --dir "$dir/mine" >"$dir/out" 2>&1 &&
    fail "emptied a folder of others"
[ -e "$dir/mine/file" ] || fail "a file of others is gone"

# The archive, read by gzip alone: a response for every page that came.
records=$(gzip -dc "$store".warc/*.warc.gz | grep -ac '^WARC-Type: response' ||
    :)
pages=$(sql "$store" "SELECT count(*) FROM page WHERE record <> ''")
[ "$records" -gt 500 ] || fail "$records records in the archive"
[ "$records" -le "$pages" ] || fail "$records records for $pages pages"

# The shops again, for scans by hand; the stall costs 15 seconds.
./shelfwatch demo --serve >"$dir/campaign.yaml" 2>"$dir/err" &
shops=$!
for _ in 1 2 3 4 5 6 7 8 9 10; do
    grep -q snail.example:80 "$dir/campaign.yaml" && break
    sleep 0.2
done
# The stage needs a browser, and has a test of its own (render.sh).
echo "ignore: ['/stall\$', '//stage\.example/']" >>"$dir/campaign.yaml"

listings='SELECT url FROM listing ORDER BY url'
cases='SELECT l.url, c.flagged, f.source, f.id, f.strength FROM casefile c
    JOIN listing l ON l.id = c.listing
    JOIN casefile_finding f ON f.casefile = c.id ORDER BY 1, 3, 4'
sql "$store" "$listings" >"$dir/listings"
sql "$store" "$cases" >"$dir/cases"
./shelfwatch scan --store "$store" --summary json "$dir/campaign.yaml" \
    >"$dir/out" 2>"$dir/err" || fail "the second scan failed"
has '"listings_new": ?0[,}]'
has '"flagged_new": ?0[,}]'
sql "$store" "$cases" | cmp -s - "$dir/cases" ||
    fail "the second scan changed the queue"

# Killed in the middle, and again, then left to end.
killed=$dir/killed.db
./shelfwatch recalls import --store "$killed" demo/recalls.jsonl >"$dir/out" \
    2>&1
for pause in 0.7 1.1; do
    ./shelfwatch scan --store "$killed" "$dir/campaign.yaml" \
        >"$dir/out" 2>&1 &
    scan=$!
    sleep "$pause"
    kill -9 "$scan" 2>/dev/null || :
    wait "$scan" 2>/dev/null || :
done
before=$(sql "$killed" 'SELECT count(*) FROM listing')
[ "$before" -lt "$(wc -l <"$dir/listings")" ] || echo "demo: the kills came late"
./shelfwatch scan --store "$killed" "$dir/campaign.yaml" >"$dir/out" 2>&1 ||
    fail "the scan did not go on"
# Not "stopped": what waits still is beyond the budget of the trap's host.
has '^scan demo: (finished|budget)$'
sql "$killed" "$listings" | grep -v 'stall\|stage' >"$dir/got"
grep -v 'stall\|stage' "$dir/listings" | cmp -s - "$dir/got" ||
    fail "other offers after a kill (at $before)"
sql "$killed" "$cases" | cmp -s - "$dir/cases" ||
    fail "other cases after a kill (at $before)"
gzip -dc "$killed".warc/*.warc.gz >/dev/null 2>&1 ||
    fail "the archive of the killed scan cannot be read"
