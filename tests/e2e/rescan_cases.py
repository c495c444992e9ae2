#!/usr/bin/env python3
"""The demo's shops scanned again: unchanged pages are not read again, and
whatever else changes (notices, rules, policy, language, models, site
profiles), the outcome is that of a scan of a new store."""
import concurrent.futures
import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                ".."))
import stored

PROGRAM = os.environ.get("SHELFWATCH_PROGRAM", "./shelfwatch")
SHOPS = ("brightgoods.example", "spielzeug-kiste.example", "xn--4oqv1l.example")
RULE = """
pack: test-again
version: 2026.11.1
title: {en: Test}
rules:
  - id: kettle
    title: {en: Kettle}
    basis: {article: Test, link: 'https://authority.example/law'}
    severity: high
    strength: strong
    hazard: [fire]
    when: {match: {pattern: [kettle, '\\\\w*kocher', 水壶]}}
    message: {en: It is a kettle}
    examples:
      flag: [Steel kettle, Wasserkocher 1 l]
      pass: [Wall clock, Wanduhr]
"""
PROFILE = """
hosts: [brightgoods.example]
fields:
  brand: //h1
"""


def scrub(value):
    """A record without the times that differ from run to run."""
    if isinstance(value, dict):
        return {k: scrub(v) for k, v in value.items()
                if k not in ("fetched_at", "looked_at")}
    if isinstance(value, list):
        return [scrub(v) for v in value]
    return value


def outcome(store):
    """Every offer as it is now, and what is flagged and why."""
    db = stored.connect(store)
    offers = sorted(json.dumps(scrub(json.loads(r[0])), sort_keys=True)
                    for r in db.execute(
                        "SELECT record_text(v.record, v.packed)"
                        " FROM listing l JOIN listing_version v ON v.id = l.version"))
    cases = {}
    for url, record in db.execute(
            "SELECT l.url, r.record FROM casefile c JOIN casefile_record r"
            " ON r.casefile = c.id JOIN listing l ON l.id = c.listing"
            " WHERE c.flagged = 1"):
        record = json.loads(record)
        seen = {x for f in record["findings"] for x in f.get("looked_at", [])
                if x.startswith("fetched: ")}
        now = f"fetched: {record['listing']['fetched_at']}, observed in full"
        if seen - {now}:
            sys.exit(f"{url}: {seen} is not when it was fetched: {now}")
        cases[url] = scrub(record)
    db.close()
    return offers, cases


def serve(folder):
    """The demo's server and a campaign of its three shops."""
    server = subprocess.Popen([PROGRAM, "demo", "--serve"],
                              stdout=subprocess.PIPE, text=True)
    port = None
    for line in server.stdout:
        if "brightgoods.example:80" in line:
            port = line.split(":")[-1].strip().strip("'")
        if "snail.example:80" in line:
            break
    with open(f"{folder}/c.yaml", "w") as f:
        starts = json.dumps([f"http://{s}/" for s in SHOPS])
        routes = json.dumps({f"{s}:80": f"127.0.0.1:{port}" for s in SHOPS})
        f.write(f"name: again\nmarket: DE\nstart: {starts}\n"
                "contact: https://authority.example/\n"
                "limits: {per_host_delay_ms: 0, per_host_connections: 4}\n"
                "ignore: ['/stall$', '/slow$']\n"
                f"connect_to: {routes}\n")
    return server


class Store:
    def __init__(self, folder, name, like=None):
        self.folder, self.path = folder, f"{folder}/{name}.db"
        if like is not None:
            shutil.copy(like.path, self.path)
            shutil.copytree(f"{like.path}.warc", f"{self.path}.warc")

    def notices(self, path):
        subprocess.run([PROGRAM, "recalls", "import", "--no-sweep", "--store",
                        self.path, path], check=True, timeout=100,
                       stdout=subprocess.DEVNULL)

    def scan(self, options=(), data=None):
        """How many pages were known, judged, read."""
        env = dict(os.environ, **({"SHELFWATCH_DATADIR": data} if data else {}))
        done = subprocess.run(
            [PROGRAM, "scan", "--store", self.path, "--verbose", "--summary",
             "json", *options, f"{self.folder}/c.yaml"], env=env,
            capture_output=True, text=True, timeout=300)
        if done.returncode != 0 or \
                json.loads(done.stdout)["how"] != "finished":
            sys.exit(f"{self.path}: {done.stdout}\n{done.stderr[-2000:]}")
        lines = [x for x in done.stderr.splitlines() if "/img/" not in x]
        return [sum(f" event={what} " in x for x in lines)
                for what in ("known", "judging", "inspecting")]


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        f.write(text)
    return path


def changes(folder):
    """Name: what is done to the store, options of the scan, data folder."""
    with open("demo/recalls.jsonl") as f:
        lines = f.readlines()
    half = write(f"{folder}/half.jsonl", "".join(lines[::2]))
    other = write(f"{folder}/other.jsonl", lines[1].replace(
        '"serious"', '"low"'))
    shutil.copytree("rules/packs", f"{folder}/packs")
    write(f"{folder}/packs/test-again.yaml", RULE)
    with open("score/policy.yaml") as f:
        policy = write(f"{folder}/policy.yaml", f.read().replace(
            "flag_from: 0.35", "flag_from: 0.2"))
    write(f"{folder}/profiles/shop.yaml", PROFILE)
    for name in ("rules", "score", "crawler"):
        os.makedirs(f"{folder}/data", exist_ok=True)
        shutil.copytree(name, f"{folder}/data/{name}", ignore=lambda d, names:
                        [n for n in names if n.endswith((".c", ".h"))])
    return half, {
        "nothing": ([], (), None),
        "notices": (["demo/recalls.jsonl", other], (), None),
        "rules": ([], ("--rules", f"{folder}/packs"), None),
        "policy": ([], ("--policy", policy), None),
        "language": ([], ("--language", "zh"), None),
        "models": ([], (), f"{folder}/data"),
        "profiles": ([], ("--profiles", f"{folder}/profiles"), None),
    }


def compare(folder, name, half, base, before, change):
    """Lines about what is wrong."""
    notices, options, data = change
    again = Store(folder, f"again-{name}", base)
    fresh = Store(folder, f"fresh-{name}")
    fresh.notices(half)
    for path in notices:
        fresh.notices(path)
        again.notices(path)
    known, judged, read = again.scan(options, data)
    fresh.scan(options, data)
    want, got = outcome(fresh.path), outcome(again.path)
    bad = []
    if got[0] != want[0]:
        bad.append(f"{len(got[0])} offers, {len(want[0])} were due, "
                   f"{len(set(got[0]) ^ set(want[0]))} differ")
    for url in sorted(set(want[1]) | set(got[1])):
        if want[1].get(url) != got[1].get(url):
            bad.append(f"{url} is not flagged alike:\n"
                       f"    got  {json.dumps(got[1].get(url))[:2000]}\n"
                       f"    want {json.dumps(want[1].get(url))[:2000]}")
    few = 20  # sitemaps, and pages that were not seen whole
    if (got == before) != (name == "nothing"):
        bad.append("the change changes nothing")
    if name == "nothing" and not (known > 400 and judged > 10 and read < few):
        bad.append("a page that is known was read or judged")
    if name == "profiles" and known + judged > 0:
        bad.append("a page was not read by the new profile")
    if name not in ("nothing", "profiles") and \
            not (judged > 400 and read < few):
        bad.append("a page was read though only judging has changed")
    print(f"{name}: {known} known, {judged} judged, {read} read, "
          f"{len(got[1])} flagged: {'same' if not bad else 'DIFFERENT'}")
    for path in glob.glob(f"{again.path}*") + glob.glob(f"{fresh.path}*"):
        shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)
    return [f"{name}: {x}" for x in bad]


def main():
    with tempfile.TemporaryDirectory(prefix="shelfwatch-rescan-") as folder:
        half, all_changes = changes(folder)
        server = serve(folder)
        try:
            base = Store(folder, "base")
            base.notices(half)
            base.scan()
            before = outcome(base.path)
            with concurrent.futures.ThreadPoolExecutor(2) as pool:
                bad = sum(pool.map(lambda c: compare(
                    folder, c[0], half, base, before, c[1]), all_changes.items()), [])
        finally:
            server.kill()
    for line in bad:
        print(line)
    sys.exit(1 if bad else 0)


main()
