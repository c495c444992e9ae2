#!/usr/bin/env python3
"""make bench-screen: listings a second through `shelfwatch screen`.

  bench/screen.py [--rules N] [--recalls N] [--runs N] [--listings N]

Writes 50,000 recalls (those beside the tree and others made of them:
bench/recalls) and fills the packs up to 1,000 rules (each new one looks for
three phrases of product names of notices which at most one of 20,000 offers
has, as bench/rules does), then screens the ordinary listings beside the tree,
once with all of it and, for comparison, with less. Listings come as JSON lines
and leave as JSON lines, so reading and writing them is in the time. Counted
is user and system time of the one process, less that of a run without
listings, which loads the same; the median of the runs."""
import argparse
import collections
import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile

DATA = os.environ.get("SHELFWATCH_DATA", "../shared/data")
LISTINGS = f"{DATA}/listings/listings.jsonl"
SEED = 7


def draws(seed):
    while True:
        seed = (seed * 6364136223846793005 + 1442695040888963407) % 2**64
        yield seed >> 33


def phrases_of(text):
    words = [w if re.fullmatch("[a-z]{4,19}", w) else None
             for w in text.lower().split()]
    for n in (2, 3):
        for i in range(len(words) - n + 1):
            if None not in words[i:i + n]:
                yield " ".join(words[i:i + n])


def make_rules(path, count, lines):
    """Add rules to the packs in the folder until there are count."""
    own = sum(open(f"{path}/{n}").read().count("\n  - id: ")
              for n in os.listdir(path) if n.endswith(".yaml"))
    known = collections.OrderedDict()
    with open(f"{DATA}/recalls/cpsc.jsonl") as f:
        for line in f:
            for p in phrases_of(json.loads(line).get("product_name") or ""):
                known[p] = 0
    for line in lines:
        j = json.loads(line)
        for p in phrases_of(f"{j.get('title')} {j.get('description')}"):
            if p in known:
                known[p] += 1
    rare = [p for p, n in known.items() if n <= len(lines) / 20000]
    draw = draws(SEED)
    with open(f"{path}/bench.yaml", "w") as f:
        f.write("pack: bench\nversion: 2026.1.1\ntitle: {en: B}\nrules:\n")
        for i in range(count - own):
            w = [rare[next(draw) % len(rare)] for _ in range(4)]
            unless = f", unless: {w[3]}" if i % 4 == 0 else ""
            f.write(f"  - id: r{i}\n    title: {{en: T}}\n"
                    f"    message: {{en: M}}\n"
                    f"    basis: {{article: A, link: L}}\n"
                    f"    severity: low\n    when: {{match: {{pattern: "
                    f"['{w[0]}s?', '{w[1]}', '{w[2]}']{unless}}}}}\n")
    return own


def cpu(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime -
            before.ru_utime - before.ru_stime)


def measure(name, options, tmp, count, runs):
    base = ["./shelfwatch", "screen", "-f"]
    none = statistics.median(
        cpu(base + [f"{tmp}/none", *options]) for _ in range(runs))
    some = statistics.median(
        cpu(base + [f"{tmp}/some", *options]) for _ in range(runs))
    print(f"{name:42} {count / (some - none):8.0f} listings/s, "
          f"{1e6 * (some - none) / count:6.1f} us each, start {none:.2f} s",
          flush=True)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--rules", type=int, default=1000)
    options.add_argument("--recalls", type=int, default=50000)
    options.add_argument("--listings", type=int, default=30000)
    options.add_argument("--runs", type=int, default=5)
    o = options.parse_args()
    if not os.path.exists(LISTINGS):
        sys.exit(f"bench-screen: {LISTINGS} is not there")
    with open(LISTINGS) as f:
        lines = f.readlines()
    some = lines[::max(1, len(lines) // o.listings)]
    with tempfile.TemporaryDirectory() as tmp:
        shutil.copytree("rules/packs", f"{tmp}/packs")
        own = make_rules(f"{tmp}/packs", o.rules, lines)
        open(f"{tmp}/none", "w").close()
        with open(f"{tmp}/some", "w") as f:
            f.writelines(some)
        subprocess.run(["build/last/bench/recalls", "--write",
                        f"{tmp}/recalls.jsonl", str(o.recalls)], check=True)
        print(f"{len(some)} listings of "
              f"{sum(map(len, some)) // len(some)} bytes")
        full = ["--rules", f"{tmp}/packs", "--recalls",
                f"{tmp}/recalls.jsonl"]
        measure(f"{o.rules} rules, {o.recalls} recalls, models", full, tmp,
                len(some), o.runs)
        measure(f"the {own} rules of the packs, models", [], tmp, len(some),
                o.runs)


if __name__ == "__main__":
    main()
