#!/usr/bin/env python3
"""bench/fields.py - how well `shelfwatch extract` reads product pages.

usage: bench/fields.py [-v] [-f FIELD] [-p SUBSTRING] [--check] [DATA]

Extracts every page of DATA/pages/truth.jsonl (DATA: $SHELFWATCH_DATA, else
../shared/data) and prints micro precision, recall and F1 per field. The
first listing of a page that was called a product is compared.

The truth of a field is what a person said; where nobody did, what all markup
of the page agrees on. Any listed value is right; an empty list means that
nothing may be reported. -v lists the errors (-f of one field, -p of pages
whose name has that part); --check exits 1 below a bar.
"""
import argparse
import decimal
import json
import os
import re
import subprocess
import sys
import tempfile
import unicodedata

FIELDS = ["price", "title", "gtin", "brand", "sku", "availability", "currency"]
BARS = {"price": .92, "title": .95, "gtin": .95, "brand": .90, "sku": .85,
        "availability": .94, "currency": .95}

# Annotations that take a thousands dot for a decimal point, as the notes of
# the data set say: the right price is accepted beside the annotated one.
PRICE_DEFECTS = {("olx.com.pk", "23.450"): "23450",
                 ("paris.cl", "24.99"): "24990",
                 ("stockcenter.com.ar", "2.449"): "2449"}


def text_key(value):
    value = unicodedata.normalize("NFKC", value).casefold()
    value = re.sub(r"[\u2010-\u2015]", "-", value)
    value = value.replace("\u2019", "'").replace("\u2018", "'")
    return re.sub(r"\s+", " ", value).strip(" :.|")


def price_keys(value):
    """Every decimal a price text may stand for."""
    match = re.search(r"\d[\d.,'\u00a0\u202f ]*", value)
    if not match:
        return set()
    digits = re.sub(r"[^\d.,]", "", match.group()).strip(".,")
    readings = {digits.replace(",", "")}
    if re.search(r",\d{1,2}$", digits):
        readings = {digits.replace(".", "").replace(",", ".")}
    elif digits.count(".") > 1:
        readings = {digits.replace(".", "")}
    return {number(r) for r in readings} - {None}


def number(value):
    try:
        return decimal.Decimal(value).normalize()
    except decimal.InvalidOperation:
        return None


def availability_key(value):
    value = re.sub(r"[^a-z]", "", value.lower().rsplit("/", 1)[-1])
    if "outof" in value or value in ("soldout", "discontinued", "oos"):
        return "out_of_stock"
    if value in ("instock", "instoreonly", "onlineonly", "limited",
                 "limitedavailability", "available", "backorder"):
        return "in_stock"
    return value


def gtin_key(value):
    return re.sub(r"\D", "", value).zfill(14)


def keys(field, values):
    if field == "price":
        return set().union(*[price_keys(v) for v in values], set())
    make = {"gtin": gtin_key, "availability": availability_key}
    return {make.get(field, text_key)(v) for v in values} - {""}


def truth_of(row, field):
    """The acceptable values, or None where nothing is known."""
    human = row.get("human", {})
    if field == "currency":
        if "currency_iso_inferred" in human:
            return human["currency_iso_inferred"]
        values = [v for v in human.get("currency", [])
                  if re.fullmatch("[A-Z]{3}", v)]
        if values:
            return values
    elif field in human:
        values = list(human[field])
        if field == "price":
            values += [PRICE_DEFECTS[k] for k in PRICE_DEFECTS
                       if k[0] in row["site"] and k[1] in values]
        return values
    if field in row.get("agreed", {}):
        return row["agreed"][field]["value"]
    return None


def read(listing, field):
    if field == "price":
        return [listing.get("price", {}).get("amount")]
    if field == "currency":
        return [listing.get("price", {}).get("currency")]
    if field == "gtin":
        return listing.get("gtins", [])
    return [listing.get(field)]


def extract(data, rows):
    index = {}
    with open(os.path.join(data, "pages", "index.tsv"), encoding="utf-8") as f:
        head = f.readline().rstrip("\n").split("\t")
        for line in f:
            row = dict(zip(head, line.rstrip("\n").split("\t")))
            index[row["file"]] = row
    with tempfile.NamedTemporaryFile("w", suffix=".tsv") as f:
        for row in rows:
            entry = index.get(row["file"], {})
            url = row.get("url") or entry.get("url") or ""
            if not url.startswith("http"):
                url = "https://%s/" % row["site"]
            charset = entry.get("charset", "")
            kind = "text/html; charset=" + charset if charset else "text/html"
            path = os.path.join(data, "pages", row["file"])
            f.write("%s\t%s\t%s\n" % (path, url, kind))
        f.flush()
        run = subprocess.run(["./shelfwatch", "extract", "--list", f.name],
                             stdout=subprocess.PIPE, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


class Score:
    def __init__(self):
        self.right = self.wrong = self.missed = 0
        self.errors = []

    def add(self, name, got, want, found_in):
        if want and got & want:
            self.right += 1
            return
        self.wrong += bool(got)
        self.missed += bool(want)
        if got or want:
            self.errors.append((name, got, want, found_in))

    def figures(self):
        precision = self.right / max(1, self.right + self.wrong)
        recall = self.right / max(1, self.right + self.missed)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        return precision, recall, f1


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", nargs="?",
                        default=os.environ.get("SHELFWATCH_DATA",
                                               "../shared/data"))
    parser.add_argument("-v", action="store_true", help="list the errors")
    parser.add_argument("-f", metavar="FIELD", help="errors of this one only")
    parser.add_argument("-p", metavar="PART", default="",
                        help="only pages whose name has this part")
    parser.add_argument("--check", action="store_true",
                        help="exit 1 when a field is below its bar")
    args = parser.parse_args()
    path = os.path.join(args.data, "pages", "truth.jsonl")
    if not os.path.exists(path):
        print("skipped: %s is not here" % path)
        return 0
    with open(path, encoding="utf-8") as f:
        rows = [json.loads(line) for line in f]
    rows = [r for r in rows if r["kind"] == "product" and args.p in r["file"]]
    scores = {field: Score() for field in FIELDS}
    records = extract(args.data, rows)
    for row, record in zip(rows, records):
        listings = record.get("listings") or [{}]
        listing = listings[0] if record["kind"] == "product" else {}
        for field in FIELDS:
            want = truth_of(row, field)
            if want is None:
                continue
            got = [v for v in read(listing, field) if v]
            source = listing.get("found_in", {})
            scores[field].add(row["file"], keys(field, got),
                              keys(field, want),
                              source.get("price" if field == "currency"
                                         else "gtins" if field == "gtin"
                                         else field, record["kind"]))
    failed = 0
    print("%-13s%10s%8s%7s%6s%7s%7s%8s" % (
        "field", "precision", "recall", "F1", "bar", "right", "wrong",
        "missed"))
    for field in FIELDS:
        s = scores[field]
        precision, recall, f1 = s.figures()
        low = f1 < BARS[field]
        failed |= low
        print("%-13s%10.3f%8.3f%7.3f%6.2f%7d%7d%8d%s" % (
            field, precision, recall, f1, BARS[field], s.right, s.wrong,
            s.missed, "  below" if low else ""))
    for field in FIELDS if args.v or args.f else []:
        if args.f in (None, field):
            print("\n== " + field)
            for name, got, want, source in scores[field].errors:
                print("%s [%s]\n    got  %s\n    want %s" % (
                    name, source, sorted(map(str, got)),
                    sorted(map(str, want))))
    return 1 if failed and args.check else 0


if __name__ == "__main__":
    sys.exit(main())
