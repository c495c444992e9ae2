#!/bin/sh
# Time stamps of packs by an authority on loopback: timestamp_cases.py.
set -eu
. tests/e2e/demo_run.inc
python3 tests/e2e/timestamp_cases.py "$dir/run/shelfwatch.db" "$dir"
