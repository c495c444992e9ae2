#include "crawler/fetch_fields.h"

#include "core/limits.h"

void
fetch_fields_clear(struct job *j)
{
    while (j->own_fields > 0) {
        struct curl_slist *field = j->headers;

        j->headers = field->next;
        field->next = NULL;
        curl_slist_free_all(field);
        j->own_fields--;
    }
}

/* Field values from earlier responses go out again: no control characters. */
static void
add_field(struct job *j, const char *name, struct str value)
{
    struct buf line = BUF_MAX(LIMIT_URL_BYTES);
    struct curl_slist *field = NULL;

    for (size_t i = 0; i < value.len; i++)
        if ((unsigned char)value.p[i] < 0x20 || value.p[i] == 0x7f)
            return;
    if (value.len == 0)
        return;
    buf_addz(&line, name);
    buf_addz(&line, ": ");
    if (buf_adds(&line, value) == 0)
        field = curl_slist_append(NULL, buf_text(&line));
    if (field != NULL) {
        field->next = j->headers;
        j->headers = field;
        j->own_fields++;
    }
    buf_clear(&line);
}

void
fetch_fields_set(struct job *j, const struct fetch_request *r)
{
    struct fetch *f = j->owner;
    struct cookies_origin to = { str_of(j->host), str_of(j->path), j->secure };
    struct buf cookies = BUF_MAX(COOKIES_HEADER_BYTES + 1);

    j->headers = f->fields;
    cookies_get(f->cookies, &to, r->now_wall_ms, &cookies);
    add_field(j, "Cookie", buf_str(&cookies));
    buf_clear(&cookies);
    if (r->post.p != NULL)
        add_field(j, "Content-Type",
            r->post_type != NULL ? str_of(r->post_type)
                                 : STR("application/json"));
    add_field(j, "If-Modified-Since", r->last_modified);
    add_field(j, "If-None-Match", r->etag);
    j->conditional = r->etag.len > 0 || r->last_modified.len > 0;
    curl_easy_setopt(j->easy, CURLOPT_HTTPHEADER, j->headers);
}

/* What libcurl unpacks, as it would say itself. */
static const char *
codings(void)
{
    int all = curl_version_info(CURLVERSION_NOW)->features;
    int br = (all & CURL_VERSION_BROTLI) != 0;

    if ((all & CURL_VERSION_ZSTD) != 0)
        return br ? "deflate, gzip, br, zstd" : "deflate, gzip, zstd";
    return br ? "deflate, gzip, br" : "deflate, gzip";
}

static int
add_common(struct curl_slist **list, const char *name, const char *value)
{
    struct buf line = BUF_MAX(LIMIT_URL_BYTES);
    struct curl_slist *more = NULL;

    if (buf_addf(&line, "%s: %s", name, value) == 0)
        more = curl_slist_append(*list, buf_text(&line));
    buf_clear(&line);
    if (more == NULL)
        return -1;
    *list = more;
    return 0;
}

/* libcurl puts a line together letter by letter, and twice where an option of
 * its own has the value. */
struct curl_slist *
fetch_fields_common(const struct fetch *f)
{
    struct curl_slist *list = NULL;

    if (add_common(&list, "User-Agent", f->user_agent) == 0 &&
        add_common(&list, "Accept",
            "text/html,application/xhtml+xml,application/xml;q=0.9,"
            "*/*;q=0.8") == 0 &&
        add_common(&list, "Accept-Encoding", codings()) == 0 &&
        add_common(&list, "Accept-Language",
            f->accept_language != NULL ? f->accept_language : "*") == 0)
        return list;
    curl_slist_free_all(list);
    return NULL;
}
