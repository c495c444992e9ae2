#!/bin/sh
# The Debian package holds what `make install` puts in place, names the
# libraries the program was linked with, and works from where it is unpacked.
set -u
. tests/e2e/installed.inc
command -v dpkg-shlibdeps >/dev/null || {
    echo "skipped: no dpkg-dev"
    exit 0
}
make -s VARIANT=release deb >"$dir/log" 2>&1 || {
    cat "$dir/log" >&2
    exit 1
}
deb=$(ls build/shelfwatch_*.deb)
dpkg-deb -f "$deb" Depends >"$dir/depends"
for library in libc6 libcurl4 libsqlite3-0 libseccomp2 ca-certificates; do
    grep -qw "$library" "$dir/depends" || fail "does not depend on $library"
done
dpkg-deb -e "$deb" "$dir/control"
for script in postinst prerm postrm; do
    sh -n "$dir/control/$script" || fail "$script"
done
dpkg-deb -x "$deb" "$dir/root"
(cd "$dir/root" && md5sum -c --quiet ../control/md5sums) || fail "checksums"
dpkg-deb -c "$deb" | awk '$2 != "root/root" || substr($1, 6, 1) == "w" ||
    substr($1, 9, 1) == "w" { print; n++ } END { exit n > 0 }' ||
    fail "owned or writable by others than root"
run() {
    (cd / && env -i "$dir/root/usr/bin/shelfwatch" "$@" 2>"$dir/err")
}
[ "$(run -V)" = "shelfwatch $(dpkg-deb -f "$deb" Version)" ] || fail "version"
run rules check >/dev/null || fail "rules: $(cat "$dir/err")"
echo '{"title":"Lamp"}' | run screen --store "$dir/none.db" |
    grep -q '"flagged":' || fail "screen: $(cat "$dir/err")"
run doctor --store "$dir/s.db" >"$dir/out" || fail "doctor: $(cat "$dir/out")"
zcat "$dir/root/usr/share/man/man1/shelfwatch.1.gz" | grep -q EXIT ||
    fail "no man page"
exit $bad
