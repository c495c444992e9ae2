#include "review/view_related.h"

#include "base/mem.h"
#include "base/now.h"
#include "review/view_party.h"
#include "store/parties.h"
#include "store/related.h"

#include <stdio.h>

/* Rows of each list; the party's own page has more. */
#define OFFERS_SHOWN 8
#define SIMILAR_SHOWN 5
/* Findings whose cases are looked through. */
#define FINDINGS_LOOKED 3

static void
none(struct view *v)
{
    markup_leaf(&v->m, "p", ATTRS({ "class", STR("quiet") }),
        view_text(v, "related_none"));
}

/* --- parties --- */

struct behind {
    struct view *v;
    int64_t seller;
    size_t count;
};

static int
party(const struct store_party *p, void *ctx, struct fail *fail)
{
    struct behind *b = ctx;
    struct markup *m = &b->v->m;

    (void)fail;
    if (b->count++ == 0)
        markup_open(m, "dl", NO_ATTRS);
    if (p->role == PARTY_SELLER)
        b->seller = p->id;
    markup_leaf(m, "dt", NO_ATTRS,
        text_name(b->v->lang, "field", str_of(party_role_name(p->role))));
    markup_open(m, "dd", NO_ATTRS);
    view_party_link(b->v, p);
    markup_open(m, "span", ATTRS({ "class", STR("quiet") }));
    markup_textz(m, " ");
    view_number(b->v, p->offers, "party_offers");
    markup_textz(m, ", ");
    view_number(b->v, p->cases, "cases");
    markup_close(m);
    markup_close(m);
    return 0;
}

/* --- offers --- */

static int
of_seller(struct view *v, int64_t seller, int64_t listing, struct fail *fail)
{
    struct view_party_offers list = { .v = v };

    view_section(v, "related_seller");
    if (seller > 0 && store_offers_of_party(v->store, seller, listing,
                          OFFERS_SHOWN, view_party_offers_add, &list, fail) < 0)
        return -1;
    view_party_offers_end(&list);
    if (list.count == 0)
        none(v);
    markup_close(&v->m);
    return 0;
}

static int
of_product(struct view *v, int64_t listing, struct fail *fail)
{
    struct view_party_offers list = { .v = v };

    view_section(v, "related_product");
    markup_leaf(&v->m, "p", ATTRS({ "class", STR("quiet") }),
        view_text(v, "related_product_how"));
    if (store_offers_same(v->store, listing, OFFERS_SHOWN,
            view_party_offers_add, &list, fail) < 0)
        return -1;
    view_party_offers_end(&list);
    if (list.count == 0)
        none(v);
    markup_close(&v->m);
    return 0;
}

/* --- decisions --- */

struct similar {
    struct view *v;
    int64_t seen[FINDINGS_LOOKED * SIMILAR_SHOWN];
    size_t count;
};

static int
decided(const struct store_similar *d, void *ctx, struct fail *fail)
{
    struct similar *s = ctx;
    struct markup *m = &s->v->m;
    char to[40], at[NOW_TEXT_BYTES];

    (void)fail;
    for (size_t i = 0; i < s->count; i++)
        if (s->seen[i] == d->id)
            return 0;
    if (s->count == COUNT(s->seen))
        return 0;
    if (s->count == 0)
        markup_open(m, "ul", NO_ATTRS);
    s->seen[s->count++] = d->id;
    snprintf(to, sizeof to, "/case/%lld", (long long)d->id);
    now_text(d->at_ms, at);
    markup_open(m, "li", NO_ATTRS);
    markup_open(m, "a", ATTRS({ "href", str_of(to) }));
    markup_leaf(m, "bdi", NO_ATTRS, d->title);
    markup_close(m);
    markup_textz(m, " ");
    markup_leaf(m, "b", NO_ATTRS, text_name(s->v->lang, "verdict", d->verdict));
    markup_textz(m, " ");
    markup_text(m, view_reason(s->v, d->reason_code));
    markup_textz(m, " ");
    view_date(s->v, str_of(at), 0);
    markup_close(m);
    return 0;
}

static int
similar(struct view *v, const struct queue_case *c, struct fail *fail)
{
    struct similar s = { .v = v };
    size_t looked = 0;

    view_section(v, "related_similar");
    for (size_t i = 0; i < c->file->findings.count && looked < FINDINGS_LOOKED;
         i++) {
        const struct finding *f = c->file->findings.item[i];
        struct store_similar_ask ask = { .not_this = c->id,
            .source = finding_source_name(f->source),
            .id = f->id,
            .limit = SIMILAR_SHOWN };

        /* Every model finding has the same name: it tells nothing. */
        if (f->source == FINDING_MODEL)
            continue;
        looked++;
        if (store_similar_each(v->store, &ask, decided, &s, fail) < 0)
            return -1;
    }
    if (s.count > 0)
        markup_close(&v->m);
    else
        none(v);
    markup_close(&v->m);
    return 0;
}

static int
related(struct view *v, const struct queue_case *c, struct fail *fail)
{
    struct behind b = { .v = v };
    int64_t listing = 0;

    if (store_case_listing(v->store, c->id, &listing, fail) < 0)
        return -1;
    view_section(v, "parties");
    if (store_party_of(v->store, listing, party, &b, fail) < 0)
        return -1;
    if (b.count > 0)
        markup_close(&v->m);
    else
        markup_leaf(&v->m, "p", ATTRS({ "class", STR("quiet") }),
            view_text(v, "parties_none"));
    markup_close(&v->m);
    if (of_seller(v, b.seller, listing, fail) != 0 ||
        of_product(v, listing, fail) != 0)
        return -1;
    return c->file->blind ? 0 : similar(v, c, fail);
}

void
view_related(struct view *v, const struct queue_case *c)
{
    size_t depth = v->m.depth;
    struct fail fail = { "" };

    if (related(v, c, &fail) == 0)
        return;
    while (v->m.depth > depth)
        markup_close(&v->m);
    markup_leaf(&v->m, "p", ATTRS({ "class", STR("flash bad") }),
        view_text(v, "broken_store"));
}
