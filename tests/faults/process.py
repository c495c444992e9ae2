"""What may befall the processes of a scan, its disk and its clock.

A small shop is scanned undisturbed once; then with each fault, and again
until a run ends as it should. Then the offers, cases and pages must be those
of the undisturbed scan, each once; store and archive must verify."""
import concurrent.futures
import json
import os
import resource
import signal
import sqlite3
import subprocess
import threading
import time

import hostile
import stored
from hostile import html_list, offer, reply

PROGRAM = os.environ.get("SHELFWATCH_PROGRAM", "./shelfwatch")
OFFERS = 12
RUN_S = 100    # longer is a hang
RUNS_MAX = 4
KILL, STOP = int(signal.SIGKILL), int(signal.SIGSTOP)
# Every step that a process names (event=step), and whose it is.
STEPS = {"handed": "supervisor", "received": "supervisor",
         "judged": "supervisor", "kept": "supervisor",
         "synced": "supervisor", "committed": "supervisor",
         "ending": "supervisor", "ended": "supervisor",
         "asked": "fetcher", "answered": "fetcher",
         "fetching": "fetcher",
         "taken": "inspector", "told": "inspector"}
REPLACED = {"fetcher": "the fetcher was replaced",
            "inspector": "an inspector was replaced"}
CUT_OFF = "the run before was cut off"


def shop(request):
    """Some offers, one of them forbidden; pages of a good size."""
    if request.path == "/":
        return reply(html_list("Lamps", [f"/p/{i}" for i in range(OFFERS)]))
    number = request.path.removeprefix("/p/")
    if request.path.startswith("/p/") and number.isdigit() and \
            int(number) < OFFERS:
        title = f"Desk lamp {number}" if number != "3" else \
            "Set of magnetic balls 5 mm, 216 neodymium magnets"
        return offer(title, int(number), extra="<p>" + "words " * 60000)
    return None


class Case:
    """One fault on a store of its own."""

    def __init__(self, tmp, name, server):
        self.name = name
        self.dir = f"{tmp}/p-{abs(hash(name))}"
        os.makedirs(self.dir)
        self.store = f"{self.dir}/s.db"
        self.yaml, self.log = f"{self.dir}/c.yaml", f"{self.dir}/log"
        self.summaries, self.statuses = [], []
        self.server = server
        # A host of its own, so that requests are counted by case.
        self.host = f"shop-{abs(hash(name))}.example"
        server.hosts[self.host] = shop
        with open(self.yaml, "w") as f:
            json.dump({"name": "shop", "contact": "https://a.example/",
                       "market": "DE", "start": [f"http://{self.host}/"],
                       "limits": {"per_host_delay_ms": 0},
                       "connect_to": {f"{self.host}:80":
                                      f"127.0.0.1:{server.port}"}}, f)

    def start(self, env=None, before=None, inspectors=1):
        with open(self.log, "a") as log:
            return subprocess.Popen(
                [PROGRAM, "scan", "--store", self.store, "--verbose",
                 "--inspectors", str(inspectors), "--summary", "json",
                 self.yaml], stdout=subprocess.PIPE, stderr=log, text=True,
                env={**os.environ, **(env or {})}, preexec_fn=before)

    def end(self, child):
        """Wait for it; False if it hangs."""
        hung = False
        try:
            out, _ = child.communicate(timeout=RUN_S)
        except subprocess.TimeoutExpired:
            hung = True
            child.send_signal(signal.SIGCONT)
            child.kill()
            out, _ = child.communicate()
        self.statuses.append(child.returncode)
        self.summaries.append(json.loads(out) if out.strip() else {})
        return not hung

    def text(self):
        with open(self.log, errors="replace") as f:
            return f.read()

    def wait_log(self, word, seconds=20):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if word in self.text():
                return
            time.sleep(0.005)
        raise AssertionError(f"no {word!r} in the log")

    def outcome(self):
        db = stored.connect(self.store)
        titles = sorted(json.loads(r)["title"] for r, in db.execute(
            "SELECT record_text(v.record, v.packed)"
            " FROM listing l JOIN listing_version v ON v.id = l.version"))
        cases = db.execute("SELECT count(*) FROM casefile").fetchone()[0]
        pages = sorted(u.split("/", 3)[3] + " " + s for u, s in db.execute(
            "SELECT url, state FROM page"))
        db.close()
        return titles, cases, pages


class Process:
    """Runs the cases and compares."""

    def __init__(self, o, tmp, table):
        self.o, self.tmp, self.table = o, tmp, table
        self.server = hostile.Server()
        self.lock = threading.Lock()
        self.disks = []
        self.shim = f"{tmp}/shim.so"
        subprocess.run(["cc", "-O1", "-Wall", "-Werror", "-shared", "-fPIC",
                        "-o", self.shim, "tests/faults/shim.c", "-ldl"],
                       check=True)
        c = Case(tmp, "undisturbed", self.server)
        self.end_well(c, c.start())
        self.want = c.outcome()
        if c.statuses != [0] or len(self.want[0]) != OFFERS or \
                not self.want[1]:
            raise SystemExit(f"faults: the undisturbed scan: {c.statuses} "
                             f"{self.want} {c.text()[-2000:]}")

    def env(self, **more):
        return {"LD_PRELOAD": self.shim, **more}

    def end_well(self, c, child):
        """Let this run end, then more until one ends as it should. False if
        any hangs."""
        good = c.end(child)
        while good and c.statuses[-1] != 0 and len(c.statuses) < RUNS_MAX:
            good = c.end(c.start())
        return good

    def judge(self, c, good, seconds, event=None, why=None, wrong=()):
        """The row of one fault: `event` of the last summary, or `why` of the
        first one; whichever is due must be in the log too."""
        titles, cases, pages = c.outcome()
        wrong = list(wrong)
        lost = len(set(self.want[2]) - set(pages)) + \
            len(set(self.want[0]) - set(titles))
        doubled = len(pages) - len(set(pages)) + \
            len(titles) - len(set(titles))
        if cases != self.want[1]:
            wrong.append(f"{cases} cases, not {self.want[1]}")
        if good and c.statuses[-1] != 0:
            wrong.append(f"it never ended well: {c.statuses}, "
                         f"{c.text()[-400:]}")
        if set(pages) - set(self.want[2]):
            wrong.append(f"pages: {sorted(set(pages) - set(self.want[2]))}")
        checked = subprocess.run([PROGRAM, "store", "check", "--store",
                                  c.store], capture_output=True, text=True)
        if checked.returncode != 0:
            wrong.append("store check: " + (checked.stdout + checked.stderr)
                         [-300:])
        said = c.text()
        in_log = in_summary = True
        reason = ""
        if event:
            reason = event
            in_summary = c.summaries[-1].get("events", {}).get(event, 0) > 0
            words = {CUT_OFF: "event=cut_off",
                     "the clock was set back": "event=clock_set by_ms=-",
                     "the clock was set forward": "event=clock_set by_ms=",
                     REPLACED["fetcher"]: "event=fetcher_replaced",
                     REPLACED["inspector"]: "event=inspector_replaced"}
            in_log = words.get(event, event) in said
        if why:
            reason = next((s["why"] for s in c.summaries if "why" in s), "")
            in_summary = why in reason
            in_log = why in said
        with self.lock:
            self.table.add(c.name, "HANGS" if not good else
                           f"{len(c.statuses)} run" +
                           "s" * (len(c.statuses) > 1), reason, in_log,
                           in_summary, seconds, lost, doubled, wrong)

    # --- the faults ---

    def at_step(self, step, number, signal_):
        who = STEPS[step]
        name = f"{'kill -9' if signal_ == KILL else 'SIGSTOP'} of the {who}" \
               f" at '{step}' {number}"
        c = Case(self.tmp, name, self.server)
        start = time.monotonic()
        child = c.start(self.env(FAULT_SIGNAL=f"{step}:{number}:{signal_}"))
        if step == "ended" and signal_ == KILL:
            # Nothing is left to be done: only its summary was never seen.
            good = c.end(child)
            c.statuses.append(0)
            self.judge(c, good, time.monotonic() - start)
            return
        if signal_ == STOP and who == "supervisor":
            # Somebody lets it go on, after longer than any page may take.
            c.wait_log(f"event=step at={step} ")
            time.sleep(13)
            child.send_signal(signal.SIGCONT)
        good = self.end_well(c, child)
        event = REPLACED.get(who)
        wrong = []
        if who == "supervisor":
            event = CUT_OFF if signal_ == KILL and step != "ended" else None
            if signal_ == KILL and -9 not in c.statuses:
                wrong.append("nothing was killed")
        if signal_ == STOP and who == "supervisor" and c.summaries[-1].get(
                "events"):
            wrong.append(f"events: {c.summaries[-1]['events']}")
        self.judge(c, good, time.monotonic() - start, event, wrong=wrong)

    def clock(self, seconds, event):
        c = Case(self.tmp, f"clock set by {seconds} s", self.server)
        start = time.monotonic()
        good = self.end_well(c, c.start(self.env(
            FAULT_CLOCK=f"kept:3:{seconds}")))
        self.judge(c, good, time.monotonic() - start, event)

    def sync_fails(self, number):
        c = Case(self.tmp, f"sync {number} fails with EIO", self.server)
        start = time.monotonic()
        good = self.end_well(c, c.start(self.env(FAULT_SYNC=str(number))))
        failed = c.statuses[0] != 0
        self.judge(c, good, time.monotonic() - start,
                   why="I/O error" if failed else None)

    def mounted(self, c, size):
        self.disks.append(c.dir)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "disk",
                        c.dir], check=True)

    def remount(self, c, option):
        subprocess.run(["mount", "-o", f"remount,{option}", c.dir],
                       check=True)

    def disk_full(self, size):
        c = Case(self.tmp, f"a disk of {size} that fills", self.server)
        yaml = open(c.yaml).read()
        self.mounted(c, size)
        c.yaml, c.log = f"{c.dir}-c.yaml", f"{c.dir}-log"
        with open(c.yaml, "w") as f:
            f.write(yaml)
        start = time.monotonic()
        good = c.end(c.start())
        failed = c.statuses[0] != 0
        self.remount(c, "size=200m")
        if failed:
            good = good and self.end_well(c, c.start())
        self.judge(c, good, time.monotonic() - start,
                   why="full" if failed and "full" in c.text() else
                   "No space" if failed else None,
                   wrong=[] if failed else ["the disk did not fill"])

    def disk_read_only(self):
        c = Case(self.tmp, "a disk that is read-only", self.server)
        yaml = open(c.yaml).read()
        self.mounted(c, "200m")
        c.yaml, c.log = f"{c.dir}-c.yaml", f"{c.dir}-log"
        with open(c.yaml, "w") as f:
            f.write(yaml)
        start = time.monotonic()
        self.remount(c, "ro")
        good = c.end(c.start())
        self.remount(c, "rw")
        good = good and self.end_well(c, c.start())
        self.judge(c, good, time.monotonic() - start, why="s.db")

    def file_size_limit(self):
        c = Case(self.tmp, "a limit on the size of files", self.server)
        start = time.monotonic()
        good = self.end_well(c, c.start(before=lambda: resource.setrlimit(
            resource.RLIMIT_FSIZE, (300000, 300000))))
        self.judge(c, good, time.monotonic() - start,
                   why="s.db" if 1 in c.statuses else None,
                   wrong=[] if -25 not in c.statuses else
                   ["ended by SIGXFSZ"])

    def few_descriptors(self, number):
        c = Case(self.tmp, f"{number} descriptors at most", self.server)
        start = time.monotonic()
        good = self.end_well(c, c.start(before=lambda: resource.setrlimit(
            resource.RLIMIT_NOFILE, (number, number))))
        failed = c.statuses[0] != 0
        wrong = [] if not failed or any("why" in s for s in c.summaries) or \
            "shelfwatch" in c.text() else ["no reason was given"]
        self.judge(c, good, time.monotonic() - start,
                   why="" if failed else None, wrong=wrong)

    def locked_by_scan(self):
        c = Case(self.tmp, "store locked by another scan", self.server)
        start = time.monotonic()
        first = c.start(self.env(FAULT_SIGNAL=f"kept:2:{STOP}"))
        c.wait_log("event=step at=kept ")
        good = c.end(c.start())
        first.send_signal(signal.SIGCONT)
        good = self.end_well(c, first) and good
        self.judge(c, good, time.monotonic() - start, why="is in use by scan")

    def locked_by_stranger(self, seconds):
        c = Case(self.tmp, f"store locked by a stranger for {seconds} s",
                 self.server)
        start = time.monotonic()
        child = c.start(self.env(FAULT_SIGNAL=f"committed:1:{STOP}"))
        c.wait_log("event=step at=committed ")
        db = sqlite3.connect(c.store, timeout=10, isolation_level=None)
        db.execute("BEGIN IMMEDIATE")
        child.send_signal(signal.SIGCONT)
        time.sleep(seconds)
        db.execute("ROLLBACK")
        db.close()
        good = self.end_well(c, child)
        failed = c.statuses[0] != 0
        self.judge(c, good, time.monotonic() - start,
                   why="locked" if failed else None,
                   wrong=["it did not wait"] if failed and seconds < 8 else
                   [])

    def out_of_memory(self):
        c = Case(self.tmp, "out of memory in an inspector", self.server)
        start = time.monotonic()
        child = c.start(self.env(FAULT_SIGNAL=f"taken:4:{STOP}"))
        c.wait_log("event=step at=taken ")
        good = True
        until = time.monotonic() + 8
        done = False
        while not done and time.monotonic() < until:
            for pid in hostile_children(child.pid)[3:]:
                with open(f"/proc/{pid}/stat") as f:
                    if f.read().rpartition(")")[2].split()[0] != "T":
                        continue
                resource.prlimit(pid, resource.RLIMIT_AS, (1 << 20, 1 << 20))
                os.kill(pid, signal.SIGCONT)
                done = True
        good = self.end_well(c, child)
        self.judge(c, good, time.monotonic() - start, REPLACED["inspector"],
                   wrong=[] if done else ["no inspector was stopped"])

    def ended_by(self, number, name):
        c = Case(self.tmp, name, self.server)
        start = time.monotonic()
        child = c.start(self.env(FAULT_SIGNAL=f"kept:3:{number}"))
        good = self.end_well(c, child)
        self.judge(c, good, time.monotonic() - start,
                   None if number == 15 or number == 2 else CUT_OFF)

    def all_fetchers(self):
        c = Case(self.tmp, "kill -9 of every fetcher", self.server)
        start = time.monotonic()
        child = c.start()
        c.wait_log("event=step at=handed ")
        # The first to be made: the fetcher and its spares.
        for pid in hostile_children(child.pid)[:3]:
            os.kill(pid, signal.SIGKILL)
        good = self.end_well(c, child)
        self.judge(c, good, time.monotonic() - start, why="no spare is left")

    def archive_tail(self):
        c = Case(self.tmp, "archive that ends in the middle of a record",
                 self.server)
        start = time.monotonic()
        good = c.end(c.start(self.env(FAULT_SIGNAL=f"kept:5:{KILL}")))
        segments = sorted(os.listdir(f"{c.store}.warc"))
        warc = [s for s in segments if s.endswith(".gz")]
        with open(f"{c.store}.warc/{warc[-1]}", "ab") as f:
            f.write(b"\x1f\x8b\x08\x00half a record")
        good = good and self.end_well(c, c.start())
        self.judge(c, good, time.monotonic() - start, CUT_OFF)

    def log_is_full(self):
        c = Case(self.tmp, "a log that cannot be written", self.server)
        start = time.monotonic()
        with open("/dev/full", "w") as log:
            child = subprocess.Popen(
                [PROGRAM, "scan", "--store", c.store, "--summary", "json",
                 c.yaml], stdout=subprocess.PIPE, stderr=log, text=True)
        good = self.end_well(c, child)
        open(c.log, "a").close()
        self.judge(c, good, time.monotonic() - start)

    def jobs(self):
        for signal_ in (KILL, STOP):
            for step, who in STEPS.items():
                numbers = (1,) if step in (
                    "asked", "ending", "ended", "synced",
                    "committed") else (1, 5)
                for n in numbers[:2 if signal_ == KILL else 1]:
                    yield self.at_step, (step, n, signal_)
        yield self.all_fetchers, ()
        yield self.clock, (-86400 * 400, "the clock was set back")
        yield self.clock, (86400 * 400, "the clock was set forward")
        for n in (1, 2, 3):
            yield self.sync_fails, (n,)
        for size in ("300k", "500k", "800k"):
            yield self.disk_full, (size,)
        yield self.disk_read_only, ()
        yield self.file_size_limit, ()
        for n in (4, 6, 8, 10, 12, 16):
            yield self.few_descriptors, (n,)
        yield self.locked_by_scan, ()
        yield self.locked_by_stranger, (3,)
        yield self.locked_by_stranger, (12,)
        yield self.out_of_memory, ()
        yield self.ended_by, (15, "SIGTERM")
        yield self.ended_by, (2, "SIGINT")
        yield self.ended_by, (1, "SIGHUP")
        yield self.archive_tail, ()
        yield self.log_is_full, ()


def hostile_children(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as f:
        return sorted(int(p) for p in f.read().split())


def run(o, tmp, table):
    p = Process(o, tmp, table)
    jobs = list(p.jobs())
    if o.quick:
        jobs = [j for j in jobs if j[1] in (("kept", 1, KILL),
                ("asked", 1, KILL), ("told", 1, KILL), ("500k",))]
    if o.only:
        jobs = [j for j in jobs if o.only in j[0].__name__ + str(j[1])]

    def one(job):
        try:
            job[0](*job[1])
        except Exception as e:
            with p.lock:
                table.add(f"{job[0].__name__}{job[1]}", "BROKEN",
                          wrong=[repr(e)])
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        list(pool.map(one, jobs))
    for d in p.disks:
        subprocess.run(["umount", "-l", d])
