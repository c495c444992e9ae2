"""A store as Python reads it: SQLite with the function that the store adds.

record_text(record, packed) is the text of a row, packed or not
(store/packed.h)."""
import gzip
import sqlite3


def text(record, packed):
    return gzip.decompress(packed).decode() if packed is not None else record


def connect(path, **options):
    db = sqlite3.connect(path, **options)
    db.create_function("record_text", 2, text, deterministic=True)
    return db
