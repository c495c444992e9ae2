#!/usr/bin/env python3
"""bench/kinds.py - does `shelfwatch extract` know product, list and other?

usage: bench/kinds.py [-v] [--check] [DATA]

Extracts every page of DATA/pages/index.tsv (DATA: $SHELFWATCH_DATA, else
../shared/data; "category" is a list) and prints accuracy and confusion, the
pages that are neither product nor list but were called a product with a
listing, and the product pages that were called blocked. -v lists the errors;
--check exits 1 below 93 % or when such a page is called a product.
"""
import argparse
import collections
import csv
import json
import os
import subprocess
import sys
import tempfile

BAR = .93
KIND = {"category": "list"}


def extract(data, rows):
    """The record of every page, by file."""
    with tempfile.NamedTemporaryFile("w", suffix=".tsv") as table:
        for r in rows:
            url = r["url"] if r["url"].startswith("http") else ""
            table.write("%s\t%s\t\n" % (os.path.join(data, r["file"]), url))
        table.flush()
        out = subprocess.run(["./shelfwatch", "extract", "--list", table.name],
                             stdout=subprocess.PIPE, check=True).stdout
    return [json.loads(line) for line in out.splitlines()]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-v", action="store_true", help="list the errors")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("data", nargs="?", default=os.environ.get(
        "SHELFWATCH_DATA", "../shared/data"))
    args = parser.parse_args()
    data = os.path.join(args.data, "pages")
    if not os.path.exists(os.path.join(data, "index.tsv")):
        print("skipped: %s is not here" % data)
        return 0
    with open(os.path.join(data, "index.tsv"), encoding="utf-8") as f:
        rows = list(csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE))
    confusion = collections.Counter()
    false_products, blocked = [], []
    for row, got in zip(rows, extract(data, rows)):
        want = KIND.get(row["page_kind"], row["page_kind"])
        confusion[want, got["kind"]] += 1
        if args.v and want != got["kind"]:
            print("%-8s called %-8s %s %s" % (
                want, got["kind"], row["file"], got.get("reason", "")))
        if want == "other" and got["kind"] == "product" and got["listings"]:
            false_products.append(row["file"])
        if want != "other" and got["observed"] == "blocked":
            blocked.append("%s (%s)" % (row["file"], got["reason"]))
    right = sum(n for (a, b), n in confusion.items() if a == b)
    for want in ("product", "list", "other"):
        print("%-8s" % want, "  ".join(
            "%s %d" % (k, confusion[want, k])
            for k in ("product", "list", "other")))
    accuracy = right / max(1, sum(confusion.values()))
    print("accuracy %.4f on %d pages" % (accuracy, sum(confusion.values())))
    print("called a product without being one: %d %s" % (
        len(false_products), " ".join(false_products)))
    print("product or list called blocked: %d %s" % (
        len(blocked), " ".join(blocked)))
    return 1 if args.check and (accuracy < BAR or false_products) else 0


if __name__ == "__main__":
    sys.exit(main())
