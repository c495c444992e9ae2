#!/usr/bin/env python3
"""make soak: a scan with traps and people at the review pages, for an hour.

  bench/soak.py [--seconds N] [--pages-per-second N] [--out FILE.csv]

On one store: a scan of four large generated shops, the demo's shops and a host
whose every other page is a trap (bombs, loops, resets, broken answers, deep
trees), while six people sign in, walk the queue, search, open, decide and
reopen cases. Beside it, on a store of its own, the demo's marketplace is
scanned again and again: it must be found the same each time.

Every few seconds each process is looked at: resident and proportional memory,
descriptors, threads; and the store, its log, and how long the pages took.
At the end each figure's first and last tenth and its slope. Exit 1 where
something grew beyond its bound, an answer was a server error, a process died,
a scan of the marketplace came out different, or the log has an error or a
warning that no trap explains."""
import argparse
import collections
import csv
import http.client
import json
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "tests", "faults"))
import hostile
from hostile import head, html_list, offer, reply

PROGRAM = os.environ.get("SHELFWATCH", "./shelfwatch")
SITE = os.environ.get("SHELFWATCH_SITE", "build/last/bench/site")
PASSWORD = "four words and no sentence"
PEOPLE = 6
SHOPS = [f"shop-{i}.example" for i in range(4)]
TRAPS = "traps.example"
TRAP_PAGES = 20000
SAMPLE_S = 5
# Growth from the second tenth to the last: what a cache that is still filling
# may take, and noise of the allocator.
MEMORY_SHARE, MEMORY_KB = 0.10, 8192
DESCRIPTORS, THREADS = 4, 1
LOG_KB_MAX = 256 << 10  # the store's log is taken over again and again
# Warnings that the traps are there for.
EXPLAINED = {"inspector_replaced", "rule_limit", "remark"}


# --- the host of traps ---

def gzip_bomb():
    import zlib
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = b" " * (1 << 20)
    return b"".join([packer.compress(block) for _ in range(40)]
                    + [packer.flush()])


BOMB = gzip_bomb()


def trap(kind, number):
    """One of the ways in which a page is bad."""
    def reset(conn, _):
        conn.send(head(Content_Type="text/html", Content_Length=90000)
                  + b"<html>" * 100)
        conn.reset()

    def endless(conn, _):
        conn.send(head(Content_Type="text/html", Transfer_Encoding="chunked"))
        conn.flood(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")

    deep = "<div>" * 30000
    return [
        lambda: reply(BOMB, Content_Encoding="gzip"),
        lambda: reply("", "302 Found",
                      Location=f"/t/{number}?again={random.random()}"),
        lambda: reset,
        lambda: endless,
        lambda: reply(f"<html><body>{deep}<h1>Deep {number}</h1>"),
        lambda: reply("<html><body><p " + " ".join(
            f"a{i}=1" for i in range(20000)) + ">Many"),
        lambda: reply("<html><script type='application/ld+json'>"
                      + "[" * 10000 + "</script><body>Depth"),
        lambda: head(Content_Type="text/html",
                     Transfer_Encoding="chunked") + b"ZZ\r\n\r\n",
        lambda: b"HTTP/1.1 999 What\r\n\r\n",
        lambda: reply(b"\x00\xff\xfe\xd8" * 20000),
    ][kind % 10]()


def traps(request):
    path = request.path
    if path == "/robots.txt":
        return reply(f"Sitemap: http://{TRAPS}/sitemap.xml\n",
                     Content_Type="text/plain")
    if path == "/sitemap.xml":
        urls = "".join(f"<url><loc>http://{TRAPS}/t/{i}</loc></url>"
                       for i in range(TRAP_PAGES))
        return reply('<?xml version="1.0"?><urlset xmlns="http://www.sitemaps'
                     f'.org/schemas/sitemap/0.9">{urls}</urlset>',
                     Content_Type="application/xml")
    if path == "/":
        return reply(html_list("Traps", ["/t/1"]))
    match = re.match(r"/t/(\d+)", path)
    if match is None:
        return None
    number = int(match[1])
    return offer(f"Bowl {number}", number) if number % 2 else \
        trap(number // 2, number)


# --- people ---

class Person(threading.Thread):
    """Somebody at the review pages."""

    def __init__(self, soak, number):
        super().__init__(daemon=True)
        self.soak, self.name_ = soak, f"person{number}"
        self.dice = random.Random(number)
        self.cookies, self.http, self.cases = {}, None, []

    def ask(self, method, target, fields=None):
        if self.http is None:
            self.http = http.client.HTTPConnection(
                "127.0.0.1", self.soak.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in
                                       self.cookies.items())}
        body = None
        if fields is not None:
            body = urllib.parse.urlencode(fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        start = time.monotonic()
        try:
            self.http.request(method, target, body, headers)
            answer = self.http.getresponse()
            text = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as e:
            self.http.close()
            self.http = None
            if not self.soak.stop.is_set():
                self.soak.note(f"no answer: {type(e).__name__}")
            return 0, ""
        for field in answer.msg.get_all("Set-Cookie") or []:
            name, _, value = field.split(";")[0].partition("=")
            self.cookies[name] = value
        self.soak.took(answer.status, "act" if fields is not None else
                       "case" if "/case/" in target else "list",
                       time.monotonic() - start)
        return answer.status, text

    def sign_in(self):
        _, page = self.ask("GET", "/login")
        token = re.search(r'name="csrf" value="([0-9a-f]+)"', page)
        if token is None:
            return False
        status, _ = self.ask("POST", "/login", {
            "csrf": token[1], "name": self.name_, "password": PASSWORD,
            "to": "/"})
        return status == 303

    def look(self):
        # All states too: else all end up at the few cases that stay open.
        sort = self.dice.choice(["", "?sort=age", "?sort=newest",
                                 "?text=lamp", "?state=all",
                                 "?state=all&text=kettle"])
        _, page = self.ask("GET", "/" + sort)
        found = re.findall(r'href="/case/(\d+)', page)
        if found:
            self.cases = found

    def decide(self):
        case = self.dice.choice(self.cases)
        _, page = self.ask("GET", f"/case/{case}")
        csrf = re.search(r'name="csrf" value="([0-9a-f]+)"', page)
        seen = re.search(r'name="seen" value="(\d+)"', page)
        state = re.search(r'class="chip state ([a-z_]+)"', page)
        if not (csrf and seen and state) or self.dice.random() < 0.5:
            return
        act = {"confirmed": "reopen:mistake", "dismissed": "reopen:mistake",
               "validated": "reopen:objection"}.get(
                   state[1], self.dice.choice(["confirm:banned",
                                               "dismiss:complies"]))
        self.ask("POST", f"/case/{case}/act", {
            "csrf": csrf[1], "seen": seen[1], "reason": act,
            "note": f"remark {self.dice.random()}"})

    def run(self):
        signed_in = 0
        while not self.soak.stop.is_set():
            # A new session now and then, as on a new day.
            if signed_in == 0 and not self.sign_in():
                self.soak.note("cannot sign in")
            signed_in = (signed_in + 1) % 2000
            self.look()
            if not self.cases:
                self.soak.stop.wait(1)
            for _ in range(8):
                if self.cases and not self.soak.stop.is_set():
                    self.decide()
                    self.soak.stop.wait(self.dice.random() * 0.8)


# --- what is measured ---

def children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as f:
            return [int(p) for p in f.read().split()]
    except OSError:
        return []


def look_at(pid):
    """(rss kB, pss kB, descriptors, threads) or None once it has ended."""
    try:
        with open(f"/proc/{pid}/smaps_rollup") as f:
            sizes = dict(re.findall(r"^(Rss|Pss):\s+(\d+)", f.read(), re.M))
        with open(f"/proc/{pid}/status") as f:
            threads = int(re.search(r"Threads:\s+(\d+)", f.read())[1])
        return (int(sizes["Rss"]), int(sizes["Pss"]),
                len(os.listdir(f"/proc/{pid}/fd")), threads)
    except (OSError, KeyError, TypeError):
        return None


def size_kb(path):
    try:
        return os.stat(path).st_size // 1024
    except OSError:
        return 0


class Soak:
    def __init__(self, o, tmp):
        self.o, self.tmp = o, tmp
        self.store = f"{tmp}/soak.db"
        self.stop = threading.Event()
        self.lock = threading.Lock()
        self.times, self.statuses = [], collections.Counter()
        self.notes = collections.Counter()
        self.rows = []  # (second, process or "store", figure, value)
        self.market = []  # outcomes of the scans of the marketplace
        self.children = []

    def note(self, what):
        with self.lock:
            self.notes[what] += 1

    def took(self, status, kind, seconds):
        with self.lock:
            self.times.append((kind, seconds))
            self.statuses[status] += 1
            if status >= 500:
                self.notes[f"answer {status}"] += 1

    def spawn(self, *argv, log, **more):
        child = subprocess.Popen(argv, stderr=open(f"{self.tmp}/{log}", "a"),
                                 **more)
        self.children.append(child)
        return child

    def run(self, *argv, **more):
        return subprocess.run([PROGRAM, *argv], check=True, text=True,
                              stdout=subprocess.PIPE, **more).stdout

    def start_shops(self):
        o = self.o
        self.spawn(SITE, "--port", str(o.port), "--pages", "30000",
                   log="site.log")
        demo = self.spawn(PROGRAM, "demo", "--serve", log="demo.log",
                          stdout=subprocess.PIPE, text=True)
        lines = []
        for line in demo.stdout:
            lines.append(line)
            if "snail.example:80" in line:
                break
        self.demo_yaml = f"{self.tmp}/demo.yaml"
        with open(self.demo_yaml, "w") as f:
            f.write("".join(lines))
        port = re.search(r"127\.0\.0\.1:(\d+)'", lines[-1])[1]
        routes = dict(re.findall(r"'([^']+:80)': '([^']+)'", "".join(lines)))
        trap_server = hostile.Server({TRAPS: traps})
        routes[f"{TRAPS}:80"] = f"127.0.0.1:{trap_server.port}"
        for shop in SHOPS:
            routes[f"{shop}:80"] = f"127.0.0.1:{o.port}"
        starts = [f"http://{h.rsplit(':', 1)[0]}/" for h in routes]
        # JSON is YAML.
        with open(f"{self.tmp}/soak.yaml", "w") as f:
            json.dump({
                "name": "soak", "market": "DE", "start": starts,
                "contact": "https://authority.example/", "sitemaps": True,
                "limits": {"pages": 10000000, "pages_per_host": 1000000,
                           "depth": 100, "hours": 100,
                           "per_host_delay_ms": int(
                               1000 * len(SHOPS) / o.pages_per_second)},
                "connect_to": routes}, f)
        return port

    def start(self):
        self.start_shops()
        self.run("recalls", "import", "--store", self.store,
                 "demo/recalls.jsonl")
        # Cases to work on from the first second.
        self.run("scan", "--store", self.store, "--max-time", "8s",
                 self.demo_yaml, stderr=subprocess.DEVNULL)
        for i in range(PEOPLE):
            self.run("user", "add", f"person{i}", "--store", self.store,
                     "--roles", "analyst,validator", input=PASSWORD + "\n")
        self.serve = self.spawn(
            PROGRAM, "serve", "--port", "0", "--store", self.store,
            log="serve.log", stdout=subprocess.PIPE, text=True)
        self.port = urllib.parse.urlsplit(
            self.serve.stdout.readline().strip()).port
        self.scan = self.spawn(
            PROGRAM, "scan", "--store", self.store, "--summary", "json",
            "--inspectors", "1", f"{self.tmp}/soak.yaml", log="scan.log",
            stdout=subprocess.PIPE, text=True)

    def scan_market(self):
        """The demo's marketplace, again and again, on its own store."""
        store = f"{self.tmp}/market.db"
        self.run("recalls", "import", "--store", store, "demo/recalls.jsonl")
        while not self.stop.wait(10):
            start = time.monotonic()
            child = self.spawn(
                PROGRAM, "scan", "--store", store, "--summary", "json",
                "--inspectors", "1", self.demo_yaml, log="market.log",
                stdout=subprocess.PIPE, text=True)
            out, _ = child.communicate()
            self.children.remove(child)
            if self.stop.is_set():
                return
            if child.returncode != 0:
                self.note(f"marketplace: exit {child.returncode}")
                continue
            s = json.loads(out)
            self.market.append((s["listings"], s["flagged"],
                                s["listings_new"], s["flagged_new"],
                                s["pages"]))
            self.stop.wait(60 - (time.monotonic() - start))

    def processes(self):
        yield "serve", self.serve.pid
        yield "supervisor", self.scan.pid
        for n, pid in enumerate(sorted(children(self.scan.pid))):
            yield (["fetcher", "spare 1", "spare 2"][n] if n < 3
                   else "inspector"), pid

    def sample(self, second):
        for role, pid in self.processes():
            seen = look_at(pid)
            for figure, value in zip(("rss kB", "pss kB", "descriptors",
                                      "threads"), seen or ()):
                self.rows.append((second, f"{role} {pid}", figure, value))
        with self.lock:
            times, self.times = self.times, []
        self.rows.append((second, "store", "file kB", size_kb(self.store)))
        self.rows.append((second, "store", "log kB",
                          size_kb(self.store + "-wal")))
        for kind in ("list", "case", "act"):
            took = sorted(s for k, s in times if k == kind)
            for figure, share in (("p50 ms", 0.5), ("p95 ms", 0.95)):
                if took:
                    self.rows.append((second, f"pages, {kind}", figure, round(
                        1000 * took[int(share * (len(took) - 1))], 2)))
        self.rows.append((second, "pages", "per s",
                          round(len(times) / SAMPLE_S, 1)))
        # What everything else on the machine costs.
        self.rows.append((second, "machine", "load", os.getloadavg()[0]))
        self.rows.append((second, "machine", "sync ms", self.sync_ms()))

    def sync_ms(self):
        """How long the disk takes to keep 4 KB."""
        start = time.monotonic()
        with open(f"{self.tmp}/sync", "wb") as f:
            f.write(bytes(4096))
            f.flush()
            os.fsync(f.fileno())
        return round(1000 * (time.monotonic() - start), 1)

    def work(self):
        threads = [Person(self, i) for i in range(PEOPLE)]
        threads.append(threading.Thread(target=self.scan_market, daemon=True))
        for t in threads:
            t.start()
        start = time.monotonic()
        while time.monotonic() - start < self.o.seconds:
            time.sleep(SAMPLE_S)
            for name in ("scan", "serve"):
                if getattr(self, name).poll() is not None:
                    self.note(f"{name} ended by itself")
                    return
            self.sample(round(time.monotonic() - start))
            if self.o.out:
                self.write(self.o.out)

    def write(self, path):
        with open(path + ".new", "w", newline="") as f:
            csv.writer(f).writerows(self.rows)
        os.replace(path + ".new", path)

    def end(self):
        self.stop.set()
        summary = {}
        self.scan.send_signal(signal.SIGTERM)
        try:
            out, _ = self.scan.communicate(timeout=120)
            summary = json.loads(out) if out else {}
        except subprocess.TimeoutExpired:
            self.note("the scan does not stop")
        if self.scan.returncode != 0:
            self.note(f"the scan's exit status is {self.scan.returncode}")
        self.serve.send_signal(signal.SIGTERM)
        if self.serve.wait(60) != 0:
            self.note(f"serve's exit status is {self.serve.returncode}")
        for child in self.children:
            child.kill()
        checked = subprocess.run([PROGRAM, "store", "check", "--store",
                                  self.store], capture_output=True, text=True)
        if checked.returncode != 0:
            self.note("store check: " + checked.stderr.strip()[-200:])
        return summary

    # --- the verdict ---

    def series(self):
        out = collections.defaultdict(list)
        for second, who, figure, value in self.rows:
            out[who, figure].append((second, value))
        return out

    def judge(self, figure, tenths, values):
        """Whether it grew too much, and the bound in words."""
        early, late = tenths[1], tenths[-1]
        if figure == "pss kB":
            return late - early > MEMORY_SHARE * early + MEMORY_KB
        if figure == "descriptors":
            return late - early > DESCRIPTORS
        if figure == "threads":
            return late - early > THREADS
        return figure == "log kB" and max(values) > LOG_KB_MAX

    def report(self, summary):
        bad = []
        print(f"{'process':22}{'figure':12}{'first 1/10':>12}{'second':>11}"
              f"{'last 1/10':>11}{'slope/h':>11}{'most':>11}")
        for (who, figure), points in self.series().items():
            if len(points) < 20:
                continue
            values = [v for _, v in points]
            size = len(values) // 10
            tenths = [statistics.mean(values[i * size:(i + 1) * size])
                      for i in range(10)]
            tenths[-1] = statistics.mean(values[-size:])
            seconds = [t for t, _ in points]
            late = len(points) // 10
            slope = 3600 * statistics.linear_regression(
                seconds[late:], values[late:]).slope
            grew = self.judge(figure, tenths, values)
            print(f"{who:22}{figure:12}{tenths[0]:12.1f}{tenths[1]:11.1f}"
                  f"{tenths[-1]:11.1f}{slope:11.1f}{max(values):11.1f}"
                  f"{'  GREW' if grew else ''}")
            if grew:
                bad.append(f"{who}: {figure} grew")
        bad += self.read_logs()
        bad += [f"{n} times {what}" for what, n in self.notes.items()]
        print(f"answers: {dict(sorted(self.statuses.items()))}")
        kinds = collections.Counter(m[:2] for m in self.market)
        print(f"marketplace scanned {len(self.market)} times; (offers, "
              f"flagged): {dict(kinds)}")
        if len(kinds) > 1 or any(m[2] or m[3] for m in self.market[1:]):
            bad.append(f"the marketplace came out different: {self.market}")
        if not self.market and self.o.seconds >= 120:
            bad.append("the marketplace was never scanned")
        print(f"scan: {summary.get('pages')} pages, states "
              f"{summary.get('states')}, {summary.get('listings')} offers")
        for key in ("reasons", "events", "rules_limited"):
            if summary.get(key):
                print(f"  {key}: {json.dumps(summary[key])[:1500]}")
        for line in bad:
            print(f"  NOT AS DUE: {line}")
        print(f"soak of {self.o.seconds} s: "
              f"{'flat, no error unexplained' if not bad else 'FAILED'}")
        return not bad

    def read_logs(self):
        bad, warned = [], collections.Counter()
        for log in ("scan.log", "serve.log", "market.log"):
            with open(f"{self.tmp}/{log}", errors="replace") as f:
                for line in f:
                    event = re.search(r"level=(\w+) event=(\w+)", line)
                    if event is None:
                        bad.append(f"{log}: {line.strip()[:300]}")
                    elif event[1] == "error" or (
                            event[1] == "warn" and
                            event[2] not in EXPLAINED):
                        bad.append(f"{log}: {line.strip()[:300]}")
                    elif event[1] == "warn":
                        warned[event[2]] += 1
        print(f"warnings explained by traps: {dict(warned)}")
        return bad[:20]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=int, default=3600)
    options.add_argument("--pages-per-second", type=float, default=20)
    options.add_argument("--port", type=int, default=8931)
    options.add_argument("--out", help="every sample, as CSV")
    o = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="shelfwatch-soak-") as tmp:
        soak = Soak(o, tmp)
        try:
            soak.start()
            soak.work()
            summary = soak.end()
        finally:
            for child in soak.children:
                child.kill()
        if o.out:
            soak.write(o.out)
        good = soak.report(summary)
    sys.exit(0 if good else 1)


main()
