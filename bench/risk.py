#!/usr/bin/env python3
"""bench/risk.py - the risk model beside others, on the same splits and text.

usage: bench/risk.py [--skip NAME]... [DATA]

Learns from recalls to 2018 and from all sources of listings but one, and
tests on recalls of 2019 to 2023 against the source left out; each source in
turn (bigbuy's two countries sell the same goods and are left out together).
Prints ROC AUC and average precision at a base rate of 2 %: mean over the
sources, worst, and mean over English sources (notices are in English only, so
that over the others a model scores by language alone). Text is the name
alone, as `shelfwatch model documents` prints it, for everyone. Ours is ranked by the decision value, as the others
are, and once more by the risk that is shown ("shelfwatch, risk"): its curves,
those of the model in use, lift German and Chinese, where there is no notice to
learn from. Others get the best of a small grid by mean AUC:
  LinearSVC, SGD (hinge), LogisticRegression   words 1-2 and characters 3-5 in
              words, sublinear TF x IDF; C 0.3, 1 (SGD: alpha 1e-6, 1e-5)
  liblinear   liblinear-train -s 3 (hinge) and -s 2, C 0.3 and 1, same matrix
  fastText    wordNgrams 2, minn 3, maxn 5; 5 or 15 epochs
Missing programs are installed with apt-get.
"""
import argparse
import collections
import json
import os
import shutil
import subprocess
import sys
import tempfile

GROUPS = ["kaufland_de", "bigbuy_de-DE,bigbuy_de-AT", "amazon_in",
          "pricerunner", "ditto_Abt-Buy", "ditto_Amazon-Google",
          "ditto_Walmart-Amazon", "ditto_wdc", "sephora", "taobao_ner",
          "ecominstruct_zh"]
# No notice is in these languages: to know them is to know the answer.
ABROAD = ["kaufland_de", "bigbuy_de-DE,bigbuy_de-AT", "taobao_ner",
          "ecominstruct_zh"]
LAST, END = 2018, 2023
BASE_RATE = .02


def install():
    need = [("fasttext", "fasttext"), ("liblinear-train", "liblinear-tools")]
    for program, package in need:
        if not shutil.which(program):
            subprocess.run(["apt-get", "install", "-y", package], check=True)
    if subprocess.run(["/usr/bin/python3", "-c", "import sklearn"],
                      stderr=subprocess.DEVNULL).returncode != 0:
        subprocess.run(["apt-get", "install", "-y", "python3-sklearn"],
                       check=True)
    if not os.path.samefile(sys.executable, "/usr/bin/python3"):
        try:
            import sklearn  # noqa: F401
        except ImportError:
            os.execv("/usr/bin/python3", ["/usr/bin/python3"] + sys.argv)


def sources(data):
    return ["--recalls", data + "/recalls/cpsc.jsonl", "--recalls", data +
            "/recalls/eu_safetygate_tis2024/alerts_from_seed_sql.jsonl",
            "--listings", data + "/listings/listings.jsonl"]


def measure(label, score):
    """ROC AUC, and average precision as if positives had the base rate."""
    import numpy as np
    from sklearn.metrics import roc_auc_score
    label, score = np.array(label, float), np.array(score)
    order = np.argsort(-score, kind="stable")
    y = label[order]
    hit = np.cumsum(y) / y.sum()
    alarm = np.cumsum(1 - y) / (1 - y).sum()
    precision = BASE_RATE * hit / (BASE_RATE * hit + (1 - BASE_RATE) * alarm)
    return roc_auc_score(label, score), float((precision * y).sum() / y.sum())


def report(name, figures):
    def mean(which, k):
        return sum(f[k] for f in which) / len(which)

    english = [f for f, g in zip(figures, GROUPS) if g not in ABROAD]
    print("%-28s mean AUC %.4f AP %.4f  worst AUC %.4f AP %.4f  English "
          "sources AUC %.4f AP %.4f | %s" % (
              name, mean(figures, 0), mean(figures, 1),
              min(f[0] for f in figures), min(f[1] for f in figures),
              mean(english, 0), mean(english, 1),
              " ".join("%.3f/%.3f" % f for f in figures)), flush=True)


def released_curves():
    """Slope and offset of the risk by language, of the model in use."""
    name = open("models/CURRENT", encoding="ascii").read().strip()
    with open("models/%s/calibration.json" % name, encoding="ascii") as file:
        return json.load(file)["risk"]


def ours(data):
    command = ["./shelfwatch", "model", "folds"] + sources(data)
    for g in GROUPS:
        command += ["--hold-out", g]
    out = subprocess.run(command, stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL, check=True).stdout
    folds = collections.defaultdict(lambda: ([], [], []))
    curves = released_curves()
    for line in out.decode().splitlines():
        fold, label, year, _, score, language = line.split("\t")
        if int(label) > 0 and not LAST < int(year) <= END:
            continue
        slope, offset = curves[language]
        folds[fold][0].append(int(label) > 0)
        folds[fold][1].append(float(score))
        folds[fold][2].append(slope * float(score) + offset)
    report("shelfwatch", [measure(f[0], f[1]) for f in map(folds.get,
                                                           GROUPS)])
    report("shelfwatch, risk", [measure(f[0], f[2]) for f in map(folds.get,
                                                                 GROUPS)])


class Splits:
    def __init__(self, docs):
        import numpy as np
        self.text = [" ".join(d["title"].lower().split()) for d in docs]
        self.label = np.array([d["label"] > 0 for d in docs])
        self.year = np.array([d["year"] for d in docs])
        self.src = np.array([d["src"] for d in docs])

    def __iter__(self):
        import numpy as np
        for g in GROUPS:
            out = np.isin(self.src, g.split(",")) & ~self.label
            learn = (~self.label & ~out) | (self.label & (self.year <= LAST) &
                                            (self.year > 0))
            test = out | (self.label & (self.year > LAST) & (self.year <= END))
            yield learn, test


def matrices(splits):
    """Per split: X and y to learn from, X and y to test on."""
    import scipy.sparse as sp
    from sklearn.feature_extraction.text import (HashingVectorizer,
                                                 TfidfTransformer)
    counts = [HashingVectorizer(ngram_range=(1, 2), n_features=2 ** 20,
                                alternate_sign=False, norm=None,
                                token_pattern=r"(?u)\b\w+\b"),
              HashingVectorizer(analyzer="char_wb", ngram_range=(3, 5),
                                n_features=2 ** 20, alternate_sign=False,
                                norm=None)]
    counts = [c.transform(splits.text) for c in counts]
    for learn, test in splits:
        weigh = [TfidfTransformer(sublinear_tf=True).fit(c[learn])
                 for c in counts]
        x = [sp.hstack([w.transform(c[rows]) for w, c in zip(weigh, counts)])
             .tocsr() for rows in (learn, test)]
        yield x[0], splits.label[learn], x[1], splits.label[test]


def scikit(splits, skip):
    from sklearn.linear_model import LogisticRegression, SGDClassifier
    from sklearn.svm import LinearSVC
    grid = [("LinearSVC", "C=%g" % c, LinearSVC(C=c)) for c in (.3, 1)]
    grid += [("SGD", "alpha=%g" % a, SGDClassifier(
        loss="hinge", alpha=a, random_state=1)) for a in (1e-6, 1e-5)]
    grid += [("LogisticRegression", "C=%g" % c, LogisticRegression(
        C=c, solver="liblinear")) for c in (3, 10)]
    grid = [g for g in grid if g[0] not in skip]
    figures = collections.defaultdict(list)
    for x, y, x_test, y_test in matrices(splits):
        for name, how, model in grid:
            model.fit(x, y)
            figures[name, how].append(
                measure(y_test, model.decision_function(x_test)))
        if "liblinear" not in skip:
            for how, f in liblinear(x, y, x_test, y_test):
                figures["liblinear-tools", how].append(f)
    for (name, how), f in figures.items():
        report("%s %s" % (name, how), f)


def liblinear(x, y, x_test, y_test):
    """Each option string and its figures."""
    from sklearn.datasets import dump_svmlight_file
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, n) for n in ("learn", "model")]
        dump_svmlight_file(x, y * 2 - 1, paths[0], zero_based=False)
        for how in ("-s 3 -c 0.3", "-s 3 -c 1", "-s 2 -c 0.3", "-s 2 -c 1"):
            subprocess.run(["liblinear-train", "-q", "-B", "1"] + how.split() +
                           paths, check=True, stdout=subprocess.DEVNULL)
            yield how, measure(y_test, decide(paths[1], x_test))


def decide(path, x):
    """Decision values of a liblinear model file."""
    import numpy as np
    weights, bias, sign, ready = [], -1., 1, False
    for line in open(path, encoding="ascii"):
        if ready:
            weights.append(float(line.split()[0]))
        elif line.startswith("label"):
            sign = 1 if line.split()[1] == "1" else -1
        elif line.startswith("bias"):
            bias = float(line.split()[1])
        elif line.startswith("w"):
            ready = True
    w = np.array(weights)
    constant = w[-1] * bias if bias >= 0 else 0.
    n = len(w) - (bias >= 0)
    return sign * (x[:, :n] @ w[:n] + constant)


def fasttext(splits):
    for epochs in (5, 15):
        figures = []
        for learn, test in splits:
            with tempfile.TemporaryDirectory() as folder:
                paths = [os.path.join(folder, n) for n in ("learn", "test",
                                                           "model")]
                for path, rows in zip(paths, (learn, test)):
                    with open(path, "w", encoding="utf-8") as out:
                        for i in rows.nonzero()[0]:
                            out.write("__label__%d %s\n" % (
                                splits.label[i], splits.text[i]))
                subprocess.run(["fasttext", "supervised", "-input", paths[0],
                                "-output", paths[2], "-wordNgrams", "2",
                                "-minn", "3", "-maxn", "5", "-dim", "20",
                                "-bucket", "500000", "-epoch", str(epochs),
                                "-lr", "0.5", "-thread", "1"], check=True,
                               stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
                out = subprocess.run(["fasttext", "predict-prob", paths[2] +
                                      ".bin", paths[1], "2"], check=True,
                                     stdout=subprocess.PIPE).stdout.decode()
            score = []
            for line in out.splitlines():
                part = line.split()
                score.append(float(part[part.index("__label__1") + 1])
                             if "__label__1" in part else 0.)
            figures.append(measure(splits.label[test], score))
        report("fastText epochs=%d" % epochs, figures)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--skip", action="append", default=[],
                        help="fastText, liblinear, LinearSVC, SGD, ...")
    parser.add_argument("data", nargs="?", default=os.environ.get(
        "SHELFWATCH_DATA", "../shared/data"))
    args = parser.parse_args()
    install()
    print("sources: " + " ".join(g.split(",")[0] for g in GROUPS))
    if "shelfwatch" not in args.skip:
        ours(args.data)
    out = subprocess.run(["./shelfwatch", "model", "documents"] +
                         sources(args.data), stdout=subprocess.PIPE,
                         check=True).stdout
    splits = Splits([json.loads(line) for line in out.splitlines()])
    scikit(splits, args.skip)
    if "fastText" not in args.skip:
        fasttext(splits)


if __name__ == "__main__":
    main()
