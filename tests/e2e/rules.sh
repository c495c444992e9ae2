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
echo '{"title": "GPS jammer device"}' | $sw rules coverage >"$dir/out"
grep -q '^1 listings, 1 (100.000%) with a strong finding' "$dir/out"
