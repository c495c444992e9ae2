#!/usr/bin/env python3
"""Every option a verb takes stands in what -h prints, and the other way
round; its man page has what -h has, and the program's every variable of the
environment that is read.

The options are read from the tables for getopt_long in cli/VERB*.c."""
import glob
import os
import re
import subprocess
import sys
import tempfile

PROGRAM = "./shelfwatch"
OPTION = re.compile(r"(?<![\w-])--([a-z][a-z-]*[a-z])")
# Words of usage texts that are not options of that verb.
OTHERS = {
    "serve": {"requested"},  # scan --requested
    "user": {"proxy-user"},  # serve --proxy-user
}
# Read as every program does.
SYSTEM = {"COLUMNS", "HOME", "PATH", "XDG_CACHE_HOME"}
bad = []


def check(verb, what, found):
    if found:
        bad.append(verb)
        print(f"{verb}: {what}: {', '.join(sorted(found))}")


def table(verb):
    """The long options in the tables of a verb's files."""
    out = set()
    for path in [f"cli/{verb}.c", *glob.glob(f"cli/{verb}_*.c")]:
        if not os.path.exists(path):
            continue
        with open(path) as f:
            text = f.read()
        for body in re.findall(r"struct option \w+\[\] = \{(.*?)\n?\s*\};",
                               text, re.S):
            out |= set(re.findall(r'\{\s*"([a-z-]+)",', body))
            for macro in re.findall(r"\b([A-Z]+_OPTIONS)\b", body):
                out |= of_macro(macro)
    return out - {"help"}


def of_macro(name):
    for path in glob.glob("cli/*.h"):
        with open(path) as f:
            m = re.search(rf"#define {name}\b((?:.*\\\n)*.*)", f.read())
        if m:
            return set(re.findall(r'\{[\s\\]*"([a-z-]+)",', m[1]))
    raise AssertionError(name)


def pages(verbs, folder):
    """What the man pages say, as plain text, or None without scdoc."""
    done = subprocess.run(["scripts/man-pages", PROGRAM, folder],
                          capture_output=True, text=True)
    if done.returncode != 0:
        return None
    out = {}
    for verb in verbs:
        with open(f"{folder}/shelfwatch-{verb}.1") as f:
            out[verb] = f.read().replace("\\-", "-").replace("\\&", "")
    return out


def environment():
    """What the program reads of the environment and its man page has not."""
    read = set()
    for path in set(glob.glob("*/*.c")) - set(glob.glob("bench/*")):
        with open(path) as f:
            read |= set(re.findall(r'\bgetenv\("(\w+)"\)', f.read()))
    with open("docs/man/shelfwatch.1.scd") as f:
        return read - SYSTEM - set(re.findall(r"\*([A-Z_]+)\*", f.read()))


def main():
    usage = subprocess.run([PROGRAM, "-h"], capture_output=True, text=True,
                           check=True).stdout
    verbs = re.findall(r"(?m)^  ([a-z]+)  ", usage)
    with tempfile.TemporaryDirectory() as folder:
        man = pages(verbs, folder)
    if man is None:
        print("options: no scdoc, man pages are not looked at")
    for verb in verbs:
        said = subprocess.run([PROGRAM, verb, "-h"], capture_output=True,
                              text=True, check=True).stdout
        shown = set(OPTION.findall(said)) - {"help"}
        taken = table(verb)
        if not taken:
            check(verb, "no table of options", {"cli/" + verb + ".c"})
        check(verb, "-h does not say", taken - shown)
        check(verb, "-h says what is not taken",
              shown - taken - OTHERS.get(verb, set()))
        if man is not None:
            check(verb, "not in the man page",
                  shown - set(OPTION.findall(man[verb])))
            lines = [x.strip() for x in said.splitlines() if x.strip()]
            text = " ".join(man[verb].replace("\\e", "\\").split())
            check(verb, "lines not in the man page", {
                x for x in lines[1:] if " ".join(x.split()) not in text and
                not x.startswith("shelfwatch ")})
    check("shelfwatch(1)", "variables it does not name", environment())
    print(f"options: {len(verbs)} verbs, {len(set(bad))} with gaps")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
