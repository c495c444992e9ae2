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

# Two collections of one notice: the second has a number and a model, the
# first an address for an id and the longer description.
cat >"$dir/one.jsonl" <<'END'
{"title":"Norvella Recalls Blenders Due to Fire Hazard","url":"https://www.cpsc.gov/Recalls/2024/Norvella-Blenders","date":"2024-01-02","product_name":"Norvella blenders","description":"The blenders have a lid and a long cord. They were sold in red.","upcs":["036000291452"]}
END
cat >"$dir/two.json" <<'END'
[{"RecallNumber":"24055","RecallDate":"2024-01-02T00:00:00","Title":"Norvella Recalls Blenders Due to Fire Hazard","URL":"https://www.cpsc.gov/recalls/2024/norvella-blenders/?utm=1","Description":"Model NB-300.","Products":[{"Name":"Norvella blenders","Model":"NB-300"}]}]
END
c=$dir/c.db
./shelfwatch recalls import --store "$c" "$dir/one.jsonl" >/dev/null || fail one
./shelfwatch recalls import --store "$c" "$dir/two.json" |
    grep -q 'new 0, changed 1' || fail "the same notice from another file"
./shelfwatch recalls export --store "$c" >"$dir/merged"
[ "$(wc -l <"$dir/merged")" -eq 1 ] || fail "one notice, not two"
for want in '"id":"2024/Norvella-Blenders"' '"case_number":"24-055"' NB-300 \
    00036000291452 'long cord'; do
    grep -q "$want" "$dir/merged" || fail "lost in the merge: $want"
done
./shelfwatch recalls import --store "$c" "$dir/one.jsonl" >/dev/null
./shelfwatch recalls export --store "$c" | grep -q NB-300 || fail "and back"
./shelfwatch recalls import --replace --store "$c" "$dir/one.jsonl" >/dev/null
if ./shelfwatch recalls export --store "$c" | grep -q NB-300; then
    fail "--replace takes the file as it is"
fi

rc=0
./shelfwatch recalls import --store "$dir/s.db" /dev/null 2>/dev/null || rc=$?
[ "$rc" -eq 1 ] || fail "an empty feed must not pass"
rc=0
./shelfwatch recalls import --format nonsense x 2>/dev/null || rc=$?
[ "$rc" -eq 2 ] || fail "an unknown format is wrong usage"
./shelfwatch recalls -h >/dev/null || fail "help"
