#!/usr/bin/env python3
"""bench/risk_speed.py - how fast the risk model judges, beside fastText.

usage: bench/risk_speed.py [--model DIR] [--seconds N] [DATA]

Makes 20,000 offers of about 1 KB each (a title of DATA/listings, the titles
and descriptions that follow as its description) and counts the seconds of processor
time of:
  risk_judge     bench/risk_speed.c: text in memory to calibrated probability
                 (of what stands around a title the first 600 bytes are read,
                 as always; the text counted is all of it)
  model predict  the same as JSON lines on standard input, with parsing
  fastText       predict on the same text as lines, its model trained on 20,000
                 of the titles (wordNgrams 2, minn 3, maxn 5, dim 10: small,
                 and again with fastText's own defaults for words alone);
                 its time to load is taken off
fastText is installed with apt-get if it is missing.
"""
import argparse
import json
import os
import resource
import shutil
import subprocess
import tempfile

OFFERS = 20000
BYTES = 1000


def offers(data):
    rows = [json.loads(line) for line in open(
        os.path.join(data, "listings/listings.jsonl"), encoding="utf-8")]
    made = []
    for i in range(OFFERS):
        at = i * 7 % len(rows)
        text, k = "", at + 1
        while len(text.encode()) + len(rows[at]["title"].encode()) < BYTES:
            row = rows[k % len(rows)]
            text += (row.get("description") or row["title"]) + ". "
            k += 1
        cut = BYTES - len(rows[at]["title"].encode())
        text = text.encode()[:cut].decode(errors="ignore")
        made.append({"title": rows[at]["title"], "description": text,
                     "src": rows[at]["src"]})
    return made


def used():
    r = resource.getrusage(resource.RUSAGE_CHILDREN)
    return r.ru_utime + r.ru_stime


def timed(command, stdin):
    """Seconds of processor time, so that other work does not count."""
    start = used()
    with open(stdin, "rb") as f:
        subprocess.run(command, stdin=f, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=True)
    return used() - start


def fasttext(folder, name, options, lines, mb):
    model = os.path.join(folder, "ft")
    subprocess.run(["fasttext", "supervised", "-input",
                    os.path.join(folder, "train.txt"), "-output", model,
                    "-epoch", "5", "-thread", "1"] + options,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   check=True)
    empty = os.path.join(folder, "empty")
    open(empty, "w").close()
    command = ["fasttext", "predict-prob", model + ".bin", "-"]
    load = min(timed(command, empty) for _ in range(3))
    took = min(timed(command, lines) for _ in range(3)) - load
    print("fastText %-14s %8.0f listings/s, %6.1f MB/s" %
          (name + ":", OFFERS / took, mb / took), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="models/" +
                        open("models/CURRENT", encoding="ascii").read().strip())
    parser.add_argument("--seconds", default="3")
    parser.add_argument("data", nargs="?", default=os.environ.get(
        "SHELFWATCH_DATA", "../shared/data"))
    args = parser.parse_args()
    if not shutil.which("fasttext"):
        subprocess.run(["apt-get", "install", "-y", "fasttext"], check=True)
    made = offers(args.data)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "offers.jsonl")
        lines = os.path.join(folder, "offers.txt")
        with open(path, "w", encoding="utf-8") as out:
            out.writelines(json.dumps(o, ensure_ascii=False) + "\n"
                           for o in made)
        with open(lines, "w", encoding="utf-8") as out:
            out.writelines((o["title"] + " " + o["description"])
                           .replace("\n", " ").lower() + "\n" for o in made)
        with open(os.path.join(folder, "train.txt"), "w",
                  encoding="utf-8") as out:
            out.writelines("__label__%d %s\n" % (i % 2, o["title"].lower())
                           for i, o in enumerate(made))
        mb = os.path.getsize(lines) / 1e6
        subprocess.run(["build/last/bench/risk_speed", args.model, path,
                        args.seconds], check=True)
        took = timed(["./shelfwatch", "model", "predict", "--model",
                      args.model], path)
        print("model predict:         %8.0f listings/s, %6.1f MB/s (JSON "
              "lines, start and load included)" % (OFFERS / took, mb / took))
        fasttext(folder, "1-2-grams+3-5", ["-wordNgrams", "2", "-minn", "3",
                 "-maxn", "5", "-dim", "10"], lines, mb)
        fasttext(folder, "1-2-grams", ["-wordNgrams", "2", "-dim", "10"],
                 lines, mb)
        fasttext(folder, "defaults", [], lines, mb)


if __name__ == "__main__":
    main()
