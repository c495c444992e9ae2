"""A scan that is asked for on the pages: only of campaigns that were allowed,
as they were allowed; carried out by `serve --run-scans`, or by `scan
--requested`; a failure is shown with its reason, and the next goes on."""
import http.cookiejar
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

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


class Shop(BaseHTTPRequestHandler):
    def do_GET(self):
        body = (b"<html><head><title>Lamp</title></head><body><h1>Lamp</h1>"
                b"<p>9,99 EUR</p></body></html>")
        self.send_response(404 if self.path == "/robots.txt" else 200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


shop = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
threading.Thread(target=shop.serve_forever, daemon=True).start()


def campaign(name, text=""):
    with open(f"{campaigns}/{name}.yaml", "w") as f:
        f.write(f"name: {name}\nmarket: EU\n"
                "contact: https://authority.example/crawler\n"
                "start: ['http://shop.example/']\n"
                "limits: {pages: 5, per_host_delay_ms: 1}\n"
                f"connect_to: {{'shop.example:80': "
                f"'127.0.0.1:{shop.server_port}'}}\n{text}")


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


def requested():
    return subprocess.run(
        ["./shelfwatch", "scan", "--requested", campaigns, "--store", store],
        capture_output=True, text=True, timeout=DEADLINE_S)


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
    done = requested()
    expect("exit status", done.returncode == 0, done.stderr)
    expect("states", pages.states() == ["done", "failed"], pages.states())
    expect("the reason", "was changed after it had been allowed"
           in pages.get("/scans?lang=en"))
    expect("the scan is listed", "/scan/1" in pages.get("/scans"))
    expect("a changed file has no button",
           [f for f, _ in pages.forms()] == ["good.yaml"])
    expect("nothing left", requested().returncode == 0)
    pages.stop()
    pages = Pages("--run-scans")
    pages.post("/scans/start", file="good.yaml", digest=forms["good.yaml"])
    pages.wait(["done", "done", "failed"])
    pages.stop()
finally:
    shop.shutdown()
print("requested: " + ("failed" if failures else "ok"))
sys.exit(failures > 0)
