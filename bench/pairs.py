#!/usr/bin/env python3
"""How well and how fast equal products are found, one configuration for all.

    bench/pairs.py [--data DIR] [SET...]

Trains `shelfwatch match` on the training file of every benchmark of
suites/product-matching and judges its validation file, once as it was
trained and once through `match evaluate` from the saved folder. F1 of the
training pairs by cross-validation stands beside it; the threshold comes from
there, so the validation file has no part in any choice. The bars are those of
a fine-tuned language model on test files that are not here.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

SETS = [  # folder, suffix of its files, bar
    ("Textual-Abt-Buy", "", 0.893),
    ("Structured-Amazon-Google", "", 0.756),
    ("Structured-Walmart-Amazon", "", 0.868),
    ("Structured-Beer", "", 0.944),
    ("Dirty-Walmart-Amazon", "", None),
    ("WDC-computers", ".small", None),
    ("WDC-cameras", ".small", None),
    ("WDC-watches", ".small", None),
    ("WDC-shoes", ".small", None),
]
WDC_BAR = 0.81  # mean of the four


def run(*args):
    done = subprocess.run(["./shelfwatch", "match", *map(str, args)],
                          stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"match {args[0]} failed")
    return json.loads(done.stdout)


def main():
    top = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    top.add_argument("--data", default="../shared/data")
    top.add_argument("sets", nargs="*")
    args = top.parse_args()
    data = pathlib.Path(args.data) / "suites/product-matching"
    if not data.is_dir():
        sys.exit(f"{data} is not here")
    print(f"{'set':26} {'valid F1':>8} {'CV F1':>6} {'bar':>6} "
          f"{'train s':>8} {'pairs/s':>8}")
    wdc = []
    with tempfile.TemporaryDirectory() as scratch:
        for name, suffix, bar in SETS:
            if args.sets and name not in args.sets:
                continue
            model = pathlib.Path(scratch) / name
            valid = data / name / f"valid{suffix}.csv"
            trained = run("train", "--train", data / name /
                          f"train{suffix}.csv", "--valid", valid,
                          "--model", model)
            judged = run("evaluate", "--model", model, valid)
            if judged["f1"] != trained["valid"]["f1"]:
                sys.exit(f"{name}: the saved model judges otherwise")
            if name.startswith("WDC"):
                wdc.append(judged["f1"])
            print(f"{name:26} {judged['f1']:8.3f} "
                  f"{trained['cross_validation']['f1']:6.3f} "
                  f"{bar if bar else '':>6} {trained['train_seconds']:8.1f} "
                  f"{judged['pairs_per_second']:8.0f}", flush=True)
    if len(wdc) == 4:
        print(f"{'WDC small, mean of 4':26} {sum(wdc) / 4:8.3f} "
              f"{'':6} {WDC_BAR:6}")


main()
