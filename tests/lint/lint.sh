#!/bin/sh
# make lint: the folder rule, the library rule, headers alone, banned calls.
# The Makefile passes DIRS, USES_<folder>, CC and CPPFLAGS.
set -u
bad=0
say() {
    echo "lint: $1" >&2
    bad=1
}

# 1. A folder's own files include only what USES_<folder> grants.
for d in $DIRS; do
    eval "uses=\$USES_$d"
    allowed=$(echo "$uses" | tr -s ' ' '|')
    hits=$(grep -Hn '^#include "' "$d"/*.[ch] 2>/dev/null |
        grep -vE "\"($allowed)/")
    [ -z "$hits" ] || say "forbidden include:
$hits"
done

# 2. Each outside header is included by one file.
while read -r header file; do
    [ -n "$header" ] || continue
    hits=$(grep -lE "^#include <$header" $(for d in $DIRS; do
        ls "$d"/*.[ch] 2>/dev/null
    done) | grep -vxF "$file")
    [ -z "$hits" ] || say "<$header> belongs in $file only, not in: $hits"
done <tests/lint/libraries.txt

# 3. Every header compiles alone.
for h in $(for d in $DIRS; do ls "$d"/*.h 2>/dev/null; done); do
    # shellcheck disable=SC2086
    $CC $CPPFLAGS -std=c11 -Werror -fsyntax-only -x c "$h" ||
        say "$h does not compile alone"
done

# 4. Calls that overrun, block or start a shell.
hits=$(grep -nE \
    '\b(sprintf|vsprintf|strcpy|strcat|strncpy|strncat|strtok|atoi|atol|atof|gets|system|popen|alloca|mktemp|tmpnam)\(' \
    $(for d in $DIRS; do ls "$d"/*.[ch] 2>/dev/null; done))
[ -z "$hits" ] || say "banned call:
$hits"

exit $bad
