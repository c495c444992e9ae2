#!/usr/bin/env python3
"""make bench-crawl / make bench-memory: a whole scan of a generated shop.

  bench/crawl.py [--pages N] [--runs N] [--no-peer]

Serves the shop of bench/site on loopback (nginx serves its files; above
100,000 pages bench/site makes them as they are asked for) and lets each
contender crawl it from the start page, politeness off. shelfwatch does its
whole job (fetch, archive, extract, recalls, rules, model, store), then scans
the unchanged shop again; Scrapy follows the same links and extracts title,
price, brand and GTIN, once as its manual shows it and once with links
de-duplicated before the request; wget2 only saves. Beside them the parse
alone of the same pages by Debian's gumbo, and by ours. Prints pages/s, CPU
seconds per 1,000 pages, the peak memory of all processes of a contender
(proportional set size, so that shared pages count once), and the ratios of
the run; with --runs the medians. The server's share of the cores is its
own."""
import argparse
import json
import os
import shutil
import statistics
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
    if child.returncode not in good:
        sys.exit(f"{command[0]}: exit {child.returncode}")
    return seconds, cpu, peak[0], samples, output


def scan(store, tmp):
    got = measure(["./shelfwatch", "scan", "--store", store, "--summary",
                   "json", f"{tmp}/bench.yaml"])
    summary = json.loads(got[4])
    print(f"  states {summary['states']}, offers {summary['listings']}, "
          f"store {os.path.getsize(store) >> 20} MB")
    return summary["pages"], got


def ours(pages, tmp):
    """The first scan of a new store, and one of the unchanged shop."""
    store = f"{tmp}/bench.db"
    for name in os.listdir(tmp):
        if name.startswith("bench.db"):
            path = f"{tmp}/{name}"
            shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)
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
    return scan(store, tmp), scan(store, tmp)


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
        print(f"  items {sum(1 for _ in f)}")
    return pages, got


def wget2(tmp):
    saved = f"{tmp}/saved"
    shutil.rmtree(saved, ignore_errors=True)
    got = measure(["wget2", "-q", "-r", "-l", "inf", "--no-robots",
                   "--reject-regex", "/img/", "-P", saved,
                   f"http://127.0.0.1:{PORT}/"], stderr=subprocess.DEVNULL,
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
        print(f"{program}: cannot be installed (apt-get install {package}): "
              "skipped")
    return shutil.which(program)


NGINX = """
daemon off; master_process off; error_log stderr crit; pid {tmp}/nginx.pid;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 10000000;
  open_file_cache max=100000; default_type text/html; charset utf-8;
  client_body_temp_path {tmp}/t1; proxy_temp_path {tmp}/t2;
  fastcgi_temp_path {tmp}/t3; uwsgi_temp_path {tmp}/t4;
  scgi_temp_path {tmp}/t5;
  server {{ listen 127.0.0.1:{port}; root {tmp}/site; index index.html; }}
}}
"""


def serve(pages, tmp):
    """The server's process."""
    site = ["build/release/bench/site", "--pages", str(pages)]
    if pages > 100000 or not install("nginx", "nginx-light"):
        return subprocess.Popen(site + ["--port", str(PORT)])
    os.mkdir(f"{tmp}/site")
    subprocess.run(site + ["--write", f"{tmp}/site"], check=True)
    with open(f"{tmp}/nginx.conf", "w") as f:
        f.write(NGINX.format(tmp=tmp, port=PORT))
    return subprocess.Popen(["nginx", "-c", f"{tmp}/nginx.conf"])


def parse_alone(tmp):
    """CPU ms a page of gumbo and of ours on some 400 pages of the shop, which
    is seconds per 1,000 pages."""
    pages = f"{tmp}/some"
    os.makedirs(pages, exist_ok=True)
    every = sorted(os.listdir(f"{tmp}/site/p"))
    for name in every[::max(1, len(every) // 400)]:
        shutil.copy(f"{tmp}/site/p/{name}", f"{pages}/{name}.html")
    out = {}
    for stage in ("gumbo", "tree"):
        text = subprocess.run(
            ["build/release/bench/page", "--seconds", "4", "--only", stage,
             pages], check=True, stdout=subprocess.PIPE, text=True).stdout
        out[stage] = float(text.splitlines()[-1].split()[1])
        print(f"  {text.splitlines()[-1]}")
    return out


def report(name, count, got):
    """Print what a contender did; return pages/s and CPU ms a page."""
    seconds, cpu, peak, samples, _ = got
    print(f"{name:20} {count} pages in {seconds:.1f} s: "
          f"{count / seconds:.0f} pages/s, "
          f"{1000 * cpu / count:.2f} CPU s per 1,000 pages, "
          f"peak {peak:.0f} MB", flush=True)
    if len(samples) >= 40:
        tenth = len(samples) // 10
        first = sum(samples[tenth:2 * tenth]) / tenth
        last = sum(samples[-tenth:]) / tenth
        print(f"  memory: {first:.0f} MB after a tenth of the time, "
              f"{last:.0f} MB in the last tenth")
    return count / seconds, 1000 * cpu / count


def one_run(o, tmp):
    first, again = ours(o.pages, tmp)
    got = {"shelfwatch": report("shelfwatch", *first),
           "again": report("shelfwatch, again", *again)}
    if o.no_peer:
        return got
    if install("scrapy", "python3-scrapy"):
        got["scrapy"] = report("scrapy", *scrapy(o.peer_pages, tmp, False))
        got["scrapy, links once"] = report(
            "scrapy, links once", *scrapy(o.peer_pages, tmp, True))
    if install("wget2", "wget2"):
        got["wget2"] = report("wget2, saving", *wget2(tmp))
    if os.path.isdir(f"{tmp}/site"):
        alone = parse_alone(tmp)
        got["gumbo"] = (1000 / alone["gumbo"], alone["gumbo"])
        got["tree"] = (1000 / alone["tree"], alone["tree"])
    return got


def ratio(runs, a, b, which):
    """Median over the runs of a to b."""
    return statistics.median(r[a][which] / r[b][which] for r in runs)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--pages", type=int, default=20000)
    options.add_argument("--peer-pages", type=int, default=2000)
    options.add_argument("--runs", type=int, default=1)
    options.add_argument("--no-peer", action="store_true")
    o = options.parse_args()
    with tempfile.TemporaryDirectory() as tmp:
        server = serve(o.pages, tmp)
        time.sleep(0.5)
        try:
            runs = [one_run(o, tmp) for _ in range(o.runs)]
        finally:
            server.kill()
    print(f"ratios, median of {o.runs}")
    print(f"  again to the first scan: pages/s "
          f"{ratio(runs, 'again', 'shelfwatch', 0):.2f}")
    for peer in ("scrapy", "scrapy, links once", "wget2", "gumbo"):
        if all(peer in r for r in runs):
            print(f"  to {peer}: pages/s "
                  f"{ratio(runs, 'shelfwatch', peer, 0):.2f}, CPU "
                  f"{ratio(runs, 'shelfwatch', peer, 1):.3f}")
    print("Crawlee is no Debian package, and this bench fetches nothing from "
          "npm: left out")


main()
