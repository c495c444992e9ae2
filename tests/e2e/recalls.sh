#!/bin/sh
# Notices go into a store, come out as they are, and match an offer.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
fail() {
    echo "recalls.sh: $1" >&2
    exit 1
}

cat >"$dir/alerts.jsonl" <<'END'
{"alert_number":"A12/01234/24","product_name":"Blender","product_description":"Power blender X100","brand":"Norvella","barcode":"4006381333931","risk_type":"Cuts"}
{"alert_number":5,"product_name":[]}
{"alert_number":"A12/01235/24","product_name":"Toy","risk_type":"Choking"}
END
./shelfwatch recalls import --format safety-gate-jsonl --store "$dir/s.db" \
    "$dir/alerts.jsonl" >"$dir/out" 2>"$dir/err" || fail "import"
grep -q 'read 3, kept 2, bad 1; new 2, changed 0' "$dir/out" || fail "counts"
grep -q 'record 2 (5): product' "$dir/err" || fail "the bad record is named"
./shelfwatch recalls import --store "$dir/s.db" "$dir/alerts.jsonl" \
    2>/dev/null | grep -q 'new 0, changed 0, as before 2' || fail "once more"
./shelfwatch recalls list --store "$dir/s.db" | grep -q 'A12/01235/24' ||
    fail "list"
./shelfwatch recalls show --store "$dir/s.db" A12/01234/24 |
    grep -q '"04006381333931"' || fail "show"
./shelfwatch recalls export --store "$dir/s.db" >"$dir/own.jsonl"
[ "$(wc -l <"$dir/own.jsonl")" -eq 2 ] || fail "export"
echo '{"title":"Mixer","gtins":["4006381333931"]}' |
    ./shelfwatch recalls match "$dir/own.jsonl" |
    grep -q '"strength":"conclusive"' || fail "match"

# One offer against one notice: text, JSON, and a language.
echo '{"title":"Norvella X100 Mixer - EAN 4006381333931"}' >"$dir/offer.json"
./shelfwatch recalls explain --recalls "$dir/own.jsonl" "$dir/offer.json" \
    A12/01234/24 >"$dir/why" || fail "explain"
grep -q '+1.000 gtin: 04006381333931 in title' "$dir/why" || fail "the share"
grep -q 'conclusive, score 1.000' "$dir/why" || fail "the outcome"
./shelfwatch recalls explain --store "$dir/s.db" --json --language zh \
    "$dir/offer.json" A12/01235/24 >"$dir/why" || fail "explain as JSON"
grep -q '"rung":"name"' "$dir/why" || fail "every rung is there"
! grep -q '"finding"' "$dir/why" || fail "no finding of the other recall"
rc=0
./shelfwatch recalls explain --store "$dir/s.db" "$dir/offer.json" none \
    2>/dev/null || rc=$?
[ "$rc" -eq 1 ] || fail "an unknown recall is named"

rc=0
./shelfwatch recalls import --store "$dir/s.db" /dev/null 2>/dev/null || rc=$?
[ "$rc" -eq 1 ] || fail "an empty feed must not pass"
rc=0
./shelfwatch recalls import --format nonsense x 2>/dev/null || rc=$?
[ "$rc" -eq 2 ] || fail "an unknown format is wrong usage"
./shelfwatch recalls -h >/dev/null || fail "help"
