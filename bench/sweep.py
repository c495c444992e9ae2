#!/usr/bin/env python3
"""bench/sweep.py - new recalls against every stored offer: how long?

usage: bench/sweep.py [--listings N] [--recalls N] [--keep DIR] [DATA]

Fills a store with N listings (1,000,000; made from DATA/listings by
build/last/bench/fill) and with the recalls of DATA but the last N (100),
then imports those and prints what `recalls import` says of its sweep. Bar:
10 s for 100 recalls and 1 M listings."""
import argparse
import os
import re
import subprocess
import sys
import tempfile
import time

BAR_S = 10
FEEDS = ["cpsc.jsonl", "eu_safetygate_tis2024/alerts_from_seed_sql.jsonl"]


def run(*args, **more):
    done = subprocess.run(args, capture_output=True, text=True, **more)
    if done.returncode != 0:
        sys.exit(f"{' '.join(args)}: {done.stderr[-500:]}")
    return done.stdout


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--listings", type=int, default=1000000)
    p.add_argument("--recalls", type=int, default=100)
    p.add_argument("--keep")
    p.add_argument("data", nargs="?",
                   default=os.environ.get("SHELFWATCH_DATA", "../shared/data"))
    o = p.parse_args()
    if not os.path.isdir(o.data):
        print(f"skipped: no {o.data}")
        return
    with tempfile.TemporaryDirectory(prefix="shelfwatch-sweep-") as folder:
        at = o.keep or folder
        store = f"{at}/s.db"
        if not os.path.exists(store):
            start = time.monotonic()
            with open(f"{o.data}/listings/listings.jsonl") as lines:
                subprocess.run(["build/last/bench/fill", store,
                                str(o.listings)], stdin=lines, check=True)
            print(f"{o.listings} listings kept in "
                  f"{time.monotonic() - start:.0f} s, "
                  f"{os.path.getsize(store) / 1e6:.0f} MB")
        run("./shelfwatch", "recalls", "import", "--no-sweep", "--store",
            f"{at}/r.db", *[f"{o.data}/recalls/{f}" for f in FEEDS])
        lines = run("./shelfwatch", "recalls", "export", "--store",
                    f"{at}/r.db").splitlines(keepends=True)
        step = len(lines) // o.recalls
        parts = {"old": [x for i, x in enumerate(lines) if i % step],
                 "new": lines[::step][:o.recalls]}
        for name, part in parts.items():
            with open(f"{at}/{name}.jsonl", "w") as f:
                f.writelines(part)
        run("./shelfwatch", "recalls", "import", "--no-sweep", "--store",
            store, f"{at}/old.jsonl")
        print("the first sweep, all recalls:", run(
            "./shelfwatch", "recalls", "sweep", "--store", store).strip())
        start = time.monotonic()
        said = run("./shelfwatch", "recalls", "import", "--store", store,
                   f"{at}/new.jsonl")
        whole = time.monotonic() - start
        print(said.strip())
        print(f"import and sweep {whole:.1f} s (bar {BAR_S} s)")
        if not re.search(r"swept \d+ new", said):
            sys.exit("nothing was swept")


if __name__ == "__main__":
    main()
