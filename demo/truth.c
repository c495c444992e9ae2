#include "demo/truth.h"

#include "base/mem.h"
#include "core/limits.h"
#include "demo/fields.h"
#include "demo/goods_draw.h"
#include "demo/snare.h"

#include <stdlib.h>

/* Names of one kind that are listed at most. */
#define NAMED_MAX 40

struct page_end {
    struct str state, reason; /* in the arena */
};

struct truth {
    const struct goods *goods;
    struct arena arena;
    struct map *listings; /* by address */
    struct map *cases;    /* by address: findings, owned */
    struct map *pages;    /* by address: struct page_end */
    struct shop_server_counts counts;
    struct fields fields;
    int wrong;
};

#define ARENA_BYTES (16u << 20)

static void
findings_free(void *any)
{
    js_free(any);
}

struct truth *
truth_new(const struct goods *g)
{
    struct truth *t = mem_new(sizeof *t);

    t->goods = g;
    t->arena = ARENA_MAX(ARENA_BYTES);
    t->listings = map_new(NULL);
    t->cases = map_new(findings_free);
    t->pages = map_new(free);
    return t;
}

void
truth_free(struct truth *t)
{
    if (t == NULL)
        return;
    map_free(t->listings);
    map_free(t->cases);
    map_free(t->pages);
    arena_clear(&t->arena);
    free(t);
}

void
truth_add_listing(struct truth *t, const struct listing *l)
{
    struct str url = listing_get(l, LISTING_URL), rest = url, part;
    const struct goods_shop *shop;
    const struct goods_offer *o = NULL;

    map_add(t->listings, url, NULL);
    str_next(&rest, '/', &part); /* "http:" */
    str_next(&rest, '/', &part);
    str_next(&rest, '/', &part);
    shop = goods_shop_find(t->goods, part);
    if (shop != NULL && rest.p != NULL)
        o = goods_offer_find(
            t->goods, shop, (struct str){ rest.p - 1, rest.len + 1 });
    if (o != NULL)
        fields_compare(&t->fields, o, l);
}

void
truth_add_case(struct truth *t, const struct js *casefile)
{
    map_put(t->cases, js_get_text(js_get(casefile, "listing"), "url"),
        js_copy(js_get(casefile, "findings")));
}

void
truth_add_page(
    struct truth *t, struct str url, struct str state, struct str reason)
{
    struct page_end *end = mem_new(sizeof *end);

    end->state = arena_dup(&t->arena, state);
    end->reason = arena_dup(&t->arena, reason);
    map_put(t->pages, url, end);
}

void
truth_set_counts(struct truth *t, const struct shop_server_counts *c)
{
    t->counts = *c;
}

/* --- judging --- */

static struct str
address_of(struct buf *text, const struct goods_offer *o)
{
    buf_reset(text);
    goods_address(text, o);
    return buf_str(text);
}

static int
has_finding(const struct js *findings, struct str id)
{
    for (size_t i = 0; i < js_count(findings); i++)
        if (str_eq(js_get_text(js_at(findings, i), "id"), id))
            return 1;
    return 0;
}

/* The first id that was due and did not come; empty if none is missing. */
static struct str
missing_finding(const struct goods_plant *p, const struct js *findings)
{
    for (const struct yaml_node *n = p->expect ? p->expect->first : NULL;
         n != NULL; n = n->next)
        if (!has_finding(findings, n->text))
            return n->text;
    return STR_NONE;
}

struct tally {
    int planted, found;
    struct buf wrong; /* one line each */
};

static void
judge_offer(struct truth *t, const struct goods_offer *o, struct tally *tally)
{
    const struct goods_plant *p = o->plant;
    struct buf url = BUF_MAX(LIMIT_URL_BYTES);
    const struct map_item *item = map_find(t->cases, address_of(&url, o));
    struct str due;

    tally->planted++;
    if (p->kind == GOODS_NEAR_MISS) {
        if (item != NULL)
            buf_addf(&tally->wrong,
                "    flagged wrongly: " STR_FMT " (" STR_FMT ")\n",
                STR_ARG(p->name), STR_ARG(p->why));
        tally->found += item != NULL;
    } else if (item == NULL) {
        buf_addf(&tally->wrong, "    missed: " STR_FMT " (" STR_FMT ")\n",
            STR_ARG(p->name), STR_ARG(o->title));
    } else if ((due = missing_finding(p, item->value.ptr)).len > 0) {
        buf_addf(&tally->wrong,
            "    missed: " STR_FMT " is in the queue without " STR_FMT "\n",
            STR_ARG(p->name), STR_ARG(due));
    } else {
        tally->found++;
    }
    buf_clear(&url);
}

static void
report_kind(struct truth *t, enum goods_kind kind, struct buf *out)
{
    struct tally tally = { .wrong = BUF_MAX(1u << 16) };
    int wrong;

    for (size_t i = 0; i < t->goods->offers; i++) {
        const struct goods_offer *o = &t->goods->offer[i];

        if (o->plant != NULL && o->plant->kind == kind)
            judge_offer(t, o, &tally);
    }
    wrong = kind == GOODS_NEAR_MISS ? tally.found : tally.planted - tally.found;
    buf_addf(out, "%-24s %7d %7d %7d\n", goods_kind_name(kind), tally.planted,
        tally.found, wrong);
    buf_adds(out, buf_str(&tally.wrong));
    buf_clear(&tally.wrong);
    t->wrong += wrong;
}

/* Offers that were not planted: all are to be read, none is to be flagged. */
static void
report_ordinary(struct truth *t, struct buf *out)
{
    struct buf url = BUF_MAX(LIMIT_URL_BYTES), names = BUF_MAX(1u << 16);
    int ordinary = 0, flagged = 0, unread = 0;

    for (size_t i = 0; i < t->goods->offers; i++) {
        const struct goods_offer *o = &t->goods->offer[i];
        struct str address = address_of(&url, o);

        if (map_find(t->listings, address) == NULL && ++unread <= NAMED_MAX)
            buf_addf(&names, "    not read: " STR_FMT "\n", STR_ARG(address));
        if (o->plant != NULL)
            continue;
        ordinary++;
        if (map_find(t->cases, address) != NULL && ++flagged <= NAMED_MAX)
            buf_addf(&names, "    flagged wrongly: " STR_FMT " " STR_FMT "\n",
                STR_ARG(address), STR_ARG(o->title));
    }
    buf_addf(
        out, "%-24s %7d %7d %7d\n", "ordinary", ordinary, flagged, flagged);
    buf_adds(out, buf_str(&names));
    buf_addf(out, "offers read: %d of %d\n", (int)t->goods->offers - unread,
        (int)t->goods->offers);
    t->wrong += flagged + unread + fields_report(&t->fields, out);
    buf_clear(&url);
    buf_clear(&names);
}

static int
has_word(const char *list, struct str word)
{
    struct str rest = str_of(list), one;

    while (str_next_word(&rest, &one))
        if (str_eq(one, word))
            return 1;
    return 0;
}

static void
report_snare(struct truth *t, const struct snare *s, struct buf *out)
{
    struct buf url = BUF_MAX(LIMIT_URL_BYTES);
    const struct page_end *end;
    int survived;

    if (s->states[0] == '\0') {
        int64_t asked = t->counts.snare[snare_find(s->host, str_of(s->path))];

        survived = asked <= snare_endless_max(SHOP_SERVER_HOST_PAGES);
        buf_addf(out, "%-26s %-9s asked for %lld times\n", s->name,
            survived ? "bounded" : "ENDLESS", (long long)asked);
        t->wrong += !survived;
        return;
    }
    buf_addf(&url, "http://%s%s", s->host, s->path);
    end = map_get(t->pages, buf_str(&url));
    survived =
        end != NULL && has_word(s->states, end->state) &&
        (s->reason == NULL || str_find(end->reason, str_of(s->reason), 0) >= 0);
    buf_addf(out, "%-26s " STR_FMT "%*s %s" STR_FMT "\n", s->name,
        STR_ARG(end ? end->state : STR("unseen")),
        9 - (int)(end ? end->state.len : 6), "",
        survived ? "" : "NOT AS DUE: ", STR_ARG(end ? end->reason : STR("")));
    t->wrong += !survived;
    buf_clear(&url);
}

int
truth_report(struct truth *t, struct buf *out)
{
    size_t count;
    const struct snare *snares = snare_list(&count);

    t->wrong = 0;
    buf_addf(out, "%-24s %7s %7s %7s\n", "", "planted", "flagged", "wrong");
    for (int k = 0; k < GOODS_KINDS; k++)
        report_kind(t, (enum goods_kind)k, out);
    report_ordinary(t, out);
    buf_addz(out, "\nsnares\n");
    for (size_t i = 0; i < count; i++)
        report_snare(t, &snares[i], out);
    buf_addf(out, "%-26s asked for %lld times (robots.txt forbids it)\n",
        "forbidden area", (long long)t->counts.forbidden);
    t->wrong += t->counts.forbidden > 0;
    buf_addf(out, "\n%s: %d not as planted\n", t->wrong ? "FAILED" : "passed",
        t->wrong);
    return t->wrong;
}
