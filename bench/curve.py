#!/usr/bin/env python3
"""bench/curve.py [--keep DIR] [--few] pages|recalls|rules|stored [SIZE...]

How cost grows.

Measures the cost of one thing at several sizes and prints each, with the
exponent of cost ~ size^e (least squares of the logarithms: 0 is a cost that
does not grow); draws it as bench/curves/NAME.svg, with both axes in logarithms.

  pages    CPU ms a page of a whole scan without its start, of shops of that
           many pages; and the memory of the largest
  recalls  CPU us an offer held against that many notices
  rules    CPU us an offer judged by that many rules
  stored   CPU ms a page of a scan of 6,000 pages into a store that holds that
           many offers, and the pages they were seen on, already; the median
           of three rounds over all sizes, each of a shop that is new to them.
           10 million offers take 14 GB in $TMPDIR and are made in some
           minutes (bench/grow.py); with --keep the stores are those of DIR,
           SIZE.db, and stay there, with what was scanned into them. With
           --few all offers are of three shops, which have new ones: such
           stores serve once."""
import math
import os
import re
import statistics
import subprocess
import sys
import tempfile

DATA = os.environ.get("SHELFWATCH_DATA", "../shared/data")
# Beside the results that show them.
CURVES = os.path.join(os.path.dirname(
    os.environ.get("BENCH_RESULTS") or "bench/RESULTS.md"), "curves")
SIZES = {"pages": [10000, 100000, 1000000],
         "recalls": [1000, 10000, 50000, 200000, 500000],
         "rules": [100, 1000, 10000],
         "stored": [10000, 100000, 1000000, 10000000]}
UNITS = {"pages": ("pages of the shop", "CPU ms a page"),
         "recalls": ("notices", "CPU µs an offer"),
         "rules": ("rules", "CPU µs an offer"),
         "stored": ("offers in the store", "CPU ms a page")}
WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 640, 360, 70, 50, 34


def run(command, **more):
    done = subprocess.run(command, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False,
                          **more)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit {done.returncode}\n"
                 f"{done.stdout[-500:]}")
    return done.stdout


def found(pattern, text):
    match = re.search(pattern, text)
    if not match:
        sys.exit(f"nothing like {pattern!r} in:\n{text[-500:]}")
    return float(match.group(1).replace(",", ""))


SCAN = r"shelfwatch +\d+ pages in .*?, ([\d.]+) CPU s per 1,000 pages"


def pages(size):
    said = run(["bench/crawl.py", "--no-peer", "--once", "--pages",
                str(size)])
    came = found(r"shelfwatch +(\d+) pages in", said)
    for line in re.findall(r"Memory of all processes.*", said):
        print(f"{came:,.0f} pages reached of {size:,}. {line}\n")
    return found(SCAN, said) - found(r"start_ms=(\d+)", said) / came


def recalls(size):
    return 1e6 / found(r"listings at +(\d+)/s",
                       run(["build/last/bench/recalls", str(size)]))


def rules(size):
    return 1e6 / found(r"(\d+) listings/s .*; portable",
                       run(["build/last/bench/rules", str(size), "20000",
                            "x"]))


STORED_PAGES, STORED_ROUNDS, STORED_FILLED = 6000, 3, 100000


def make_store(store, size, few):
    with open(f"{DATA}/listings/listings.jsonl") as lines:
        run(["build/last/bench/fill", store,
             str(min(size, STORED_FILLED))], stdin=lines)
    run(["bench/grow.py", store, str(size)] +
        ([str(STORED_ROUNDS)] if few else []))


def stored(sizes, keep, few):
    """What all processes of a scan cost is compared within a round, since the
    machine is faster in one minute than in the next."""
    got = {size: [] for size in sizes}
    with tempfile.TemporaryDirectory(prefix="shelfwatch-curve-") as folder:
        folder = keep or folder
        for size in sizes:
            if not os.path.exists(f"{folder}/{size}.db"):
                make_store(f"{folder}/{size}.db", size, few)
        for i in range(STORED_ROUNDS):
            host = f"shop-{i}.example" if few else \
                   f"bench-{os.getpid()}-{i}.example"
            for size in sizes:
                os.sync()  # or the disk is busy with the scan before
                said = run(["bench/crawl.py", "--no-peer", "--once", "--rules",
                            "0", "--pages", str(STORED_PAGES), "--host",
                            host, "--store", f"{folder}/{size}.db"])
                got[size].append((
                    found(SCAN, said),
                    found(r"supervisor_ms=(\d+)", said) / STORED_PAGES,
                    found(r"(\d+) pages/s", said)))
                print(f"stored: {size:,}: %.3f CPU ms a page, %.3f of them the"
                      " supervisor's; %.0f pages/s" % got[size][-1],
                      file=sys.stderr, flush=True)
    first = got[sizes[0]]
    for size in sizes[1:]:
        change = [statistics.median(
            b[n] / a[n] for a, b in zip(first, got[size])) - 1
            for n in (0, 2)]
        print(f"{size:,} offers to {sizes[0]:,}: {change[0]:+.0%} CPU a page,"
              f" {change[1]:+.0%} pages/s (bar: not below -20 %)\n")
    return [(size, statistics.median(cpu for cpu, _, _ in got[size]))
            for size in sizes]


def exponent(points):
    x = [math.log(a) for a, _ in points]
    y = [math.log(b) for _, b in points]
    mx, my = sum(x) / len(x), sum(y) / len(y)
    return (sum((a - mx) * (b - my) for a, b in zip(x, y)) /
            sum((a - mx) ** 2 for a in x))


def draw(name, path, points, e):
    """Both axes in logarithms, so that a power of the size is a line."""
    low, high = (math.log10(f(p[0] for p in points)) for f in (min, max))
    least = math.floor(math.log10(min(p[1] for p in points)))
    most = math.ceil(math.log10(max(p[1] for p in points)) + 1e-9)

    def at(size, cost):
        return (LEFT + 30 + (math.log10(size) - low) / (high - low) *
                (WIDTH - LEFT - 80),
                HEIGHT - BOTTOM - (math.log10(cost) - least) /
                (most - least) * (HEIGHT - BOTTOM - TOP))

    def text(x, y, what, anchor="middle"):
        return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}">' \
               f"{what}</text>"

    shapes = [text(WIDTH / 2, 20, f"{UNITS[name][1]} by {UNITS[name][0]}: "
                   f"cost ~ size^{e:.2f}"),
              text(WIDTH / 2, HEIGHT - 10, UNITS[name][0])]
    for step in range(3 * least, 3 * most + 1):
        mark = (1, 2, 5)[step % 3] * 10.0 ** (step // 3)
        _, y = at(points[0][0], mark)
        shapes.append(f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH - 30}"/>')
        shapes.append(text(LEFT - 8, y + 4, f"{mark:g}", "end"))
    line = " ".join("%.1f,%.1f" % at(*p) for p in points)
    shapes.append(f'<polyline points="{line}"/>')
    for size, cost in points:
        x, y = at(size, cost)
        shapes.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4"/>')
        shapes.append(text(x, y - 10, f"{cost:.3g}"))
        shapes.append(text(x, HEIGHT - BOTTOM + 18, f"{size:,}"))
    os.makedirs(CURVES, exist_ok=True)
    with open(path, "w") as f:
        f.write(f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" '
                f'height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">\n<style>'
                "text{font:12px sans-serif;fill:#333}"
                "polyline{fill:none;stroke:#1c5d99;stroke-width:2}"
                "circle{fill:#1c5d99}.grid{stroke:#ddd}</style>\n"
                '<rect width="100%" height="100%" fill="#fff"/>\n' +
                "\n".join(shapes) + "\n</svg>\n")


def main():
    given, keep, few = sys.argv[1:], None, False
    if given[:1] == ["--keep"]:
        keep, given = given[1], given[2:]
    if given[:1] == ["--few"]:
        few, given = True, given[1:]
    if not given or given[0] not in SIZES:
        sys.exit(__doc__)
    name = given[0]
    sizes = sorted(int(a) for a in given[1:]) or SIZES[name]
    points = stored(sizes, keep, few) if name == "stored" else []
    for size in sizes[len(points):]:
        points.append((size, globals()[name](size)))
        print(f"{name}: {size:,}: {points[-1][1]:.2f}", file=sys.stderr,
              flush=True)
    e = exponent(points)
    path = f"{CURVES}/{name}{'-few' if few else ''}.svg"
    draw(name, path, points, e)
    print(f"| {UNITS[name][0]} | {UNITS[name][1]} |\n|---|---|")
    for size, cost in points:
        print(f"| {size:,} | {cost:.2f} |")
    print(f"\nCost ~ size^{e:.2f} (`{path}`).")


main()
