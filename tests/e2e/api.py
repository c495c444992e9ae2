"""Every operation of review/static/openapi.json with its examples, the answer
held against its schema; then what must be refused.

    api.py STORE        (of the demo; changed by this)
"""
import json
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request

store = sys.argv[1]
passed = failed = 0


def expect(name, ok, more=""):
    global passed, failed
    if ok:
        passed += 1
    else:
        failed += 1
        print(f"not so: {name} {more}")


def run(*args, given=""):
    done = subprocess.run(["./shelfwatch", *args, "--store", store],
                          input=given, capture_output=True, text=True,
                          timeout=60)
    if done.returncode != 0:
        sys.exit(f"{args}: {done.stderr}")
    return done.stdout


def token(name, roles, scopes):
    run("user", "add", name, "--roles", roles, "--no-password")
    out = run("user", "token", "add", name, "--scopes", scopes)
    return next(w for w in out.split() if w.startswith("swt_"))


# --- a server ---

reader = token("reads", "auditor", "read,audit")
worker = token("works", "analyst", "read,decide")
narrow = token("narrow", "analyst", "read")
server = subprocess.Popen(
    ["./shelfwatch", "serve", "--port", "0", "--store", store],
    stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
address = server.stdout.readline().split()
base = next(w for w in address if w.startswith("http")).split("/?")[0]
base = base.rstrip("/")
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def ask(method, path, key=None, body=None, headers=()):
    fields = dict(headers)
    if key:
        fields["Authorization"] = "Bearer " + key
    data = body.encode() if isinstance(body, str) else body
    if data is not None:
        fields["Content-Type"] = "application/json"
    rq = urllib.request.Request(base + path, data=data, method=method,
                                headers=fields)
    try:
        with opener.open(rq, timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as e:
        return e.code, e.headers, e.read()
    except urllib.error.URLError as e:
        # The server may refuse a body before all of it was sent.
        return 413 if isinstance(e.reason, OSError) else 0, {}, b""


# --- the part of JSON Schema that the document uses ---

def resolve(doc, node):
    while "$ref" in node:
        found = doc
        for part in node["$ref"][2:].split("/"):
            found = found[part]
        node = found
    return node


KINDS = {"object": dict, "array": list, "string": str, "boolean": bool,
         "integer": int, "number": (int, float)}


def faults(doc, schema, value, at="$"):
    schema = resolve(doc, schema)
    kind = schema.get("type")
    if kind and not isinstance(value, KINDS[kind]):
        return [f"{at} is no {kind}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{at} is {value!r}"]
    bad = []
    if kind == "object":
        bad += [f"{at} lacks {n}" for n in schema.get("required", ())
                if n not in value]
        for name, inner in schema.get("properties", {}).items():
            if name in value:
                bad += faults(doc, inner, value[name], f"{at}.{name}")
    if kind == "array" and "items" in schema:
        for i, item in enumerate(value):
            bad += faults(doc, schema["items"], item, f"{at}[{i}]")
    return bad


def check(doc, name, operation, got):
    status, headers, body = got
    content = resolve(doc, operation["responses"][str(status)])["content"]
    expect(f"{name}: type", headers["Content-Type"] == "application/json")
    bad = faults(doc, content["application/json"]["schema"], json.loads(body))
    expect(f"{name}: answer fits its schema", not bad, "; ".join(bad[:3]))


def example_path(path, parameters):
    query = {}
    for p in parameters:
        if p["in"] == "path":
            path = path.replace("{%s}" % p["name"], str(p["example"]))
        elif "example" in p:
            query[p["name"]] = p["example"]
    return path + ("?" + urllib.parse.urlencode(query) if query else "")


def examples(doc):
    root = doc["servers"][0]["url"]
    for path, operations in doc["paths"].items():
        for method, operation in operations.items():
            name = f"{method.upper()} {path}"
            to = root + example_path(path, operation.get("parameters", ()))
            key = worker if method == "post" else reader
            bodies = [None]
            if "requestBody" in operation:
                content = operation["requestBody"]["content"]
                bodies = [e["value"] for e in
                          content["application/json"]["examples"].values()]
            for body in bodies:
                if body is not None and "event" in body:
                    case = ask("GET", to.rsplit("/", 1)[0], reader)[2]
                    body["event"] = json.loads(case)["event"]
                got = ask(method.upper(), to, key,
                          None if body is None else json.dumps(body))
                expect(f"{name}: status", got[0] == 200, f"{got[0]} {got[2]}")
                check(doc, name, operation, got)
                plain = None if body is None else "{}"
                for what, status, wrong in (
                        ("no token", 401, None), ("a wrong one", 401, "swt_x"),
                        ("a form's cookie", 401, None)):
                    more = [("Cookie", "shelfwatch=" + reader)]
                    got = ask(method.upper(), to, wrong, plain,
                              more if "cookie" in what else ())
                    expect(f"{name}: {what}", got[0] == status, got[0])
                    check(doc, f"{name}: {what}", operation, got)


# --- what is refused, and pages of a list ---

def refusals():
    case = json.loads(ask("GET", "/api/v1/cases/2", reader)[2])
    act = {"act": "dismiss", "reason_code": "complies", "event": case["event"]}
    to = "/api/v1/cases/2/acts"
    for name, status, got in (
            ("a reader's token does not decide", 403,
             ask("POST", to, narrow, json.dumps(act))),
            ("an auditor does not decide", 403,
             ask("POST", to, reader, json.dumps(act))),
            ("an analyst does not read the audit log", 403,
             ask("GET", "/api/v1/audit", worker)),
            ("no JSON", 400, ask("POST", to, worker, "{")),
            ("a list", 400, ask("POST", to, worker, "[]")),
            ("no event", 422, ask("POST", to, worker, '{"act":"confirm"}')),
            ("no such act", 409,
             ask("POST", to, worker, json.dumps({**act, "act": "burn"}))),
            ("done", 200, ask("POST", to, worker, json.dumps(act))),
            ("the same once more", 409,
             ask("POST", to, worker, json.dumps(act))),
            ("no such case", 404, ask("GET", "/api/v1/cases/99999", reader)),
            ("no such address", 404, ask("GET", "/api/v1/nothing", reader)),
            ("another method", 405, ask("DELETE", "/api/v1/cases", reader)),
            ("an endless body", 413,
             ask("POST", to, worker, "[" * 2_000_000)),
    ):
        expect(name, got[0] == status, f"{got[0]} {got[2][:200]}")


def pages():
    whole = json.loads(ask("GET", "/api/v1/cases?limit=200", reader)[2])
    seen, to = [], "/api/v1/cases?limit=7"
    while to and len(seen) < 1000:
        part = json.loads(ask("GET", to, reader)[2])
        seen += [c["id"] for c in part["cases"]]
        to = part.get("next")
    expect("pages make up the whole", seen == [c["id"] for c in whole["cases"]],
           seen)
    seen, to = [], "/api/v1/recalls?limit=3"
    while to and len(seen) < 1000:
        part = json.loads(ask("GET", to, reader)[2])
        seen += [r["row"] for r in part["recalls"]]
        to = part.get("next")
    expect("all notices", len(seen) == len(set(seen)) == 16, seen)


def chain():
    entries = json.loads(ask("GET", "/api/v1/audit?limit=200", reader)[2])
    entries = entries["entries"]
    expect("every entry names the one before",
           all(a["previous"] == b["hash"]
               for a, b in zip(entries, entries[1:])))
    expect("reading a case is written down",
           any(e["action"] == "case.view" and e["actor"] == "reads"
               for e in entries))


try:
    status, _, body = ask("GET", "/api/v1/openapi.json")
    expect("the document is for everybody", status == 200)
    examples(json.loads(body))
    refusals()
    pages()
    chain()
finally:
    server.terminate()
    server.wait(20)
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0 or passed == 0)
