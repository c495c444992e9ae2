/* store/audit.h - who did what, in a chain that shows every later change.
 *
 * Entries are only ever added: the file refuses to change or delete one, and
 * each holds the SHA-256 over the digest of the entry before it and its own
 * fields, so that a file edited by other means no longer verifies. What a
 * chain alone cannot show is that its last entries were cut off together with
 * the counter; for that, note its head (store_audit_verify) elsewhere.
 *
 * The digest is over this text, lengths in bytes of UTF-8:
 *   "shelfwatch-audit-1\n", then each of: digest of the entry before (64 zeros
 *   for the first), time in ms since 1970, actor, action, object, detail; as
 *   its length in decimal, ":", itself, "\n".
 */
#ifndef STORE_AUDIT_H
#define STORE_AUDIT_H

#include "store/store.h"

#define STORE_AUDIT_HASH_BYTES 65 /* SHA-256 in hex, and NUL */

struct store_audit {
    struct str actor;  /* account name; "" for the program itself */
    struct str action; /* "case.confirm", "user.add": lower case, one dot */
    struct str object; /* "case 12", "user anna"; may be "" */
    struct str detail; /* JSON text, or "" */
    int64_t at_ms;     /* wall clock */
};

/* Add an entry. Whoever writes for a person calls it in the transaction of
 * what it tells of, so that there is never the one without the other; without
 * a transaction it makes its own. Bytes that are no UTF-8 are replaced. */
int store_audit_add(
    struct store *s, const struct store_audit *a, struct fail *fail);

/* Append the text that the digest of an entry is made over. */
int store_audit_text(
    struct buf *out, struct str previous, const struct store_audit *a);

struct store_audit_row {
    int64_t id; /* grows with time */
    struct store_audit entry;
    struct str previous, hash; /* hex */
};

/* NULL or 0 leaves a field out. Times: from_ms <= at_ms < to_ms. */
struct store_audit_filter {
    const char *actor, *action, *object; /* whole; action also "case." */
    int64_t from_ms, to_ms;
    int64_t before; /* ids below: the next page */
    int64_t limit;  /* 0: all */
};

/* Entries, the newest first; borrowed for the call. A non-zero return ends the
 * walk and is returned. */
int store_audit_each(struct store *s, const struct store_audit_filter *f,
    int (*visit)(
        const struct store_audit_row *row, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail);

enum store_audit_problem {
    STORE_AUDIT_WHOLE,
    STORE_AUDIT_ALTERED,   /* an entry's fields are not those it was made of */
    STORE_AUDIT_MISSING,   /* entries before it, or behind the last, are gone */
    STORE_AUDIT_REORDERED, /* it stands in another place than it was added */
};

struct store_audit_check {
    enum store_audit_problem problem;
    int64_t entries;                   /* that were read */
    int64_t at;                        /* id of the first bad one, or 0 */
    int64_t last;                      /* id of the last one */
    char head[STORE_AUDIT_HASH_BYTES]; /* digest of the last one */
};

/* Read the whole chain. 0 also where it is broken: then out->problem says how
 * and out->at where. */
int store_audit_verify(
    struct store *s, struct store_audit_check *out, struct fail *fail);
const char *store_audit_problem_name(enum store_audit_problem p);

#endif
