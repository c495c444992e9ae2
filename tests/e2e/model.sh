#!/bin/sh
# Learning from decisions; the cases are in model_cases.py.
exec python3 tests/e2e/model_cases.py
