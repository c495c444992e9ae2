#!/bin/sh
# Packs of evidence over the demo's store: see tests/e2e/evidence_cases.py.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
./shelfwatch demo --dir "$dir/run" >"$dir/out" 2>&1 || {
    cat "$dir/out" >&2
    exit 1
}
python3 tests/e2e/evidence_cases.py "$dir/run/shelfwatch.db" "$dir"
