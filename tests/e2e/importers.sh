#!/bin/sh
# Feeds in other orders, cut off, of other types: see tests/e2e/importers.py.
exec python3 tests/e2e/importers.py
