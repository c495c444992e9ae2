#!/bin/sh
# make analyze: what analysers say of the code beyond what the compilers warn of.
#
#   tests/lint/analyze.sh [gcc|tidy|cppcheck]...      default: all three
#
# gcc       -fanalyzer: paths through a file that leak, free twice or read
#           what was never written
# tidy      clang-tidy's bugprone and misc checks
# cppcheck  warnings, performance, portability
#
# A finding is "TOOL: FILE: MESSAGE [CHECK]". Those that an extended regular
# expression of analyze.txt fits are known; the reason stands beside it. Exit 1
# when another is left, or an expression fits none any more. About three
# minutes of one core. The Makefile passes DIRS and CPPFLAGS.
set -u
LC_ALL=C
export LC_ALL
list=tests/lint/analyze.txt
CPPFLAGS="$CPPFLAGS -DSHELFWATCH_VERSION=\"analyzed\""
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What is left out as a class:
# ctuuninitvar: what cppcheck finds across files hangs on how many run at once.
# null-dereference, null-argument: gcc 12 does not know that a struct str with
#   a length has bytes, and says so wherever one is read (104 places).
gcc_off="-Wno-analyzer-null-dereference -Wno-analyzer-null-argument"
# sizeof-expression: arrays of pointers are meant. not-null-terminated-result:
#   lengths travel with bytes. easily-swappable-parameters, branch-clone,
#   macro-parentheses, assignment-in-if-condition, narrowing-conversions,
#   implicit-widening: style, or said by the compilers where it matters.
tidy_checks="-*,bugprone-*,misc-redundant-expression,misc-static-assert,\
misc-misplaced-const,readability-suspicious-call-argument,\
-bugprone-sizeof-expression,-bugprone-not-null-terminated-result,\
-bugprone-easily-swappable-parameters,-bugprone-branch-clone,\
-bugprone-macro-parentheses,-bugprone-assignment-in-if-condition,\
-bugprone-narrowing-conversions,-bugprone-reserved-identifier,\
-bugprone-implicit-widening-of-multiplication-result"

files() {
    for d in $DIRS; do
        ls "$d"/*.c
    done
}
run_gcc() {
    # shellcheck disable=SC2086
    files | xargs -P "${JOBS:-2}" -I{} sh -c 'gcc $0 -std=c11 -O1 -fanalyzer '"$gcc_off"' \
        -c -o /dev/null "$1" 2>&1 | grep -a "warning: "' "$CPPFLAGS" {} |
        sed -n 's/^\([^:]*\):[0-9]*:[0-9]*: warning: /gcc: \1: /p'
}
run_tidy() {
    files | xargs -P "${JOBS:-2}" -I{} sh -c 'clang-tidy -quiet \
        --checks="$1" "$2" -- $0 -std=c11 2>/dev/null | grep -a "warning: "' \
        "$CPPFLAGS" "$tidy_checks" {} | sed "s,$PWD/,," |
        sed -n 's/^\([^:]*\):[0-9]*:[0-9]*: warning: /tidy: \1: /p'
}
run_cppcheck() {
    # shellcheck disable=SC2086
    cppcheck -q --enable=warning,performance,portability --std=c11 -I. \
        -D_GNU_SOURCE '-DSHELFWATCH_VERSION=""' -j "${JOBS:-2}" \
        --suppress=missingIncludeSystem --suppress=ctuuninitvar \
        --template='cppcheck: {file}: {message} [{id}]' $DIRS 2>&1 |
        grep '^cppcheck: '
}

bad=0
for tool in ${*:-gcc tidy cppcheck}; do
    program=$tool
    [ "$tool" != tidy ] || program=clang-tidy
    command -v $program >/dev/null || {
        echo "analyze: $program is not installed" >&2
        bad=1
        continue
    }
    "run_$tool" | sort -u >"$work/found"
    # A line is an expression, a tab, its reason.
    sed -n "s/^\($tool: [^	]*\)	.*/\1/p" "$list" >"$work/known"
    grep -vEf "$work/known" "$work/found" >"$work/new"
    while IFS= read -r known; do
        grep -qE "$known" "$work/found" || {
            echo "analyze: fits nothing any more: $known" >&2
            bad=1
        }
    done <"$work/known"
    [ ! -s "$work/new" ] || {
        cat "$work/new" >&2
        bad=1
    }
    echo "$tool: $(wc -l <"$work/found") findings," \
        "$(wc -l <"$work/new") not known"
done
exit $bad
