#include "core/page.h"

#include "base/mem.h"
#include "core/limits.h"

#include <stdlib.h>
#include <string.h>

struct page *
page_new(struct str url)
{
    struct page *p = mem_new(sizeof *p);

    p->url = str_dup(url);
    p->final_url = str_dup(url);
    p->redirects = mem_text("");
    p->request = mem_text("");
    p->headers = mem_text("");
    p->content_type = mem_text("");
    p->address = mem_text("");
    p->connection = mem_text("");
    p->why = mem_text("");
    p->robots_override = mem_text("");
    p->browser = mem_text("");
    p->render_why = mem_text("");
    p->rendered = BUF_MAX(LIMIT_BODY_BYTES);
    p->screenshot = BUF_MAX(LIMIT_PICTURE_BYTES);
    p->body = BUF_MAX(LIMIT_BODY_BYTES);
    return p;
}

void
page_free(struct page *p)
{
    if (p == NULL)
        return;
    free(p->url);
    free(p->final_url);
    free(p->redirects);
    free(p->request);
    free(p->headers);
    free(p->content_type);
    free(p->address);
    free(p->connection);
    free(p->why);
    free(p->robots_override);
    free(p->browser);
    free(p->render_why);
    buf_clear(&p->rendered);
    buf_clear(&p->screenshot);
    buf_clear(&p->body);
    free(p);
}

void
page_set(char **member, struct str value)
{
    size_t cap = 0;

    if (value.len > 0) {
        *member = mem_grow(*member, &cap, value.len + 1, 1);
        memcpy(*member, value.p, value.len);
    }
    (*member)[value.len] = '\0';
}

void
page_renew(struct page *p, struct str url)
{
    char **const texts[] = { &p->redirects, &p->request, &p->headers,
        &p->content_type, &p->address, &p->connection, &p->why,
        &p->robots_override, &p->browser, &p->render_why };

    for (size_t i = 0; i < COUNT(texts); i++)
        page_set(texts[i], STR_NONE);
    page_set(&p->url, url);
    page_set(&p->final_url, url);
    p->status = 0;
    p->fetched_at_ms = p->took_ms = 0;
    p->outcome = PAGE_RECEIVED;
    buf_reset(&p->body);
    buf_reset(&p->rendered);
    buf_reset(&p->screenshot);
}

struct str
page_content(const struct page *p, struct str *type)
{
    if (p->rendered.len > 0) {
        *type = STR("text/html; charset=utf-8");
        return buf_str(&p->rendered);
    }
    *type = str_of(p->content_type);
    return buf_str(&p->body);
}

static const char *const observed_names[] = { "full", "partial", "blocked" };

const char *
page_observed_name(enum page_observed o)
{
    return observed_names[o];
}

int
page_observed_parse(enum page_observed *out, struct str name)
{
    for (size_t i = 0; i < COUNT(observed_names); i++)
        if (str_is(name, observed_names[i])) {
            *out = (enum page_observed)i;
            return 0;
        }
    return -1;
}

const char *
page_outcome_name(enum page_outcome o)
{
    static const char *const names[] = { "received", "not_modified",
        "truncated", "refused", "failed" };

    return names[o];
}

struct str
page_header(struct str headers, const char *name)
{
    struct str line, want = str_of(name);

    while (str_next_line(&headers, &line))
        if (line.len > want.len && line.p[want.len] == ':' &&
            str_starts_nocase(line, want))
            return str_trim(str_sub(line, want.len + 1, line.len));
    return STR_NONE;
}
