"""HTTP/2 servers that misbehave, in frames (RFC 9113).

A host's first request is for robots.txt and answered 404; what comes then is
answered by the fault. Header fields are written without compression."""
import os
import struct

from hostile import Gone, html_list
from network import CUT, bad

DATA, HEADERS, PRIORITY, RST, SETTINGS, PUSH, PING, GOAWAY, WINDOW, MORE = \
    range(10)
END_STREAM, END_HEADERS, ACK = 1, 4, 1
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
PAGE = html_list("Shop over HTTP/2", ["/p/1"]).encode()


def frame(kind, flags=0, stream=0, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(
        ">BBI", kind, flags, stream) + payload


def field(name, value):
    """Literal, not indexed, no Huffman."""
    out = b"\x00"
    for text in (name.encode(), value.encode()):
        assert len(text) < 127
        out += bytes([len(text)]) + text
    return out


def status(code):
    return field(":status", str(code))


OK = status(200) + field("content-type", "text/html")


class Peer:
    """The server's end of one connection."""

    def __init__(self, conn, fault, count):
        self.conn, self.fault, self.count = conn, fault, count
        self.stream = 0

    def send(self, *frames):
        for f in frames:
            self.conn.send(f)

    def headers(self, block=OK, flags=END_HEADERS, stream=None):
        return frame(HEADERS, flags, stream or self.stream, block)

    def data(self, body=PAGE, flags=END_STREAM):
        return frame(DATA, flags, self.stream, body)

    def forever(self, *frames):
        self.conn.flood(b"".join(frames) * 500)

    def run(self):
        if self.conn.take(len(PREFACE)) != PREFACE:
            raise Gone
        self.send(frame(SETTINGS))
        while True:
            head = self.conn.take(9)
            size = struct.unpack(">I", b"\0" + head[:3])[0]
            kind, flags, stream = struct.unpack(">BBI", head[3:])
            self.conn.take(size)
            if kind == SETTINGS and not flags & ACK:
                self.send(frame(SETTINGS, ACK))
            if kind != HEADERS:
                continue
            self.stream = stream
            if self.count() == 1:
                self.send(self.headers(status(404), END_HEADERS | END_STREAM))
            else:
                self.fault.h2(self)


def h2(name, want, why, do, **more):
    bad(f"HTTP/2: {name}", want, why, {}, at="/", good=False, tls="good",
        h2=do, **more)


STALL = dict()
LARGE = field("x-large", "v" * 120)

h2("sound", "observed", "", lambda p: p.send(p.headers(), p.data()))
h2("GOAWAY in place of an answer", "failed", ".",
   lambda p: (p.send(frame(GOAWAY, 0, 0, struct.pack(">II", 0, 2))),
              p.conn.wait_closed(3)))
h2("GOAWAY in the body", "partial failed", ".",
   lambda p: (p.send(p.headers(), p.data(PAGE[:50], 0),
                     frame(GOAWAY, 0, 0, struct.pack(">II", 0, 2))),
              p.conn.wait_closed(3)))
h2("every stream refused", "failed", ".",
   lambda p: p.send(frame(RST, 0, p.stream, struct.pack(">I", 7))))
h2("every stream reset", "failed partial", ".",
   lambda p: p.send(frame(RST, 0, p.stream, struct.pack(">I", 2))))
h2("reset in the body", "partial", CUT,
   lambda p: p.send(p.headers(), p.data(PAGE[:50], 0),
                    frame(RST, 0, p.stream, struct.pack(">I", 2))))
h2("RST flood", "failed partial", ".",
   lambda p: p.forever(frame(RST, 0, p.stream, struct.pack(">I", 8))),
   scan="flood")
h2("SETTINGS flood", "failed partial", ".",
   lambda p: p.forever(frame(SETTINGS, 0, 0, b"\0\3\0\0\0\x64")),
   scan="flood")
h2("PING flood", "failed partial", ".",
   lambda p: p.forever(frame(PING, 0, 0, b"12345678")),
   scan="flood")
h2("CONTINUATION flood", "failed partial", ".",
   lambda p: (p.send(p.headers(OK, 0)),
              p.forever(frame(MORE, 0, p.stream, LARGE * 60))),
   scan="flood")
h2("CONTINUATION flood of nothing", "failed partial", ".",
   lambda p: (p.send(p.headers(OK, 0)), p.forever(frame(MORE, 0, p.stream))),
   scan="flood")
h2("window never opened: headers, then nothing", "partial", CUT + "timeout",
   lambda p: (p.send(p.headers()), p.conn.wait_closed()))
h2("flood of empty DATA", "partial failed", ".",
   lambda p: (p.send(p.headers()), p.forever(p.data(b"", 0))),
   scan="flood")
h2("DATA before HEADERS", "failed partial", ".",
   lambda p: (p.send(p.data()), p.conn.wait_closed(3)))
h2("DATA on a stream that is not", "failed partial", ".",
   lambda p: (p.send(frame(DATA, 1, 99, b"x")), p.conn.wait_closed(3)))
h2("DATA beyond the window", "partial failed", ".",
   lambda p: (p.send(p.headers()), p.conn.flood(p.data(b"x" * 16384, 0))),
   scan="flood")
h2("frame larger than allowed", "failed partial", ".",
   lambda p: (p.send(p.headers(), p.data(b"x" * (1 << 20))),
              p.conn.wait_closed(3)))
h2("window grown beyond 2^31", "failed partial", ".",
   lambda p: (p.send(frame(WINDOW, 0, 0, struct.pack(">I", 0x7fffffff)) * 3),
              p.conn.wait_closed(3)))
h2("push nobody wanted", "failed partial observed", "",
   lambda p: (p.send(frame(PUSH, 4, p.stream, struct.pack(">I", 2) + OK),
                     p.headers(), p.data()), p.conn.wait_closed(3)))
h2("garbage for frames", "failed partial", ".",
   lambda p: (p.send(os.urandom(4096)), p.conn.wait_closed(3)))
h2("HTTP/1 in the middle", "failed partial", ".",
   lambda p: (p.send(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
              p.conn.wait_closed(3)))
h2("header bomb by the table", "failed partial", ".",
   lambda p: (p.send(p.headers(status(200) + b"\x40\x05x-big\x7e" + b"v" * 126
                               + b"\xbe" * 8000)), p.conn.wait_closed(3)))
h2("header names in capitals", "failed partial observed", "",
   lambda p: (p.send(p.headers(OK + field("X-BIG", "1")), p.data()),
              p.conn.wait_closed(3)))
h2("no :status", "failed partial", ".",
   lambda p: (p.send(p.headers(field("content-type", "text/html")), p.data()),
              p.conn.wait_closed(3)))
h2("length that is wrong", "partial failed", ".",
   lambda p: (p.send(p.headers(OK + field("content-length", "90000")),
                     p.data()), p.conn.wait_closed(3)))
h2("103 without end", "failed partial blocked", ".",
   lambda p: p.forever(p.headers(status(103))),
   scan="flood")
h2("trailers without end", "partial failed observed", "",
   lambda p: (p.send(p.headers(), p.data(PAGE, 0)),
              p.forever(p.headers(field("x-t", "1")))),
   scan="flood")
h2("PRIORITY flood", "failed partial", ".",
   lambda p: p.forever(frame(PRIORITY, 0, p.stream, b"\0\0\0\0\1")),
   scan="flood")
h2("compression state broken", "failed partial", ".",
   lambda p: (p.send(p.headers(b"\xff\xff\xff\xff\xff\xff")),
              p.conn.wait_closed(3)))
