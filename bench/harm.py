#!/usr/bin/env python3
"""bench/harm.py - what the reviews on saved pages are said to report.

usage: bench/harm.py [DATA]

Extracts every page of DATA/pages/index.tsv (DATA: $SHELFWATCH_DATA, else
../shared/data), screens the listings without recalls and model, and prints how
many reviews were read, and every sentence that a finding of source `review`
quotes. The pages are of ordinary shops, so each is a false alarm until
somebody has read it. With --text the descriptions are read as if they were
reviews: harder, for descriptions warn and praise.
"""
import csv
import json
import os
import subprocess
import sys
import tempfile


def lines_of(command, text=None):
    out = subprocess.run(command, input=text, stdout=subprocess.PIPE,
                         check=False).stdout
    return [json.loads(line) for line in out.splitlines()]


def main():
    arguments = [a for a in sys.argv[1:] if a != "--text"]
    data = arguments[0] if arguments else os.environ.get(
        "SHELFWATCH_DATA", "../shared/data")
    data = os.path.join(data, "pages")
    if not os.path.exists(os.path.join(data, "index.tsv")):
        print("skipped: %s is not here" % data)
        return 0
    with open(os.path.join(data, "index.tsv"), encoding="utf-8") as f:
        rows = list(csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE))
    with tempfile.NamedTemporaryFile("w", suffix=".tsv") as table:
        for r in rows:
            table.write("%s\t%s\t\n" % (os.path.join(data, r["file"]),
                                        r["url"]))
        table.flush()
        pages = lines_of(["./shelfwatch", "extract", "--list", table.name])
    listings = [l for p in pages for l in p["listings"]]
    if "--text" in sys.argv:
        listings = [{"title": l.get("title", ""), "url": l.get("url", ""),
                     "reviews": [{"rating": 0, "text": l["description"]}]}
                    for l in listings if "description" in l]
    reviews = sum(len(l.get("reviews", [])) for l in listings)
    with_reviews = sum(1 for l in listings if l.get("reviews"))
    text = "\n".join(json.dumps(l) for l in listings).encode()
    found = 0
    for case in lines_of(["./shelfwatch", "screen"], text):
        for f in case["findings"]:
            if f["source"] != "review":
                continue
            found += 1
            for span in f["spans"]:
                print("%s\t%s\t%s\t%s" % (
                    f["id"], f["strength"], case["listing"].get("url", "")[:50],
                    span["text"]))
    print("%d listings, %d with reviews, %d reviews, %d findings" % (
        len(listings), with_reviews, reviews, found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
