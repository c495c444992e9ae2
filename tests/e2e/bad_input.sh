#!/bin/sh
# What each verb says of input that is none: tests/e2e/bad_input.py.
exec python3 tests/e2e/bad_input.py
