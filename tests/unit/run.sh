#!/bin/sh
# Run one test program and print what it says in one piece, so that tests
# which run at the same time do not mix their lines.
log=$1.log
start=$(date +%s)
"$1" >"$log" 2>&1
status=$?
exec 9>>"${1%/*}/run.lock"
flock 9
cat "$log"
[ $status -eq 0 ] || echo "FAIL $1 (status $status)"
took=$(($(date +%s) - start))
[ $took -lt 10 ] || echo "slow: $1 took $took s"
exit $status
