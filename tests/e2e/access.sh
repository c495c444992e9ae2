#!/usr/bin/env bash
# Accounts as an office uses them: user, serve with TLS and behind a proxy,
# evidence verify. Who may do what on the pages is tested in
# tests/unit/test_review_access.c.
set -uo pipefail
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$dir"' EXIT
export SHELFWATCH_STORE="$dir/s.db" LC_ALL=C.UTF-8
bad=0
expect() { # NAME WANT GOT
    [ "$2" = "$3" ] || {
        echo "$1: want '$2', got '$3'"
        bad=1
        return 1
    }
}
says() { # NAME WORDS: they are in $dir/out
    grep -q -- "$2" "$dir/out" || {
        echo "$1: no '$2' in:"
        cat "$dir/out"
        bad=1
    }
}
start() { # serve OPTION...: sets $server and $url
    rm -f "$dir/address"
    mkfifo "$dir/address"
    ./shelfwatch serve --port 0 "$@" >"$dir/address" 2>"$dir/log" &
    server=$!
    read -r -t 20 url <"$dir/address"
}
stop() {
    kill -TERM "$server"
    wait "$server"
    expect "stops" 0 $? || cat "$dir/log"
    server=
}

# --- user ---
./shelfwatch user list >"$dir/out" 2>&1
expect "no store" 1 $?
./shelfwatch recalls import --format own demo/recalls.jsonl >/dev/null
for wrong in "" "add" "add anna bo --roles analyst" "frobnicate" "token" \
    "add anna --language klingon" "token add anna --days 0"; do
    # shellcheck disable=SC2086
    ./shelfwatch user $wrong </dev/null >"$dir/out" 2>&1
    expect "user $wrong" 2 $?
done
./shelfwatch user add anna </dev/null >"$dir/out" 2>&1
expect "no roles" 1 $?
echo "correct horse battery" |
    ./shelfwatch user add anna --roles root >"$dir/out" 2>&1
expect "unknown role" 1 $?
says "unknown role" "analyst,validator,auditor,administrator"
echo "short" | ./shelfwatch user add anna --roles analyst >"$dir/out" 2>&1
expect "short password" 1 $?
says "short password" "at least 12 characters"
./shelfwatch serve --port 0 --behind-proxy >"$dir/out" 2>&1
expect "behind a proxy without accounts" 1 $?
says "behind a proxy" "has no accounts"
echo "correct horse battery" | ./shelfwatch user add anna \
    --roles analyst,administrator --display "Anna Müller" >"$dir/out" 2>&1
expect "add" 0 $?
expect "nothing is printed" "" "$(cat "$dir/out")"
./shelfwatch user add kiosk --roles auditor --no-password
echo "correct horse battery" | ./shelfwatch user add ANNA --roles analyst \
    >"$dir/out" 2>&1
expect "the same name" 1 $?
./shelfwatch user list >"$dir/out"
says "list" "Anna Müller .*analyst,administrator"
./shelfwatch user list --json >"$dir/out"
says "list --json" '"name":"kiosk".*"password":false'
./shelfwatch user disable anna >"$dir/out" 2>&1
expect "the last administrator" 1 $?
grep -c "correct horse" "$dir"/s.db* >"$dir/out"
expect "no password in the store" "" "$(grep -v ':0$' "$dir/out")"

# --- where it may listen ---
./shelfwatch serve --port 0 --address 0.0.0.0 >"$dir/out" 2>&1
expect "in the clear" 1 $?
says "in the clear" "--tls-cert"
./shelfwatch serve --port 0 --tls-cert x >"$dir/out" 2>&1
expect "half of TLS" 2 $?
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost \
    -addext "subjectAltName=DNS:localhost" -keyout "$dir/key.pem" \
    -out "$dir/cert.pem" 2>/dev/null
./shelfwatch serve --port 0 --address 0.0.0.0 --tls-cert "$dir/cert.pem" \
    --tls-key "$dir/key.pem" >"$dir/out" 2>&1
expect "which names" 1 $?
says "which names" "--host"
./shelfwatch serve --port 0 --tls-cert "$dir/key.pem" \
    --tls-key "$dir/cert.pem" >"$dir/out" 2>&1
expect "broken certificate" 1 $?
echo "short" >"$dir/secret"
./shelfwatch serve --port 0 --proxy-user X-User \
    --proxy-secret-file "$dir/secret" >"$dir/out" 2>&1
expect "a short secret" 1 $?

# --- signing in; slow, broken and large requests ---
start
expect "no key in the address" "" "$(echo "$url" | grep key)"
timeout 120 python3 tests/e2e/access_client.py office "$url" || bad=1
stop
start --tls-cert "$dir/cert.pem" --tls-key "$dir/key.pem"
expect "address" "https://127.0.0.1:" "${url%%[0-9]*/}127.0.0.1:"
timeout 60 python3 tests/e2e/access_client.py tls "$url" "$dir/cert.pem" ||
    bad=1
stop
echo "0123456789abcdef" >"$dir/secret"
start --proxy-user X-Remote-User --proxy-secret-file "$dir/secret" \
    --host market.example
timeout 60 python3 tests/e2e/access_client.py proxy "$url" || bad=1
stop

# --- tokens ---
token=$(./shelfwatch user token add anna --scopes read,decide \
    --for "case system" 2>/dev/null)
expect "token" 68 "${#token}"
grep -c "$token" "$dir"/s.db* >"$dir/out"
expect "no token in the store" "" "$(grep -v ':0$' "$dir/out")"
./shelfwatch user token list >"$dir/out"
says "token list" "anna .*read,decide .*case system"
./shelfwatch user token revoke 1
./shelfwatch user token revoke 1 >"$dir/out" 2>&1
expect "revoked once" 1 $?

# --- the audit log ---
./shelfwatch evidence >"$dir/out" 2>&1
expect "no command" 2 $?
./shelfwatch evidence verify >"$dir/out"
expect "verify" 0 $?
says "verify" "unbroken; head"
head=$(sed 's/.*head //' "$dir/out")
./shelfwatch user role kiosk auditor,analyst
./shelfwatch evidence verify --head "$head" >"$dir/out" 2>&1
expect "an old head still stands" 0 $?
./shelfwatch evidence verify --head "1:${head#*:}" >"$dir/out" 2>&1
expect "another head" 1 $?
sqlite3 "$dir/s.db" "UPDATE audit SET actor = 'eve' WHERE id = 1" 2>"$dir/out"
says "the file itself refuses" "never changed"
sqlite3 "$dir/s.db" "DROP TRIGGER audit_no_update;
    UPDATE audit SET actor = 'eve' WHERE id = 2"
./shelfwatch evidence verify >"$dir/out" 2>&1
expect "altered" 1 $?
says "altered" "entry 2 was altered"
exit $bad
