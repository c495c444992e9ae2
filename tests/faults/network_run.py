"""Scans of the hostile hosts (network.py), and what came of each."""
import json
import os
import re
import socket
import ssl
import subprocess
import time

import hostile
import http2  # noqa: F401, its faults join the list
import stored
import world
from network import FAULTS, MOST

PROGRAM = os.environ.get("SHELFWATCH_PROGRAM", "./shelfwatch")
SCAN_S = 420   # longer is a hang
SLOW_S = 12    # the scan of hosts that push back is stopped after this long
# The fastest of each kind, for make check.
QUICK = ["reset at the request", "length too long", "chunk size negative",
         "gzip bomb", "brotli bomb", "truncated gzip", "redirect to itself",
         "redirect to loopback", "empty body", "HTTP/0.9, no status line",
         "100,000 headers", "JSON-LD 10,000 deep", "NULs",
         "sitemap of a billion laughs", "a name that is private",
         "a redirect to a sister that is private", "certificate expired",
         "HTTP/2: reset in the body", "HTTP/2: sound"]


class TlsConn(hostile.Conn):
    """A connection under TLS, and the wire below it."""

    def __init__(self, sock):
        super().__init__(sock)
        self.wire = socket.socket(fileno=os.dup(sock.fileno()))

    def raw(self, data):
        try:
            self.wire.sendall(data)
        except OSError:
            pass
        raise hostile.Gone

    def alert(self):
        self.raw(b"\x15\x03\x03\x00\x02\x02\x50")

    def corrupt(self):
        self.raw(b"\x17\x03\x03\x00\x20" + os.urandom(32))

    def drop(self):
        try:
            self.wire.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        raise hostile.Gone


class Hosts:
    """All hosts of the faults, on addresses of their own."""

    def __init__(self, faults, tmp):
        self.tmp = tmp
        self.by_address, self.contexts = {}, {}
        self.names = world.Names()
        self.http = hostile.Server({}, "0.0.0.0", 80)
        self.tls = hostile.Server(self.http.hosts, "0.0.0.0", 443,
                                  wrap=self.wrap)
        self.tls.asked, self.tls.lock = self.http.asked, self.http.lock
        for f in faults:
            self.add(f)
        self.names.start()

    def add(self, f):
        address = self.names.place(f.host)
        self.by_address[address] = f
        self.http.hosts[f.host] = f.site()
        self.names.names[f"inside.{f.host}"] = ["10.9.8.7"]
        if f.addresses is None and f.name == "a name that does not exist":
            del self.names.names[f.host]
        elif f.addresses is not None:
            self.names.names[f.host] = json.loads(json.dumps(
                f.addresses).replace("OWN", address))
        if f.tls in ("good", "expired", "stranger", "own"):
            pem, key = world.certificate(self.tmp, f.host, f.tls)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(pem, key)
            if f.h2:
                context.set_alpn_protocols(["h2"])
            self.contexts[f.host] = context

    def wrap(self, server, sock):
        f = self.by_address.get(sock.getsockname()[0])
        if f is None:
            return
        conn = hostile.Conn(sock)
        if f.tls == "plain":
            server.count(f.host, "connected")
            conn.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        elif f.tls == "silent":
            conn.wait_closed()
        elif f.tls == "alert":
            conn.send(b"\x15\x03\x03\x00\x02\x02\x28")
        elif f.tls == "garbage":
            conn.send(os.urandom(600))
        elif f.host in self.contexts:
            inner = self.contexts[f.host].wrap_socket(sock, server_side=True)
            try:
                self.talk_tls(server, f, TlsConn(inner))
            finally:
                inner.close()

    def talk_tls(self, server, f, conn):
        try:
            if f.h2:
                def count():
                    server.count(f.host, "h2")
                    return server.times(f.host, "h2")
                http2.Peer(conn, f, count).run()
            else:
                server.talk(conn)
        finally:
            conn.wire.close()


def url_of(f, path):
    return f"{'https' if f.tls else 'http'}://{f.host}{path}"


class Scan:
    """One scan of many hosts."""

    def __init__(self, name, faults, hosts, tmp, *options):
        self.name, self.faults, self.hosts = name, faults, hosts
        self.options = options
        self.store = f"{tmp}/{name}.db"
        self.yaml, self.log_path = f"{tmp}/{name}.yaml", f"{tmp}/{name}.log"
        with open(self.yaml, "w") as out:
            json.dump({
                "name": name, "contact": "https://authority.example/",
                "start": [url_of(f, "/") for f in faults],
                "limits": {"per_host_delay_ms": 0, "pages": 100000,
                           "pages_per_host": MOST,
                           "depth": 60, "hours": 2,
                           "per_host_connections": 1}}, out)

    def run(self):
        start = time.monotonic()
        with open(self.log_path, "w") as log:
            child = subprocess.Popen(
                [PROGRAM, "scan", "--store", self.store, "--summary", "json",
                 *self.options, self.yaml],
                stdout=subprocess.PIPE, stderr=log, text=True)
            self.hung = False
            try:
                out, _ = child.communicate(timeout=SCAN_S)
            except subprocess.TimeoutExpired:
                self.hung = True
                child.kill()
                out, _ = child.communicate()
        self.seconds = time.monotonic() - start
        self.status = child.returncode
        self.summary = json.loads(out) if out.strip() else {}
        with open(self.log_path, errors="replace") as f:
            self.log = f.read()
        db = stored.connect(self.store)
        self.pages = {}
        for url, state, reason, took in db.execute(
                "SELECT url, state, reason, fetched_at_ms FROM page"
                " ORDER BY id"):
            self.pages.setdefault(url, []).append((state, reason, took))
        self.titles = {}
        for url, record in db.execute(
                "SELECT l.url, record_text(v.record, v.packed)"
                " FROM listing l JOIN listing_version v ON v.id = l.version"):
            title = json.loads(record)["title"]
            self.titles[title] = self.titles.get(title, 0) + 1
        db.close()

    def in_summary(self, state, reason):
        word = reason.split(": ")[0]
        return any(r["state"] == state and r["reason"] == word
                   for r in self.summary.get("reasons", []))

    def in_log(self, state, url, reason):
        return any(f"state={state} url={url[:300]}" in line and
                   reason[:60] in line for line in self.log.splitlines())


def judge(scan, f, table):
    """The row of one fault."""
    wrong, lost, doubled = [], 0, 0
    seen = scan.pages.get(url_of(f, f.at), [])
    state, reason, _ = seen[-1] if seen else ("waiting", "", 0)
    if state not in f.want:
        wrong.append(f"{f.at} is {state} ({reason}), due: {f.want}")
    elif state not in ("observed", "waiting") and \
            not re.search(f.why, reason):
        wrong.append(f"the reason {reason!r} is not {f.why!r}")
    if f.good is True and "waiting" not in f.want:
        for n, word in ((1, "one"), (2, "two")):
            there = scan.titles.get(f"Lamp {word} of {f.slug}", 0)
            lost += there == 0
            doubled += there > 1
            if scan.pages.get(url_of(f, f"/p/{n}"), [("",)])[0][0] \
                    != "observed":
                wrong.append(f"/p/{n} was not observed")
    host = f"://{f.host}/"
    mine = {u: rows for u, rows in scan.pages.items() if host in u}
    doubled += sum(len(rows) - 1 for rows in mine.values())
    if f.most and len(mine) > f.most + 10:
        wrong.append(f"{len(mine)} pages of the host")
    told = state in ("observed", "waiting")
    in_log = told or scan.in_log(state, url_of(f, f.at), reason)
    in_summary = told or scan.in_summary(state, reason)
    if state == "waiting":
        in_summary = scan.summary.get("urls_waiting", 0) > 0
    times = [rows[0][2] for rows in mine.values()]
    seconds = (max(times) - min(times)) / 1000 if times else 0
    table.add(f.name, state, reason or (
        f"{len(mine)} pages" if f.most else ""), in_log, in_summary, seconds,
        lost, doubled, wrong)


def run_scan(name, faults, hosts, tmp, table, how, *options):
    if not faults:
        return
    scan = Scan(name, faults, hosts, tmp, *options)
    scan.run()
    for f in faults:
        judge(scan, f, table)
    wrong = []
    if scan.status != 0 or scan.summary.get("how") not in how:
        wrong.append(f"exit {scan.status}, {scan.summary.get('how')}: "
                     + scan.log[-500:])
    errors = [line for line in scan.log.splitlines() if "level=error" in line]
    wrong += errors[:3]
    inside = [(h, p) for h, p in hosts.http.asked
              if h.startswith(("10.", "127.", "169.254.", "inside."))]
    if inside:
        wrong.append(f"private hosts were asked: {inside}")
    checked = subprocess.run(
        [PROGRAM, "store", "check", "--store", scan.store],
        capture_output=True, text=True)
    if checked.returncode != 0:
        wrong.append("store check: " + checked.stderr[-300:])
    table.add(f"the scan of {len(faults)} hosts", "HANGS" if scan.hung else
              scan.summary.get("how", "failed"),
              json.dumps(scan.summary.get("events", {})), True,
              "reasons" in scan.summary, scan.seconds, 0, 0, wrong)


def run(o, tmp, table):
    faults = [f for f in FAULTS if any(
        w in f.name.lower() for w in o.only.lower().split("|"))]
    if o.quick:
        faults = [f for f in FAULTS if f.name in QUICK]
    hosts = Hosts(faults, tmp)
    def of(scan):
        return [f for f in faults if f.scan == scan]
    run_scan("faults", of("main"), hosts, tmp, table, ("finished", "budget"))
    run_scan("floods", of("flood"), hosts, tmp, table, ("finished",))
    run_scan("pushback", of("slow"), hosts, tmp, table, ("stopped",),
             "--max-time", f"{SLOW_S}s")
