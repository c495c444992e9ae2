#!/bin/sh
# Checks this pack without the program that made it. Run it where the zip was
# unpacked: sh verify.sh [ROOTS.pem]. It names every fault and ends with 1 if
# there is one. A time stamp is verified by openssl under the roots you name.
# Needs sha256sum, awk, sed and find. What it cannot see is a pack that was made
# anew as a whole: for that compare the SHA-256 of the zip with the one in the
# audit log of the authority (entry evidence.export).
LC_ALL=C
export LC_ALL
roots=${1:+$(cd "$(dirname "$1")" && pwd)/$(basename "$1")}
cd "$(dirname "$0")" || exit 2
manifest=MANIFEST.sha256 chain=audit/chain.tsv
bad=0 files=0 entries=0 before=0 last=
fault() {
    echo "$*"
    bad=1
}
sum() { sha256sum <"$1" | awk '{ print $1 }'; }

[ -s "$manifest" ] || { echo "$manifest is missing"; exit 1; }
while read -r want name; do
    files=$((files + 1))
    case /$name/ in
    *[!A-Za-z0-9._/-]* | */../* | //*) fault "$manifest: line $files is none" ;;
    *)  if [ ! -f "$name" ]; then fault "$name is missing"
        elif [ "$(sum "$name")" != "$want" ]; then fault "$name was altered"
        fi ;;
    esac
done <"$manifest"
extra=$(find . ! -type d ! -path "./$manifest" ! -path "./$manifest.tsr" | awk '
    NR == FNR { known["./" $2] = 1; next }
    !($0 in known) { print substr($0, 3) " is not in the manifest" }' \
    "$manifest" -)
[ -z "$extra" ] || fault "$extra"
# Each entry of the audit log is the text that its digest is made over; its
# second line is the digest of the entry before it in the log of the authority.
[ -f "$chain" ] || { fault "$chain is missing"; exit 1; }
while IFS='	' read -r id previous hash; do
    entries=$((entries + 1)) entry=audit/$id.entry
    case $id in '' | 0* | *[!0-9]* | ???????????????????*)
        fault "$chain: line $entries is none"
        continue ;;
    esac
    if [ "$id" -le "$before" ]; then
        fault "audit entry $id does not stand where it was added"
    elif [ "$id" -eq $((before + 1)) ] && [ "$previous" != "${last:-$previous}" ]
    then fault "audit entry $id does not follow entry $before"
    fi
    if [ ! -f "$entry" ]; then fault "audit entry $id is missing"
    elif [ "$(sum "$entry")" != "$hash" ] ||
        [ "$(sed -n 2p "$entry")" != "64:$previous" ]
    then fault "audit entry $id was altered"
    fi
    before=$id last=$hash
done <"$chain"
listed=$(awk '$2 ~ /^audit\/[0-9]+\.entry$/' "$manifest" | wc -l)
[ "$listed" -eq "$entries" ] || fault "$chain: $entries lines for $listed entries"
if [ ! -f "$manifest.tsr" ]; then
    [ -z "$roots" ] || fault "$manifest.tsr is missing: nobody stamped this pack"
elif ! command -v openssl >/dev/null; then
    echo "$manifest.tsr was not checked: openssl is not installed"
elif [ -z "$roots" ]; then
    echo "$manifest.tsr was not checked: sh verify.sh ROOTS.pem does it"
elif ! openssl ts -verify -in "$manifest.tsr" -data "$manifest" \
    -CAfile "$roots" >/dev/null 2>&1; then
    fault "$manifest.tsr is no time stamp of this pack under these roots"
else openssl ts -reply -in "$manifest.tsr" -text 2>&1 | sed -n 's/^Time stamp/stamped/p'
fi
[ "$bad" = 1 ] || echo "whole: $files files, $entries entries of the audit log"
exit $bad
