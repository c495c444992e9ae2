#!/bin/sh
# Official sources on loopback: first run, nothing new, changed, withdrawn,
# killed, broken.
exec python3 tests/e2e/fetch_cases.py "$@"
