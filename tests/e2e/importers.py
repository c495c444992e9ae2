#!/usr/bin/env python3
"""Official feeds that come differently: every JSON fixture of
tests/cases/recalls with its members in another order, its records in another
order, cut off anywhere, and with members of another type. No record may be
lost but the one that was spoilt, and nothing may be lost in silence."""
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

FOLDER = "tests/cases/recalls"
CUTS = 7
WRONG = [{"x": [1]}, True]
COUNTS = re.compile(r"read (\d+), kept (\d+), bad (\d+)")
bad = []


def reverse(v):
    """The same value with the members of all objects in another order."""
    if isinstance(v, dict):
        return {k: reverse(v[k]) for k in reversed(list(v))}
    return [reverse(x) for x in v] if isinstance(v, list) else v


def records_of(doc):
    """The list that holds the records, or None where the text is one."""
    if isinstance(doc, list):
        return doc
    for v in doc.values():
        if isinstance(v, list) and v and all(isinstance(x, dict) for x in v):
            return v
    return None


class Feed:
    def __init__(self, path, folder):
        self.path, self.folder = path, folder
        self.name = os.path.relpath(path, FOLDER)
        with open(path, encoding="utf-8-sig") as f:
            self.doc = json.load(f)
        self.whole = self.take(self.doc)

    def check(self, what, good, more=""):
        if not good:
            bad.append(f"{self.name}: {what} {more}")

    def take(self, doc):
        """(kept, notices by id, standard error) of a document or text."""
        text = doc if isinstance(doc, bytes) else json.dumps(
            doc, ensure_ascii=False).encode()
        at, store = f"{self.folder}/feed.json", f"{self.folder}/s.db"
        with open(at, "wb") as f:
            f.write(text)
        for old in glob.glob(f"{store}*"):
            os.unlink(old)
        done = subprocess.run(
            ["./shelfwatch", "recalls", "import", "--store", store, at],
            capture_output=True, text=True, timeout=60)
        self.check("a crash", done.returncode in (0, 1), done.returncode)
        n = COUNTS.search(done.stdout)
        kept = int(n[2]) if n else 0
        self.check("lost in silence", kept or done.returncode == 1, text[:80])
        out = subprocess.run(["./shelfwatch", "recalls", "export", "--store",
                              store], capture_output=True, text=True).stdout
        return kept, sorted(out.splitlines()), done.stderr

    def order(self):
        kept, notices, _ = self.take(reverse(self.doc))
        self.check("members in another order", (kept, notices) ==
                   self.whole[:2])
        doc = json.loads(json.dumps(self.doc))
        if records_of(doc):
            records_of(doc).reverse()
            self.check("records in another order",
                       self.take(doc)[0] == self.whole[0])

    def cut(self):
        text = json.dumps(self.doc, ensure_ascii=False, indent=1).encode()
        before = 0
        for i in range(1, CUTS):
            kept, _, err = self.take(text[:len(text) * i // CUTS])
            self.check(f"cut at {i}/{CUTS}", before <= kept <= self.whole[0],
                       f"{before} {kept}")
            self.check(f"cut at {i}/{CUTS}, unsaid", err != "")
            before = kept

    def wrong_types(self):
        records = records_of(self.doc) or [self.doc]
        for name in records[0]:
            for wrong in WRONG:
                doc = json.loads(json.dumps(self.doc))
                (records_of(doc) or [doc])[0][name] = wrong
                if records_of(doc) is None and records_of(self.doc):
                    continue
                kept, _, err = self.take(doc)
                self.check(f"{name} = {wrong}", kept >= self.whole[0] - 1,
                           f"kept {kept} of {self.whole[0]}: {err[-300:]}")


def main():
    feeds = 0
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted(glob.glob(f"{FOLDER}/*/*.json")):
            if "/mapping/" in path:
                continue
            try:
                feed = Feed(path, folder)
            except ValueError:
                continue  # cut off on purpose
            feeds += 1
            feed.order()
            feed.cut()
            feed.wrong_types()
    for line in bad:
        print(f"importers: {line}", file=sys.stderr)
    print(f"{feeds} feeds, {len(bad)} faults")
    sys.exit(1 if bad or feeds < 7 else 0)


if __name__ == "__main__":
    main()
