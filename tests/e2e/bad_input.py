#!/usr/bin/env python3
"""Every verb, given what is missing, a folder, garbage, no number or nothing:
exit status 1 or 2, a reason that names it on standard error, never a crash.

In a row: arguments, exit status, what the reason must hold. GARBAGE, FOLDER,
NONE and EMPTY stand for files of these kinds; STORE is a store."""
import os
import re
import subprocess
import sys
import tempfile

PROGRAM = os.path.abspath(os.environ.get("SHELFWATCH_PROGRAM",
                                         "./shelfwatch"))
HUGE = "99999999999999999999"

ROWS = [
    # Values an option does not take: wrong usage, and which.
    ("queue list --limit x", 2, "--limit does not take 'x'"),
    ("queue list --limit -1", 2, "--limit does not take '-1'"),
    ("queue list --limit " + HUGE, 2, "--limit does not take"),
    ("queue list --min-priority=nan", 2, "--min-priority does not take 'nan'"),
    ("queue list --hazard fier", 2, "--hazard does not take 'fier'"),
    ("user token add x --days 0", 2, "--days does not take '0'"),
    ("user list --language fr", 2, "--language does not take 'fr'"),
    ("evidence verify --head 7", 2, "--head does not take '7'"),
    ("order list --now today", 2, "--now does not take 'today'"),
    ("watch --days 1,x", 2, "--days does not take '1,x'"),
    ("scan --max-time soon x.yaml", 2, "--max-time does not take 'soon'"),
    ("scan --inspectors 0 x.yaml", 2, "--inspectors does not take '0'"),
    ("scan --summary xml x.yaml", 2, "--summary does not take 'xml'"),
    ("screen --language fr", 2, "--language does not take 'fr'"),
    ("rules list -n x", 2, "-n does not take 'x'"),
    ("rules list -p nix", 2, "no pack is called 'nix'"),
    ("rules list -m Germany", 2, "no market is called 'Germany'"),
    ("rules list -H fier", 2, "no hazard is called 'fier'"),
    ("serve --port 65536", 2, "--port does not take '65536'"),
    ("serve --threads 0", 2, "--threads does not take '0'"),
    ("serve --tls-cert NONE", 2, "need each other"),
    ("serve --proxy-user X-User", 2, "need each other"),
    ("model train --seed x", 2, "--seed does not take 'x'"),
    ("match train --seed x", 2, "--seed does not take 'x'"),
    ("demo --port x", 2, "--port does not take 'x'"),
    ("recalls import --format x NONE", 2, "unknown format 'x'"),
    # Files that are none.
    ("scan NONE", 1, "none: No such file"),
    ("scan FOLDER", 1, "folder: Is a directory"),
    ("scan GARBAGE", 1, "garbage:"),
    ("scan EMPTY", 1, "empty:"),
    ("extract NONE", 1, "none: No such file"),
    ("extract FOLDER", 1, "folder: Is a directory"),
    ("extract --profiles NONE Makefile", 1, "none: No such file"),
    ("screen -f NONE", 1, "none: No such file"),
    ("screen -f FOLDER", 1, "folder"),
    ("screen -f GARBAGE", 1, "garbage, line 1"),
    ("screen --market Germany", 1, "no market is written 'Germany'"),
    ("screen --rules NONE", 1, "none: No such file"),
    ("screen --rules FOLDER", 1, "folder: no rule packs"),
    ("screen --policy GARBAGE", 1, "garbage:"),
    ("screen --model FOLDER", 1, "folder/SHA"),
    ("screen --recalls GARBAGE", 1, "garbage: is in no known format"),
    ("screen --replay GARBAGE", 1, "garbage: not a zip"),
    ("rules check GARBAGE", 1, "garbage:1:1"),
    ("recalls import GARBAGE", 1, "garbage"),
    ("recalls import FOLDER", 1, "folder"),
    ("recalls fetch --config NONE --all", 1, "none: No such file"),
    ("recalls fetch --contact a@b.example nobody", 1, "nobody"),
    ("recalls show X", 1, "X"),
    ("recalls explain NONE X", 1, "none"),
    ("model info FOLDER", 1, "folder/SHA"),
    ("model predict --model GARBAGE", 1, "garbage/SHA"),
    ("match evaluate --model FOLDER NONE", 1, "folder"),
    ("queue show 99", 1, "no case 99"),
    ("queue show x", 1, "'x'"),
    ("queue settings GARBAGE", 1, "garbage: "),
    ("queue list --store NONE", 1, "none: No such file"),
    ("queue list --store FOLDER", 1, "folder: "),
    ("queue list --store GARBAGE", 1, "garbage: file is not a database"),
    ("order text 99", 1, "no letter 99"),
    ("evidence verify NONE", 1, "evidence: none: No such file"),
    ("evidence verify FOLDER", 1, "evidence: folder: Is a directory"),
    ("evidence verify GARBAGE", 1, "garbage: not a zip"),
    ("evidence verify EMPTY", 1, "empty: not a zip"),
    ("evidence export x", 1, "'x'"),
    ("evidence export 99", 1, "99"),
    ("evidence authority GARBAGE", 1, "garbage: "),
    ("store check GARBAGE", 1, "garbage: file is not a database"),
    ("store backup FOLDER --force", 1, "folder"),
    ("store restore NONE --force", 1, "none: No such file"),
    ("store retention GARBAGE", 1, "garbage: "),
    ("store hold case 99 --reason x", 1, "99"),
    ("store hold case x --reason x", 1, "'x'"),
    ("store hold lift 99", 1, "99"),
    ("store purge --key NONE", 1, "none: "),
    ("store purge --archive NONE", 1, "none: "),
    ("robots --agent x NONE http://a/", 1, "none: No such file"),
    ("charset NONE", 1, "none: No such file"),
    # An empty name is a name.
    ("scan ''", 1, ": No such file"),
    ("queue list --store ''", 1, ""),
    ("screen --rules ''", 1, ": No such file"),
    ("evidence verify ''", 1, ": No such file"),
]

bad = 0
with tempfile.TemporaryDirectory() as d:
    os.mkdir(f"{d}/folder")
    with open(f"{d}/garbage", "wb") as f:
        f.write(bytes(range(1, 256)) * 16 + b"\0\xff\n")
    open(f"{d}/empty", "w").close()
    env = dict(os.environ, SHELFWATCH_STORE=f"{d}/s.db", USER="tester")
    subprocess.run([PROGRAM, "recalls", "import", "-"], cwd=d, env=env,
                   input=b"", capture_output=True)
    for args, status, reason in ROWS:
        words = ["" if w == "''" else
                 w.lower() if re.fullmatch("NONE|FOLDER|GARBAGE|EMPTY", w)
                 else w for w in args.split()]
        p = subprocess.run([PROGRAM, *words], cwd=d, env=env, timeout=60,
                           stdin=subprocess.DEVNULL, capture_output=True)
        said = p.stderr.decode("utf-8", "replace")
        if p.returncode != status or reason not in said or not said:
            bad += 1
            print(f"bad_input: {args}: want {status} and {reason!r}, got "
                  f"{p.returncode} and {said[:300]!r}")
        if sorted(os.listdir(d)) != sorted(
                {"folder", "garbage", "empty"} |
                {n for n in os.listdir(d) if n.startswith("s.db")}):
            bad += 1
            print(f"bad_input: {args}: left {os.listdir(d)}")
            break
print(f"bad_input: {len(ROWS)} inputs, {bad} not as wanted")
sys.exit(bad > 0)
