"""A server on loopback whose hosts misbehave.

Speaks in bytes: what a fault does to a connection is written out, and no
HTTP library puts it right. One port serves all hosts; a host is a set of
paths, each answered by bytes or by a function of (Conn, Request). Counts what was
asked for."""
import json
import socket
import ssl
import struct
import threading
import time

HEAD_MAX = 1 << 16
WAIT_S = 90  # longer than the fetcher waits for anything


class Gone(Exception):
    """The peer has closed."""


class Conn:
    """One connection, as a fault sees it."""

    def __init__(self, sock):
        self.sock, self.buffer = sock, b""

    def send(self, data):
        try:
            self.sock.sendall(data)
        except (OSError, ValueError):
            raise Gone from None

    def slowly(self, data, pause_s, step=1):
        for i in range(0, len(data), step):
            self.send(data[i:i + step])
            time.sleep(pause_s)

    def flood(self, data, bytes_max=1 << 30, seconds_max=WAIT_S):
        """The same again and again, until the peer has had enough."""
        until = time.monotonic() + seconds_max
        sent = 0
        while sent < bytes_max and time.monotonic() < until:
            self.send(data)
            sent += len(data)

    def wait_closed(self, seconds=WAIT_S):
        self.sock.settimeout(seconds)
        try:
            while self.sock.recv(1 << 16):
                pass
        except OSError:
            pass

    def half_close(self):
        try:
            self.sock.shutdown(socket.SHUT_WR)
        except OSError:
            raise Gone from None

    def reset(self):
        try:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                 struct.pack("ii", 1, 0))
            self.sock.close()
        except OSError:
            pass
        raise Gone

    def more(self):
        try:
            data = self.sock.recv(1 << 16)
        except (OSError, ValueError):
            raise Gone from None
        if not data:
            raise Gone
        self.buffer += data

    def take(self, count):
        while len(self.buffer) < count:
            self.more()
        data, self.buffer = self.buffer[:count], self.buffer[count:]
        return data

    def read_head(self):
        while b"\r\n\r\n" not in self.buffer:
            if len(self.buffer) > HEAD_MAX:
                raise Gone
            self.more()
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        return Request(head)


class Request:
    def __init__(self, head):
        lines = head.decode("latin-1").split("\r\n")
        self.method, self.path = (lines[0].split(" ") + ["", ""])[:2]
        self.headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            self.headers[name.strip().lower()] = value.strip()
        self.host = self.headers.get("host", "").rsplit(":", 1)[0]


class Server:
    """Hosts on one port. `names` is shared by servers of several ports."""

    def __init__(self, hosts=None, address="127.0.0.1", port=0, wrap=None):
        self.hosts = {} if hosts is None else hosts
        self.asked, self.lock = {}, threading.Lock()
        self.connected = 0
        self.wrap = wrap
        self.sock = socket.create_server((address, port), backlog=256)
        self.port = self.sock.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                sock, _ = self.sock.accept()
            except OSError:
                return
            self.connected += 1
            threading.Thread(target=self.serve, args=(sock,),
                             daemon=True).start()

    def serve(self, sock):
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.settimeout(WAIT_S)
            if self.wrap is not None:
                self.wrap(self, sock)
            else:
                self.talk(Conn(sock))
        except (Gone, OSError, ValueError, ssl.SSLError):
            pass
        finally:
            try:
                sock.close()
            except OSError:
                pass

    def talk(self, conn):
        while True:
            request = conn.read_head()
            self.count(request.host, request.path)
            if self.answer(conn, request) != "open":
                try:
                    conn.half_close()
                    conn.wait_closed(5)
                except Gone:
                    pass
                return

    def count(self, host, path):
        with self.lock:
            key = (host, path)
            self.asked[key] = self.asked.get(key, 0) + 1

    def answer(self, conn, request):
        site = self.hosts.get(request.host)
        if callable(site):
            what = site(request)
        else:
            what = (site or {}).get(request.path)
        if what is None:
            what = reply(b"not here", 404, Content_Type="text/plain")
        if callable(what):
            return what(conn, request)
        conn.send(what)
        return None

    def times(self, host, path):
        with self.lock:
            return self.asked.get((host, path), 0)

    def paths(self, host):
        with self.lock:
            return {p: n for (h, p), n in self.asked.items() if h == host}


# --- answers ---

def head(status="200 OK", **fields):
    lines = [f"HTTP/1.1 {status}"]
    lines += [f"{k.replace('_', '-')}: {v}" for k, v in fields.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def reply(body=b"", status="200 OK", **fields):
    body = body if isinstance(body, bytes) else body.encode()
    fields.setdefault("Content_Type", "text/html; charset=utf-8")
    fields.setdefault("Content_Length", len(body))
    fields.setdefault("Connection", "close")
    return head(str(status), **fields) + body


def html_list(title, links, extra=""):
    items = "".join(f'<li><a href="{u}">Department {u}</a></li>'
                    for u in links)
    return (f"<!DOCTYPE html><html lang=en><title>{title}</title><body>"
            f"<h1>{title}</h1><p>Welcome to the shop, have a look around at"
            f" all that we have for house and garden.</p><ul>{items}</ul>"
            f"{extra}</body></html>")


def html_offer(title, number=1, extra="", meta=""):
    data = {"@context": "https://schema.org", "@type": "Product",
            "name": title, "sku": f"S{number}",
            "brand": {"@type": "Brand", "name": "Haldern"},
            "offers": {"@type": "Offer", "price": "19.99",
                       "priceCurrency": "EUR", "availability":
                       "https://schema.org/InStock"}}
    return (f"<!DOCTYPE html><html lang=en><head>{meta}<title>{title}</title>"
            f'<script type="application/ld+json">{json.dumps(data)}</script>'
            f"</head><body><h1>{title}</h1><p class=price>19.99 EUR</p>"
            f"<button>Add to cart</button><p>A useful thing for every day,"
            f" made to last, that fits on every shelf.</p>{extra}"
            f"</body></html>")


def offer(title, number=1, **more):
    return reply(html_offer(title, number, **more))
