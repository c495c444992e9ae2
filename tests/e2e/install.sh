#!/bin/sh
# What `make install` puts in place works from there: no path leads back to
# the tree, the units name the installed program.
set -u
. tests/e2e/installed.inc
make -s VARIANT=release install DESTDIR="$dir" PREFIX=/usr >"$dir/log" 2>&1 || {
    cat "$dir/log" >&2
    fail "make install"
}
run() {
    (cd / && env -i "$dir/usr/bin/shelfwatch" "$@" 2>"$dir/err")
}
run -V | grep -q '^shelfwatch [0-9]' || fail "-V"
run rules list >"$dir/rules" || fail "rules list: $(cat "$dir/err")"
[ "$(wc -l <"$dir/rules")" -gt 20 ] || fail "few rules"
echo '{"title":"Lamp"}' | run screen --store "$dir/none.db" |
    grep -q '"flagged":' || fail "screen: $(cat "$dir/err")"
echo '<title>x</title>' >"$dir/page.html"
run extract "$dir/page.html" | grep -q '"kind":' || fail "extract"
grep -q 'neither in' "$dir/err" && fail "data not found: $(cat "$dir/err")"
[ -f "$dir/usr/share/doc/shelfwatch/formats.md" ] || fail "no docs"
units=$dir/usr/lib/systemd/system
grep -q '^ExecStart=/usr/bin/shelfwatch scan ' \
    "$units/shelfwatch-scan@.service" || fail "the unit runs another program"
grep -rq /usr/local "$units" && fail "a unit names /usr/local"
doc=$(sed -n 's/^Documentation=file://p' "$units/shelfwatch-scan@.service")
[ -f "$dir$doc" ] || fail "the unit names $doc, which is not installed"
[ -f "$units/shelfwatch-scan@.timer" ] || fail "no timer"
if command -v systemd-analyze >/dev/null; then
    for unit in "$units"/*; do
        systemd-analyze verify --root="$dir" "$unit" 2>&1 |
            grep -iE 'unknown|ignoring|invalid' &&
            fail "systemd does not know a line of $unit"
    done
    # Its own measure, 0 (nothing is open) to 100.
    for unit in "$units"/*.service; do
        systemd-analyze security --offline=yes --threshold=25 "$unit" \
            >"$dir/log" 2>&1 || fail "$unit: $(tail -1 "$dir/log")"
    done
fi
# A man page for the program and for every verb, which names its options.
man=$dir/usr/share/man/man1
if command -v scdoc >/dev/null; then
    for v in $(run -h | sed -n 's/^  \([a-z]*\)  .*/\1/p'); do
        [ -s "$man/shelfwatch-$v.1" ] || fail "no man page of $v"
        grep -q "shelfwatch-$v" "$man/shelfwatch.1" || fail "$v is in no list"
    done
    grep -q -- '--max\\-time\|--max-time' "$man/shelfwatch-scan.1" ||
        fail "the page of scan has no --max-time"
fi
# Nobody but the owner may write what was installed.
[ -z "$(find "$dir/usr" -type f -perm /022)" ] || fail "writable files"
exit $bad
