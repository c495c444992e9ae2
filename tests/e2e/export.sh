#!/usr/bin/env bash
# The queue as files, read back by other programs: a hostile offer stays text
# in CSV, workbook and JSON, and numbers and times are such. With
# python3-openpyxl the workbook is opened by it too.
set -uo pipefail
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$dir"' EXIT
make -s build/release/bench/fill || exit 1
cat >"$dir/lines" <<'LINES'
{"title": "=HYPERLINK(\"http://x.example\",\"click\")", "lang": "en"}
{"title": "+1+1 <b>&amp;\u0001\u202e _x000D_ \ufffe 磁力珠", "lang": "zh"}
{"title": "plain lamp, \"quoted\"", "lang": "en"}
LINES
build/release/bench/fill "$dir/s.db" 60 60 <"$dir/lines" || exit 1
mkfifo "$dir/address"
./shelfwatch serve --port 0 --store "$dir/s.db" >"$dir/address" 2>"$dir/log" &
server=$!
read -r -t 60 url <"$dir/address"
python3 - "$url" "$dir" <<'PY'
import csv, datetime, io, json, sys, urllib.request, zipfile
import xml.etree.ElementTree as tree

address, folder = sys.argv[1:]
base, key = address.split("/?key=")
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
bad = 0


def expect(name, want, got):
    global bad
    if want != got:
        bad = 1
        print(f"{name}: want {want!r}, got {got!r}")


def get(path):
    rq = urllib.request.Request(base + path,
                                headers={"Cookie": "shelfwatch=" + key})
    return opener.open(rq, timeout=60).read()


rows = list(csv.reader(io.StringIO(get("/export.csv").decode(), newline="")))
lines = [json.loads(x) for x in get("/export.json").splitlines()]
book = get("/export.xlsx")
expect("rows of CSV", 61, len(rows))
expect("lines of JSON", 60, len(lines))
for row in rows[1:]:
    expect("no formula", False, row[6][:1] in "=+-@")
z = zipfile.ZipFile(io.BytesIO(book))
expect("sums", None, z.testzip())
for name in z.namelist():
    tree.fromstring(z.read(name))
ns = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
sheet = tree.fromstring(z.read("xl/worksheets/sheet1.xml"))
cells = [list(r) for r in sheet.iter(ns + "row")]
expect("rows of the workbook", 61, len(cells))
expect("formulas", 0, len(list(sheet.iter(ns + "f"))))
text = lambda c: "".join(t.text or "" for t in c.iter(ns + "t"))
for row, line in zip(cells[1:], lines):
    expect("same case", str(line["id"]), row[0].find(ns + "v").text)
    title = line["listing"]["title"]
    shown = text(row[6])
    if "_x000D_" in title:
        expect("no code", True, "_x005F_x000D_" in shown)
    else:
        expect("title", title, shown)
    expect("text cell", "inlineStr", row[6].get("t"))
    expect("a time is a number", True,
           46000 < float(row[19].find(ns + "v").text) < 47000)
narrow = get("/export.csv?language=zh&text=%E7%A3%81%E5%8A%9B").decode()
expect("filtered", 21, narrow.count("\r\n"))
expect("only those", 0, narrow.count("HYPERLINK"))
try:
    import openpyxl
except ImportError:
    print("openpyxl is not here: the workbook was read as XML only")
else:
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    expect("openpyxl: rows", 61, sheet.max_row)
    for row, line in zip(sheet.iter_rows(min_row=2), lines):
        expect("openpyxl: id", line["id"], row[0].value)
        expect("openpyxl: text", "s", row[6].data_type)
        expect("openpyxl: time", True,
               isinstance(row[19].value, datetime.datetime))
sys.exit(bad)
PY
