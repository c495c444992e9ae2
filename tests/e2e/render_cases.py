#!/usr/bin/env python3
"""Pages that only a browser shows, and pages made to harm one.

  tests/e2e/render_cases.py [NAME]...

Scans of hosts on loopback whose site profile says `render: browser`. Needs
chromium, chromium-driver and a network name space; where the program says that
it has none, only what it does without is checked. Nothing sleeps to be in
step."""
import glob
import gzip
import hashlib
import json
import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import time
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                ".."))
import stored
from loopback import Reply, Shop, page

CHROMIUM = os.environ.get("SHELFWATCH_CHROMIUM", "chromium")
PROGRAM = os.environ.get("SHELFWATCH_PROGRAM", "./shelfwatch")
DEADLINE_S = 300
shop, inside = Shop(), Shop()
folder = tempfile.TemporaryDirectory(prefix="shelfwatch-render-")


def shell(script, body=""):
    """What a server of a script-built shop sends: nothing to read."""
    return Reply(f"<!DOCTYPE html><html lang=en><head><title>Shop</title>"
                 f"</head><body><div id=app></div>{body}"
                 f"<script>{script}</script></body></html>")


OFFER = """
fetch('/api' + location.pathname).then(r => r.json()).then(o => {
  document.title = o.name;
  app.innerHTML = '<h1>' + o.name + '</h1><p class=price>' + o.price +
    ' EUR</p><button>Add to cart</button><p>' + o.text + '</p>';
  const s = document.createElement('script');
  s.type = 'application/ld+json';
  s.textContent = JSON.stringify({'@context': 'https://schema.org',
    '@type': 'Product', name: o.name, offers: {'@type': 'Offer',
    price: o.price, priceCurrency: 'EUR'}});
  document.head.append(s);
});"""


def offer(name, price):
    return Reply(json.dumps({"name": name, "price": price, "text":
                             "A useful thing for every day, made to last."}),
                 Content_Type="application/json")


class Case:
    def __init__(self, name, limits="", **env):
        self.name, self.failures = name, []
        self.host = name + ".example"
        self.base = os.path.join(folder.name, name)
        # Short, because a path of local sockets begins with it.
        self.folder = tempfile.TemporaryDirectory(prefix="sw")
        self.tmp = self.folder.name
        profiles = self.base + ".sites"
        os.mkdir(profiles)
        with open(f"{profiles}/p.yaml", "w") as f:
            f.write(f"hosts: [{self.host}]\nrender: browser\n")
        with open(self.base + ".yaml", "w") as f:
            f.write(f"name: {name}\nmarket: EU\n"
                    f"contact: https://authority.example/\n"
                    f"start: ['http://{self.host}/']\n"
                    f"limits: {{per_host_delay_ms: 0{limits}}}\n"
                    f"connect_to: {{'{self.host}:80': "
                    f"'127.0.0.1:{shop.port}'}}\n")
        self.command = [PROGRAM, "scan", "--store", self.base + ".db",
                        "--profiles", profiles, "--inspectors", "1",
                        "--verbose", self.base + ".yaml"]
        self.env = {**os.environ, "TMPDIR": self.tmp, **env}

    def check(self, what, got, want):
        if got != want:
            self.failures.append(f"{what}: got {got!r}, want {want!r}")

    def start(self):
        with open(self.base + ".log", "a") as log:
            return subprocess.Popen(self.command, env=self.env, stdout=log,
                                    stderr=log)

    def run(self):
        child = self.start()
        try:
            self.check("exit", child.wait(DEADLINE_S), 0)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            self.failures.append("the scan does not end")

    def log(self):
        with open(self.base + ".log", errors="replace") as f:
            return f.read()

    def wait_log(self, word):
        self.wait(lambda: word in self.log(), f"{word!r} in the log")

    def wait(self, condition, what):
        until = time.monotonic() + 60
        while not condition():
            if time.monotonic() > until:
                self.failures.append(f"waited for {what} in vain")
                return
            time.sleep(0.02)

    def rows(self, sql):
        db = stored.connect(self.base + ".db", timeout=20)
        try:
            return db.execute(sql).fetchall()
        finally:
            db.close()

    def pages(self):
        at = "http://" + self.host
        return {u.replace(at, "", 1): (s, r) for u, s, r in self.rows(
            "SELECT url, state, reason FROM page ORDER BY id")}

    def offers(self):
        return sorted((r["title"], r["price"]["amount"], r["observed"])
                      for r in (json.loads(t) for t, in self.rows(
                          "SELECT record_text(v.record, v.packed)"
                          " FROM listing l JOIN listing_version v ON v.id = l.version")))

    def records(self):
        """(type, content type, target, block) of the archive."""
        text = b""
        for name in sorted(glob.glob(self.base + ".db.warc/*.warc.gz")):
            with gzip.open(name) as f:
                text += f.read()
        out, at = [], 0
        while at < len(text):
            end = text.index(b"\r\n\r\n", at)
            head = text[at:end].decode()
            field = dict(line.split(": ", 1)
                         for line in head.split("\r\n")[1:])
            n = int(field["Content-Length"])
            out.append((field, text[end + 4:end + 4 + n]))
            at = end + 4 + n + 4
        return out

    def tidy(self):
        """Nothing of the browser is left: no folder, no process."""
        self.wait(lambda: not os.listdir(self.tmp), "an empty folder")
        self.check("processes", self.browsers(), 0)

    def browsers(self):
        n = 0
        for path in glob.glob("/proc/[0-9]*/cmdline"):
            try:
                with open(path, "rb") as f:
                    n += self.tmp.encode() in f.read()
            except OSError:
                pass
        return n


def case_shop(c):
    """Offers that exist by script alone."""
    shop.add(c.host, {
        "/": shell("app.innerHTML = '<h1>Lamps</h1><a href=/p/1>Desk lamp"
                   "</a> <a href=/p/2>Floor lamp</a> <a href=/wall>x</a>"
                   " <a href=/gone>y</a> <a href=/secret>z</a>'"),
        "/robots.txt": Reply("User-agent: *\nDisallow: /secret\n",
                             Content_Type="text/plain"),
        "/p/1": shell(OFFER), "/api/p/1": offer("Desk lamp", "19.99"),
        "/p/2": shell(OFFER), "/api/p/2": offer("Floor lamp", "89.50"),
        "/wall": shell("app.innerHTML = '<h1>Are you a human?</h1><p>Please "
                       "complete the captcha to continue.</p>'"),
        "/secret": page("secret"),
    })
    c.run()
    pages = c.pages()
    if "needs a browser" in pages["/"][1]:
        print(f"SKIPPED: render: {pages['/'][1]}")
        return False
    c.check("offers", c.offers(), [("Desk lamp", "19.99", "full"),
                                   ("Floor lamp", "89.50", "full")])
    c.check("pages", {p: s for p, (s, _) in pages.items()}, {
        "/": "observed", "/p/1": "observed", "/p/2": "observed",
        "/wall": "blocked", "/gone": "blocked", "/secret": "refused"})
    asked = shop.asked(c.host)
    paths = [p for _, p, _ in asked]
    c.check("fetched, then opened", paths.count("/p/1"), 2)
    c.check("a wall is tried once", paths.count("/wall"), 2)
    c.check("what is missing is not opened", paths.count("/gone"), 1)
    c.check("robots.txt is kept", paths.count("/secret"), 0)
    c.check("who calls", {"shelfwatch/" in h["User-Agent"] and
                          "authority.example" in h["User-Agent"]
                          for _, _, h in asked}, {True})
    made = [(f["Content-Type"], b) for f, b in c.records()
            if f["WARC-Type"] == "conversion" and
            f["WARC-Target-URI"].endswith("/p/1")]
    c.check("made of it", [t for t, _ in made],
            ["text/html; charset=utf-8", "image/png"])
    c.check("the document", b"Desk lamp" in made[0][1], True)
    c.check("the picture", made[1][1][:8], b"\x89PNG\r\n\x1a\n")
    ids = {f["WARC-Record-ID"] for f, _ in c.records()
           if f["WARC-Type"] in ("response", "revisit")}
    c.check("refers to the response", {f["WARC-Refers-To"] in ids
            for f, _ in c.records() if f["WARC-Type"] == "conversion"},
            {True})
    c.tidy()
    check_evidence(c)
    check_file_mode(c)
    return True


def check_file_mode(c):
    """A page of such a site is whole in a file only as a browser has it."""
    made = [b for f, b in c.records() if f["WARC-Type"] == "conversion" and
            f["WARC-Target-URI"].endswith("/p/1") and b[:1] == b"<"][0]
    path = c.base + ".html"
    with open(path, "wb") as f:
        f.write(made)
    for option, want in ([], "partial"), (["--rendered"], "full"):
        done = subprocess.run(
            [PROGRAM, "extract", "--profiles", c.base + ".sites", "--url",
             f"http://{c.host}/p/1", *option, path], capture_output=True)
        c.check(f"extract {option}", json.loads(done.stdout)["observed"], want)


def check_evidence(c):
    """The picture goes into the pack, and the pack holds."""
    case, = c.rows("SELECT min(id) FROM casefile")[0]
    c.check("marked", c.rows("SELECT count(*) FROM page WHERE rendered LIKE"
                             " 'Chromium %'"), [(4,)])
    pack = c.base + ".zip"
    for verb in ("export", str(case), "--out", pack), ("verify", pack):
        done = subprocess.run([PROGRAM, "evidence", *verb, "--store",
                               c.base + ".db"], capture_output=True, text=True)
        c.check(f"evidence {verb[0]} {done.stderr}", done.returncode, 0)
    with zipfile.ZipFile(pack) as z:
        files = {n: z.read(n) for n in z.namelist()}
    capture = json.loads(files[f"cases/{case}/capture.json"])
    page, = capture["pages"]
    c.check("rendered by", page["rendered_by"].split()[0], "Chromium")
    c.check("rendered", page["rendered"], page["rendered_by"])
    picture = files[page["screenshot"]]
    c.check("screenshot", picture[:4], b"\x89PNG")
    c.check("its digest", hashlib.sha256(picture).hexdigest(),
            page["screenshot_sha256"])
    c.check("captured is not called missing",
            "screenshot" in capture["not_captured"], False)
    c.check("the summary shows it",
            f'<img src="./{page["screenshot"]}"'.encode()
            in files["summary.html"], True)
    c.check("the text is the browser's",
            b"A useful thing" in files[page["text"]], True)


TRAPS = {
    "/inside": shell(f"""
for (const u of ['http://127.0.0.1:{inside.port}/', 'http://localhost:{inside.port}/',
    'http://[::1]:{inside.port}/', 'http://0.0.0.0:{inside.port}/',
    'http://2130706433:{inside.port}/', 'http://169.254.169.254/latest/'])
  fetch(u).catch(e => 0);
new WebSocket('ws://127.0.0.1:{inside.port}/ws');
app.textContent = 'tried all';""",
                     f"<img src='http://127.0.0.1:{inside.port}/i'>"
                     "<iframe src='file:///etc/passwd'></iframe>"),
    "/file": shell("app.textContent = 'here'; location = 'file:///etc/passwd'"),
    "/download": shell("app.textContent = 'here'; location = '/zip'"),
    "/requests": shell("app.textContent = 'asks'; for (let i = 0; i < 3000; "
                       "i++) fetch('/api?' + i).catch(e => 0)"),
    "/alerts": shell("for (;;) alert('x')"),
    "/loop": shell("for (;;);"),
    "/windows": shell("app.textContent = 'opens'; for (let i = 0; i < 100; "
                      "i++) window.open('/w' + i)"),
    "/huge": shell("for (;;) { const p = document.createElement('p');"
                   "p.textContent = 'x'.repeat(1000);"
                   "document.body.append(p); }"),
    "/away": shell("location = '/secret'"),
}
OUTCOMES = {
    "/inside": ("observed", ""), "/file": ("observed", ""),
    "/download": ("observed", ""),
    "/requests": ("partial", "more than a page may load"),
    "/alerts": ("partial", "dialogues without end"),
    "/loop": ("partial", "does not answer"),
    "/windows": ("observed", ""),
    "/huge": ("partial", "."), "/away": ("partial", "another address"),
}


def case_traps(c):
    links = "".join(f"<a href={p}>{p}</a> " for p in TRAPS)
    filler = "<p>" + "All that we have for house and garden. " * 20 + "</p>"
    shop.add(c.host, {p: Reply(r.body.replace(b"<div id=app>", (
        filler + "<div id=app>").encode())) for p, r in TRAPS.items()})
    shop.add(c.host, {"/": page("Traps", extra=links),
                      "/zip": Reply("PK", Content_Type="application/zip"),
                      "/robots.txt": Reply("User-agent: *\nDisallow: /secret\n",
                                           Content_Type="text/plain")})
    c.run()
    pages = c.pages()
    for path, (state, reason) in OUTCOMES.items():
        got = pages.get(path, ("missing", ""))
        c.check(path, (got[0], bool(re.search(reason, got[1]))),
                (state, True))
    c.check("reached inside", inside.log, [])
    c.check("windows", [p for p in shop.paths(c.host) if p[:2] == "/w"
                        and p[2:].isdigit()], [])
    log = c.log()
    for why in ("127.0.0.1|port: ", "169.254.169.254 is link-local",
                "more than 400 requests"):
        c.check(f"told of {why}", bool(re.search(
            f"event=browser_refused why=.*({why})", log)), True)
    c.tidy()


def case_demo(c):
    """The shop of scripts that the demo serves, and its traps."""
    shops = subprocess.Popen([PROGRAM, "demo", "--serve"], text=True,
                             stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL)
    routes = ""
    for line in shops.stdout:
        if "stage.example:80" in line:
            routes = line.strip()
            break
    with open(c.base + ".yaml", "w") as f:
        f.write("name: demo\nmarket: EU\ncontact: https://authority.example/\n"
                "start: ['http://stage.example/', 'http://stage.example/file']"
                "\nlimits: {per_host_delay_ms: 0}\n"
                f"connect_to: {{{routes}}}\n")
    c.host = "stage.example"
    c.command[c.command.index("--profiles") + 1] = "demo/sites"
    c.run()
    shops.kill()
    shops.wait()
    c.check("pages", {p: s for p, (s, _) in c.pages().items()}, {
        "/": "observed", "/offer": "observed", "/inside": "observed",
        "/windows": "observed", "/requests": "partial",
        "/dialogues": "partial", "/file": "partial"})
    c.check("offer", c.offers(), [
        ("Stoneware bowl from the stage", "14.50", "full")])
    made = b"".join(b for f, b in c.records() if f.get("WARC-Target-URI") ==
                    "http://stage.example/inside")
    c.check("all was refused", bool(re.search(
        rb'<div id="root">( refused){7}</div>', made)), True)
    c.tidy()


def case_missing(c):
    """Without a driver the page is partial and says why."""
    shop.add(c.host, {"/": page("Home", ["/p"]), "/p": shell(OFFER)})
    c.run()
    c.check("pages", c.pages(), {p: (
        "partial", "needs a browser: /nonexistent is not installed")
        for p in ("/", "/p")})
    c.check("offers", c.offers(), [])


def case_polite(c):
    """The browser's visit keeps the host's delay."""
    shop.add(c.host, {"/": page("Home", ["/p"]), "/p": page("Plain")})
    c.run()
    times = [t for t, p, _ in shop.asked(c.host) if p in ("/", "/p")]
    c.check("requests", len(times), 4)
    gaps = [b - a for a, b in zip(times, times[1:])]
    c.check(f"gaps {gaps}", all(g >= 0.68 for g in gaps), True)


def case_killed(c):
    """A scan that is killed while its browser works leaves nothing behind."""
    shop.add(c.host, {"/": shell("for (;;);")})
    child = c.start()
    c.wait_log("event=browser_started")
    c.wait(lambda: c.browsers() > 0, "a browser")
    child.send_signal(signal.SIGKILL)
    child.wait()
    c.wait(lambda: c.browsers() == 0, "the end of the browser")
    c.tidy()


def keepers(pid):
    """The processes of a scan that have a browser's driver below them."""
    def children(of):
        try:
            with open(f"/proc/{of}/task/{of}/children") as f:
                return f.read().split()
        except OSError:
            return []

    def name(of):
        try:
            with open(f"/proc/{of}/comm") as f:
                return f.read().strip()
        except OSError:
            return ""
    return [k for k in children(pid)
            if any("chrom" in name(d) for i in children(k)
                   for d in children(i))]


def case_keeper(c, times=1):
    """A page whose keeper ends is opened once more, and the scan says so."""
    shop.add(c.host, {"/": page("Home", ["/after"]),
                      "/after": shell("app.innerHTML = '<h1>Hello</h1>'")})
    kills = []
    shop.add(c.host, {"/": harmful(c, "/", times, kills)})
    child = c.start()
    c.child = child.pid
    c.check("exit", child.wait(DEADLINE_S), 0)
    why = "needs a browser: its keeper was ended or gave up"
    c.check("pages", c.pages(), {
        "/": ("observed", "") if times == 1 else ("partial", why),
        "/after": ("observed", "")})
    c.check("killed", len(kills), times)
    c.check("counted", c.rows(
        "SELECT n FROM scan_note WHERE name ="
        " 'the browser''s keeper was replaced'"), [(times,)])
    c.check("told", bool(re.search(
        f"keeper was replaced +{times}|{times} times.*keeper was replaced|"
        f"keeper was replaced.*{times}", c.log())), True)
    c.tidy()


def case_keepers(c):
    """One that ends two goes on without; the others have a third."""
    case_keeper(c, 2)


def harmful(c, path, times, kills):
    """The page at `path`, over which the browser's keeper is killed."""
    plain = shop.routes[c.host][path]

    def answer(_headers):
        visit = len(shop.asked(c.host, path))
        if 1 < visit <= 1 + times:
            for pid in keepers(c.child):
                os.kill(int(pid), signal.SIGKILL)
                kills.append(pid)
        return plain
    return answer


# --- over TLS ---

def make_authority(name):
    """A private authority: NAME.pem, with its key."""
    base = os.path.join(folder.name, name)
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                    base + ".key", "-out", base + ".pem", "-days", "2",
                    "-subj", f"/CN=Authority {name}"], check=True,
                   stderr=subprocess.DEVNULL)
    return base


def make_context(authority, host):
    """The TLS of a host with a certificate of that authority."""
    base = os.path.join(folder.name, host)
    with open(base + ".ext", "w") as f:
        f.write(f"subjectAltName=DNS:{host}\n")
    subprocess.run(["openssl", "req", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                    base + ".key", "-out", base + ".csr", "-subj",
                    f"/CN={host}"], check=True, stderr=subprocess.DEVNULL)
    subprocess.run(["openssl", "x509", "-req", "-in", base + ".csr", "-CA",
                    authority + ".pem", "-CAkey", authority + ".key",
                    "-CAcreateserial", "-days", "2", "-extfile",
                    base + ".ext", "-out", base + ".pem"], check=True,
                   stderr=subprocess.DEVNULL)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(base + ".pem", base + ".key")
    return context


ROOTS = "/etc/ssl/certs/ca-certificates.crt"


def watch(c, days, **env):
    """Exit status and events of `watch` so many days from now."""
    at = time.gmtime(time.time() + days * 86400 + 600)
    done = subprocess.run(
        [PROGRAM, "watch", "--store", c.base + ".db", "--profiles",
         c.base + ".sites", "--campaign", c.base + ".yaml", "--json", "--now",
         time.strftime("%Y-%m-%dT%H:%M:%SZ", at)], text=True,
        env={**c.env, **env}, capture_output=True, timeout=DEADLINE_S)
    with open(c.base + ".log", "a") as log:
        log.write(done.stderr)
    return done.returncode, [json.loads(line)["event"]
                             for line in done.stdout.splitlines()]


def case_watch(c):
    """Of an offer that exists by script alone the server's answer is the same
    when it is there, gone, and there again: only the browser tells."""
    path = "/p/1"
    missing = Reply("{}", status=404, Content_Type="application/json")
    shop.add(c.host, {
        "/": page("Home", [path]),
        path: shell(f"""
fetch('/api{path}').then(r => {{
  if (r.ok) {{ {OFFER} }}
  else app.innerHTML = '<h1>Lamps</h1><p>Look around in our shop.</p>';
}});"""),
        "/api" + path: offer("Desk lamp", "19.99")})
    c.run()
    c.check("offers", c.offers(), [("Desk lamp", "19.99", "full")])
    (case,), = c.rows("SELECT id FROM casefile")
    for act in ("confirm", "--reason", "same_product"), ("mark_removed",):
        done = subprocess.run(
            [PROGRAM, "queue", "act", str(case), *act, "--author", "anna",
             "--store", c.base + ".db"], capture_output=True, text=True)
        c.check(f"{act[0]}: {done.stderr}", done.returncode, 0)
    shop.add(c.host, {"/api" + path: missing})
    c.check("without a browser", watch(
        c, 1, SHELFWATCH_CHROMEDRIVER="/nonexistent"), (0, ["unseen"]))
    c.check("gone", watch(c, 1), (0, ["gone"]))
    shop.add(c.host, {"/api" + path: offer("Desk lamp", "24.99")})
    c.check("there again", watch(c, 2), (1, ["changed", "relisted"]))
    c.check("as it is now", c.offers(), [("Desk lamp", "24.99", "full")])
    c.check("opened each time", [r.split(" ")[0] for r, in c.rows(
        f"SELECT rendered FROM page WHERE url LIKE '%{path}' ORDER BY id")],
            ["Chromium", "", "Chromium", "Chromium"])
    c.tidy()


def case_tls(c):
    """A shop over TLS: whom the fetcher and the browser believe, and where a
    page of it may not connect to."""
    apart = ["unshare", *([] if os.geteuid() == 0 else ["-r"]), "-m"]
    if not (shutil.which("openssl") and shutil.which("certutil")):
        print("SKIPPED: render: tls: no openssl, no certutil")
        return
    if subprocess.call([*apart, "mount", "--bind", ROOTS, ROOTS]) != 0:
        print("SKIPPED: render: tls: no name space of mounts")
        return
    known, ours, foreign = map(make_authority, ("known", "ours", "foreign"))
    shops = {h: Shop(make_context(a, n)) for h, a, n in (
        (c.host, known, c.host), ("ours.example", ours, "ours.example"),
        ("foreign.example", foreign, "foreign.example"),
        ("wrong.example", known, "right.example"))}
    traps = [f"https://127.0.0.1:{inside.port}/", "https://127.0.0.1/",
             f"https://localhost:{inside.port}/", f"https://[::1]:{inside.port}/",
             "https://169.254.169.254/", "https://10.0.0.1/",
             f"https://{c.host}:9999/", "https://foreign.example/x",
             "https://wrong.example/x", f"wss://127.0.0.1:{inside.port}/"]
    ask = """
const ask = u => u.startsWith('wss') ? new Promise(done => {
  const s = new WebSocket(u); s.onerror = () => done('no');
  s.onopen = () => done('YES'); }) : fetch(u, {mode: 'no-cors'})
  .then(() => 'YES', () => 'no');
Promise.all(TRAPS.map(ask)).then(all => app.textContent = 'asked ' + all);
""".replace("TRAPS", json.dumps(traps))
    links = [f"https://{h}/" for h in shops if h != c.host]
    shops[c.host].add(c.host, {
        "/": page("Home", ["/p", "/inside", *links]), "/p": shell(OFFER),
        "/api/p": offer("Tin opener", "4.99"),
        "/inside": shell(ask, "<p>" + "All for house and garden. " * 20)})
    for host in shops:
        shops[host].add(host, {"/": page("Other"), "/x": page("Other")}
                        if host != c.host else {})
    with open(c.base + ".sites/p.yaml", "w") as f:
        f.write(f"hosts: [{', '.join(shops)}]\nrender: browser\n")
    with open(c.base + ".yaml", "w") as f:
        json.dump({"name": "tls", "market": "EU", "contact":
                   "https://authority.example/", "start":
                   [f"https://{h}/" for h in shops], "limits":
                   {"per_host_delay_ms": 0}, "connect_to": {
                       f"{h}:443": f"127.0.0.1:{s.port}"
                       for h, s in shops.items()}}, f)
    # The fetcher believes the system, which has two of the authorities then;
    # the browser the roots of its own and of the user's, which has one.
    roots = c.base + ".roots"
    with open(roots, "w") as f:
        for path in ROOTS, known + ".pem", ours + ".pem":
            with open(path) as one:
                f.write(one.read())
    c.command = [*apart, "sh", "-c", f'mount --bind "$0" {ROOTS} && exec "$@"',
                 roots, *c.command]
    c.run()
    at = {u: (s, r) for u, s, r in c.rows(
        "SELECT url, state, reason FROM page ORDER BY id")}
    for url, state, reason in (
            (f"https://{c.host}/", "observed", "^$"),
            (f"https://{c.host}/p", "observed", "^$"),
            (f"https://{c.host}/inside", "observed", "^$"),
            ("https://ours.example/", "partial", "certificate"),
            ("https://foreign.example/", "failed", "^tls: "),
            ("https://wrong.example/", "failed", "^tls: ")):
        got = at.get(url, ("missing", ""))
        c.check(f"{url} {got[1]}", (got[0], bool(re.search(reason, got[1]))),
                (state, True))
    c.check("offers", c.offers(), [("Tin opener", "4.99", "full")])
    made = b"".join(b for f, b in c.records() if f["WARC-Type"] == "conversion"
                    and f["WARC-Target-URI"].endswith("/inside"))
    c.check("none was reached", bool(re.search(
        b"asked no(,no){%d}<" % (len(traps) - 1), made)), True)
    c.check("inside", inside.log, [])
    for host in "foreign.example", "wrong.example":
        c.check(host, shops[host].log, [])
    log = c.log()
    for why in ("127.0.0.1 is loopback", "169.254.169.254 is link-local",
                "10.0.0.1 is private", "port: 9999"):
        c.check(f"told of {why}", why in log, True)
    c.tidy()


def believing():
    """A browser that believes the first authority too."""
    path = os.path.join(folder.name, "believing")
    with open(path, "w") as f:
        f.write('#!/bin/sh\ndb=sql:$HOME/.pki/nssdb\n'
                'mkdir -p "$HOME/.pki/nssdb" &&\n'
                'certutil -N -d "$db" --empty-password &&\n'
                f'certutil -A -d "$db" -n known -t C,, -i {folder.name}'
                '/known.pem &&\n'
                f'exec {shutil.which(CHROMIUM) or CHROMIUM} "$@"\n')
    os.chmod(path, 0o755)
    return path


def case_driver(c):
    """A driver that lies, or says nothing, is no browser."""
    shop.add(c.host, {"/": page("Home", ["/p"]), "/p": page("Offer")})
    c.run()
    states = {s for s, _ in c.pages().values()}
    c.check("states", states, {"partial"})
    c.check("reason", all("needs a browser" in r
                          for _, r in c.pages().values()), True)
    c.tidy()


def main():
    liar = os.path.join(folder.name, "liar")
    with open(liar, "w") as f:
        f.write("#!/bin/sh\necho 'started successfully on port 99999999'\n")
    os.chmod(liar, 0o755)
    plans = {
        "shop": (case_shop, "", {}),
        "missing": (case_missing, "",
                    {"SHELFWATCH_CHROMEDRIVER": "/nonexistent"}),
        "driver": (case_driver, "", {"SHELFWATCH_CHROMEDRIVER": liar}),
        "polite": (case_polite, "", {}),
        "killed": (case_killed, "", {}),
        "keeper": (case_keeper, "", {}),
        "keepers": (case_keepers, "", {}),
        "watch": (case_watch, "", {}),
        "tls": (case_tls, "", {"SHELFWATCH_CHROMIUM": believing()}),
        "traps": (case_traps, "", {}),
        "demo": (case_demo, "", {}),
    }
    wanted = sys.argv[1:] or list(plans)
    bad = 0
    for name in wanted:
        run, limits, env = plans[name]
        c = Case(name, limits, **env)
        if name == "polite":
            with open(c.base + ".yaml") as f:
                text = f.read()
            with open(c.base + ".yaml", "w") as f:
                f.write(text.replace("delay_ms: 0", "delay_ms: 700"))
        print(f"render: {name}", flush=True)
        if run(c) is False:
            wanted[:] = [n for n in wanted if n == "missing"]
        for line in c.failures:
            print(f"{name}: {line}", file=sys.stderr)
        if c.failures:
            print(c.log()[-6000:], file=sys.stderr)
            bad = 1
    sys.exit(bad)


main()
