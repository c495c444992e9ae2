#!/usr/bin/env python3
"""bench/hazard.py - the hazard models beside others, on the same text.

usage: bench/hazard.py [--skip NAME]... [DATA]

Two splits in time, both of notices of the CPSC:
  regulator   the notices that carry the regulator's own hazard labels. It gave
              them until 2013 only, so this learns to 2010 and tests on 2011-13
  notices     all notices, hazards as their headline and hazard text name them:
              learns to 2018, tests on 2019-2023
Text is the product's name and its description without the sentences that
speak of the hazard, as `shelfwatch model documents` prints them, for everyone.
Hazards that fewer than 30 notices to learn from have are left out, for
everyone. Prints micro and macro F1 of what each says: ours at thresholds that
it chose in training, others as they predict, each option of a small grid:
  LinearSVC, SGD (hinge), LogisticRegression   one against the rest, words 1-2
              and characters 3-5 in words, sublinear TF x IDF; three C or
              alpha, each with class weights as they are and balanced
  liblinear   liblinear-train -s 3, -s 2 and -s 0, C 0.3, 1 and 3, same matrix
  fastText    one against all, wordNgrams 2, minn 3, maxn 5; 10 or 40 epochs
Missing programs are installed with apt-get.
"""
import argparse
import collections
import json
import os
import subprocess
import tempfile

import risk

# What the importer reads of a labelled notice, without headline and hazard.
KEPT = ["source", "url", "date", "product_name", "description",
        "descriptions_short", "hazard_labels", "recall_number"]


def labelled(data, path):
    """The notices with the regulator's labels, without other hazard text."""
    with open(path, "w", encoding="utf-8") as out:
        for line in open(data + "/recalls/cpsc.jsonl", encoding="utf-8"):
            r = json.loads(line)
            if r.get("hazard_labels"):
                out.write(json.dumps({k: r[k] for k in KEPT if r.get(k)}) +
                          "\n")


def run(what, recalls, until):
    out = subprocess.run(["./shelfwatch", "model", what, "--recalls", recalls,
                          "--until", str(until)], stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL, check=True).stdout
    return out.decode().splitlines()


def f1(hits, alarms, misses):
    return 2 * hits / max(1, 2 * hits + alarms + misses)


def measure(truth, said):
    """Micro and macro F1; both are documents by hazards."""
    hits = (truth & said).sum(axis=0)
    alarms = (~truth & said).sum(axis=0)
    misses = (truth & ~said).sum(axis=0)
    each = [f1(*c) for c in zip(hits, alarms, misses)]
    return (f1(hits.sum(), alarms.sum(), misses.sum()),
            sum(each) / len(each), each)


class Sheet:
    """Figures of all contenders on one split."""

    def __init__(self):
        self.best = collections.defaultdict(lambda: [0, 0])

    def add(self, name, how, figures):
        micro, macro, _ = figures
        best = self.best[name]
        best[0], best[1] = max(best[0], micro), max(best[1], macro)
        print("  %-20s %-26s micro F1 %.4f  macro F1 %.4f" % (
            name, how, micro, macro), flush=True)

    def end(self):
        ours = self.best["shelfwatch"]
        others = [b for n, b in self.best.items() if n != "shelfwatch"]
        for i, what in enumerate(("micro", "macro")):
            if others:
                print("  %s: ours %.4f, best of the others %.4f (%+.4f)" % (
                    what, ours[i], max(b[i] for b in others),
                    ours[i] - max(b[i] for b in others)))


class Split:
    def __init__(self, recalls, until):
        import numpy as np
        docs = [json.loads(line) for line in run("documents", recalls, until)]
        said = collections.defaultdict(dict)
        for line in run("hazards", recalls, until):
            doc, kind, _, decision = line.split("\t")
            said[int(doc)][kind] = float(decision)
        self.rows = sorted(said)
        self.kinds = list(said[self.rows[0]])
        learn = [d for d in docs if "hazards" in d and 0 < d["year"] <= until]
        test = [docs[i] for i in self.rows]
        self.text = [[" ".join((d["title"] + " . " +
                                d.get("description", "")).lower().split())
                      for d in side] for side in (learn, test)]
        self.truth = [np.array([[k in d["hazards"] for k in self.kinds]
                                for d in side]) for side in (learn, test)]
        self.said = np.array([[said[i][k] >= 0 for k in self.kinds]
                              for i in self.rows])
        self.x = self.matrices()

    def matrices(self):
        import scipy.sparse as sp
        from sklearn.feature_extraction.text import TfidfVectorizer
        blocks = []
        for how in ({"ngram_range": (1, 2), "token_pattern": r"(?u)\b\w+\b"},
                    {"ngram_range": (3, 5), "analyzer": "char_wb"}):
            v = TfidfVectorizer(sublinear_tf=True, **how).fit(self.text[0])
            blocks.append([v.transform(t) for t in self.text])
        return [sp.hstack(b).tocsr() for b in zip(*blocks)]


def scikit(split, sheet, skip):
    from sklearn.linear_model import LogisticRegression, SGDClassifier
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.svm import LinearSVC
    for weight in (None, "balanced"):
        grid = [("LinearSVC", "C=%g" % c, LinearSVC(C=c, class_weight=weight))
                for c in (.1, .3, 1)]
        grid += [("SGD", "alpha=%g" % a, SGDClassifier(
            loss="hinge", alpha=a, random_state=1, class_weight=weight))
            for a in (1e-5, 1e-4, 3e-4)]
        grid += [("LogisticRegression", "C=%g" % c, LogisticRegression(
            C=c, solver="liblinear", class_weight=weight))
            for c in (1, 10, 30)]
        for name, how, model in grid:
            if name in skip:
                continue
            m = OneVsRestClassifier(model).fit(split.x[0], split.truth[0])
            said = m.predict(split.x[1]).astype(bool)
            sheet.add(name, how + (" balanced" if weight else ""),
                      measure(split.truth[1], said))


def liblinear(split, sheet):
    import numpy as np
    from sklearn.datasets import dump_svmlight_file
    for how in ["-s %d -c %g" % (s, c) for s in (3, 2, 0)
                for c in (.3, 1, 3)]:
        said = np.zeros(split.truth[1].shape, bool)
        with tempfile.TemporaryDirectory() as folder:
            paths = [os.path.join(folder, n) for n in ("learn", "model")]
            for k in range(len(split.kinds)):
                dump_svmlight_file(split.x[0], split.truth[0][:, k] * 2 - 1,
                                   paths[0], zero_based=False)
                subprocess.run(["liblinear-train", "-q", "-B", "1"] +
                               how.split() + paths, check=True,
                               stdout=subprocess.DEVNULL)
                said[:, k] = risk.decide(paths[1], split.x[1]) > 0
        sheet.add("liblinear-tools", how, measure(split.truth[1], said))


def fasttext(split, sheet):
    import numpy as np
    for epochs in (10, 40):
        said = np.zeros(split.truth[1].shape, bool)
        with tempfile.TemporaryDirectory() as folder:
            paths = [os.path.join(folder, n) for n in ("learn", "test",
                                                       "model")]
            for path, text, truth in zip(paths, split.text, split.truth):
                with open(path, "w", encoding="utf-8") as out:
                    for t, row in zip(text, truth):
                        names = [k for k, is_ in zip(split.kinds, row) if is_]
                        out.write("".join("__label__%s " % n for n in names) +
                                  t + "\n")
            subprocess.run(["fasttext", "supervised", "-input", paths[0],
                            "-output", paths[2], "-loss", "ova",
                            "-wordNgrams", "2", "-minn", "3", "-maxn", "5",
                            "-dim", "50", "-bucket", "200000", "-epoch",
                            str(epochs), "-lr", "0.5", "-thread", "1"],
                           check=True, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)
            out = subprocess.run(["fasttext", "predict", paths[2] + ".bin",
                                  paths[1], "-1", "0.5"], check=True,
                                 stdout=subprocess.PIPE).stdout.decode()
        for i, line in enumerate(out.splitlines()[:len(said)]):
            for name in line.split():
                said[i, split.kinds.index(name[len("__label__"):])] = True
        sheet.add("fastText", "epochs=%d" % epochs,
                  measure(split.truth[1], said))


def compare(name, recalls, until, skip):
    split, sheet = Split(recalls, until), Sheet()
    print("%s: %d notices to learn from, %d later ones; %s" % (
        name, len(split.text[0]), len(split.text[1]), " ".join(split.kinds)))
    ours = measure(split.truth[1], split.said)
    sheet.add("shelfwatch", "", ours)
    print("    " + ", ".join("%s %.3f (%d)" % row for row in zip(
        split.kinds, ours[2], split.truth[1].sum(axis=0))))
    scikit(split, sheet, skip)
    if "liblinear" not in skip:
        liblinear(split, sheet)
    if "fastText" not in skip:
        fasttext(split, sheet)
    sheet.end()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--skip", action="append", default=[],
                        help="fastText, liblinear, LinearSVC, SGD, ..., or "
                        "a split")
    parser.add_argument("data", nargs="?", default=os.environ.get(
        "SHELFWATCH_DATA", "../shared/data"))
    args = parser.parse_args()
    risk.install()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "labelled.jsonl")
        labelled(args.data, path)
        if "regulator" not in args.skip:
            compare("regulator", path, 2010, args.skip)
    if "notices" not in args.skip:
        compare("notices", args.data + "/recalls/cpsc.jsonl", 2018, args.skip)


if __name__ == "__main__":
    main()
