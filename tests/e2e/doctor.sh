#!/bin/sh
# What doctor says of a machine that is well, and of each thing that is not.
set -u
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
SHELFWATCH_STORE=$dir/s.db
export SHELFWATCH_STORE
bad=0
# NAME STATUS LINE-PATTERN: how doctor ended, and a line it must have said.
says() {
    name=$1
    want=$2
    pattern=$3
    shift 3
    "$@" >"$dir/out" 2>"$dir/err"
    status=$?
    [ $status = "$want" ] || {
        echo "$name: exit $status, want $want" >&2
        cat "$dir/out" "$dir/err" >&2
        bad=1
    }
    grep -Eq "$pattern" "$dir/out" || {
        echo "$name: no line '$pattern' in:" >&2
        cat "$dir/out" >&2
        bad=1
    }
}
echo '{"id":"T/1","source":"t","name":"Hose","hazards":["burns"]}' \
    >"$dir/recalls.jsonl"
says "no store yet" 0 '^warn +store ' ./shelfwatch doctor
./shelfwatch recalls import "$dir/recalls.jsonl" >/dev/null || bad=1
before=$(sha256sum <"$dir/s.db")
says "well" 0 '^ok +store +whole' ./shelfwatch doctor
for check in clock "open files" sandbox certificates browser "store disk" \
    "archive disk" lock store archive sources rules model cache; do
    grep -Eq "^(ok|warn|fail) +$check " "$dir/out" || {
        echo "nothing said of $check" >&2
        bad=1
    }
done
says "as JSON" 0 '^\{"check":"rules","state":"ok","text":"' \
    ./shelfwatch doctor --json
[ "$(sha256sum <"$dir/s.db")" = "$before" ] || {
    echo "doctor changed the store" >&2
    bad=1
}
# Each fault alone.
says "few files" 1 '^fail +open files' sh -c 'ulimit -n 100; ./shelfwatch doctor'
says "small files" 0 '^warn +file size' \
    sh -c 'ulimit -f 2000000; ./shelfwatch doctor'
says "no browser" 0 '^warn +browser' \
    env SHELFWATCH_CHROMIUM=/nonexistent ./shelfwatch doctor
says "a folder that is not there" 1 '^fail +store disk' \
    ./shelfwatch doctor --store "$dir/none/s.db"
says "no cache can be made" 0 '^(ok|warn) +cache' \
    env SHELFWATCH_SCANNER=vectorscan SHELFWATCH_CACHE=/proc/none \
    ./shelfwatch doctor
# The certificate of the pages.
if command -v openssl >/dev/null; then
    cert() { # NAME DAYS
        openssl req -new -newkey rsa:2048 -nodes -subj "/CN=$1" \
            -keyout "$dir/$1.key" -out "$dir/$1.csr" 2>/dev/null
        openssl x509 -req -in "$dir/$1.csr" -signkey "$dir/$1.key" \
            -days "$2" -out "$dir/$1.pem" 2>/dev/null
    }
    cert good 400
    cert soon 3
    cert old -1
    says "a certificate" 0 '^ok +tls +good: valid until [^ ]+, (399|400) days' \
        ./shelfwatch doctor --tls-cert "$dir/good.pem" --tls-key "$dir/good.key"
    says "one that ends soon" 0 '^warn +tls +soon: valid until' \
        ./shelfwatch doctor --tls-cert "$dir/soon.pem"
    says "one that has ended" 1 '^fail +tls +old: not valid since' \
        ./shelfwatch doctor --tls-cert "$dir/old.pem"
    says "the wrong key" 1 '^fail +tls +.*is not the key of' \
        ./shelfwatch doctor --tls-cert "$dir/good.pem" --tls-key "$dir/soon.key"
    says "no certificate" 1 '^fail +tls +.*no certificate' \
        ./shelfwatch doctor --tls-cert Makefile
    says "no file" 1 '^fail +tls +.*none.pem' \
        ./shelfwatch doctor --tls-cert "$dir/none.pem"
fi
mkdir "$dir/data"
for d in rules/packs models score crawler/sites; do
    mkdir -p "$dir/data/$d"
    cp -r "$d/." "$dir/data/$d/"
done
says "data elsewhere" 0 '^ok +rules' \
    env SHELFWATCH_DATADIR="$dir/data" ./shelfwatch doctor
model=$(cat "$dir/data/models/CURRENT")
printf x >>"$dir/data/models/$model/card.md"
says "a model that was changed" 1 "^fail +model .*card.md" \
    env SHELFWATCH_DATADIR="$dir/data" ./shelfwatch doctor
printf 'nonsense: [\n' >"$dir/data/rules/packs/zz.yaml"
says "a broken pack" 1 '^fail +rules .*zz.yaml' \
    env SHELFWATCH_DATADIR="$dir/data" ./shelfwatch doctor
# The lock of a batch job, held as one does.
python3 - "$dir" <<'END' || bad=1
import fcntl, os, subprocess, sys
path = sys.argv[1] + "/s.db.lock"
with open(path, "w+") as f:
    f.write("scan of shops")
    f.flush()
    fcntl.lockf(f, fcntl.LOCK_EX)
    out = subprocess.run(["./shelfwatch", "doctor"], capture_output=True,
                         text=True).stdout
    want = f"held by scan of shops (process {os.getpid()})"
    if want not in out:
        sys.exit(f"lock: no '{want}' in:\n{out}")
END
# On a terminal it says what it waits for, and then no more.
python3 - <<'END' || bad=1
import os, subprocess, sys
for options, wanted in (([], True), (["--quiet"], False), (["--json"], False)):
    ours, its = os.openpty()
    subprocess.run(["./shelfwatch", "doctor"] + options, stderr=its,
                   stdout=subprocess.DEVNULL)
    os.write(its, b"|")
    said = os.read(ours, 4096)
    while not said.endswith(b"|"):
        said += os.read(ours, 4096)
    if (b"MB are being read" in said, said.endswith(b"\r|")) != (wanted,) * 2:
        sys.exit(f"on a terminal: {options}: {said}")
END
# Half of the store is gone.
size=$(wc -c <"$dir/s.db")
truncate -s $((size / 8192 * 4096)) "$dir/s.db" # pages are 4096 bytes
says "a store cut in half" 1 '^fail +store ' ./shelfwatch doctor
exit $bad
