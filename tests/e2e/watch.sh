#!/bin/sh
# An offer of the demo's shops is ordered down, goes, and comes back under
# another address: see tests/e2e/watch_cases.py.
exec python3 tests/e2e/watch_cases.py
