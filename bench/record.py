#!/usr/bin/env python3
"""bench/record.py NAME COMMAND... - run a bench and keep what it prints.

What the command prints on standard output goes between the two lines
`<!-- NAME -->` and `<!-- /NAME -->` of bench/RESULTS.md, under the date, the
commit and the load at which it ran; tables stay tables, other output is shown
as it is. A name that the file does not have yet is added at its end. The name
`machine` takes no command: it names the machine and the versions of what is
measured and of its peers. A command that fails changes nothing. $BENCH_RESULTS
names another file."""
import datetime
import os
import re
import subprocess
import sys

RESULTS = os.environ.get("BENCH_RESULTS") or os.path.join(
    os.path.dirname(__file__), "RESULTS.md")
PACKAGES = ["gcc", "libgumbo1", "libcurl4", "libjansson4", "libsqlite3-0",
            "libsvm3", "libpcre2-8-0", "python3-scrapy", "wget2", "nginx-light",
            "libyara-dev", "libsvm-tools", "liblinear-tools", "fasttext",
            "python3-sklearn", "nodejs", "wrk"]


def out(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True,
                          stderr=subprocess.DEVNULL, check=False)
    return done.stdout.strip()


def machine():
    with open("/proc/cpuinfo") as f:
        cpu = re.search(r"model name\s*: (.*)", f.read())
    with open("/proc/meminfo") as f:
        memory = int(f.readline().split()[1]) >> 20
    with open("/etc/os-release") as f:
        system = re.search(r'PRETTY_NAME="(.*)"', f.read())
    versions = []
    for line in out("dpkg-query", "-W", "-f",
                    "${db:Status-Status} ${Package} ${Version}\n",
                    *PACKAGES).splitlines():
        state, name, version = (line.split() + ["", ""])[:3]
        if state == "installed":
            versions.append(f"{name} {version}")
    return (f"{cpu.group(1) if cpu else 'unknown'}, {os.cpu_count()} cores, "
            f"{memory} GB; {system.group(1) if system else 'unknown'}.\n"
            f"{', '.join(versions)}.\n")


def keep(name, text):
    all_text = ""
    if os.path.exists(RESULTS):
        with open(RESULTS) as f:
            all_text = f.read()
    block = f"<!-- {name} -->\n{text.rstrip()}\n<!-- /{name} -->\n"
    old = re.compile(rf"<!-- {re.escape(name)} -->\n.*?<!-- /"
                     rf"{re.escape(name)} -->\n", re.S)
    if old.search(all_text):
        all_text = old.sub(lambda _: block, all_text)
    else:
        all_text = f"{all_text.rstrip()}\n\n## {name}\n\n{block}"
    with open(RESULTS + ".new", "w") as f:
        f.write(all_text)
    os.replace(RESULTS + ".new", RESULTS)


def main():
    if len(sys.argv) < 2 or (sys.argv[1] != "machine" and len(sys.argv) < 3):
        sys.exit("usage: bench/record.py NAME COMMAND...")
    name, command = sys.argv[1], sys.argv[2:]
    if name == "machine":
        keep(name, machine())
        return
    load = os.getloadavg()[0]
    now = datetime.datetime.now(datetime.timezone.utc)
    print(f"{name}: {' '.join(command)}", file=sys.stderr, flush=True)
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True,
                          check=False)
    sys.stdout.write(done.stdout)
    if done.returncode != 0 or not done.stdout.strip():
        sys.exit(f"{name}: exit {done.returncode}: not recorded")
    shown = done.stdout.strip()
    if "|---" not in shown:
        shown = "```text\n" + shown + "\n```"
    keep(name, f"`{' '.join(command)}`, {now:%Y-%m-%d %H:%M} UTC, commit "
         f"{out('git', 'rev-parse', '--short', 'HEAD')}, load {load:.1f}:\n\n"
         f"{shown}")


main()
