#include "crawler/page_record.h"

#include "base/mem.h"
#include "crawler/connection.h"
#include "crawler/warc.h"

#include <stdlib.h>
#include <string.h>

#define ORIGINAL "X-Orig-"

/* The fields that are untrue of a decoded body. */
static int
is_coding_field(struct str line)
{
    static const char *const names[] = {
        "content-encoding:", "transfer-encoding:", "content-length:"
    };
    char first = line.len == 0 ? '\0' : line.p[0];

    if (first != 'C' && first != 'c' && first != 'T' && first != 't')
        return 0;
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_starts_nocase(line, str_of(names[i])))
            return 1;
    return 0;
}

static void
add_line(struct buf *out, struct str line)
{
    buf_adds(out, line);
    buf_adds(out, STR("\r\n"));
}

void
page_record_response_head(struct buf *out, const struct page *p, int head_only)
{
    struct str rest = str_of(p->headers), line;

    while (str_next_line(&rest, &line)) {
        if (line.len == 0)
            continue;
        if (is_coding_field(line))
            buf_adds(out, STR(ORIGINAL));
        add_line(out, line);
    }
    /* Of a body that came long ago nobody need know the length. */
    if (!head_only || p->body.len > 0) {
        buf_adds(out, STR("Content-Length: "));
        buf_addu(out, p->body.len);
        add_line(out, STR_NONE);
    }
    add_line(out, STR_NONE);
}

void
page_record_request(struct buf *out, const struct page *p)
{
    struct str rest = str_of(p->request), line;

    while (str_next_line(&rest, &line))
        if (line.len > 0)
            add_line(out, line);
    add_line(out, STR_NONE);
}

void
page_record_metadata(
    struct buf *out, const struct page *p, const struct page_record_note *note)
{
    struct str rest = str_of(p->redirects), line;

    warc_field_add(out, "outcome", str_of(page_outcome_name(p->outcome)));
    warc_field_add(out, "why", str_of(p->why));
    if (note != NULL) {
        warc_field_add(out, "state", str_of(note->state));
        warc_field_add(out, "reason", str_of(note->reason));
    }
    buf_adds(out, STR("fetchTimeMs: "));
    buf_addu(out, p->took_ms < 0 ? 0 : (uint64_t)p->took_ms);
    add_line(out, STR_NONE);
    if (strcmp(p->url, p->final_url) != 0)
        warc_field_add(out, "final-url", str_of(p->final_url));
    while (str_next_line(&rest, &line))
        warc_field_add(out, "redirect", line);
    warc_field_add(out, "robots-override", str_of(p->robots_override));
    warc_field_add(out, "rendered-by", str_of(p->browser));
    warc_field_add(out, "render-why", str_of(p->render_why));
    rest = str_of(p->connection);
    while (str_next_line(&rest, &line))
        if (connection_is_line(line))
            add_line(out, line);
}

const char *
page_record_truncated(const struct page *p)
{
    struct str why = str_of(p->why);

    if (p->outcome != PAGE_TRUNCATED)
        return "";
    if (str_starts(why, STR("body:")) || str_starts(why, STR("header:")))
        return "length";
    if (str_starts(why, STR("timeout:")))
        return "time";
    if (str_starts(why, STR("reset:")) || str_starts(why, STR("length:")))
        return "disconnect";
    return "unspecified";
}

static void
set(char **member, struct str value)
{
    free(*member);
    *member = str_dup(value);
}

static int
read_status(struct str line)
{
    ptrdiff_t space = str_find_char(line, ' ', 0);
    int64_t status;

    if (space < 0 ||
        str_to_i64(str_sub(line, (size_t)space + 1, 3), &status) != 0 ||
        status < 100 || status > 999)
        return 0;
    return (int)status;
}

void
page_record_read_response(struct page *p, struct str block)
{
    struct str head, body, line;
    struct buf text = BUF_MAX(WARC_RECORD_BYTES);
    int first = 1;

    warc_split(block, &head, &body);
    while (str_next_line(&head, &line)) {
        if (line.len == 0)
            continue;
        if (first)
            p->status = read_status(line);
        first = 0;
        if (str_starts_nocase(line, STR(ORIGINAL)) &&
            is_coding_field(str_sub(line, strlen(ORIGINAL), line.len)))
            line = str_sub(line, strlen(ORIGINAL), line.len);
        else if (is_coding_field(line))
            continue; /* the length that page_record_response_head added */
        buf_adds(&text, line);
        buf_addc(&text, '\n');
    }
    free(p->headers);
    p->headers = buf_take(&text);
    set(&p->content_type, page_header(str_of(p->headers), "Content-Type"));
    buf_reset(&p->body);
    buf_adds(&p->body, body);
}

void
page_record_read_request(struct page *p, struct str block)
{
    struct str head, body, line;
    struct buf text = BUF_MAX(WARC_RECORD_BYTES);

    warc_split(block, &head, &body);
    while (str_next_line(&head, &line))
        if (line.len > 0) {
            buf_adds(&text, line);
            buf_addc(&text, '\n');
        }
    free(p->request);
    p->request = buf_take(&text);
}

void
page_record_read_metadata(struct page *p, struct str block)
{
    struct buf redirects = BUF_MAX(WARC_RECORD_BYTES);
    struct buf connection = BUF_MAX(CONNECTION_TEXT_BYTES);
    struct str all = block, line, name = STR("redirect:"), value;

    while (str_next_line(&block, &line))
        if (str_starts(line, name))
            buf_addf(&redirects, STR_FMT "\n",
                STR_ARG(str_trim(str_sub(line, name.len, line.len))));
        else if (connection_is_line(line))
            buf_addf(&connection, STR_FMT "\n", STR_ARG(line));
    free(p->redirects);
    p->redirects = buf_take(&redirects);
    free(p->connection);
    p->connection = buf_take(&connection);
    value = page_header(all, "final-url");
    if (value.len > 0)
        set(&p->final_url, value);
    set(&p->why, page_header(all, "why"));
    set(&p->robots_override, page_header(all, "robots-override"));
    set(&p->browser, page_header(all, "rendered-by"));
    set(&p->render_why, page_header(all, "render-why"));
    if (str_to_i64(page_header(all, "fetchTimeMs"), &p->took_ms) != 0)
        p->took_ms = 0;
    value = page_header(all, "outcome");
    for (int o = PAGE_RECEIVED; o <= PAGE_FAILED; o++)
        if (str_is(value, page_outcome_name((enum page_outcome)o)))
            p->outcome = (enum page_outcome)o;
}
