#!/usr/bin/env python3
"""bench/saved.py [--replays N] [--runs N] [--gzip] - the whole job on saved pages.

Serves the saved pages of DATA/pages on loopback, each --replays times under
as many hosts (r3.shop.example for shop.example, in the page too, so that
every replay is another page of another shop), and scans them all as one
campaign: fetch, archive, extract, 1,000 rules (those of the packs and copies
of them with other words), recalls, model, store. Beside it, in the same run,
the parse alone of the same files by Debian's gumbo. Prints CPU ms a page of
both, the ratio against its bar, and whether every replay of a page gave the
same offers, fields, findings and priorities. Where an offer stands in a case,
what is compared is the case; a difference is a failure."""
import argparse
import gzip
import hashlib
import http.server
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from urllib.parse import urlsplit

import crawl
import replay
import screen

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "tests"))
import stored

DATA = os.environ.get("SHELFWATCH_DATA", "../shared/data")
BAR = 0.35
# What of an offer must not depend on the replay.
FIELDS = ["title", "brand", "price", "price_amount", "price_currency",
          "gtins", "model", "seller_name", "description", "language"]


def saved_pages():
    """{address: file} as the crawler asks for them."""
    wanted = list(replay.pages())
    files = {}
    for url, (_, name) in zip(replay.canonical([u for u, _ in wanted]),
                              wanted):
        files.setdefault(url, name)
    return files


def serve(files, gzipped):
    """Every page under every r<number>. of its host; the port."""
    by_request = {}
    for url, name in files.items():
        parts = urlsplit(url)
        query = "?" + parts.query if parts.query else ""
        with open(f"{DATA}/pages/{name}", "rb") as f:
            by_request[parts.netloc + parts.path + query] = f.read()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            mark, _, host = self.headers["Host"].partition(".")
            body = by_request.get(host + self.path)
            if body is not None:
                body = body.replace(host.encode(), f"{mark}.{host}".encode())
                body += f"<!-- {mark} -->".encode()
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", "text/html")
            if gzipped and body is not None:
                body = gzip.compress(body, 1)
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def moved(url, replays):
    parts = urlsplit(url)
    for i in range(replays):
        yield parts._replace(netloc=f"r{i}.{parts.netloc}").geturl()


def outcome(db, page, mark):
    """What was found on a page, without the mark of its replay."""
    row, state, reason, kind = page
    found = [state, reason, kind]
    for listing, record in db.execute(
            "SELECT l.id, record_text(v.record, v.packed)"
            " FROM listing l JOIN listing_version v ON v.id = l.version WHERE l.page = ? ORDER BY l.id", (row,)):
        offer = json.loads(record)
        found.append([offer.get(f) for f in FIELDS])
        for case, priority in db.execute(
                "SELECT id, priority FROM casefile WHERE listing = ?"
                " AND flagged = 1", (listing,)):
            found += [priority, db.execute(
                "SELECT source, id, strength FROM casefile_finding"
                " WHERE casefile = ? ORDER BY 1, 2", (case,)).fetchall()]
    text = json.dumps(found).replace(mark, "")
    return hashlib.sha256(text.encode()).hexdigest(), len(found) - 3


def compare(store, files, replays):
    """(offers and cases found, pages of which some replay differs)."""
    db = stored.connect(store)
    pages = {row[0]: row[1:] for row in db.execute(
        "SELECT url, id, state, reason, kind FROM page ORDER BY id")}
    found, differing = 0, []
    for url in files:
        seen = set()
        for i, address in enumerate(moved(url, replays)):
            if address not in pages:
                sys.exit(f"{address}: was not scanned")
            digest, count = outcome(db, pages[address], f"r{i}.")
            seen.add(digest)
            found += count
        if len(seen) > 1:
            differing.append(files[url])
    db.close()
    return found, differing


def scan(files, o, tmp):
    """CPU seconds of a scan into a new store, of them its start, and wall."""
    store = f"{tmp}/saved.db"
    for name in os.listdir(tmp):
        if name.startswith("saved.db"):
            path = f"{tmp}/{name}"
            shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)
    for kind, path in replay.RECALLS:
        replay.run("recalls", "import", "--no-sweep", "--store", store,
                   "--format", kind, f"{DATA}/{path}")
    with open(f"{tmp}/scan.log", "w+") as log:
        seconds, cpu, _, _, _ = crawl.measure(
            ["./shelfwatch", "scan", "--store", store, "--rules",
             f"{tmp}/packs", f"{tmp}/saved.yaml"], stderr=log)
        log.seek(0)
        line = [x for x in log if " event=cpu " in x][-1]
    parts = {w.split("=")[0]: int(w.split("=")[1]) / 1000
             for w in line.split("event=cpu ")[1].split()}
    found, differing = compare(store, files, o.replays)
    crawl.say(f"  {seconds:.1f} s, CPU {cpu:.1f} s: {line.split('cpu ')[1]}"
              f"  {found} offers and cases, {len(differing)} pages differ")
    return {"seconds": seconds, "cpu": cpu, "start": parts["start_ms"],
            "found": found, "differing": differing}


def gumbo_alone(paths):
    """CPU ms a page, and the pages' mean size in words."""
    said = subprocess.run(
        ["build/last/bench/page", "--seconds", "5", "--only", "gumbo",
         *paths], check=True, stdout=subprocess.PIPE, text=True).stdout
    said = said.splitlines()
    crawl.say(f"  {said[0]}; {said[-1]}")
    return float(said[-1].split()[1]), said[0]


def run_once(files, o, tmp):
    before, what = gumbo_alone([f"{DATA}/pages/{n}" for n in files.values()])
    got = scan(files, o, tmp)
    after, _ = gumbo_alone([f"{DATA}/pages/{n}" for n in files.values()])
    ours = 1000 * got["cpu"] / (len(files) * o.replays)
    return {**got, "ours": ours, "gumbo": (before + after) / 2, "what": what,
            "ratio": 2 * ours / (before + after)}


def tell(runs, count, o):
    middle = {k: statistics.median(r[k] for r in runs)
              for k in ("ours", "gumbo", "ratio", "start", "seconds")}
    pages = count * o.replays
    differing = sorted(set(n for r in runs for n in r["differing"]))
    print(f"{count} saved pages ({runs[0]['what']}), each replayed "
          f"{o.replays} times, {pages:,} pages"
          f"{', served as gzip' if o.gzip else ''}; medians of {o.runs}:\n")
    print("| CPU ms a page | |\n|---|---|")
    print(f"| whole job (start of {middle['start']:.1f} s in it; "
          f"{pages / middle['seconds']:.0f} pages/s) | {middle['ours']:.2f} |")
    print(f"| Debian's gumbo, the parse alone | {middle['gumbo']:.2f} |")
    print(f"| ratio | {crawl.against(middle['ratio'], BAR, True)} |")
    print(f"\n{runs[0]['found']:,} offers and cases; "
          f"{len(differing)} pages of which the replays differ.")
    for name in differing[:10]:
        print(f"- {name}")
    return 1 if differing else 0


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--replays", type=int, default=10)
    options.add_argument("--rules", type=int, default=1000)
    options.add_argument("--runs", type=int, default=1)
    options.add_argument("--gzip", action="store_true",
                         help="served packed, as most shops do")
    o = options.parse_args()
    if not os.path.exists(f"{DATA}/pages/index.tsv"):
        print(f"skipped: {DATA}/pages is not here")
        return
    files = saved_pages()
    port = serve(files, o.gzip)
    with tempfile.TemporaryDirectory() as tmp:
        shutil.copytree("rules/packs", f"{tmp}/packs")
        with open(screen.LISTINGS) as f:
            screen.make_rules(f"{tmp}/packs", o.rules, f.readlines())
        replay.write_campaign(
            f"{tmp}/saved.yaml",
            [m for u in files for m in moved(u, o.replays)], port,
            ", pictures: 0")
        runs = [run_once(files, o, tmp) for _ in range(o.runs)]
    sys.exit(tell(runs, len(files), o))


main()
