#!/bin/sh
# The API as its own document describes it; see api.py.
set -eu
. tests/e2e/demo_run.inc
python3 tests/e2e/api.py "$dir/run/shelfwatch.db"
