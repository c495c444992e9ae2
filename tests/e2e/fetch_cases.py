#!/usr/bin/env python3
"""`recalls fetch` against sources on loopback, one function per case.

  tests/e2e/fetch_cases.py [NAME]...

Each case has a host and a store of its own. Nothing sleeps to be in step: a
case waits for a request or an exit, each with a deadline.
$SHELFWATCH_PROGRAM may name another build."""
import datetime
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import logfmt
import prometheus
from loopback import Reply, Shop, redirect, zeros

DEADLINE_S = 50
PROGRAM = os.environ.get("SHELFWATCH_PROGRAM", "./shelfwatch")
shop = Shop()
folder = tempfile.TemporaryDirectory(prefix="shelfwatch-fetch-")
TODAY = datetime.datetime.now(datetime.timezone.utc).date()


def days_ago(n):
    return (TODAY - datetime.timedelta(days=n)).isoformat()


class Case:
    def __init__(self, name, *sources, **limits):
        self.name, self.failures = name, []
        self.host = f"{name}.example"
        self.at = f"http://{self.host}"
        self.dir = os.path.join(folder.name, name)
        os.makedirs(self.dir)
        self.store = f"{self.dir}/s.db"
        self.yaml = f"{self.dir}/sources.yaml"
        self.sources = sources
        limits.setdefault("delay_ms", 0)
        with open(self.yaml, "w") as f:
            f.write(json.dumps({
                "contact": "https://authority.example/contact",
                "limits": limits,
                "sources": {s: {"base": f"{self.at}/{s}"} for s in sources},
                "connect_to": {f"{self.host}:80": f"127.0.0.1:{shop.port}"},
            }))

    def check(self, what, got, want):
        if got != want:
            self.failures.append(f"{what}: got {got!r}, want {want!r}")

    def has(self, what, text, part):
        if part not in text:
            self.failures.append(f"{what}: {part!r} is not in {text!r}")

    def serve(self, source, routes):
        shop.add(self.host, {f"/{source}{k}": v for k, v in routes.items()})

    def start(self, *arguments):
        return subprocess.Popen(
            [PROGRAM, "recalls", *arguments, "--store", self.store],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(self, *arguments, status=0):
        child = self.start(*arguments)
        out, err = child.communicate(timeout=DEADLINE_S)
        self.check(f"{' '.join(arguments)}: exit ({err.strip()[-300:]})",
                   child.returncode, status)
        self.check("lines that are no pairs", logfmt.faults(err), [])
        return out, err

    def fetch(self, *arguments, status=0):
        return self.run("fetch", *(arguments or ["--all"]), "--config",
                        self.yaml, status=status)

    def exported(self):
        out, _ = self.run("export")
        return {r["id"]: r for r in map(json.loads, out.splitlines())}

    def health(self, status=0):
        out, err = self.run("sources", "--json", status=status)
        rows = {r["name"]: r for r in map(json.loads, out.splitlines())}
        return rows[self.sources[0]], err


def week(*alerts, date=None):
    """The report of one week of the Safety Gate."""
    body = "".join(
        "<notifications>" + "".join(f"<{k}>{v}</{k}>" for k, v in a.items())
        + "</notifications>" for a in alerts)
    day = datetime.date.fromisoformat(date or days_ago(3))
    return Reply(f'<?xml version="1.0" encoding="UTF-8"?><weeklyReport>'
                 f"<report_date>{day:%d/%m/%Y}</report_date>{body}"
                 f"</weeklyReport>", Content_Type="application/xml")


def alert(number, **more):
    return {"caseNumber": number, "product": "Toy car",
            "brand": "Norvella", "name": f"Racer {number[-4:-3]}",
            "type_numberOfModel": "NV-4410", "description": "A small car.",
            "danger": "Small parts.", "riskType": "Choking",
            "level": "Serious risk", "notifyingCountry": "Germany",
            "countryOfOrigin": "China", **more}


def index(case, weeks):
    """The index names weeks by their public address."""
    rows = "".join(
        f"<weeklyReport><reference>Report-{n}</reference><publicationDate>"
        f"{datetime.date.fromisoformat(d):%d/%m/%Y}</publicationDate><URL>"
        f"<![CDATA[https://ec.europa.eu/safety-gate-alerts/api/download"
        f"/weeklyReport/detail/xml/{n}?language=en,\n]]></URL>"
        f"</weeklyReport>" for n, d in weeks)
    return Reply(f'<?xml version="1.0"?><weeklyReports>{rows}'
                 f"</weeklyReports>", Content_Type="application/xml")


INDEX = "/weeklyReport/list/xml/en"


def report(n):
    return f"/weeklyReport/detail/xml/{n}?language=en"


def tagged(reply, tag):
    """Answer 304 to who has this version."""
    reply.headers["ETag"] = f'"{tag}"'

    def answer(headers):
        if headers.get("If-None-Match") == f'"{tag}"':
            return Reply(b"", 304)
        return reply
    return answer


def cpsc(number, date=None, **more):
    date = date or days_ago(2)
    return {"RecallID": 9, "RecallNumber": number,
            "RecallDate": f"{date}T00:00:00", "Description": "A lamp.",
            "URL": f"https://www.cpsc.gov/Recalls/{number}",
            "Title": f"Norvella Recalls Lamps Due to Fire Hazard {number}",
            "LastPublishDate": f"{date}T00:00:00",
            "Products": [{"Name": "Lamps"}],
            "Hazards": [{"Name": "Fire hazard"}], **more}


def cpsc_years(case, by_year):
    for y in range(1973, TODAY.year + 1):
        case.serve("us-cpsc", {
            f"/Recall?format=json&RecallDateStart={y}-01-01"
            f"&RecallDateEnd={y}-12-31":
            Reply(json.dumps(by_year.get(y, [])),
                  Content_Type="application/json")})


def cpsc_since(case, since, reply):
    if isinstance(reply, list):
        reply = Reply(json.dumps(reply), Content_Type="application/json")
    case.serve("us-cpsc", {
        f"/Recall?format=json&LastPublishDateStart={since}": reply})


# --- the cases ---

def first_and_again():
    c = Case("again", "eu-safety-gate")
    c.serve("eu-safety-gate", {
        INDEX: tagged(index(c, [(2, days_ago(3)), (1, days_ago(10))]), "i1"),
        report(1): tagged(week(alert("SR/00001/26"), alert("SR/00002/26"),
                               date=days_ago(10)), "w1"),
        report(2): tagged(week(alert("SR/00003/26")), "w2")})
    out, _ = c.fetch()
    c.has("first run", out, "eu-safety-gate: ok; documents 3 (unchanged 0), "
          "read 3, bad 0; new 3, changed 0, withdrawn 0")
    agent = shop.asked(c.host)[0][2]["User-Agent"]
    c.has("who is calling", agent, "+https://authority.example/contact")
    out, _ = c.fetch()
    c.has("nothing new", out, "documents 3 (unchanged 3), read 3, bad 0; "
          "new 0, changed 0, withdrawn 0")
    row, _ = c.health()
    c.check("state", row["state"], "ok")
    c.check("newest", row["newest"], days_ago(3))
    c.check("usual", row["usual"], 3)
    c.check("kept", row["notices"], 3)
    return c


def figures():
    """--metrics: each source for itself, also where one is unwell."""
    c = Case("figures", "us-cpsc", "eu-safety-gate")
    c.serve("eu-safety-gate", {
        INDEX: index(c, [(1, days_ago(3))]),
        report(1): week(alert("SR/00001/26"), alert("SR/00002/26"))})
    os.mkdir(f"{c.dir}/collector")
    path = f"{c.dir}/collector/fetch.prom"
    c.fetch("--all", "--metrics", path, status=1)
    c.check("one file", os.listdir(f"{c.dir}/collector"), ["fetch.prom"])
    got = prometheus.read(path)

    def of(name, source=None):
        labels = 'verb="recalls fetch"'
        if source:
            labels += f',source="{source}"'
        return got.get(f"shelfwatch_run_{name}{{{labels}}}")

    c.check("ok", of("ok"), 0)
    c.check("ended", of("last_end_seconds") > 1.7e9, True)
    c.check("well", [of("source_ok", s) for s in c.sources], [0, 1])
    c.check("new", [of("notices_new", s) for s in c.sources], [0, 2])
    _, err = c.fetch("eu-safety-gate", "--metrics", f"{c.dir}/none/x.prom")
    c.has("a folder that is not there", err, "event=no_metrics why=")
    return c


def changed_and_withdrawn():
    c = Case("changed", "eu-safety-gate")
    c.serve("eu-safety-gate", {
        INDEX: index(c, [(1, days_ago(3))]),
        report(1): week(alert("SR/00001/26"), alert("SR/00002/26"),
                        alert("SR/00003/26"))})
    c.fetch()
    c.serve("eu-safety-gate", {
        report(1): week(alert("SR/00001/26"),
                        alert("SR/00002/26", brand="Norvela"))})
    out, _ = c.fetch()
    c.has("second run", out, "new 0, changed 1, withdrawn 1")
    all = c.exported()
    c.check("still readable", all["SR/00003/26"]["brand"], "Norvella")
    c.check("withdrawn", all["SR/00003/26"]["withdrawn"], TODAY.isoformat())
    c.check("others are not", "withdrawn" in all["SR/00001/26"], False)
    shown = json.loads(c.run("show", "--versions", "SR/00002/26")[0])
    c.check("versions", len(shown["versions"]), 2)
    c.check("what changed", shown["versions"][1]["changes"]["brand"],
            {"from": "Norvella", "to": "Norvela"})
    # A notice that is there again is in force again.
    c.serve("eu-safety-gate", {
        report(1): week(alert("SR/00001/26"), alert("SR/00003/26"),
                        alert("SR/00002/26", brand="Norvela"))})
    c.fetch()
    c.check("back", "withdrawn" in c.exported()["SR/00003/26"], False)
    # Most at once is a fault of the source.
    c.serve("eu-safety-gate", {report(1): week(
        *[alert(f"SR/{i:05}/26") for i in range(10, 30)])})
    c.fetch()
    c.serve("eu-safety-gate", {report(1): tagged(week(
        alert("SR/00010/26")), "w9")})
    for run in ("once", "still"):
        _, err = c.fetch(status=1)
        c.has(f"{run}: too many gone", err, "19 notices are gone at once")
        c.check("none marked", sum("withdrawn" in r for i, r in
                                   c.exported().items() if i > "SR/0001"), 0)
    out, _ = c.fetch("--all", "--accept")
    c.has("accepted", out, "withdrawn 19")
    out, _ = c.fetch()
    c.has("and well", out, "eu-safety-gate: ok")
    return c


def stumbles():
    """A server that stumbles is asked again; --base replaces an address."""
    c = Case("stumbles", "us-cpsc")
    asked = []

    def answer(headers):
        asked.append(headers)
        if len(asked) == 1:
            return Reply("busy", 429, Retry_After="0")
        if len(asked) == 2:
            return b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n["
        return Reply(json.dumps([cpsc("26-001"), cpsc("26-001")]),
                     Content_Type="application/json")
    cpsc_years(c, {})
    c.serve("us-cpsc", {f"/Recall?format=json&RecallDateStart={TODAY.year}"
                        f"-01-01&RecallDateEnd={TODAY.year}-12-31": answer})
    c.fetch()
    c.check("asked", len(asked), 3)
    c.check("kept", list(c.exported()), ["26-001"])
    shop.add(c.host, {f"/mirror/Recall?format=json&LastPublishDateStart="
                      f"{days_ago(16)}": Reply(json.dumps([cpsc("26-002")]))})
    c.fetch("us-cpsc", "--base", f"{c.at}/mirror/")
    c.check("from the mirror", sorted(c.exported()), ["26-001", "26-002"])
    return c


def repeated():
    """A notice twice in one file: reading it again changes nothing."""
    c = Case("repeated")
    with open(f"{c.dir}/own.jsonl", "w") as f:
        for name in ("Lamp", "Lamps"):
            f.write(json.dumps({"source": "own-list", "id": "N-1",
                                "name": name}) + "\n")
    out, _ = c.run("import", f"{c.dir}/own.jsonl")
    c.has("first", out, "new 1, changed 1, as before 0")
    out, _ = c.run("import", f"{c.dir}/own.jsonl")
    c.has("again", out, "new 0, changed 0, as before 2")
    return c


def supersedes():
    c = Case("supersedes")
    with open(f"{c.dir}/own.jsonl", "w") as f:
        for r in ({"id": "N-2002", "supersedes": "N-1001",
                   "published": "2026-03-01"}, {"id": "N-1001"}):
            f.write(json.dumps({"source": "own-list", "name": "Kettle",
                                "gtins": ["4006381333931"], **r}) + "\n")
    c.run("import", f"{c.dir}/own.jsonl")
    old = c.exported()["N-1001"]
    c.check("superseded", [old.get(k) for k in ("withdrawn", "superseded_by")],
            ["2026-03-01", "N-2002"])
    out, _ = c.run("import", f"{c.dir}/own.jsonl")
    c.has("once more", out, "new 0, changed 0, as before 2")
    return c


def killed():
    c = Case("killed", "eu-safety-gate")
    weeks = [(n, days_ago(n)) for n in range(1, 9)]
    c.serve("eu-safety-gate", {INDEX: index(c, weeks)})
    for n, day in weeks:
        c.serve("eu-safety-gate", {report(n): week(
            *[alert(f"SR/{100 * n + k:05}/26") for k in range(5)], date=day)})
    for n in (3, 5, 8):
        path = f"/eu-safety-gate{report(n)}"
        shop.hold(c.host, path)
        child = c.start("fetch", "--all", "--config", c.yaml)
        c.check("asked", shop.wait_asked(c.host, path), True)
        child.send_signal(signal.SIGKILL)
        child.wait(timeout=DEADLINE_S)
        child.stdout.close()
        child.stderr.close()
        shop.release(c.host, path)
    out, _ = c.fetch()
    c.has("the rest", out, "documents 9 (unchanged 0), read 40, bad 0; "
          "new 40, changed 0, withdrawn 0")
    c.check("all of them", len(c.exported()), 40)
    c.check("the index once", shop.paths(c.host).count(
        f"/eu-safety-gate{INDEX}"), 1)
    return c


def broken_answers():
    """What is no feed is an error that says so, and costs nothing kept."""
    c = Case("broken", "us-cpsc")
    cpsc_years(c, {TODAY.year: [cpsc("26-001"), cpsc("26-002")]})
    c.fetch()
    since = days_ago(2 + 14)
    cases = [
        ("web page", Reply("<!DOCTYPE html><html><body>Maintenance</body>"
                           "</html>"), "changed shape",
         "a web page instead of data"),
        ("nothing", Reply(b""), "changed shape", "an empty answer"),
        ("no records", [], "shrunk", "0 records"),
        ("an error in JSON", Reply('{"Message": "An error has occurred."}'),
         "changed shape", "member 'RecallNumber' is missing; it says: An "
         "error has occurred."),
        ("no dates", [{k: v for k, v in cpsc(f"26-{n:03}").items()
                       if k != "RecallDate"} for n in range(3)],
         "changed shape", "none of 3 records has 'RecallDate'"),
        ("not found", Reply("gone", 404), "failed", "answered with status 404"),
        ("server error", Reply("oops", 503), "failed",
         "answered with status 503"),
        ("cut off", b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n[{",
         "failed", "length:"),
    ]
    for name, reply, state, why in cases:
        cpsc_since(c, since, reply)
        _, err = c.fetch(status=1)
        c.check(name, [(e["source"], e["state"]) for e in logfmt.events(err)
                       if e["event"] == "source_unwell"],
                [("us-cpsc", state)])
        c.has(name, err, why)
        row, err = c.health(status=1)
        c.check(f"{name}: state", row["state"], state)
        c.has(f"{name}: sources says it", err, why)
        got = c.exported()
        c.check(f"{name}: nothing lost", "26-001" in got and "26-002" in got,
                True)
        c.check(f"{name}: nothing withdrawn",
                [i for i, r in got.items() if "withdrawn" in r], [])
    cpsc_since(c, since, [cpsc("26-001"), cpsc("26-002"), cpsc("26-003")])
    out, _ = c.fetch()
    c.has("well again", out, "us-cpsc: ok;")
    c.check("and the new one", "26-003" in c.exported(), True)
    return c


def bad_records():
    """A bad record costs itself; all bad is a changed shape."""
    c = Case("bad", "us-cpsc")
    cpsc_years(c, {TODAY.year: [cpsc("26-001"), {"RecallNumber": [1]},
                                cpsc("26-002")]})
    out, err = c.fetch()
    c.has("one bad", out, "read 3, bad 1; new 2")
    c.has("it is named", err, "record 2")
    cpsc_since(c, days_ago(16), [{"Nummer": "1"}, {"Nummer": "2"}])
    _, err = c.fetch(status=1)
    c.has("all bad", err,
          'state="changed shape" why="none of 2 records can be used: ')
    return c


def forged_lines():
    """No notice writes into the log what it likes."""
    c = Case("forged", "us-cpsc")
    ugly = '26-1"\n2026-01-01T00:00:00Z level=error event=forged \x1b[31m\u202e'
    cpsc_years(c, {TODAY.year: [cpsc("26-001"), {"RecallNumber": ugly},
                                {ugly: ugly}, cpsc(ugly)]})
    out, err = c.fetch()
    c.check("events", {e["event"] for e in logfmt.events(err)},
            {"bad_notice"})
    c.check("no terminal codes", "\x1b" in out + err, False)
    return c


def one_source_fails():
    c = Case("others", "us-cpsc", "eu-safety-gate")
    c.serve("eu-safety-gate", {
        INDEX: index(c, [(1, days_ago(3))]),
        report(1): week(alert("SR/00001/26"))})
    out, err = c.fetch(status=1)
    c.has("the bad one", err, "source=us-cpsc state=failed why=")
    c.has("the good one", out, "eu-safety-gate: ok")
    c.check("kept", list(c.exported()), ["SR/00001/26"])
    return c


def one_document_fails():
    c = Case("partly", "eu-safety-gate")
    c.serve("eu-safety-gate", {
        INDEX: index(c, [(1, days_ago(17)), (2, days_ago(10)),
                         (3, days_ago(3))]),
        report(1): week(alert("SR/00001/26"), date=days_ago(17)),
        report(2): Reply("oops", 500),
        report(3): week(alert("SR/00003/26"))})
    _, err = c.fetch(status=1)
    c.has("named", err, "detail/xml/2?language=en: answered with status 500")
    c.check("the others are kept", sorted(c.exported()),
            ["SR/00001/26", "SR/00003/26"])
    c.serve("eu-safety-gate", {
        report(2): week(alert("SR/00002/26"), date=days_ago(10))})
    c.fetch()
    c.check("and now it", len(c.exported()), 3)
    return c


def stubborn_documents():
    """Some documents never come: the others do, and in the end the source is
    well again."""
    c = Case("stubborn", "eu-safety-gate")
    weeks = [(n, days_ago(n)) for n in range(1, 8)]
    c.serve("eu-safety-gate", {INDEX: tagged(index(c, weeks), "i")})
    for n, day in weeks:
        c.serve("eu-safety-gate", {report(n): Reply("oops", 500) if n < 5 else
                                   week(alert(f"SR/{n:05}/26"), date=day)})
    c.fetch(status=1)
    c.fetch(status=1)
    c.check("the others", sorted(c.exported()),
            ["SR/00005/26", "SR/00006/26", "SR/00007/26"])
    for run in range(8):
        child = c.start("fetch", "--all", "--config", c.yaml)
        _, err = child.communicate(timeout=DEADLINE_S)
        if "left out" in err:
            break
    c.has("left out", err, "left out after 5 runs")
    # What came back meanwhile is read all the same.
    c.serve("eu-safety-gate", {report(n): week(
        alert(f"SR/{n:05}/26"), date=day) for n, day in weeks})
    c.fetch()
    c.check("all of them", len(c.exported()), 7)
    return c


def hostile_redirects():
    c = Case("redirect", "eu-safety-gate")
    cases = [("http://127.0.0.1:80/x", "address: 127.0.0.1 is loopback"),
             ("http://10.1.2.3/x", "address: 10.1.2.3 is private"),
             ("http://169.254.169.254/latest", "169.254.169.254 is"),
             ("http://[::1]/x", "address: ::1 is loopback"),
             ("file:///etc/passwd", "redirect: "),
             ("http://user@redirect.example/", "user name"),
             (f"/eu-safety-gate{INDEX}", "too many")]
    for target, why in cases:
        c.serve("eu-safety-gate", {INDEX: redirect(target)})
        _, err = c.fetch(status=1)
        c.has(target, err, why)
    c.serve("eu-safety-gate", {
        INDEX: redirect("/moved", 301),
        report(1): week(alert("SR/00001/26"))})
    shop.add(c.host, {"/moved": index(c, [(1, days_ago(3))])})
    c.fetch()
    c.check("a redirect within", list(c.exported()), ["SR/00001/26"])
    # A list that leads elsewhere is no list of this source.
    c.serve("eu-safety-gate", {INDEX: Reply(
        "<weeklyReports><weeklyReport><publicationDate>01/01/2100"
        "</publicationDate><URL>http://10.1.2.3/x</URL></weeklyReport>"
        "</weeklyReports>", Content_Type="application/xml")})
    _, err = c.fetch(status=1)
    c.has("elsewhere", err, "all 1 addresses lead to another site")
    return c


def slow_and_huge():
    c = Case("huge", "us-cpsc", megabytes=2)
    cpsc_years(c, {})
    year = f"/Recall?format=json&RecallDateStart={TODAY.year}-01-01" \
           f"&RecallDateEnd={TODAY.year}-12-31"
    c.serve("us-cpsc", {year: Reply(zeros(50), Content_Encoding="gzip")})
    _, err = c.fetch(status=1)
    c.has("a bomb", err, "body: larger than")
    # Accepts, and never answers.
    silent = socket.socket()
    silent.bind(("127.0.0.1", 0))
    silent.listen(8)
    s = Case("slow", "us-cpsc", timeout_s=0.3)
    with open(s.yaml) as f:
        text = f.read().replace(str(shop.port), str(silent.getsockname()[1]))
    with open(s.yaml, "w") as f:
        f.write(text)
    _, err = s.fetch(status=1)
    s.has("silence", err, "timeout:")
    silent.close()
    c.failures += s.failures
    return c


def limits():
    """What does not fit one run is left for the next."""
    c = Case("limits", "eu-safety-gate", pages=3)
    weeks = [(n, days_ago(n)) for n in range(1, 7)]
    c.serve("eu-safety-gate", {INDEX: index(c, weeks)})
    for n, day in weeks:
        c.serve("eu-safety-gate",
                {report(n): week(alert(f"SR/{n:05}/26"), date=day)})
    out, _ = c.fetch()
    c.has("first", out, "4 documents wait for the next run")
    c.fetch()
    out, _ = c.fetch()
    c.has("third", out, "documents 7 (unchanged 0), read 6, bad 0; new 6")
    c.check("all of them", len(c.exported()), 6)
    return c


def whole_file():
    """A file that holds all there is: what it drops is withdrawn, what it
    archives too."""
    c = Case("whole", "ca-hc")

    def file(*notices):
        c.serve("ca-hc", {"/HCRSAMOpenData.json": Reply(json.dumps([
            {"NID": n, "Title": f"Norvella lamp {n} may overheat",
             "URL": f"https://recalls-rappels.canada.ca/en/alert/{n}",
             "Organization": "Consumer product safety",
             "Product": "Norvella lamp", "Issue": "Fire hazard",
             "Category": "Household items", "Recall class": "",
             "Last updated": days_ago(2), "Archived": archived}
            for n, archived in notices]), Content_Type="application/json")})
    file(("70001", "0"), ("70002", "0"), ("70003", "0"))
    c.fetch()
    file(("70001", "0"), ("70002", "1"))
    out, _ = c.fetch()
    c.has("second run", out, "new 0, changed 1, withdrawn 1")
    got = c.exported()
    c.check("archived", [got["70002"].get(k) for k in
                         ("withdrawn", "withdrawn_why")],
            [days_ago(2), "archived"])
    c.check("dropped", [got["70003"].get(k) for k in
                        ("withdrawn", "withdrawn_why")],
            [TODAY.isoformat(), "no longer published"])
    c.check("in force", "withdrawn" in got["70001"], False)
    return c


def dataset():
    """All at first, then pages of what is new; every version of a notice is
    listed each time, and changes it once."""
    c = Case("dataset", "fr-rappelconso")

    def record(n, version=1, **more):
        return {"numero_fiche": f"2026-11-{n:04}", "numero_version": version,
                "date_publication": f"{days_ago(2)}T08:00:00+00:00",
                "categorie_produit": "Appareils", "libelle": f"Lampe {n}",
                "marque_produit": "Norvella",
                "sous_categorie_produit": "Lampes",
                "motif_rappel": "Risque d'incendie", **more}
    c.serve("fr-rappelconso", {"/exports/json": Reply(json.dumps(
        [record(n) for n in range(3)]), Content_Type="application/json")})
    c.fetch()
    where = f"date_publication%3E%3Ddate%27{days_ago(16)}%27"
    page = f"/records?where={where}&order_by=numero_fiche&limit=100&offset="
    new = [record(n) for n in range(130)]
    new.insert(2, record(1, version=2, marque_produit="Norvela"))

    def results(some):
        return Reply(json.dumps({"total_count": len(new), "results": some}),
                     Content_Type="application/json")
    c.serve("fr-rappelconso", {page + "0": results(new[:100]),
                               page + "100": results(new[100:])})
    out, _ = c.fetch()
    c.has("pages", out, "documents 2 (unchanged 0), read 131, bad 0; "
          "new 127, changed 1, withdrawn 0")
    c.check("the newer version", c.exported()["2026-11-0001"]["brand"],
            "Norvela")
    out, _ = c.fetch()
    c.has("once more", out, "new 0, changed 0, withdrawn 0")
    c.serve("fr-rappelconso", {page + "100": Reply('{"results": []}')})
    _, err = c.fetch(status=1)
    c.has("a page without a number", err, "'total_count' is missing")
    return c


def search_and_content():
    c = Case("search", "uk-opss")
    path = "/product-safety-alerts-reports-recalls/"

    def serve(names, gone=()):
        for since in ("", f"&filter_public_timestamp=from:{days_ago(16)}"):
            c.serve("uk-opss", {
                "/api/search.json?filter_format="
                "product_safety_alert_report_recall&order=-public_timestamp"
                "&count=100&start=0&fields=link,public_timestamp" + since:
                Reply(json.dumps({"total": len(names), "results": [
                    {"link": path + n,
                     "public_timestamp": f"{days_ago(2)}T08:00:00Z"}
                    for n in names]}), Content_Type="application/json")})
        for n in names:
            c.serve("uk-opss", {f"/api/content{path}{n}": Reply(
                "gone", 410) if n in gone else Reply(json.dumps({
                    "base_path": path + n, "title": f"Product Recall: "
                    f"Norvella Lamp {n} (2611-000{n[-1]})",
                    "public_updated_at": f"{days_ago(2)}T08:00:00Z",
                    "first_published_at": f"{days_ago(2)}T08:00:00Z",
                    "description": "Fire hazard.",
                    "details": {"body": "<p>A lamp.</p>", "metadata": {}}}),
                    Content_Type="application/json")})
    serve(["lamp-1", "lamp-2", "lamp-3"])
    out, _ = c.fetch()
    c.has("first", out, "documents 4 (unchanged 0), read 3, bad 0; new 3")
    serve(["lamp-1", "lamp-2", "lamp-3"], gone=["lamp-2"])
    out, _ = c.fetch()
    c.has("gone", out, "new 0, changed 0, withdrawn 1")
    c.check("which", sorted(r["id"] for r in c.exported().values()
                            if "withdrawn" in r), ["2611-0002"])
    c.serve("uk-opss", {f"/api/content{path}lamp-3": Reply(
        "<!DOCTYPE html><html>Sign in</html>")})
    _, err = c.fetch(status=1)
    c.has("a page for data", err, "lamp-3: a web page instead of data")
    return c


def web_sites():
    """Lists and pages of sites that have a robots.txt."""
    c = Case("sites", "au-accc", "cn-samr")
    accc = f"{c.at}/au-accc"
    c.serve("au-accc", {
        "/rss/feed.xml/psa_recall": Reply(
            f"<rss><channel><item><title>A</title><link>"
            f"https://www.productsafety.gov.au/recalls/a</link><pubDate>"
            f"{datetime.date.fromisoformat(days_ago(2)):%a, %d %b %Y} "
            f"10:00:00 +1000</pubDate></item><item><title>B</title><link>"
            f"{accc}/recalls/b</link></item></channel></rss>",
            Content_Type="application/rss+xml"),
        "/recalls/a": Reply(
            "<h1>Norvella lamp</h1><div class=field-psa-recall-pra-number>"
            "2026/21001</div><div class=field-psa-recall-published-date>"
            f"{days_ago(2)}</div>"),
        "/recalls/b": Reply(
            "<h1>Norvella kettle</h1><div class=field-psa-recall-pra-number>"
            "2026/21002</div><div class=field-psa-recall-published-date>"
            f"{days_ago(3)}</div>")})
    day = days_ago(2).replace("-", "")
    c.serve("cn-samr", {
        "/xfpzh/xfpgnzh/": Reply(
            f"<ul><li><a href='./202611/t{day}_1160.html'>x</a></li></ul>"
            "<script>createPageHTML(2, 0, 'index', 'html')</script>"),
        "/xfpzh/xfpgnzh/index_1.html": Reply(
            f"<ul><li><a href='./202611/t{day}_1161.html'>x</a></li></ul>"),
        "/qczh/gnzhqc/": Reply(
            f"<ul><li><a href='./202611/t{day}_1162.html'>x</a></li></ul>")})
    for path in ("xfpzh/xfpgnzh", "xfpzh/xfpgnzh", "qczh/gnzhqc"):
        for n in (1160, 1161, 1162):
            c.serve("cn-samr", {f"/{path}/202611/t{day}_{n}.html": Reply(
                f"<h1>某公司召回部分诺维拉牌电热水壶{n}</h1><p>发布时间："
                f"{days_ago(2)}</p><p>型号/规格：NV-{n}</p>")})
    shop.add(c.host, {"/robots.txt": Reply(
        "User-agent: *\nDisallow: /au-accc/recalls/b\n",
        Content_Type="text/plain")})
    out, err = c.fetch(status=1)
    c.has("the list", out, "cn-samr: ok; documents 6 (unchanged 0), read 3")
    c.has("robots.txt", err, "au-accc/recalls/b: robots: disallowed")
    c.check("notices", sorted(c.exported()), [
        "2026/21001", f"t{day}_1160", f"t{day}_1161", f"t{day}_1162"])
    c.check("never asked", "/au-accc/recalls/b" in shop.paths(c.host), False)
    return c


def vehicles():
    """Years, makes, models, recalls of each, and each campaign once."""
    c = Case("vehicles", "us-nhtsa")

    def answer(path, *results):
        c.serve("us-nhtsa", {path: Reply(json.dumps(
            {"count": len(results), "results": results}),
            Content_Type="application/json")})
    year = TODAY.year
    day = datetime.date.fromisoformat(days_ago(2))
    for y in range(year - 10, year + 2):
        answer(f"/products/vehicle/makes?modelYear={y}&issueType=r")
    answer(f"/products/vehicle/makes?modelYear={year}&issueType=r",
           {"modelYear": f"{year}", "make": "NORVELLA & SONS"})
    answer(f"/products/vehicle/models?modelYear={year}"
           "&make=NORVELLA%20%26%20SONS&issueType=r",
           *[{"modelYear": f"{year}", "make": "NORVELLA & SONS",
              "model": m} for m in ("NV4", "NV5")])
    campaign = {"NHTSACampaignNumber": "26V001000",
                "ReportReceivedDate": f"{day:%d/%m/%Y}",
                "Manufacturer": "Norvella", "Component": "BRAKES",
                "Summary": "The brake line may leak.",
                "Consequence": "Increased risk of a crash.",
                "Remedy": "Replace it.", "ModelYear": f"{year}",
                "Make": "NORVELLA"}
    for m in ("NV4", "NV5"):
        answer(f"/recalls/recallsByVehicle?make=NORVELLA%20%26%20SONS"
               f"&model={m}&modelYear={year}", {**campaign, "Model": m})
    answer("/recalls/campaignNumber?campaignNumber=26V001000",
           *[{**campaign, "Model": m} for m in ("NV4", "NV5")])
    out, _ = c.fetch()
    c.has("first", out, "us-nhtsa: ok; documents 16")
    c.check("one campaign", {i: r["models"] for i, r in c.exported().items()},
            {"26V001000": ["NV4", "NV5"]})
    out, _ = c.fetch()
    c.has("again", out, "new 0, changed 0, withdrawn 0")
    return c


def links():
    """Two authorities, one product: linked by import and by fetch."""
    c = Case("links", "us-cpsc")
    cpsc_years(c, {TODAY.year: [cpsc(
        "26-001", Description="This recall involves Norvella lamps. UPC "
        "4006381333931 is on the box.")]})
    c.fetch()
    with open(f"{c.dir}/own.jsonl", "w") as f:
        f.write(json.dumps({"source": "de-list", "id": "D-1", "name": "Lampe",
                            "gtins": ["4006381333931"]}) + "\n")
    c.run("import", f"{c.dir}/own.jsonl")
    out, _ = c.run("links", "D-1", "--json")
    pair = json.loads(out)
    c.check("pair", [pair["a"]["id"], pair["b"]["id"], pair["by"]],
            ["26-001", "D-1", "gtin"])
    shown = json.loads(c.run("show", "26-001")[0])
    c.check("show", [r["id"] for r in shown["links"]], ["D-1"])
    with open(f"{c.dir}/own.jsonl", "w") as f:
        f.write(json.dumps({"source": "de-list", "id": "D-1", "name": "Lampe",
                            "gtins": ["4006381333948"]}) + "\n")
    c.run("import", f"{c.dir}/own.jsonl")
    c.check("not any more", c.run("links")[0], "")
    return c


def usage():
    c = Case("usage", "us-cpsc")
    c.run("fetch", "us-cpsc", status=2)  # who is calling?
    c.run("fetch", "--contact", "a@b.example", status=2)
    _, err = c.run("fetch", "--contact", "a@b.example", "nonsense", status=1)
    c.has("unknown", err, "unknown source 'nonsense'")
    out, _ = c.run("sources")
    c.has("before the first run", out, "never")
    return c


CASES = [first_and_again, figures, stumbles, repeated, changed_and_withdrawn, supersedes, killed,
         broken_answers, bad_records, forged_lines, one_source_fails, one_document_fails,
         stubborn_documents,
         hostile_redirects, slow_and_huge, limits, whole_file, dataset,
         search_and_content, web_sites, vehicles, links, usage]


def main():
    wanted = sys.argv[1:]
    failed = 0
    for f in CASES:
        if wanted and f.__name__ not in wanted:
            continue
        try:
            failures = f().failures
        except Exception:
            failures = [traceback.format_exc()]
        for text in failures:
            print(f"{f.__name__}: {text}", file=sys.stderr)
        failed += bool(failures)
    print(f"fetch: {len(wanted or CASES)} cases, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
