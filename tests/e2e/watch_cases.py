#!/usr/bin/env python3
"""Take-down and re-listing over the demo's marketplace.

The demo's shops stand behind a server of the test that can take a page away,
show it under another address, or show it with words removed. Cases are
confirmed by one person and validated by another, letters are issued through
the pages, and `watch` is run as if days had passed."""
import datetime
import hashlib
import http.client
import http.server
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import logfmt
import prometheus

PROGRAM = os.environ.get("SHELFWATCH_PROGRAM", "./shelfwatch")
HOST = "brightgoods.example"
SHOP = f"http://{HOST}"
folder = tempfile.TemporaryDirectory(prefix="shelfwatch-watch-")
store = f"{folder.name}/s.db"
campaign = f"{folder.name}/campaign.yaml"
failures = []


class Front(http.server.ThreadingHTTPServer):
    """Before the demo's server: paths that are gone, moved or edited."""
    daemon_threads = True

    def __init__(self, behind):
        super().__init__(("127.0.0.1", 0), Handler)
        self.behind, self.gone, self.moved, self.edits = behind, set(), {}, {}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        front = self.server
        if self.path in front.gone:
            self.send_error(404)
            return
        path = front.moved.get(self.path, self.path)
        back = http.client.HTTPConnection("127.0.0.1", front.behind)
        back.request("GET", path, headers={"Host": self.headers["Host"]})
        answer = back.getresponse()
        body = answer.read()
        if path != self.path:
            body = body.replace(path.encode(), self.path.encode())
            body = re.sub(rb'("sku": ?")[^"]*', rb"\1NEW-1", body)
        for old, new in front.edits.get(self.path, []):
            body = body.replace(old.encode(), new.encode())
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() in ("content-type", "location"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


def check(name, got, want):
    if got != want:
        failures.append(name)
        print(f"{name}: got {got!r}, want {want!r}")


def run(*args, status=0):
    done = subprocess.run([PROGRAM, *args], capture_output=True, text=True,
                          timeout=120)
    if done.returncode != status:
        failures.append(args[0])
        print(f"{' '.join(args)}: status {done.returncode}, not {status}\n"
              f"{done.stdout}{done.stderr}")
    check(f"{args[0]}: lines that are no pairs", logfmt.faults(done.stderr),
          [])
    return done.stdout


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def cases():
    return {c["listing"]["url"]: c for c in
            lines(run("queue", "list", "--json", "--state", "all",
                      "--store", store))}


def show(case):
    return json.loads(run("queue", "show", str(case), "--json",
                          "--store", store))


class Pages:
    """The review pages, as a browser without scripts sees them."""

    def __init__(self):
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--port", "0", "--author", "anna", "--store",
             store], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True)
        address = urllib.parse.urlsplit(self.process.stdout.readline().strip())
        self.port = address.port
        answer, _ = self.ask(f"/?{address.query}", cookie=None)
        self.cookie = answer.getheader("Set-Cookie").split(";")[0]

    def ask(self, path, fields=None, cookie=""):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": cookie or self.cookie} if cookie is not None \
            else {}
        body = None
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urllib.parse.urlencode(fields)
        c.request("POST" if body else "GET", path, body, headers)
        answer = c.getresponse()
        return answer, answer.read().decode()

    def order(self, case):
        """Preview and issue an order about a case; its path."""
        path = f"/case/{case}/order"
        _, form = self.ask(path)
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
        fields.update(kind="order", language="en", measure="remove",
                      channel="email", calendar="DE", recipient="Bright Goods",
                      electronic="dsa@market.example",
                      legal_basis="Article 22", provisions="Article 5",
                      territory="Germany", reasons="recalled", act="preview")
        fields.pop("identical", None)
        fields.pop("with", None)
        _, preview = self.ask(path, fields)
        seen = re.search(r'name="seen" value="([0-9a-f]{64})"', preview)
        if seen is None:
            failures.append("preview")
            print(preview)
            return ""
        fields.update(act="issue", seen=seen.group(1))
        answer, text = self.ask(path, fields)
        if answer.status != 303:
            failures.append("issue")
            print(text)
            return ""
        return answer.getheader("Location").split("?")[0]

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)


def later(days):
    at = datetime.datetime.now(datetime.timezone.utc) \
        + datetime.timedelta(days=days, minutes=10)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def watch(days, status, *more):
    return lines(run("watch", "--store", store, "--campaign", campaign,
                     "--json", "--now", later(days), *more, status=status))


def print_pdf(sent):
    """Where there is a Chromium that can be run without a network."""
    if shutil.which("chromium") is None:
        print("no chromium: no PDF")
        return
    pdf = f"{folder.name}/o.pdf"
    scratch = f"{folder.name}/scratch"
    os.mkdir(scratch)
    done = subprocess.run([PROGRAM, "order", "pdf", "1", "--output", pdf,
                           "--store", store], capture_output=True, text=True,
                          timeout=120, env={**os.environ, "TMPDIR": scratch})
    check("nothing is left", os.listdir(scratch), [])
    if "name space" in done.stderr:
        print(done.stderr.strip())
        return
    check("printed", (done.returncode, done.stderr), (0, ""))
    with open(pdf, "rb") as f:
        check("a PDF", f.read(5), b"%PDF-")


def write_campaign(front, starts):
    with open(campaign, "w") as f:
        f.write("name: watch-test\nmarket: DE\n"
                "contact: https://authority.example/crawler\n"
                "limits: {per_host_delay_ms: 5, per_host_connections: 4, "
                "pages: 400}\n"
                f"connect_to: {{'{HOST}:80': '127.0.0.1:"
                f"{front.server_address[1]}'}}\nstart:\n"
                + "".join(f"  - {u}\n" for u in starts))


def confirm(case):
    run("queue", "act", str(case), "confirm", "--reason", "same_product",
        "--author", "anna", "--store", store)
    run("queue", "act", str(case), "validate", "--author", "bert",
        "--store", store)


def main():
    demo = subprocess.Popen([PROGRAM, "demo", "--serve"],
                            stdout=subprocess.PIPE, text=True)
    behind = int(demo.stdout.readline().rstrip("/\n").rsplit(":", 1)[1])
    front = Front(behind)
    threading.Thread(target=front.serve_forever, daemon=True).start()
    try:
        go(front)
    finally:
        demo.send_signal(signal.SIGTERM)
        front.shutdown()


def go(front):
    write_campaign(front, [SHOP + "/"])
    run("recalls", "import", "--store", store, "demo/recalls.jsonl")
    run("scan", "--store", store, campaign)
    found = {}
    for url, c in cases().items():
        for f in c["findings"]:
            if f["source"] == "recall":
                found[f["id"]] = (c["id"], url)
    kettle, kettle_url = found["DA/00101/26"]
    dryer, dryer_url = found["DA/00111/26"]
    for case in (kettle, dryer):
        confirm(case)

    pages = Pages()
    fields = dict(name="Office", signatory="A. Office",
                  report_to="m@office.example", redress_en="Action",
                  redress_de="Klage", redress_zh="x", email="o@office.example",
                  calendar="DE", prefix="O-")
    _, page = pages.ask("/authority")
    fields["csrf"] = re.search(r'name="csrf" value="(\w+)"', page).group(1)
    check("the authority", pages.ask("/authority", fields)[0].status, 303)
    check("first order", pages.order(kettle), "/order/1")
    check("second order", pages.order(dryer), "/order/2")
    sent = run("order", "text", "1", "--store", store)
    row = lines(run("order", "list", "--json", "--store", store))[-1]
    check("the digest is of what was sent",
          hashlib.sha256(sent.encode()).hexdigest(), row["sha256"])
    check("it names the offer", kettle_url in sent, True)
    page = run("order", "html", "1", "--store", store)
    check("a page that needs nothing else",
          re.findall(r"(?:src|href|url)\s*[=(]", page), [])
    print_pdf(sent)
    pages.close()
    check("ordered", show(kettle)["state"], "ordered")
    check("nothing is due at once", watch(0, 0), [])

    # One goes, one is edited: the words that told the model are gone.
    front.gone.add(urllib.parse.urlsplit(kettle_url).path)
    front.edits[urllib.parse.urlsplit(dryer_url).path] = [
        ("OB-S50", "classic"), ("Orbelle", "Nice")]
    said = {e["case"]: e for e in watch(1, 1) if e["event"] != "identical"}
    check("gone", said[kettle]["event"], "gone")
    check("edited", said[dryer]["event"], "edited")
    removed = " ".join(w["text"] for w in said[dryer]["detail"]["removed"])
    check("the words that were removed", "OB-S50" in removed, True)
    check("removed", show(kettle)["state"], "removed")
    check("still ordered", show(dryer)["state"], "ordered")
    check("a look is not repeated", watch(1, 0), [])

    # The same goods under another address; an ordinary scan reads them.
    old = urllib.parse.urlsplit(kettle_url).path
    new = old.rsplit("/", 1)[0] + "/like-new-9"
    front.gone.discard(old)
    front.moved[new] = old
    write_campaign(front, [SHOP + new])
    front.gone.add(old)
    front_gone, front.gone = front.gone, front.gone - {old}
    run("scan", "--store", store, campaign)
    front.gone = front_gone
    said = [e for e in watch(2, 1) if e["case"] == kettle]
    again = [e for e in said if e["event"] == "relisted"]
    check("found again", [e["other_url"] for e in again], [SHOP + new])
    check("by its GTIN", again[0]["kind"] if again else "", "gtin")
    check("relisted", show(kettle)["state"], "relisted")
    check("a new case", show(again[0]["other_case"])["state"]
          if again else "", "new")
    check("said once", [e for e in watch(2, 0) if e["event"] == "relisted"],
          [])

    # The other comes again: no number, another text, its picture from another
    # address. The scan does not flag it; only the picture can tell.
    path = urllib.parse.urlsplit(dryer_url).path
    again = path.rsplit("/", 1)[0] + "/nails-10.html"
    with sqlite3.connect(store) as db:
        image = db.execute(
            "SELECT p.url FROM listing_picture p JOIN listing l ON l.id ="
            " p.listing WHERE l.url = ? AND p.place = 0",
            (dryer_url,)).fetchone()[0].replace(SHOP, "")
    front.moved[again] = path
    front.moved["/photo/new-1.jpg"] = image
    front.edits[again] = [
        ("Orbelle nail dryer OB-S50 pink", "Orbelle nail dryer pink"),
        ("OB-S50", "classic"), (image[:-len("1.jpg")], "/photo/new-"),
        ("Comes in a plain cardboard box that can be recycled. The edges are "
         "rounded and pleasant to hold.", "For smooth hands."),
        ("A short guide", "Our guide")]
    write_campaign(front, [SHOP + again])
    run("scan", "--store", store, campaign)
    check("not flagged", SHOP + again in cases(), False)
    check("nothing without its picture", [
        e for e in watch(3, 0, "--no-fetch") if e["event"] == "relisted"], [])
    said = [e for e in watch(3, 1) if e["event"] == "relisted"]
    check("by its picture", [(e["case"], e["other_url"], e["kind"], e["key"])
                             for e in said],
          [(dryer, SHOP + again, "image", "the same bytes")])
    check("of it the pictures were fetched",
          [p["state"] for p in show(said[0]["other_case"])["pictures"]]
          if said else [], ["observed", "blocked", "blocked"])

    # The other one was never taken down.
    file = f"{folder.name}/watch.prom"
    said = watch(20, 1, "--no-fetch", "--metrics", file)
    check("overdue", [(e["event"], e["case"]) for e in said],
          [("overdue", dryer)])
    of_run = prometheus.read(file)
    check("figures of the run",
          [of_run.get(f'shelfwatch_run_{n}{{verb="watch"}}')
           for n in ("ok", "overdue", "relisted")], [1, 1, 0])
    check("due", [d["case"] for d in lines(
        run("order", "due", "--json", "--now", later(20), "--store", store,
            status=1))], [dryer])
    figures = json.loads(run("watch", "--store", store, "--stats"))
    check("figures", {k: figures["all"][k] for k in
                      ("ordered", "gone", "relisted")},
          {"ordered": 2, "gone": 1, "relisted": 2})


main()
sys.exit(1 if failures else 0)
