#!/bin/sh
# Time stamps of packs by an authority on loopback: timestamp_cases.py.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
./shelfwatch demo --dir "$dir/run" >"$dir/out" 2>&1 || {
    cat "$dir/out" >&2
    exit 1
}
python3 tests/e2e/timestamp_cases.py "$dir/run/shelfwatch.db" "$dir"
