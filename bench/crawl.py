#!/usr/bin/env python3
"""make bench-crawl / make bench-memory: a whole scan of a generated shop.

  bench/crawl.py [--pages N] [--no-peer]

Serves build/release/bench/site on loopback and lets each contender crawl it
from the start page, politeness off: shelfwatch does its whole job (fetch,
archive, extract, recalls, rules, model, store); Scrapy follows the same
links and extracts title, price, brand and GTIN. Prints pages/s, CPU seconds
per 1,000 pages and the peak memory of all processes of a contender
(proportional set size, so that shared pages count once)."""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time

PORT = 8931
HOST = "bench.example"
RECALLS = os.environ.get("SHELFWATCH_DATA", "../shared/data") + \
    "/recalls/cpsc.jsonl"

SPIDER = '''
import scrapy
from scrapy.linkextractors import LinkExtractor

class Shop(scrapy.Spider):
    name = "shop"
    start_urls = ["http://127.0.0.1:%d/"]
    links = LinkExtractor()

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
            if "/p/" in url or "/c/" in url:
                yield scrapy.Request(url, callback=self.parse)
'''


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


def measure(command, **kwargs):
    """Run; return (seconds, CPU seconds, peak MB, output)."""
    before = os.times()
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True,
                             **kwargs)
    peak, samples = [0.0], []

    def watch():
        while child.poll() is None:
            now = memory_mb(child.pid)
            peak[0] = max(peak[0], now)
            samples.append(now)
            time.sleep(2)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    output = child.stdout.read()
    child.wait()
    seconds = time.monotonic() - start
    after = os.times()
    cpu = (after.children_user + after.children_system -
           before.children_user - before.children_system)
    if child.returncode != 0:
        sys.exit(f"{command[0]}: exit {child.returncode}")
    return seconds, cpu, peak[0], samples, output


def ours(pages, tmp):
    store = f"{tmp}/bench.db"
    with open(f"{tmp}/bench.yaml", "w") as f:
        f.write(f"name: bench\ncontact: https://authority.example/c\n"
                f"start: ['http://{HOST}/']\nsitemaps: false\n"
                f"limits: {{pages: {pages * 2}, depth: 100, "
                f"per_host_delay_ms: 0, per_host_connections: 32}}\n"
                f"connect_to: {{'{HOST}:80': '127.0.0.1:{PORT}'}}\n")
    if os.path.exists(RECALLS):
        subprocess.run(["./shelfwatch", "recalls", "import", "--store", store,
                        "--format", "cpsc-jsonl", RECALLS], check=True,
                       stdout=subprocess.DEVNULL)
    got = measure(["./shelfwatch", "scan", "--store", store, "--summary",
                   "json", f"{tmp}/bench.yaml"])
    summary = json.loads(got[4])
    print(f"  states {summary['states']}, offers {summary['listings']}, "
          f"store {os.path.getsize(store) >> 20} MB")
    return summary["pages"], got


def scrapy(pages, tmp):
    with open(f"{tmp}/spider.py", "w") as f:
        f.write(SPIDER % PORT)
    settings = ["ROBOTSTXT_OBEY=0", "LOG_LEVEL=ERROR",
                "CONCURRENT_REQUESTS=32",
                "CONCURRENT_REQUESTS_PER_DOMAIN=32",
                f"CLOSESPIDER_PAGECOUNT={pages}"]
    command = ["scrapy", "runspider", f"{tmp}/spider.py", "-o",
               f"{tmp}/items.jsonl"]
    for s in settings:
        command += ["-s", s]
    got = measure(command, stderr=subprocess.DEVNULL)
    with open(f"{tmp}/items.jsonl") as f:
        print(f"  items {sum(1 for _ in f)}")
    return pages, got


def install_peer():
    """1 if Scrapy is there, from Debian if need be."""
    if not shutil.which("scrapy"):
        sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
        for step in (["update"], ["install", "-y",
                                  "--no-install-recommends",
                                  "python3-scrapy"]):
            subprocess.run(sudo + ["apt-get", "-qq"] + step, check=False,
                           stdout=subprocess.DEVNULL)
    return shutil.which("scrapy")


def report(name, count, got):
    seconds, cpu, peak, samples, _ = got
    print(f"{name:12} {count} pages in {seconds:.1f} s: "
          f"{count / seconds:.0f} pages/s, "
          f"{1000 * cpu / count:.2f} CPU s per 1,000 pages, "
          f"peak {peak:.0f} MB", flush=True)
    if len(samples) >= 40:
        tenth = len(samples) // 10
        first = sum(samples[tenth:2 * tenth]) / tenth
        last = sum(samples[-tenth:]) / tenth
        print(f"  memory: {first:.0f} MB after a tenth of the time, "
              f"{last:.0f} MB in the last tenth")
    return count / seconds


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--pages", type=int, default=20000)
    options.add_argument("--peer-pages", type=int, default=2000)
    options.add_argument("--no-peer", action="store_true")
    o = options.parse_args()
    site = subprocess.Popen(["build/release/bench/site", "--port", str(PORT),
                             "--pages", str(o.pages)])
    time.sleep(0.5)
    try:
        with tempfile.TemporaryDirectory() as tmp:
            rate = report("shelfwatch", *ours(o.pages, tmp))
            if o.no_peer:
                return
            if not install_peer():
                print("scrapy       cannot be installed "
                      "(apt-get install python3-scrapy): skipped")
                return
            peer = report("scrapy", *scrapy(o.peer_pages, tmp))
            print(f"ratio        {rate / peer:.1f}")
    finally:
        site.kill()


main()
