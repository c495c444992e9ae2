#!/bin/sh
# Retention, holds and purge over the demo's store: tests/e2e/purge_cases.py.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
./shelfwatch demo --dir "$dir/run" >"$dir/out" 2>&1 || {
    cat "$dir/out" >&2
    exit 1
}
python3 tests/e2e/purge_cases.py "$dir/run" "$dir"
