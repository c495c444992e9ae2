#!/bin/sh
# The rule packs that ship with the program are sound, complete and keep the
# promises of their examples; faulty packs are refused with file and line.
set -eu
sw=./shelfwatch
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
unset SHELFWATCH_RULES || :

$sw rules check
$sw rules test

cat >"$dir/bad.yaml" <<'PACK'
pack: bad
version: 2026.1.1
title: {en: Bad}
rules:
  - id: one
    title: {en: One}
    basis: {article: A, link: "https://law.example/"}
    severity: high
    message: {en: One}
    when: {match: {pattern: a+b, fields: [titel]}}
PACK
if $sw rules check "$dir/bad.yaml" 2>"$dir/err"; then
    echo "a pack with an unknown field was accepted"
    exit 1
fi
grep -q "bad.yaml:10:.*unknown field 'titel'; did you mean 'title'?" \
    "$dir/err" || {
    cat "$dir/err"
    exit 1
}

echo '{"title": "GPS jammer device", "observed": "full"}' |
    $sw rules explain radio/jammer >"$dir/out"
grep -q '^GPS jammer device: FLAGGED' "$dir/out"
# A near that does not hold says which of the two was found; a backslash too
# few is told of with what helps.
cat >"$dir/near.yaml" <<'PACK'
pack: near
version: 2026.1.1
title: {en: Near}
rules:
  - id: one
    title: {en: One}
    basis: {article: A, link: "https://law.example/"}
    severity: high
    message: {en: One}
    when: {near: {first: anvil, second: hammer, within: 2}}
PACK
echo '{"title": "An anvil alone", "observed": "full"}' |
    $sw rules explain -r "$dir/near.yaml" near/one >"$dir/out"
grep -q '/anvil/ near /hammer/ within 2: first: found "anvil" in title; second: not found' \
    "$dir/out"
sed 's/first: anvil/first: "anvil\\w*"/' "$dir/near.yaml" >"$dir/slash.yaml"
$sw rules check "$dir/slash.yaml" 2>"$dir/err" && exit 1
grep -q "slash.yaml:10:.*invalid escape.*once in 'single' ones" "$dir/err"

echo '{"title": "GPS jammer device"}' | $sw rules coverage >"$dir/out"
grep -q '^1 listings, 1 (1000.000 per mille) with a strong finding' "$dir/out"
grep -q 'line 1: GPS jammer device  \[title: GPS jammer' "$dir/out"
printf '{"title": "Wooden chair"}\n{"title": "GPS jammer device"}\n' |
    $sw rules coverage --json >"$dir/out"
grep -q '^{"listings":2,"strong":1,"strong_per_mille":500' "$dir/out"
grep -q '{"id":"radio/jammer","strength":"strong","fires":1,"per_mille":500.0,"given_up":0,"samples":\[{"line":2,"title":"GPS jammer device","field":"title","text":"GPS jammer[^"]*"}\]}' \
    "$dir/out"

# A pattern that gives up is told of, with its rule. (vectorscan sees at once
# that it cannot match here, and no step is spent.)
cat >"$dir/slow.yaml" <<'PACK'
pack: slow
version: 2026.1.1
title: {en: Slow}
rules:
  - id: one
    title: {en: One}
    basis: {article: A, link: "https://law.example/"}
    severity: high
    message: {en: One}
    when: {match: 'anvil(?:(?:a|aa)+ ?)+z'}
PACK
$sw rules check "$dir/slow.yaml" >"$dir/out" 2>"$dir/err" && exit 1
grep -q 'slow.yaml:10:.*the work of this pattern explodes' "$dir/err"
awk 'BEGIN { printf "{\"title\": \"anvil"; for (i = 0; i < 90; i++) printf "a"
    print "! z\"}" }' | SHELFWATCH_SCANNER=portable $sw rules coverage \
    -r "$dir/slow.yaml" >"$dir/out"
grep -q 'slow/one  1 matches given up' "$dir/out"

# The template is a pack that passes; lists are filtered.
$sw rules new >"$dir/new.yaml"
$sw rules check "$dir/new.yaml"
$sw rules test "$dir/new.yaml"
$sw rules list -p radio >"$dir/out"
grep -q '^radio/jammer	' "$dir/out"
if grep -v '^radio/' "$dir/out"; then exit 1; fi
$sw rules list -m CN --json >"$dir/out"
grep -q '"markets":\["CN"\]' "$dir/out"
if grep '"markets":\["DE"\]' "$dir/out"; then exit 1; fi
$sw rules list -H choking -p toys-childcare | grep -q "^toys-childcare/magnet"
if $sw rules list -H choking | grep '^radio/jammer	'; then exit 1; fi
