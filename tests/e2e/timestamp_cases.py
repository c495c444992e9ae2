"""Packs stamped by an authority on loopback (openssl ts -reply), verified by the
program and by the script in the pack; and every way an authority can fail: the pack
is made all the same, says that it was not stamped, and the exit status too."""
import http.server
import io
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import zipfile

store, folder = sys.argv[1:]
program = os.path.abspath("./shelfwatch")
STAMP, MANIFEST = "MANIFEST.sha256.tsr", "MANIFEST.sha256"
MISSING = f"missing/{STAMP}.txt"
bad = 0


def expect(name, want, got):
    global bad
    if want != got:
        bad = 1
        print(f"timestamp: {name}: want {want!r}, got {got!r}")


def has(name, want, text):
    expect(f"{name}: {text!r} has {want!r}", True, want in text)


def path(name):
    return os.path.join(folder, name)


def run(*args, cwd=None):
    p = subprocess.run(args, cwd=cwd, capture_output=True, text=True)
    return p.returncode, p.stdout + p.stderr


if not shutil.which("openssl"):
    print("skipped: openssl is not installed")
    sys.exit(0)


# --- an authority

def openssl(*args):
    code, out = run("openssl", *args, cwd=folder)
    expect("openssl " + args[0] + ": " + out, 0, code)


with open(path("tsa.cnf"), "w") as f:
    f.write("""
[req]
distinguished_name = dn
[dn]
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[tsa_cert]
extendedKeyUsage = critical, timeStamping
[tsa]
default_tsa = t
[t]
dir = .
serial = ./serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
[strict]
serial = ./serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha512
ess_cert_id_alg = sha256
""")
with open(path("serial"), "w") as f:
    f.write("01\n")
for name in ("root", "other"):
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout",
            name + ".key", "-out", name + ".pem", "-days", "3", "-subj",
            f"/CN=Test {name}", "-config", "tsa.cnf", "-extensions", "ca")
openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "tsa.key", "-out",
        "tsa.csr", "-subj", "/CN=Test authority", "-config", "tsa.cnf")
openssl("x509", "-req", "-in", "tsa.csr", "-CA", "root.pem", "-CAkey",
        "root.key", "-CAcreateserial", "-out", "tsa.pem", "-days", "2",
        "-extfile", "tsa.cnf", "-extensions", "tsa_cert")

lock = threading.Lock()
asked, first = [], []


def reply(query, section="t"):
    with lock:
        with open(path("q.tsq"), "wb") as f:
            f.write(query)
        openssl("ts", "-reply", "-config", "tsa.cnf", "-section", section,
                "-queryfile", "q.tsq", "-signer", "tsa.pem", "-inkey",
                "tsa.key", "-out", "a.tsr")
        return open(path("a.tsr"), "rb").read()


class Authority(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        query = self.rfile.read(int(self.headers["Content-Length"]))
        asked.append((self.path, self.headers["Content-Type"]))
        status, body = 200, b""
        if self.path == "/good":
            body = reply(query)
            first.append(body)
        elif self.path == "/again":
            body = first[0]
        elif self.path == "/refuses":
            body = reply(query, "strict")
        elif self.path == "/broken":
            body = reply(query)[:-7]
        elif self.path == "/page":
            body = b"<html>down for maintenance</html>"
        elif self.path == "/large":
            body = b"0" * (4 << 20)
        elif self.path == "/error":
            status = 503
        elif self.path == "/hangs":
            threading.Event().wait(60)
            return
        self.send_response(status)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            pass

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Authority)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
PORT = server.server_address[1]
with socket.socket() as s:  # a port that nobody listens on
    s.bind(("127.0.0.1", 0))
    CLOSED = s.getsockname()[1]


def authority(name, where, roots="root.pem", port=PORT):
    with open(path(name + ".json"), "w") as f:
        json.dump({"url": "http://tsa.example/" + where,
                   "ca_file": path(roots),
                   "connect_to": f"127.0.0.1:{port}"}, f)
    return path(name + ".json")


def export(name, *args):
    return subprocess.Popen(
        [program, "evidence", "export", "1", "--no-pdf", "--store", store,
         "--out", path(name + ".zip"), *args], stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True)


def files(name):
    with zipfile.ZipFile(path(name + ".zip")) as z:
        return {n: z.read(n) for n in z.namelist()}


def by_shell(whole, *args):
    where = path("unpacked")
    shutil.rmtree(where, ignore_errors=True)
    for name, data in whole.items():
        full = os.path.join(where, name)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "wb") as f:
            f.write(data)
    return run("dash", "verify.sh", *args, cwd=where)


def by_program(whole, *args):
    with zipfile.ZipFile(path("again.zip"), "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in whole.items():
            z.writestr(name, data)
    return run(program, "evidence", "verify", path("again.zip"), *args)


# --- who stamps is set once

slow = export("hangs", "--authority", authority("hangs", "hangs"))
code, out = run(program, "evidence", "authority", "--store", store)
expect("nobody is set", (0, True), (code, "no authority" in out))
p = export("unset", "--timestamp")
out = p.communicate()[0]
expect("nobody is set", (1, True), (p.returncode, MISSING in files("unset")))
for text, why in (("[]", "not an object"), ('{"url": "http://a.example/"}', "ca_file"),
                  ('{"url": "ftp://a.example", "ca_file": "x"}', "'url'"),
                  ('{"link": "x"}', "'link'")):
    with open(path("bad.json"), "w") as f:
        f.write(text)
    code, out = run(program, "evidence", "authority", path("bad.json"),
                    "--store", store)
    expect("refused: " + text, 1, code)
    has(text, why, out)
code, out = run(program, "evidence", "authority", authority("good", "good"),
                "--store", store)
expect("set: " + out, 0, code)

# --- stamped

p = export("good", "--timestamp")
out = p.communicate()[0]
expect("stamped: " + out, 0, p.returncode)
has("who stamped is said", "CN=Test authority", out)
expect("what was posted", ("/good", "application/timestamp-query"), asked[-1])
whole = files("good")
expect("the stamp is in the pack", True, STAMP in whole)
expect("and nothing is missing", False, MISSING in whole)
expect("it is not in the manifest", False, STAMP.encode() in whole[MANIFEST])
expect("the script has at most 70 lines", True,
       len(whole["verify.sh"].splitlines()) <= 70)
roots, others = path("root.pem"), path("other.pem")
for who, check, args, none in (
        ("program", by_program, ("--ca", roots), ("--ca", others)),
        ("script", by_shell, (roots,), (others,))):
    code, out = check(whole, *args)
    expect(f"{who}, roots: {out}", 0, code)
    has(f"{who}: the time", "stamped", out)
    code, out = check(whole, *none)
    expect(f"{who}, other roots: {out}", 1, code)
    has(who, STAMP, out)
    code, out = check(whole)
    expect(f"{who}, no roots: {out}", 0, code)
    has(who, "not verified" if who == "program" else "was not checked", out)
    for name, change in (
            ("flipped", lambda d: d[:-40] + bytes([d[-40] ^ 1]) + d[-39:]),
            ("cut off", lambda d: d[:-9]), ("empty", lambda d: b"")):
        files_now = dict(whole)
        files_now[STAMP] = change(whole[STAMP])
        code, out = check(files_now, *args)
        expect(f"{who}: a stamp {name}: {out}", 1, code)
        has(f"{who}: a stamp {name}", STAMP, out)
    files_now = dict(whole)
    del files_now[STAMP]
    code, out = check(files_now, *args)
    expect(f"{who}: a stamp that is gone", (1, True),
           (code, STAMP + " is missing" in out))
code, out = run("openssl", "ts", "-verify", "-in", STAMP, "-data", MANIFEST,
                "-CAfile", roots, cwd=path("unpacked"))
by_shell(whole)
code, out = run("openssl", "ts", "-verify", "-in", STAMP, "-data", MANIFEST,
                "-CAfile", roots, cwd=path("unpacked"))
expect("openssl by itself: " + out, 0, code)

# A manifest that was made anew after it was stamped.
files_now = dict(whole)
del files_now["summary.html"]
files_now[MANIFEST] = b"".join(
    l for l in whole[MANIFEST].splitlines(keepends=True)
    if b"summary.html" not in l)
for who, check, args in (("program", by_program, ("--ca", roots)),
                         ("script", by_shell, (roots,))):
    code, out = check(files_now, *args)
    expect(f"{who}: a manifest made anew: {out}", 1, code)
    has(who, STAMP, out)

# --- not stamped

for name, where, roots_of, port, why in (
        ("stale", "again", "root.pem", PORT, "something else"),
        ("refuses", "refuses", "root.pem", PORT, "refused the time stamp"),
        ("broken", "broken", "root.pem", PORT, "no answer of a time stamp"),
        ("page", "page", "root.pem", PORT, "no answer of a time stamp"),
        ("large", "large", "root.pem", PORT, "body: larger"),
        ("error", "error", "root.pem", PORT, "status 503"),
        ("roots", "good", "other.pem", PORT, "does not verify"),
        ("nofile", "good", "nowhere.pem", PORT, "no certificates"),
        ("closed", "good", "root.pem", CLOSED, "connect:")):
    p = export(name, "--authority", authority(name, where, roots_of, port))
    out = p.communicate()[0]
    expect(f"{name}: exit", 1, p.returncode)
    has(name, why, out)
    now = files(name)
    expect(f"{name}: no stamp", False, STAMP in now)
    has(f"{name}: the pack says why", why, now.get(MISSING, b"").decode())
    code, out = run(program, "evidence", "verify", path(name + ".zip"),
                    "--store", store)
    expect(f"{name}: the pack is whole: {out}", 0, code)
    expect(f"{name}: so says the script", 0, by_shell(now)[0])
out = slow.communicate()[0]
expect("hangs: exit", 1, slow.returncode)
has("hangs", "timeout:", out)
expect("hangs: the pack is there", True, MISSING in files("hangs"))
if os.environ.get("SEEDS"):  # for tests/fuzz/seeds/timestamp
    os.makedirs(os.environ["SEEDS"], exist_ok=True)
    with open(path("m"), "w") as f:
        f.write("manifest\n")
    openssl("ts", "-query", "-data", "m", "-sha256", "-cert", "-out", "m.tsq")
    for section in ("t", "strict"):
        with open(os.path.join(os.environ["SEEDS"], section + ".tsr"), "wb") as f:
            f.write(reply(open(path("m.tsq"), "rb").read(), section))
sys.exit(bad)
