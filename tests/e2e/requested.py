"""A scan that is asked for on the pages: only of campaigns that were allowed,
as they were allowed; carried out by `serve --run-scans`, or by `scan
--requested`, each in a process of its own; a failure is shown with its
reason, and the next goes on; stopped, all that is left waits for the next run."""
import http.cookiejar
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                ".."))
import stored
from loopback import Shop, page, product

folder = tempfile.TemporaryDirectory(prefix="shelfwatch-requested-")
campaigns = folder.name + "/campaigns"
os.mkdir(campaigns)
store = folder.name + "/s.db"
failures = 0
DEADLINE_S = 120


def expect(name, ok, more=""):
    global failures
    if not ok:
        failures += 1
        print(f"not so: {name} {more}")


shop = Shop()
shop.add("shop.example", {"/": product("Lamp", price="9.99")})


def campaign(name, text="", host="shop.example", port=shop.port):
    with open(f"{campaigns}/{name}.yaml", "w") as f:
        f.write(f"name: {name}\nmarket: EU\n"
                "contact: https://authority.example/crawler\n"
                f"start: ['http://{host}/']\n"
                "limits: {pages: 5, per_host_delay_ms: 1}\n"
                f"connect_to: {{'{host}:80': '127.0.0.1:{port}'}}\n{text}")


class Pages:
    """A browser's part: cookies, tokens of forms."""

    def __init__(self, *options):
        self.server = subprocess.Popen(
            ["./shelfwatch", "serve", "--port", "0", "--store", store,
             "--campaigns", campaigns, *options],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        line = self.server.stdout.readline()
        address = re.search(r"http://\S+", line).group(0)
        self.base = address.split("/?")[0]
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        self.get(address[len(self.base):])

    def get(self, path):
        with self.opener.open(self.base + path, timeout=30) as answer:
            return answer.read().decode()

    def post(self, path, **fields):
        page = self.get("/workflow")
        fields["csrf"] = re.search(r'name="csrf" value="(\w+)"', page).group(1)
        try:
            with self.opener.open(self.base + path, urllib.parse.urlencode(
                    fields).encode(), timeout=30) as answer:
                return answer.status
        except urllib.error.HTTPError as e:
            return e.code

    def forms(self):
        """(file, digest) of each button."""
        return re.findall(r'name="file" value="([^"]*)">\s*<input '
                          r'type="hidden" name="digest" value="(\w+)"',
                          self.get("/scans?lang=en"))

    def allow(self):
        page = self.get("/admin/campaigns?lang=en")
        for file, digest in re.findall(
                r'name="file" value="([^"]*)">\s*<input type="hidden" '
                r'name="digest" value="(\w+)"', page):
            self.post("/admin/campaigns", file=file, digest=digest)

    def states(self):
        page = self.get("/scans?lang=en")
        return re.findall(r'chip request (\w+)', page)

    def wait(self, want):
        """Until the requests have these states, the newest first."""
        until = time.monotonic() + DEADLINE_S
        while self.states() != want and time.monotonic() < until:
            threading.Event().wait(0.2)
        expect(f"states {want}", self.states() == want, self.states())

    def stop(self):
        self.server.terminate()
        self.server.wait(20)


def begin(*options, **how):
    return subprocess.Popen(
        ["./shelfwatch", "scan", "--requested", campaigns, "--store", store,
         *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        **how)


def requested(*options):
    """(exit status, standard output, the log)"""
    child = begin(*options)
    out, log = child.communicate(timeout=DEADLINE_S)
    return child.returncode, out, log


# --- several in one run ---

SEVERAL = ["one", "two", "three"]


def small_shop(name):
    """A list and two offers; returns their addresses."""
    host = f"{name}.example"
    shop.add(host, {"/": page(name, ["/p/1", "/p/2"]),
                    "/p/1": product(f"Lamp {name}"),
                    "/p/2": product(f"Chair {name}")})
    return [f"http://{host}{path}" for path in ("/", "/p/1", "/p/2")]


def ask(pages, names):
    """All are asked for, in this order."""
    pages.allow()
    forms = dict(pages.forms())
    for name in names:
        expect(f"asked for {name}", pages.post(
            "/scans/start", file=f"{name}.yaml",
            digest=forms[f"{name}.yaml"]) == 200)


def seen():
    """Addresses of pages that were seen, each as often as it was kept."""
    db = stored.connect(store, timeout=20)
    try:
        return sorted(u for u, in db.execute(
            "SELECT url FROM page WHERE state = 'observed'"))
    finally:
        db.close()


def offspring(pid):
    """All processes that this one and those have made."""
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as f:
            made = [int(p) for p in f.read().split()]
    except OSError:
        return []
    return made + [p for child in made for p in offspring(child)]


def gone(pids):
    until = time.monotonic() + DEADLINE_S
    left = pids
    while left and time.monotonic() < until:
        left = [p for p in left if os.path.exists(f"/proc/{p}")]
        threading.Event().wait(0.01)
    return not left


def anew(name):
    """Another store, with pages to ask on, and no campaign."""
    global store
    store = f"{folder.name}/{name}.db"
    for file in os.listdir(campaigns):
        os.remove(f"{campaigns}/{file}")
    subprocess.run(["./shelfwatch", "recalls", "import", "--store", store,
                    "--format", "own", "demo/recalls.jsonl"], check=True,
                   stdout=subprocess.DEVNULL)
    return Pages()


def two_and_a_bad_one():
    """The second sees no page: nothing listens where its shop should be."""
    pages = anew("several")
    want = small_shop("one") + small_shop("three")
    for name in SEVERAL:
        campaign(name, host=f"{name}.example",
                 port=1 if name == "two" else shop.port)
    ask(pages, SEVERAL)
    figures = f"{folder.name}/figures"
    status, out, log = requested("--summary", "json", "--metrics", figures)
    ends = [json.loads(line) for line in out.splitlines()]
    expect("each summary in its turn", [e["name"] for e in ends] == SEVERAL,
           out)
    expect("exit status of three", status == 0, log)
    expect("how they ended", pages.states() == ["done", "failed", "done"],
           pages.states())
    expect("all pages of both", seen() == sorted(want), seen())
    why = "none of 1 pages was seen"
    expect("the reason on the page", why in pages.get("/scans?lang=en"))
    expect("the reason in the log", re.search(
        rf'event=request_failed campaign=two.yaml why="{why}', log), log)
    with open(figures) as f:
        text = f.read()
    expect("figures of the last", '_scan_pages{campaign="three"} 3' in text,
           text)
    pages.stop()


def stopped(name, signalled):
    """In the first of two; `signalled` is how. Both go on in the next run."""
    pages = anew(name)
    first, last = f"{name}1", f"{name}2"
    want = small_shop(first) + small_shop(last)
    for one in (first, last):
        campaign(one, host=f"{one}.example")
    ask(pages, [first, last])
    shop.hold(f"{first}.example", "/p/1")
    child = begin(start_new_session=True)
    expect("held", shop.wait_asked(f"{first}.example", "/p/1"))
    helpers = offspring(child.pid)
    signalled(child)
    shop.release(f"{first}.example", "/p/1")
    out, log = child.communicate(timeout=DEADLINE_S)
    expect(f"no orphans, {name}", gone(helpers))
    expect(f"not ended, {name}", pages.states() == ["waiting", "running"],
           pages.states())
    expect(f"not begun, {name}", shop.paths(f"{last}.example") == [])
    again, more, log = requested()
    expect(f"again, {name}", (again, pages.states()) ==
           (0, ["done", "done"]), (again, pages.states(), log))
    expect(f"each once, {name}", seen() == sorted(want), seen())
    pages.stop()
    return child.returncode, out


def by_term(child):
    child.terminate()


def as_group(child):
    os.killpg(child.pid, signal.SIGTERM)


def until_gone(child):
    """The first is a wish, another one the end; two at once are one."""
    until = time.monotonic() + DEADLINE_S
    while child.poll() is None and time.monotonic() < until:
        child.terminate()
        try:
            child.wait(0.05)
        except subprocess.TimeoutExpired:
            pass


def killed():
    """The process of the first is ended from outside; the run goes on."""
    pages = anew("killed")
    small_shop("dies")
    want = small_shop("lives")
    for name in ("dies", "lives"):
        campaign(name, host=f"{name}.example")
    ask(pages, ["dies", "lives"])
    shop.hold("dies.example", "/")
    child = begin()
    expect("dies is held", shop.wait_asked("dies.example", "/"))
    scan = offspring(child.pid)
    os.kill(scan[0], signal.SIGKILL)
    shop.release("dies.example", "/")
    _, log = child.communicate(timeout=DEADLINE_S)
    expect("goes on", (child.returncode, pages.states()) ==
           (0, ["done", "failed"]), (log, pages.states()))
    expect("how it died", "its process was ended by signal 9 (Killed)"
           in pages.get("/scans?lang=en"), log)
    expect("its helpers end", gone(scan))
    expect("only the other was seen", seen() == sorted(want), seen())
    pages.stop()


try:
    campaign("good")
    campaign("other")
    subprocess.run(["./shelfwatch", "recalls", "import", "--store", store,
                    "--format", "own", "demo/recalls.jsonl"], check=True,
                   stdout=subprocess.DEVNULL)
    pages = Pages()
    expect("nothing is allowed yet", pages.forms() == [])
    pages.allow()
    forms = dict(pages.forms())
    expect("both are allowed", sorted(forms) == ["good.yaml", "other.yaml"])
    expect("one that is not there", pages.post(
        "/scans/start", file="../good.yaml", digest=forms["good.yaml"]) == 404)
    expect("another form of it", pages.post(
        "/scans/start", file="good.yaml", digest="0" * 64) == 404)
    for name in ("other.yaml", "good.yaml", "good.yaml"):
        expect(f"asked for {name}", pages.post(
            "/scans/start", file=name, digest=forms[name]) == 200)
    expect("twice is once", pages.states() == ["waiting", "waiting"],
           pages.states())
    campaign("other", "# changed\n")
    status, _, log = requested()
    expect("exit status", status == 0, log)
    expect("states", pages.states() == ["done", "failed"], pages.states())
    expect("the reason", "was changed after it had been allowed"
           in pages.get("/scans?lang=en"))
    expect("the scan is listed", "/scan/1" in pages.get("/scans"))
    expect("a changed file has no button",
           [f for f, _ in pages.forms()] == ["good.yaml"])
    expect("nothing left", requested()[0] == 0)
    pages.stop()
    pages = Pages("--run-scans")
    pages.post("/scans/start", file="good.yaml", digest=forms["good.yaml"])
    pages.wait(["done", "done", "failed"])
    pages.stop()
    two_and_a_bad_one()
    for name, signalled in (("term", by_term), ("group", as_group)):
        status, out = stopped(name, signalled)
        expect(f"ends in peace, {name}",
               status == 0 and f"scan {name}1: stopped" in out, (status, out))
    status, _ = stopped("twice", until_gone)
    expect("ends at once", status == 128 + signal.SIGTERM, status)
    killed()
finally:
    folder.cleanup()
print("requested: " + ("failed" if failures else "ok"))
sys.exit(failures > 0)
