#!/bin/sh
# tests/run.sh LOGS TEST: run one test program and print what it says in one
# piece, so that tests which run at the same time do not mix their lines.
log=$1/$(basename "$2").log
mkdir -p "$1"
start=$(date +%s)
"$2" >"$log" 2>&1
status=$?
took=$(($(date +%s) - start))
exec 9>>"$1/run.lock"
flock 9
case $2 in
*.sh) echo "== $2 ($took s)" ;;
esac
cat "$log"
[ $status -eq 0 ] || echo "FAIL $2 (status $status)"
[ $took -lt 20 ] || echo "slow: $2 took $took s"
exit $status
