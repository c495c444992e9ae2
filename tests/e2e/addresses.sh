#!/bin/sh
# The verbs url and robots: one line per input, in order, and their exits.
set -u
bad=0
is() {
    [ "$2" = "$3" ] || {
        printf '%s:\n  got  %s\n  want %s\n' "$1" "$2" "$3" >&2
        bad=1
    }
}
tab=$(printf '\t')
is "url resolve" "$(./shelfwatch url resolve https://a.example/b/c ../d mailto:x '?q')" \
    "https://a.example/d
invalid: scheme is not http or https
https://a.example/b/c?q"
is "canonical" "$(./shelfwatch url resolve --canonical '' 'https://a.example/index.html?utm_id=1#x')" \
    "https://a.example/index.html?utm_id=1#x${tab}https://a.example/"
is "bad base" "$(./shelfwatch url resolve 'http://a b/' x http://c/)" \
    "invalid: base: forbidden character in host name
invalid: base: forbidden character in host name"
./shelfwatch url resolve 2>/dev/null
is "usage" $? 2
./shelfwatch url -h >/dev/null
is "help" $? 0
is "robots" "$(printf 'User-agent: bot\nDisallow: /x\n' |
    ./shelfwatch robots --agent bot - http://a/x http://a/y)" "disallowed
allowed"
./shelfwatch robots --agent bot /nonexistent http://a/ 2>/dev/null
is "no file" $? 1
./shelfwatch robots x y 2>/dev/null
is "no agent" $? 2
exit $bad
