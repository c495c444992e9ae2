#!/bin/sh
# Does the lint see what it is for? A tree of two folders is clean; then each
# kind of violation is put into it alone and must be named.
set -u
top=$(pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
bad=0
DIRS="low high"
USES_low=low
USES_high="high low"
CC=${CC:-cc}
CPPFLAGS=-I.
ARCHIVES="liblow.a libhigh.a"
export DIRS USES_low USES_high CC CPPFLAGS ARCHIVES

# A clean tree in $dir/tree.
fresh() {
    rm -rf "$dir/tree"
    mkdir -p "$dir/tree/low" "$dir/tree/high" "$dir/tree/tests/lint"
    cd "$dir/tree" || exit 1
    cp "$top/.clang-format" .
    cp "$top/tests/lint/standard.txt" tests/lint/
    echo "zlib.h low/pack.c # one file" >tests/lint/libraries.txt
    echo "high/worker.c labour" >tests/lint/prefixes.txt
    echo "low/pack.c level # a knob" >tests/lint/globals.txt
    echo "low/pack.c malloc" >tests/lint/calls.txt
    cat >low/pack.h <<'END'
#ifndef LOW_PACK_H
#define LOW_PACK_H
int pack_add(int n);
#endif
END
    cat >low/pack.c <<'END'
#include "low/pack.h"

#include <stdlib.h>
#include <zlib.h>

static int level = 6;
static const char *const names[] = { "a", "b" };

int
pack_add(int n)
{
    void *p = malloc(1);

    free(p);
    return level += n + names[n & 1][0] + Z_OK;
}
END
    cat >high/worker.h <<'END'
#ifndef HIGH_WORKER_H
#define HIGH_WORKER_H
int worker_run(void);
int labour_cost(void);
#endif
END
    cat >high/worker.c <<'END'
#include "high/worker.h"

#include "low/pack.h"

int
worker_run(void)
{
    return pack_add(1);
}

int
labour_cost(void)
{
    return 1;
}
END
}
archives() {
    for d in $DIRS; do
        (cd "$d" && $CC -I.. -c ./*.c) && ar rcs "lib$d.a" "$d"/*.o
    done
}
# expect NAME CHECK WORDS: the lint fails and says WORDS.
expect() {
    out=$("$top/tests/lint/lint.sh" "$2" 2>&1) && {
        echo "selftest: $1: the lint passes" >&2
        bad=1
        return
    }
    case $out in
    *"$3"*) ;;
    *)
        printf 'selftest: %s: "%s" is not in:\n%s\n' "$1" "$3" "$out" >&2
        bad=1
        ;;
    esac
}

fresh
archives
{ "$top/tests/lint/lint.sh" && "$top/tests/lint/lint.sh" symbols; } || {
    echo "selftest: the clean tree does not pass" >&2
    bad=1
}

echo '#include "high/worker.h"' >>low/pack.c
expect "an upward include" folders 'low/pack.c:17:#include "high/worker.h"'
fresh
echo '#include <zlib.h>' >>high/worker.c
expect "a library in a second file" libraries \
    'high/worker.c:16: <zlib.h> belongs in low/pack.c'
fresh
echo '  # include <ncurses.h>' >>high/worker.h
expect "a library nobody listed" libraries \
    'high/worker.h:6: <ncurses.h> is in no list'
fresh
sed -i '/zlib/d' low/pack.c
expect "an entry nobody uses" libraries 'zlib.h low/pack.c: listed'
fresh
sed -i 's/(int n)/(size_t n)/' low/pack.h
sed -i 's/^#include "low.*//' low/pack.c
expect "a header that leans on others" headers 'size_t'
fresh
echo 'static void f(char *p) { strcpy(p, "a"); }' >>high/worker.c
expect "a banned call" calls 'high/worker.c:16: strcpy'
fresh
echo 'static void f(void) { free(malloc(1)); }' >>high/worker.c
expect "a call another file may make" calls 'high/worker.c:16: malloc'
fresh
yes '' | head -700 >>low/pack.h
expect "a long file" lines 'low/pack.h: 704'
fresh
printf 'int helper(void);\nint helper(void) { return 1; }\n' >>low/pack.c
archives
expect "a name without prefix" symbols 'low/pack.c: helper'
fresh
printf 'int packer(void);\nint packer(void) { return 1; }\n' >>low/pack.c
archives
expect "a prefix that is only a beginning" symbols 'low/pack.c: packer'
fresh
printf 'int calls(void);\nint calls(void) { static int n; return n++; }\n' \
    >>high/worker.c
archives
expect "a hidden variable" symbols 'high/worker.c: n'
fresh
printf '/* TODO: later */\n' >>high/worker.c
expect "something left for later" marks 'high/worker.c:16'
if command -v clang-format >/dev/null; then
    fresh
    echo 'static int  f( void ){return 1;}' >>high/worker.c
    expect "another format" format 'high/worker.c:16'
fi
exit $bad
