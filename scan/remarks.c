#include "scan/remarks.h"

#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* Lines in full of each kind; kinds; names of rules. */
#define LINES_MAX 20
#define KINDS_MAX 200
#define NAMES_MAX 300
/* A clock that is kept in step is moved by less at once (RFC 5905: 128 ms). */
#define CLOCK_MS 2000

struct remarks {
    struct map *kinds;          /* to the number of its lines */
    struct map *events, *rules; /* to counts that are not in the store yet */
    int64_t clock_ms;           /* wall less monotonic; 0: not known yet */
};

struct remarks *
remarks_new(void)
{
    struct remarks *r = mem_new(sizeof *r);

    r->kinds = map_new(NULL);
    r->events = map_new(NULL);
    r->rules = map_new(NULL);
    return r;
}

void
remarks_free(struct remarks *r)
{
    if (r == NULL)
        return;
    map_free(r->kinds);
    map_free(r->events);
    map_free(r->rules);
    free(r);
}

/* "timeout" of "timeout: nothing came": what counts as one kind. */
static struct str
word_of(const char *reason)
{
    const char *end = strstr(reason, ": ");

    return end != NULL ? (struct str){ reason, (size_t)(end - reason) }
                       : str_of(reason);
}

/* 1 if this one of its kind is to be logged. */
static int
is_told(struct remarks *r, const char *state, struct str word)
{
    struct buf key = BUF_MAX(2048);
    int told = 0;

    buf_addf(&key, "%s: " STR_FMT, state, STR_ARG(str_sub(word, 0, 200)));
    if (map_find(r->kinds, buf_str(&key)) != NULL ||
        map_count(r->kinds) < KINDS_MAX)
        told = ++map_add(r->kinds, buf_str(&key), NULL)->value.num <= LINES_MAX;
    buf_clear(&key);
    return told;
}

void
remarks_page(
    struct remarks *r, const char *state, const char *reason, const char *url)
{
    if (reason[0] != '\0' && is_told(r, state, word_of(reason)))
        log_info("event=page state=%s url=%.300s why=\"%.400s\"", state, url,
            reason);
}

void
remarks_event(struct remarks *r, const char *event, const char *about)
{
    map_add(r->events, str_of(event), NULL)->value.num++;
    if (about != NULL && is_told(r, "event", str_of(event)))
        log_warn("event=remark what=\"%s\" about=%.300s", event, about);
}

void
remarks_limit(struct remarks *r, struct str rule, int64_t given_up)
{
    struct str name = str_sub(rule, 0, 300);

    if (map_find(r->rules, name) == NULL && map_count(r->rules) >= NAMES_MAX)
        name = STR("others");
    map_add(r->rules, name, NULL)->value.num += given_up;
    if (is_told(r, "limit", STR("rules")))
        log_warn("event=rule_limit given_up=%lld rule=" STR_FMT,
            (long long)given_up, STR_ARG(name));
}

void
remarks_clock(struct remarks *r, int64_t wall_ms, int64_t monotonic_ms)
{
    int64_t now = wall_ms - monotonic_ms, by = now - r->clock_ms;

    if (r->clock_ms != 0 && (by > CLOCK_MS || by < -CLOCK_MS)) {
        log_warn("event=clock_set by_ms=%lld", (long long)by);
        remarks_event(r,
            by < 0 ? "the clock was set back" : "the clock was set forward",
            NULL);
    }
    r->clock_ms = now;
}

static int
put(struct map *counts, const char *kind, struct store *s, int64_t scan,
    struct fail *fail)
{
    for (struct map_item *i = map_next(counts, NULL); i != NULL;
         i = map_next(counts, i)) {
        if (i->value.num == 0)
            continue;
        if (store_note_add(s, scan, kind, i->key, i->value.num, fail) != 0)
            return -1;
        i->value.num = 0;
    }
    return 0;
}

int
remarks_put(struct remarks *r, struct store *s, int64_t scan, struct fail *fail)
{
    return put(r->events, STORE_NOTE_EVENT, s, scan, fail) != 0 ||
                   put(r->rules, STORE_NOTE_LIMIT, s, scan, fail) != 0
               ? -1
               : 0;
}

void
remarks_end(const struct remarks *r)
{
    for (struct map_item *i = map_next(r->kinds, NULL); i != NULL;
         i = map_next(r->kinds, i))
        if (i->value.num > LINES_MAX)
            log_info("event=remarks more=%lld of=\"" STR_FMT "\"",
                (long long)i->value.num - LINES_MAX, STR_ARG(i->key));
}
