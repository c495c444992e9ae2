#!/usr/bin/env python3
"""make kill: kill -9 at random moments of whatever writes, and resume.

  bench/kill.py [--kills N] [--jobs N] [--seed S] [--only WORD]

What is killed: a scan (the supervisor, a fetcher, a spare or an inspector),
an import of notices with its sweep, screening again, people who decide, the
export of evidence and of CSV, a purge. The shops are the demo's, but for
their two slow pages.

Each round starts from the same store and archive, waits a random part of the
time that the undisturbed run took, kills, and starts it again until it ends
well. Then the store must be as after the undisturbed run: nothing lost,
nothing doubled; `store check` reads store and archive, `evidence verify` the
audit log, and what was exported must be whole or not there. One line for each
kind, one for all."""
import argparse
import concurrent.futures
import gzip
import json
import glob
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "tests"))
import stored

PROGRAM = os.path.abspath(os.environ.get("SHELFWATCH", "./shelfwatch"))
DAY_MS = 86400000
RUNS_MAX = 5
RUN_S = 120


def processes(pid):
    out = [pid]
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as f:
            for child in f.read().split():
                out += processes(int(child))
    except OSError:
        pass
    return out


def scrub(value):
    """A record without what differs from run to run."""
    if isinstance(value, dict):
        return {k: scrub(v) for k, v in value.items()
                if k not in ("fetched_at", "looked_at", "id", "first_seen",
                             "last_seen", "changed_at", "seen_at",
                             "withdrawn")}
    if isinstance(value, list):
        return [scrub(v) for v in value]
    return value


def lines(text):
    """JSON lines, in an order of their own."""
    return sorted(json.dumps(scrub(json.loads(line)), sort_keys=True)
                  for line in text.splitlines())


class Place:
    """A store with its archive in a folder of its own."""

    def __init__(self, folder, start=None):
        self.dir = folder
        shutil.rmtree(folder, ignore_errors=True)
        if start is not None:
            shutil.copytree(start.dir, folder)
        else:
            os.makedirs(folder)
        self.store = f"{folder}/s.db"

    def run(self, *args, status=0):
        done = subprocess.run([PROGRAM, *args, "--store", self.store],
                              capture_output=True, text=True, timeout=RUN_S)
        if status is not None and done.returncode != status:
            sys.exit(f"kill: {' '.join(args)}: {done.stderr[-500:]}")
        return done

    def sql(self, text):
        db = stored.connect(self.store, timeout=20)
        try:
            return db.execute(text).fetchall()
        finally:
            db.close()

    def listings(self):
        return lines("\n".join(r for r, in self.sql(
            "SELECT record_text(record, packed) FROM listing_version")))

    def cases(self):
        return lines(self.run("queue", "export", "--json").stdout)

    def verify(self):
        """What is wrong with store, archive or audit log."""
        wrong = []
        for what in (("store", "check"), ("evidence", "verify")):
            done = self.run(*what, status=None)
            if done.returncode != 0:
                wrong.append(f"{' '.join(what)}: "
                             f"{(done.stdout + done.stderr).strip()[-300:]}")
        for name in glob.glob(f"{self.store}.warc/*.warc.gz"):
            try:
                with gzip.open(name) as f:
                    while f.read(1 << 20):
                        pass
            except (OSError, EOFError) as e:
                wrong.append(f"{name}: {e}")
        return wrong


class Kind:
    """Something that is killed. `share` of all kills; `any_process`: not only
    the one that was started."""
    share, any_process = 1, False

    def __init__(self, world):
        self.world = world

    def start(self, place):
        return subprocess.Popen(
            [PROGRAM, *self.args(place), "--store", place.store],
            stdout=open(f"{place.dir}/out", "w"), stderr=open(
                f"{place.dir}/err", "a"))

    def torn(self, place):
        """What is wrong between the kill and the next run."""
        return []


class Scan(Kind):
    name, share, any_process = "scan", 50, True

    def begin(self):
        return self.world.empty

    def args(self, place):
        return ["scan", self.world.campaign]

    def outcome(self, place):
        # Not the number of pages: each run may ask so many of an endless host.
        return (place.listings(), place.cases(), place.sql(
            "SELECT count(*) - count(DISTINCT url) FROM page"))


class Import(Kind):
    name, share = "recall import", 40

    def begin(self):
        return self.world.scanned

    def args(self, place):
        return ["recalls", "import", self.world.notices]

    def outcome(self, place):
        return lines(place.run("recalls", "export").stdout), place.cases()


class Screen(Kind):
    name, share = "screen --stored", 30

    def begin(self):
        return self.world.unjudged

    def args(self, place):
        return ["screen", "--stored"]

    def outcome(self, place):
        return place.listings(), place.cases()


class Evidence(Kind):
    name, share = "evidence export", 20

    def begin(self):
        return self.world.scanned

    def args(self, place):
        cases = [str(i) for i, in self.world.scanned.sql(
            "SELECT id FROM casefile ORDER BY id LIMIT 20")]
        return ["evidence", "export", *cases, "--out",
                f"{place.dir}/pack.zip"]

    def torn(self, place):
        pack = f"{place.dir}/pack.zip"
        if not os.path.exists(pack):
            return []
        done = subprocess.run([PROGRAM, "evidence", "verify", pack],
                              capture_output=True, text=True)
        return [f"half a pack: {done.stderr}"] if done.returncode else []

    def outcome(self, place):
        done = place.run("evidence", "verify", f"{place.dir}/pack.zip",
                         status=None)
        return done.returncode, place.cases()


class Csv(Kind):
    name, share = "CSV export", 10

    def begin(self):
        return self.world.scanned

    def args(self, place):
        return ["queue", "export"]

    def outcome(self, place):
        with open(f"{place.dir}/out") as f:
            return f.read(), place.cases()


class Purge(Kind):
    name, share = "purge", 10

    def begin(self):
        return self.world.aged

    def args(self, place):
        return ["store", "purge"]

    def outcome(self, place):
        return (place.listings(), place.cases(),
                place.sql("SELECT count(*) FROM page"),
                sorted(json.loads(d)["ids"] if "ids" in json.loads(d) else []
                       for d, in place.sql(
                           "SELECT detail FROM audit WHERE action ="
                           " 'store.purge'")) and sorted(
                    (kind, i) for kind, d in place.sql(
                        "SELECT object, detail FROM audit WHERE action ="
                        " 'store.purge'") for i in json.loads(d)["ids"]))


class World:
    """The shops, and the stores from which rounds start."""

    def __init__(self, tmp):
        self.tmp = tmp
        self.campaign = f"{tmp}/demo.yaml"
        self.shops = subprocess.Popen([PROGRAM, "demo", "--serve"],
                                      stdout=subprocess.PIPE, text=True)
        with open(self.campaign, "w") as f:
            for line in self.shops.stdout:
                f.write(line)
                if "snail.example:80" in line:
                    break
            f.write("ignore: ['/stall$', '/slow$']\n")
        self.empty = Place(f"{tmp}/empty")
        self.empty.run("recalls", "import", "demo/recalls.jsonl")
        self.scanned = Place(f"{tmp}/scanned", self.empty)
        self.scanned.run("scan", self.campaign)
        self.unjudged = Place(f"{tmp}/unjudged")
        self.unjudged.run("scan", self.campaign)
        self.unjudged.run("recalls", "import", "--no-sweep",
                          "demo/recalls.jsonl")
        self.aged = Place(f"{tmp}/aged", self.scanned)
        for table, column in (("listing", "last_seen_ms"),
                              ("page", "fetched_at_ms")):
            db = sqlite3.connect(self.aged.store)
            db.execute(f"UPDATE {table} SET {column} = {column} - ?",
                       (5000 * DAY_MS,))
            db.commit()
            db.close()
        self.notices = f"{tmp}/own.jsonl"
        with open(self.notices, "w") as f:
            for i in range(3000):
                f.write(json.dumps({
                    "source": "own-list", "id": f"N-{i}",
                    "brand": f"Brand{i % 700}", "name": f"Kettle {i}",
                    "models": [f"KX-{i}", f"KY-{i * 7}"]}) + "\n")

    def end(self):
        self.shops.kill()


class Campaign:
    def __init__(self, o, world):
        self.o, self.world = o, world
        self.lock = threading.Lock()

    def end_well(self, kind, place, child):
        """(exit status of the last run, runs)"""
        runs = 1
        child.wait(timeout=RUN_S)
        while child.returncode != 0 and runs < RUNS_MAX:
            child = kind.start(place)
            child.wait(timeout=RUN_S)
            runs += 1
        return child.returncode, runs

    def round(self, kind, number, whole, want):
        """What is wrong after a kill; None if it came too late."""
        dice = random.Random(f"{self.o.seed} {kind.name} {number}")
        place = Place(f"{self.world.tmp}/{kind.name.split()[0]}-{number}",
                      kind.begin())
        try:
            child = kind.start(place)
            time.sleep(dice.random() * whole)
            victims = processes(child.pid) if kind.any_process else \
                [child.pid]
            if child.poll() is not None:
                return None
            try:
                os.kill(dice.choice(victims), signal.SIGKILL)
            except OSError:
                return None
            child.wait(timeout=RUN_S)
            wrong = kind.torn(place) if child.returncode else []
            status, _ = self.end_well(kind, place, child)
            if status != 0:
                with open(f"{place.dir}/err", errors="replace") as f:
                    wrong.append(f"exit {status}: {f.read()[-300:]}")
            elif kind.outcome(place) != want:
                wrong.append("the outcome is different: " + differs(
                    want, kind.outcome(place)))
            return wrong + place.verify()
        finally:
            shutil.rmtree(place.dir, ignore_errors=True)

    def kill_all(self, kind, kills, pool):
        start = time.monotonic()
        place = Place(f"{self.world.tmp}/undisturbed", kind.begin())
        begun = time.monotonic()
        status, runs = self.end_well(kind, place, kind.start(place))
        whole = time.monotonic() - begun
        want = kind.outcome(place)
        if status != 0 or runs != 1 or place.verify():
            sys.exit(f"kill: the undisturbed {kind.name} failed")
        done = late = bad = tried = 0
        while done < kills and tried < 6 * kills:
            count = kills - done
            results = list(pool.map(
                lambda n: self.round(kind, n, whole, want),
                range(tried, tried + count)))
            tried += count
            for wrong in results:
                late += wrong is None
                done += wrong is not None
                bad += bool(wrong)
                for line in wrong or ():
                    print(f"    {kind.name}: {line}")
            if None in results:
                whole *= 0.9  # it was faster than the first
        print(f"{kind.name:16} {done:3} kills in {whole:5.1f} s each, "
              f"{done - bad:3} left the same outcome ({late} came too late); "
              f"{time.monotonic() - start:.0f} s", flush=True)
        return done, bad


def differs(want, got):
    for w, g in zip(want, got):
        if w != g:
            if isinstance(w, list):
                return f"{len(w)} and {len(g)}: " + str(
                    [x for x in w if x not in g][:1] +
                    [x for x in g if x not in w][:1])[:600]
            return f"{str(w)[:200]} and {str(g)[:200]}"
    return "?"


def decide(kills, seed):
    """People who decide: bench/decide.py, which judges for itself."""
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "bench/decide.py", "--kills", str(kills), "--races",
         "2", "--seed", str(seed)], capture_output=True, text=True,
        timeout=600)
    if done.returncode != 0:
        print(done.stdout + done.stderr[-500:])
    acts = re.search(r"(\d+) acknowledged", done.stdout)
    print(f"{'decisions':16} {kills:3} kills, {acts[1] if acts else '?'} acts "
          f"acknowledged, each kept once: "
          f"{'yes' if done.returncode == 0 else 'NO'}; "
          f"{time.monotonic() - start:.0f} s", flush=True)
    return kills, done.returncode != 0


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", default="")
    o = options.parse_args()
    start = time.monotonic()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    total = bad = 0
    with tempfile.TemporaryDirectory(prefix="shelfwatch-kill-") as tmp:
        world = World(tmp)
        try:
            campaign = Campaign(o, world)
            kinds = [k(world) for k in (Scan, Import, Screen, Evidence, Csv,
                                        Purge)]
            shares = sum(k.share for k in kinds) + 40
            with concurrent.futures.ThreadPoolExecutor(o.jobs) as pool:
                for kind in kinds:
                    if o.only not in kind.name:
                        continue
                    done, wrong = campaign.kill_all(kind, max(
                        1, kind.share * o.kills // shares), pool)
                    total += done
                    bad += wrong
            if o.only in "decisions":
                done, wrong = decide(max(1, 40 * o.kills // shares), o.seed)
                total += done
                bad += wrong
        finally:
            world.end()
    print(f"{total} kills in {time.monotonic() - start:.0f} s: {total - bad} "
          f"left nothing lost, nothing doubled, store and archive whole")
    sys.exit(1 if bad else 0)


main()
