/* store/orders.h - letters that were issued, and the clocks they started.
 *
 * A notice, an order, a letter to a seller, a dossier: once issued, its bytes,
 * their digest, and which template made it are kept and never changed. It
 * covers one case or many; for each of them the clock runs until the offer is
 * gone. Templates and the authority's own data are kept with all versions.
 */
#ifndef STORE_ORDERS_H
#define STORE_ORDERS_H

#include "store/store.h"

/* A document with 500 offers in it. */
#define STORE_ORDER_BYTES_MAX (1u << 20)
#define STORE_ORDER_CASES_MAX 500

/* --- the authority's own data --- */

/* What it said last, as owned JSON {"name","unit","address", ...}; an empty
 * object where nothing was said. */
int store_authority_get(struct store *s, struct js **out, struct fail *fail);
int store_authority_put(struct store *s, const struct js *record,
    struct str author, int64_t now_ms, struct fail *fail);

/* --- templates --- */

struct store_template {
    struct str kind, language; /* "order", "de" */
    int64_t version;           /* from 1; the program's own is 0 */
    struct str text, digest;   /* hex SHA-256 of the text */
    struct str author, note;
    int64_t at_ms;
};
/* The version, or the newest for -1: 1 with visit called once, or 0. */
int store_template_get(struct store *s, const char *kind, const char *language,
    int64_t version, void (*visit)(const struct store_template *t, void *ctx),
    void *ctx, struct fail *fail);
/* Versions of one template, newest first, or of all with kind NULL. */
int store_template_each(struct store *s, const char *kind, const char *language,
    void (*visit)(const struct store_template *t, void *ctx), void *ctx,
    struct fail *fail);
/* Keep a new version. t->version is the newest one its author saw; if there
 * is a newer one by now, the call fails and says whose. *version is its
 * number. The digest is made here. */
int store_template_put(struct store *s, const struct store_template *t,
    int64_t *version, struct fail *fail);

/* --- what was issued --- */

struct store_order {
    int64_t id;
    const char *kind, *language;
    const char *number; /* the office's reference; unique */
    int64_t template_version;
    const char *template_digest;
    const char *calendar;  /* whose working days count, see core/calendar.h */
    const char *recipient; /* name */
    const char *address;   /* where it was sent: e-mail, portal, street */
    const char *channel;   /* "email" "portal" "post" "hand" */
    struct str document;   /* as sent */
    const char *digest;    /* hex SHA-256 of it; made by store_order_add */
    const char *author;
    int64_t issued_ms, sent_ms;
    int64_t due_ms;   /* when the offers have to be gone; 0: no period */
    int due_known;    /* 0: some holidays in the period are not known */
    const char *form; /* JSON: what was filled in */
    /* Not stored but counted, for store_order_each and _find. */
    int64_t cases, gone; /* how many it covers, and of how many offers */
};

/* An owned object of all that is known of a letter, without its document. */
struct js *store_order_record(const struct store_order *o);

/* Issue: keep the letter with the cases it covers. o->id, digest and counts
 * are not read. *id is its number. The caller acts on the cases
 * (store/workflow.h) in the same transaction. */
int store_order_add(struct store *s, const struct store_order *o,
    const int64_t *cases, size_t case_count, int64_t *id, struct fail *fail);
/* 1 with visit called once, or 0. */
int store_order_find(struct store *s, int64_t id,
    int (*visit)(const struct store_order *o, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail);

enum store_order_which {
    STORE_ORDERS_ALL,
    STORE_ORDERS_OPEN,    /* some offer is not known to be gone */
    STORE_ORDERS_OVERDUE, /* and its time is up */
};
/* The newest first, without their documents; of one case, or of all for 0. */
int store_order_each(struct store *s, enum store_order_which which,
    int64_t of_case, int64_t now_ms, int64_t limit, int64_t offset,
    int (*visit)(const struct store_order *o, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail);
/* The number the next letter of that year gets, from 1. */
int store_order_next(
    struct store *s, const char *prefix, int64_t *out, struct fail *fail);

/* The cases an order covers. */
struct store_order_case {
    int64_t id;      /* of the case */
    int64_t gone_ms; /* when its offer was found gone, or 0 */
    struct str state, url, title, market;
};
int store_order_cases(struct store *s, int64_t order,
    int (*visit)(
        const struct store_order_case *c, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail);

/* What came back, or happened to the letter: "received", "complied",
 * "refused", "answer", "returned". Only ever added. */
struct store_order_event {
    const char *kind;
    struct str author, note;
    int64_t at_ms;
};
int store_order_event_add(struct store *s, int64_t order,
    const struct store_order_event *e, struct fail *fail);
int store_order_event_each(struct store *s, int64_t order,
    int (*visit)(
        const struct store_order_event *e, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail);

/* --- clocks --- */

/* The offer of a case was found gone: its clocks stop. */
int store_order_gone(
    struct store *s, int64_t of_case, int64_t at_ms, struct fail *fail);

struct store_due {
    int64_t at_ms; /* the first running deadline of the case */
    int known;
    int64_t order;
};
/* 1 with *out, or 0 where no clock runs. */
int store_case_due(
    struct store *s, int64_t of_case, struct store_due *out, struct fail *fail);

/* Offers that must be gone and are not, longest overdue first. */
struct store_overdue {
    int64_t id, order, due_ms;
    struct str kind, number, recipient, url, market;
};
int store_overdue_each(struct store *s, int64_t now_ms, int64_t limit,
    int (*visit)(const struct store_overdue *o, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail);

#endif
