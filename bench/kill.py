#!/usr/bin/env python3
"""make kill: kill -9 any process of a scan at random moments, resume,
and compare with an undisturbed scan.

  bench/kill.py [--kills N] [--seed S] [CAMPAIGN.yaml STORE-TO-START-FROM|-]

Without a campaign the shops of the demo are served and scanned, but for
their two slow pages.
Each round starts the scan, waits a random part of the undisturbed time,
kills one random process of it (supervisor, fetcher, spare, inspector), and
starts the scan again until it ends well. Listings, findings and casefiles
must then be the same as without the kill, and the archive readable."""
import argparse
import atexit
import glob
import gzip
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time


def scan(campaign, store):
    return subprocess.Popen(
        ["./shelfwatch", "scan", "--store", store, "--summary", "json",
         campaign], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True)


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
    """A record without the times that differ from run to run."""
    if isinstance(value, dict):
        return {k: scrub(v) for k, v in value.items()
                if k not in ("fetched_at", "looked_at")}
    if isinstance(value, list):
        return [scrub(v) for v in value]
    return value


def outcome(store):
    """What the scan found, in an order of its own making."""
    db = sqlite3.connect(store)
    listings = sorted(
        json.dumps(scrub(json.loads(r[0])), sort_keys=True)
        for r in db.execute("SELECT record FROM listing_version"))
    db.close()
    queue = subprocess.run(
        ["./shelfwatch", "queue", "export", "--json", "--store", store],
        stdout=subprocess.PIPE, text=True, check=True).stdout
    cases = []
    for line in queue.splitlines():
        case = scrub(json.loads(line))
        # The number and the times of a case follow the order of the scan.
        for name in ("id", "first_seen", "last_seen"):
            case.pop(name, None)
        cases.append(json.dumps(case, sort_keys=True))
    cases.sort()
    return listings, cases


def archive_records(store):
    """Every record of the archive, read by a program not ours."""
    count = 0
    for name in glob.glob(f"{store}.warc/*.warc.gz"):
        with gzip.open(name) as f:
            for line in f:
                count += line.startswith(b"WARC/1.1")
    return count


def serve_demo(tmp):
    """Serve the demo's shops; their process, campaign, and a store that has
    their recalls."""
    campaign, store = f"{tmp}/demo.yaml", f"{tmp}/start.db"
    shops = subprocess.Popen(["./shelfwatch", "demo", "--serve"],
                             stdout=subprocess.PIPE, text=True)
    with open(campaign, "w") as f:
        for line in shops.stdout:
            f.write(line)
            if "snail.example:80" in line:
                break
        f.write("ignore: ['/stall$', '/slow$']\n")
    subprocess.run(["./shelfwatch", "recalls", "import", "--store", store,
                    "demo/recalls.jsonl"], stdout=subprocess.DEVNULL,
                   check=True)
    return shops, campaign, store


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--kills", type=int, default=50)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("campaign", nargs="?")
    options.add_argument("store", nargs="?", default="-")
    o = options.parse_args()
    dice = random.Random(o.seed)
    bad = 0
    with tempfile.TemporaryDirectory() as tmp:
        if o.campaign is None:
            shops, o.campaign, o.store = serve_demo(tmp)
            atexit.register(shops.kill)
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))

        def fresh(name):
            path = f"{tmp}/{name}.db"
            if o.store != "-":
                shutil.copy(o.store, path)
            return path

        store = fresh("undisturbed")
        start = time.monotonic()
        child = scan(o.campaign, store)
        child.wait()
        whole = time.monotonic() - start
        want = outcome(store)
        print(f"undisturbed: {whole:.1f} s, {len(want[0])} listings, "
              f"{len(want[1])} casefiles")
        if child.returncode != 0 or not want[0]:
            sys.exit("kill: the undisturbed scan failed or found nothing")
        round_number = 0
        while round_number < o.kills:
            store = fresh("killed")
            child = scan(o.campaign, store)
            time.sleep(dice.random() * whole)
            if child.poll() is not None:
                # It was faster than the first: too late for a kill.
                whole *= 0.8
                child.communicate()
                for path in glob.glob(f"{tmp}/killed*"):
                    shutil.rmtree(path) if os.path.isdir(path) \
                        else os.remove(path)
                continue
            round_number += 1
            victims = processes(child.pid)
            victim = dice.choice(victims)
            role = "supervisor" if victim == child.pid else "helper"
            try:
                os.kill(victim, signal.SIGKILL)
            except OSError:
                role = "none left"
            summary, _ = child.communicate()
            first = child.returncode
            runs = 1
            while child.returncode != 0 and runs < 5:
                child = scan(o.campaign, store)
                summary, _ = child.communicate()
                runs += 1
            got = outcome(store)
            same = got == want and child.returncode == 0
            records = archive_records(store)
            bad += not same
            print(f"{round_number:3} killed {role:10} exit {first:3}, "
                  f"{runs} runs, {len(got[0])} listings, {len(got[1])} "
                  f"casefiles, {records} records: "
                  f"{'same' if same else 'DIFFERENT'}", flush=True)
            if not same:
                print(f"    {summary.strip()}")
            for path in glob.glob(f"{tmp}/killed*"):
                shutil.rmtree(path) if os.path.isdir(path) \
                    else os.remove(path)
    print(f"{o.kills - bad} of {o.kills} kills left the same outcome")
    sys.exit(1 if bad else 0)


main()
