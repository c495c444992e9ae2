#!/usr/bin/env python3
"""make bench-crawl / make bench-memory: a whole scan of a generated shop.

  bench/crawl.py [--pages N] [--peer-pages N] [--runs N] [--no-peer]
                 [--once] [--store FILE] [--host NAME] [--rules N]

Serves the shop of bench/site on loopback (nginx serves its files; above
100,000 pages bench/site makes them as they are asked for) and lets each
contender crawl it from the start page, politeness off. shelfwatch does its
whole job (fetch, archive, extract, recalls, 1,000 rules, model, store), then
scans the unchanged shop again; Scrapy follows the same links and extracts
title, price, brand and GTIN, once as its manual shows it and once with links
de-duplicated before the request; Crawlee's CheerioCrawler (from npm) does the
same; wget2 only saves. These pages are sent as they are; shelfwatch and wget2
crawl them once more from a server that sends them packed by gzip, as shops do.
Each has ended when what it wrote is on the disk, so that none waits for what
another left to be written.
Beside them the parse alone of the same pages by Debian's gumbo, and by ours.
Prints pages/s, CPU seconds per 1,000 pages, the peak memory of all processes
of a contender (proportional set size, so that shared pages count once), as
each ends on standard error, the medians of --runs and the medians of the
ratios within a run on standard output. The server's share of the cores is its own."""
import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import screen


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


PORT, PACKED_PORT = free_port(), free_port()
RECALLS = f"{screen.DATA}/recalls/cpsc.jsonl"

SPIDER = '''
import scrapy
from scrapy.linkextractors import LinkExtractor

class Shop(scrapy.Spider):
    name = "shop"
    start_urls = ["http://127.0.0.1:%d/"]
    links = LinkExtractor()

    seen = set()

    def parse(self, response):
        title = response.css("h1::text").get()
        if "/p/" in response.url:
            yield {"title": title,
                   "price": response.css(".price::text").get(),
                   "brand": response.css(".specs td::text").get(),
                   "gtin": response.css(".specs tr:nth-child(2) td::text")
                   .get()}
        for link in self.links.extract_links(response):
            url = link.url.split("?")[0]
            if %s and url in self.seen:
                continue
            self.seen.add(url)
            if "/p/" in url or "/c/" in url:
                yield scrapy.Request(url, callback=self.parse)
'''


def say(text):
    print(text, file=sys.stderr, flush=True)


def tree(pid):
    """pid and everything below it."""
    out, queue = [], [pid]
    while queue:
        p = queue.pop()
        out.append(p)
        try:
            for task in os.listdir(f"/proc/{p}/task"):
                with open(f"/proc/{p}/task/{task}/children") as f:
                    queue += [int(c) for c in f.read().split()]
        except OSError:
            pass
    return out


def memory_mb(pid):
    total = 0
    for p in tree(pid):
        try:
            with open(f"/proc/{p}/smaps_rollup") as f:
                for line in f:
                    if line.startswith("Pss:"):
                        total += int(line.split()[1])
        except OSError:
            pass
    return total / 1024


def measure(command, good=(0,), **kwargs):
    """Run; return (seconds, CPU seconds, peak MB, output)."""
    before = os.times()
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True,
                             **kwargs)
    peak, samples = [0.0], []

    def watch():
        time.sleep(1)
        while child.poll() is None:
            now = memory_mb(child.pid)
            peak[0] = max(peak[0], now)
            samples.append(now)
            time.sleep(2)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    output = child.stdout.read()
    child.wait()
    os.sync()
    seconds = time.monotonic() - start
    after = os.times()
    cpu = (after.children_user + after.children_system -
           before.children_user - before.children_system)
    if child.returncode not in good:
        sys.exit(f"{command[0]}: exit {child.returncode}")
    return seconds, cpu, peak[0], samples, output


def make_rules(count, tmp):
    """The packs, filled up to as many rules; without the data beside the
    tree they stay as they are."""
    shutil.copytree("rules/packs", f"{tmp}/packs")
    if count > 0 and os.path.exists(screen.LISTINGS):
        with open(screen.LISTINGS) as f:
            screen.make_rules(f"{tmp}/packs", count, f.readlines())


def scan(store, tmp):
    with open(f"{tmp}/scan.log", "w+") as log:
        got = measure(["./shelfwatch", "scan", "--store", store, "--rules",
                       f"{tmp}/packs", "--summary", "json",
                       f"{tmp}/bench.yaml"], stderr=log)
        log.seek(0)
        for line in log:
            if " event=cpu " in line:
                say("  CPU" + line.split("event=cpu")[1].rstrip())
    summary = json.loads(got[4])
    say(f"  states {summary['states']}, offers {summary['listings']}, "
        f"store {os.path.getsize(store) >> 20} MB")
    return summary["pages"], got


def ours(o, tmp, port=PORT, once=False):
    """The first scan of a new store, or of the one given, and one of the
    unchanged shop."""
    store = o.store or f"{tmp}/bench.db"
    for name in os.listdir(tmp):
        if name.startswith("bench.db"):
            path = f"{tmp}/{name}"
            shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)
    with open(f"{tmp}/bench.yaml", "w") as f:
        f.write(f"name: bench\ncontact: https://authority.example/c\n"
                f"start: ['http://{o.host}/']\nsitemaps: false\n"
                f"limits: {{pages: {o.pages * 2}, depth: 1000000, "
                f"per_host_delay_ms: 0, per_host_connections: 32}}\n"
                f"connect_to: {{'{o.host}:80': '127.0.0.1:{port}'}}\n")
    if os.path.exists(RECALLS):
        subprocess.run(["./shelfwatch", "recalls", "import", "--no-sweep",
                        "--store", store, "--format", "cpsc-jsonl", RECALLS],
                       check=True, stdout=subprocess.DEVNULL)
    return scan(store, tmp), None if once else scan(store, tmp)


def scrapy(pages, tmp, deduplicate):
    with open(f"{tmp}/spider.py", "w") as f:
        f.write(SPIDER % (PORT, deduplicate))
    settings = ["ROBOTSTXT_OBEY=0", "LOG_LEVEL=ERROR",
                "CONCURRENT_REQUESTS=32",
                "CONCURRENT_REQUESTS_PER_DOMAIN=32",
                f"CLOSESPIDER_PAGECOUNT={pages}"]
    command = ["scrapy", "runspider", f"{tmp}/spider.py", "-O",
               f"{tmp}/items.jsonl"]
    for s in settings:
        command += ["-s", s]
    got = measure(command, stderr=subprocess.DEVNULL)
    with open(f"{tmp}/items.jsonl") as f:
        say(f"  items {sum(1 for _ in f)}")
    return pages, got


def crawlee(pages):
    """None where npm cannot install it."""
    tools, wanted = "build/crawlee", "bench/crawlee/package.json"
    if not install("node", "nodejs") or not install("npm", "npm"):
        return None
    if not os.path.isdir(f"{tools}/node_modules"):
        os.makedirs(tools, exist_ok=True)
        shutil.copy(wanted, tools)
        done = subprocess.run(["npm", "install", "--no-audit", "--no-fund",
                               "--no-package-lock", "--silent"], cwd=tools,
                              check=False)
        if done.returncode:
            say("Crawlee: npm cannot install it: skipped")
            shutil.rmtree(tools)
            return None
    shutil.copy("bench/crawlee/crawl.mjs", tools)
    got = measure(["node", f"{tools}/crawl.mjs", f"http://127.0.0.1:{PORT}/",
                   str(pages)], stderr=subprocess.DEVNULL)
    said = json.loads(got[4].splitlines()[-1])
    say(f"  offers {said['offers']}")
    return said["pages"], got


def wget2(tmp, port=PORT):
    saved = f"{tmp}/saved"
    shutil.rmtree(saved, ignore_errors=True)
    got = measure(["wget2", "-q", "-r", "-l", "inf", "--no-robots",
                   "--reject-regex", "/img/", "-P", saved,
                   f"http://127.0.0.1:{port}/"], stderr=subprocess.DEVNULL,
                  good=(0, 8))  # 8: some address was answered with an error
    count = sum(len(files) for _, _, files in os.walk(saved))
    shutil.rmtree(saved, ignore_errors=True)
    return count, got


def install(program, package):
    """1 if the program is there, from Debian if need be."""
    if not shutil.which(program):
        sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
        for step in (["update"], ["install", "-y",
                                  "--no-install-recommends", package]):
            subprocess.run(sudo + ["apt-get", "-qq"] + step, check=False,
                           stdout=subprocess.DEVNULL)
    if not shutil.which(program):
        say(f"{program}: cannot be installed (apt-get install {package}): "
            "skipped")
    return shutil.which(program)


NGINX = """
daemon off; master_process off; error_log stderr crit; pid {tmp}/nginx.pid;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 10000000;
  open_file_cache max=500; default_type text/html; charset utf-8;
  client_body_temp_path {tmp}/t1; proxy_temp_path {tmp}/t2;
  fastcgi_temp_path {tmp}/t3; uwsgi_temp_path {tmp}/t4;
  scgi_temp_path {tmp}/t5;
  root {tmp}/site; index index.html;
  server {{ listen 127.0.0.1:{port}; }}
  server {{ listen 127.0.0.1:{packed_port}; gzip_static on; }}
}}
"""


def serve(pages, tmp):
    """The server's process."""
    site = ["build/last/bench/site", "--pages", str(pages)]
    if pages > 100000 or not install("nginx", "nginx-light"):
        return subprocess.Popen(site + ["--port", str(PORT)])
    os.mkdir(f"{tmp}/site")
    subprocess.run(site + ["--write", f"{tmp}/site", "--gzip"], check=True)
    os.sync()
    with open(f"{tmp}/nginx.conf", "w") as f:
        f.write(NGINX.format(tmp=tmp, port=PORT, packed_port=PACKED_PORT))
    return subprocess.Popen(["nginx", "-c", f"{tmp}/nginx.conf"])


def parse_alone(tmp):
    """CPU ms a page of gumbo and of ours on some 400 pages of the shop, which
    is seconds per 1,000 pages."""
    pages = f"{tmp}/some"
    os.makedirs(pages, exist_ok=True)
    every = sorted(name for name in os.listdir(f"{tmp}/site/p")
                   if not name.endswith(".gz"))
    for name in every[::max(1, len(every) // 400)]:
        shutil.copy(f"{tmp}/site/p/{name}", f"{pages}/{name}.html")
    out = {}
    for stage in ("gumbo", "tree"):
        text = subprocess.run(
            ["build/last/bench/page", "--seconds", "4", "--only", stage,
             pages], check=True, stdout=subprocess.PIPE, text=True).stdout
        out[stage] = float(text.splitlines()[-1].split()[1])
        say(f"  {text.splitlines()[-1]}")
    return out


def report(name, count, got):
    """Say what a contender did; return pages/s, CPU ms a page, peak MB."""
    seconds, cpu, peak, samples, _ = got
    say(f"{name:20} {count} pages in {seconds:.1f} s: "
        f"{count / seconds:.0f} pages/s, "
        f"{1000 * cpu / count:.2f} CPU s per 1,000 pages, "
        f"peak {peak:.0f} MB")
    return count / seconds, 1000 * cpu / count, peak, samples


def one_run(o, tmp):
    first, again = ours(o, tmp, once=o.once)
    got = {"shelfwatch": report("shelfwatch", *first)}
    if again:
        got["again"] = report("shelfwatch, again", *again)
    if o.no_peer:
        return got
    if install("scrapy", "python3-scrapy"):
        got["scrapy"] = report("scrapy", *scrapy(o.peer_pages, tmp, False))
        got["scrapy, links once"] = report(
            "scrapy, links once", *scrapy(o.peer_pages, tmp, True))
    got_crawlee = crawlee(o.peer_pages)
    if got_crawlee:
        got["crawlee"] = report("crawlee", *got_crawlee)
    if install("wget2", "wget2"):
        got["wget2"] = report("wget2, saving", *wget2(tmp))
    if os.path.isdir(f"{tmp}/site"):
        first, _ = ours(o, tmp, PACKED_PORT, once=True)
        got["shelfwatch, packed"] = report("shelfwatch, packed", *first)
        if "wget2" in got:
            got["wget2, packed"] = report("wget2, saving, packed",
                                          *wget2(tmp, PACKED_PORT))
        alone = parse_alone(tmp)
        for name in alone:
            got[name] = (1000 / alone[name], alone[name], 0, [])
    return got


# What the issue of speed asks of the whole job: a contender, which scan of
# ours it is held against, and the bars for pages/s and for CPU a page.
BARS = {"scrapy": ("shelfwatch", 40, 1 / 30),
        "scrapy, links once": ("shelfwatch", 16, None),
        "crawlee": ("shelfwatch", None, None),
        "wget2": ("shelfwatch", 1, None),
        "wget2, packed": ("shelfwatch, packed", 1, None),
        "gumbo": ("shelfwatch", None, 0.30)}
TITLES = {"shelfwatch": "shelfwatch, whole job",
          "again": "shelfwatch, the unchanged shop again",
          "scrapy": "Scrapy, links and four fields",
          "scrapy, links once": "Scrapy, links de-duplicated first",
          "crawlee": "Crawlee (CheerioCrawler)",
          "wget2": "wget2, saving only",
          "shelfwatch, packed": "shelfwatch, pages sent as gzip",
          "wget2, packed": "wget2, saving only, pages sent as gzip",
          "gumbo": "gumbo, the parse alone, one core",
          "tree": "our tree alone, one core"}


def median(runs, a, b, which):
    """Median over the runs of a to b."""
    return statistics.median(r[a][which] / r[b][which] for r in runs)


def against(value, bar, most):
    """The value, and whether the bar is kept (at most it, or at least)."""
    if bar is None:
        return f"{value:.3f}" if most else f"{value:.1f}"
    kept = value <= bar if most else value >= bar
    return (f"{value:.3f} (bar {bar:.3f}" if most else
            f"{value:.2f} (bar {bar:g}") + (")" if kept else ", **missed**)")


def tables(runs):
    print("| Contender | Pages/s | CPU s per 1,000 pages | Peak MB |")
    print("|---|---|---|---|")
    for name, title in TITLES.items():
        if all(name in r for r in runs):
            rate, cpu, peak = (statistics.median(r[name][i] for r in runs)
                               for i in range(3))
            print(f"| {title} | {rate:,.0f} | {cpu:.2f} | {peak:,.0f} |"
                  if peak else f"| {title} | | {cpu:.2f} | |")
    if len(runs[0]) > 1:
        print("\n| shelfwatch's whole job to | Pages/s | CPU a page |")
        print("|---|---|---|")
    for peer, (own, rate, cpu) in BARS.items():
        if all(peer in r for r in runs):
            first = against(median(runs, own, peer, 0), rate, False)
            print(f"| {peer} | {first if peer != 'gumbo' else ''} | "
                  f"{against(median(runs, own, peer, 1), cpu, True)}"
                  " |")
    if all("again" in r for r in runs):
        rate = median(runs, "again", "shelfwatch", 0)
        cpu = median(runs, "again", "shelfwatch", 1)
        print("| its first scan, the unchanged shop again | "
              f"{against(rate, 5, False)} | {against(cpu, None, True)} |")
    samples = runs[0]["shelfwatch"][3]
    tenth = len(samples) // 10
    if tenth >= 4:
        print("\nMemory of all processes: at most "
              f"{runs[0]['shelfwatch'][2]:.0f} MB (bar 800), "
              f"{sum(samples[tenth:2 * tenth]) / tenth:.0f} MB after a tenth "
              f"of the time, {sum(samples[-tenth:]) / tenth:.0f} MB in the "
              "last tenth.")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--pages", type=int, default=20000)
    options.add_argument("--peer-pages", type=int, default=2000)
    options.add_argument("--runs", type=int, default=1)
    options.add_argument("--no-peer", action="store_true")
    options.add_argument("--once", action="store_true",
                         help="do not scan the unchanged shop again")
    options.add_argument("--store", help="scan into this store, as it is")
    options.add_argument("--host", default="bench.example")
    options.add_argument("--rules", type=int, default=1000,
                         help="fill the packs up to as many; 0: as they are")
    o = options.parse_args()
    with tempfile.TemporaryDirectory() as tmp:
        make_rules(o.rules, tmp)
        server = serve(o.pages, tmp)
        time.sleep(0.5)
        try:
            runs = [one_run(o, tmp) for _ in range(o.runs)]
        finally:
            server.kill()
    peers = "" if o.no_peer else f" (Scrapy and Crawlee {o.peer_pages:,})"
    print(f"{o.pages:,} pages{peers}, medians of {o.runs}:\n")
    tables(runs)


if __name__ == "__main__":
    main()
