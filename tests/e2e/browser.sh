#!/bin/sh
# The review pages in a real browser, over the store of the demo.
set -eu
tools=build/browser
for tool in node npm "${CHROMIUM:-chromium}"; do
    command -v "$tool" >/dev/null || {
        echo "SKIPPED: browser tests: no $tool"
        exit 0
    }
done
if ! cmp -s tests/browser/package.json $tools/package.json; then
    rm -rf $tools
    mkdir -p $tools
    cp tests/browser/package.json $tools/wanted.json
    (cd $tools && mv wanted.json package.json &&
        npm install --no-audit --no-fund --no-package-lock --silent \
            >npm.log 2>&1) || {
        rm -f $tools/package.json
        echo "SKIPPED: browser tests: npm could not install (see npm.log)"
        exit 0
    }
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
./shelfwatch demo --dir "$dir/run" >"$dir/out" 2>&1 || {
    cat "$dir/out"
    exit 1
}
status=0
for test in ${*:-pages accounts work}; do
    echo "browser: $test"
    cp "$dir/run/shelfwatch.db" "$dir/$test.db"
    NODE_PATH=$tools/node_modules timeout 600 \
        node tests/browser/"$test".cjs "$dir/$test.db" "$dir/run" || status=1
done
exit $status
