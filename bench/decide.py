#!/usr/bin/env python3
"""make decide: people decide over HTTP while the servers are killed.

  bench/decide.py [--clients N] [--kills N] [--races N] [--seed S]

Two servers stand on one store. Clients sign in once, as one of two people,
and decide and reopen cases as fast as they are answered, with a remark of
their own on each; kill -9 ends a server at a random moment, and it is started
again. Nobody may have to sign in a second time. Afterwards every act that was acknowledged must be in the
history once, none twice, one that was cut off at most once; each history must
be a chain of states that ends in the state of the case; and the audit log, read
here and not by shelfwatch, must verify and name every act.

Then two people decide the same case at the same moment, again and again: one
must win, and the other must be told who, with the remark kept."""
import argparse
import collections
import hashlib
import http.client
import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

PROGRAM = os.environ.get("SHELFWATCH", "./shelfwatch")
CASES = 40
PEOPLE = ["anna", "bo"]
PASSWORD = "four words and no sentence"
CONFIRM = ["same_product", "banned", "false_mark"]
DISMISS = ["other_product", "complies", "duplicate"]


def fill(store):
    """Cases of offers, one in five of a serious risk."""
    db = sqlite3.connect(store)
    for i in range(1, CASES + 1):
        listing = {"url": f"https://shop.example/{i}", "market":
                   "shop.example", "listing_id": str(i), "title": f"Offer {i}",
                   "observed": "full"}
        finding = {"source": "recall", "id": f"R{i}", "strength": "strong",
                   "score": 0.9, "reason": "same model",
                   "severity": 4 if i % 5 == 0 else 2}
        record = {"listing": listing, "flagged": True, "priority": 0.9,
                  "risk": 0.5, "hazards": {"fire": 0.5}, "reasons": ["x"],
                  "findings": [finding], "verdict_of": {}}
        db.execute("INSERT INTO listing (id, identity_key, identity, market, url,"
                   " version, first_seen_ms, last_seen_ms) VALUES (?, ?, ?,"
                   " 'shop.example', ?, ?, 1, 1)",
                   (i, i, str(i), listing["url"], i))
        db.execute("INSERT INTO listing_version (id, listing, digest, record,"
                   " seen_at_ms) VALUES (?, ?, ?, ?, 1)",
                   (i, i, str(i), json.dumps(listing)))
        db.execute("INSERT INTO casefile (id, listing, priority, flagged,"
                   " market, language, first_seen_ms, last_seen_ms, search)"
                   " VALUES (?, ?, 0.9, 1, 'shop.example', 'en', 1, 1, '')",
                   (i, i))
        db.execute("INSERT INTO casefile_record VALUES (?, ?)",
                   (i, json.dumps(record)))
        db.execute("INSERT INTO casefile_event (casefile, kind, at_ms, author,"
                   " state) VALUES (?, 'opened', 1, '', 'new')", (i,))
        db.execute("INSERT INTO queue_behind VALUES (?)", (i,))
    db.commit()
    db.close()


class Server:
    """The pages, started as often as they are killed."""

    def __init__(self, store):
        self.store = store
        self.lock = threading.Lock()
        self.starts = 0
        self.start()

    def start(self):
        child = subprocess.Popen(
            [PROGRAM, "serve", "--port", "0", "--store", self.store],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        url = urllib.parse.urlsplit(child.stdout.readline().strip())
        with self.lock:
            self.child, self.port = child, url.port
            self.starts += 1

    def kill(self):
        self.child.kill()
        self.child.wait()
        self.child.stdout.close()


class Person:
    """A browser at one server."""

    def __init__(self, server, name):
        self.server, self.name = server, name
        self.http, self.starts, self.cookies = None, 0, {}

    def ask(self, method, target, fields=None, headers=None):
        with self.server.lock:
            port, starts = self.server.port, self.server.starts
        if self.http is None or starts != self.starts:
            if self.http is not None:
                self.http.close()
            self.http = http.client.HTTPConnection("127.0.0.1", port,
                                                   timeout=30)
            self.starts = starts
        headers = {"Cookie": "; ".join(f"{n}={v}" for n, v in
                                       self.cookies.items()),
                   **(headers or {})}
        body = None
        if fields is not None:
            body = urllib.parse.urlencode(fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self.http.request(method, target, body, headers)
            answer = self.http.getresponse()
            for field in answer.msg.get_all("Set-Cookie") or []:
                name, _, value = field.split(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException):
            self.http.close()
            self.http = None
            raise

    def sign_in(self):
        _, page = self.ask("GET", "/login")
        token = re.search(r'name="csrf" value="([0-9a-f]+)"', page)[1]
        status, page = self.ask("POST", "/login", {
            "csrf": token, "name": self.name, "password": PASSWORD,
            "to": "/"})
        if status != 303:
            sys.exit(f"decide: {self.name} cannot sign in: {status}")
        return self

    def look(self, case, ahead):
        """The token, the last event and the state that the page shows."""
        status, page = self.ask("GET", f"/case/{case}", headers={
            "X-Purpose": "prefetch"} if ahead else {})
        if status in (303, 403):
            raise SignedOut
        if status != 200:
            return None
        csrf = re.search(r'name="csrf" value="([0-9a-f]+)"', page)
        seen = re.search(r'name="seen" value="(\d+)"', page)
        state = re.search(r'class="chip state ([a-z_]+)"', page)
        if not (csrf and seen and state):
            return None
        return csrf[1], seen[1], state[1]


def choose(dice, state):
    if state in ("confirmed",):
        return dice.choice([f"dismiss:{dice.choice(DISMISS)}",
                            "reopen:mistake", "validate"])
    if state in ("dismissed",):
        return dice.choice([f"confirm:{dice.choice(CONFIRM)}",
                            "reopen:mistake"])
    if state in ("validated",):
        return "reopen:objection"
    return dice.choice([f"confirm:{dice.choice(CONFIRM)}",
                        f"dismiss:{dice.choice(DISMISS)}",
                        "needs_info:ask_seller", "escalate:legal_question"])


class SignedOut(Exception):
    """The session did not outlive the server."""


class Tally:
    def __init__(self):
        self.lock = threading.Lock()
        self.done, self.unknown = {}, set()
        self.answers = collections.Counter()


def work(name, person, tally, stop, seed):
    dice = random.Random(seed)
    n = 0
    while not stop.is_set():
        case = dice.randint(1, CASES)
        n += 1
        remark = f"{name}-{n}"
        sent = False
        try:
            seen = person.look(case, dice.random() < 0.7)
            if seen is None:
                continue
            choice = choose(dice, seen[2])
            sent = True
            status, _ = person.ask("POST", f"/case/{case}/act", {
                "csrf": seen[0], "seen": seen[1], "reason": choice,
                "note": remark})
            with tally.lock:
                tally.answers[status] += 1
                if status == 303:
                    tally.done[remark] = (case, choice.split(":")[0])
        except SignedOut:
            with tally.lock:
                tally.answers["signed out"] += 1
        except (OSError, http.client.HTTPException):
            if sent:
                with tally.lock:
                    tally.unknown.add(remark)
            time.sleep(0.01)


def audit_chain(db):
    """The events that entries name, or what is wrong; see store/audit.h."""
    previous, count, events = "0" * 64, 0, []
    for row in db.execute("SELECT at_ms, actor, action, object, detail,"
                          " previous, hash FROM audit ORDER BY id"):
        text = b"shelfwatch-audit-1\n"
        for field in (previous, *row[:5]):
            field = str(field).encode()
            text += b"%d:%s\n" % (len(field), field)
        if row[5] != previous or \
                hashlib.sha256(text).hexdigest() != row[6]:
            return [f"entry {count + 1} does not verify"]
        previous, count = row[6], count + 1
        event = json.loads(row[4] or "{}").get("event")
        if event is not None:
            events.append((event, row[1], row[2], row[3]))
    return events


def check(store, tally):
    """What is wrong, in words; nothing if all is well."""
    wrong = []
    db = sqlite3.connect(store)
    notes = collections.Counter()
    acts = []
    for case, state, decisions in db.execute(
            "SELECT id, state, decisions FROM casefile").fetchall():
        now, decided = None, 0
        for event in db.execute(
                "SELECT kind, state, act, from_state, note, id, author"
                " FROM casefile_event WHERE casefile = ? ORDER BY id",
                (case,)):
            kind, after, act, before, note, number, author = event
            if act:
                acts.append((number, author, f"case.{act}", f"case {case}"))
                notes[note] += 1
                if before != now:
                    wrong.append(f"case {case}: {act} from {before}, but it"
                                 f" was {now}")
                known = tally.done.get(note)
                if known and known[0] != case:
                    wrong.append(f"{note} is at case {case}")
            now, decided = after, decided + (kind == "decided")
        if now != state or decided != decisions:
            wrong.append(f"case {case}: {state}, {decisions}, but the history"
                         f" says {now}, {decided}")
    wrong += [f"{n} is lost" for n in tally.done if notes[n] == 0]
    wrong += [f"{n} is there {k} times" for n, k in notes.items() if k > 1]
    wrong += [f"{n} was never sent" for n in notes
              if n not in tally.done and n not in tally.unknown]
    entries = audit_chain(db)
    if entries != sorted(acts):
        wrong.append(f"audit log: {len(entries)} acts, but {len(acts)} in the"
                     f" history; {entries[:1]}")
    if db.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
        wrong.append("the file is damaged")
    late = sum(notes[n] for n in tally.unknown)
    db.close()
    return wrong, len(acts), late


def kills(store, o):
    servers = [Server(store), Server(store)]
    tally, stop = Tally(), threading.Event()
    dice = random.Random(o.seed)
    people = [Person(servers[i % 2], PEOPLE[i // 2 % 2]).sign_in()
              for i in range(o.clients)]
    threads = [threading.Thread(target=work, args=(
        f"p{i}", people[i], tally, stop, o.seed * 1000 + i))
        for i in range(o.clients)]
    start = time.monotonic()
    for t in threads:
        t.start()
    for _ in range(o.kills):
        time.sleep(0.02 + dice.random() * 0.4)
        server = dice.choice(servers)
        server.kill()
        server.start()
    time.sleep(0.2)
    stop.set()
    for t in threads:
        t.join()
    seconds = time.monotonic() - start
    for server in servers:
        server.kill()
    wrong, acts, late = check(store, tally)
    print(f"{o.clients} clients, {o.kills} kills in {seconds:.1f} s:"
          f" {len(tally.done)} acknowledged, {len(tally.unknown)} cut off"
          f" ({late} of them kept), {acts} in the history;"
          f" refused: {tally.answers[409]} (409), {tally.answers[403]} (403),"
          f" signed out: {tally.answers['signed out']}")
    for line in wrong[:20]:
        print("    " + line)
    print("none lost, none doubled, the audit chain verifies" if not wrong
          else f"{len(wrong)} WRONG")
    if tally.answers["signed out"]:
        wrong.append("a session was lost")
    if not tally.done or tally.answers[409] == 0:
        wrong.append("nothing was tried")
    return len(wrong)


def race(store, o):
    servers = [Server(store), Server(store)]
    people = [Person(servers[i], PEOPLE[i]).sign_in() for i in range(2)]
    bad = won_by = 0
    for n in range(o.races):
        case = n % CASES + 1
        seen = [p.look(case, True) for p in people]
        choice = {"dismissed": "confirm:banned", "validated":
                  "reopen:objection"}.get(seen[0][2], "dismiss:complies")
        answers = [None, None]
        barrier = threading.Barrier(2)

        def decide(i):
            barrier.wait()
            answers[i] = people[i].ask("POST", f"/case/{case}/act", {
                "csrf": seen[i][0], "seen": seen[i][1], "reason": choice,
                "note": f"remark of {i}"})
        threads = [threading.Thread(target=decide, args=(i,))
                   for i in range(2)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        winner = 0 if answers[0][0] == 303 else 1
        loser = answers[1 - winner]
        told = f"<bdi>{PEOPLE[winner]}</bdi>" in loser[1]
        kept = f">remark of {1 - winner}</textarea>" in loser[1]
        if sorted(a[0] for a in answers) != [303, 409] or not told or \
                not kept:
            bad += 1
            print(f"    race {n}: {[a[0] for a in answers]}, told {told},"
                  f" kept {kept}")
        won_by += winner
    for server in servers:
        server.child.send_signal(signal.SIGTERM)
        server.child.wait()
    print(f"{o.races} races: {o.races - bad} with one winner and one who was"
          f" told (anna {o.races - won_by}, bo {won_by})")
    return bad


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--clients", type=int, default=8)
    options.add_argument("--kills", type=int, default=50)
    options.add_argument("--races", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    o = options.parse_args()
    with tempfile.TemporaryDirectory() as tmp:
        store = f"{tmp}/s.db"
        subprocess.run([PROGRAM, "recalls", "import", "--store", store,
                        "demo/recalls.jsonl"], stdout=subprocess.DEVNULL,
                       check=True)
        fill(store)
        for name in PEOPLE:
            subprocess.run([PROGRAM, "user", "add", name, "--store",
                            store, "--roles", "analyst,validator"],
                           input=PASSWORD + "\n", text=True, check=True,
                           stdout=subprocess.DEVNULL)
        bad = kills(store, o)
        os.sync()
        bad += race(store, o)
    sys.exit(1 if bad else 0)


main()
