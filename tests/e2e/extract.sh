#!/bin/sh
# Golden pages: what `shelfwatch extract` makes of each page of
# tests/cases/extract, one member of the record a line, against want.json.
# With ACCEPT=1 the answers of now become the wanted ones: read the diff.
set -u
bad=0
for dir in tests/cases/extract/*/; do
    name=$(basename "$dir")
    got=$(./shelfwatch extract --url "https://shop.example/p/$name" \
        --content-type text/html "$dir/page.html" | sed 's/,"/,\n"/g')
    [ "${ACCEPT:-}" != 1 ] || echo "$got" >"$dir/want.json"
    echo "$got" | diff -u "$dir/want.json" - || {
        echo "extract: $name differs"
        bad=1
    }
done

# A file that is not there: its line, a message, exit status 1; the others
# are still answered.
list=$(mktemp)
err=$(mktemp)
printf '%s\thttps://shop.example/a\n/nonexistent\thttps://shop.example/b\n' \
    tests/cases/extract/captcha/page.html >"$list"
out=$(./shelfwatch extract --list "$list" 2>"$err")
status=$?
[ "$status" = 1 ] || { echo "extract: exit status $status, not 1"; bad=1; }
[ "$(echo "$out" | wc -l)" = 2 ] || { echo "extract: not 2 lines"; bad=1; }
grep -q /nonexistent "$err" || { echo "extract: no message"; bad=1; }
./shelfwatch extract >/dev/null 2>&1
[ $? = 2 ] || { echo "extract: wrong usage is not status 2"; bad=1; }
rm -f "$list" "$err"
exit $bad
