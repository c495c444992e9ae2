#!/usr/bin/env python3
"""bench/risk_solver.py - the solver's objective beside liblinear's.

usage: bench/risk_solver.py [-c C] [DATA]

The same 100,000 rows (bench/risk_solver.c), the same problem: L1-loss SVM with
a regularised bias, liblinear-train -s 3 -B 1. liblinear's objective is that of
its dual, which is the optimum from below.
"""
import argparse
import os
import re
import resource
import subprocess
import tempfile

import risk


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-c", default="1")
    parser.add_argument("data", nargs="?", default=os.environ.get(
        "SHELFWATCH_DATA", "../shared/data"))
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        docs, rows, model = [os.path.join(folder, n)
                             for n in ("docs", "rows", "model")]
        with open(docs, "wb") as out:
            subprocess.run(["./shelfwatch", "model", "documents"] +
                           risk.sources(args.data), stdout=out, check=True)
        ours = subprocess.run(
            ["build/last/bench/risk_solver", docs, "core/glossary.tsv",
             rows, args.c], stdout=subprocess.PIPE, check=True).stdout.decode()
        print(ours, end="", flush=True)
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        out = subprocess.run(
            ["liblinear-train", "-s", "3", "-B", "1", "-c", args.c, "-e",
             "0.001", rows, model], stdout=subprocess.PIPE,
            check=True).stdout.decode()
        used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
        theirs = -float(re.search(r"Objective value = (\S+)", out).group(1))
        value = float(re.search(r"objective (\S+),", ours).group(1))
        print("liblinear:  objective %.4f, %.1f s with reading; ours is "
              "%.3f %% above" % (theirs, used, (value / theirs - 1) * 100))


if __name__ == "__main__":
    main()
