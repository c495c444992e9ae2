"""Export packs from a store, check them with the program, with the shell script
in them under dash, with sha256sum and with warcio; tamper with them in every way
that is named, and let both checkers name it."""
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile

store, folder = sys.argv[1:]
program = os.path.abspath("./shelfwatch")
MANIFEST, CHAIN = "MANIFEST.sha256", "audit/chain.tsv"
bad = 0


def expect(name, want, got):
    global bad
    if want != got:
        bad = 1
        print(f"evidence: {name}: want {want!r}, got {got!r}")


def run(*args, cwd=None):
    p = subprocess.run(args, cwd=cwd, capture_output=True, text=True)
    return p.returncode, p.stdout + p.stderr


def shelfwatch(*args):
    return run(program, *args)


def path(name):
    return os.path.join(folder, name)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def by_shell(files):
    """What verify.sh says of these files."""
    where = path("unpacked")
    shutil.rmtree(where, ignore_errors=True)
    for name, data in files.items():
        full = os.path.join(where, name)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "wb") as f:
            f.write(data)
    return run("dash", "verify.sh", cwd=where)


def by_program(files):
    """What the program says of them as a zip made by another tool."""
    with zipfile.ZipFile(path("again.zip"), "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in files.items():
            z.writestr(name, data)
    return shelfwatch("evidence", "verify", path("again.zip"))


def manifest_anew(files):
    """As one would who wants a change not to be seen."""
    files.pop(MANIFEST)
    files[MANIFEST] = "".join(
        f"{sha256(d)}  {n}\n" for n, d in files.items()).encode()


# --- a decided case, an exported pack

sql = sqlite3.connect(store)
ids = [r[0] for r in sql.execute("SELECT id FROM casefile ORDER BY id LIMIT 3")]
sql.close()
first, second, third = map(str, ids)
for act in (["confirm", "--reason", "same_product", "--note", "<b>as & seen</b>"],
            ["undo"], ["confirm", "--reason", "same_product"]):
    code, out = shelfwatch("queue", "act", first, *act, "--store", store)
    expect("act " + act[0], (0, True), (code, True))
shelfwatch("queue", "act", second, "dismiss", "--reason", "compliant",
           "--store", store)

code, out = shelfwatch("evidence", "export", first, second, "--store", store,
                       "--operator", "A. Müller", "--out", path("pack.zip"))
expect("export", 0, code)
digest = out.split()[0] if out.split() else ""
pack = open(path("pack.zip"), "rb").read()
expect("digest", sha256(pack), digest)
with zipfile.ZipFile(io.BytesIO(pack)) as z:
    expect("sums of the zip", None, z.testzip())
    whole = {n: z.read(n) for n in z.namelist()}

for name in ("casefile.json", "listing.jsonl", "versions.jsonl", "rules.jsonl",
             "recalls.jsonl", "recall-versions.jsonl", "history.jsonl",
             "capture.json", "orders.jsonl"):
    expect(name, True, f"cases/{first}/{name}" in whole)
capture = json.loads(whole[f"cases/{first}/capture.json"])
expect("operator", "A. Müller", capture["operator"])
expect("pages", True, len(capture["pages"]) > 0)
for page in capture["pages"]:
    for field in ("started_at", "ended_at", "status", "outcome", "final_url",
                  "record", "server_address"):
        expect("capture has " + field, True, field in page)
    expect("digest of the page", page["digest"], page["body_sha256"])
    expect("text", True, len(whole[page["text"]]) > 100)
    for field in ("resolver_answer", "resolved_at", "connected_at"):
        expect("capture has " + field, True, field in page)
    for field in ("software", "program_sha256", "operator", "host"):
        expect("the run has " + field, True, len(page["run"][field]) > 0)
    for field in ("campaign_sha256", "profiles_sha256", "rules", "recalls",
                  "models", "policy"):
        expect("the configuration has " + field, True,
               len(page["run"]["configuration"][field]) > 0)
    for when in ("start", "end"):
        expect("clock at the " + when, True, "synchronised" in
               page["run"]["clock"][when])
    expect("the program", sha256(open(program, "rb").read()),
           page["run"]["program_sha256"])
for field in ("resolver_answer", "tls_certificates", "clock_offset"):
    expect("captured: " + field, False, field in capture["not_captured"])
expect("not captured is said", True, "notary" in capture["not_captured"])
pictures = [p for n in whole if n.endswith("/capture.json")
            for p in json.loads(whole[n])["pictures"]]
expect("pictures", True, len(pictures) > 0)
for picture in pictures:
    expect("digest of the picture", picture["digest"], picture["body_sha256"])
    expect("a picture has no text", False, "text" in picture)
cited = {json.loads(x)["id"] for n in whole if n.endswith("/rules.jsonl")
         for x in whole[n].splitlines()}
found = {f["id"] for n in whole if n.endswith("/casefile.json")
         for f in json.loads(whole[n])["findings"] if f["source"] == "rule"}
expect("text of every rule cited", found, cited)
cited = {json.loads(x)["id"] for n in whole if n.endswith("/recalls.jsonl")
         for x in whole[n].splitlines()}
found = {f["id"] for n in whole if n.endswith("/casefile.json")
         for f in json.loads(whole[n])["findings"] if f["source"] == "recall"}
expect("every notice cited", found, cited)
history = [json.loads(x)["kind"]
           for x in whole[f"cases/{first}/history.jsonl"].splitlines()]
expect("history", 2, history.count("decided"))
summary = whole["summary.html"].decode()
browser = os.environ.get("SHELFWATCH_CHROMIUM") or shutil.which("chromium")
if browser and "summary.pdf" in whole:
    expect("summary as PDF", b"%PDF-", whole["summary.pdf"][:5])
else:
    expect("why there is no PDF", True,
           len(whole.get("missing/summary.pdf.txt", b"")) > 10)
for words in ("Beweismittel", "证据", "&lt;b&gt;as &amp; seen"):
    expect("summary says " + words, True, words in summary)
expect("nothing from elsewhere", False, "<script" in summary or " src=" in summary)
for model in capture["verdict_of"]["model"].split():
    name, want = model.split("+sha256:")
    if model in whole.get("models/not-installed.txt", b"").decode().split():
        expect("a model of this scan is not installed", True, False)
        continue
    expect("card of " + name, True, f"models/{name}/card.md" in whole)
    expect("digest of " + name, want, sha256(whole[f"models/{name}/SHA256SUMS"]))

# --- checked by four

code, out = shelfwatch("evidence", "verify", path("pack.zip"), "--store", store)
expect("the program", 0, code)
code, out = by_shell(whole)
expect("the script: " + out, 0, code)
expect("lines of the script", True, len(whole["verify.sh"].splitlines()) <= 70)
code, out = run("sha256sum", "-c", "--quiet", MANIFEST, cwd=path("unpacked"))
expect("sha256sum: " + out, 0, code)

code, out = shelfwatch("evidence", "export", third, "--store", store, "--out",
                       path("pack.zip"))
expect("a pack is not written over", 1, code)
expect("it is as it was", pack, open(path("pack.zip"), "rb").read())
code, out = shelfwatch("evidence", "export", "999999", "--store", store, "--out",
                       path("none.zip"))
expect("no such case", (1, False), (code, os.path.exists(path("none.zip"))))
code, out = shelfwatch("evidence", "export", first, first, "--store", store,
                       "--out", path("none.zip"))
expect("a case twice", (1, False), (code, os.path.exists(path("none.zip"))))
code, out = shelfwatch("evidence", "export", first, "--store", store, "--out",
                       path("none.zip"), "--archive", path("nowhere"))
expect("no archive", (1, False), (code, os.path.exists(path("none.zip"))))

# --- tampering: what is done, and what both must name

entries = [x.split("\t")[0] for x in whole[CHAIN].decode().splitlines()]
expect("enough entries", True, len(entries) >= 3)


def flip(name):
    def change(files):
        data = bytearray(files[name])
        data[len(data) // 2] ^= 1
        files[name] = bytes(data)
    return change


def drop(name):
    return lambda files: files.pop(name)


def add(name):
    def change(files):
        files[name] = b"more"
    return change


def swap(files):
    lines = files[CHAIN].decode().splitlines(keepends=True)
    lines[0], lines[1] = lines[1], lines[0]
    files[CHAIN] = "".join(lines).encode()


def swap_anew(files):
    swap(files)
    manifest_anew(files)


def alter_anew(files):
    name = f"audit/{entries[1]}.entry"
    files[name] = files[name].replace(b"case", b"Case")
    manifest_anew(files)


def renumber_anew(files):
    """The first two entries change places, numbers kept in order."""
    a, b = (f"audit/{e}.entry" for e in entries[:2])
    files[a], files[b] = files[b], files[a]
    lines = [x.split("\t") for x in files[CHAIN].decode().splitlines()]
    lines[0][1:], lines[1][1:] = lines[1][1:], lines[0][1:]
    files[CHAIN] = "".join("\t".join(x) + "\n" for x in lines).encode()
    manifest_anew(files)


def drop_entry_anew(files):
    files.pop(f"audit/{entries[1]}.entry")
    manifest_anew(files)


def unlist_entry_anew(files):
    lines = files[CHAIN].decode().splitlines(keepends=True)
    files[CHAIN] = "".join(lines[:-1]).encode()
    manifest_anew(files)


def rename_anew(files):
    name = f"audit/{entries[0]}.entry"
    files[name] = files[name].replace(b"case", b"Case")
    lines = [x.split("\t") for x in files[CHAIN].decode().splitlines()]
    lines[0][2] = sha256(files[name])
    files[CHAIN] = "".join("\t".join(x) + "\n" for x in lines).encode()
    manifest_anew(files)


record = "archive/records.warc.gz"
tampered = [
    ("a bit of a raw record", flip(record), record + " was altered"),
    ("a bit of the casefile", flip(f"cases/{first}/casefile.json"),
     f"cases/{first}/casefile.json was altered"),
    ("a bit of an entry", flip(f"audit/{entries[1]}.entry"),
     f"audit entry {entries[1]} was altered"),
    ("a bit of the script", flip("summary.html"), "summary.html was altered"),
    ("a file is missing", drop(f"cases/{first}/capture.json"),
     f"cases/{first}/capture.json is missing"),
    ("raw records are missing", drop(record), record + " is missing"),
    ("an entry is missing", drop(f"audit/{entries[1]}.entry"),
     f"audit entry {entries[1]} is missing"),
    ("an entry is missing, manifest anew", drop_entry_anew,
     f"audit entry {entries[1]} is missing"),
    ("the chain is missing", drop(CHAIN), CHAIN + " is missing"),
    ("the manifest is missing", drop(MANIFEST), MANIFEST + " is missing"),
    ("a file was added", add("cases/9/more.txt"),
     "cases/9/more.txt is not in the manifest"),
    ("entries changed places", swap, CHAIN + " was altered"),
    ("entries changed places, manifest anew", swap_anew,
     f"audit entry {entries[0]} does not stand where it was added"),
    ("entries were renumbered, manifest anew", renumber_anew,
     f"audit entry {entries[1]} does not follow entry {entries[0]}"
     if int(entries[1]) == int(entries[0]) + 1 else "does not"),
    ("an entry was altered, manifest anew", alter_anew,
     f"audit entry {entries[1]} was altered"),
    ("an entry was made anew with its digest", rename_anew,
     f"audit entry {entries[1]} does not follow entry {entries[0]}"),
    ("the last entry is unlisted, manifest anew", unlist_entry_anew,
     f"{CHAIN}: {len(entries) - 1} lines for {len(entries)} entries"),
]
named = 0
for name, change, want in tampered:
    files = dict(whole)
    change(files)
    for who, check in (("script", by_shell), ("program", by_program)):
        code, out = check(files)
        expect(f"{name}: exit of the {who}", 1, code)
        named += want in out
        if want not in out:
            expect(f"{name}: the {who} names it", want, out)
print(f"{len(tampered)} ways of tampering: {named} of {2 * len(tampered)} times "
      "named (script, program)")

# A pack that was packed again holds, and is told from the one exported.
code, out = by_program(whole)
expect("packed again", 0, code)
expect("packed again is said", True, "packed again" in out)
code, out = shelfwatch("evidence", "verify", path("again.zip"), "--store", store)
expect("a pack that the log does not know", 1, code)

# --- replay: the same findings from the pack, and what differs is named

code, out = shelfwatch("screen", "--replay", path("pack.zip"))
expect("replay with the notices of the pack: " + out, 0, code)
expect("each case is answered", 2, out.count("findings are the same"))
code, out = shelfwatch("screen", "--replay", path("pack.zip"), "--store", store)
expect("replay with the store: " + out, 0, code)
expect("no version differs", 2, len(out.splitlines()))
with open(path("none.jsonl"), "w") as f:
    f.write('{"id": "X/1", "source": "own", "product": "lamp", "name": "Xyzzy"}\n')
code, out = shelfwatch("screen", "--replay", path("pack.zip"), "--recalls",
                       path("none.jsonl"))
expect("replay without the notices", (1, True, True),
       (code, "is not found now" in out, "\trecalls\tthen " in out))
files = dict(whole)
flip(record)(files)
by_program(files)
code, out = shelfwatch("screen", "--replay", path("again.zip"))
expect("a pack that is not whole", (1, True), (code, "faults" in out))

# --- WARC, by a tool that is not ours

node = """
import fs from "fs";
const {WARCParser} = await import(process.argv[2]);
let n = 0;
for await (const r of new WARCParser(fs.createReadStream(process.argv[3]))) {
  await r.readFully(true);
  console.log(r.warcType);
  n++;
}
"""
where = os.environ.get("WARCIO", path("npm"))
main = os.path.join(where, "node_modules/warcio/dist/index.js")
if not os.path.exists(main) and shutil.which("npm"):
    os.makedirs(where, exist_ok=True)
    try:
        subprocess.run(["npm", "install", "--silent", "warcio"], cwd=where,
                       capture_output=True, timeout=60)
    except subprocess.TimeoutExpired:
        pass
if os.path.exists(main):
    with open(path("read.mjs"), "w") as f:
        f.write(node)
    by_shell(whole)
    code, out = run("node", path("read.mjs"), main,
                    os.path.join(path("unpacked"), record))
    expect("warcio: " + out, 0, code)
    for kind in ("warcinfo", "response", "request", "metadata"):
        expect("warcio reads a " + kind, True, kind in out.split())
    print(f"warcio read {len(out.split())} records")
else:
    print("skipped: warcio could not be installed")
sys.exit(bad)
