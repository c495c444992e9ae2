/* The queue: which cases fit a filter, in which order, and how many. */
#include "base/mem.h"
#include "store/handle.h"
#include "store/queue.h"
#include "store/queue_words.h"

#include <math.h>
#include <stdlib.h>

#define QUERY_BYTES_MAX (8u << 10)
/* A row that is fetched, in rows that are walked. */
#define FETCH_COST 1.5
/* So few hits of words are fetched and sorted; more are put into a table in
 * memory, and rows are walked in order until enough of them are hits. */
#define TEXT_FEW 2000
/* Rows whose numbers are held while they are visited. */
#define PORTION 256
/* Behind all times, and exact as a double: the default of queue_row. */
#define NO_DUE (INT64_C(1) << 62)
#define ARGS 20

/* How a list is walked, in the order of store/sql_queue.h. */
enum way { BY_OPEN, BY_ALL, BY_STATE, BY_FACET, BY_TEXT };

struct plan {
    struct db_arg args[ARGS]; /* those of store/sql_queue.h */
    enum way way;
    enum store_sort sort;
    int nothing;      /* words were asked for, and the text holds none */
    struct buf query; /* of queue_text */
};

static int
is_set(const char *text)
{
    return text != NULL && text[0] != '\0';
}

static struct db_arg
text_arg(const char *text)
{
    return db_maybe(is_set(text) ? text : NULL);
}

static struct db_arg
time_arg(int64_t ms)
{
    return ms != 0 ? db_i(ms) : db_maybe(NULL);
}

/* --- which way --- */

struct facet {
    const char *name, *value;
};

#define FACETS_MAX 8

/* What the filter asks for beside state, time, priority and words. */
static size_t
facets_of(const struct store_filter *f, struct facet out[FACETS_MAX])
{
    const struct facet all[FACETS_MAX] = {
        { "market", f->market },
        { "hazard", f->hazard },
        { "source", f->source },
        { "language", f->language },
        { "seller", f->seller },
        { "recall", f->recall },
        { "rule", f->rule },
        { "assignee", f->nobody ? NULL : f->assignee },
    };
    size_t n = 0;

    for (size_t i = 0; i < FACETS_MAX; i++)
        if (is_set(all[i].value))
            out[n++] = all[i];
    return n;
}

int
store_queue_count(struct store *s, const char *facet, const char *value,
    const char *state, int64_t *out, struct fail *fail)
{
    int rc;

    *out = 0;
    rc = db_one(s->db, SQL_QUEUE_COUNT_OF,
        DB_ARGS(db_z(facet), db_z(value), db_z(is_set(state) ? state : "all")),
        out, fail);
    return rc < 0 ? -1 : 0;
}

/* How many rows a walk in order passes to `want` of those with all facets, if
 * these had nothing to do with each other. */
static double
walk_rows(struct store *s, const struct store_filter *f,
    const int64_t counts[FACETS_MAX], size_t facets, int64_t *in_state,
    struct fail *fail)
{
    double rows =
        (double)(f->limit > 0 && f->limit < PORTION ? f->limit : PORTION);
    int open = is_set(f->state) && str_is(str_of(f->state), "open");
    int64_t all, walked;

    if (store_queue_count(s, "", "", NULL, &all, fail) != 0 ||
        store_queue_count(s, "", "", f->state, in_state, fail) != 0)
        return -1;
    walked = open ? *in_state : all;
    for (size_t i = 0; i < facets; i++)
        rows *= (double)all / (double)(counts[i] > 0 ? counts[i] : 1);
    if (!open)
        rows *= (double)all / (double)(*in_state > 0 ? *in_state : 1);
    return rows < (double)walked ? rows : (double)walked;
}

/* The way that passes the fewest rows. A row that is fetched by a facet costs
 * more than one of a walk: they lie anywhere, and are sorted in the end. */
static int
choose_way(struct store *s, struct plan *p, const struct store_filter *f,
    struct fail *fail)
{
    struct facet facets[FACETS_MAX];
    size_t count = facets_of(f, facets);
    int64_t counts[FACETS_MAX], in_state, hits = 0;
    int open = is_set(f->state) && str_is(str_of(f->state), "open");
    double least;

    for (size_t i = 0; i < count; i++)
        if (store_queue_count(s, facets[i].name, facets[i].value, NULL,
                &counts[i], fail) != 0)
            return -1;
    least = walk_rows(s, f, counts, count, &in_state, fail);
    if (least < 0)
        return -1;
    p->way = open ? BY_OPEN : BY_ALL;
    if (!open && FETCH_COST * (double)in_state < least) {
        least = FETCH_COST * (double)in_state;
        p->way = BY_STATE;
    }
    for (size_t i = 0; i < count; i++)
        if (FETCH_COST * (double)counts[i] < least) {
            least = FETCH_COST * (double)counts[i];
            p->way = BY_FACET;
            p->args[13] = db_z(facets[i].name);
            p->args[14] = db_z(facets[i].value);
        }
    if (p->query.len == 0)
        return 0;
    if (db_one(s->db, SQL_QUEUE_TEXT_SOME,
            DB_ARGS(db_s(buf_str(&p->query)), db_i(TEXT_FEW)), &hits,
            fail) != 1)
        return -1;
    if (hits < TEXT_FEW)
        p->way = BY_TEXT;
    return 0;
}

/* Behind which row: keys that are below all others where there is none. */
static void
place_args(struct plan *p, const struct store_filter *f)
{
    const struct store_place *at = f->after;

    for (int i = 0; i < 2; i++)
        p->args[15 + i] = db_r(at != NULL ? at->number[i] : -HUGE_VAL);
    if (p->sort == STORE_BY_MARKET)
        p->args[15] = db_z(at != NULL && at->text != NULL ? at->text : "");
    p->args[17] = db_i(at != NULL ? at->id : 0);
}

static int
plan_make(struct plan *p, struct store *s, const struct store_filter *f,
    struct fail *fail)
{
    *p = (struct plan){ .sort = f->sort < STORE_SORTS ? f->sort : 0,
        .query = BUF_MAX(QUERY_BYTES_MAX) };
    if (is_set(f->text) && str_trim(str_of(f->text)).len > 0)
        p->nothing =
            queue_words_query(&p->query, str_of(f->text)) == 0 || p->query.over;
    p->args[0] = text_arg(f->state);
    p->args[1] = text_arg(f->market);
    p->args[2] = text_arg(f->hazard);
    p->args[3] = f->nobody ? db_z("") : text_arg(f->assignee);
    p->args[4] = text_arg(f->source);
    p->args[5] = text_arg(f->language);
    p->args[6] = p->query.len > 0 ? db_s(buf_str(&p->query)) : db_maybe(NULL);
    p->args[7] = f->min_priority > 0 ? db_r(-f->min_priority) : db_maybe(NULL);
    p->args[8] = text_arg(f->seller);
    p->args[9] = text_arg(f->recall);
    p->args[10] = text_arg(f->rule);
    p->args[11] = time_arg(f->from_ms);
    p->args[12] = time_arg(f->to_ms);
    p->args[13] = p->args[14] = db_maybe(NULL);
    place_args(p, f);
    return p->nothing ? 0 : choose_way(s, p, f, fail);
}

/* --- rows --- */

/* Up to `limit` numbers of cases into ids; their count, or -1. */
static int64_t
plan_ids(struct plan *p, struct store *s, int64_t offset, int64_t limit,
    int64_t *ids, struct fail *fail)
{
    enum sql n =
        SQL_QUEUE_OPEN_PRIORITY + (enum sql)(p->way * STORE_SORTS + p->sort);
    struct db_rows r;
    int64_t count = 0;
    int rc;

    if (p->nothing)
        return 0;
    p->args[18] = db_i(limit);
    p->args[19] = db_i(offset);
    rc = db_rows_start(&r, s->db, n, p->args, ARGS, fail);
    if (rc == 0)
        while ((rc = db_rows_next(&r, fail)) == 1) {
            if (ids != NULL)
                ids[count] = db_rows_i(&r, 0);
            count++;
        }
    db_rows_end(&r);
    return rc == 0 ? count : -1;
}

void
store_place_of(
    struct store_place *out, const struct store_case *c, enum store_sort sort)
{
    double due = c->due_ms != 0 ? (double)c->due_ms : (double)NO_DUE;
    const double first[STORE_SORTS] = {
        [STORE_BY_PRIORITY] = -c->priority,
        [STORE_BY_AGE] = (double)c->first_seen_ms,
        [STORE_BY_NEWEST] = (double)-c->first_seen_ms,
        [STORE_BY_DEADLINE] = due,
        [STORE_BY_PRICE] = c->price,
    };

    *out = (struct store_place){
        .number = { first[sort], -c->priority },
        .text = sort == STORE_BY_MARKET ? c->market : NULL,
        .id = c->id,
    };
}

/* What is visited, and where it ended. */
struct walk {
    struct store *store;
    const struct store_filter *filter;
    int (*visit)(const struct store_case *c, void *ctx, struct fail *fail);
    void *ctx;
    struct store_place last;
    char *market; /* owned: of last */
};

static int
visit_one(struct walk *w, int64_t id, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, w->store->db,
        w->filter->brief ? SQL_CASE_CARD : SQL_CASE_ROW, DB_ARGS(db_i(id)),
        fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        struct store_case c = {
            .id = db_rows_i(&r, 0),
            .listing = db_rows_i(&r, 1),
            .priority = db_rows_r(&r, 2),
            .state = db_rows_s(&r, 3).p,
            .assignee = db_rows_s(&r, 4).p,
            .first_seen_ms = db_rows_i(&r, 5),
            .last_seen_ms = db_rows_i(&r, 6),
            .decided_at_ms = db_rows_i(&r, 7),
            .decisions = db_rows_i(&r, 8),
            .due_ms = db_rows_i(&r, 9) == NO_DUE ? 0 : db_rows_i(&r, 9),
            .price = db_rows_r(&r, 10),
            .market = db_rows_s(&r, 11).p,
            .lease_holder = db_rows_s(&r, 12).p,
            .lease_until_ms = db_rows_i(&r, 13),
            .event = db_rows_i(&r, 14),
            .picture = db_rows_i(&r, 16),
            .casefile = "",
        };

        if (w->filter->brief)
            c.card = db_rows_b(&r, 15);
        else
            c.casefile = db_rows_s(&r, 15).p;
        store_place_of(&w->last, &c, w->filter->sort);
        if (w->last.text != NULL) {
            free(w->market);
            w->last.text = w->market = mem_text(c.market);
        }
        rc = w->visit(&c, w->ctx, fail);
    }
    db_rows_end(&r);
    return rc;
}

/* One portion; the number of rows it had in *count. */
static int
visit_portion(struct walk *w, const struct store_filter *f, int64_t want,
    int64_t *count, struct fail *fail)
{
    int64_t ids[PORTION];
    struct plan p;
    int rc = plan_make(&p, w->store, f, fail);

    *count = 0;
    if (rc == 0)
        *count = plan_ids(&p, w->store, f->offset, want, ids, fail);
    if (*count < 0)
        rc = -1;
    for (int64_t i = 0; rc == 0 && i < *count; i++)
        rc = visit_one(w, ids[i], fail);
    buf_clear(&p.query);
    return rc;
}

int
store_case_each(struct store *s, const struct store_filter *filter,
    int (*visit)(const struct store_case *c, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail)
{
    struct store_filter f = *filter;
    struct walk w = {
        .store = s, .filter = filter, .visit = visit, .ctx = ctx
    };
    int64_t left = filter->limit > 0 ? filter->limit : INT64_MAX, count, want;
    int rc;

    do {
        want = left < PORTION ? left : PORTION;
        rc = visit_portion(&w, &f, want, &count, fail);
        left -= count;
        f.offset = 0;
        f.after = &w.last;
    } while (rc == 0 && count == want && left > 0);
    free(w.market);
    return rc;
}

static int
keep_place(const struct store_case *c, void *ctx, struct fail *fail)
{
    (void)c;
    (void)ctx;
    (void)fail;
    return 0;
}

int
store_queue_place(struct store *s, int64_t id, enum store_sort sort,
    struct store_place *out, char **text, struct fail *fail)
{
    const struct store_filter f = { .sort = sort, .brief = 1 };
    struct walk w = { .store = s, .filter = &f, .visit = keep_place };
    int rc = visit_one(&w, id, fail);

    *text = w.market;
    *out = w.last;
    if (rc != 0)
        return -1;
    return w.last.id == id;
}

int
store_queue_known(struct store *s, const struct store_filter *f, int64_t *out,
    struct fail *fail)
{
    struct facet facets[FACETS_MAX];
    size_t count = facets_of(f, facets);

    if (count + (f->nobody != 0) > 1 || f->from_ms != 0 || f->to_ms != 0 ||
        f->min_priority > 0 ||
        (is_set(f->text) && str_trim(str_of(f->text)).len > 0))
        return 0;
    if (store_queue_count(s,
            f->nobody ? "assignee"
            : count   ? facets[0].name
                      : "",
            count > 0 ? facets[0].value : "", f->state, out, fail) != 0)
        return -1;
    return 1;
}

int
store_case_count(struct store *s, const struct store_filter *filter,
    int64_t *out, struct fail *fail)
{
    struct store_filter f = *filter;
    struct plan p;
    int rc = store_queue_known(s, filter, out, fail);

    if (rc != 0)
        return rc < 0 ? -1 : 0;
    f.after = NULL;
    rc = plan_make(&p, s, &f, fail);
    if (rc == 0)
        *out = plan_ids(&p, s, 0, -1, NULL, fail);
    buf_clear(&p.query);
    return rc == 0 && *out >= 0 ? 0 : -1;
}

int
store_queue_most(struct store *s, const char *facet, const char *state,
    int64_t limit, void (*visit)(struct str value, int64_t cases, void *ctx),
    void *ctx, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_QUEUE_COUNT_MOST,
        DB_ARGS(db_z(facet), db_z(is_set(state) ? state : "all"), db_i(limit)),
        fail);

    if (rc == 0)
        while ((rc = db_rows_next(&r, fail)) == 1)
            visit(db_rows_s(&r, 0), db_rows_i(&r, 1), ctx);
    db_rows_end(&r);
    return rc;
}

int
store_queue_due(struct store *s, int64_t id, int64_t due_ms, struct fail *fail)
{
    return db_run(s->db, SQL_QUEUE_DUE,
        DB_ARGS(db_i(id), db_i(due_ms != 0 ? due_ms : NO_DUE)), fail);
}

/* --- saved views --- */

int
store_view_put(struct store *s, struct str owner, struct str name,
    struct str query, struct fail *fail)
{
    int64_t count = 0;

    if (name.len == 0 || name.len > STORE_VIEW_NAME_BYTES)
        return fail_set(
            fail, "a view's name has 1 to %d bytes", STORE_VIEW_NAME_BYTES);
    if (query.len > STORE_VIEW_QUERY_BYTES)
        return fail_set(fail, "the filter of a view has at most %d bytes",
            STORE_VIEW_QUERY_BYTES);
    if (db_one(s->db, SQL_VIEW_COUNT, DB_ARGS(db_s(owner), db_s(name)), &count,
            fail) != 1)
        return -1;
    if (count >= STORE_VIEWS_MAX)
        return fail_set(fail, "there are %d saved views: remove one first",
            STORE_VIEWS_MAX);
    return db_run(s->db, SQL_VIEW_PUT,
        DB_ARGS(db_s(owner), db_s(name), db_s(query)), fail);
}

int
store_view_drop(
    struct store *s, struct str owner, struct str name, struct fail *fail)
{
    return db_run(s->db, SQL_VIEW_DROP, DB_ARGS(db_s(owner), db_s(name)), fail);
}

int
store_view_each(struct store *s, struct str owner,
    void (*visit)(struct str name, struct str query, void *ctx), void *ctx,
    struct fail *fail)
{
    struct db_rows r;
    int rc =
        db_rows_start(&r, s->db, SQL_VIEW_EACH, DB_ARGS(db_s(owner)), fail);

    if (rc == 0)
        while ((rc = db_rows_next(&r, fail)) == 1)
            visit(db_rows_s(&r, 0), db_rows_s(&r, 1), ctx);
    db_rows_end(&r);
    return rc;
}
