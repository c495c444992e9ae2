#!/usr/bin/env python3
"""Learning from decisions: train from a store, adopt, drift, report.

  tests/e2e/model_cases.py

Uses a data folder of its own, so that models/CURRENT of the tree stays."""
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

PROGRAM = os.environ.get("SHELFWATCH_PROGRAM", "./shelfwatch")
BAD = ["Baby walker pink", "Hoverboard with LED wheels", "Space heater 1500W",
       "Magnetic balls 5mm", "Crib bumper grey", "Infant sleeper inclined",
       "Dehumidifier 30 pint", "Window blind with cord", "Pressure cooker 6 l",
       "Child bicycle helmet blue", "Electric scooter 350W", "Bunk bed white"]
GOOD = ["Wall clock", "Paperback novel", "Cotton T-shirt", "Vinyl record",
        "Notebook A5", "Coffee mug", "Picture frame", "Pencil case",
        "Bath towel", "Jigsaw of a castle", "Desk calendar", "Silk scarf"]
failures = []


def check(what, got, want):
    if got != want:
        failures.append(what)
        print(f"FAIL {what}: got {got!r}, want {want!r}")


def run(*args, env=None):
    done = subprocess.run([PROGRAM, *args], capture_output=True, text=True,
                          timeout=300, env=env)
    return done.returncode, done.stdout + done.stderr


def fill(store, lists):
    """Decided cases, as a review leaves them: (title, verdict, reason)."""
    db = sqlite3.connect(store)
    for i, (title, state, reason) in enumerate(lists, 1):
        record = json.dumps({"title": title, "market": "shop.example"})
        db.execute("INSERT INTO listing (id, identity_key, identity, market,"
                   " url, version, page, first_seen_ms, last_seen_ms)"
                   " VALUES (?, ?, ?, 'shop.example', '', ?, 1, 1, 1)",
                   (i, i, f"i{i}", i))
        db.execute("INSERT INTO listing_version (id, listing, digest, record,"
                   " page, seen_at_ms) VALUES (?, ?, ?, ?, 1, 1)",
                   (i, i, str(i), record))
        verdict = {"confirmed": "confirm", "dismissed": "dismiss"}[state]
        # What became of it afterwards changes no label.
        now = {0: state, 1: "closed", 2: "validated"}[
            i % 3 if state == "confirmed" else i % 2]
        db.execute("INSERT INTO casefile (id, listing, priority, flagged,"
                   " state, verdict, market, language, first_seen_ms,"
                   " last_seen_ms, decisions, search) VALUES (?, ?, 0.5, 1, ?,"
                   " ?, 'shop.example', 'en', 1, 1, 1, '')",
                   (i, i, now, verdict))
        db.execute("INSERT INTO casefile_event (casefile, kind, at_ms, author,"
                   " state, verdict, reason_code) VALUES"
                   " (?, 'decided', 1, 'a', ?, ?, ?)",
                   (i, state, verdict, reason))
    db.execute("INSERT INTO scan (id, name, digest, started_at_ms,"
               " finished_at_ms) VALUES (1, 's', 'd', 1, 2)")
    db.execute("INSERT INTO page (id, scan, url_key, url, final_url, status,"
               " outcome, observed, state, reason, kind, fetched_at_ms,"
               " digest, etag, last_modified, record, robots_override) VALUES"
               " (1, 1, 1, 'u', 'u', 200, 'received', 'full', 'observed', '',"
               " 'product', 1, '', '', '', '', '')")
    db.commit()
    db.close()


def decided(bad, good):
    rows = []
    for i in range(6):
        rows += [(f"{t} {chr(97 + i)}line", bad, "banned"
                  if bad == "confirmed" else "complies") for t in BAD]
        rows += [(f"{t} {chr(97 + i)}line", good, "complies"
                  if good == "dismissed" else "banned") for t in GOOD]
    rows.append(("Crib without address", "confirmed", "missing_information"))
    return rows


def main():
    with tempfile.TemporaryDirectory(prefix="shelfwatch-model-") as folder:
        data = f"{folder}/data"
        shutil.copytree("models", f"{data}/models")
        for name in ("core", "score", "rules"):
            os.symlink(os.path.abspath(name), f"{data}/{name}")
        env = {**os.environ, "SHELFWATCH_DATADIR": data}
        stores = {}
        for name, bad, good in (("true", "confirmed", "dismissed"),
                                ("false", "dismissed", "confirmed")):
            stores[name] = f"{folder}/{name}.db"
            run("recalls", "import", "--store", stores[name],
                "tests/cases/recalls.jsonl")
            fill(stores[name], decided(bad, good))
        with open(f"{folder}/recalls.jsonl", "w") as f:
            for i, t in enumerate(BAD * 12):
                f.write(json.dumps({
                    "id": f"R{i}", "source": "test", "published":
                    f"20{10 + i % 12}-01-01", "name": f"{t} no{i}",
                    "hazards": ["fire" if i % 2 else "choking"]}) + "\n")
        with open(f"{folder}/listings.jsonl", "w") as f:
            for i, t in enumerate(GOOD * 12):
                f.write(json.dumps({"src": f"s{i % 3}", "title":
                                    f"{t} kind {i}"}) + "\n")
        common = ["--recalls", f"{folder}/recalls.jsonl", "--listings",
                  f"{folder}/listings.jsonl"]
        with open(f"{data}/models/CURRENT") as f:
            first = f.read()

        status, text = run("model", "train", *common, "--hold-out", "s2",
                           "--from-store", stores["false"], "--out",
                           f"{data}/models/fooled", env=env)
        check("train from a store", (status, text[-500:] * (status != 0)),
              (0, ""))
        adopt = ["model", "adopt", f"{data}/models/fooled"]
        status, text = run(*adopt, "--store", stores["true"], env=env)
        check("a worse one is refused", (status, text[-300:] * ("candidate is worse" not in text)),
              (1, ""))
        with open(f"{data}/models/CURRENT") as f:
            check("and nothing changed", f.read(), first)
        check("both figures", text.count("ROC AUC"), 2)
        status, text = run(*adopt, "--store", stores["true"], "--force",
                           env=env)
        check("unless forced", status, 0)
        with open(f"{data}/models/CURRENT") as f:
            check("in use", f.read(), "fooled\n")
        status, text = run("model", "adopt", f"{data}/models/{first.strip()}",
                           "--store", stores["true"], env=env)
        check("a better one is taken", status, 0)
        status, text = run("model", "adopt", folder, "--store",
                           stores["true"], env=env)
        check("only from the folder of models", (status, "not in" in text),
              (1, True))
        run("recalls", "import", "--store", f"{folder}/empty.db",
            "tests/cases/recalls.jsonl")
        status, text = run(*adopt, "--store", f"{folder}/empty.db", env=env)
        check("without decisions", (status, "too few" in text), (1, True))

        done = subprocess.run(
            [PROGRAM, "model", "explain", "--model", f"{data}/models/" +
             first.strip()], text=True, capture_output=True, timeout=300,
            input="".join(json.dumps({"title": t}) + "\n" for t in (
                "Babywalker pink", "Holzregal weiß", "婴儿学步车", "")))
        for line in done.stdout.splitlines():
            said = json.loads(line)
            steps, high = said["changes"], said["risk"] > 0.02
            check("steps are words of the offer", [
                s for s in steps if s["without"] not in said["title"]], [])
            check("only the last step crosses", [
                s for s in steps[:-1] if (s["risk"] > 0.02) != high], [])
        status, text = run("model", "drift", "--store", stores["true"],
                           env=env)
        check("drift has one as released", "PSI" in text, True)
        os.remove(f"{data}/models/{first.strip()}.drift.json")
        status, text = run("model", "drift", "--store", stores["true"],
                           env=env)
        check("drift needs a reference", (status, "drift.json" in text),
              (1, True))
        with open(f"{folder}/as-stored.jsonl", "w") as f:
            for title, _, _ in decided("confirmed", "dismissed"):
                f.write(json.dumps({"title": title}) + "\n")
        for file, want in (("as-stored", 0), ("listings", 1)):
            status, text = run("model", "drift", "--reference", "--listings",
                               f"{folder}/{file}.jsonl", env=env)
            check("reference", (status, text), (0, ""))
            status, text = run("model", "drift", "--store", stores["true"],
                               env=env)
            check(f"drift from {file}", (status, "offers changed" in text),
                  (want, want == 1))
        with open(f"{folder}/hostile.jsonl", "w") as f:
            f.write(json.dumps({"src": "<b>src", "title": "<script>alert(1)"
                                "</script>\" onload='x' Baby walker"}) + "\n")
        status, text = run("model", "evaluate", *common, "--listings",
                           f"{folder}/hostile.jsonl", "--model",
                           "models/" + first.strip(), "--report", folder)
        check("report", (status, text * (status != 0)), (0, ""))
        with open(f"{folder}/report.html") as f:
            html = f.read()
        check("inert", [w for w in ("<script", "<b>", "http:", "https:",
                                    "onload='", "nan") if w in html], [])
        check("parts", [html.count(t) for t in
                        ("<svg", "</svg>", "<table", "</html>")],
              [3, 3, 6, 1])
        check("the hostile title is shown", "&lt;script&gt;" in html, True)
        status, text = run("model", "evaluate", *common, "--report",
                           f"{folder}/no/such/report.html")
        check("a folder that is not there", status, 1)
    print("failed" if failures else "passed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
