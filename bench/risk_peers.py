#!/usr/bin/env python3
"""bench/risk_peers.py - how fast svm-predict and liblinear judge offers,
beside the risk model, on one core.

Both learn recalled products' names from ordinary titles (2,000 each) as
counts of words and pairs of words, hashed; then they judge the offers of 1 KB
that bench/risk_speed.py makes. Their time is that of the program alone:
reading its own sparse format and judging, less the time to load; to make the
features is not in it, while it is in ours. Debian's libsvm-tools and
liblinear-tools are installed with apt-get if they are missing."""
import argparse
import json
import os
import re
import shutil
import subprocess
import tempfile
import zlib

import risk_speed

DATA = os.environ.get("SHELFWATCH_DATA", "../shared/data")
LEARNT, BUCKETS = 2000, 1 << 20


def features(text):
    words = re.findall(r"\w+", text.lower())
    counts = {}
    for gram in words + [f"{a} {b}" for a, b in zip(words, words[1:])]:
        n = zlib.crc32(gram.encode()) % BUCKETS + 1
        counts[n] = counts.get(n, 0) + 1
    return " ".join(f"{n}:{c}" for n, c in sorted(counts.items()))


def write(path, rows):
    with open(path, "w", encoding="utf-8") as f:
        f.writelines(f"{label} {features(text)}\n" for label, text in rows)


def install(program, package):
    if not shutil.which(program):
        subprocess.run(["apt-get", "-qq", "install", "-y", package],
                       check=False, stdout=subprocess.DEVNULL)
    return shutil.which(program)


def measure(name, train, predict, folder, offers):
    model, out = f"{folder}/model", f"{folder}/out"
    subprocess.run([*train, f"{folder}/train", model], check=True,
                   stdout=subprocess.DEVNULL)
    rows = {"offers": offers, "one": offers[:1]}
    for part, some in rows.items():
        write(f"{folder}/{part}", [(1, f"{o['title']} {o['description']}")
                                   for o in some])
    took = {part: min(risk_speed.timed(
        [predict, f"{folder}/{part}", model, out], os.devnull)
        for _ in range(3)) for part in rows}
    rate = (len(offers) - 1) / max(took["offers"] - took["one"], 1e-6)
    print(f"{name:42} {rate:8.0f} listings/s", flush=True)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--offers", type=int, default=2000)
    o = options.parse_args()
    if not os.path.exists(f"{DATA}/listings/listings.jsonl"):
        print(f"skipped: {DATA}/listings is not here")
        return
    offers = risk_speed.offers(DATA)
    with open("models/CURRENT", encoding="ascii") as f:
        model = f"models/{f.read().strip()}"
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/offers.jsonl", "w", encoding="utf-8") as f:
            f.writelines(json.dumps(x, ensure_ascii=False) + "\n"
                         for x in offers)
        subprocess.run(["build/last/bench/risk_speed", model,
                        f"{folder}/offers.jsonl", "3"], check=True)
        with open(f"{DATA}/recalls/cpsc.jsonl", encoding="utf-8") as f:
            names = [json.loads(line).get("product_name") or "" for line in f]
        write(f"{folder}/train",
              [(1, n) for n in names if n][:LEARNT] +
              [(-1, x["title"]) for x in offers[-LEARNT:]])
        if install("svm-train", "libsvm-tools"):
            measure("svm-predict (libsvm, linear kernel)",
                    ["svm-train", "-q", "-t", "0"], "svm-predict", folder,
                    offers[:o.offers])
        if install("liblinear-train", "liblinear-tools"):
            measure("liblinear-predict (features made before)",
                    ["liblinear-train", "-q", "-s", "3"], "liblinear-predict",
                    folder, offers[:o.offers])


main()
