"""What is due goes from store and archive, what is held or was ordered stays, all
other records keep their bytes and their place, and a purge that is killed at any
moment is finished by the next one."""
import glob
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zlib

template, folder = sys.argv[1:]
program = os.path.abspath("./shelfwatch")
DAY = 86400000
bad = 0


def expect(name, want, got):
    global bad
    if want != got:
        bad = 1
        print(f"purge: {name}: want {want!r}, got {got!r}")


def has(name, want, text):
    expect(f"{name}: {want!r} is said", True, want in text)


class Store:
    def __init__(self, name):
        self.dir = os.path.join(folder, name)
        shutil.rmtree(self.dir, ignore_errors=True)
        shutil.copytree(template, self.dir)
        self.path = os.path.join(self.dir, "shelfwatch.db")
        self.warc = self.path + ".warc"

    def run(self, *args):
        p = subprocess.run([program, *args, "--store", self.path],
                           capture_output=True, text=True)
        return p.returncode, p.stdout, p.stderr

    def ok(self, *args):
        code, out, err = self.run(*args)
        expect(" ".join(args[:3]) + ": " + err.strip(), 0, code)
        return out + err

    def sql(self, text, *args):
        c = sqlite3.connect(self.path)
        rows = c.execute(text, args).fetchall()
        c.commit()
        c.close()
        return rows

    def age(self, table, column, ids, days):
        """As if it had happened days ago."""
        c = sqlite3.connect(self.path)
        c.executemany(f"UPDATE {table} SET {column} = {column} - ? "
                      "WHERE id = ?", [(days * DAY, i) for i in ids])
        c.commit()
        c.close()

    def policy(self, policy):
        path = os.path.join(self.dir, "policy.json")
        with open(path, "w") as f:
            json.dump(policy, f)
        return self.ok("store", "retention", path)

    def whole(self, name):
        code, out, err = self.run("store", "check")
        expect(f"{name}: store check: {out}{err}", 0, code)
        code, out, err = self.run("evidence", "verify")
        expect(f"{name}: audit log: {out}{err}", 0, code)
        expect(f"{name}: records left", [(0,)],
               self.sql("SELECT count(*) FROM purge_record"))
        for p in glob.glob(self.warc + "/*.gz"):
            for member in members(p):
                expect(f"{name}: {p}: a record", b"WARC/1.1", member[1][:8])

    def tombstones(self):
        return [dict(json.loads(r[1]), kind=r[0]) for r in self.sql(
            "SELECT object, detail FROM audit WHERE action = 'store.purge'"
            " ORDER BY id")]


def members(path):
    """(offset, record) of every gzip member, each read by zlib."""
    with open(path, "rb") as f:
        data = f.read()
    at = 0
    while at < len(data):
        d = zlib.decompressobj(31)
        record = d.decompress(data[at:]) + d.flush()
        expect(f"{path}:{at}: a whole member", True, d.eof)
        if not d.eof:
            return
        yield at, record
        at = len(data) - len(d.unused_data)


def archive(s):
    """Everything in the archive, by place."""
    return {f"{os.path.basename(p)}:{at}": record
            for p in glob.glob(s.warc + "/*.gz") for at, record in members(p)}


def concurrent(all_records, place):
    """The places of a page's records: what a browser made of it is one too."""
    id_ = field(all_records[place], b"WARC-Record-ID")
    segment = place.split(":")[0]
    return [place] + [k for k, r in all_records.items()
                      if k.startswith(segment + ":")
                      and (field(r, b"WARC-Concurrent-To") == id_
                           or field(r, b"WARC-Type") == b"conversion"
                           and field(r, b"WARC-Refers-To") == id_)]


def field(record, name):
    for line in record.split(b"\r\n\r\n", 1)[0].split(b"\r\n"):
        if line.lower().startswith(name.lower() + b":"):
            return line.split(b":", 1)[1].strip()
    return b""


# --- the policy

s = Store("policy")
said = json.loads(s.ok("store", "retention"))
expect("by default", {"unflagged": 365, "pages": 365, "dismissed": 1095,
                      "closed": 3650}, said["days"])
expect("nothing is due", (0, "", "nothing is due\n"), s.run(
    "store", "purge", "--dry-run"))
said = json.loads(s.policy({"days": {"pages": 0},
                            "campaigns": {"demo": {"unflagged": 30}}}))
expect("a campaign of its own", {"demo": {"unflagged": 30}}, said["campaigns"])
bad_policy = os.path.join(s.dir, "bad.json")
with open(bad_policy, "w") as f:
    f.write('{"days": {"lost": 1}}')
code, _, err = s.run("store", "retention", bad_policy)
expect("a state that is none", (1, True), (code, "'lost' is no state" in err))
expect("the policy is written down", 1, s.sql(
    "SELECT count(*) FROM audit WHERE action = 'retention.set'")[0][0])

# --- offers without a case

s = Store("offers")
before = archive(s)
listings = s.sql("SELECT l.id, l.page FROM listing l WHERE NOT EXISTS"
                 " (SELECT 1 FROM casefile c WHERE c.listing = l.id)"
                 " ORDER BY l.id LIMIT 60")
old = [r[0] for r in listings]
s.age("listing", "last_seen_ms", old, 400)
count = s.sql("SELECT count(*) FROM listing")[0][0]
out = s.ok("store", "purge", "--dry-run")
has("named with the reason", "unflagged for 400 days", out)
has("a dry run changes nothing", "due: 60 offers", out)
expect("a dry run", count, s.sql("SELECT count(*) FROM listing")[0][0])
lines = [json.loads(l) for l in s.run(
    "store", "purge", "--dry-run", "--json")[1].splitlines()]
expect("as JSON", sorted(old), sorted(
    l["id"] for l in lines if l["due"] == "offer"))
pages = [l for l in lines if l["due"] == "page"]
expect("pages of which no offer is left go too", True, len(pages) > 20)
records = [r[0] for r in s.sql(
    "SELECT record FROM page WHERE id IN (%s) AND record <> ''" % ",".join(
        str(p["id"]) for p in pages))]
s.ok("store", "purge")
s.whole("offers")
expect("offers left", count - 60, s.sql("SELECT count(*) FROM listing")[0][0])
for table in ("listing_version", "listing_keys", "product_key", "party_offer"):
    expect("nothing is left in " + table, 0, s.sql(
        f"SELECT count(*) FROM {table} WHERE listing IN (%s)" % ",".join(
            map(str, old)))[0][0])
expect("parties without an offer", 0, s.sql(
    "SELECT count(*) FROM party p WHERE NOT EXISTS"
    " (SELECT 1 FROM party_offer o WHERE o.party = p.id)")[0][0])
after = archive(s)
erased = set()
for place in records:
    erased.update(concurrent(before, place))
    expect(f"{place} is a tombstone", (b"resource", b"urn:shelfwatch:purged"),
           (field(after[place], b"WARC-Type"),
            field(after[place], b"WARC-Target-URI")))
    expect(f"{place} says nothing more", set(b"\0"), set(
        after[place].split(b"\r\n\r\n", 1)[1][:-4]))
left = {k: r for k, r in before.items() if k not in erased}
kept = {k: r for k, r in after.items() if k not in records}
expect("every other record is as it was, where it was", [], sorted(
    k for k in set(left) | set(kept) if left.get(k) != kept.get(k)))
stones = s.tombstones()
expect("tombstones count", {"offers": 60, "pages": len(pages)}, {
    kind: sum(t["count"] for t in stones if t["kind"] == kind)
    for kind in ("offers", "pages")})
expect("tombstones name", {("offers", i) for i in old} |
       {("pages", p["id"]) for p in pages},
       {(t["kind"], i) for t in stones for i in t["ids"]})
for t in stones:
    expect("a tombstone", True, len(t["list_sha256"]) == 64 and
           len(t["policy_sha256"]) == 64 and len(t["digests"]) == t["count"])
code, out, err = s.run("evidence", "verify", "--key", "/nowhere.pem")
expect("no such key", 1, code)
out = s.ok("store", "purge")
has("a second purge has nothing to do", "nothing is due\n", out)
expect("of which it may be silent", (0, "", ""), s.run(
    "store", "purge", "--quiet"))

# A backup of before knows records that are not there any more.
backup = os.path.join(s.dir, "before.db")
shutil.copy(os.path.join(template, "shelfwatch.db"), backup)
s.ok("store", "restore", backup, "--force")
place = s.sql("SELECT record FROM page WHERE id = ?", pages[0]["id"])[0][0]
expect("a page of the backup", True, place in records)
s.age("listing", "last_seen_ms", old, 400)
lines = s.run("store", "purge", "--dry-run", "--quiet", "--json")[1]
expect("silent but for JSON", 60, lines.count('"due":"offer"'))
code, out, err = s.run("store", "purge", "--quiet")
expect("it goes again, in silence", (0, "", False), (code, out, "gone" in err))
expect("gone again", count - 60, s.sql("SELECT count(*) FROM listing")[0][0])
s.whole("restored and purged")

# --- signed tombstones

if shutil.which("openssl"):
    s = Store("signed")
    for name in ("a", "b"):
        key = os.path.join(s.dir, name)
        subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out",
                        key + ".pem"], check=True)
        subprocess.run(["openssl", "pkey", "-in", key + ".pem", "-pubout",
                        "-out", key + ".pub"], check=True)
    s.age("listing", "last_seen_ms", old, 400)
    code, _, err = s.run("store", "purge", "--key", os.path.join(s.dir, "a.pub"))
    expect("no private key", (1, True), (code, "no private" in err))
    expect("nothing went unsigned", 0, len(s.tombstones()))
    s.ok("store", "purge", "--key", os.path.join(s.dir, "a.pem"))
    s.whole("signed")
    out = s.ok("evidence", "verify", "--key", os.path.join(s.dir, "a.pub"))
    has("signed", "all signed", out)
    code, out, err = s.run("evidence", "verify", "--key",
                           os.path.join(s.dir, "b.pub"))
    expect("another key", (1, True), (code, "is not signed by this key" in out))

# --- cases: by state; held; ordered

s = Store("cases")
sellers = dict(s.sql(
    "SELECT c.id, y.name FROM casefile c JOIN party_offer o"
    " ON o.listing = c.listing JOIN party y ON y.id = o.party AND y.role = 0"
    " WHERE y.name <> '' ORDER BY c.id"))
# Of two sellers and of none; which cases the first ones are is chance.
names = sorted(set(sellers.values()))
expect("sellers to hold by", True, len(names) >= 2)
cases = [r[0] for r in s.sql("SELECT id FROM casefile ORDER BY id")]
cases = sorted({next(c for c in cases if sellers.get(c) == name)
                for name in names[:2]} | set(cases[:6]))
for c in cases:
    s.ok("queue", "act", str(c), "dismiss", "--reason", "complies")
s.sql("DROP TRIGGER casefile_event_no_update")  # only the clock is set back
s.age("casefile", "last_seen_ms", cases, 2000)
s.age("casefile", "decided_at_ms", cases, 2000)
s.sql("UPDATE casefile_event SET at_ms = at_ms - ? WHERE casefile IN (%s)"
      % ",".join(map(str, cases)), 2000 * DAY)
ids = [r[0] for r in s.sql("SELECT listing FROM casefile WHERE id IN (%s)"
                           % ",".join(map(str, cases)))]
s.age("listing", "last_seen_ms", ids, 2000)
held = cases[0]
named = [sellers[c] for c in cases if c in sellers]
seller = min((n for n in named if n != sellers.get(held)), key=named.count,
             default=None)
code, _, err = s.run("store", "hold", "case", str(held))
expect("a hold without a reason", (1, True), (code, "needs a reason" in err))
code, _, err = s.run("store", "hold", "case", "99999", "--reason", "x")
expect("a hold of no case", (1, True), (code, "no case 99999" in err))
s.ok("store", "hold", "case", str(held), "--reason", "court file 7")
expect("a seller to hold by", True, seller is not None)
s.ok("store", "hold", "seller", seller.upper(), "--reason", "complaint")
has("holds are listed", "court file 7", s.ok("store", "hold"))
of_seller = [r[0] for r in s.sql(
    "SELECT c.id FROM casefile c JOIN party_offer o ON o.listing = c.listing"
    " JOIN party y ON y.id = o.party AND y.role = 0 WHERE y.name = ?",
    seller)]
# As after a migration: whose the offers are has to be read again.
for table in ("party_case", "party_offer", "party_trait", "party_tie", "party"):
    s.sql("DELETE FROM " + table)
s.sql("UPDATE party_fill SET done = 0, until = (SELECT max(id) FROM listing)")
due = {json.loads(l)["case"] for l in s.run(
    "store", "purge", "--dry-run", "--json")[1].splitlines()
    if json.loads(l).get("case")}
want = set(cases) - {held} - set(of_seller) - {
    s.sql("SELECT max(id) FROM casefile")[0][0]}
expect("what is held is not due", want, due)
counts = s.sql("SELECT sum(n) FROM queue_count WHERE facet = '' AND value = ''"
               " AND state = 'all'")[0][0]
s.ok("store", "purge")
s.whole("cases")
left = {r[0] for r in s.sql("SELECT id FROM casefile")}
expect("they went", set(), want & left)
expect("what is held stays", {held, *of_seller} & set(cases),
       ({held, *of_seller} & set(cases)) & left)
expect("the queue counts them no more", counts - len(want), s.sql(
    "SELECT sum(n) FROM queue_count WHERE facet = '' AND value = ''"
    " AND state = 'all'")[0][0])
for table in ("casefile_record", "casefile_finding", "casefile_event",
              "queue_row", "queue_card", "queue_facet"):
    expect("nothing is left in " + table, 0, s.sql(
        f"SELECT count(*) FROM {table} WHERE casefile IN (%s)" % ",".join(
            map(str, want)))[0][0])
code, _, err = s.run("evidence", "export", str(held), "--out",
                     os.path.join(folder, "held.zip"))
expect("evidence of a held case: " + err, 0, code)
gone = min(want)
code, _, err = s.run("evidence", "export", str(gone), "--out",
                     os.path.join(folder, "gone.zip"))
expect("evidence of a case that went", (1, True),
       (code, f"case {gone} was deleted" in err))
code, out, err = s.run("queue", "show", str(gone))
expect("a case that went", (1, True), (code, "no case" in out + err))
holds = s.sql("SELECT id FROM hold ORDER BY id")
s.ok("store", "hold", "lift", str(holds[0][0]))
code, _, err = s.run("store", "hold", "lift", str(holds[0][0]))
expect("lifted twice", (1, True), (code, "no hold" in err))
has("a lifted hold holds no more", "due: 1 offer,", s.ok(
    "store", "purge", "--dry-run"))
try:
    s.sql("DELETE FROM casefile_event")
    expect("history of others cannot be deleted", True, False)
except sqlite3.DatabaseError as e:
    has("history of others", "never changed", str(e))

# --- killed at any moment


def killed(name, after_s):
    p = subprocess.Popen([program, "store", "purge", "--store", s.path],
                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        p.wait(after_s)
        return False
    except subprocess.TimeoutExpired:
        p.send_signal(signal.SIGKILL)
        p.wait()
        return True


random.seed(7)
kills = 0
s = Store("kill")
before = archive(s)
everything = [r[0] for r in s.sql("SELECT id FROM listing")]
s.age("listing", "last_seen_ms", everything, 400)
s.age("page", "fetched_at_ms",
      [r[0] for r in s.sql("SELECT id FROM page")], 400)
s2 = Store("whole")
s2.age("listing", "last_seen_ms", everything, 400)
s2.age("page", "fetched_at_ms",
       [r[0] for r in s2.sql("SELECT id FROM page")], 400)
start = time.monotonic()
s2.ok("store", "purge")
took = time.monotonic() - start
s2.whole("in one go")
for i in range(12):
    kills += killed("kill", took * random.random())
    code, out, err = s.run("store", "check")
    expect(f"after a kill: {out}{err}", 0, code)
    code, out, err = s.run("evidence", "verify")
    expect(f"audit log after a kill: {out}{err}", 0, code)
s.ok("store", "purge")
s.whole("killed")
for table in ("listing", "page", "casefile", "listing_version", "party"):
    expect("the same is left in " + table,
           s2.sql(f"SELECT id FROM {table} ORDER BY id"),
           s.sql(f"SELECT id FROM {table} ORDER BY id"))
mine, other = archive(s), archive(s2)
expect("and in the archive", sorted(k for k, r in other.items() if field(
    r, b"WARC-Target-URI") != b"urn:shelfwatch:purged"), sorted(
    k for k, r in mine.items() if field(
        r, b"WARC-Target-URI") != b"urn:shelfwatch:purged"))
for k, r in mine.items():
    if field(r, b"WARC-Target-URI") != b"urn:shelfwatch:purged":
        expect(f"{k}: as it was", before[k], r)
gone = [(t["kind"], i) for t in s.tombstones() for i in t["ids"]]
expect("each thing is in one tombstone", len(gone), len(set(gone)))
expect("some kills hit", True, kills > 0)
print(f"purge: {kills} of 12 kills came in the middle")
sys.exit(bad)
