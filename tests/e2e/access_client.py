"""A browser's side of tests/e2e/access.sh: office, tls or proxy URL."""
import http.client
import re
import socket
import ssl
import sys
import urllib.parse
import warnings

PASSWORD = "correct horse battery"
what, url = sys.argv[1:3]
at = urllib.parse.urlsplit(url)
bad = 0
warnings.simplefilter("ignore", DeprecationWarning)


def expect(name, want, got):
    global bad
    if want != got:
        print(f"{what}: {name}: want {want!r}, got {got!r}")
        bad = 1


def connect():
    if at.scheme == "https":
        context = ssl.create_default_context(cafile=sys.argv[3])
        return http.client.HTTPSConnection(
            "localhost", at.port, timeout=30, context=context)
    return http.client.HTTPConnection(at.hostname, at.port, timeout=30)


class Browser:
    def __init__(self, **headers):
        self.cookies = {}
        self.headers = {k.replace("_", "-"): v for k, v in headers.items()}

    def ask(self, method, path, form=None):
        c = connect()
        headers = dict(self.headers)
        if self.cookies:
            headers["Cookie"] = "; ".join(
                f"{k}={v}" for k, v in self.cookies.items())
        if form is not None:
            form = urllib.parse.urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        c.request(method, path, form, headers)
        r = c.getresponse()
        self.page = r.read().decode()
        self.set_cookies = r.headers.get_all("Set-Cookie") or []
        self.location = r.headers.get("Location")
        for field in self.set_cookies:
            name, value = field.split(";")[0].split("=", 1)
            self.cookies[name] = value
        c.close()
        return r.status

    def token(self):
        return re.search(r'name="csrf" value="([0-9a-f]{64})"',
                         self.page).group(1)

    def sign_in(self, name, password):
        self.ask("GET", "/login")
        return self.ask("POST", "/login", {
            "csrf": self.token(), "name": name, "password": password,
            "to": "/?state=all"})


def raw():
    s = socket.create_connection((at.hostname, at.port), timeout=30)
    return s


def sends(text):
    """The status line's code for bytes as they are."""
    s = raw()
    s.settimeout(2)  # what waits for more is cut by the server later
    try:
        s.sendall(text)
        s.shutdown(socket.SHUT_WR)
        answer = s.recv(100)
    except OSError:
        answer = b""
    s.close()
    found = re.match(rb"HTTP/1\.1 (\d+)", answer)
    return int(found.group(1)) if found else 0


def office():
    b = Browser()
    expect("visitor", 303, b.ask("GET", "/"))
    expect("to the form", "/login", b.location)
    expect("wrong", 403, b.sign_in("anna", "wrong"))
    expect("no password", 403, b.sign_in("kiosk", ""))
    expect("in", 303, b.sign_in("Anna", PASSWORD))
    expect("place", "/?state=all", b.location)
    expect("queue", 200, b.ask("GET", "/?state=all"))
    expect("shown", True, "Anna Müller" in b.page)
    key = b.cookies["shelfwatch"]
    expect("out", 303, b.ask("POST", "/logout", {"csrf": b.token()}))
    b.cookies["shelfwatch"] = key
    expect("replayed", 303, b.ask("GET", "/"))

    # Some who say little, and then nothing: others are served meanwhile.
    open_ones = []
    for start in (b"", b"GET / HT", b"GET / HTTP/1.1\r\nX: ",
                  b"POST /login HTTP/1.1\r\nHost: localhost\r\n"
                  b"Content-Length: 1000\r\n\r\ncsrf=") * 20:
        s = raw()
        s.sendall(start)
        open_ones.append(s)
    expect("beside slow ones", 200, b.ask("GET", "/login"))
    host = b"Host: localhost\r\n"
    for name, text in (
            ("body", b"POST /login HTTP/1.1\r\n" + host +
             b"Content-Length: 99999999\r\n\r\n"),
            ("header", b"GET / HTTP/1.1\r\n" + host + b"X: " + b"a" * 200000 +
             b"\r\n\r\n"),
            ("target", b"GET /" + b"a" * 200000 + b" HTTP/1.1\r\n" + host +
             b"\r\n"),
            ("length", b"POST /login HTTP/1.1\r\n" + host +
             b"Content-Length: -5\r\n\r\n"),
            ("chunk", b"POST /login HTTP/1.1\r\n" + host +
             b"Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n"),
            ("no host", b"GET / HTTP/1.1\r\n\r\n"),
            ("other host", b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"),
            ("noise", bytes(range(256)) * 20)):
        status = sends(text)
        expect(name, True, status == 0 or 400 <= status < 500)
    expect("beside broken ones", 200, b.ask("GET", "/login"))
    for s in open_ones:
        s.close()
    # A hundred sign in at once: some are told to come again, none is lost.
    form = b.token()
    body = urllib.parse.urlencode(
        {"csrf": form, "name": "nobody", "password": "x"}).encode()
    crowd = []
    for _ in range(100):
        s = raw()
        s.sendall(b"POST /login HTTP/1.1\r\n" + host + b"Cookie: "
                  b"shelfwatch_form=" + b.cookies["shelfwatch_form"].encode() +
                  b"\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                  b"Connection: close\r\nContent-Length: %d\r\n\r\n" %
                  len(body) + body)
        crowd.append(s)
    expect("beside a crowd", 200, b.ask("GET", "/login"))
    codes = set()
    for s in crowd:
        codes.add(s.recv(12)[9:])
        s.close()
    expect("the crowd", True, codes <= {b"403", b"429", b"503"})
    expect("after the crowd", 200, b.ask("GET", "/login"))


def tls():
    b = Browser()
    expect("in", 303, b.sign_in("anna", PASSWORD))
    expect("secure", True, all("; Secure" in c for c in b.set_cookies))
    expect("queue", 200, b.ask("GET", "/"))
    s = raw()
    s.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    expect("in the clear", False, b"HTTP" in s.recv(100))
    s.close()
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname = False
    old.verify_mode = ssl.CERT_NONE
    old.set_ciphers("DEFAULT@SECLEVEL=0")
    old.minimum_version = ssl.TLSVersion.TLSv1
    old.maximum_version = ssl.TLSVersion.TLSv1_1
    try:
        old.wrap_socket(raw()).close()
        expect("TLS 1.1", "refused", "accepted")
    except (ssl.SSLError, OSError):
        pass


def proxy():
    secret = "0123456789abcdef"
    b = Browser(X_Remote_User="kiosk", X_Shelfwatch_Secret=secret,
                X_Forwarded_For="1.2.3.4, 10.9.8.7",
                X_Forwarded_Proto="https", Host="market.example")
    expect("in", 200, b.ask("GET", "/"))
    expect("shown", True, "kiosk" in b.page)
    expect("secure", True, all("; Secure" in c for c in b.set_cookies))
    expect("may not act", 403, b.ask("POST", "/cases/act",
                                     {"csrf": b.token()}))
    expect("visitor", 303, Browser(X_Remote_User="kiosk").ask("GET", "/"))
    expect("wrong secret", 303, Browser(
        X_Remote_User="kiosk", X_Shelfwatch_Secret=secret[:-1] + "x"
    ).ask("GET", "/"))


{"office": office, "tls": tls, "proxy": proxy}[what]()
sys.exit(bad)
