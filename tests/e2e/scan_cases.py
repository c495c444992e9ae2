#!/usr/bin/env python3
"""Whole scans of odd sites on loopback, one function per case.

  tests/e2e/scan_cases.py [NAME]...

Each case has a host, a store and an archive of its own; several run at once,
most of them waiting. Nothing sleeps to be in step: a case waits for a
request, a log line or an exit, each with a deadline. $SHELFWATCH_PROGRAM
may name another build."""
import concurrent.futures
import glob
import gzip
import html
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                ".."))
import logfmt
import prometheus
import stored
from loopback import (Reply, Shop, page, product, redirect, robots, sitemap,
                      zeros)

DEADLINE_S = 50
PROGRAM = os.environ.get("SHELFWATCH_PROGRAM", "./shelfwatch")
shop = Shop()
folder = tempfile.TemporaryDirectory(prefix="shelfwatch-scan-")


def children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as f:
            return [int(p) for p in f.read().split()]
    except OSError:
        return []


class Case:
    """One campaign with its store; hosts are NAME.example and on."""

    def __init__(self, name, **campaign):
        self.name, self.failures = name, []
        self.host = f"{name}.example"
        self.at = f"http://{self.host}"
        self.dir = os.path.join(folder.name, name)
        os.makedirs(self.dir)
        self.store = f"{self.dir}/s.db"
        self.archive = f"{self.store}.warc"
        self.yaml = f"{self.dir}/campaign.yaml"
        self.log_path = f"{self.dir}/log"
        self.campaign(**campaign)

    def campaign(self, start=("/",), hosts=(), limits="", connect=True,
                 more=""):
        names = [self.host, *hosts]
        urls = [u if "://" in u else self.at + u for u in start]
        lines = [f"name: {self.name}", "contact: https://authority.example/",
                 f"start: {json.dumps(urls)}",
                 f"limits: {{per_host_delay_ms: 0{limits}}}", more]
        if connect:
            routes = {f"{n}:80": f"127.0.0.1:{shop.port}" for n in names}
            lines.append(f"connect_to: {json.dumps(routes)}")
        with open(self.yaml, "w") as f:
            f.write("\n".join(lines) + "\n")

    def check(self, what, got, want):
        if got != want:
            self.failures.append(f"{what}: got {got!r}, want {want!r}")

    def start(self, *options):
        log = open(self.log_path, "a")
        child = subprocess.Popen(
            [PROGRAM, "scan", "--store", self.store, "--summary",
             "json", "--verbose", *options, self.yaml],
            stdout=subprocess.PIPE, stderr=log, text=True)
        log.close()
        return child

    def end(self, child):
        """(exit status, summary or None)"""
        try:
            out, _ = child.communicate(timeout=DEADLINE_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.communicate()
            raise AssertionError("the scan does not end")
        return child.returncode, json.loads(out) if out else None

    def run(self, *options):
        return self.end(self.start(*options))

    def finish(self, *options):
        status, summary = self.run(*options)
        self.check("exit", status, 0)
        self.check("how", summary and summary["how"], "finished")
        return summary or {}

    def policy(self, **values):
        """The path of the shipped policy with other values."""
        path = f"{self.dir}/policy.yaml"
        with open("score/policy.yaml") as f:
            text = f.read()
        for name, value in values.items():
            text, count = re.subn(rf"(?m)^( *{name}: )\S+", rf"\g<1>{value}",
                                  text)
            assert count == 1, name
        with open(path, "w") as f:
            f.write(text)
        return path

    def rows(self, sql, *args):
        db = stored.connect(self.store, timeout=20)
        try:
            return db.execute(sql, args).fetchall()
        finally:
            db.close()

    def pages(self):
        """Path to (state, reason) of its newest row."""
        return {u.replace(self.at, "", 1): (s, r) for u, s, r in self.rows(
            "SELECT url, state, reason FROM page ORDER BY id")}

    def states(self):
        return {u: s for u, (s, _) in self.pages().items()}

    def titles(self):
        return sorted(json.loads(r)["title"] for r, in self.rows(
            "SELECT record_text(v.record, v.packed)"
            " FROM listing l JOIN listing_version v ON v.id = l.version"))

    def check_once(self):
        """No page and no listing was kept twice."""
        self.check("double pages", self.rows(
            "SELECT url FROM page GROUP BY scan, url HAVING count(*) > 1"), [])
        self.check("versions of listings", self.rows(
            "SELECT count(*) FROM listing")[0], self.rows(
            "SELECT count(*) FROM listing_version")[0])

    def warc(self):
        """All records of the archive, read by a program not ours."""
        text = b""
        for name in sorted(glob.glob(f"{self.archive}/*.warc.gz")):
            with gzip.open(name) as f:
                text += f.read()
        return text

    def log(self):
        if not os.path.exists(self.log_path):
            return ""
        with open(self.log_path, errors="replace") as f:
            return f.read()

    def wait_log(self, word, after=0):
        """The rest of the first line with word in it, behind `after`."""
        until = time.monotonic() + DEADLINE_S
        while time.monotonic() < until:
            at = self.log().find(word, after)
            if at >= 0 and "\n" in self.log()[at:]:
                return self.log()[at:].split("\n")[0], at + len(word)
            time.sleep(0.005)
        raise AssertionError(f"no {word!r} in the log")

    def roles(self, child):
        """Helpers in the order they were made: fetchers, inspectors."""
        pids = sorted(children(child.pid))
        return pids[:3], pids[3:]

    def hold(self, path):
        shop.hold(self.host, path)

    def release(self, path):
        shop.release(self.host, path)

    def wait_asked(self, path, count=1):
        if not shop.wait_asked(self.host, path, count):
            raise AssertionError(f"{path} was not asked for {count} times")

    def asked(self, path):
        return len(shop.asked(self.host, path))


def small_shop(case, count=6):
    """A list and `count` offers; every page but the first is held back by
    none. Returns the titles."""
    links = [f"/p/{i}" for i in range(count)]
    shop.add(case.host, {"/": page("Lamps", links)})
    shop.add(case.host, {u: product(f"Desk lamp {u[3:]}") for u in links})
    return sorted(f"Desk lamp {i}" for i in range(count))


# --- what a scan says ---

def case_plain(c):
    titles = small_shop(c)
    s = c.finish()
    for key in ("scan", "name", "started_at", "pages", "states", "kinds",
                "urls_known", "urls_waiting", "listings", "listings_new",
                "flagged", "flagged_new"):
        c.check(f"summary has {key}", key in s, True)
    c.check("pages", (s["pages"], s["urls_waiting"]), (7, 0))
    c.check("states", s["states"], {"observed": 7})
    c.check("titles", c.titles(), titles)
    c.check("user agent", "authority.example" in shop.asked(
        c.host, "/")[0][2]["User-Agent"], True)
    c.check("robots.txt is first", shop.paths(c.host)[0], "/robots.txt")
    warc = c.warc()
    c.check("records", [warc.count(b"WARC-Type: " + t) for t in
                        (b"response", b"request", b"metadata")], [7, 7, 7])


def case_exits(c):
    def status(*args):
        done = subprocess.run([PROGRAM, "scan", *args],
                              capture_output=True, text=True,
                              timeout=DEADLINE_S)
        return done.returncode, done.stderr

    c.check("help", status("-h")[0], 0)
    c.check("no campaign", status()[0], 2)
    c.check("bad option", status("--nonsense", c.yaml)[0], 2)
    c.check("bad time", status("--max-time", "5d", c.yaml)[0], 2)
    c.check("bad summary", status("--summary", "xml", c.yaml)[0], 2)
    c.check("missing file", status(f"{c.dir}/none.yaml")[0], 1)
    with open(c.yaml, "w") as f:
        f.write("name: x\ncontact: y\nstart: [https://a.example/]\nlimit: 1\n")
    code, text = status("--store", c.store, c.yaml)
    c.check("broken campaign", code, 1)
    c.check("names the line", "campaign.yaml:4" in text, True)
    with open(c.yaml, "w") as f:
        f.write("name: x\ncontact: y\nstart: [https://a.example/]\n"
                "ignore_robots: true\n")
    c.check("override without basis",
            "legal_basis" in status("--store", c.store, c.yaml)[1], True)
    c.check("no store was made", os.path.exists(c.store), False)


def case_lock(c):
    small_shop(c)
    c.hold("/p/0")
    first = c.start()
    c.wait_asked("/p/0")
    started = time.monotonic()
    done = subprocess.run(
        [PROGRAM, "scan", "--store", c.store, c.yaml],
        capture_output=True, text=True, timeout=DEADLINE_S)
    c.check("second exit", done.returncode, 1)
    c.check("second says", f"in use by scan, process {first.pid}"
            in done.stderr, True)
    c.check("at once", time.monotonic() - started < 10, True)
    c.release("/p/0")
    c.check("first exit", c.end(first)[0], 0)


def processes(parent):
    """Numbers of a process and of all that it started."""
    found, rest = [], [parent]
    while rest:
        found.append(rest.pop())
        for entry in os.listdir("/proc"):
            try:
                with open(f"/proc/{entry}/stat") as f:
                    up = int(f.read().rpartition(")")[2].split()[1])
            except (OSError, ValueError, IndexError):
                continue
            if up == found[-1]:
                rest.append(int(entry))
    return found


def case_confined(c):
    """All processes of a running scan are under the filter, and none but the
    supervisor has the store or the archive open."""
    small_shop(c)
    c.hold("/p/0")
    child = c.start("--inspectors", "2")
    c.wait_asked("/p/0")
    all_of_it = processes(child.pid)
    c.check("fetchers, inspectors, supervisor", len(all_of_it) >= 4, True)
    for pid in all_of_it:
        with open(f"/proc/{pid}/status") as f:
            status = {k: v.strip() for k, _, v in
                      (line.partition(":") for line in f)}
        c.check(f"{pid}: filter", (status["Seccomp"], status["NoNewPrivs"]),
                ("2", "1"))
        files = []
        for fd in os.listdir(f"/proc/{pid}/fd"):
            try:
                files.append(os.readlink(f"/proc/{pid}/fd/{fd}"))
            except OSError:
                pass
        ours = [f for f in files if f.startswith(c.dir)
                and not f.endswith(os.path.basename(c.log_path))]
        c.check(f"{pid}: files", bool(ours), pid == child.pid)
    c.release("/p/0")
    c.check("exit", c.end(child)[0], 0)


def case_metrics(c):
    """Figures for Prometheus, whole and in a folder of their own."""
    small_shop(c)
    folder = f"{c.dir}/collector"
    os.mkdir(folder)
    s = c.finish("--metrics", f"{folder}/scan.prom")
    c.check("one file", os.listdir(folder), ["scan.prom"])
    lines = prometheus.read(f"{folder}/scan.prom")
    named = f'{{campaign="{c.name}"}}'
    c.check("pages", lines.get("shelfwatch_scan_pages" + named),
            s["pages"])
    c.check("finished", lines.get("shelfwatch_scan_finished" + named), 1)
    c.check("scans", lines.get('shelfwatch_scans{how="finished"}'), 1)
    c.check("cases", lines.get("shelfwatch_cases_open"), s["flagged"])
    c.finish("--metrics", f"{c.dir}/none/scan.prom")
    c.check("a folder that is not there", "event=no_metrics" in c.log(), True)


def case_forged_log(c):
    """No page writes into the log what it likes."""
    ugly = ('/p/1" level=error event=forged\n2026-01-01T00:00:00Z level=error'
            ' event=forged \x1b[31m\u202e')
    shop.add(c.host, {"/": page("Lamps", [
        html.escape(ugly), "/" + "a" * 3000, "/p/2?x=\"y\" event=forged",
        "/a" + "/b" * 300])})
    c.finish()
    found = logfmt.events(c.log())
    c.check("refused", [e for e in found if e["event"] == "link_refused"] != [],
            True)
    c.check("forged", [e for e in found if e["event"] == "forged"
                       or e["level"] == "error"], [])
    c.check("no terminal codes", "\x1b" in c.log(), False)


def case_budget(c):
    small_shop(c)
    c.campaign(limits=", pages: 3")
    status, s = c.run()
    c.check("pages", (status, s["how"], s["pages"]), (0, "budget", 3))
    c.check("a new scan starts", c.run()[1]["scan"], 2)


def case_budget_host(c):
    small_shop(c)
    c.campaign(limits=", pages_per_host: 3")
    status, s = c.run()
    c.check("pages", (status, s["pages"]), (0, 3))


def case_hours(c):
    """The campaign's hours end it for good."""
    small_shop(c)
    c.campaign(limits=", hours: 0.001")
    c.hold("/p/0")
    child = c.start()
    c.wait_asked("/p/0")
    time.sleep(3.7)  # what is tested: 0.001 h
    c.release("/p/0")
    status, s = c.end(child)
    c.check("how", (status, s["how"]), (0, "budget"))
    c.check("finished", c.rows("SELECT how FROM scan"), [("budget",)])


def case_max_time(c):
    """--max-time leaves the rest for the next run."""
    titles = small_shop(c)
    c.hold("/p/0")
    child = c.start("--max-time", "4")
    c.wait_asked("/p/0")  # in time, however busy the machine
    time.sleep(4.1)  # what is tested: 4 s
    c.release("/p/0")
    status, s = c.end(child)
    c.check("how", (status, s["how"]), (0, "stopped"))
    c.check("waiting", s["urls_waiting"] > 0, True)
    c.check("one scan", c.finish()["scan"], s["scan"])
    c.check("titles", c.titles(), titles)
    c.check_once()


# --- where a scan may go ---

def case_private(c):
    c.campaign(start=[f"http://127.0.0.1:{shop.port}/",
                      f"http://[::1]:{shop.port}/", "http://169.254.169.254/",
                      f"http://localhost:{shop.port}/"], connect=False)
    before = len(shop.log)
    status, s = c.run()
    c.check("no page was seen", (status, s["how"], s["states"]),
            (1, "finished", {"refused": 4}))
    for url, (state, reason) in c.pages().items():
        c.check(url, (state, reason.split(":")[0]), ("refused", "address"))
    c.check("rows", len(c.pages()), 4)
    c.check("nobody was asked", [e for e in shop.log[before:]
                                 if "127.0.0.1" in e[1]], [])


def case_redirects(c):
    c.campaign(start=["/chain", "/loop", "/off", "/closed", "/ignored-hop",
                      "/fragment", "/nowhere"],
               hosts=["elsewhere.example", f"www.{c.host}"],
               more="ignore: ['/ignored/']")
    shop.add(c.host, {
        "/robots.txt": robots("User-agent: *\nDisallow: /private/\n"),
        "/chain": redirect("/c1", 301), "/c1": redirect("c2", 307),
        "/c2": redirect(f"http://www.{c.host}/end", 308),
        "/loop": redirect("/loop"), "/off": redirect(
            "http://elsewhere.example/"),
        "/closed": redirect("/private/x"),
        "/ignored-hop": redirect("/ignored/x"),
        "/fragment": redirect("/target#part"),
        "/target": product("Fragment lamp"),
        "/nowhere": redirect("javascript:alert(1)"),
        "/private/x": product("Private"), "/ignored/x": product("Ignored")})
    shop.add(f"www.{c.host}", {"/end": product("Chain lamp")})
    c.finish()
    got = c.pages()
    c.check("chain", got["/chain"], ("observed", ""))
    c.check("final", c.rows("SELECT final_url FROM page WHERE url = ?",
                            c.at + "/chain"), [(f"http://www.{c.host}/end",)])
    c.check("loop", got["/loop"][0:1] + (
        got["/loop"][1].split(":")[1],), ("refused", " too many redirects"))
    c.check("loop requests", c.asked("/loop"), 11)
    c.check("off", got["/off"][1].split(":")[1], " leaves the campaign")
    c.check("off was not asked", shop.asked("elsewhere.example"), [])
    c.check("closed", got["/closed"],
            ("refused", "robots: disallowed by robots.txt"))
    c.check("closed was not asked", c.asked("/private/x"), 0)
    c.check("ignored", got["/ignored-hop"][0], "refused")
    c.check("ignored was not asked", c.asked("/ignored/x"), 0)
    c.check("fragment", got["/fragment"][0], "observed")
    c.check("nowhere", got["/nowhere"][0], "refused")
    c.check("titles", c.titles(), ["Chain lamp", "Fragment lamp"])


def case_robots(c):
    c.campaign(start=["/", "/private/a"])
    shop.add(c.host, {
        "/robots.txt": robots("User-agent: shelfwatch\nDisallow: /private/\n"
                              "User-agent: *\nDisallow: /\n"),
        "/": page("Shop", ["/private/b"]), "/private/a": product("A"),
        "/private/b": product("B")})
    c.finish()
    c.check("states", c.states(), {"/": "observed", "/private/a": "refused",
                                   "/private/b": "refused"})
    c.check("asked", sorted(set(shop.paths(c.host))), ["/", "/robots.txt"])
    c.check("no override", c.rows(
        "SELECT DISTINCT robots_override FROM page"), [("",)])
    c.campaign(start=["/", "/private/a"],
               more="ignore_robots: true\nlegal_basis: '(EU) 2023/988'")
    c.finish()
    c.check("override", c.states(), {"/": "observed", "/private/a": "observed",
                                     "/private/b": "observed"})
    c.check("recorded", c.rows("SELECT url, robots_override FROM page"
                               " WHERE robots_override != '' ORDER BY url"),
            [(c.at + "/private/" + x, "(EU) 2023/988") for x in "ab"])
    c.check("in the archive", c.warc().count(
        b"robots-override: (EU) 2023/988"), 2)


def case_robots_answers(c):
    """RFC 9309, 2.3.1: unavailable is allowed, unreachable is not."""
    hosts = [f"{n}.{c.host}" for n in ("gone", "down", "hops", "far")]
    c.campaign(start=[f"http://{h}/" for h in hosts], hosts=hosts)
    for h in hosts:
        shop.add(h, {"/": product(f"Lamp of {h}")})
    shop.add(hosts[0], {"/robots.txt": Reply("no", 403)})
    shop.add(hosts[1], {"/robots.txt": Reply("no", 500)})
    shop.add(hosts[2], {"/robots.txt": redirect("/robots.txt")})
    shop.add(hosts[3], {"/robots.txt": redirect("/r1"),
                        "/r1": robots("User-agent: *\nDisallow: /\n")})
    c.finish()
    got = {u.split("/")[2].split(".")[0]: (s, r.split(":")[0])
           for u, (s, r) in c.pages().items()}
    c.check("states", got, {"gone": ("observed", ""),
                            "down": ("failed", "robots"),
                            "hops": ("observed", ""),
                            "far": ("refused", "robots")})
    c.check("down was left alone", shop.asked(hosts[1], "/"), [])
    c.check("hops", len(shop.asked(hosts[2], "/robots.txt")), 6)


def gaps(c):
    times = [t for t, _, _ in shop.asked(c.host)]
    return [b - a for a, b in zip(times, times[1:])]


def case_crawl_delay(c):
    """robots.txt is a request like any other."""
    small_shop(c, 2)
    shop.add(c.host, {"/robots.txt": robots(
        "User-agent: *\nCrawl-delay: 1\n")})
    c.finish()
    c.check("requests", len(shop.asked(c.host)), 4)
    # A request may take a moment to arrive: one gap is then shorter, and the
    # one before it longer.
    c.check("no two at once", min(gaps(c)) > 0.5, True)
    c.check("a second each", sum(gaps(c)) > 2.7, True)


def case_shared_address(c):
    """Two hosts put on one address by connect_to do not wait for each
    other: each has its own delay."""
    other = f"b.{c.host}"
    c.campaign(start=["/", f"http://{other}/"], hosts=[other])
    with open(c.yaml) as f:
        text = f.read()
    with open(c.yaml, "w") as f:
        f.write(text.replace("per_host_delay_ms: 0", "per_host_delay_ms: 800"))
    shop.add(other, {"/": page("B")})
    shop.add(c.host, {"/": page("A")})
    c.finish()
    c.check("gap", [g > 0.75 for g in gaps(c)], [True])
    a, b = (shop.asked(h)[1][0] for h in (c.host, other))
    c.check("not one after the other", abs(a - b) < 0.7, True)


def case_sitemaps(c):
    c.campaign(more=f"follow: ['^{c.at}/p/']")
    shop.add(c.host, {
        "/robots.txt": robots(f"Sitemap: {c.at}/index.xml\n"),
        "/": page("Shop"),
        "/index.xml": sitemap([f"{c.at}/a.xml.gz", f"{c.at}/b.xml"], True),
        "/a.xml.gz": sitemap([f"{c.at}/p/1", f"{c.at}/other"], packed=True),
        "/b.xml": sitemap([f"{c.at}/p/2", "http://foreign.example/p/3"]),
        "/p/1": product("Lamp 1"), "/p/2": product("Lamp 2")})
    s = c.finish()
    c.check("kinds", s["kinds"].get("sitemap"), 3)
    c.check("titles", c.titles(), ["Lamp 1", "Lamp 2"])
    c.check("out of scope", c.asked("/other"), 0)


def case_sitemap_start(c):
    c.campaign(start=["/feed.xml"], more="sitemaps: false")
    shop.add(c.host, {
        "/robots.txt": robots(f"Sitemap: {c.at}/unread.xml\n"),
        "/feed.xml": Reply(
            f"<rss><channel><item><link>{c.at}/p/1</link></item></channel>"
            f"</rss>", Content_Type="application/rss+xml"),
        "/p/1": product("Lamp 1")})
    c.finish()
    c.check("titles", c.titles(), ["Lamp 1"])
    c.check("sitemaps are off", c.asked("/unread.xml"), 0)


# --- what comes back ---

def once_then(first, then):
    answers = iter([first])
    lock = threading.Lock()

    def answer(_):
        with lock:
            return next(answers, then)
    return answer


def case_statuses(c):
    hosts = [f"{n}.{c.host}" for n in ("busy", "ill", "dead")]
    c.campaign(start=["/404", "/403", "/410", "/soft"] +
               [f"http://{h}/x" for h in hosts], hosts=hosts)
    shop.add(c.host, {
        "/403": Reply("<h1>Forbidden</h1>", 403),
        "/410": Reply("<h1>Gone</h1>", 410),
        "/soft": page("Page not found")})
    shop.add(hosts[0], {"/x": once_then(Reply("", 429, Retry_After="1"),
                                        product("Busy lamp"))})
    shop.add(hosts[1], {"/x": once_then(Reply("", 500),
                                        product("Ill lamp"))})
    shop.add(hosts[2], {"/x": Reply("<h1>Internal error</h1>", 500)})
    c.finish()
    got = c.pages()
    for path in ("/404", "/403", "/410", "/soft", f"http://{hosts[2]}/x"):
        c.check(path, (got[path][0], got[path][1] != ""), ("blocked", True))
    c.check("titles", c.titles(), ["Busy lamp", "Ill lamp"])
    first, second = (t for t, _, _ in shop.asked(hosts[0], "/x"))
    c.check("Retry-After", second - first > 0.95, True)
    c.check("tries", len(shop.asked(hosts[2], "/x")), 3)


def raw(head, body=b""):
    return b"HTTP/1.1 200 OK\r\n" + head.encode() + b"\r\n\r\n" + body


def drip(_):
    """Slow, but steady and soon done."""
    time.sleep(1.5)
    return product("Slow lamp")


def case_bodies(c):
    names = ("slow", "cut", "bomb", "head", "charset", "none", "empty",
             "deep", "nul")
    hosts = [f"{n}.{c.host}" for n in names]
    c.campaign(start=[f"http://{h}/" for h in hosts], hosts=hosts)
    whole = product("Cut lamp").body
    chinese = product("台灯 经典").body.decode().encode("gbk")
    html = "Content-Type: text/html"
    answers = {
        "slow": drip,
        "cut": raw(f"{html}\r\nContent-Length: 90000", whole[:300]),
        "bomb": raw(f"{html}\r\nContent-Encoding: gzip", zeros(80)),
        "head": raw(html + "\r\n" + "\r\n".join(
            f"X-{i}: {'y' * 1000}" for i in range(300)), whole),
        "charset": raw(f"{html}; charset=utf-8\r\nContent-Length: "
                       f"{len(chinese)}", chinese),
        "none": raw("Connection: close", whole),
        "empty": raw(f"{html}\r\nContent-Length: 0"),
        "deep": Reply("<div>" * 200000),
        "nul": Reply(b"\0" * 5000)}
    for n, h in zip(names, hosts):
        shop.add(h, {"/": answers[n]})
    c.finish()
    got = {u.split("/")[2].split(".")[0]: s
           for u, s in c.states().items()}
    c.check("all came to an end", sorted(got), sorted(names))
    for n in ("cut", "bomb"):
        c.check(n, got[n], "partial")
    for n in ("slow", "none"):
        c.check(n, got[n], "observed")
    for n in ("head", "empty", "nul", "deep"):
        c.check(f"{n} is not observed whole", got[n] != "quarantined", True)
    c.check("slow lamp", "Slow lamp" in c.titles(), True)


def case_again(c):
    """A second visit: 304, the same bytes without a validator, a change."""
    tag = {"ETag": '"v1"'}

    def tagged(headers):
        if headers.get("If-None-Match") == '"v1"':
            return Reply(b"", 304, **tag)
        answer = product("Tagged lamp")
        answer.headers.update(tag)
        return answer

    prices = iter(["10.00", "11.00", "12.00"])
    shop.add(c.host, {"/": page("Lamps", ["/tag", "/plain", "/new"]),
                      "/tag": tagged, "/plain": product("Plain lamp"),
                      "/new": lambda _: product("New lamp",
                                                price=next(prices))})
    titles = ["New lamp", "Plain lamp", "Tagged lamp"]
    c.finish()
    c.check("titles", c.titles(), titles)
    s = c.finish()
    c.check("states", c.states(), {"/": "observed", "/tag": "unchanged",
                                   "/plain": "observed", "/new": "observed"})
    c.check("no new listing", (s["listings"], s["listings_new"]), (3, 0))
    c.check("asked with the tag", shop.asked(c.host, "/tag")[1][2].get(
        "If-None-Match"), '"v1"')
    c.check("versions", c.rows(
        "SELECT count(*) FROM listing_version"), [(4,)])
    c.check("revisits", c.warc().count(b"WARC-Type: revisit"), 3)
    c.check("kept", c.rows(
        "SELECT count(*) FROM page WHERE record = ''"), [(0,)])
    # The archive is gone: what is not modified is fetched whole again.
    os.rename(c.archive, c.archive + ".away")
    c.finish()
    c.check("without archive", c.states()["/tag"], "observed")
    c.check("asked again", c.asked("/tag"), 4)
    c.check("still", c.titles(), titles)


def write_recall(c, **members):
    with open(f"{c.dir}/recalls.jsonl", "w") as f:
        json.dump({"id": "R-1", "source": "test", "published": "2026-11-01",
                   "product": "Desk lamp", "brand": "Haldern",
                   "level": "serious", "hazards": ["fire"], **members}, f)
        f.write("\n")


def case_stored(c):
    """A recall that comes later finds what was scanned before."""
    shop.add(c.host, {"/": product("Desk lamp T7", gtin="4006381333931")})
    c.finish()
    write_recall(c, gtins=["4006381333931"])

    def verb(*args):
        return subprocess.run([PROGRAM, *args, "--store", c.store],
                              capture_output=True, text=True,
                              timeout=DEADLINE_S)

    requests = len(shop.asked(c.host))
    c.check("before", c.rows("SELECT count(*) FROM casefile_finding"
                             " WHERE source = 'recall'"), [(0,)])
    c.check("import", verb("recalls", "import", "--no-sweep",
                           f"{c.dir}/recalls.jsonl").returncode, 0)
    done = verb("screen", "--stored", "--metrics", f"{c.dir}/run.prom")
    c.check("screen", (done.returncode, "1 stored listings: 1 flagged, "
                       "1 new cases" in done.stdout), (0, True))
    c.check("case", c.rows("SELECT source, id FROM casefile_finding"
                           " WHERE source = 'recall'"), [("recall", "R-1")])
    of_run = prometheus.read(f"{c.dir}/run.prom")
    c.check("figures", [of_run.get(
        f'shelfwatch_run_{n}{{verb="screen --stored"}}')
        for n in ("ok", "screened", "flagged", "cases_new")], [1, 1, 1, 1])
    verb("recalls", "sweep", "--metrics", f"{c.dir}/sweep.prom")
    c.check("nothing to sweep", prometheus.read(f"{c.dir}/sweep.prom").get(
        'shelfwatch_run_ok{verb="recalls sweep"}'), 1)
    c.check("again", "0 new cases" in verb("screen", "--stored").stdout, True)
    c.check("nothing was fetched", len(shop.asked(c.host)), requests)


def case_drawn(c):
    """Unflagged offers are drawn into the queue and judged first."""
    small_shop(c, 5)
    shop.add(c.host, {"/": page("Lamps", [f"/p/{i}" for i in range(6)]),
                      "/p/5": product("Desk lamp 5",
                                      images=[f"{c.at}/a.jpg"]),
                      "/a.jpg": photo("jpg")})
    policy = c.policy(audit_share=0.999999, flag_from=0.9)

    def queue(*args):
        return subprocess.run([PROGRAM, "queue", *args, "--store", c.store],
                              capture_output=True, text=True, check=True,
                              timeout=DEADLINE_S).stdout

    c.finish()
    c.check("without the setting", c.rows("SELECT count(*) FROM casefile"),
            [(0,)])
    s = c.finish("--policy", policy)
    c.check("none is flagged by the machine", s.get("flagged"), 0)
    c.check("looks like all others", c.asked("/a.jpg"), 1)
    c.check("drawn", c.rows("SELECT kind, count(*) FROM sample GROUP BY kind"),
            [("audit", 6)])
    told = queue("list", "--json") + queue("export", "--json") + "".join(
        queue("show", str(i), "--json") for i in range(1, 7))
    c.check("told", [w for w in ("audit", "sample", '"flagged":false')
                     if w in told], [])
    for i in range(1, 7):
        queue("decide", str(i), "confirm" if i == 1 else "dismiss",
              "--reason", "banned" if i == 1 else "complies",
              "--author", "test")
    c.check("stats", "6 drawn, 6 decided" in queue("stats"), True)
    c.finish("--policy", policy)
    c.check("not drawn twice", c.rows("SELECT count(*) FROM casefile"),
            [(6,)])
    c.check("decisions stay", c.rows(
        "SELECT count(*) FROM casefile WHERE state = 'dismissed'"), [(5,)])


def case_judged_first(c):
    """Flagged and unflagged offers are judged alike before what was found is
    shown, by a scan and from the store; but not what cannot wait."""
    shop.add(c.host, {
        "/": page("Shop", ["/p/1", "/p/2", "/p/3"]),
        "/p/1": product(JAMMER), "/p/2": product("Bookend"),
        "/p/3": product("Wall clock", gtin="4006381333931")})
    policy = c.policy(audit_share=0.999999, flagged_share=0.999999)

    def run(*args):
        return subprocess.run([PROGRAM, *args, "--store", c.store],
                              capture_output=True, text=True, check=True,
                              timeout=DEADLINE_S).stdout

    def drawn():
        return c.rows("SELECT m.kind, l.title FROM sample m JOIN ("
                      "SELECT c.id, json_extract(record_text(v.record,"
                      " v.packed), '$.title') title"
                      " FROM casefile c JOIN listing_version v"
                      " ON v.listing = c.listing) l ON l.id = m.casefile"
                      " WHERE m.record IS NOT NULL ORDER BY 2")

    s = c.finish("--policy", policy)
    c.check("one is flagged", s.get("flagged"), 1)
    c.check("drawn", drawn(), [("audit", "Bookend"), ("flagged", JAMMER),
                               ("audit", "Wall clock")])
    c.check("recorded", c.rows("SELECT DISTINCT kind, share, seed FROM sample"
                               " ORDER BY kind"),
            [("audit", 0.999999, "1"), ("flagged", 0.999999, "1")])
    of_jammer = c.rows("SELECT m.casefile FROM sample m"
                       " WHERE kind = 'flagged'")[0][0]

    def shown():
        return (run("queue", "list", "--json") + run("queue", "list")
                + run("queue", "export") + run("queue", "export", "--json")
                + "".join(run("queue", "show", str(i), *how)
                          for i in (1, 2, 3) for how in ((), ("--json",))))

    def findings():
        return c.rows("SELECT (SELECT count(*) FROM casefile_finding),"
                      " (SELECT count(*) FROM casefile_hazard)")

    told = [w for w in ("radio/", "rule ", "conclusive", "score", "audit",
                        '"flagged":false') if w in shown()]
    c.check("told before", told, [])
    c.check("nor beside it", findings(), [(0, 0)])
    run("screen", "--stored", "--policy", policy)
    c.check("screened again", (findings(), [
        w for w in ("radio/", "audit") if w in shown()]), ([(0, 0)], []))

    def decide(number, verdict, reason):
        run("queue", "decide", str(number), verdict, "--reason", reason,
            "--author", "anna")

    decide(of_jammer, "dismiss", "complies")
    c.check("told then", "radio/" in run("queue", "show", str(of_jammer)),
            True)
    decide(of_jammer, "confirm", "banned")
    stats = json.loads(run("queue", "stats", "--json"))
    rule = [f for f in stats["sources"] if f["source"] == "rule"][0]
    c.check("both are kept", (
        rule["confirmed"], rule["blind"]["confirmed"],
        stats["blind"]["changed"]), (1, 0, 1))
    # What is proved does not wait, even where it was drawn before.
    write_recall(c, gtins=["4006381333931"])
    run("recalls", "import", f"{c.dir}/recalls.jsonl")
    c.check("a number that proves it opens", drawn(),
            [("audit", "Bookend")])


PHOTO = "tests/fuzz/seeds/picture/photo."
JAMMER = "GPS signal jammer for cars"


def photo(form, **headers):
    with open(PHOTO + form, "rb") as f:
        return Reply(f.read(), Content_Type="application/octet-stream",
                     **headers)


def case_pictures(c):
    """Of a flagged offer the first pictures are fetched, and of no other."""
    cdn = "cdn-of-pictures.example"
    shown = [f"{c.at}/a.jpg", f"http://{cdn}/b.png#top", "data:image/gif;,",
             f"{c.at}/c.webp", f"{c.at}/d.gif"]
    c.campaign(hosts=[cdn], limits=", depth: 1")
    shop.add(c.host, {
        "/": page("Shop", ["/p/1", "/p/2", "/p/3"]),
        "/robots.txt": robots("User-agent: *\nDisallow: /private/\n"),
        "/p/1": product(JAMMER, images=shown),
        "/p/2": product("Desk lamp", images=[f"{c.at}/lamp.jpg"]),
        "/p/3": product(JAMMER + ", black", images=[
            f"{c.at}/private/e.jpg", f"{c.at}/f.svg", f"{c.at}/a.jpg"]),
        "/a.jpg": photo("jpg", ETag='"1"'), "/c.webp": photo("webp"),
        "/f.svg": Reply("<svg xmlns='http://www.w3.org/2000/svg'/>",
                        Content_Type="image/svg+xml")})
    shop.add(cdn, {"/b.png": photo("png")})
    s = c.finish()
    c.check("kinds", s["kinds"].get("picture"), 4)
    c.check("asked", [c.asked(u) for u in ("/a.jpg", "/c.webp", "/d.gif",
                                           "/lamp.jpg", "/private/e.jpg")],
            [1, 1, 0, 0, 0])
    c.check("their robots.txt", len(shop.asked(cdn, "/robots.txt")), 1)
    c.check("ends", [c.pages()[u] for u in ("/private/e.jpg", "/f.svg")],
            [("refused", "robots: disallowed by robots.txt"),
             ("blocked", "no picture in a form that is read")])
    c.check("kept", c.rows(
        "SELECT media_type, width, height, substr(hex(thumb), 1, 6), count(*)"
        " FROM picture GROUP BY media_type"),
        [(f"image/{f}", 48, 36, "FFD8FF", 1) for f in ("jpeg", "png", "webp")])
    c.check("whose", c.rows(
        "SELECT place, replace(url, ?, ''), picture > 0, page > 0"
        " FROM listing_picture WHERE listing IN (SELECT id FROM listing"
        "  WHERE url LIKE '%/p/3') ORDER BY place", c.at),
        [(0, "/private/e.jpg", 0, 1), (1, "/f.svg", 0, 1), (2, "/a.jpg", 1, 1)])
    with open(PHOTO + "png", "rb") as f:
        c.check("archived", f.read() in c.warc(), True)
    c.finish()
    c.check("not asked again", [c.asked("/a.jpg"), len(shop.asked(cdn,
            "/b.png")), c.asked("/f.svg")], [1, 1, 2])
    c.check_once()


def case_pictures_none(c):
    shop.add(c.host, {"/": product(JAMMER, images=[f"{c.at}/a.jpg"])})
    c.campaign(limits=", pictures: 0")
    c.check("flagged", c.finish()["flagged"], 1)
    c.check("asked", c.asked("/a.jpg"), 0)
    c.campaign(limits=", pictures: 1")
    c.finish()
    c.check("asked later", c.asked("/a.jpg"), 1)


def case_pictures_kill(c):
    """Killed while a picture comes: it is asked for again, and kept once."""
    links = [f"/p/{i}" for i in range(3)]
    shop.add(c.host, {"/": page("Shop", links)})
    shop.add(c.host, {u: product(f"{JAMMER} {u[3:]}", images=[
        f"{c.at}/{u[3:]}.jpg"]) for u in links})
    shop.add(c.host, {f"/{i}.jpg": photo("jpg") for i in range(3)})
    for held in ("/0.jpg", "/2.jpg"):
        before = c.asked(held)
        c.hold(held)
        child = c.start()
        c.wait_asked(held, before + 1)
        child.kill()
        child.communicate()
        c.release(held)
    c.finish()
    c.check("one picture of three offers", c.rows(
        "SELECT (SELECT count(*) FROM picture), count(*), sum(picture > 0),"
        " count(DISTINCT listing) FROM listing_picture"), [(1, 3, 3, 3)])
    c.check_once()


def case_quota(c):
    """Who screens the store again and again gets no more doubtful offers."""
    small_shop(c, 6)
    policy = c.policy(uncertain_per_scan=2, flag_from=0.9)

    def taken():
        return c.rows("SELECT scan, count(*) FROM sample"
                      " WHERE kind = 'uncertain' GROUP BY scan ORDER BY scan")

    c.finish("--policy", policy)
    c.check("by the scan", taken(), [(1, 2)])
    for again in range(2):
        subprocess.run([PROGRAM, "screen", "--stored", "--policy", policy,
                        "--store", c.store], capture_output=True, check=True,
                       timeout=DEADLINE_S)
        c.check("from the store", taken(), [(0, 2), (1, 2)])


def case_sweep(c):
    """An import is held against the stored offers at once, and only it."""
    shop.add(c.host, {"/": page("Lamps", ["/p/1", "/p/2", "/p/3"]),
                      "/p/1": product("Desk lamp T7", gtin="4006381333931"),
                      "/p/2": product("Haldern Bookend XT-4417"),
                      "/p/3": product("Wall clock")})
    c.finish()

    def swept(**members):
        write_recall(c, **members)
        done = subprocess.run([PROGRAM, "recalls", "import", "--store",
                               c.store, f"{c.dir}/recalls.jsonl"],
                              capture_output=True, text=True,
                              timeout=DEADLINE_S)
        lines = [x for x in done.stdout.splitlines() if x[:5] == "swept"]
        c.check("exit", done.returncode, 0)
        return lines[0].split(" s: ")[1] if lines else ""

    def cases():
        return c.rows("SELECT l.url, f.id FROM casefile_finding f JOIN"
                      " casefile c ON c.id = f.casefile JOIN listing l ON"
                      " l.id = c.listing WHERE f.source = 'recall' AND"
                      " f.current = 1 ORDER BY l.url")

    c.check("by number", swept(gtins=["4006381333931"]),
            "1 screened, 1 flagged, 1 new cases")
    c.check("its case", cases(), [(f"{c.at}/p/1", "R-1")])
    c.check("nothing new", swept(gtins=["4006381333931"]), "")
    c.check("changed", swept(models=["XT-4417"]),
            "2 screened, 1 flagged, 1 new cases")
    c.check("its case now", cases(), [(f"{c.at}/p/2", "R-1")])
    c.check("a recall of nothing here", swept(id="R-2", brand="Vostra",
                                              models=["QQ-9911"]),
            "0 screened, 0 flagged, 0 new cases")
    c.check("still", cases(), [(f"{c.at}/p/2", "R-1")])


def case_search(c):
    """A campaign that begins with searches for recalled products."""
    write_recall(c, brand="Häldern & Co", product="Hair dryer",
                 models=["HX-2210"], gtins=["4006381333931"])
    c.campaign(start=("/",), more=(
        f"search: {{template: '{c.at}/search?q={{query}}', language: de}}"))
    found = "/p/hx"
    shop.add(c.host, {
        "/": page("Shop", ["/about"]), "/about": page("About"),
        "/search?q=H%C3%A4ldern%20%26%20Co%20HX-2210":
            page("Results", [found]),
        found: product("Haldern hair dryer HX-2210", gtin="4006381333931")})
    c.check("import", subprocess.run(
        [PROGRAM, "recalls", "import", "--store", c.store,
         f"{c.dir}/recalls.jsonl"], capture_output=True,
        timeout=DEADLINE_S).returncode, 0)
    c.finish()
    asked = [p for p in shop.paths(c.host) if p != "/robots.txt"]
    c.check("searches come first", [p.startswith("/search") for p in asked[:3]],
            [True] * 3)
    c.check("in the shop's language", any(
        p.endswith("Co%20Haartrockner") or p.endswith("Co%20F%C3%B6hn")
        for p in asked), True)
    c.check("what they lead to", c.titles(), ["Haldern hair dryer HX-2210"])
    c.check("case", c.rows("SELECT id FROM casefile_finding"
                           " WHERE source = 'recall'"), [("R-1",)])


# --- what goes wrong ---

def case_empty_store(c):
    """A run that was killed as it made the store left an empty file."""
    titles = small_shop(c)
    open(c.store, "w").close()
    c.finish()
    c.check("titles", c.titles(), titles)


def case_term(c):
    """SIGTERM: what is in flight is finished, the rest waits."""
    titles = small_shop(c)
    c.hold("/p/0")
    child = c.start()
    c.wait_asked("/p/0")
    child.send_signal(signal.SIGTERM)
    c.release("/p/0")
    status, s = c.end(child)
    c.check("how", (status, s["how"]), (0, "stopped"))
    c.check("in flight was finished", c.states().get("/p/0"), "observed")
    c.check("waiting", s["urls_waiting"], 5)
    c.check("unfinished", c.rows("SELECT how FROM scan"), [("",)])
    c.check("resumed", c.finish()["pages"], 7)
    c.check("titles", c.titles(), titles)
    c.check("each once", [c.asked(f"/p/{i}") for i in range(6)], [1] * 6)
    c.check_once()


def case_kill_supervisor(c):
    titles = small_shop(c)
    for held in ("/", "/p/0", "/p/3"):
        before = c.asked(held)
        c.hold(held)
        child = c.start()
        c.wait_asked(held, before + 1)
        helpers = children(child.pid)
        child.kill()
        child.communicate()
        c.release(held)
        until = time.monotonic() + 10
        while any(os.path.exists(f"/proc/{p}") for p in helpers) and \
                time.monotonic() < until:
            time.sleep(0.01)
        c.check("helpers end too", [p for p in helpers if
                                    os.path.exists(f"/proc/{p}")], [])
    s = c.finish()
    c.check("events", s["events"], {"the run before was cut off": 3})
    c.check("one scan", c.rows("SELECT count(*) FROM scan"), [(1,)])
    c.check("titles", c.titles(), titles)
    c.check("pages", len(c.pages()), 7)
    c.check_once()


def case_kill_fetcher(c):
    titles = small_shop(c)
    c.hold("/p/0")
    child = c.start()
    c.wait_asked("/p/0")
    os.kill(c.roles(child)[0][0], signal.SIGKILL)
    c.wait_asked("/p/0", 2)
    c.release("/p/0")
    status, s = c.end(child)
    c.check("goes on", (status, s["how"]), (0, "finished"))
    c.check("titles", c.titles(), titles)
    c.check_once()


def case_kill_fetchers(c):
    titles = small_shop(c)
    c.hold("/p/0")
    child = c.start()
    c.wait_asked("/p/0")
    for n, pid in enumerate(c.roles(child)[0]):
        c.wait_asked("/p/0", n + 1)
        os.kill(pid, signal.SIGKILL)
    status, _ = c.end(child)
    c.check("fails", status, 1)
    c.check("says why", "no spare is left" in c.log(), True)
    c.release("/p/0")
    c.check("pages", c.finish()["pages"], 7)
    c.check("titles", c.titles(), titles)
    c.check_once()


def heavy(name):
    """A page that keeps an inspector busy for a while."""
    return product(name, extra="".join(
        f"<div class=c{i}><p>Part {i} <b>of</b> <i>many</i></p></div>"
        for i in range(20000)))


def seize(c, number, after):
    """Signal the inspector that has just been given the heavy page."""
    line, after = c.wait_log("event=inspecting", after)
    while not line.endswith("/heavy"):
        line, after = c.wait_log("event=inspecting", after)
    os.kill(int(line.split("process=")[1].split()[0]), number)
    return after


def disturbed(c, number, times):
    shop.add(c.host, {"/": page("Lamps", ["/heavy", "/p/1"]),
                      "/heavy": heavy("Heavy lamp"),
                      "/p/1": product("Lamp 1")})
    c.campaign(limits=", per_host_connections: 2")
    c.hold("/p/1")  # the inspector has the heavy page in work, no other
    child = c.start("--inspectors", "1")
    after = 0
    for _ in range(times):
        after = seize(c, number, after)
    c.release("/p/1")
    return c.end(child)


def case_kill_inspector(c):
    status, s = disturbed(c, signal.SIGKILL, 1)
    c.check("goes on", (status, s["how"]), (0, "finished"))
    c.check("titles", c.titles(), ["Heavy lamp", "Lamp 1"])
    c.check("states", s["states"], {"observed": 3})
    c.check_once()


def check_quarantine(c, s, reason):
    c.check("states", s["states"], {"observed": 2, "quarantined": 1})
    c.check("page", c.pages()["/heavy"], ("quarantined", reason))
    c.check("titles", c.titles(), ["Lamp 1"])
    c.check("bytes are kept", b"Part 19999 " in c.warc(), True)


def case_kill_inspector_twice(c):
    status, s = disturbed(c, signal.SIGKILL, 2)
    c.check("goes on", (status, s["how"]), (0, "finished"))
    check_quarantine(c, s, "was ended or gave up")
    c.check("events", s["events"], {"an inspector was replaced": 2})
    c.check("reasons", [(r["state"], r["reason"], r["pages"])
                        for r in s["reasons"]],
            [("quarantined", "was ended or gave up", 1)])
    c.check("log", "state=quarantined" in c.log(), True)


def case_no_inspector_for_what_is_known(c):
    small_shop(c)
    started = []
    for _ in range(2):
        before = len(c.log())
        c.check("pages", c.finish("--inspectors", "2")["pages"], 7)
        started.append(c.log()[before:].count(" process=inspector "))
    c.check("inspectors", started, [2, 0])


def case_inspector_hangs(c):
    status, s = disturbed(c, signal.SIGSTOP, 2)
    c.check("goes on", (status, s["how"]), (0, "finished"))
    check_quarantine(c, s, "took longer than 10 s")


def case_inspector_stops_once(c):
    status, s = disturbed(c, signal.SIGSTOP, 1)
    c.check("goes on", (status, s["how"]), (0, "finished"))
    c.check("states", s["states"], {"observed": 3})
    c.check("titles", c.titles(), ["Heavy lamp", "Lamp 1"])


def run_one(name):
    c = None
    try:
        c = Case(name.replace("_", "-"))
        globals()["case_" + name](c)
        c.check("lines that are no pairs", logfmt.faults(c.log()), [])
    except Exception:
        problems = (c.failures if c else []) + [traceback.format_exc()]
    else:
        problems = c.failures
    if problems and c:
        text = c.log() if os.path.exists(c.log_path) else ""
        problems.append("log ends: " + text[-1500:])
    return problems


def main():
    # The long ones first: they mostly wait.
    names = [n[5:] for n in globals() if n.startswith("case_")]
    names.sort(key=lambda n: not n.startswith(("inspector", "robots_a",
                                               "statuses")))
    if len(sys.argv) > 1:
        names = [n for n in names if n in sys.argv[1:]]
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        for name, problems in zip(names, pool.map(run_one, names)):
            bad += bool(problems)
            if problems:
                print(f"FAIL {name}")
                for p in problems:
                    print("    " + p.replace("\n", "\n    "))
    print(f"{len(names) - bad} passed, {bad} failed")
    sys.stdout.flush()
    folder.cleanup()
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
