#!/usr/bin/env python3
"""bench/review.py - the review pages under fifty analysts at once.

usage: bench/review.py [--listings N] [--cases N] [--connections N]
                       [--seconds S] [--threads N] [--keep DIR] [DATA]

Fills a store with 1,000,000 offers and 50,000 casefiles (bench/fill, from
DATA/listings; kept in DIR, build/bench unless given), starts `serve` on it
and lets wrk ask with 50 keep-alive connections that never pause: queue pages
with different filters and orders, case pages, full text, and all of them
mixed. Prints requests per second, p50, p95, p99 and the processor time of the
server per request. Bars: p95 50 ms for queue and case pages, 150 ms for full
text, on 2 processors. wrk comes from Debian (apt-get install wrk)."""
import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

BARS = {"queue": 50, "case": 50, "text": 150, "mixed": None}

QUEUES = [
    "/", "/?sort=age", "/?sort=newest", "/?sort=deadline", "/?sort=price",
    "/?sort=market", "/?state=all", "/?state=confirmed", "/?state=new",
    "/?state=dismissed&sort=newest", "/?hazard=fire", "/?hazard=choking",
    "/?hazard=privacy&state=all", "/?hazard=cuts&sort=age",
    "/?market=market-3.example", "/?market=market-200.example",
    "/?market=market-0.example&state=all&sort=price", "/?seller=Seller+12",
    "/?seller=Seller+4000", "/?recall=SR%2F25%2F3", "/?recall=SR%2F25%2F900",
    "/?rule=pack%2Frule-1", "/?rule=pack%2Frule-120&sort=age",
    "/?source=recall", "/?source=rule&sort=deadline", "/?language=de",
    "/?language=zh&hazard=burns", "/?assignee=nobody", "/?assignee=me",
    "/?assignee=analyst-7", "/?assignee=analyst-7&state=all",
    "/?from=2026-10-01&to=2026-10-07", "/?hazard=fire&language=de&source=recall",
    "/?market=market-2.example&hazard=explosion&state=confirmed",
]

TEXTS = [
    "lamp", "usb charger", "battery", "black", "Ladekabel", "gerät", "set",
    "kinder spielzeug", "samsung galaxy", "hp", "schwarz", "4tb", "festool",
    "磁力", "儿童玩具", "不锈钢", "灯", "手机壳", "power adapter", "case",
    "stroller", "x100", "zzzzzz", "seagate ironwolf", "farby akwarelowe",
    "wasserkocher", "LED", "SR/25/3", "Seller 77", "12 kolorów", "iphone",
    "(OR AND *", "cable\" NEAR lamp", "rabbit",
]


def paths_of(kind, cases, dice):
    queue = QUEUES
    text = [f"/?text={urllib.request.quote(t)}" for t in TEXTS]
    text += [f"{t}&hazard=fire" for t in text[::3]]
    text += [f"{t}&state=all&sort=age" for t in text[::4]]
    case = [f"/case/{dice.randint(1, cases)}?hazard=fire"
            if n % 3 == 0 else f"/case/{dice.randint(1, cases)}"
            for n in range(2000)]
    if kind == "queue":
        return queue
    if kind == "text":
        return text
    if kind == "case":
        return case
    mixed = []
    for n in range(2000):
        lot = n % 10
        mixed.append(case[n] if lot < 5 else dice.choice(
            queue if lot < 9 else text))
    return mixed


def fill(store, o):
    if os.path.exists(store):
        return
    start = time.monotonic()
    with open(f"{o.data}/listings/listings.jsonl") as lines:
        subprocess.run(["build/last/bench/fill", store + ".part",
                        str(o.listings), str(o.cases)], stdin=lines,
                       check=True)
    os.rename(store + ".part", store)
    print(f"{o.listings} offers and {o.cases} cases kept in "
          f"{time.monotonic() - start:.0f} s, "
          f"{os.path.getsize(store) / 1e6:.0f} MB")


def processor_s(pid):
    with open(f"/proc/{pid}/stat") as f:
        part = f.read().rsplit(")", 1)[1].split()
    return (int(part[11]) + int(part[12])) / os.sysconf("SC_CLK_TCK")


def ask(kind, base, cookie, pid, o, dice):
    with tempfile.NamedTemporaryFile("w", suffix=".paths") as f:
        f.write("\n".join(paths_of(kind, o.cases, dice)) + "\n")
        f.flush()
        before = processor_s(pid)
        said = subprocess.run(
            ["wrk", "-t1", f"-c{o.connections}", f"-d{o.seconds}s",
             "--timeout", "10s", "-s", "bench/review.lua", base, "--", f.name,
             cookie], capture_output=True, text=True)
    spent = processor_s(pid) - before
    result = [x for x in said.stdout.splitlines() if x.startswith("RESULT")]
    if not result:
        sys.exit(said.stdout + said.stderr)
    n, p50, p95, p99, most, errors = map(float, result[0].split()[1:])
    bar = BARS[kind]
    verdict = "" if bar is None else (
        f"  bar {bar} ms: {'met' if p95 < bar else 'MISSED'}")
    print(f"{kind:6} {n / o.seconds:7.0f}/s  p50 {p50:6.1f}  p95 {p95:6.1f}  "
          f"p99 {p99:6.1f}  max {most:6.0f} ms  "
          f"{1000 * spent / max(n, 1):5.2f} ms CPU each  "
          f"errors {errors:.0f}{verdict}", flush=True)
    return errors == 0


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--listings", type=int, default=1000000)
    p.add_argument("--cases", type=int, default=50000)
    p.add_argument("--connections", type=int, default=50)
    p.add_argument("--seconds", type=int, default=10)
    p.add_argument("--threads", type=int)
    p.add_argument("--keep", default="build/bench")
    p.add_argument("--kinds", default="queue,case,text,mixed")
    p.add_argument("data", nargs="?",
                   default=os.environ.get("SHELFWATCH_DATA", "../shared/data"))
    o = p.parse_args()
    if not os.path.isdir(o.data):
        print(f"skipped: no {o.data}")
        return
    if not shutil.which("wrk"):
        print("skipped: no wrk (apt-get install wrk)")
        return
    os.makedirs(o.keep, exist_ok=True)
    store = f"{o.keep}/review-{o.listings}-{o.cases}.db"
    fill(store, o)
    more = ["--threads", str(o.threads)] if o.threads else []
    server = subprocess.Popen(
        ["./shelfwatch", "serve", "--port", "0", "--store", store, *more],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        address = server.stdout.readline().strip()
        base, key = address.split("/?key=")
        load = os.getloadavg()[0]
        print(f"{o.connections} connections, {o.seconds} s each, "
              f"{os.cpu_count()} processors, load before {load:.1f}")
        dice = random.Random(7)
        good = [ask(kind, base, f"shelfwatch={key}", server.pid, o, dice)
                for kind in o.kinds.split(",")]
        with open(f"/proc/{server.pid}/status") as f:
            print([x.strip() for x in f if x.startswith("VmHWM")][0])
    finally:
        server.terminate()
        server.wait()
    if not all(good):
        sys.exit("some answers were errors")


if __name__ == "__main__":
    main()
