#!/bin/sh
# How well the saved pages beside the project are read: kinds of page and
# fields of offers stay above their bars. Says so when the pages are not here.
set -u
data=${SHELFWATCH_DATA:-../shared/data}
if [ ! -r "$data/pages/index.tsv" ]; then
    echo "skipped: $data/pages is not here"
    exit 0
fi
bad=0
bench/kinds.py --check "$data" || bad=1
bench/fields.py --check "$data" || bad=1
exit $bad
