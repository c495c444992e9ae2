#!/bin/sh
# What a verb takes, what -h says, what its man page says: the same.
exec python3 tests/e2e/options.py
