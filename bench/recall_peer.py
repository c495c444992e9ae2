#!/usr/bin/env python3
"""bench/recall_peer.py [--recalls N] [--listings N] - our recall matching
beside SQLite's FTS5, which only finds candidates.

Both hold N recalls (50,000; those beside the tree and others made of them:
bench/recalls). FTS5 is asked as one would ask it: names, brands, models and
descriptions of the notices in one table, the words of an offer's title joined
by OR, the 50 best by rank. Ours is the whole of recalls/, from the offer to
its findings. Counted is processor time."""
import argparse
import json
import os
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

DATA = os.environ.get("SHELFWATCH_DATA", "../shared/data")
LISTINGS = f"{DATA}/listings/listings.jsonl"
BEST = 50


def texts(value):
    """All strings of a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for v in value.values() if isinstance(value, dict) else value:
            yield from texts(v)


def fill(path):
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE notice USING fts5(text, content='')")
    with open(path, encoding="utf-8") as f:
        db.executemany("INSERT INTO notice (rowid, text) VALUES (?, ?)",
                       ((i, " ".join(texts(json.loads(line))))
                        for i, line in enumerate(f)))
    db.execute("INSERT INTO notice (notice) VALUES ('optimize')")
    return db


def ask(db, title):
    """Seconds of processor time, and how many notices came."""
    words = sorted(set(re.findall(r"\w+", title.lower())))
    start = time.process_time()
    rows = db.execute(
        "SELECT rowid FROM notice WHERE notice MATCH ? ORDER BY rank LIMIT ?",
        (" OR ".join(f'"{w}"' for w in words), BEST)).fetchall()
    return time.process_time() - start, len(rows)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--recalls", type=int, default=50000)
    options.add_argument("--listings", type=int, default=300)
    o = options.parse_args()
    if not os.path.exists(LISTINGS):
        print(f"skipped: {LISTINGS} is not here")
        return
    with open(LISTINGS, encoding="utf-8") as f:
        lines = f.readlines()
    titles = [json.loads(line)["title"]
              for line in lines[::len(lines) // o.listings]][:o.listings]
    said = subprocess.run(["build/last/bench/recalls", str(o.recalls)],
                          check=True, stdout=subprocess.PIPE, text=True).stdout
    ours = 1e6 / float(re.search(r"listings at +(\d+)/s", said).group(1))
    with tempfile.TemporaryDirectory() as tmp:
        path = f"{tmp}/recalls.jsonl"
        if subprocess.run(["build/last/bench/recalls", "--write", path,
                           str(o.recalls)], check=False).returncode != 0:
            sys.exit("bench/recalls did not write")
        db = fill(path)
    took = [1e6 * ask(db, t)[0] for t in titles if re.search(r"\w", t)]
    mean = statistics.mean(took)
    print(f"{o.recalls:,} recalls, CPU time an offer:\n")
    print("| | µs an offer | |\n|---|---|---|")
    print(f"| shelfwatch, offer to findings | {ours:.1f} | |")
    print(f"| SQLite {sqlite3.sqlite_version} FTS5, {BEST} candidates by rank |"
          f" {mean:,.0f} (median {statistics.median(took):,.0f}) |"
          f" shelfwatch is {mean / ours:,.0f} times as fast |")


main()
