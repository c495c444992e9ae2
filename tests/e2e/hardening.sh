#!/bin/sh
# The released program is built so that a bug in it is hard to use: read from
# the file itself, since a flag is soon lost from a makefile.
set -u
bin=./shelfwatch
bad=0
fail() {
    echo "hardening: $1" >&2
    bad=1
}
case $(readlink -f "$bin") in
*/release*/bin/shelfwatch) ;;
*)
    echo "skipped: $bin is not a release build"
    exit 0
    ;;
esac
readelf -W -h "$bin" | grep -q 'Type: *DYN' || fail "not position independent"
readelf -W -l "$bin" | grep -q GNU_RELRO || fail "no RELRO"
readelf -W -d "$bin" | grep -q BIND_NOW || fail "not bound at start"
readelf -W -d "$bin" | grep -qE 'TEXTREL|R(UN)?PATH' &&
    fail "text relocations or a search path of its own"
readelf -W -l "$bin" | grep GNU_STACK | grep -q RWE &&
    fail "executable stack"
readelf -W -l "$bin" | grep -q 'LOAD.*RWE' && fail "writable code"
symbols=$(nm -D "$bin")
echo "$symbols" | grep -q __stack_chk_fail || fail "no stack protector"
# Several of the checked variants, so that no library file brought the one.
[ "$(echo "$symbols" | grep -cE ' __[a-z]+_chk(@|$)')" -ge 3 ] ||
    fail "libc calls are not fortified"
# Only what is used is linked.
unused=$(ldd -u "$bin" 2>/dev/null | grep '/')
[ -z "$unused" ] || fail "linked, but not used:
$unused"
exit $bad
