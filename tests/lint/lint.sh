#!/bin/sh
# make lint: what the compilers do not see. All checks but that of symbols,
# which needs the objects (make lint-symbols), or those named:
#
#   folders    a file includes only what its folder may use (USES_<folder>)
#   libraries  each outside header is included by one file (libraries.txt)
#   headers    every header compiles alone
#   calls      no call that overruns, leaks or starts a shell (calls.txt)
#   lines      no file longer than 700 lines
#   symbols    exported names carry their module's name (prefixes.txt);
#              no mutable globals (globals.txt)
#   marks      nothing is left to be done later
#   format     clang-format has nothing to change
#
# The Makefile passes DIRS, USES_<folder>, CC, CPPFLAGS and ARCHIVES. The
# lists lie beside this script's copy in the tree it is run in.
set -u
LC_ALL=C
export LC_ALL
LINES_MAX=700
lists=tests/lint
bad=0
say() {
    echo "lint: $1" >&2
    bad=1
}
# say WHAT, then the hits, if there are any.
report() {
    [ -z "$2" ] || say "$1:
$2"
}
# Entries of a list: comments and blank lines left out.
entries() {
    sed 's/#.*//' "$lists/$1" | grep -v '^[[:space:]]*$'
}
files() { # SUFFIX...
    for d in $DIRS; do
        for suffix in "$@"; do
            ls "$d"/*."$suffix" 2>/dev/null
        done
    done
}

check_folders() {
    for d in $DIRS; do
        eval "uses=\$USES_$d"
        allowed=$(echo "$uses" | tr -s ' ' '|')
        report "forbidden include" "$(grep -Hn '^ *# *include "' \
            "$d"/*.[ch] 2>/dev/null | grep -vE "\"($allowed)/")"
    done
}

# An entry ending in / or without .h stands for every header it begins.
check_libraries() {
    report "outside header in the wrong file" "$(
        { entries standard.txt | tr -s ' ' '\n' | sed 's/^/standard /'
          entries libraries.txt | sed 's/^/library /'
          # shellcheck disable=SC2046
          grep -noE '^ *# *include *<[^>]+>' $(files c h) /dev/null |
              sed 's/^\([^:]*\):\([0-9]*\):.*<\(.*\)>/use \1 \2 \3/'
        } | awk '
            $1 == "standard" { standard[$2] = 1 }
            $1 == "library" { home[$2] = home[$2] " " $3; file[$2 " " $3] = 1 }
            $1 == "use" && !($4 in standard) {
                entry = ""
                for (h in home)
                    if (index($4, h) == 1 && length(h) > length(entry))
                        entry = h
                if (entry == "")
                    print $2 ":" $3 ": <" $4 "> is in no list"
                else if (!((entry " " $2) in file))
                    print $2 ":" $3 ": <" $4 "> belongs in" home[entry]
                used[entry " " $2] = 1
            }
            END {
                for (f in file) {
                    split(f, part, " ")
                    if (!(f in used) && part[2] !~ /^tests\//)
                        print f ": listed, but not included there"
                }
            }')"
}

# A header that its .c includes before all else was compiled alone there.
check_headers() {
    # shellcheck disable=SC2086
    for h in $(files h); do
        [ "$(grep -m1 -h '^ *# *include' "${h%.h}.c" 2>/dev/null)" = \
            "#include \"$h\"" ] || echo "$h"
    done | xargs -r -P 2 -n 12 $CC $CPPFLAGS -std=c11 -Wall -Wextra -Werror \
        -fsyntax-only -x c || say "a header does not compile alone"
}

check_calls() {
    # shellcheck disable=SC2046
    report "banned call" "$({ entries calls.txt
        grep -noE '\b(sprintf|vsprintf|strcpy|strcat|strncpy|strncat|strtok|strdup|strndup|asprintf|vasprintf|atoi|atol|atoll|atof|gets|scanf|fscanf|sscanf|malloc|calloc|realloc|reallocarray|rand|srand|localtime|gmtime|ctime|asctime|setenv|putenv|system|popen|vfork|alloca|mktemp|tmpnam|tmpfile|tempnam)\(' \
            $(files c h) /dev/null | tr ':(' '  '
        } | awk 'NF == 2 { allowed[$1 " " $2] = 1 }
            NF == 3 && !(($1 " " $3) in allowed) { print $1 ":" $2 ": " $3 }')"
}

check_lines() {
    # shellcheck disable=SC2046
    report "longer than $LINES_MAX lines" "$(wc -l $(files c h) /dev/null |
        awk -v max=$LINES_MAX '$2 != "total" && $1 > max { print $2 ": " $1 }')"
}

# The module is the file; its names begin with the file's name, with that of
# a header the file is a part of (charset_guess.c of charset.h), or with the
# singular of either. A verb's file exports cli_<verb>.
check_symbols() {
    # shellcheck disable=SC2046,SC2086
    report "name without its module's prefix" "$({ entries prefixes.txt |
            sed 's/^/also /'
        files h | sed 's/^/header /; s/\.h$//; s/\([^ ]*\)\//\1 /'
        nm -A -g --defined-only $ARCHIVES 2>/dev/null |
            sed 's/.*lib\([a-z]*\)\.a:\([^:]*\)\.o:.* \([^ ]*\)$/name \1 \2 \3/'
        } | awk '
            function begins(s, p) {
                return s == p || index(s, p "_") == 1
            }
            function carries(s, m, one) {
                one = m
                sub(/s$/, "", one)
                return begins(s, m) || begins(s, one)
            }
            $1 == "also" { also[$2] = also[$2] " " $3 }
            $1 == "header" { header[$2] = header[$2] " " $3 }
            $1 == "name" {
                ok = carries($4, $3) || $2 == "cli" && $4 == "cli_" $3
                n = split(header[$2], h, " ")
                for (i = 1; i <= n; i++)
                    ok = ok || begins($3, h[i]) && carries($4, h[i])
                n = split(also[$2 "/" $3 ".c"], h, " ")
                for (i = 1; i <= n; i++)
                    ok = ok || begins($4, h[i])
                if (!ok)
                    print $2 "/" $3 ".c: " $4
            }')"
    # shellcheck disable=SC2086
    report "mutable global" "$({ entries globals.txt
        nm -A -f sysv $ARCHIVES 2>/dev/null | awk -F'|' '
            $NF ~ /^\.t?(data|bss)(\.[A-Za-z_0-9]+)?$/ && $NF !~ /\.ro/ {
                sub(/\.[0-9]+ *$/, "", $1)
                print $1
            }' | sed 's/.*lib\([a-z]*\)\.a:\([^:]*\)\.o:\([^ ]*\) *$/\1\/\2.c \3 found/'
        } | awk 'NF == 2 { allowed[$1 " " $2] = 1 }
            NF == 3 && !(($1 " " $2) in allowed) { print $1 ": " $2 }')"
}

check_marks() {
    # shellcheck disable=SC2046
    report "left for later" "$(grep -nwE 'TODO|FIXME|XXX|HACK' \
        $(files c h) /dev/null | grep -v '"[^"]*XXX[^"]*"')"
}

check_format() {
    if ! command -v clang-format >/dev/null; then
        echo "lint: format skipped: clang-format is not installed" >&2
        return
    fi
    { files c h
      ls tests/*.h tests/unit/*.[ch] tests/fuzz/*.[ch] bench/*.[ch] 2>/dev/null
    } | xargs -r -P 2 -n 12 clang-format --dry-run -Werror 2>&1 |
        grep error: >/tmp/lint-format.$$
    report "run make format" "$(head -5 /tmp/lint-format.$$)"
    rm -f /tmp/lint-format.$$
}

for check in ${*:-folders libraries headers calls lines marks format}
do
    "check_$check"
done
exit $bad
