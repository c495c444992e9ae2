#!/bin/sh
# Real scans of odd sites on loopback: see tests/e2e/scan_cases.py.
exec python3 tests/e2e/scan_cases.py "$@"
