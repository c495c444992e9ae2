#!/bin/sh
# Every verb keeps the contract of docs/formats.md: exit status 0, 1, 2; data
# on standard output and talk on standard error; one answer per input, in
# order, also where an input is bad.
set -u
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
SHELFWATCH_STORE=$dir/store.db
export SHELFWATCH_STORE
bad=0
is() { # NAME GOT WANT
    [ "$2" = "$3" ] || {
        printf '%s:\n  got  %s\n  want %s\n' "$1" "$2" "$3" >&2
        bad=1
    }
}
# Run; $status, $dir/out and $dir/err are what came.
run() {
    ./shelfwatch "$@" >"$dir/out" 2>"$dir/err" </dev/null
    status=$?
}
out() {
    cat "$dir/out"
}
size() {
    wc -c <"$dir/$1" | tr -d ' '
}

# The program.
run
is "no verb" "$status $(size out)" "2 0"
run nonsense
is "unknown verb" "$status $(size out)" "2 0"
is "it is named" "$(head -1 "$dir/err")" "shelfwatch: unknown verb 'nonsense'"
run -V
is "-V" "$status $(out | grep -c '^shelfwatch [0-9]*\.[0-9]')" "0 1"
run --help
is "--help" "$status $(size err)" "0 0"
verbs=$(sed -n 's/^  \([a-z]*\)  .*/\1/p' "$dir/out")
[ "$(echo "$verbs" | wc -l)" -ge 12 ] || is "verbs" "$verbs" "at least 12"

# Every verb.
for v in $verbs; do
    for h in -h --help; do
        run "$v" $h
        is "$v $h" "$status $(size err)" "0 0"
        grep -q "shelfwatch $v" "$dir/out" || is "$v $h" "$(out)" "its usage"
    done
    run "$v" --no-such-option
    is "$v with an unknown option" "$status $(size out)" "2 0"
    [ "$(size err)" -gt 0 ] || is "$v" "silence" "the usage"
done

run order pdf 1
is "a PDF without a name" "$status $(size out)" "2 0"

# What cannot be written is not done.
for v in "price 1" "url resolve http://a/ b" "charset Makefile" \
    "robots --agent x /dev/null http://a/" "rules list" \
    "extract tests/cases/extract/list/page.html"; do
    # shellcheck disable=SC2086
    ./shelfwatch $v >/dev/full 2>"$dir/err"
    is "$v into a full disk" "$? $(wc -l <"$dir/err")" "1 1"
done

# price
run price '1.234,56 €' 'nothing' '99元' '£0.99' ''
is "price" "$status $(out | tr '\n' '|')" \
    "0 1234.56 EUR|none|99 CNY|0.99 GBP|none|"
run price --currency SEK '45 kr'
is "price with a hint" "$(out)" "45 SEK"
run price
is "price of nothing" "$status" 2

# url
run url resolve https://a.example/b/c ../d 'ftp://x' '?q=1'
is "url" "$status $(out | cut -d: -f1 | tr '\n' '|')" "0 https|invalid|https|"

# charset
printf '<meta charset=gbk>\n' >"$dir/gbk.html"
printf '\357\273\277x' >"$dir/bom.html"
run charset "$dir/gbk.html" "$dir/none.html" "$dir/bom.html"
is "charset keeps step" "$status $(wc -l <"$dir/out")" "1 3"
is "charset names the file" "$(grep -c none.html "$dir/err")" "1"
is "charset" "$(sed -n '1p;3p' "$dir/out" | tr '\t\n' ' |')" \
    "GBK meta|UTF-8 bom|"

# robots
printf 'User-agent: *\nDisallow: /x\n' >"$dir/robots.txt"
run robots --agent bot "$dir/robots.txt" http://a/x/y http://a/z http://a/x
is "robots" "$status $(out | tr '\n' '|')" "0 disallowed|allowed|disallowed|"

# extract and screen, alone and in a pipe.
cat >"$dir/recalls.jsonl" <<'END'
{"id":"T/1","source":"test","name":"Hose","brand":"Aqualine","gtins":["04006381333931"],"hazards":["burns"],"level":"serious"}
END
run extract tests/cases/extract/list/page.html "$dir/none" \
    tests/cases/extract/broken-state/page.html
is "extract keeps step" "$status $(wc -l <"$dir/out")" "1 3"
cp "$dir/out" "$dir/pages"
offers=$(grep -o '"found_in":' "$dir/pages" | wc -l)
./shelfwatch screen --recalls "$dir/recalls.jsonl" <"$dir/pages" \
    >"$dir/cases" 2>"$dir/err"
is "screen takes pages of extract" "$? $(wc -l <"$dir/cases")" "0 $offers"
is "the recalled one" "$(grep -c '"T/1"' "$dir/cases")" 1
is "it is the last" "$(tail -1 "$dir/cases" | grep -c '"T/1"')" 1
./shelfwatch extract tests/cases/extract/broken-state/page.html |
    ./shelfwatch screen --recalls "$dir/recalls.jsonl" --flagged \
        >"$dir/flagged" 2>"$dir/err"
is "a pipe" "$? $(grep -c '"flagged":true' "$dir/flagged")" "0 1"

cat >"$dir/lines" <<'END'
{"title":"one"}

not json
{"title":"two","x-own":{"kept":1}}
[]
{"listings":[{"title":"three"},7,{"title":"four"}]}
{"listings":[]}
{"title":"five"}
END
./shelfwatch screen <"$dir/lines" >"$dir/out" 2>"$dir/err"
is "screen with bad lines" "$? $(wc -l <"$dir/out")" "1 8"
is "screen keeps order" \
    "$(sed 's/.*"title":"\([a-z]*\)".*/\1/' "$dir/out" | tr '\n' ' ')" \
    "one {} two {} three {} four five "
is "unknown members are kept" "$(grep -c '"x-own":{"kept":1}' "$dir/out")" 1
for line in 3 5 6; do
    grep -q "line $line: " "$dir/err" || is "line $line" "$(cat "$dir/err")" \
        "is named"
done
for member in flagged priority risk hazards reasons findings verdict_of; do
    is "every casefile has $member" \
        "$(grep -c "\"$member\":" "$dir/out")" 5
done
./shelfwatch screen -f "$dir/lines" 2>/dev/null | cmp -s - "$dir/out" ||
    is "screen -f" "differs" "the same"
printf '{"title":"no line end"}' | ./shelfwatch screen 2>/dev/null |
    grep -q 'no line end' || is "last line without end" "lost" "answered"
run screen -f "$dir/none"
is "screen of no file" "$status" 1
run screen --recalls "$dir/none"
is "screen with no recalls file" "$status" 1
run screen --rules "$dir/none"
is "screen with no rules" "$status" 1
run screen surplus
is "screen with an argument" "$status" 2

# rules
run rules check
is "rules check" "$status" 0
run rules check "$dir/none"
is "rules check of no file" "$status" 1
printf 'nonsense: [\n' >"$dir/broken.yaml"
run rules check "$dir/broken.yaml"
is "rules check of a broken pack" "$status" 1
grep -q 'broken.yaml:' "$dir/err" "$dir/out" ||
    is "the fault" "$(cat "$dir/err")" "has a place"
run rules
is "rules without a command" "$status" 2

# recalls, queue, scan: a store that is not there, a store that is none.
for v in "recalls list" "queue list" "queue stats" "queue export" \
    "screen --stored"; do
    # shellcheck disable=SC2086
    run $v
    case $v in
    queue*) is "$v without a store" "$status $(wc -l <"$dir/err")" "1 1" ;;
    esac
done
echo "this is no database, and long enough to be told from one" \
    >"$dir/junk.db"
for v in "recalls list" "queue list" "screen --stored"; do
    # shellcheck disable=SC2086
    run $v --store "$dir/junk.db"
    is "$v of a file that is no store" "$status" 1
    grep -q junk.db "$dir/err" || is "$v" "$(cat "$dir/err")" "names the file"
done
run recalls import "$dir/recalls.jsonl"
is "recalls import" "$status" 0
run recalls show T/1
is "recalls show" "$status $(grep -c Aqualine "$dir/out")" "0 1"
run recalls show T/2
is "recalls show of none" "$status" 1
run scan
is "scan of nothing" "$status" 2
run scan "$dir/none.yaml"
is "scan of no file" "$status $(grep -c none.yaml "$dir/err")" "1 1"
printf 'name: x\nstart: [7\n' >"$dir/campaign.yaml"
run scan "$dir/campaign.yaml"
is "scan of a broken campaign" "$status $(grep -c 'campaign.yaml:' "$dir/err")" \
    "1 1"
exit $bad
