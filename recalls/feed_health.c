#include "recalls/feed_health.h"

#include "base/mem.h"
#include "base/now.h"

#include <stdlib.h>

#define DAY_MS (24 * 3600 * 1000LL)
/* Fewer records say nothing about a field that is there sometimes. */
#define SHAPE_RECORDS_MIN 10
/* A field half of the records had is not missing in ten by chance: 0.1 %. */
#define SHAPE_SHARE_MIN 0.5
/* Days without any success; sources without a rhythm too. */
#define SUCCESS_DAYS_MAX 7
/* Withdrawn at once, beside a share: corrections come in handfuls. */
#define GONE_MIN 5

static const char *const names[] = { "never", "ok", "stale", "shrunk", "failed",
    "changed shape" };

const char *
feed_health_name(enum feed_state s)
{
    return names[s];
}

enum feed_state
feed_health_find(struct str name)
{
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_is(name, names[i]))
            return (enum feed_state)i;
    return FEED_NEVER;
}

void
feed_health_count(struct feed_counts *c, const struct recall *r)
{
    c->fresh++;
    for (size_t f = 0; f < RECALL_FIELDS; f++)
        c->filled[f] += r->text[f] != NULL;
    for (size_t f = 0; f < RECALL_LISTS; f++)
        c->filled[RECALL_FIELDS + f] += r->list[f].count > 0;
}

static int
by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

int64_t
feed_health_usual(const struct feed_former *f)
{
    int64_t v[FEED_FORMER_MAX];

    if (f->count == 0)
        return -1;
    for (size_t i = 0; i < f->count; i++)
        v[i] = f->pass[i].records;
    qsort(v, f->count, sizeof v[0], by_number);
    return v[f->count / 2];
}

/* Share of the records of former passes that had a field; -1 unknown. */
static double
usual_share(const struct feed_former *f, size_t field)
{
    int64_t all = 0, filled = 0;

    for (size_t i = 0; i < f->count; i++) {
        all += f->pass[i].fresh;
        filled += f->pass[i].filled[field];
    }
    return all < SHAPE_RECORDS_MIN ? -1 : (double)filled / (double)all;
}

static const char *
field_name(size_t i)
{
    return i < RECALL_FIELDS
               ? recall_field_name((enum recall_field)i)
               : recall_list_name((enum recall_list)(i - RECALL_FIELDS));
}

/* The first expected field that none of the records has: -1 naming it. */
static int
check_expected(const struct feed_source *feed, const struct feed_counts *c,
    struct fail *why)
{
    const struct recall_source *form = recall_source_find(str_of(feed->format));

    for (size_t i = 0; i < RECALL_EXPECTS_MAX; i++)
        if (form->expects[i].theirs != NULL &&
            c->filled[form->expects[i].field] == 0)
            return fail_set(why, "none of %lld records has '%s' (our '%s')",
                (long long)c->fresh, form->expects[i].theirs,
                recall_field_name(form->expects[i].field));
    return 0;
}

int
feed_health_document(
    const struct feed_source *feed, const struct recalls *rs, struct fail *why)
{
    struct feed_counts c = { 0 };

    if (rs->count < 2)
        return 0;
    for (size_t i = 0; i < rs->count; i++)
        feed_health_count(&c, rs->item[i]);
    return check_expected(feed, &c, why);
}

static enum feed_state
judge_shape(const struct feed_source *feed, const struct feed_counts *now,
    const struct feed_former *former, struct fail *why)
{
    if (check_expected(feed, now, why) != 0)
        return FEED_CHANGED;
    for (size_t i = 0; i < FEED_FILLED; i++) {
        double share = usual_share(former, i);

        /* That nothing is withdrawn is no fault. */
        if (now->fresh < SHAPE_RECORDS_MIN || now->filled[i] > 0 ||
            share < SHAPE_SHARE_MIN || i == RECALL_WITHDRAWN ||
            i == RECALL_WITHDRAWN_WHY || i == RECALL_SUPERSEDED_BY)
            continue;
        fail_set(why, "none of %lld records has a '%s', usually %.0f %% have",
            (long long)now->fresh, field_name(i), share * 100);
        return FEED_CHANGED;
    }
    return FEED_OK;
}

enum feed_state
feed_health_judge(const struct feed_source *feed, const struct feed_counts *now,
    const struct feed_former *former, int full, const char *first_bad,
    struct fail *why)
{
    int64_t usual = feed_health_usual(former);
    int64_t good = now->records - now->bad;
    enum feed_state s = FEED_OK;

    if (now->records > 0 && good <= 0) {
        fail_set(why, "none of %lld records can be used: %s",
            (long long)now->records, first_bad);
        return FEED_CHANGED;
    }
    if (now->bad * 2 > now->records) {
        fail_set(why, "%lld of %lld records cannot be used: %s",
            (long long)now->bad, (long long)now->records, first_bad);
        return FEED_CHANGED;
    }
    if (now->records == 0) {
        if (usual > 0)
            fail_set(why, "0 records, usually %lld", (long long)usual);
        else
            fail_set(why, "0 records");
        return FEED_SHRUNK;
    }
    if (now->fresh > 0)
        s = judge_shape(feed, now, former, why);
    /* A window's number varies with the time since the last success. */
    if (s == FEED_OK && usual >= SHAPE_RECORDS_MIN &&
        now->records * (full ? 2 : 4) < usual) {
        fail_set(why, "%lld records, usually %lld", (long long)now->records,
            (long long)usual);
        return FEED_SHRUNK;
    }
    return s;
}

enum feed_state
feed_health_age(const struct feed_source *feed, int64_t last_success_ms,
    const char *newest, int64_t now_ms, struct fail *why)
{
    const struct recall_source *form = recall_source_find(str_of(feed->format));
    int days_max = form->stale_days;
    int64_t newest_ms, days = (now_ms - last_success_ms) / DAY_MS;

    if (last_success_ms > 0 && days > SUCCESS_DAYS_MAX) {
        fail_set(why, "no successful reading for %lld days", (long long)days);
        return FEED_STALE;
    }
    if (days_max == 0 || now_parse(str_of(newest), &newest_ms) != 0)
        return FEED_OK;
    days = (now_ms - newest_ms) / DAY_MS;
    if (days <= days_max)
        return FEED_OK;
    fail_set(why, "no notice newer than %s: %lld days, at most %d are usual",
        newest, (long long)days, days_max);
    return FEED_STALE;
}

int
feed_health_too_many_gone(int64_t gone, int64_t in_force)
{
    return gone > GONE_MIN && gone * 5 > in_force;
}
