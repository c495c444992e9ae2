#!/bin/sh
# Golden tests: tests/cases/STAGE/NAME/cmd is run from the top of the tree
# with $case (its folder) and $tmp; what it prints, and its exit status, must
# be byte for byte what stands in `want`, one member of a record a line. With
# ACCEPT=1 the answers of now become the wanted ones: read the diff. Pages of
# `extract` have a driver of their own (extract.sh).
set -u
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
# The policy as installed, but no model: its figures change when it learns.
mkdir "$tmp/data"
cp -r score "$tmp/data/score"
SHELFWATCH_DATADIR=$tmp/data
export SHELFWATCH_DATADIR tmp case
bad=0
ran=0
for case in tests/cases/*/*/; do
    case=${case%/}
    [ -f "$case/cmd" ] || continue
    ran=$((ran + 1))
    {
        sh "$case/cmd" 2>"$tmp/err"
        echo "exit status $?"
        # What a person is told, without times and paths that change; that
        # there is no model is known.
        grep -v -e 'level=info' -e 'event=no_[a-z_]*model' "$tmp/err" |
            sed "s,^time=[^ ]* ,,; s,$tmp,TMP,g"
    } | sed 's/,"/,\n"/g' >"$tmp/got"
    rm -f "$tmp"/*.db*
    [ "${ACCEPT:-}" != 1 ] || cp "$tmp/got" "$case/want"
    diff -u "$case/want" "$tmp/got" || {
        echo "golden: $case differs" >&2
        bad=1
    }
done
[ "$ran" -ge 7 ] || {
    echo "golden: only $ran cases were found" >&2
    bad=1
}
exit $bad
