#include "base/http_response.h"

static int
has_control(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.p[i] < ' ' && s.p[i] != '\t')
            return 1;
    return 0;
}

void
http_response_header(
    struct http_response *rs, const char *name, struct str value)
{
    struct http_field *f = &rs->header[rs->header_count];

    if (rs->header_count == HTTP_HEADERS_MAX || has_control(value) ||
        has_control(str_of(name)))
        return;
    f->name = arena_dup(rs->arena, str_of(name));
    f->value = arena_dup(rs->arena, value);
    if (f->name.p != NULL && f->value.p != NULL)
        rs->header_count++;
}

void
http_response_replace(
    struct http_response *rs, const char *name, struct str value)
{
    size_t kept = 0;

    for (size_t i = 0; i < rs->header_count; i++)
        if (!str_is_nocase(rs->header[i].name, name))
            rs->header[kept++] = rs->header[i];
    rs->header_count = kept;
    http_response_header(rs, name, value);
}

void
http_response_text(
    struct http_response *rs, int status, const char *type, struct str text)
{
    rs->status = status;
    buf_reset(&rs->body);
    buf_adds(&rs->body, text);
    http_response_header(rs, "Content-Type", str_of(type));
}
