#include "scan/message.h"

#include "base/digest.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "core/limits.h"

#include <stdlib.h>
#include <string.h>

#define OFFERS_MAX (2 * LIMIT_LISTINGS_PER_PAGE)
/* A sitemap lists pages and, an index, further sitemaps. */
#define STATUS_MAX 999 /* three digits: RFC 9110, 15 */
#define LINKS_MAX (2 * LIMIT_SITEMAP_URLS)
#define LINK_BYTES_MIN 12 /* of a frame */

/* 0, or -1 when something was missing, too long, or left over. */
static int
whole(const struct wire_reader *r)
{
    return r->bad || r->rest.len > 0 ? -1 : 0;
}

static enum message_kind
get_kind(struct wire_reader *r)
{
    int64_t kind = wire_get_int(r);

    if (kind < MESSAGE_KIND_PAGE || kind > MESSAGE_KIND_PICTURE) {
        r->bad = 1;
        return MESSAGE_KIND_PAGE;
    }
    return (enum message_kind)kind;
}

/* A number from 0 to max that says how much follows. */
static int64_t
get_count(struct wire_reader *r, int64_t max)
{
    int64_t count = wire_get_int(r);

    if (count < 0 || count > max)
        r->bad = 1;
    return r->bad ? 0 : count;
}

void
message_put_fetch(struct buf *out, const struct message_fetch *m)
{
    wire_put_int(out, m->id);
    wire_put_int(out, m->kind);
    wire_put_str(out, m->url);
    wire_put_str(out, m->etag);
    wire_put_str(out, m->last_modified);
    wire_put_int(out, m->copied);
}

int
message_get_fetch(struct message_fetch *m, struct str frame)
{
    struct wire_reader r = { frame, 0 };

    m->id = wire_get_int(&r);
    m->kind = get_kind(&r);
    m->url = wire_get_str(&r);
    m->etag = wire_get_str(&r);
    m->last_modified = wire_get_str(&r);
    m->copied = wire_get_int(&r);
    return whole(&r);
}

void
message_put_later(struct buf *out, int64_t id)
{
    wire_put_int(out, id);
}

int
message_get_later(int64_t *id, struct str frame)
{
    struct wire_reader r = { frame, 0 };

    *id = wire_get_int(&r);
    return whole(&r);
}

void
message_put_page(
    struct buf *out, int64_t id, enum message_kind kind, const struct page *p)
{
    wire_put_int(out, id);
    wire_put_int(out, kind);
    wire_put_str(out, str_of(p->url));
    wire_put_str(out, str_of(p->final_url));
    wire_put_str(out, str_of(p->redirects));
    wire_put_int(out, p->status);
    wire_put_str(out, str_of(p->request));
    wire_put_str(out, str_of(p->headers));
    wire_put_str(out, str_of(p->content_type));
    wire_put_str(out, str_of(p->address));
    wire_put_str(out, str_of(p->connection));
    wire_put_int(out, p->fetched_at_ms);
    wire_put_int(out, p->took_ms);
    wire_put_int(out, p->outcome);
    wire_put_str(out, str_of(p->why));
    wire_put_str(out, str_of(p->robots_override));
    wire_put_str(out, str_of(p->browser));
    wire_put_str(out, str_of(p->render_why));
    wire_put_str(out, buf_str(&p->rendered));
}

static void
take(struct wire_reader *r, char **member)
{
    struct str s = wire_get_str(r);

    if (s.len > strlen(*member)) {
        free(*member);
        *member = str_dup(s);
        return;
    }
    if (s.len > 0)
        memcpy(*member, s.p, s.len);
    (*member)[s.len] = '\0';
}

int
message_get_page(int64_t *id, enum message_kind *kind, struct page *p,
    struct str frame, struct buf *body)
{
    struct wire_reader r = { frame, 0 };
    struct buf before = p->body;
    int64_t outcome, status;

    *id = wire_get_int(&r);
    *kind = get_kind(&r);
    take(&r, &p->url);
    take(&r, &p->final_url);
    take(&r, &p->redirects);
    status = wire_get_int(&r);
    take(&r, &p->request);
    take(&r, &p->headers);
    take(&r, &p->content_type);
    take(&r, &p->address);
    take(&r, &p->connection);
    p->fetched_at_ms = wire_get_int(&r);
    p->took_ms = wire_get_int(&r);
    outcome = wire_get_int(&r);
    take(&r, &p->why);
    take(&r, &p->robots_override);
    take(&r, &p->browser);
    take(&r, &p->render_why);
    buf_reset(&p->screenshot);
    buf_reset(&p->rendered);
    buf_adds(&p->rendered, wire_get_str(&r));
    if (whole(&r) != 0 || outcome < PAGE_RECEIVED || outcome > PAGE_FAILED ||
        status < 0 || status > STATUS_MAX || p->rendered.over ||
        body->len > LIMIT_SITEMAP_BYTES)
        return -1;
    p->body = *body;
    p->body.max = LIMIT_SITEMAP_BYTES;
    *body = before;
    if (before.lent)
        buf_clear(body);
    buf_reset(body);
    p->status = (int)status;
    p->outcome = (enum page_outcome)outcome;
    return 0;
}

void
message_put_render(struct buf *out, const struct message_render *m)
{
    wire_put_int(out, m->id);
    wire_put_str(out, m->url);
}

int
message_get_render(struct message_render *m, struct str frame)
{
    struct wire_reader r = { frame, 0 };

    m->id = wire_get_int(&r);
    m->url = wire_get_str(&r);
    return whole(&r);
}

void
message_put_rendered(struct buf *out, const struct message_rendered *m)
{
    wire_put_int(out, m->id);
    wire_put_int(out, m->took_ms);
    wire_put_str(out, m->browser);
    wire_put_str(out, m->why);
    wire_put_str(out, m->document);
    wire_put_str(out, m->picture);
}

int
message_get_rendered(struct message_rendered *m, struct str frame)
{
    struct wire_reader r = { frame, 0 };

    m->id = wire_get_int(&r);
    m->took_ms = wire_get_int(&r);
    m->browser = wire_get_str(&r);
    m->why = wire_get_str(&r);
    m->document = wire_get_str(&r);
    m->picture = wire_get_str(&r);
    if (m->took_ms < 0 || m->browser.len > LIMIT_SHORT_BYTES ||
        m->why.len > LIMIT_SHORT_BYTES || !utf8_valid(m->browser) ||
        !utf8_valid(m->why) || m->document.len > LIMIT_BODY_BYTES ||
        m->picture.len > LIMIT_PICTURE_BYTES)
        r.bad = 1;
    return whole(&r);
}

void
message_put_host(struct buf *out, const struct message_host *m)
{
    wire_put_str(out, m->host);
    wire_put_int(out, m->delay_ms);
    wire_put_int(out, (int64_t)m->sitemaps.count);
    for (size_t i = 0; i < m->sitemaps.count; i++)
        wire_put_str(out, str_of(m->sitemaps.item[i]));
}

int
message_get_host(struct message_host *m, struct str frame)
{
    struct wire_reader r = { frame, 0 };
    int64_t count;

    *m = (struct message_host){ .host = wire_get_str(&r) };
    m->delay_ms = wire_get_int(&r);
    if (m->host.len == 0 || m->delay_ms < 0)
        r.bad = 1;
    count = get_count(&r, LIMIT_SITEMAPS_PER_HOST);
    for (int64_t i = 0; i < count && !r.bad; i++)
        texts_add_new(&m->sitemaps, wire_get_str(&r));
    if (whole(&r) == 0)
        return 0;
    texts_clear(&m->sitemaps);
    return -1;
}

void
message_put_offer(struct buf *out, const struct message_offer *o)
{
    wire_put_str(out, o->listing.identity);
    wire_put_int(out, o->listing.identity_key);
    wire_put_str(out, o->listing.version);
    wire_put_str(out, o->listing.market);
    wire_put_str(out, o->listing.url);
    wire_put_str(out, o->listing.text);
    wire_put_str(out, o->listing.keys);
    wire_put_str(out, o->listing.about);
    wire_put_int(out, o->flagged);
    wire_put_str(out, o->verdict);
}

static void
get_offer(struct message_offer *o, struct wire_reader *r)
{
    o->listing.identity = wire_get_str(r);
    o->listing.identity_key = wire_get_int(r);
    o->listing.version = wire_get_str(r);
    o->listing.market = wire_get_str(r);
    o->listing.url = wire_get_str(r);
    o->listing.text = wire_get_str(r);
    o->listing.keys = wire_get_str(r);
    o->listing.about = wire_get_str(r);
    o->flagged = wire_get_int(r) != 0;
    o->verdict = wire_get_str(r);
    if (o->listing.identity.len != DIGEST_HEX_BYTES - 1 ||
        o->listing.version.len != DIGEST_HEX_BYTES - 1)
        r->bad = 1;
}

static void
put_picture(struct buf *out, const struct message_picture *p)
{
    wire_put_int(out, p->format);
    if (p->format == PICTURE_OTHER)
        return;
    wire_put_int(out, p->width);
    wire_put_int(out, p->height);
    wire_put_int(out, p->plain);
    wire_put_int(out, (int64_t)p->look);
    wire_put_str(out, p->thumb);
}

/* The thumbnail is not looked into: whoever shows it says what it is and that
 * nothing else may be made of it. */
static void
get_picture(struct message_picture *p, struct wire_reader *r)
{
    int64_t format = wire_get_int(r), width, height, plain;

    if (format < PICTURE_OTHER || format >= PICTURE_FORMATS)
        r->bad = 1;
    if (r->bad || format == PICTURE_OTHER)
        return;
    width = wire_get_int(r);
    height = wire_get_int(r);
    plain = wire_get_int(r);
    if (width < 1 || width > LIMIT_PHOTO_PIXELS || height < 1 ||
        height > LIMIT_PHOTO_PIXELS || (plain != 0 && plain != 1)) {
        r->bad = 1;
        return;
    }
    *p = (struct message_picture){ .format = (enum picture_format)format,
        .width = (int)width,
        .height = (int)height,
        .plain = (int)plain };
    p->look = (uint64_t)wire_get_int(r);
    p->thumb = wire_get_str(r);
    if (p->thumb.len == 0 || p->thumb.len > PICTURE_FACTS_THUMB_BYTES)
        r->bad = 1;
}

void
message_put_result(struct buf *out, const struct message_result *m,
    size_t offer_count, struct str offers)
{
    wire_put_int(out, m->id);
    wire_put_str(out, m->kind);
    wire_put_int(out, m->observed);
    wire_put_str(out, m->reason);
    wire_put_int(out, (int64_t)m->link_count);
    for (size_t i = 0; i < m->link_count; i++) {
        wire_put_int(out, m->links[i].likely);
        wire_put_str(out, m->links[i].url);
    }
    put_picture(out, &m->picture);
    wire_put_int(out, (int64_t)offer_count);
    buf_adds(out, offers);
}

static int
known_kind(struct str kind)
{
    static const char *const kinds[] = { "product", "list", "other", "sitemap",
        "picture" };

    for (size_t i = 0; i < COUNT(kinds); i++)
        if (str_is(kind, kinds[i]))
            return 1;
    return 0;
}

static void
get_links(struct message_result *m, struct wire_reader *r)
{
    int64_t count = get_count(r, LINKS_MAX);

    /* No more than can have come. */
    if (count > 0 && (size_t)count <= r->rest.len / LINK_BYTES_MIN)
        m->links =
            mem_grow(m->links, &m->link_cap, (size_t)count, sizeof m->links[0]);
    for (int64_t i = 0; i < count && !r->bad; i++) {
        int64_t likely = wire_get_int(r);
        struct str url = wire_get_str(r);

        if (likely < 0 || likely > 3)
            r->bad = 1;
        if (m->link_count == m->link_cap)
            m->links = mem_grow(
                m->links, &m->link_cap, m->link_count + 1, sizeof m->links[0]);
        m->links[m->link_count++] = (struct message_link){ url, (int)likely };
    }
}

int
message_get_result(struct message_result *m, struct str frame)
{
    struct wire_reader r = { frame, 0 };
    int64_t count, observed;

    *m = (struct message_result){ .id = wire_get_int(&r),
        .links = m->links,
        .link_cap = m->link_cap,
        .offers = m->offers,
        .offer_cap = m->offer_cap };
    m->kind = wire_get_str(&r);
    observed = wire_get_int(&r);
    m->reason = wire_get_str(&r);
    if (observed < PAGE_OBSERVED || observed > PAGE_BLOCKED ||
        !known_kind(m->kind) || m->reason.len > LIMIT_SHORT_BYTES)
        r.bad = 1;
    m->observed = (enum page_observed)observed;
    get_links(m, &r);
    get_picture(&m->picture, &r);
    count = get_count(&r, OFFERS_MAX);
    for (int64_t i = 0; i < count && !r.bad; i++) {
        m->offers = mem_grow(
            m->offers, &m->offer_cap, m->offer_count + 1, sizeof m->offers[0]);
        get_offer(&m->offers[m->offer_count++], &r);
    }
    if (whole(&r) == 0)
        return 0;
    message_result_clear(m);
    return -1;
}

void
message_put_judge(
    struct buf *out, int64_t id, int64_t fetched_at_ms, struct str result)
{
    wire_put_int(out, id);
    wire_put_int(out, fetched_at_ms);
    wire_put_str(out, result);
}

int
message_get_judge(
    struct message_result *m, int64_t *fetched_at_ms, struct str frame)
{
    struct wire_reader r = { frame, 0 };
    int64_t id = wire_get_int(&r);
    struct str result;

    *fetched_at_ms = wire_get_int(&r);
    result = wire_get_str(&r);
    if (whole(&r) != 0 || message_get_result(m, result) != 0)
        return -1;
    m->id = id;
    return 0;
}

void
message_result_clear(struct message_result *m)
{
    free(m->links);
    free(m->offers);
    *m = (struct message_result){ 0 };
}

void
message_put_limit(struct buf *out, const struct message_limit *m)
{
    wire_put_str(out, m->rule);
    wire_put_int(out, m->given_up);
}

int
message_get_limit(struct message_limit *m, struct str frame)
{
    struct wire_reader r = { frame, 0 };

    m->rule = wire_get_str(&r);
    m->given_up = wire_get_int(&r);
    if (m->rule.len == 0 || m->rule.len > LIMIT_SHORT_BYTES ||
        m->given_up <= 0 || m->given_up > INT32_MAX)
        r.bad = 1;
    return whole(&r);
}

void
message_casefiles_free(struct casefile **list, size_t count)
{
    for (size_t i = 0; list != NULL && i < count; i++)
        casefile_free(list[i]);
    free(list);
}

/* Read the offer's listing into *out: a JSON object. */
static int
read_listing(const struct message_offer *o, struct js **out, struct fail *fail)
{
    if (js_parse(out, o->listing.text, fail) != 0)
        return -1;
    if (js_kind(*out) == JS_OBJECT)
        return 0;
    js_free(*out);
    *out = NULL;
    return fail_set(fail, "a listing must be a JSON object");
}

int
message_casefile(
    const struct message_offer *o, struct casefile **out, struct fail *fail)
{
    struct js *j = NULL, *listing = NULL;
    int rc = -1;

    if (js_parse(&j, o->verdict, fail) != 0)
        return -1;
    if (js_kind(j) == JS_OBJECT && read_listing(o, &listing, fail) == 0) {
        js_set(j, "listing", listing);
        rc = casefile_from_json(out, j, fail);
    }
    if (rc == 0)
        (*out)->blind = 0; /* the store's to say */
    js_free(j);
    return rc;
}

int
message_casefiles(
    const struct message_result *m, struct casefile ***out, struct fail *fail)
{
    struct casefile **list = mem_array(m->offer_count + 1, sizeof *list);
    int rc = 0;

    for (size_t i = 0; i < m->offer_count && rc == 0; i++) {
        const struct message_offer *o = &m->offers[i];

        if (o->flagged)
            rc = message_casefile(o, &list[i], fail);
        else if (!js_is_object(o->listing.text))
            rc = fail_set(fail, "a listing must be a JSON object");
    }
    if (rc == 0) {
        *out = list;
        return 0;
    }
    message_casefiles_free(list, m->offer_count);
    return -1;
}
