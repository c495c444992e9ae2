#!/usr/bin/env python3
"""make replay: the saved pages, served on loopback under their own host
names, scanned as one campaign against every recall, rule pack and the model.

Prints the end state of every page (with its reason where it is not plainly
observed), a summary by site, the head of the queue. Fails when a page has no
state or the scan does not end well."""
import csv
import http.server
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
from urllib.parse import urlsplit

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "tests"))
import stored

DATA = os.environ.get("SHELFWATCH_DATA", "../shared/data")
PROGRAM = "./shelfwatch"
RECALLS = [
    ("cpsc-jsonl", "recalls/cpsc.jsonl"),
    ("cpsc-csv", "recalls/us_cpsc_export_appliances/recalls.csv"),
    ("safety-gate-jsonl",
     "recalls/eu_safetygate_tis2024/alerts_from_seed_sql.jsonl"),
]


def run(*args):
    done = subprocess.run([PROGRAM, *args], stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"replay: {' '.join(args)}: exit {done.returncode}")
    return done.stdout


def pages():
    """(url over http, file, content type) of every saved page."""
    with open(f"{DATA}/pages/index.tsv", encoding="utf-8") as f:
        for row in csv.DictReader(f, delimiter="\t"):
            url = row["url"]
            if not url.startswith("http"):
                name = os.path.basename(row["file"])
                url = f"http://{row['site']}/{name}"
            yield url.replace("https://", "http://", 1), row["file"]


def canonical(urls):
    """The addresses as the crawler will ask for them."""
    out = []
    for i in range(0, len(urls), 100):
        part = urls[i:i + 100]
        lines = run("url", "resolve", "--canonical", "http://base.example/",
                    *part).splitlines()
        out += [line.split("\t")[1] for line in lines]
    return out


def serve(files):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            name = files.get(self.headers["Host"] + self.path)
            body = b"not saved\n"
            if name:
                with open(f"{DATA}/pages/{name}", "rb") as f:
                    body = f.read()
            self.send_response(200 if name else 404)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def write_campaign(path, urls, port, limits=""):
    hosts = sorted({urlsplit(u).netloc for u in urls})
    with open(path, "w", encoding="utf-8") as f:
        f.write("name: replay\nmarket: EU\n"
                "contact: https://authority.example/crawler\n"
                "sitemaps: false\n"
                "limits: {depth: 0, per_host_delay_ms: 0, "
                f"per_host_connections: 2{limits}}}\nstart:\n")
        for u in urls:
            f.write("  - " + json.dumps(u) + "\n")
        f.write("connect_to:\n")
        for h in hosts:
            at = h if ":" in h else h + ":80"
            f.write(f"  '{at}': '127.0.0.1:{port}'\n")


def report(store, urls, files):
    db = sqlite3.connect(store)
    states = {}
    for url, state, reason, kind in db.execute(
            "SELECT url, state, reason, kind FROM page ORDER BY id"):
        states[url] = (state, reason, kind)
    missing = [u for u in urls if u not in states]
    print("\nPages that were not plainly observed")
    for u in urls:
        state, reason, kind = states.get(u, ("NO STATE", "", ""))
        if state != "observed":
            print(f"  {state:11} {reason[:60]:60} {files[u]}")
    print("\nSummary by site: pages, states, kinds")
    sites = {}
    for u in urls:
        sites.setdefault(urlsplit(u).netloc, []).append(states.get(u))
    for site, got in sorted(sites.items()):
        count = {}
        for g in got:
            for word in (g[0], g[2]) if g else ("none",):
                count[word] = count.get(word, 0) + 1
        words = ", ".join(f"{k or '-'} {v}" for k, v in sorted(count.items()))
        print(f"  {site:45} {len(got):3}  {words}")
    return missing


def main():
    if not os.path.exists(f"{DATA}/pages/index.tsv"):
        print(f"skipped: {DATA}/pages is not here")
        return
    wanted = list(pages())
    asked = canonical([u for u, _ in wanted])
    files = {}
    for url, (_, name) in zip(asked, wanted):
        files.setdefault(url, name)
    by_request = {}
    for url, name in files.items():
        parts = urlsplit(url)
        query = "?" + parts.query if parts.query else ""
        by_request[parts.netloc + parts.path + query] = name
    port = serve(by_request)
    with tempfile.TemporaryDirectory() as tmp:
        store = f"{tmp}/replay.db"
        write_campaign(f"{tmp}/replay.yaml", list(files), port)
        for name, path in RECALLS:
            print(run("recalls", "import", "--store", store, "--format", name,
                      f"{DATA}/{path}"), end="")
        print(run("scan", "--store", store, f"{tmp}/replay.yaml"), end="")
        missing = report(store, list(files), files)
        print("\nThe queue")
        print(run("queue", "list", "--store", store, "--limit", "30"))
        for line in run("queue", "list", "--store", store, "--json",
                        "--limit", "10").splitlines():
            number = str(json.loads(line)["id"])
            print(run("queue", "show", "--store", store, number))
        print("The ten highest priorities, flagged or not")
        db = stored.connect(store)
        listings = "\n".join(r[0] for r in db.execute(
            "SELECT record_text(record, packed) FROM listing_version"))
        screened = subprocess.run(
            [PROGRAM, "screen", "--store", store], input=listings,
            stdout=subprocess.PIPE, text=True, check=True).stdout
        cases = sorted(map(json.loads, screened.splitlines()),
                       key=lambda c: -c["priority"])
        for c in cases[:10]:
            print(f"  {c['priority']:.2f} risk {c['risk']:.2f} "
                  f"{c['listing'].get('title', '')[:60]} "
                  f"({c['listing'].get('market')})")
            for reason in c["reasons"]:
                print(f"       {reason}")
    print(f"{len(files)} addresses of {len(wanted)} saved pages, "
          f"{len(files) - len(missing)} ended in a state")
    sys.exit(1 if missing else 0)


if __name__ == "__main__":
    main()
