#include "scan/enqueue.h"

#include "base/digest.h"
#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"
#include "core/limits.h"
#include "core/url.h"
#include "scan/met.h"

#include <stdlib.h>
#include <string.h>

/* What a sitemap lists is one step from the host's root. */
#define DEPTH_FROM_SITEMAP 1
/* One in so many of the pages that may be asked of a host. */
#define SITEMAP_SHARE 4

struct str
enqueue_host(struct str url)
{
    size_t start = str_starts(url, STR("https://"))  ? 8
                   : str_starts(url, STR("http://")) ? 7
                                                     : url.len;
    size_t end = start;

    if (url.len > LIMIT_URL_BYTES)
        return STR("");
    for (size_t i = 0; i < url.len; i++)
        if (url.p[i] <= ' ' || url.p[i] > '~')
            return STR("");
    while (end < url.len && strchr("/?#", url.p[end]) == NULL)
        end++;
    return str_sub(url, start, end - start);
}

/* Each in one of the places its hash says; the text decides, so that no site
 * can hide another's address. Some 8 MB where all are taken. */
#define KNOWN_SETS 16384
#define KNOWN_WAYS 4
/* Longer addresses are asked for each time. */
#define KNOWN_BYTES_MAX 500

struct known_url {
    char *p; /* owned: its key, and behind it the text */
    uint32_t len, tag;
};

/* What a line of the processor's memory holds; the newest first. */
struct known_set {
    struct known_url way[KNOWN_WAYS];
};

/* Of the first links of a page; and one page in so many is learnt from while
 * pages have others. */
#define USUAL_MAX 256
#define USUAL_EACH 16

/* What a site's pages have at the same places, its menus: compared with the
 * text there, a link is known without a look into the table. */
struct usual {
    struct buf text;         /* of all of them */
    size_t at[USUAL_MAX];    /* in it */
    uint32_t len[USUAL_MAX]; /* 0: none at this place */
    int64_t key[USUAL_MAX];
    size_t count;
    unsigned pages; /* that had others */
};

struct enqueue_known {
    struct known_set set[KNOWN_SETS];
    struct usual usual;
    struct met *met; /* owned */
    struct buf keys; /* of the page at hand */
    uint64_t seed;
    struct map *sitemaps; /* owned; host to how many were queued */
};

struct enqueue_known *
enqueue_known_new(void)
{
    struct enqueue_known *k = mem_new(sizeof *k);

    k->seed = (uint64_t)(uintptr_t)k; /* another in each process */
    k->sitemaps = map_new(NULL);
    k->met = met_new();
    k->keys = BUF_MAX(LIMIT_LINKS_PER_PAGE * MET_KEY_BYTES);
    k->usual.text = BUF_MAX(USUAL_MAX * KNOWN_BYTES_MAX);
    return k;
}

void
enqueue_known_free(struct enqueue_known *k)
{
    if (k == NULL)
        return;
    for (size_t i = 0; i < KNOWN_SETS; i++)
        for (size_t w = 0; w < KNOWN_WAYS; w++)
            free(k->set[i].way[w].p);
    map_free(k->sitemaps);
    met_free(k->met);
    buf_clear(&k->keys);
    buf_clear(&k->usual.text);
    free(k);
}

/* Where the address would be, and the tag it would have. */
struct known_place {
    struct known_set *set; /* NULL: nowhere */
    uint32_t tag;
    int64_t usual; /* not 0: its key; it need not be looked for */
};

static struct known_place
place_of(const struct enqueue *e, struct str url)
{
    uint64_t hash;

    if (url.len > KNOWN_BYTES_MAX)
        return (struct known_place){ .set = NULL };
    hash = str_hash_seeded(url, e->known->seed);
    return (struct known_place){ &e->known->set[hash % KNOWN_SETS],
        (uint32_t)(hash >> 32), 0 };
}

static int
may_be(const struct known_url *k, struct str url, uint32_t tag)
{
    return k->p != NULL && k->tag == tag && k->len == url.len;
}

/* The key of an address that is known, else 0. */
static int64_t
known_key(struct known_place at, struct str url)
{
    int64_t key;

    if (at.usual != 0)
        return at.usual;
    for (size_t w = 0; at.set != NULL && w < KNOWN_WAYS; w++)
        if (may_be(&at.set->way[w], url, at.tag) &&
            memcmp(at.set->way[w].p + sizeof key, url.p, url.len) == 0) {
            memcpy(&key, at.set->way[w].p, sizeof key);
            return key;
        }
    return 0;
}

/* The key of what the last pages had at this place, else 0. */
static int64_t
usual_key(const struct enqueue *e, size_t place, struct str url)
{
    const struct usual *u = &e->known->usual;

    if (place >= u->count || u->len[place] == 0 || u->len[place] != url.len ||
        memcmp(u->text.p + u->at[place], url.p, url.len) != 0)
        return 0;
    return u->key[place];
}

/* Those of the page's links that are known by now. `had` is how many were
 * usual; most: there is nothing to learn. */
static void
learn_usual(const struct enqueue *e, const struct message_result *r, size_t had)
{
    struct usual *u = &e->known->usual;
    size_t count = r->link_count < USUAL_MAX ? r->link_count : USUAL_MAX;

    if (had >= count / 2 || u->pages++ % USUAL_EACH != 0)
        return;
    buf_reset(&u->text);
    u->count = count;
    for (size_t i = 0; i < count; i++) {
        struct str url = r->links[i].url;

        u->at[i] = u->text.len;
        u->len[i] = 0;
        u->key[i] = known_key(place_of(e, url), url);
        if (u->key[i] != 0 && buf_adds(&u->text, url) == 0)
            u->len[i] = (uint32_t)url.len;
    }
}

/* So many are looked for at a time: the table is not in the processor's
 * cache, and what one of them needs is fetched while others are looked at. */
#define AHEAD 32

static void
look_ahead(const struct enqueue *e, const struct message_result *r, size_t from,
    struct known_place at[AHEAD])
{
    const struct message_link *links = r->links + from;
    size_t left = r->link_count - from, n = left < AHEAD ? left : AHEAD;

    for (size_t i = 0; i < n; i++) {
        int64_t usual = usual_key(e, from + i, links[i].url);

        at[i] = usual != 0 ? (struct known_place){ .usual = usual }
                           : place_of(e, links[i].url);
        __builtin_prefetch(at[i].set);
    }
    for (size_t i = 0; i < n; i++)
        for (size_t w = 0; at[i].set != NULL && w < KNOWN_WAYS; w++)
            if (may_be(&at[i].set->way[w], links[i].url, at[i].tag))
                __builtin_prefetch(at[i].set->way[w].p);
}

static void
remember(const struct enqueue *e, struct str url, int64_t key)
{
    struct known_place at = place_of(e, url);
    struct known_url *way;
    char *p;

    if (at.set == NULL)
        return;
    p = mem_new(sizeof key + url.len);
    memcpy(p, &key, sizeof key);
    memcpy(p + sizeof key, url.p, url.len);
    way = at.set->way;
    free(way[KNOWN_WAYS - 1].p);
    memmove(way + 1, way, (KNOWN_WAYS - 1) * sizeof way[0]);
    way[0] = (struct known_url){ p, (uint32_t)url.len, at.tag };
}

/* An index of sitemaps may lead to more of them without end: a host's pages
 * come behind, so they must not use up what may be asked of it. */
static int
is_one_sitemap_too_many(const struct enqueue *e, struct str host)
{
    int64_t share = e->campaign->host_pages_max / SITEMAP_SHARE + 1;
    int64_t most =
        share < LIMIT_SITEMAPS_PER_HOST ? share : LIMIT_SITEMAPS_PER_HOST;

    return map_add(e->known->sitemaps, host, NULL)->value.num++ >= most;
}

/* `key` is that of the address. */
static int
add(const struct enqueue *e, const struct frontier_link *link, int64_t key,
    struct fail *fail)
{
    struct str url = link->url;
    enum frontier_refusal why;
    int rc;

    if (link->host.len == 0)
        return 0;
    if (link->priority == FRONTIER_FIRST &&
        is_one_sitemap_too_many(e, link->host)) {
        log_debug("event=link_refused why=\"too many sitemaps\" url=" STR_FMT,
            STR_ARG(url));
        return 0;
    }
    rc = frontier_add(e->frontier, link, &why, fail);
    if (rc < 0)
        return -1;
    if (rc == 0 && why > FRONTIER_DEPTH)
        log_debug("event=link_refused why=%s url=" STR_FMT,
            frontier_refusal_name(why), STR_ARG(url));
    if (rc == 0 && why == FRONTIER_DEPTH)
        return 0; /* another page may lead there in fewer steps */
    met_add(e->known->met, key);
    if (rc == 1 || why == FRONTIER_KNOWN)
        remember(e, url, key);
    return 0;
}

/* One that no page linked to. */
static int
add_root(
    const struct enqueue *e, struct str url, int priority, struct fail *fail)
{
    const struct frontier_link link = { url, enqueue_host(url), priority, 0 };

    return add(e, &link, digest_key(url), fail);
}

static int
is_sitemap_path(struct str url)
{
    struct str path = url;
    ptrdiff_t end = str_find_char(url, '?', 0);

    if (end >= 0)
        path.len = (size_t)end;
    return str_ends(path, STR(".xml")) || str_ends(path, STR(".xml.gz"));
}

int
enqueue_starts(
    const struct enqueue *e, const struct texts *searches, struct fail *fail)
{
    const struct texts *start = &e->campaign->start;

    for (size_t i = 0; i < start->count; i++) {
        struct str url = str_of(start->item[i]);
        int priority = is_sitemap_path(url) ? FRONTIER_FIRST : FRONTIER_LIST;

        if (add_root(e, url, priority, fail) != 0)
            return -1;
    }
    for (size_t i = 0; searches != NULL && i < searches->count; i++)
        if (add_root(e, str_of(searches->item[i]), FRONTIER_SEARCH, fail) != 0)
            return -1;
    return 0;
}

/* A site's own sitemaps are read even where `follow` names only pages. */
static int
allows_sitemap(const struct campaign *c, struct str page, struct str url)
{
    if (campaign_allows(c, url))
        return 1;
    return !campaign_ignores(c, url) &&
           str_eq(url_registrable_domain(url_host_of(page)),
               url_registrable_domain(url_host_of(url)));
}

/* A link that is not known; `key` is its own. */
static int
add_link(const struct enqueue *e, const struct enqueue_page *of,
    const struct message_link *l, int from_sitemap, int64_t key,
    struct fail *fail)
{
    static const int priorities[] = { FRONTIER_OTHER, FRONTIER_LISTING,
        FRONTIER_LIST, FRONTIER_FIRST };
    int likely = l->likely == 3 && !from_sitemap ? 0 : l->likely;
    const struct frontier_link link = { l->url, enqueue_host(l->url),
        priorities[likely],
        from_sitemap && likely != 3 ? DEPTH_FROM_SITEMAP : of->depth + 1 };

    if (likely == 3) {
        if (link.host.len == 0 || !allows_sitemap(e->campaign, of->url, l->url))
            return 0;
    } else if (link.host.len == 0 || !campaign_allows(e->campaign, l->url)) {
        met_add(e->known->met, key);
        return 0;
    }
    return add(e, &link, key, fail);
}

/* Those of which the keys are known. */
static int
add_again(const struct enqueue *e, const struct enqueue_page *of,
    const struct message_result *r, struct fail *fail)
{
    for (size_t i = 0; i < r->link_count; i++) {
        int64_t key = met_key(of->keys, i);

        if (!met_has(e->known->met, key) &&
            add_link(e, of, &r->links[i], 0, key, fail) != 0)
            return -1;
    }
    return 0;
}

int
enqueue_is_met(const struct enqueue *e, struct str keys)
{
    return met_run(e->known->met, keys) * MET_KEY_BYTES == keys.len;
}

int
enqueue_links(const struct enqueue *e, const struct enqueue_page *of,
    const struct message_result *r, struct str *keys, struct fail *fail)
{
    int from_sitemap = str_is(r->kind, "sitemap");
    struct known_place at[AHEAD];
    size_t had = 0;

    *keys = STR_NONE;
    if (of->keys.len > 0)
        return add_again(e, of, r, fail);
    buf_reset(&e->known->keys);
    for (size_t i = 0; i < r->link_count; i++) {
        const struct message_link *l = &r->links[i];
        int64_t key;

        if (i % AHEAD == 0)
            look_ahead(e, r, i, at);
        had += at[i % AHEAD].usual != 0;
        key = known_key(at[i % AHEAD], l->url);
        if (key == 0) {
            key = digest_key(l->url);
            if (add_link(e, of, l, from_sitemap, key, fail) != 0)
                return -1;
        }
        buf_add(&e->known->keys, &key, sizeof key);
    }
    *keys = buf_str(&e->known->keys);
    learn_usual(e, r, had);
    return 0;
}

int
enqueue_sitemaps(const struct enqueue *e, struct str host,
    const struct texts *urls, struct fail *fail)
{
    struct buf base = BUF_MAX(LIMIT_URL_BYTES);
    int rc = 0;

    if (!e->campaign->sitemaps || e->campaign->depth_max == 0)
        return 0;
    buf_addf(&base, "https://" STR_FMT "/", STR_ARG(host));
    for (size_t i = 0; i < urls->count && rc == 0; i++) {
        char *url = url_resolve(buf_str(&base), str_of(urls->item[i]), NULL);

        if (url != NULL)
            rc = add_root(e, str_of(url), FRONTIER_FIRST, fail);
        free(url);
    }
    buf_clear(&base);
    return rc;
}

int
enqueue_pictures(
    const struct enqueue *e, const struct texts *urls, struct fail *fail)
{
    for (size_t i = 0; i < urls->count; i++)
        if (!campaign_ignores(e->campaign, str_of(urls->item[i])) &&
            add_root(e, str_of(urls->item[i]), FRONTIER_PICTURE, fail) != 0)
            return -1;
    return 0;
}
