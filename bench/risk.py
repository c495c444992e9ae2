#!/usr/bin/env python3
"""bench/risk.py - the risk model beside others, on the same splits and text.

usage: bench/risk.py [--skip NAME]... [--tune] [DATA]

Learns from recalls to 2018 and from all sources of listings but one, and
tests on recalls of 2019 to 2023 against the source left out; each source in
turn (bigbuy's two countries sell the same goods and are left out together).
Prints ROC AUC and average precision at a base rate of 2 %: mean over the
sources, worst, and mean over English sources (notices are in English only, so
that over the others a model scores by language alone). A second split leaves
out half of the sources at once, then the other half, and ranks all of a half
together, as one market ("halves"; its worst is the AUC of a source within).
Text is the name alone, as `shelfwatch model documents` prints it, for
everyone. Ours is ranked by the decision value of both its machines and of the
language, as the others are, and once more by the risk that is shown
("shelfwatch, risk"): its curves, those of the model in use, lift German and
Chinese, where there is no notice to learn from.
Others get a small grid, of which the best counts:
  LinearSVC, SGD (hinge), LogisticRegression   words 1-2 and characters 3-5 in
              words, sublinear TF x IDF; C 0.3, 1 (SGD: alpha 1e-6, 1e-5)
  liblinear   liblinear-train -s 3 (hinge), C 0.3 and 1, same matrix (-s 1 and
              -s 2 are the problem that LinearSVC solves)
  fastText    wordNgrams 2, minn 3, maxn 5; 5 or 15 epochs
What others score is kept under build/bench-risk by a digest of what they read
and how they were called, so that only what changed is run again. With --tune
(what ours is developed on) all is older: learned from notices to 2012, tested
on those of 2013 to 2018. Missing programs are installed with apt-get.
"""
import argparse
import collections
import hashlib
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
# Each leaves out sources of every language.
HALVES = ["kaufland_de,amazon_in,ditto_Abt-Buy,ditto_wdc,taobao_ner",
          "bigbuy_de-DE,bigbuy_de-AT,pricerunner,ditto_Amazon-Google,"
          "ditto_Walmart-Amazon,sephora,ecominstruct_zh"]
BASE_RATE = .02
CACHE = "build/bench-risk"


class Years:
    """Notices to `last` are learned from, later ones to `end` tested on."""
    def __init__(self, last, end):
        self.last, self.end = last, end

    def tested(self, year):
        return (self.last < year) & (year <= self.end)


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


def measure_half(label, score, src):
    """All sources of a half as one market, and the AUC of its worst source."""
    import numpy as np
    label, score, src = np.array(label), np.array(score), np.array(src)
    worst = min(measure(label[rows], score[rows])[0]
                for rows in (label | (src == s) for s in set(src[~label])))
    return measure(label, score) + (worst,)


def report(name, figures):
    """figures: by fold (GROUPS, then HALVES) labels, scores and sources."""
    def mean(which, k):
        return sum(f[k] for f in which) / len(which)

    each = [measure(f[0], f[1]) for f in figures[:len(GROUPS)]]
    english = [f for f, g in zip(each, GROUPS) if g not in ABROAD]
    halves = [measure_half(*f) for f in figures[len(GROUPS):]]
    print("%-28s mean AUC %.4f AP %.4f  worst AUC %.4f AP %.4f  English "
          "sources AUC %.4f AP %.4f  halves AUC %.4f AP %.4f worst %.4f | %s"
          % (name, mean(each, 0), mean(each, 1),
             min(f[0] for f in each), min(f[1] for f in each),
             mean(english, 0), mean(english, 1),
             mean(halves, 0), mean(halves, 1), min(f[2] for f in halves),
             " ".join("%.3f/%.3f" % f for f in each)), flush=True)


def released_curves():
    """Slope and offset of the risk by language, of the model in use."""
    name = open("models/CURRENT", encoding="ascii").read().strip()
    with open("models/%s/calibration.json" % name, encoding="ascii") as file:
        return json.load(file)["risk"]


def ours(data, years):
    import numpy as np
    command = ["./shelfwatch", "model", "folds", "--until", str(years.last)]
    command += sources(data)
    for g in GROUPS + HALVES:
        command += ["--hold-out", g]
    out = subprocess.run(command, stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL, check=True).stdout
    folds = collections.defaultdict(lambda: ([], [], [], []))
    curves = released_curves()
    for line in out.decode().splitlines():
        fold, label, year, src, score, language, both = line.split("\t")
        if int(label) > 0 and not years.tested(int(year)):
            continue
        slope, offset = curves[language]
        for to, what in zip(folds[fold], (
                int(label) > 0, float(both),
                slope * float(score) + offset, src)):
            to.append(what)
    for name, k in (("shelfwatch", 1), ("shelfwatch, risk", 2)):
        report(name, [(np.array(folds[g][0]), folds[g][k], folds[g][3])
                      for g in GROUPS + HALVES])


class Splits:
    """What is learned from and tested on, by fold: GROUPS, then HALVES."""
    def __init__(self, docs, years):
        import numpy as np
        self.text = [" ".join(d["title"].lower().split()) for d in docs]
        self.label = np.array([d["label"] > 0 for d in docs])
        self.src = np.array([d["src"] for d in docs])
        year = np.array([d["year"] for d in docs])
        self.each = []
        for g in GROUPS + HALVES:
            out = np.isin(self.src, g.split(",")) & ~self.label
            learn = (~self.label & ~out) | (self.label & (year > 0) &
                                            (year <= years.last))
            test = out | (self.label & years.tested(year))
            self.each.append((learn, test))
        self.digests = [self.digest(*s) for s in self.each]

    def digest(self, learn, test):
        h = hashlib.sha256()
        for rows in (learn, test):
            for i in rows.nonzero()[0]:
                h.update(b"%d %s\n" % (self.label[i], self.text[i].encode()))
            h.update(b"\0")
        return h.hexdigest()

    def path(self, k, name, how):
        h = hashlib.sha256("\0".join((name, how, self.digests[k])).encode())
        return os.path.join(CACHE, h.hexdigest()[:32] + ".npy")

    def lacks(self, k, name, how):
        return not os.path.exists(self.path(k, name, how))

    def keep(self, k, name, how, score):
        """Scores of the rows tested on, in order."""
        import numpy as np
        os.makedirs(CACHE, exist_ok=True)
        np.save(self.path(k, name, how) + ".new.npy", np.asarray(score))
        os.rename(self.path(k, name, how) + ".new.npy",
                  self.path(k, name, how))

    def report(self, name, how):
        import numpy as np
        report("%s %s" % (name, how), [
            (self.label[test], np.load(self.path(k, name, how)),
             self.src[test]) for k, (_, test) in enumerate(self.each)])


def matrices(splits):
    """A function of a fold: X and y to learn from, X to test on."""
    import scipy.sparse as sp
    from sklearn.feature_extraction.text import (HashingVectorizer,
                                                 TfidfTransformer)
    counts = [HashingVectorizer(ngram_range=(1, 2), n_features=2 ** 20,
                                alternate_sign=False, norm=None,
                                token_pattern=r"(?u)\b\w+\b"),
              HashingVectorizer(analyzer="char_wb", ngram_range=(3, 5),
                                n_features=2 ** 20, alternate_sign=False,
                                norm=None)]
    made = []

    def of_fold(k):
        learn, test = splits.each[k]
        if not made:
            made.extend(c.transform(splits.text) for c in counts)
        weigh = [TfidfTransformer(sublinear_tf=True).fit(c[learn])
                 for c in made]
        x = [sp.hstack([w.transform(c[rows]) for w, c in zip(weigh, made)])
             .tocsr() for rows in (learn, test)]
        return x[0], splits.label[learn], x[1]

    return of_fold


LIBLINEAR = ("-s 3 -c 0.3", "-s 3 -c 1")


def linear(splits, skip):
    from sklearn.linear_model import LogisticRegression, SGDClassifier
    from sklearn.svm import LinearSVC
    grid = [("LinearSVC", "C=%g" % c, LinearSVC(C=c)) for c in (.3, 1)]
    grid += [("SGD", "alpha=%g" % a, SGDClassifier(
        loss="hinge", alpha=a, random_state=1)) for a in (1e-6, 1e-5)]
    grid += [("LogisticRegression", "C=%g" % c, LogisticRegression(
        C=c, solver="liblinear")) for c in (3, 10)]
    grid += [("liblinear-tools", how, None) for how in LIBLINEAR]
    grid = [g for g in grid if g[0] not in skip]
    of_fold = matrices(splits)
    for k in range(len(splits.each)):
        due = [g for g in grid if splits.lacks(k, g[0], g[1])]
        if not due:
            continue
        x, y, x_test = of_fold(k)
        for name, how, model in due:
            if model is not None:
                splits.keep(k, name, how, model.fit(x, y).decision_function(
                    x_test))
        for how, score in liblinear(x, y, x_test, [
                how for _, how, model in due if model is None]):
            splits.keep(k, "liblinear-tools", how, score)
    for name, how, _ in grid:
        splits.report(name, how)


def liblinear(x, y, x_test, hows):
    """Each option string and its scores."""
    from sklearn.datasets import dump_svmlight_file
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, n) for n in ("learn", "model")]
        if hows:
            dump_svmlight_file(x, y * 2 - 1, paths[0], zero_based=False)
        for how in hows:
            subprocess.run(["liblinear-train", "-q", "-B", "1"] + how.split() +
                           paths, check=True, stdout=subprocess.DEVNULL)
            yield how, decide(paths[1], x_test)


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
        how = "epochs=%d" % epochs
        for k, (learn, test) in enumerate(splits.each):
            if splits.lacks(k, "fastText", how):
                splits.keep(k, "fastText", how, fasttext_fold(
                    splits, learn, test, epochs))
        splits.report("fastText", how)


def fasttext_fold(splits, learn, test, epochs):
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, n) for n in ("learn", "test", "model")]
        for path, rows in zip(paths, (learn, test)):
            with open(path, "w", encoding="utf-8") as out:
                for i in rows.nonzero()[0]:
                    out.write("__label__%d %s\n" % (splits.label[i],
                                                    splits.text[i]))
        subprocess.run(["fasttext", "supervised", "-input", paths[0],
                        "-output", paths[2], "-wordNgrams", "2",
                        "-minn", "3", "-maxn", "5", "-dim", "20",
                        "-bucket", "500000", "-epoch", str(epochs),
                        "-lr", "0.5", "-thread", "1"], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        out = subprocess.run(["fasttext", "predict-prob", paths[2] + ".bin",
                              paths[1], "2"], check=True,
                             stdout=subprocess.PIPE).stdout.decode()
    parts = [line.split() for line in out.splitlines()]
    return [float(p[p.index("__label__1") + 1]) if "__label__1" in p else 0.
            for p in parts]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--skip", action="append", default=[],
                        help="fastText, liblinear-tools, LinearSVC, SGD, ...")
    parser.add_argument("--tune", action="store_true")
    parser.add_argument("data", nargs="?", default=os.environ.get(
        "SHELFWATCH_DATA", "../shared/data"))
    args = parser.parse_args()
    years = Years(2012, 2018) if args.tune else Years(2018, 2023)
    install()
    print("sources: " + " ".join(g.split(",")[0] for g in GROUPS))
    if "shelfwatch" not in args.skip:
        ours(args.data, years)
    out = subprocess.run(["./shelfwatch", "model", "documents"] +
                         sources(args.data), stdout=subprocess.PIPE,
                         check=True).stdout
    splits = Splits([json.loads(line) for line in out.splitlines()], years)
    linear(splits, args.skip)
    if "fastText" not in args.skip:
        fasttext(splits)


if __name__ == "__main__":
    main()
