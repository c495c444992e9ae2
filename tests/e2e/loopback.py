"""A server on loopback for tests: many hosts, odd answers, a log.

Routes are looked up by Host header and path. An answer is a Reply, a
function of the request's headers that returns one, or bytes that go out as
they are before the connection is closed. What is held is not answered until
it is released, so that a test can act while a request is in flight."""
import json
import gzip
import http.server
import threading
import time
import zlib


class Reply:
    def __init__(self, body=b"", status=200, **headers):
        self.body = body if isinstance(body, bytes) else body.encode()
        self.status = status
        self.headers = {k.replace("_", "-"): v for k, v in headers.items()}
        self.headers.setdefault("Content-Type", "text/html; charset=utf-8")


def page(title, links=(), extra=""):
    """A page that is no offer."""
    items = "".join(f'<li><a href="{u}">Department {u}</a></li>'
                    for u in links)
    return Reply(f"<!DOCTYPE html><html lang=en><title>{title}</title>"
                 f"<body><h1>{title}</h1><p>Welcome to the shop, have a look "
                 f"around at all that we have for house and garden.</p>"
                 f"<ul>{items}</ul>{extra}</body></html>")


def product(name, gtin="", price="19.99", extra="", images=()):
    """An offer as shops mark it up."""
    code = f'"gtin13": "{gtin}",' if gtin else ""
    if images:
        code += f'"image": {json.dumps(list(images))},'
    return Reply(
        f"<!DOCTYPE html><html lang=en><title>{name}</title>"
        f'<script type="application/ld+json">{{"@context": '
        f'"https://schema.org", "@type": "Product", "name": "{name}", {code}'
        f'"brand": {{"@type": "Brand", "name": "Haldern"}}, "offers": '
        f'{{"@type": "Offer", "price": "{price}", "priceCurrency": "EUR", '
        f'"availability": "https://schema.org/InStock"}}}}</script>'
        f"<body><h1>{name}</h1><p class=price>{price} EUR</p>"
        f"<button>Add to cart</button><p>A useful thing for every day, made "
        f"to last, that fits on every shelf.</p>{extra}</body></html>")


def redirect(target, status=302):
    return Reply(b"", status, Location=target)


def robots(text):
    return Reply(text, Content_Type="text/plain")


def sitemap(urls, index=False, packed=False):
    outer, inner = ("sitemapindex", "sitemap") if index else ("urlset", "url")
    text = (f'<?xml version="1.0" encoding="UTF-8"?><{outer} '
            f'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
            + "".join(f"<{inner}><loc>{u}</loc></{inner}>" for u in urls)
            + f"</{outer}>").encode()
    if packed:
        return Reply(gzip.compress(text), Content_Type="application/gzip")
    return Reply(text, Content_Type="application/xml")


def zeros(megabytes):
    """A small gzip stream that unpacks to very much."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = b" " * (1 << 20)
    return b"".join([packer.compress(block) for _ in range(megabytes)]
                    + [packer.flush()])


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16  # head and body in one packet: no wait for its receipt

    def do_GET(self):
        shop = self.server.shop
        host = self.headers.get("Host", "")
        answer = shop.look_up(host, self.path, dict(self.headers))
        if isinstance(answer, bytes):
            self.wfile.write(answer)
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_):
        pass  # a client that was killed


class Shop:
    """Every host of every test, on one port; over TLS with an ssl.SSLContext."""

    def __init__(self, tls=None):
        self.routes, self.log, self.held = {}, [], {}
        self.lock = threading.Condition()
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.shop = self
        if tls is not None:  # the handshake is for the connection's thread
            self.server.socket = tls.wrap_socket(
                self.server.socket, server_side=True,
                do_handshake_on_connect=False)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever,
                         daemon=True).start()

    def add(self, host, routes):
        with self.lock:
            self.routes.setdefault(host, {}).update(routes)

    def look_up(self, host, path, headers):
        with self.lock:
            self.log.append((time.monotonic(), host, path, headers))
            self.lock.notify_all()
            self.lock.wait_for(lambda: (host, path) not in self.held,
                               timeout=60)
            answer = self.routes.get(host, {}).get(path)
        if answer is None:
            answer = Reply("not here", 404, Content_Type="text/plain")
        return answer(headers) if callable(answer) else answer

    def asked(self, host, path=None):
        """Requests so far: (time, path, headers)."""
        with self.lock:
            return [(t, p, h) for t, o, p, h in self.log
                    if o == host and (path is None or p == path)]

    def paths(self, host):
        return [p for _, p, _ in self.asked(host)]

    def hold(self, host, path):
        with self.lock:
            self.held[host, path] = True

    def release(self, host, path):
        with self.lock:
            self.held.pop((host, path), None)
            self.lock.notify_all()

    def wait_asked(self, host, path, count=1, timeout=30):
        with self.lock:
            return self.lock.wait_for(
                lambda: sum(o == host and p == path
                            for _, o, p, _ in self.log) >= count, timeout)
