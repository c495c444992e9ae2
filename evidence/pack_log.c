#include "evidence/pack_log.h"

#include "base/mem.h"
#include "base/now.h"
#include "store/audit.h"

#include <stdio.h>
#include <stdlib.h>

#define TEXT_BYTES_MAX (256u << 10)
#define CHAIN_BYTES_MAX (16u << 20)

struct row {
    int64_t id;
    char *text; /* owned: what the digest is made over */
    size_t len;
    struct js *about; /* owned */
    char previous[STORE_AUDIT_HASH_BYTES], hash[STORE_AUDIT_HASH_BYTES];
};

struct rows {
    struct row *row; /* owned */
    size_t count, cap;
};

static struct js *
about(const struct store_audit_row *r)
{
    struct js *j = js_new_object();
    char at[NOW_TEXT_BYTES];

    now_text(r->entry.at_ms, at);
    js_set_integer(j, "id", r->id);
    js_set_textz(j, "at", at);
    js_set_text(j, "actor", r->entry.actor);
    js_set_text(j, "action", r->entry.action);
    js_set_text(j, "object", r->entry.object);
    js_set_text(j, "hash", r->hash);
    return j;
}

static int
keep(const struct store_audit_row *r, void *ctx, struct fail *fail)
{
    struct rows *rows = ctx;
    struct buf text = BUF_MAX(TEXT_BYTES_MAX);
    struct row *row;

    if (rows->count >= PACK_FILES_MAX ||
        store_audit_text(&text, r->previous, &r->entry) != 0) {
        buf_clear(&text);
        return fail_set(fail, "the audit log is too long for a pack");
    }
    rows->row =
        mem_grow(rows->row, &rows->cap, rows->count + 1, sizeof *rows->row);
    row = &rows->row[rows->count++];
    *row = (struct row){ .id = r->id, .len = text.len, .about = about(r) };
    row->text = buf_take(&text);
    snprintf(
        row->previous, sizeof row->previous, STR_FMT, STR_ARG(r->previous));
    snprintf(row->hash, sizeof row->hash, STR_FMT, STR_ARG(r->hash));
    return 0;
}

static int
by_id(const void *a, const void *b)
{
    int64_t x = ((const struct row *)a)->id, y = ((const struct row *)b)->id;

    return x < y ? -1 : x > y;
}

static int
add_head(struct pack_work *w, struct fail *fail)
{
    struct store_audit_check c;
    struct js *j;
    int rc;

    if (store_audit_verify(w->store, &c, fail) != 0)
        return -1;
    j = js_new_object();
    js_set_integer(j, "id", c.last);
    js_set_textz(j, "hash", c.head);
    js_set_integer(j, "entries", c.entries);
    js_set_textz(j, "log", store_audit_problem_name(c.problem));
    if (c.at != 0)
        js_set_integer(j, "problem_at", c.at);
    rc = pack_add_json(w->pack, "audit/head.json", j, fail);
    js_free(j);
    return rc;
}

static int
add_rows(struct pack_work *w, const struct rows *rows, struct fail *fail)
{
    struct buf chain = BUF_MAX(CHAIN_BYTES_MAX);
    int rc = 0;

    for (size_t i = 0; i < rows->count && rc == 0; i++) {
        const struct row *r = &rows->row[i];
        char name[64];

        snprintf(name, sizeof name, "audit/%lld.entry", (long long)r->id);
        rc = pack_add(w->pack, name, (struct str){ r->text, r->len }, fail);
        buf_addf(
            &chain, "%lld\t%s\t%s\n", (long long)r->id, r->previous, r->hash);
    }
    if (rc == 0)
        rc = pack_add(w->pack, PACK_CHAIN, buf_str(&chain), fail);
    buf_clear(&chain);
    return rc;
}

int
pack_log_add(struct pack_work *w, struct js **entries, struct fail *fail)
{
    struct rows rows = { .count = 0 };
    int rc = 0;

    *entries = js_new_array();
    for (size_t i = 0; i < w->objects.count && rc == 0; i++) {
        struct store_audit_filter f = { .object = w->objects.item[i] };

        rc = store_audit_each(w->store, &f, keep, &rows, fail);
    }
    if (rows.count > 0)
        qsort(rows.row, rows.count, sizeof *rows.row, by_id);
    if (rc == 0 && (rc = add_rows(w, &rows, fail)) == 0)
        rc = add_head(w, fail);
    for (size_t i = 0; i < rows.count; i++) {
        js_add(*entries, rows.row[i].about);
        free(rows.row[i].text);
    }
    free(rows.row);
    return rc;
}
