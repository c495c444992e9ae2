#include "scan/message.h"

#include "base/mem.h"
#include "core/limits.h"

#include <stdlib.h>

#define CASEFILES_MAX (2 * LIMIT_LISTINGS_PER_PAGE)
/* A sitemap lists pages and, an index, further sitemaps. */
#define LINKS_MAX (2 * LIMIT_SITEMAP_URLS)

void
message_put_fetch(struct buf *out, const struct message_fetch *m)
{
    wire_put_int(out, m->id);
    wire_put_int(out, m->kind);
    wire_put_str(out, m->url);
    wire_put_str(out, m->etag);
    wire_put_str(out, m->last_modified);
}

int
message_get_fetch(struct message_fetch *m, struct str frame)
{
    struct wire_reader r = { frame, 0 };

    m->id = wire_get_int(&r);
    m->kind = (enum message_kind)wire_get_int(&r);
    m->url = wire_get_str(&r);
    m->etag = wire_get_str(&r);
    m->last_modified = wire_get_str(&r);
    return r.bad ? -1 : 0;
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
    wire_put_int(out, p->fetched_at_ms);
    wire_put_int(out, p->took_ms);
    wire_put_int(out, p->outcome);
    wire_put_str(out, str_of(p->why));
    wire_put_str(out, str_of(p->robots_override));
    wire_put_str(out, buf_str(&p->body));
}

static void
take(struct wire_reader *r, char **member)
{
    free(*member);
    *member = str_dup(wire_get_str(r));
}

int
message_get_page(
    int64_t *id, enum message_kind *kind, struct page **page, struct str frame)
{
    struct wire_reader r = { frame, 0 };
    struct page *p = page_new(STR(""));
    int64_t outcome;

    *id = wire_get_int(&r);
    *kind = (enum message_kind)wire_get_int(&r);
    take(&r, &p->url);
    take(&r, &p->final_url);
    take(&r, &p->redirects);
    p->status = (int)wire_get_int(&r);
    take(&r, &p->request);
    take(&r, &p->headers);
    take(&r, &p->content_type);
    take(&r, &p->address);
    p->fetched_at_ms = wire_get_int(&r);
    p->took_ms = wire_get_int(&r);
    outcome = wire_get_int(&r);
    take(&r, &p->why);
    take(&r, &p->robots_override);
    p->body.max = LIMIT_SITEMAP_BYTES;
    buf_adds(&p->body, wire_get_str(&r));
    if (r.bad || outcome < PAGE_RECEIVED || outcome > PAGE_FAILED ||
        p->body.over) {
        page_free(p);
        return -1;
    }
    p->outcome = (enum page_outcome)outcome;
    *page = p;
    return 0;
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

    *m = (struct message_host){ 0 };
    m->host = wire_get_str(&r);
    m->delay_ms = wire_get_int(&r);
    count = wire_get_int(&r);
    for (int64_t i = 0; i < count && !r.bad; i++)
        texts_add_new(&m->sitemaps, wire_get_str(&r));
    if (r.bad)
        texts_clear(&m->sitemaps);
    return r.bad ? -1 : 0;
}

void
message_put_result(struct buf *out, const struct message_result *m)
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
    wire_put_int(out, (int64_t)m->casefile_count);
    for (size_t i = 0; i < m->casefile_count; i++)
        wire_put_str(out, m->casefiles[i]);
}

int
message_get_result(struct message_result *m, struct str frame)
{
    struct wire_reader r = { frame, 0 };
    int64_t count, observed;

    *m = (struct message_result){ .id = wire_get_int(&r) };
    m->kind = wire_get_str(&r);
    observed = wire_get_int(&r);
    m->reason = wire_get_str(&r);
    if (observed < PAGE_OBSERVED || observed > PAGE_BLOCKED)
        r.bad = 1;
    m->observed = (enum page_observed)observed;
    count = wire_get_int(&r);
    if (count < 0 || count > LINKS_MAX)
        r.bad = 1;
    for (int64_t i = 0; i < count && !r.bad; i++) {
        m->links = mem_grow(
            m->links, &m->link_cap, m->link_count + 1, sizeof m->links[0]);
        m->links[m->link_count].likely = (int)wire_get_int(&r);
        m->links[m->link_count++].url = wire_get_str(&r);
    }
    count = wire_get_int(&r);
    if (count < 0 || count > CASEFILES_MAX)
        r.bad = 1;
    for (int64_t i = 0; i < count && !r.bad; i++) {
        m->casefiles = mem_grow(m->casefiles, &m->casefile_cap,
            m->casefile_count + 1, sizeof m->casefiles[0]);
        m->casefiles[m->casefile_count++] = wire_get_str(&r);
    }
    if (r.bad)
        message_result_clear(m);
    return r.bad ? -1 : 0;
}

void
message_result_clear(struct message_result *m)
{
    free(m->links);
    free(m->casefiles);
    *m = (struct message_result){ 0 };
}
