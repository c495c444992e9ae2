#!/bin/sh
# The API as its own document describes it; see api.py.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
./shelfwatch demo --dir "$dir/run" >"$dir/out" 2>&1 || {
    cat "$dir/out"
    exit 1
}
python3 tests/e2e/api.py "$dir/run/shelfwatch.db"
