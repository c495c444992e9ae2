#!/bin/sh
# Packs of evidence over the demo's store: see tests/e2e/evidence_cases.py.
set -eu
. tests/e2e/demo_run.inc
python3 tests/e2e/evidence_cases.py "$dir/run/shelfwatch.db" "$dir"
