"""What a hostile server does to a scan: one host per fault.

Each host has a list page, the good offers /p/1 and /p/2, and /bad between
them; a fault says what becomes of /bad, or of the host. `want` is the states
that are due ("observed" where the fault must not matter), `why` what the
reason must match. `good` False: the fault is of the whole host."""
import gzip
import re
import struct
import zlib

from hostile import head, html_list, html_offer, offer, reply

FAULTS = []


class Fault:
    def __init__(self, name, want, why, build, **more):
        self.name, self.build = name, build
        self.want, self.why = want.split(), why
        self.slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
        self.host = f"{self.slug}.example"
        self.at = "/bad"       # the page to look at
        self.good = True       # the other pages must be there
        self.most = 0          # pages of the host at most, 0: do not care
        self.tls = None        # kind of certificate
        self.h2 = None         # what an HTTP/2 server does
        self.addresses = None  # of its name, if not one of its own
        # Which scan: "main"; "flood", hosts that send as fast as they can,
        # apart so that this server has time for the others; "slow", stopped
        # after a while.
        self.scan = "main"
        for key, value in more.items():
            if not hasattr(self, key):
                raise TypeError(key)
            setattr(self, key, value)

    def site(self):
        pages = {
            "/": reply(html_list("Shop", ["/p/1", "/bad", "/p/2"])),
            "/p/1": offer(f"Lamp one of {self.slug}", 1),
            "/p/2": offer(f"Lamp two of {self.slug}", 2),
        }
        made = self.build(self)
        if callable(made):
            return made  # answers every path itself
        pages.update(made)
        return pages


def fault(name, want, why="", **more):
    def add(build):
        FAULTS.append(Fault(name, want, why, build, **more))
        return build
    return add


def bad(name, want, why="", answer=None, **more):
    """/bad, or the paths that `answer` names, are answered so."""
    pages = answer if isinstance(answer, dict) else {"/bad": answer}
    FAULTS.append(Fault(name, want, why, lambda f: pages, **more))


def act(do):
    """An answer that is done to the connection."""
    return lambda conn, request: do(conn)


OK_HEAD = head(Content_Type="text/html", Content_Length=5000)
CHUNKED = head(Content_Type="text/html", Transfer_Encoding="chunked")
GOOD = html_offer("Sound offer").encode()
CUT = r"^cut short, "

# --- time ---
bad("no answer", "failed", "^timeout", act(lambda c: c.wait_closed()))
bad("slow headers", "failed partial", "timeout",
    act(lambda c: c.slowly(head(Content_Type="text/html") * 9, 0.8)))
bad("slow body byte by byte", "partial", CUT + "timeout",
    act(lambda c: (c.send(OK_HEAD), c.slowly(GOOD, 0.5))))
bad("body just fast enough, for ever", "partial", CUT + "timeout",
    act(lambda c: (c.send(CHUNKED), c.slowly(b"5\r\n<b>x \r\n" * 9000, .02,
                                             10))))
bad("stall after the headers", "partial", CUT + "timeout",
    act(lambda c: (c.send(OK_HEAD), c.wait_closed())))
bad("stall in the body", "partial", CUT + "timeout",
    act(lambda c: (c.send(OK_HEAD + GOOD[:300]), c.wait_closed())))
bad("headers one line a second", "failed partial", "timeout|header",
    act(lambda c: (c.send(b"HTTP/1.1 200 OK\r\n"),
                   c.slowly(b"X-Wait: 1\r\n" * 200, 1.0, 11))))

# --- broken connections ---
bad("half-closed before the answer", "failed", "^reset",
    act(lambda c: (c.half_close(), c.wait_closed(3))))
bad("half-closed in the body", "partial", CUT + "length",
    act(lambda c: (c.send(OK_HEAD + GOOD[:300]), c.half_close(),
                   c.wait_closed(3))))
bad("reset at the request", "failed", "^reset", act(lambda c: c.reset()))
bad("reset in the status line", "failed partial", "reset",
    act(lambda c: (c.send(b"HTTP/1.1 2"), c.reset())))
bad("reset in the headers", "failed partial", "reset",
    act(lambda c: (c.send(b"HTTP/1.1 200 OK\r\nContent-Ty"), c.reset())))
bad("reset in the body", "partial failed", "reset|length",
    act(lambda c: (c.send(OK_HEAD + GOOD[:300]), c.reset())))
bad("closed in a chunk", "partial", CUT,
    act(lambda c: c.send(CHUNKED + b"1000\r\nabc")))

# --- lengths and chunks ---
bad("length too long", "partial", CUT + "length",
    head(Content_Type="text/html", Content_Length=len(GOOD) + 500) + GOOD)
bad("length too short", "observed partial", "",
    head(Content_Type="text/html", Content_Length=len(GOOD) - 20) + GOOD)
bad("length negative", "failed partial", "protocol|length",
    head(Content_Type="text/html", Content_Length=-5) + GOOD)
bad("length no number", "failed partial", "",
    head(Content_Type="text/html", Content_Length="12abc") + GOOD)
bad("length beyond 64 bits", "failed partial observed", "",
    head(Content_Type="text/html", Content_Length="9" * 40) + GOOD)
bad("two lengths", "failed partial observed", "",
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 10\r\n"
    b"Content-Length: %d\r\n\r\n" % len(GOOD) + GOOD)
bad("length and chunks", "observed", "",
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 10\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(GOOD) + GOOD
    + b"\r\n0\r\n\r\n")
bad("endless chunks", "partial", CUT + "body",
    act(lambda c: (c.send(CHUNKED),
                   c.flood(b"10000\r\n" + b"x" * 65536 + b"\r\n"))), scan="flood")
bad("endless chunks of one byte", "partial", CUT,
    act(lambda c: (c.send(CHUNKED), c.flood(b"1\r\nx\r\n" * 4096))), scan="flood")
bad("chunk size no number", "partial", CUT, CHUNKED + b"ZZ\r\nabc\r\n")
bad("chunk size negative", "partial", CUT, CHUNKED + b"-5\r\nabcde\r\n")
bad("chunk size beyond 64 bits", "partial", CUT,
    CHUNKED + b"F" * 40 + b"\r\nabc\r\n")
bad("chunk size of 1 MB of zeros", "partial observed", "",
    CHUNKED + b"0" * (1 << 20) + b"5\r\nabcde\r\n0\r\n\r\n")
bad("chunk extension of 1 MB", "partial observed", "",
    CHUNKED + b"5;" + b"x" * (1 << 20) + b"\r\nabcde\r\n0\r\n\r\n")
bad("trailers without end", "partial observed", "",
    act(lambda c: (c.send(CHUNKED + b"%x\r\n" % len(GOOD) + GOOD
                          + b"\r\n0\r\n"), c.flood(b"X-Trailer: 1\r\n" * 999,
                                                   1 << 28))), scan="flood")

# --- interim answers, status lines, headers ---
bad("100 Continue for ever", "failed partial blocked", "header|timeout",
    act(lambda c: c.flood(b"HTTP/1.1 100 Continue\r\n\r\n" * 999)), scan="flood")
bad("103 Early Hints for ever", "failed partial blocked", "header|timeout",
    act(lambda c: c.flood(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                          * 999)), scan="flood")
bad("101 nobody asked for", "failed partial blocked observed", "",
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h9\r\n\r\nblah")
bad("status 999", "blocked", "", reply(GOOD, "999 What"))
bad("status 000", "failed partial blocked", "", reply(GOOD, "000 None"))
bad("status of words", "failed partial blocked", "",
    b"HTTP/1.1 OK 200\r\n\r\n" + GOOD)
bad("HTTP/9.9", "failed partial observed blocked", "",
    b"HTTP/9.9 200 OK\r\nContent-Length: 2\r\n\r\nhi")
bad("HTTP/0.9, no status line", "failed", "^protocol", GOOD)
bad("204 with a body", "blocked observed partial", "", reply(GOOD, "204 No"))
bad("304 nobody asked for", "blocked partial observed", "",
    head("304 Not Modified"))
bad("206 nobody asked for", "blocked partial observed", "",
    reply(GOOD, "206 Part", Content_Range="bytes 0-9/900"))
bad("empty body", "partial", "empty", reply(b""))
bad("garbage behind the answer", "observed", "",
    reply(GOOD, Connection="keep-alive") + b"HTTP/1.1 200 OK\r\n"
    b"Content-Length: 22\r\n\r\n<h1>Smuggled page</h1>" * 20)
bad("header of 10 MB", "partial failed", "header",
    act(lambda c: (c.send(b"HTTP/1.1 200 OK\r\nX-Big: "),
                   c.flood(b"x" * 65536, 10 << 20),
                   c.send(b"\r\nContent-Length: 0\r\n\r\n"))), scan="flood")
bad("100,000 headers", "partial failed", "header",
    act(lambda c: (c.send(b"HTTP/1.1 200 OK\r\n" + b"".join(
        b"X-H%d: 1\r\n" % i for i in range(100000))
        + b"Content-Length: 0\r\n\r\n"))))
bad("header line without a name", "observed partial failed", "",
    b"HTTP/1.1 200 OK\r\n: nothing\r\n\x00\x01: x\r\nContent-Length: %d\r\n"
    b"Content-Type: text/html\r\n\r\n" % len(GOOD) + GOOD)
bad("folded headers", "observed", "",
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html;\r\n charset=utf-8\r\n"
    b"Content-Length: %d\r\n\r\n" % len(GOOD) + GOOD)
bad("cookies by the thousand", "observed", "",
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n"
    % len(GOOD) + b"".join(b"Set-Cookie: c%d=%s\r\n" % (i, b"v" * 20)
                           for i in range(4000)) + b"\r\n" + GOOD)
bad("a cookie of 200 KB", "partial", CUT + "header",
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n"
    b"Set-Cookie: c=%s\r\n\r\n" % (len(GOOD), b"v" * 200000) + GOOD)
bad("a cookie for all of .example", "observed", "",
    reply(GOOD, Set_Cookie="all=1; Domain=example; Path=/"))

# --- codings ---


def zeros(megabytes, wbits=31):
    packer = zlib.compressobj(9, zlib.DEFLATED, wbits)
    block = b" " * (1 << 20)
    return b"".join([packer.compress(block) for _ in range(megabytes)]
                    + [packer.flush()])


# 64 MB of blanks in 51 bytes; a zstd frame of run-length blocks.
BROTLI = bytes.fromhex(
    "cfffff7f002440e2b14072effff9ffff0f8004401c1680eefd3fffffff01900088c302"
    "d0bdffcfffff7f001200715800baf7ff")
ZSTD = b"\x28\xb5\x2f\xfd\x00\x58" + b"".join(
    struct.pack("<I", (131072 << 3) | 2 | (i == 511))[:3] + b" "
    for i in range(512))

bad("gzip bomb", "partial", CUT + "body",
    reply(zeros(100), Content_Encoding="gzip"))
bad("deflate bomb", "partial", CUT + "body",
    reply(zeros(100, 15), Content_Encoding="deflate"))
bad("brotli bomb", "partial", CUT + "body",
    reply(BROTLI, Content_Encoding="br"))
bad("zstd bomb", "partial", CUT + "body|" + CUT + "coding",
    reply(ZSTD, Content_Encoding="zstd"))
bad("gzip in gzip in gzip", "partial observed", "",
    reply(gzip.compress(gzip.compress(gzip.compress(GOOD))),
          Content_Encoding="gzip, gzip, gzip"))
bad("a hundred codings", "partial", CUT + "coding",
    reply(GOOD, Content_Encoding=", ".join(["gzip"] * 100)))
bad("truncated gzip", "partial", CUT,
    reply(gzip.compress(GOOD * 9)[:300], Content_Encoding="gzip"))
bad("gzip that is none", "partial", CUT + "coding",
    reply(GOOD, Content_Encoding="gzip"))
bad("brotli that is none", "partial", CUT + "coding",
    reply(GOOD, Content_Encoding="br"))
bad("gzip with garbage behind", "partial observed", "",
    reply(gzip.compress(GOOD) + b"x" * 5000, Content_Encoding="gzip"))
bad("unknown coding", "partial", CUT + "coding",
    reply(GOOD, Content_Encoding="exi"))

# --- redirects ---


def to(where, status="302 Found"):
    return reply(b"", status, Location=where)


bad("redirect to itself", "refused", "too many redirects", to("/bad"))
bad("redirect loop of two", "refused", "too many redirects",
    {"/bad": to("/bad2"), "/bad2": to("/bad")})


@fault("redirect fan without end", "refused", "too many redirects")
def _(f):
    site = f

    def answer(request):
        if request.path.startswith("/bad"):
            return to(f"/bad{request.path[4:]}x")
        return good.get(request.path)
    good = {"/": reply(html_list("Shop", ["/p/1", "/bad", "/p/2"])),
            "/p/1": offer(f"Lamp one of {site.slug}"),
            "/p/2": offer(f"Lamp two of {site.slug}")}
    return answer


@fault("300 links that lead to one offer", "observed", "", at="/go/7")
def _(f):
    links = [f"/go/{i}" for i in range(300)]
    pages = {u: to("/p/1") for u in links}
    pages["/"] = reply(html_list("Shop", ["/p/1", "/p/2", *links]))
    return pages


for name, where in (
        ("a file", "file:///etc/passwd"), ("ftp", "ftp://a.example/x"),
        ("gopher", "gopher://127.0.0.1:6379/_FLUSHALL"),
        ("a script", "javascript:alert(1)"), ("data", "data:text/html,x"),
        ("a private address", "http://10.0.0.1/"),
        ("loopback", "http://127.0.0.1/"), ("loopback in IPv6", "http://[::1]/"),
        ("the cloud's metadata", "http://169.254.169.254/latest/"),
        ("a number for an address", "http://2130706433/"),
        ("a user at its host", "http://user:pass@redirect-to-a-user-at-its-"
         "host.example/p/1"),
        ("another port", "http://redirect-to-another-port.example:22/"),
        ("1 MB of address", "/" + "x" * (200 << 10))):
    bad(f"redirect to {name}", "refused partial failed blocked", "", to(where))
bad("redirect to nowhere", "blocked partial", "",
    reply(b"", "302 Found"))
bad("redirect with control characters", "refused blocked observed partial", "",
    b"HTTP/1.1 302 Found\r\nLocation: /p/1\x01\x7f\x00x\r\n"
    b"Content-Length: 0\r\n\r\n")

# --- pages ---


def page(name, want, body, why="", **more):
    body = body if isinstance(body, bytes) else body.encode()
    bad(name, want, why, reply(body, **more))


def with_data(data, title="Data"):
    return (f"<html><head><title>{title}</title><script type=application/"
            f"ld+json>{data}</script></head><body><h1>{title}</h1><p>Some "
            f"words on this page, which has no offer in its data.</p>")


page("nested 100,000 deep", "partial observed",
     "<html><body>" + "<div>" * 100000 + "<h1>Deep</h1>")
page("100,000 open formatting tags", "partial observed",
     "<html><body><h1>Bold</h1>" + "<b><i><a href=x>" * 33000 + "<p>x</p>")
page("misnested tables", "partial observed",
     "<html><body>" + "<table><b><tr><td>" * 20000 + "x")
page("attributes of 10 MB", "partial observed quarantined",
     "<html><body><p title='" + "a" * (10 << 20) + "'>Text</p>")
page("100,000 attributes", "observed partial",
     "<html><body><p " + " ".join(f"a{i}=1" for i in range(100000))
     + ">Many</p>")
page("one text of 50 MB", "partial", "<html><body><p>" + "word " * (10 << 20),
     CUT + "body")
page("JSON-LD of 50 MB", "partial",
     with_data('{"@type": "Product", "name": "' + "x" * (50 << 20) + '"}'),
     CUT + "body")
page("JSON-LD of 9 MB", "partial observed blocked",
     with_data('{"@type": "Product", "name": "' + "x" * (9 << 20) + '"}'))
page("JSON-LD 10,000 deep", "partial observed",
     with_data('{"@type":"Product","name":' + "[" * 10000 + "]" * 10000
               + "}"))
page("JSON-LD with 100,000 offers", "partial observed",
     with_data('{"@type":"Product","name":"Many","offers":['
               + ",".join(['{"@type":"Offer","price":"1"}'] * 100000) + "]}"))
page("JSON-LD numbers beyond all", "observed partial",
     with_data('{"@type":"Product","name":"Big","offers":{"@type":"Offer",'
               '"price":1e99999,"priceCurrency":"EUR"}}'))
page("NULs", "observed partial", b"<html><body><h1>N\x00ul</h1>\x00<p>"
     + b"text\x00 " * 5000)
page("invalid UTF-8", "observed partial",
     b"<html><body><h1>Bytes \xff\xfe\xc0\x80\xed\xa0\x80</h1><p>"
     + bytes(range(128, 256)) * 50)
page("charsets that contradict", "observed partial",
     "<html><head><meta charset=shift_jis><title>客厅</title><body><h1>"
     "客厅灯</h1>" + GOOD.decode(), Content_Type="text/html; charset=gbk")
page("mixed charsets", "observed partial",
     b"<html><body>" + "ü客".encode() * 99 + "ü".encode("latin-1") * 99
     + "客".encode("gbk") * 99)
page("UTF-16 with broken surrogates", "observed partial",
     b"\xff\xfe" + "<html><body><h1>Text</h1><p>words ".encode("utf-16-le")
     + b"\x00\xd8\x00\xd8A\x00\x00\xdc" * 500,
     Content_Type="text/html; charset=utf-16")
page("UTF-7", "observed partial blocked",
     "+ADw-script+AD4-alert(1)+ADw-/script+AD4-" * 20,
     Content_Type="text/html; charset=utf-7")
page("a charset that does not exist", "observed", GOOD,
     Content_Type="text/html; charset=klingon-8")
page("HTML called a picture", "observed partial blocked", GOOD,
     Content_Type="image/png")
page("a picture called HTML", "observed partial blocked",
     b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 400)
page("no type", "observed", GOOD, Content_Type="")
page("a comment without end", "observed partial", "<html><body><h1>C</h1><!--"
     + " x" * 100000)
page("a script without end", "partial observed",
     "<html><body><script>" + "x=1;" * 100000)
page("a million entities", "observed partial",
     "<html><body><h1>E</h1><p>" + "&notit;&amp;&#x1F600;" * 100000)
page("100,000 links", "observed partial",
     "<html><body><h1>Links</h1>" + "".join(
         f"<a href='http://elsewhere.example/{i}'>x</a>"
         for i in range(100000)))
page("one line of 9 MB of brackets", "observed partial",
     "<html><body>" + "<" * (9 << 20))

# --- traps ---


def endless(make):
    """A host on which every page leads on."""
    def build(f):
        good = {"/": reply(html_list("Shop", ["/p/1", "/p/2", "/bad"])),
                "/p/1": offer(f"Lamp one of {f.slug}"),
                "/p/2": offer(f"Lamp two of {f.slug}")}

        def answer(request):
            return good.get(request.path) or make(request.path)
        return answer
    return build


def number_of(path):
    found = re.findall(r"\d+", path)
    return int(found[-1]) if found else 0


MOST = 700  # pages_per_host of the campaign
fault("endless pagination", "observed", most=MOST)(endless(
    lambda p: reply(html_list("List", [f"/bad?page={number_of(p) + 1}"],
                              f'<a rel=next href="/bad?page='
                              f'{number_of(p) + 1}">Next</a>'))))
fault("calendar without end", "observed", most=MOST)(endless(
    lambda p: reply(html_list("Calendar", [
        f"/bad/2031/{i:02}/{number_of(p) % 28 + 1:02}/{number_of(p) + i}"
        for i in range(1, 13)]))))
fault("a new session number on every link", "observed", most=MOST)(endless(
    lambda p: reply(html_list("Shop", [
        f"/bad;jsessionid={hash((p, i)) & 0xffffffffffff:012x}"
        for i in range(20)]))))
fault("facets without end", "observed", most=MOST)(endless(
    lambda p: reply(html_list("Filter", [
        f"{p}{'&' if '?' in p else '?'}f{i}=1" for i in range(8)]))))
fault("a path that repeats itself", "observed", most=MOST)(endless(
    lambda p: reply(html_list("Again", [f"{p}/again/again"]))))
fault("a million hosts", "observed", most=MOST)(endless(
    lambda p: reply(html_list("Hosts", [
        f"http://h{i}.a-million-hosts.example/" for i in range(40)]))))

# --- robots.txt and sitemaps ---


def robots(name, want, answer, why="", good=False, at="/p/1", **more):
    bad(name, want, why, {"/robots.txt": answer}, good=good, at=at, **more)


TEXT = dict(Content_Type="text/plain")
robots("robots.txt of 1 GB", "observed", act(lambda c: (
    c.send(head(Content_Type="text/plain")),
    c.flood(b"User-agent: *\nDisallow: /none\n" * 4096))), good=True, scan="flood")
robots("robots.txt 500 for ever", "failed", reply(b"", "500 No", **TEXT),
       "^robots", at="/")
robots("robots.txt without answer", "failed", act(lambda c: c.wait_closed()),
       "^timeout", at="/")
robots("robots.txt reset", "failed", act(lambda c: c.reset()), "^reset",
       at="/")
robots("robots.txt cut off", "failed", head(
    Content_Type="text/plain", Content_Length=9000)
    + b"User-agent: *\nDisallow:", "^robots: .*broke off", at="/")
robots("robots.txt redirect loop", "observed", to("/robots.txt"), good=True)
robots("robots.txt that leads inside", "refused", to("http://10.1.2.3/r"),
       "address", at="/")
robots("robots.txt that is a web page", "observed", reply(GOOD), good=True)
robots("robots.txt of one line", "observed",
       reply("User-agent: *\nDisallow: /" + "x" * (400 << 10), **TEXT),
       good=True)
robots("robots.txt of stars", "observed",
       reply("User-agent: *\n" + ("Disallow: /" + "*a" * 500 + "$\n") * 300,
             **TEXT), good=True)
robots("robots.txt of NULs", "observed", reply(b"\x00" * 100000, **TEXT),
       good=True)
robots("robots.txt gzip bomb", "observed failed", reply(
    zeros(100), Content_Encoding="gzip", **TEXT), good=None)


def sitemap(name, want, body, why="", **more):
    """/map.xml, named by robots.txt; the shop's other pages must be there."""
    def build(f):
        made = body(f) if callable(body) else body
        pages = made if isinstance(made, dict) else {"/map.xml": made}
        pages["/robots.txt"] = reply(
            f"Sitemap: http://{f.host}/map.xml\n", **TEXT)
        return pages
    FAULTS.append(Fault(name, want, why, build, at="/map.xml", **more))


XML = dict(Content_Type="application/xml")
OPEN = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
LAUGHS = "<!DOCTYPE urlset [<!ENTITY l0 'ha'>" + "".join(
    f"<!ENTITY l{i} '" + f"&l{i - 1};" * 10 + "'>" for i in range(1, 12)
) + "]>"
sitemap("sitemap of a billion laughs", "partial observed", reply(
    f'<?xml version="1.0"?>{LAUGHS}{OPEN}<url><loc>&l11;</loc></url></urlset>',
    **XML))
sitemap("sitemap that reads a file", "partial observed", reply(
    '<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY f SYSTEM '
    f'"file:///etc/passwd">]>{OPEN}<url><loc>&f;</loc></url></urlset>', **XML))
sitemap("sitemap gzip bomb", "partial observed", lambda f: {
    "/map.xml": reply(zeros(300), Content_Type="application/gzip")})
sitemap("sitemap in ten gzips", "partial observed", lambda f: {
    "/map.xml": reply(__import__("functools").reduce(
        lambda b, _: gzip.compress(b), range(10), OPEN.encode()),
        Content_Type="application/gzip")})
sitemap("sitemap of 200,000 addresses elsewhere", "partial observed",
        reply(OPEN + "".join(
            f"<url><loc>http://elsewhere.example/{i}</loc></url>"
            for i in range(200000)) + "</urlset>", **XML))
sitemap("sitemap nested 100,000 deep", "partial observed", reply(
    OPEN + "<url>" * 100000, **XML))
sitemap("sitemap of private addresses", "observed", reply(
    OPEN + "<url><loc>http://10.0.0.1/</loc></url><url><loc>file:///etc/"
    "passwd</loc></url></urlset>", **XML))
sitemap("sitemap cut off", "partial", head(
    Content_Type="application/xml", Content_Length=90000)
    + OPEN.encode() + b"<url><loc>", CUT + "length")


@fault("sitemap index without end", "observed", at="/map/0.xml", most=MOST)
def _(f):
    good = {"/": reply(html_list("Shop", ["/p/1", "/bad", "/p/2"])),
            "/p/1": offer(f"Lamp one of {f.slug}"),
            "/p/2": offer(f"Lamp two of {f.slug}"),
            "/robots.txt": reply(f"Sitemap: http://{f.host}/map/0.xml\n",
                                 **TEXT)}

    def answer(request):
        if not request.path.startswith("/map/"):
            return good.get(request.path)
        n = number_of(request.path)
        return reply(INDEX + "".join(
            f"<sitemap><loc>http://{f.host}/map/{n * 20 + i}.xml</loc>"
            "</sitemap>" for i in range(1, 21)) + "</sitemapindex>", **XML)
    return answer


# --- names and addresses ---
for name, addresses, want, why in (
        ("a name that is private", ["10.2.3.4"], "refused", "address"),
        ("a name that is loopback", ["127.0.0.1"], "refused", "address"),
        ("a name that is the cloud's metadata", ["169.254.169.254"],
         "refused", "address"),
        ("a name that is loopback in IPv6", ["::1"], "refused", "address"),
        ("a name that is loopback mapped to IPv6", ["::ffff:127.0.0.1"],
         "refused", "address"),
        ("a name that does not exist", None, "failed", "^dns"),
        ("a name server that is silent", "silence", "failed", "^dns|^timeout"),
        ("a name with a private address first", ["10.2.3.4", "OWN"],
         "observed refused", ""),
        ("a name that changes to a private address", [["OWN"], ["10.2.3.4"]],
         "observed refused", "")):
    bad(name, want, why, {}, at="/", addresses=addresses,
        good=False if want.split()[0] != "observed" else None)
bad("nobody listens", "failed", "^connect", {}, at="/", good=False,
    addresses=["5.78.0.1"])


@fault("a redirect to a sister that is private", "refused", "address")
def _(f):
    return {"/bad": to(f"http://inside.{f.host}/")}


# --- TLS ---
for kind, why in (("expired", "^tls"), ("stranger", "^tls"), ("own", "^tls"),
                  ("plain", "^tls"), ("silent", "^timeout"),
                  ("alert", "^tls|^reset"), ("garbage", "^tls|^reset")):
    bad({"expired": "certificate expired", "stranger":
         "certificate of another host", "own": "certificate signed by itself",
         "plain": "no TLS where it should be", "silent":
         "TLS handshake that stalls", "alert": "TLS alert in the handshake",
         "garbage": "TLS handshake of garbage"}[kind],
        "failed", why, {}, at="/", good=False, tls=kind)
bad("TLS good for once", "observed", "", {}, tls="good", at="/p/1")
bad("TLS alert in the body", "partial", CUT,
    act(lambda c: (c.send(OK_HEAD + GOOD[:300]), c.alert())), tls="good")
bad("TLS record broken in the body", "partial", CUT,
    act(lambda c: (c.send(OK_HEAD + GOOD[:300]), c.corrupt())), tls="good")
bad("TLS closed without notice", "partial", CUT, act(lambda c: (
    c.send(head(Content_Type="text/html") + GOOD[:300]), c.drop())),
    tls="good")

# --- pushing back: in a scan that is stopped ---
bad("429 for ever", "waiting", "", reply(b"", "429 Slow"), scan="slow")
bad("Retry-After of a century", "waiting", "",
    reply(b"", "503 Later", Retry_After=3155760000), scan="slow")
bad("Retry-After of 99 digits", "waiting", "",
    reply(b"", "503 Later", Retry_After="9" * 99), scan="slow")
bad("Retry-After before the flood", "waiting", "",
    reply(b"", "503 Later", Retry_After="Mon, 01 Jan 0001 00:00:00 GMT"),
    scan="slow")
bad("Crawl-delay of a century", "waiting", "", {
    "/robots.txt": reply("User-agent: *\nCrawl-delay: 3155760000\n", **TEXT)},
    at="/p/1", good=None, scan="slow")
bad("500 for ever", "blocked", "the server failed", reply(b"", "500 Broken"))
