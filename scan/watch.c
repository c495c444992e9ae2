#include "scan/watch.h"

#include "base/mem.h"
#include "core/casefile.h"
#include "core/limits.h"
#include "scan/watch_judge.h"
#include "scan/watch_work.h"
#include "store/orders.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A campaign must start somewhere; pictures alone start nowhere. */
#define NOWHERE "http://watch.invalid/"
#define DAY_MS (24 * 3600 * 1000LL)

/* --- what is watched --- */

struct watch_plan
watch_usual(int64_t now_ms)
{
    return (struct watch_plan){ now_ms, { 1, 2, 7, 30 }, 4 };
}

int
watch_days(struct watch_plan *p, struct str text)
{
    struct str part;
    int64_t days, before = 0;

    p->day_count = 0;
    while (str_next(&text, ',', &part)) {
        if (p->day_count == WATCH_DAYS_MAX ||
            str_to_i64(str_trim(part), &days) != 0 || days <= before ||
            days > 3650)
            return -1;
        p->days[p->day_count++] = (int)days;
        before = days;
    }
    return p->day_count > 0 ? 0 : -1;
}

/* A day of the plan is past that no look came after. */
static int
is_due(const struct watch_plan *p, int64_t since_ms, int64_t looked_ms)
{
    for (size_t i = 0; i < p->day_count; i++) {
        int64_t at = since_ms + p->days[i] * DAY_MS;

        if (p->now_ms >= at && looked_ms < at)
            return 1;
    }
    return 0;
}

static int
is_web(struct str url)
{
    return str_starts(url, STR("http://")) || str_starts(url, STR("https://"));
}

static int
add_item(const struct store_watched *sw, void *ctx, struct fail *fail)
{
    struct watch *w = ctx;
    struct watch_item *i;
    struct js *j = NULL;
    int rc;

    w->item = mem_grow(w->item, &w->cap, w->count + 1, sizeof *w->item);
    i = &w->item[w->count++];
    *i = (struct watch_item){ .id = sw->id,
        .listing = sw->listing,
        .version = sw->version,
        .ordered_ms = sw->ordered_ms,
        .gone = sw->gone };
    i->url = str_dup(sw->url);
    i->due = w->due < WATCH_LOOKS_MAX && is_web(sw->url) &&
             is_due(&w->plan, sw->since_ms, sw->looked_ms);
    w->due += (size_t)i->due;
    rc = js_parse(&j, sw->casefile, fail);
    if (rc == 0)
        rc = casefile_from_json(&i->file, j, fail);
    if (rc == 0)
        trace_make(&i->trace, i->file->listing);
    js_free(j);
    return rc;
}

int
watch_load(struct watch **out, struct store *s, const struct watch_plan *plan,
    struct fail *fail)
{
    struct watch *w = mem_new(sizeof *w);

    w->plan = *plan;
    if (store_watched_each(s, add_item, w, fail) != 0) {
        watch_free(w);
        return -1;
    }
    *out = w;
    return 0;
}

void
watch_free(struct watch *w)
{
    if (w == NULL)
        return;
    for (size_t i = 0; i < w->count; i++) {
        free(w->item[i].url);
        casefile_free(w->item[i].file);
        trace_clear(&w->item[i].trace);
    }
    free(w->item);
    texts_clear(&w->pictures);
    free(w);
}

size_t
watch_count(const struct watch *w)
{
    return w->count;
}

size_t
watch_due(const struct watch *w)
{
    return w->due;
}

const struct texts *
watch_pictures(const struct watch *w)
{
    return &w->pictures;
}

/* --- the fetch --- */

/* A JSON text is a YAML text in quotes. */
static void
add_quoted(struct buf *out, struct str text)
{
    struct js *j = js_new_text(text);

    js_write(out, j);
    js_free(j);
}

static void
add_member(struct buf *out, const char *name, struct str value)
{
    buf_addf(out, "%s: ", name);
    add_quoted(out, value);
    buf_addc(out, '\n');
}

int
watch_campaign(const struct watch *w, const struct campaign *like,
    struct campaign **out, struct fail *fail)
{
    struct buf text = BUF_MAX(WATCH_LOOKS_MAX * (LIMIT_URL_BYTES + 8));
    int rc;

    buf_addz(&text, "name: watch\nsitemaps: false\n");
    add_member(&text, "market", str_of(like->market));
    add_member(&text, "contact", str_of(like->contact));
    if (like->legal_basis[0] != '\0')
        add_member(&text, "legal_basis", str_of(like->legal_basis));
    if (like->ignore_robots)
        buf_addz(&text, "ignore_robots: true\n");
    /* An address is handed out again after robots.txt and after errors. */
    buf_addf(&text,
        "limits: {pages: %zu, depth: 0, hours: 6, per_host_delay_ms: %lld, "
        "per_host_connections: %d, pictures: %d}\n",
        10 * (w->due + w->pictures.count) + 1000, (long long)like->delay_ms,
        like->host_connections, like->pictures_max);
    if (like->connect_count > 0)
        buf_addz(&text, "connect_to:\n");
    for (size_t i = 0; i < like->connect_count; i++) {
        buf_addz(&text, "  ");
        add_quoted(&text, str_of(like->connect[i].host_port));
        buf_addz(&text, ": ");
        add_quoted(&text, str_of(like->connect[i].to));
        buf_addc(&text, '\n');
    }
    buf_addz(&text, "start:\n");
    for (size_t i = 0; i < w->count; i++)
        if (w->item[i].due) {
            buf_addz(&text, "  - ");
            add_quoted(&text, str_of(w->item[i].url));
            buf_addc(&text, '\n');
        }
    if (w->due == 0)
        buf_addz(&text, "  - '" NOWHERE "'\n");
    rc = text.over ? fail_set(fail, "too many addresses to look at")
                   : campaign_parse(out, buf_str(&text), "watch", fail);
    if (rc == 0 && w->due == 0)
        texts_clear(&(*out)->start);
    buf_clear(&text);
    return rc;
}

/* --- acts --- */

int
watch_act(struct store *s, int64_t id, enum workflow_act what, struct str note,
    int64_t now_ms, struct fail *fail)
{
    struct store_act a = { .id = id,
        .act = what,
        .roles = WORKFLOW_PROGRAM,
        .note = note,
        .expected = -1,
        .at_ms = now_ms };
    struct store_acted acted;

    return store_case_act(s, &a, &acted, fail) < 0 ? -1 : 0;
}

/* --- looks --- */

static int
keep_look(struct watch *w, struct watch_item *i, struct store *s,
    const char *result, const struct js *detail, struct fail *fail)
{
    struct buf text = BUF_MAX(LIMIT_FIELD_BYTES);
    struct store_look look = { i->id, w->plan.now_ms, result, NULL };
    int rc;

    js_write(&text, detail);
    look.detail = text.over ? "{}" : buf_text(&text);
    rc = store_look_add(s, &look, fail);
    if (rc == 0 && strcmp(result, STORE_WATCH_GONE) == 0 && !i->gone) {
        rc = store_order_gone(s, i->id, w->plan.now_ms, fail);
        if (rc == 0)
            rc = watch_act(s, i->id, WORKFLOW_MARK_REMOVED,
                STR("watch: the offer is gone"), w->plan.now_ms, fail);
    }
    buf_clear(&text);
    return rc;
}

/* It was gone, and stands there again. */
static int
came_back(struct watch *w, struct watch_item *i, struct store *s,
    watch_say *say, void *ctx, struct fail *fail)
{
    struct watch_event e = { .what = "relisted",
        .of_case = i->id,
        .url = str_of(i->url),
        .other = i->id,
        .other_url = str_of(i->url),
        .kind = "address" };

    say(&e, ctx);
    return watch_act(s, i->id, WORKFLOW_RELIST,
        STR("watch: offered again at the same address"), w->plan.now_ms, fail);
}

struct last {
    const char **result;
    struct js *detail;
};

/* Screened again, an edited offer has none of the findings that quoted the
 * words: the look that found them gone says what they were. */
static int
was_edited(const struct store_look *l, void *ctx, struct fail *fail)
{
    struct last *last = ctx;
    struct js *before = NULL;

    if (strcmp(l->result, STORE_WATCH_EDITED) != 0)
        return 0;
    if (js_parse(&before, str_of(l->detail), fail) != 0)
        return -1;
    *last->result = STORE_WATCH_EDITED;
    js_set(last->detail, "removed", js_copy(js_get(before, "removed")));
    js_free(before);
    return 0;
}

static int
look_at(struct watch *w, struct watch_item *i, struct store *s,
    int64_t since_ms, watch_say *say, void *ctx, struct fail *fail)
{
    struct store_visit visit;
    struct listing *before = NULL, *now = NULL;
    struct js *detail = NULL;
    const char *result;
    int64_t page = 0, seen_ms = 0;
    int rc = store_visit_last(s, str_of(i->url), since_ms, &visit, fail);
    struct watch_judge j = { .visit = rc == 1 ? &visit : NULL,
        .file = i->file };

    if (rc < 0 ||
        store_listing_where(s, i->listing, &page, &seen_ms, fail) < 0 ||
        store_listing_version(s, i->version, &before, fail) != 0 ||
        store_listing_get(s, i->listing, &now, fail) < 0) {
        rc = -1;
        goto out;
    }
    j.listed = rc == 1 && page == visit.page;
    j.before = before;
    j.now = now;
    result = watch_judge(&j, &detail);
    if (strcmp(result, STORE_WATCH_CHANGED) == 0 &&
        store_look_each(s, i->id, 1, was_edited,
            &(struct last){ &result, detail }, fail) < 0) {
        rc = -1;
        goto out;
    }
    say(&(struct watch_event){ .what = result,
            .of_case = i->id,
            .url = str_of(i->url),
            .detail = detail },
        ctx);
    rc = keep_look(w, i, s, result, detail, fail);
    if (rc == 0 && i->gone && j.listed)
        rc = came_back(w, i, s, say, ctx, fail);
out:
    listing_free(before);
    listing_free(now);
    js_free(detail);
    return rc;
}

int
watch_look(struct watch *w, struct store *s, int64_t since_ms, watch_say *say,
    void *ctx, struct fail *fail)
{
    for (size_t i = 0; i < w->count; i++) {
        int rc;

        if (!w->item[i].due)
            continue;
        if (store_begin(s, fail) != 0)
            return -1;
        rc = look_at(w, &w->item[i], s, since_ms, say, ctx, fail);
        if (rc == 0)
            rc = store_commit(s, fail);
        else
            store_rollback(s);
        if (rc != 0)
            return -1;
    }
    return 0;
}
