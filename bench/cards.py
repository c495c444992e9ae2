#!/usr/bin/env python3
"""bench/cards.py - are the offers of list pages found?

usage: bench/cards.py [-v] [DATA]

Compares the listings of the list pages in DATA/pages/truth.jsonl (DATA:
$SHELFWATCH_DATA, else ../shared/data) with their annotated items. An item is
found when title (one holds the other, blanks and case aside) and price agree.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile


def key(text):
    return re.sub(r"\W+", "", text or "").casefold()


def price(value):
    try:
        return round(float(str(value).replace(",", "")), 2)
    except ValueError:
        return None


def same(item, listing):
    a, b = key(item.get("title")), key(listing.get("title"))
    if not a or not b or not (a in b or b in a):
        return False
    want = price(item.get("price"))
    return want is None or want == price(
        listing.get("price", {}).get("amount"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-v", action="store_true", help="list the errors")
    parser.add_argument("data", nargs="?", default=os.environ.get(
        "SHELFWATCH_DATA", "../shared/data"))
    args = parser.parse_args()
    data = os.path.join(args.data, "pages")
    if not os.path.exists(os.path.join(data, "truth.jsonl")):
        print("skipped: %s is not here" % data)
        return 0
    with open(os.path.join(data, "truth.jsonl"), encoding="utf-8") as f:
        truth = [t for t in map(json.loads, f) if "items" in t]
    with tempfile.NamedTemporaryFile("w", suffix=".tsv") as table:
        for t in truth:
            table.write("%s\t%s\t\n" % (os.path.join(data, t["file"]),
                        t["url"] or ""))
        table.flush()
        out = subprocess.run(["./shelfwatch", "extract", "--list", table.name],
                             stdout=subprocess.PIPE, check=True).stdout
    hits = wanted = given = 0
    for t, line in zip(truth, out.splitlines()):
        got = json.loads(line)
        left = list(got["listings"])
        found = 0
        for item in t["items"]:
            match = next((x for x in left if same(item, x)), None)
            if match:
                left.remove(match)
                found += 1
            elif args.v:
                print("  missed", item.get("title"), item.get("price"))
        if args.v:
            for x in left:
                print("  extra", x.get("title"), x.get("price"))
        print("%-50s %-8s %3d of %3d items, %3d listings" % (
            t["file"][-50:], got["kind"], found, len(t["items"]),
            len(got["listings"])))
        hits += found
        wanted += len(t["items"])
        given += len(got["listings"])
    print("precision %.3f recall %.3f" % (
        hits / max(1, given), hits / max(1, wanted)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
