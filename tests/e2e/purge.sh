#!/bin/sh
# Retention, holds and purge over the demo's store: tests/e2e/purge_cases.py.
set -eu
. tests/e2e/demo_run.inc
python3 tests/e2e/purge_cases.py "$dir/run" "$dir"
