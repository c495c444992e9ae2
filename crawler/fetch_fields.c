#include "crawler/fetch_fields.h"

#include "core/limits.h"

#include <assert.h>
#include <string.h>

/* A longer value is not sent. */
#define VALUE_BYTES_MAX LIMIT_URL_BYTES
/* Of a field of ours, with what stands between it and its value. */
#define NAME_BYTES_MAX 32
#define LINE_BYTES_MAX (NAME_BYTES_MAX + VALUE_BYTES_MAX)

struct buf
fetch_fields_lines(void)
{
    return BUF_MAX(FETCH_OWN_FIELDS * LINE_BYTES_MAX);
}

/* Put a field in front of those there are. Values from earlier responses go out
 * again: no control characters. */
static void
add_field(struct job *j, const char *name, struct str value)
{
    struct buf *lines = &j->own_lines;
    struct curl_slist *field = &j->own_field[j->own_fields];
    const char *before = lines->p;
    size_t from = lines->len;

    for (size_t i = 0; i < value.len; i++)
        if ((unsigned char)value.p[i] < 0x20 || value.p[i] == 0x7f)
            return;
    if (value.len == 0 || value.len > VALUE_BYTES_MAX)
        return;
    assert(j->own_fields < FETCH_OWN_FIELDS);
    buf_addz(lines, name);
    buf_addz(lines, ": ");
    buf_adds(lines, value);
    buf_addc(lines, '\0');
    assert(lines->p == before);
    *field = (struct curl_slist){ lines->p + from, j->headers };
    j->headers = field;
    j->own_fields++;
}

static size_t
line_bytes(struct str value)
{
    return value.len > VALUE_BYTES_MAX ? 0 : NAME_BYTES_MAX + value.len;
}

void
fetch_fields_set(struct job *j, const struct fetch_request *r)
{
    struct fetch *f = j->owner;
    struct cookies_origin to = { str_of(j->host), str_of(j->path), j->secure };
    struct buf cookies = BUF_MAX(COOKIES_HEADER_BYTES + 1);
    struct str type = STR_NONE;

    if (r->post.p != NULL)
        type = r->post_type != NULL ? str_of(r->post_type)
                                    : STR("application/json");
    cookies_get(f->cookies, &to, r->now_wall_ms, &cookies);
    j->headers = f->fields;
    j->own_fields = 0;
    buf_reset(&j->own_lines);
    /* libcurl is told where they are: they may not move any more. */
    buf_room(&j->own_lines, line_bytes(buf_str(&cookies)) + line_bytes(type) +
                                line_bytes(r->last_modified) +
                                line_bytes(r->etag));
    add_field(j, "Cookie", buf_str(&cookies));
    add_field(j, "Content-Type", type);
    add_field(j, "If-Modified-Since", r->last_modified);
    add_field(j, "If-None-Match", r->etag);
    j->conditional = r->etag.len > 0 || r->last_modified.len > 0;
    curl_easy_setopt(j->easy, CURLOPT_HTTPHEADER, j->headers);
    buf_clear(&cookies);
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
        (f->accept_language == NULL ||
            add_common(&list, "Accept-Language", f->accept_language) == 0))
        return list;
    curl_slist_free_all(list);
    return NULL;
}
