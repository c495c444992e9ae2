"""Backups under load, of damaged stores, and what restore refuses.

A writer commits pairs of rows as fast as it can, notices are imported, and
the pages are served, while backups are taken one after the other: each must
be whole, hold no half of a pair, and no fewer pairs than the one before."""
import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
import urllib.request

PROGRAM = os.path.abspath("./shelfwatch")
BACKUPS = 6
bad = 0


def check(name, got, want):
    global bad
    if got != want:
        print(f"{name}:\n  got  {got!r}\n  want {want!r}", file=sys.stderr)
        bad = 1


def run(*args, store):
    p = subprocess.run([PROGRAM, *args, "--store", store], text=True,
                       capture_output=True, timeout=120)
    return p.returncode, p.stdout, p.stderr


def says(name, got, status, words):
    check(name, got[0], status)
    if words not in got[1] + got[2]:
        check(name, got[1] + got[2], words)


def pairs(path):
    db = sqlite3.connect(path)
    up, down = db.execute("SELECT total(key > 0), total(key < 0)"
                          " FROM throttle").fetchone()
    db.close()
    check(f"{path}: pairs", up, down)
    return int(up)


class Writer(threading.Thread):
    """Pairs of rows, a pair in a transaction."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.path, self.done, self.written = path, False, 0
        self.first = threading.Event()

    def run(self):
        db = sqlite3.connect(self.path, timeout=30, isolation_level=None)
        db.execute("PRAGMA synchronous = OFF")
        while not self.done:
            n = self.written + 1
            db.execute("BEGIN IMMEDIATE")
            for key in (n, -n):
                db.execute("INSERT INTO throttle VALUES (?, 1, 1)", (key,))
            db.execute("COMMIT")
            self.written = n
            self.first.set()
        db.close()


def notices(path, name, count):
    with open(path, "w") as out:
        for i in range(count):
            print(json.dumps({"id": f"{name}/{i}", "source": "test",
                              "name": f"Lamp {i}", "brand": "Lumo",
                              "hazards": ["fire"]}), file=out)


def under_load(tmp, store):
    notices(f"{tmp}/more.jsonl", "M", 400)
    pages = subprocess.Popen([PROGRAM, "serve", "--store", store, "--port",
                              "0"], stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL, text=True)
    address = pages.stdout.readline().strip()
    browser = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor())
    importer = subprocess.Popen([PROGRAM, "recalls", "import", "--store",
                                 store, f"{tmp}/more.jsonl"],
                                stdout=subprocess.DEVNULL)
    writer = Writer(store)
    writer.start()
    writer.first.wait()
    before = 0
    for i in range(BACKUPS):
        written = writer.written
        got = run("store", "backup", f"{tmp}/b{i}.db", store=store)
        says(f"backup {i} under load", got, 0, "whole")
        now = pairs(f"{tmp}/b{i}.db")
        check(f"backup {i} has what was there", now >= max(written, before),
              True)
        before = now
        with browser.open(address, timeout=30) as answer:
            check("the pages answer meanwhile", answer.status, 200)
    check("import meanwhile", importer.wait(timeout=60), 0)
    got = run("store", "restore", f"{tmp}/b0.db", "--force", store=store)
    says("restore while others have it open", got, 1, "in use by process")
    writer.done = True
    writer.join()
    pages.terminate()
    pages.stdout.close()
    pages.wait(timeout=60)
    check("nothing of the store was lost", pairs(store), writer.written)


def backups(tmp, store):
    b = f"{tmp}/b0.db"
    check("only its owner may read it", stat.S_IMODE(os.stat(b).st_mode),
          0o600)
    check("it is one file", [f for f in os.listdir(tmp)
                             if f.startswith("b0.db")], ["b0.db"])
    says("backup over a file", run("store", "backup", b, store=store), 1,
         "exists")
    p = subprocess.run([PROGRAM, "user", "add", "anna", "--roles",
                        "administrator", "--store", store], text=True,
                       input="four words and no sentence\n",
                       capture_output=True, timeout=60)
    check("the audit log has an entry", p.returncode, 0)
    says("backup with --force",
         run("store", "backup", b, "--force", store=store), 0, "whole")
    says("backup of itself",
         run("store", "backup", store, "--force", store=store), 1, "itself")
    says("backup of no store",
         run("store", "backup", f"{tmp}/x.db", store=f"{tmp}/none"), 1,
         "No such file")
    says("backup into no folder",
         run("store", "backup", f"{tmp}/none/x.db", store=store), 1,
         "No such file")
    check("nothing is left over", [f for f in os.listdir(tmp)
                                   if f.endswith(".tmp")], [])
    got = run("store", "check", b, "--json", store=store)
    said = json.loads(got[1])
    check("check as JSON", (got[0], said["faults"], said["broken_references"],
                            said["audit"]), (0, 0, 0, "whole"))


def damage(tmp, store):
    good = f"{tmp}/b0.db"
    size = os.path.getsize(good)
    # Half of it is gone; a stretch of it is zeros; it is something else.
    cut, holed, other = f"{tmp}/cut.db", f"{tmp}/holed.db", f"{tmp}/other.db"
    shutil.copy(good, cut)
    os.truncate(cut, size // 8192 * 4096)
    shutil.copy(good, holed)
    with open(holed, "r+b") as f:
        f.seek(size // 8192 * 4096)
        f.write(bytes(65536))
    with open(other, "w") as f:
        f.write("no database, and long enough to be told from one\n" * 100)
    refs = f"{tmp}/refs.db"
    shutil.copy(good, refs)
    db = sqlite3.connect(refs)
    db.execute("INSERT INTO order_case VALUES (77, 78, 1, 1, 0)")
    db.commit()
    db.close()
    log = f"{tmp}/log.db"
    shutil.copy(good, log)
    db = sqlite3.connect(log)
    for name, in db.execute("SELECT name FROM sqlite_schema WHERE"
                            " type = 'trigger' AND tbl_name = 'audit'"):
        db.execute(f"DROP TRIGGER {name}")
    db.execute("UPDATE audit SET action = 'user.role' WHERE id = 1")
    db.commit()
    db.close()
    # Two indexes in each other's place: each is sound, and says what no row of
    # the table does.
    swapped = f"{tmp}/swapped.db"
    shutil.copy(good, swapped)
    db = sqlite3.connect(swapped)
    db.execute("PRAGMA writable_schema = ON")
    a, b = db.execute("SELECT name, rootpage FROM sqlite_schema WHERE name IN"
                      " ('audit_actor', 'audit_object')").fetchall()
    for name, root in ((a[0], b[1]), (b[0], a[1])):
        db.execute("UPDATE sqlite_schema SET rootpage = ? WHERE name = ?",
                   (root, name))
    db.commit()
    db.close()
    db = sqlite3.connect(swapped)
    check("structure of indexes in each other's place", ("ok",),
          db.execute("PRAGMA quick_check").fetchone())
    db.close()
    for path, words in ((cut, "cut.db"), (holed, "holed.db"),
                        (swapped, "missing from index audit_"),
                        (other, "not a database"),
                        (refs, "point to rows that are missing"),
                        (log, "audit log: entry 1")):
        got = run("store", "check", path, store=store)
        says(f"check of {path}", got, 1, words)
        before = pairs(store)
        says(f"restore of {path}",
             run("store", "restore", path, "--force", store=store), 1, "")
        check("the store stays", pairs(store), before)


def restores(tmp, store):
    b = f"{tmp}/b1.db"
    want, had = pairs(b), pairs(store)
    says("restore over a store", run("store", "restore", b, store=store), 1,
         "--force")
    got = run("store", "restore", b, "--force", store=store)
    says("restore", got, 0, "restored")
    check("what was backed up is back", pairs(store), want)
    kept = [f for f in os.listdir(tmp) if f.startswith("store.db.before-")
            and f.endswith("Z")]
    check("the store before is kept", len(kept), 1)
    check("and whole", pairs(f"{tmp}/{kept[0]}"), had)
    says("check after restore", run("store", "check", store=store), 0,
         "whole")
    db = sqlite3.connect(store)
    check("the audit log says so",
          db.execute("SELECT action FROM audit ORDER BY id DESC LIMIT 1")
          .fetchone(), ("store.restore",))
    db.close()
    new = f"{tmp}/new.db"
    says("restore to an empty place",
         run("store", "restore", b, store=new), 0, "restored")
    check("the same is there", pairs(new), want)
    os.mkdir(f"{tmp}/logonly")
    open(f"{tmp}/logonly/s.db-wal", "w").close()
    says("a log without its store",
         run("store", "restore", b, store=f"{tmp}/logonly/s.db"), 1,
         "without its store")


def archive(tmp, store):
    """What the store says of the archive is looked up."""
    folder = f"{store}.warc"
    os.mkdir(folder)
    db = sqlite3.connect(store)
    row = ("INSERT INTO page (scan, url_key, url, final_url, status, outcome,"
           " observed, state, reason, kind, fetched_at_ms, digest, etag,"
           " last_modified, record, robots_override) VALUES (1, 1, 'u', 'u',"
           " 200, 'ok', 'full', 'observed', '', '', 1, '', '', '', ?, '')")
    for record in ("a.warc.gz:0", "a.warc.gz:90", ""):
        db.execute(row, (record,))
    db.commit()
    db.close()
    says("no segment", run("store", "check", store=store), 1,
         "a.warc.gz, with the records of 2 pages")
    with open(f"{folder}/a.warc.gz", "wb") as f:
        f.write(bytes(90))
    says("a segment too short", run("store", "check", store=store), 1,
         "was cut off")
    with open(f"{folder}/a.warc.gz", "wb") as f:
        f.write(bytes(91))
    says("a segment long enough", run("store", "check", store=store), 0,
         "1 segments")


def main():
    with tempfile.TemporaryDirectory() as tmp:
        store = f"{tmp}/store.db"
        notices(f"{tmp}/first.jsonl", "F", 50)
        got = run("recalls", "import", f"{tmp}/first.jsonl", store=store)
        check("import", got[0], 0)
        under_load(tmp, store)
        backups(tmp, store)
        damage(tmp, store)
        restores(tmp, store)
        archive(tmp, store)
    sys.exit(bad)


main()
