#!/usr/bin/env python3
"""make fuzz: every fuzz target in turn for a share of the time, and what came.

  tests/fuzz/run.py [--seconds T] [--jobs N] [--timeout S] FOLDER [TARGET...]

FOLDER holds the targets as built (fuzz_NAME). T seconds of wall clock are
shared: each gets T x N / number of targets. A corpus grows in
build/fuzz/corpus/NAME from run to run; what breaks a target lies in
build/fuzz/found/NAME-*, and is kept in tests/fuzz/kept/NAME once it is made
small and mended. tests/fuzz/words/NAME, where it is, says of which words inputs
are put together (libFuzzer's dictionary). Each run adds a line to
build/fuzz/ledger.tsv, of which the sums over all runs are printed at the
end. Exit 1 when something was found."""
import argparse
import glob
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

TREE = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
FOUND = "build/fuzz/found"
LEDGER = "build/fuzz/ledger.tsv"


def last(pattern, text):
    """The last number that a pattern shows, 0 where none."""
    found = re.findall(pattern, text)
    return int(found[-1]) if found else 0


def fuzz(folder, name, seconds, timeout):
    """One target: execs, CPU seconds, edges and the files of its finds."""
    corpus = f"build/fuzz/corpus/{name}"
    log = f"build/fuzz/{name}.log"
    os.makedirs(corpus, exist_ok=True)
    before = set(glob.glob(f"{FOUND}/{name}-*"))
    given = [d for d in (f"tests/fuzz/seeds/{name}", f"tests/fuzz/kept/{name}")
             if os.path.isdir(d)]
    words = f"tests/fuzz/words/{name}"
    with open(log, "w") as out:
        p = subprocess.Popen(
            [f"{folder}/fuzz_{name}", f"-max_total_time={seconds}",
             f"-timeout={timeout}", "-rss_limit_mb=2048",
             "-print_final_stats=1", f"-artifact_prefix={FOUND}/{name}-"] +
            ([f"-dict={words}"] if os.path.exists(words) else []) +
            [corpus] + given, stdout=out, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(p.pid, 0)
        p.returncode = os.waitstatus_to_exitcode(status)
    with open(log, errors="replace") as f:
        text = f.read()
    finds = sorted(set(glob.glob(f"{FOUND}/{name}-*")) - before)
    finds = [f for f in finds if "/slow-unit-" not in f.replace(name + "-", "")]
    if p.returncode != 0 and not finds:
        finds = [log]
    return {
        "name": name,
        "execs": last(r"number_of_executed_units: (\d+)", text)
        or last(r"(?m)^#(\d+)", text),
        "cpu": used.ru_utime + used.ru_stime,
        "edges": last(r"\bcov: (\d+)", text),
        "finds": finds,
    }


def line(r):
    print(f"{r['name']:18} {r['execs']:>12,} {r['cpu']:>9.1f} "
          f"{r['edges']:>8,} {len(r['finds']):>8}", flush=True)
    for f in r["finds"]:
        print(f"  {f}", flush=True)


def sums():
    """All runs so far, from the ledger."""
    targets, execs, cpu, finds = set(), 0, 0.0, 0
    with open(LEDGER) as f:
        for row in f:
            _, name, e, c, _, n = row.rstrip("\n").split("\t")
            targets.add(name)
            execs += int(e)
            cpu += float(c)
            finds += int(n)
    print(f"all runs so far: {len(targets)} targets, {cpu / 60:.1f} CPU "
          f"minutes, {execs:,} executions, {finds} finds ({LEDGER})")


def main():
    a = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    a.add_argument("--seconds", type=int, default=600)
    a.add_argument("--jobs", type=int, default=2)
    a.add_argument("--timeout", type=int, default=10)
    a.add_argument("folder")
    a.add_argument("target", nargs="*")
    a = a.parse_args()
    os.chdir(TREE)
    names = a.target or sorted(
        os.path.basename(f)[5:-2] for f in glob.glob("tests/fuzz/fuzz_*.c"))
    os.makedirs(FOUND, exist_ok=True)
    share = max(1, a.seconds * a.jobs // len(names))
    print(f"{len(names)} targets, {share} s each, {a.jobs} at a time")
    print(f"{'target':18} {'execs':>12} {'CPU s':>9} {'edges':>8} {'finds':>8}")
    results = []
    with ThreadPoolExecutor(a.jobs) as pool:
        for r in pool.map(
                lambda n: fuzz(a.folder, n, share, a.timeout), names):
            line(r)
            results.append(r)
            with open(LEDGER, "a") as f:
                f.write(f"{time.strftime('%FT%TZ', time.gmtime())}\t"
                        f"{r['name']}\t{r['execs']}\t{r['cpu']:.1f}\t"
                        f"{r['edges']}\t{len(r['finds'])}\n")
    line({"name": "sum", "execs": sum(r["execs"] for r in results),
          "cpu": sum(r["cpu"] for r in results),
          "edges": sum(r["edges"] for r in results),
          "finds": [f for r in results for f in r["finds"]]})
    sums()
    return any(r["finds"] for r in results)


if __name__ == "__main__":
    sys.exit(main())
