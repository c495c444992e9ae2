/* Letters, the templates and data they are made of, and their clocks. */
#include "store/orders.h"

#include "base/digest.h"
#include "base/utf8.h"
#include "store/audit.h"
#include "store/handle.h"
#include "store/queue.h"

#include <stdio.h>
#include <stdlib.h>

#define TEXT_BYTES_MAX 4000
#define TEMPLATE_BYTES_MAX (64u << 10)

static int
audit(struct store *s, struct str author, const char *action,
    const char *object, int64_t at_ms, struct fail *fail)
{
    struct store_audit a = { author, str_of(action), str_of(object), STR(""),
        at_ms };

    return store_audit_add(s, &a, fail);
}

static int
check_text(const char *what, struct str text, size_t max, struct fail *fail)
{
    if (text.len > max)
        return fail_set(fail, "%s is longer than %zu bytes", what, max);
    if (!utf8_valid(text))
        return fail_set(fail, "%s is not UTF-8", what);
    return 0;
}

/* --- the authority --- */

int
store_authority_get(struct store *s, struct js **out, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_AUTHORITY_GET, DB_NONE, fail);

    *out = NULL;
    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1 &&
        js_parse(out, db_rows_s(&r, 0), fail) != 0)
        rc = -1;
    db_rows_end(&r);
    if (rc >= 0 && *out == NULL)
        *out = js_new_object();
    return rc < 0 ? -1 : 0;
}

int
store_authority_put(struct store *s, const struct js *record, struct str author,
    int64_t now_ms, struct fail *fail)
{
    char *text = handle_json_text(record);
    int own, rc = -1;

    if (check_text("the record", str_of(text), 8 * TEXT_BYTES_MAX, fail) == 0 &&
        handle_enter(s, &own, fail) == 0) {
        rc = db_run(s->db, SQL_AUTHORITY_ADD,
            DB_ARGS(db_z(text), db_s(author), db_i(now_ms)), fail);
        if (rc == 0)
            rc = audit(s, author, "authority.change", "", now_ms, fail);
        rc = handle_leave(s, own, rc, fail);
    }
    free(text);
    return rc;
}

/* --- templates --- */

static struct store_template
template_row(const struct db_rows *r)
{
    return (struct store_template){
        .kind = db_rows_s(r, 0),
        .language = db_rows_s(r, 1),
        .version = db_rows_i(r, 2),
        .text = db_rows_s(r, 3),
        .digest = db_rows_s(r, 4),
        .author = db_rows_s(r, 5),
        .note = db_rows_s(r, 6),
        .at_ms = db_rows_i(r, 7),
    };
}

int
store_template_get(struct store *s, const char *kind, const char *language,
    int64_t version, void (*visit)(const struct store_template *t, void *ctx),
    void *ctx, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_TEMPLATE_GET,
        DB_ARGS(db_z(kind), db_z(language), db_i(version)), fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        struct store_template t = template_row(&r);

        visit(&t, ctx);
    }
    db_rows_end(&r);
    return rc;
}

int
store_template_each(struct store *s, const char *kind, const char *language,
    void (*visit)(const struct store_template *t, void *ctx), void *ctx,
    struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_TEMPLATE_EACH,
        DB_ARGS(db_maybe(kind), db_maybe(language)), fail);

    if (rc == 0)
        while ((rc = db_rows_next(&r, fail)) == 1) {
            struct store_template t = template_row(&r);

            visit(&t, ctx);
        }
    db_rows_end(&r);
    return rc;
}

struct newest {
    int64_t version;
    char author[100];
};

static void
note_newest(const struct store_template *t, void *ctx)
{
    struct newest *n = ctx;

    n->version = t->version;
    snprintf(n->author, sizeof n->author, STR_FMT, STR_ARG(t->author));
}

static int
template_add(struct store *s, const struct store_template *t, int64_t *version,
    struct fail *fail)
{
    char digest[DIGEST_HEX_BYTES], object[100];
    struct newest n = { 0, "" };
    char *kind = str_dup(t->kind), *language = str_dup(t->language);
    int rc = store_template_get(s, kind, language, -1, note_newest, &n, fail);

    if (rc >= 0 && n.version != t->version)
        rc = fail_set(fail,
            "version %lld of this template was kept meanwhile by %s",
            (long long)n.version, n.author);
    if (rc >= 0) {
        *version = n.version + 1;
        digest_sha256_hex(t->text, digest);
        rc = db_run(s->db, SQL_TEMPLATE_ADD,
            DB_ARGS(db_s(t->kind), db_s(t->language), db_i(*version),
                db_s(t->text), db_z(digest), db_s(t->author), db_s(t->note),
                db_i(t->at_ms)),
            fail);
        snprintf(object, sizeof object, "template %s.%s %lld", kind, language,
            (long long)*version);
    }
    if (rc == 0)
        rc = audit(s, t->author, "template.change", object, t->at_ms, fail);
    free(kind);
    free(language);
    return rc;
}

int
store_template_put(struct store *s, const struct store_template *t,
    int64_t *version, struct fail *fail)
{
    int own;

    if (check_text("the template", t->text, TEMPLATE_BYTES_MAX, fail) != 0 ||
        check_text("the remark", t->note, TEXT_BYTES_MAX, fail) != 0 ||
        check_text("the kind", t->kind, 20, fail) != 0 ||
        check_text("the language", t->language, 20, fail) != 0 ||
        handle_enter(s, &own, fail) != 0)
        return -1;
    return handle_leave(s, own, template_add(s, t, version, fail), fail);
}

struct js *
store_order_record(const struct store_order *o)
{
    struct js *j = js_new_object();

    js_set_integer(j, "id", o->id);
    js_set_textz(j, "number", o->number);
    js_set_textz(j, "kind", o->kind);
    js_set_textz(j, "language", o->language);
    js_set_textz(j, "recipient", o->recipient);
    js_set_textz(j, "address", o->address);
    js_set_textz(j, "channel", o->channel);
    js_set_textz(j, "author", o->author);
    js_set_textz(j, "sha256", o->digest);
    js_set_integer(j, "template_version", o->template_version);
    js_set_textz(j, "template_sha256", o->template_digest);
    js_set_textz(j, "calendar", o->calendar);
    handle_set_time(j, "issued", o->issued_ms);
    handle_set_time(j, "sent", o->sent_ms);
    handle_set_time(j, "due", o->due_ms);
    js_set_bool(j, "due_known", o->due_known);
    js_set_integer(j, "cases", o->cases);
    js_set_integer(j, "gone", o->gone);
    return j;
}

/* --- clocks --- */

int
store_case_due(
    struct store *s, int64_t of_case, struct store_due *out, struct fail *fail)
{
    struct db_rows r;
    int rc =
        db_rows_start(&r, s->db, SQL_CASE_DUE, DB_ARGS(db_i(of_case)), fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1)
        *out = (struct store_due){ db_rows_i(&r, 0), (int)db_rows_i(&r, 1),
            db_rows_i(&r, 2) };
    db_rows_end(&r);
    return rc;
}

/* The queue sorts by the first deadline that runs. */
static int
tell_queue(struct store *s, int64_t of_case, struct fail *fail)
{
    struct store_due due = { 0, 0, 0 };

    if (store_case_due(s, of_case, &due, fail) < 0)
        return -1;
    return store_queue_due(s, of_case, due.at_ms, fail);
}

int
store_order_gone(
    struct store *s, int64_t of_case, int64_t at_ms, struct fail *fail)
{
    int own, rc;

    if (handle_enter(s, &own, fail) != 0)
        return -1;
    rc = db_run(
        s->db, SQL_ORDER_GONE, DB_ARGS(db_i(of_case), db_i(at_ms)), fail);
    if (rc == 0)
        rc = tell_queue(s, of_case, fail);
    return handle_leave(s, own, rc, fail);
}

/* --- letters --- */

static int
check_order(const struct store_order *o, size_t cases, struct fail *fail)
{
    if (cases == 0 || cases > STORE_ORDER_CASES_MAX)
        return fail_set(fail, "a letter is about 1 to %d cases, not %zu",
            STORE_ORDER_CASES_MAX, cases);
    if (o->document.len == 0 || str_of(o->number).len == 0 ||
        str_of(o->recipient).len == 0 || str_of(o->author).len == 0)
        return fail_set(
            fail, "a letter needs a text, a number, a recipient, an author");
    if (check_text("the letter", o->document, STORE_ORDER_BYTES_MAX, fail) != 0)
        return -1;
    for (int i = 0; i < 4; i++) {
        const char *const texts[] = { o->number, o->recipient, o->address,
            o->channel };

        if (check_text("a field", str_of(texts[i]), TEXT_BYTES_MAX, fail) != 0)
            return -1;
    }
    return check_text("the form", str_of(o->form), 1u << 20, fail);
}

static int
order_cases_add(struct store *s, int64_t id, const struct store_order *o,
    const int64_t *cases, size_t count, struct fail *fail)
{
    for (size_t i = 0; i < count; i++) {
        if (db_run(s->db, SQL_ORDER_CASE_ADD,
                DB_ARGS(db_i(id), db_i(cases[i]), db_i(o->due_ms)), fail) != 0)
            return -1;
        if (db_changes(s->db) != 1)
            return fail_set(fail, "no case %lld", (long long)cases[i]);
        if (tell_queue(s, cases[i], fail) != 0)
            return -1;
    }
    return 0;
}

static int
order_add(struct store *s, const struct store_order *o, const int64_t *cases,
    size_t count, int64_t *id, struct fail *fail)
{
    char digest[DIGEST_HEX_BYTES], object[60];

    digest_sha256_hex(o->document, digest);
    if (db_run(s->db, SQL_ORDER_ADD,
            DB_ARGS(db_z(o->kind), db_z(o->language), db_z(o->number),
                db_i(o->template_version), db_z(o->template_digest),
                db_z(o->calendar), db_z(o->recipient), db_z(o->address),
                db_z(o->channel), db_b(o->document), db_z(digest),
                db_z(o->author), db_i(o->issued_ms), db_i(o->sent_ms),
                db_i(o->due_ms), db_i(o->due_known), db_z(o->form)),
            fail) != 0)
        return fail_wrap(fail, "letter %.60s", o->number);
    *id = db_last_id(s->db);
    snprintf(object, sizeof object, "order %lld", (long long)*id);
    if (order_cases_add(s, *id, o, cases, count, fail) != 0)
        return -1;
    return audit(
        s, str_of(o->author), "order.issue", object, o->issued_ms, fail);
}

int
store_order_add(struct store *s, const struct store_order *o,
    const int64_t *cases, size_t case_count, int64_t *id, struct fail *fail)
{
    int own;

    if (check_order(o, case_count, fail) != 0 ||
        handle_enter(s, &own, fail) != 0)
        return -1;
    return handle_leave(
        s, own, order_add(s, o, cases, case_count, id, fail), fail);
}

static struct store_order
order_row(const struct db_rows *r)
{
    return (struct store_order){
        .id = db_rows_i(r, 0),
        .kind = db_rows_s(r, 1).p,
        .language = db_rows_s(r, 2).p,
        .number = db_rows_s(r, 3).p,
        .template_version = db_rows_i(r, 4),
        .template_digest = db_rows_s(r, 5).p,
        .calendar = db_rows_s(r, 6).p,
        .recipient = db_rows_s(r, 7).p,
        .address = db_rows_s(r, 8).p,
        .channel = db_rows_s(r, 9).p,
        .digest = db_rows_s(r, 10).p,
        .author = db_rows_s(r, 11).p,
        .issued_ms = db_rows_i(r, 12),
        .sent_ms = db_rows_i(r, 13),
        .due_ms = db_rows_i(r, 14),
        .due_known = (int)db_rows_i(r, 15),
        .form = db_rows_s(r, 16).p,
        .cases = db_rows_i(r, 17),
        .gone = db_rows_i(r, 18),
    };
}

int
store_order_find(struct store *s, int64_t id,
    int (*visit)(const struct store_order *o, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_ORDER_GET, DB_ARGS(db_i(id)), fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        struct store_order o = order_row(&r);

        o.document = db_rows_b(&r, 19);
        if (visit(&o, ctx, fail) != 0)
            rc = -1;
    }
    db_rows_end(&r);
    return rc;
}

int
store_order_each(struct store *s, enum store_order_which which, int64_t of_case,
    int64_t now_ms, int64_t limit, int64_t offset,
    int (*visit)(const struct store_order *o, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_ORDER_EACH,
        DB_ARGS(db_i(which), db_i(of_case), db_i(now_ms),
            db_i(limit > 0 ? limit : -1), db_i(offset)),
        fail);

    if (rc == 0)
        while ((rc = db_rows_next(&r, fail)) == 1) {
            struct store_order o = order_row(&r);

            if ((rc = visit(&o, ctx, fail)) != 0)
                break;
        }
    db_rows_end(&r);
    return rc;
}

int
store_order_next(
    struct store *s, const char *prefix, int64_t *out, struct fail *fail)
{
    int rc =
        db_one(s->db, SQL_ORDER_LAST_NUMBER, DB_ARGS(db_z(prefix)), out, fail);

    *out += 1;
    return rc == 1 ? 0 : -1;
}

int
store_order_cases(struct store *s, int64_t order,
    int (*visit)(
        const struct store_order_case *c, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail)
{
    struct db_rows r;
    int rc =
        db_rows_start(&r, s->db, SQL_ORDER_CASES, DB_ARGS(db_i(order)), fail);

    if (rc == 0)
        while ((rc = db_rows_next(&r, fail)) == 1) {
            struct store_order_case c = { db_rows_i(&r, 0), db_rows_i(&r, 1),
                db_rows_s(&r, 2), db_rows_s(&r, 3), db_rows_s(&r, 4),
                db_rows_s(&r, 5) };

            if ((rc = visit(&c, ctx, fail)) != 0)
                break;
        }
    db_rows_end(&r);
    return rc;
}

/* --- what happened to them --- */

static int
event_known(const char *kind)
{
    static const char *const kinds[] = { "received", "complied", "refused",
        "answer", "returned" };

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (str_is(str_of(kind), kinds[i]))
            return 1;
    return 0;
}

int
store_order_event_add(struct store *s, int64_t order,
    const struct store_order_event *e, struct fail *fail)
{
    char object[60];
    int own, rc;

    if (!event_known(e->kind))
        return fail_set(fail, "'%.40s' is not what happens to a letter",
            e->kind != NULL ? e->kind : "");
    if (check_text("the note", e->note, TEXT_BYTES_MAX, fail) != 0 ||
        handle_enter(s, &own, fail) != 0)
        return -1;
    snprintf(object, sizeof object, "order %lld", (long long)order);
    rc = db_run(s->db, SQL_ORDER_EVENT_ADD,
        DB_ARGS(db_i(order), db_z(e->kind), db_s(e->author), db_s(e->note),
            db_i(e->at_ms)),
        fail);
    if (rc == 0)
        rc = audit(s, e->author, "order.answer", object, e->at_ms, fail);
    return handle_leave(s, own, rc, fail);
}

int
store_order_event_each(struct store *s, int64_t order,
    int (*visit)(
        const struct store_order_event *e, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(
        &r, s->db, SQL_ORDER_EVENT_EACH, DB_ARGS(db_i(order)), fail);

    if (rc == 0)
        while ((rc = db_rows_next(&r, fail)) == 1) {
            struct store_order_event e = { db_rows_s(&r, 0).p, db_rows_s(&r, 1),
                db_rows_s(&r, 2), db_rows_i(&r, 3) };

            if ((rc = visit(&e, ctx, fail)) != 0)
                break;
        }
    db_rows_end(&r);
    return rc;
}

int
store_overdue_each(struct store *s, int64_t now_ms, int64_t limit,
    int (*visit)(const struct store_overdue *o, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_OVERDUE_EACH,
        DB_ARGS(db_i(now_ms), db_i(limit > 0 ? limit : -1)), fail);

    if (rc == 0)
        while ((rc = db_rows_next(&r, fail)) == 1) {
            struct store_overdue o = { db_rows_i(&r, 0), db_rows_i(&r, 1),
                db_rows_i(&r, 2), db_rows_s(&r, 3), db_rows_s(&r, 4),
                db_rows_s(&r, 5), db_rows_s(&r, 6), db_rows_s(&r, 7) };

            if ((rc = visit(&o, ctx, fail)) != 0)
                break;
        }
    db_rows_end(&r);
    return rc;
}
