"""A small internet of its own for the faults: a network and mount namespace
with a name server, certificates and public addresses on the loopback device.

The program runs as released, without a hook: it resolves names, refuses
private addresses and checks certificates as anywhere."""
import os
import socket
import struct
import subprocess
import sys
import threading

# Public addresses (5.0.0.0/8), all on loopback within the namespace.
NETWORK = "5.77.0.0/16"
TRUSTED = "/etc/ssl/certs/ca-certificates.crt"


def enter(tmp):
    """Run this program again inside; returns there."""
    if os.environ.get("SHELFWATCH_FAULTS_WORLD") == "in":
        return
    env = dict(os.environ, SHELFWATCH_FAULTS_WORLD="in")
    for flags in ("-mn", "-rmn"):
        if subprocess.run(["unshare", flags, "true"],
                          stderr=subprocess.DEVNULL).returncode == 0:
            os.execvpe("unshare", ["unshare", flags, sys.executable,
                                   *sys.argv], env)
    sys.exit("faults: this machine gives no namespaces (unshare -rmn)")


def furnish(tmp):
    """Addresses, resolver and trusted root, once inside."""
    def run(*argv):
        subprocess.run(argv, check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.PIPE)

    run("ip", "link", "set", "lo", "up")
    run("ip", "route", "add", "local", NETWORK, "dev", "lo")
    with open(f"{tmp}/resolv.conf", "w") as f:
        f.write("nameserver 127.0.0.1\noptions timeout:1 attempts:2\n")
    run("mount", "--bind", f"{tmp}/resolv.conf",
        os.path.realpath("/etc/resolv.conf"))
    make_root(tmp)
    run("mount", "--bind", f"{tmp}/root.pem", os.path.realpath(TRUSTED))


def openssl(*argv, text=None):
    subprocess.run(["openssl", *argv], check=True, input=text, text=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def make_root(tmp):
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt",
            "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
            "-subj", "/CN=Faults Root", "-addext",
            "basicConstraints=critical,CA:TRUE",
            "-keyout", f"{tmp}/root.key", "-out", f"{tmp}/root.pem")


def certificate(tmp, host, kind="good"):
    """(certificate, key) of a host: good, expired, stranger, own."""
    key, pem = f"{tmp}/{host}.key", f"{tmp}/{host}.pem"
    name = "elsewhere.example" if kind == "stranger" else host
    if kind == "own":
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
                "-subj", f"/CN={name}", "-addext",
                f"subjectAltName=DNS:{name}", "-keyout", key, "-out", pem)
        return pem, key
    openssl("req", "-newkey", "ec", "-pkeyopt",
            "ec_paramgen_curve:prime256v1", "-nodes", "-subj", f"/CN={name}",
            "-addext", f"subjectAltName=DNS:{name}", "-keyout", key,
            "-out", f"{pem}.csr")
    # A serial file of its own, so that several may be made at once.
    if kind == "expired":
        conf = f"{pem}.cnf"
        with open(conf, "w") as f:
            f.write(f"[ca]\ndefault_ca=x\n[x]\ndatabase={pem}.db\n"
                    f"new_certs_dir={tmp}\nserial={pem}.srl\n"
                    "default_md=sha256\npolicy=p\ncopy_extensions=copy\n"
                    "[p]\ncommonName=supplied\n")
        open(f"{pem}.db", "w").close()
        with open(f"{pem}.srl", "w") as f:
            f.write("1000\n")
        openssl("ca", "-batch", "-config", conf, "-cert", f"{tmp}/root.pem",
                "-keyfile", f"{tmp}/root.key", "-startdate",
                "20200101000000Z", "-enddate", "20200201000000Z", "-in",
                f"{pem}.csr", "-out", pem, "-notext")
        return pem, key
    openssl("x509", "-req", "-in", f"{pem}.csr", "-CA", f"{tmp}/root.pem",
            "-CAkey", f"{tmp}/root.key", "-CAserial", f"{pem}.srl",
            "-CAcreateserial", "-days", "30", "-copy_extensions", "copy",
            "-out", pem)
    return pem, key


class Names(threading.Thread):
    """The name server. A name has addresses, a list of such lists of which
    each answer takes the next, or "silence"."""

    def __init__(self):
        super().__init__(daemon=True)
        self.names, self.asked = {}, {}
        self.next = 1
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.bind(("127.0.0.1", 53))

    def place(self, name):
        """A public address of its own for a host."""
        self.next += 1
        address = f"5.77.{self.next // 250}.{self.next % 250 + 1}"
        self.names[name] = [address]
        return address

    def find(self, name, kind):
        known = self.names.get(name)
        if known is None or known == "silence":
            return known
        if isinstance(known[0], list):
            turn = min(self.asked.get(name, 0), len(known) - 1)
            known = known[turn]
            if kind == 1:
                self.asked[name] = self.asked.get(name, 0) + 1
        return [a for a in known if (":" in a) == (kind == 28)]

    def answer(self, query):
        at, labels = 12, []
        while query[at]:
            labels.append(query[at + 1:at + 1 + query[at]].decode())
            at += 1 + query[at]
        question = query[12:at + 5]
        kind = struct.unpack(">H", query[at + 1:at + 3])[0]
        found = self.find(".".join(labels).lower(), kind)
        if found == "silence":
            return None
        flags = 0x8183 if found is None else 0x8180
        records = b""
        for a in found or []:
            packed = socket.inet_pton(
                socket.AF_INET6 if kind == 28 else socket.AF_INET, a)
            records += b"\xc0\x0c" + struct.pack(
                ">HHIH", kind, 1, 0, len(packed)) + packed
        return query[:2] + struct.pack(
            ">HHHHH", flags, 1, len(found or []), 0, 0) + question + records

    def run(self):
        while True:
            query, peer = self.sock.recvfrom(4096)
            try:
                answer = self.answer(query)
            except (IndexError, UnicodeDecodeError, struct.error):
                continue
            if answer is not None:
                self.sock.sendto(answer, peer)
