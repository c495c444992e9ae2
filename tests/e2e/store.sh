#!/bin/sh
# The store is backed up while it is written and served, checked, damaged and
# put back.
exec python3 tests/e2e/store_cases.py
