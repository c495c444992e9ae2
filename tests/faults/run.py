#!/usr/bin/env python3
"""make check-faults: everything that may go wrong, one after the other.

  tests/faults/run.py [--only WORD] [--quick] [--part network|process]

Each fault has a line: what happened, the reason in the log and in the scan's
summary, seconds, pages lost and doubled. Exit 1 if any is not as due. --quick
takes a handful of the fastest, for make check."""
import argparse
import os
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                ".."))
import world
from report import Table


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--only", default="")
    options.add_argument("--quick", action="store_true")
    options.add_argument("--part", choices=("network", "process"))
    options.add_argument("--keep", action="store_true")
    o = options.parse_args()
    world.enter(None)
    table = Table()
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="shelfwatch-faults-") as tmp:
        if o.keep:
            tmp = "/tmp/shelfwatch-faults-kept"
            os.makedirs(tmp, exist_ok=True)
        world.furnish(tmp)
        if o.part in (None, "network"):
            import network_run
            network_run.run(o, tmp, table)
        if o.part in (None, "process"):
            import process
            process.run(o, tmp, table)
    good = table.end(time.monotonic() - start)
    sys.exit(0 if good else 1)


main()
