#!/bin/sh
# "Scan now": see requested.py.
exec python3 tests/e2e/requested.py
