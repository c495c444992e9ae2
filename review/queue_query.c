#include "review/queue_query.h"

#include "base/mem.h"
#include "base/now.h"
#include "core/workflow.h"

#include <stdio.h>
#include <stdlib.h>

#define DAY_MS (24 * 3600 * 1000LL)
#define PLACE_BYTES_MAX 3000
/* Rows looked at to find one that nobody else is at: mostly the first is. */
#define NEXT_LOOK_FIRST 8
#define NEXT_LOOK 200

static const char *const sorts[] = {
    [STORE_BY_PRIORITY] = "priority",
    [STORE_BY_AGE] = "age",
    [STORE_BY_NEWEST] = "newest",
    [STORE_BY_DEADLINE] = "deadline",
    [STORE_BY_PRICE] = "price",
    [STORE_BY_MARKET] = "market",
    [STORE_SORTS] = NULL,
};

const char *const *
queue_query_sorts(void)
{
    return sorts;
}

/* Every member that is a plain text of the address. */
static const struct {
    const char *name;
    size_t at;
} members[] = {
#define M(name)                                                                \
    {                                                                          \
#name, offsetof(struct queue_query, name)                              \
    }
    M(state),
    M(market),
    M(hazard),
    M(seller),
    M(recall),
    M(rule),
    M(source),
    M(language),
    M(assignee),
    M(from),
    M(to),
    M(text),
    M(sort),
#undef M
};

static struct str *
member(const struct queue_query *q, size_t i)
{
    return (struct str *)((char *)q + members[i].at);
}

/* "NUMBER~NUMBER~ID~TEXT" */
static int
read_place(struct store_place *out, struct str s)
{
    struct str part[4] = { STR_NONE, STR_NONE, STR_NONE, STR_NONE };

    for (int i = 0; i < 3; i++)
        if (!str_next(&s, '~', &part[i]))
            return -1;
    *out = (struct store_place){ .text = s.p != NULL ? s.p : "" };
    if (str_to_double(part[0], &out->number[0]) != 0 ||
        str_to_double(part[1], &out->number[1]) != 0)
        return -1;
    return str_to_i64(part[2], &out->id);
}

void
queue_query_read(
    struct queue_query *q, const struct view *v, const char *otherwise)
{
    *q = (struct queue_query){ .sort = STR_NONE };
    for (size_t i = 0; i < COUNT(members); i++)
        *member(q, i) = http_request_param(v->rq, members[i].name, 0);
    if (q->state.len == 0)
        q->state = str_of(otherwise);
    q->after = http_request_param(v->rq, "after", 0);
    if (q->after.len == 0 || read_place(&q->place, q->after) != 0)
        q->after = STR_NONE;
}

static int64_t
day_ms(struct str day)
{
    int64_t ms;

    return day.len == 10 && now_parse(day, &ms) == 0 ? ms : 0;
}

static enum store_sort
sort_of(const struct queue_query *q)
{
    for (int i = 0; sorts[i] != NULL; i++)
        if (str_is(q->sort, sorts[i]))
            return (enum store_sort)i;
    return STORE_BY_PRIORITY;
}

void
queue_query_filter(
    struct store_filter *out, const struct queue_query *q, const struct view *v)
{
    int64_t to = day_ms(q->to);
    int nobody = str_is(q->assignee, "nobody");

    *out = (struct store_filter){
        .state = str_is(q->state, "all") ? NULL : q->state.p,
        .market = q->market.p,
        .hazard = q->hazard.p,
        .seller = q->seller.p,
        .recall = q->recall.p,
        .rule = q->rule.p,
        .source = q->source.p,
        .language = q->language.p,
        .assignee = nobody ? NULL : q->assignee.p,
        .nobody = nobody,
        .text = q->text.p,
        .from_ms = day_ms(q->from),
        .to_ms = to != 0 ? to + DAY_MS : 0,
        .sort = sort_of(q),
        .after = q->after.len > 0 ? &q->place : NULL,
    };
    if (str_is(q->assignee, "me"))
        out->assignee = v->user->name;
}

void
queue_query_add(struct buf *out, const struct queue_query *q)
{
    for (size_t i = 0; i < COUNT(members); i++) {
        struct str value = *member(q, i);

        if ((member(q, i) == &q->state && str_is(value, "open")) ||
            (member(q, i) == &q->sort && str_is(value, "priority")))
            continue;
        view_query_add(out, members[i].name, value);
    }
}

void
queue_query_add_after(struct buf *out, const struct store_place *p)
{
    struct buf text = BUF_MAX(PLACE_BYTES_MAX);

    buf_addf(&text, "%.17g~%.17g~%lld~%s", p->number[0], p->number[1],
        (long long)p->id, p->text != NULL ? p->text : "");
    view_query_add(out, "after", buf_str(&text));
    buf_clear(&text);
}

int
queue_query_is_narrow(const struct queue_query *q)
{
    for (size_t i = 0; i < COUNT(members); i++)
        if (member(q, i) != &q->state && member(q, i) != &q->sort &&
            member(q, i)->len > 0)
            return 1;
    return 0;
}

/* --- the next case --- */

struct next {
    const struct view *view;
    int64_t not_this, id;
};

static int
is_mine(const struct next *n, const char *name)
{
    return str_is(str_of(name), n->view->user->name);
}

/* Somebody else has it to decide. Who validates works on cases of others. */
static int
is_anothers(const struct next *n, const struct store_case *c)
{
    enum workflow_state state;

    return c->assignee[0] != '\0' && !is_mine(n, c->assignee) &&
           workflow_state_find(&state, str_of(c->state)) == 0 &&
           workflow_is_open(state);
}

static int
look(const struct store_case *c, void *ctx, struct fail *fail)
{
    struct next *n = ctx;

    (void)fail;
    if (c->id == n->not_this || str_is(str_of(c->state), "needs_info") ||
        str_is(str_of(c->state), "escalated") || is_anothers(n, c) ||
        (c->lease_until_ms > n->view->now_ms && !is_mine(n, c->lease_holder)))
        return 0;
    n->id = c->id;
    return 1;
}

/* Behind `after`, or from the beginning. */
static int
find_next(struct next *n, struct store_filter *f,
    const struct store_place *after, struct fail *fail)
{
    int rc;

    f->after = after;
    f->limit = NEXT_LOOK_FIRST;
    rc = store_case_each(n->view->store, f, look, n, fail);
    if (rc != 0)
        return rc;
    f->limit = NEXT_LOOK;
    return store_case_each(n->view->store, f, look, n, fail);
}

int
queue_query_next(struct view *v, struct str query, int64_t id, int64_t *next,
    struct fail *fail)
{
    struct next n = { .view = v, .not_this = id };
    struct http_request rq = *v->rq;
    struct view list = *v;
    struct store_place place;
    struct queue_query q;
    struct store_filter f;
    char *text = NULL;
    int rc;

    rq.query = query;
    list.rq = &rq;
    queue_query_read(&q, &list, "open");
    queue_query_filter(&f, &q, v);
    if (f.state == NULL)
        f.state = "open";
    f.brief = 1;
    rc = store_queue_place(v->store, id, f.sort, &place, &text, fail);
    if (rc == 1)
        rc = find_next(&n, &f, &place, fail);
    if (rc >= 0 && n.id == 0)
        rc = find_next(&n, &f, NULL, fail);
    free(text);
    *next = n.id;
    return rc < 0 ? -1 : 0;
}
