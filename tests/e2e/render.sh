#!/bin/sh
# Sites whose profile asks for a browser, and pages made to harm one.
for tool in "${SHELFWATCH_CHROMIUM:-chromium}" \
    "${SHELFWATCH_CHROMEDRIVER:-chromedriver}"; do
    command -v "$tool" >/dev/null || {
        echo "SKIPPED: pages in a browser: no $tool"
        exec python3 tests/e2e/render_cases.py missing
    }
done
exec python3 tests/e2e/render_cases.py "$@"
