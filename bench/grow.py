#!/usr/bin/env python3
"""bench/grow.py STORE COUNT [SHOPS] - make a store of few offers one of many.

What bench/fill has made is taken again and again, each time as other offers
of other shops, until there are COUNT offers, each with its version, its
keys, its products and the page on which it was seen. They are of SHOPS shops,
shop-0.example and on; of one for 20,000 offers if it is not said. Digests are
drawn, as those of true offers look drawn, and keys are made of the shop and of
what is drawn, as the program makes them: that is what spreads over an index.
Ten million offers take 13 GB and four minutes of one core.
Nothing but a bench may write to a store past the program."""
import functools
import hashlib
import os
import sqlite3
import sys

# Rows of one step; the indexes are best written in the order of their keys,
# so that a step is as large as memory likes.
STEP = 1000000
OF_A_SHOP = 20000
# Indexes over drawn numbers: sorted once, when so much of the rows is there.
# What comes then splits their pages, which are as full as those of a store that
# grew from scan to scan: a new row has room in them.
LATER = ["page_url", "page_scan", "listing_identity"]
SORTED = 0.6


# Of a key that is the text's, behind what is the shop's (base/digest.h).
TEXT_BITS = 40


@functools.lru_cache(1000)
def group_of(shop):
    """The first 63 bits of SHA-256, and of those the first."""
    key = int.from_bytes(hashlib.sha256(shop.encode()).digest()[:8], "big")
    return key >> 1 >> TEXT_BITS << TEXT_BITS


def keyed(shop, seed):
    """A key among those of the shop."""
    return group_of(shop) | int.from_bytes(
        hashlib.blake2b(b"%d" % seed, digest_size=TEXT_BITS // 8).digest(),
        "big")


def hexed(seed):
    return hashlib.blake2b(b"%d" % seed, digest_size=32).hexdigest()


PAGES = """
INSERT INTO page (id, scan, url_key, url, final_url, status, outcome,
  observed, state, reason, kind, fetched_at_ms, digest, body_key, etag,
  last_modified, record, robots_override, reading)
SELECT id, :scan, keyed(market, 2 * id), url, url, 200, 'fetched', 'observed',
  'observed', '', 'product', first_seen_ms, hexed(id + 1000000000),
  keyed(market, 2 * id + 1), '', '', 'shelfwatch-' || (id / 20000) || '.warc.gz:' ||
  (id % 20000 * 8000), '', 0
FROM listing WHERE id > :from AND id <= :to"""

# Offers after :from, up to :to, are those of :by before them.
OFFERS = """
INSERT INTO listing (id, identity_key, identity, market, url, version, page,
  first_seen_ms, last_seen_ms)
SELECT n, keyed(shop, n), hexed(n), shop, 'https://' || shop || '/p/' || n, n,
  n, first_seen_ms, last_seen_ms
FROM (SELECT id + :by AS n, 'shop-' || ((id + :by) % :shops) || '.example'
      AS shop, * FROM listing
      WHERE id > :from - :by AND id <= :to - :by)"""
VERSIONS = """
INSERT INTO listing_version (id, listing, digest, record, packed, page,
  seen_at_ms)
SELECT l.id, l.id, hexed(l.id + 2000000000), v.record, v.packed, l.id,
  v.seen_at_ms
FROM listing l JOIN listing o ON o.id = l.id - :by
JOIN listing_version v ON v.id = o.version
WHERE l.id > :from AND l.id <= :to"""
KEYS = """
INSERT INTO listing_keys (listing, keys)
SELECT listing + :by, keys FROM listing_keys
WHERE listing > :from - :by AND listing <= :to - :by"""
PRODUCTS = """
INSERT INTO product_key (key, listing)
SELECT key, listing + :by FROM product_key
WHERE listing > :from - :by AND listing <= :to - :by ORDER BY 1, 2"""


def run(db, text, **names):
    db.execute(text, {n: v for n, v in names.items() if ":" + n in text})


def make_indexes(db, later):
    while later:
        db.execute(later.pop())


def main():
    if len(sys.argv) not in (3, 4) or not os.path.exists(sys.argv[1]):
        sys.exit("usage: bench/grow.py STORE COUNT [SHOPS]")
    wanted = int(sys.argv[2])
    shops = int((sys.argv + [max(1, wanted // OF_A_SHOP)])[3])
    db = sqlite3.connect(sys.argv[1], isolation_level=None)
    db.create_function("keyed", 2, keyed, deterministic=True)
    db.create_function("hexed", 1, hexed, deterministic=True)
    for pragma in ("journal_mode = OFF", "synchronous = OFF",
                   "cache_size = -1500000", "foreign_keys = OFF",
                   "temp_store = MEMORY"):
        db.execute(f"PRAGMA {pragma}").fetchall()
    have, last = db.execute("SELECT count(*), max(id) FROM listing").fetchone()
    if have == 0 or have != last:
        sys.exit(f"{sys.argv[1]}: wants a store as bench/fill makes it")
    later = [db.execute("SELECT sql FROM sqlite_schema WHERE name = ?",
                        (name,)).fetchone()[0] for name in LATER]
    for name in LATER:
        db.execute(f"DROP INDEX {name}")
    scan = db.execute("INSERT INTO scan (name, digest, started_at_ms,"
                      " finished_at_ms, how) VALUES ('before', '', 1000,"
                      " 1000, 'finished')").lastrowid
    db.execute("UPDATE listing SET page = id WHERE page IS NULL")
    paged = db.execute("SELECT coalesce(max(id), 0) FROM page").fetchone()[0]
    run(db, PAGES, scan=scan, **{"from": paged, "to": have})
    while have < wanted:
        if later and have >= SORTED * wanted:
            make_indexes(db, later)
        to = min(2 * have, have + STEP, wanted)
        for text in (OFFERS, VERSIONS, KEYS, PRODUCTS, PAGES):
            run(db, text, by=have, scan=scan, shops=shops,
                **{"from": have, "to": to})
        print(f"{to:,} offers", file=sys.stderr, flush=True)
        have = to
    db.execute("UPDATE listing_count SET n = (SELECT count(*) FROM listing)")
    make_indexes(db, later)
    db.execute("PRAGMA journal_mode = DELETE").fetchall()
    db.close()


main()
