#!/usr/bin/env python3
"""The log as a program reads it: every line is pairs of name=value.

  tests/e2e/logfmt.py FILE...     exit 1 and the lines that are none

A value is one plain word, or stands in quotes with \\" \\\\ \\xNN inside. Lines
that begin with "shelfwatch VERB: " or "usage: " are for whoever typed the
command, and no events."""
import re
import sys

PAIR = re.compile(r'([a-z][a-z0-9_]*)='
                  r'(?:"((?:[^"\\]|\\["\\]|\\x[0-9a-f]{2})*)"|([^ "=\\]+))')
TALK = re.compile(r"shelfwatch [a-z]+: |usage: |       shelfwatch |  ")


def parse(line):
    """The pairs of a line in order; ValueError where it is none."""
    pairs, at = [], 0
    if not line.isprintable() and any(
            ord(c) < 0x20 or 0x7f <= ord(c) < 0xa0 for c in line):
        raise ValueError("a control character")
    while at < len(line):
        if at > 0:
            if line[at] != " ":
                raise ValueError(f"no blank at {at}")
            at += 1
        m = PAIR.match(line, at)
        if m is None:
            raise ValueError(f"no pair at {at}")
        name, quoted, plain = m.groups()
        pairs.append((name, plain if plain is not None else re.sub(
            r"\\(x..|.)", lambda e: chr(int(e[1][1:], 16))
            if e[1][0] == "x" and len(e[1]) == 3 else e[1], quoted)))
        at = m.end()
    names = [n for n, _ in pairs]
    if names[:3] not in (["time", "level", "event"], ["time", "level", "text"]):
        raise ValueError(f"begins with {names[:3]}")
    if len(set(names)) != len(names):
        raise ValueError("a name twice")
    return dict(pairs)


def events(text):
    return [parse(line) for line in text.split("\n")[:-1]
            if not TALK.match(line)]


def faults(text):
    """What is no event and no talk: (line, why)."""
    out = []
    for line in text.split("\n"):
        if line == "" or TALK.match(line):
            continue
        try:
            parse(line)
        except ValueError as why:
            out.append((line, str(why)))
    return out


def main():
    bad = 0
    for path in sys.argv[1:]:
        with open(path, errors="surrogateescape", newline="\n") as f:
            for line, why in faults(f.read()):
                print(f"{path}: {why}: {ascii(line)}", file=sys.stderr)
                bad = 1
    return bad


if __name__ == "__main__":
    sys.exit(main())
