#include "crawler/html_doctype.h"

/* Text of the arena with NUL as U+FFFD and LF for every line end. */
static struct str
clean(struct html_token_reader *r, struct str s, int lower)
{
    size_t room = 1;
    char *start, *to;

    for (size_t i = 0; i < s.len; i++)
        room += s.p[i] == '\0' ? 3 : 1;
    start = to = arena_alloc(r->arena, room);
    if (start == NULL) {
        r->no_room = 1;
        return STR_NONE;
    }
    for (size_t i = 0; i < s.len; i++) {
        if (s.p[i] == '\0') {
            memcpy(to, "\xEF\xBF\xBD", 3);
            to += 3;
        } else if (s.p[i] == '\r') {
            *to++ = '\n';
            i += i + 1 < s.len && s.p[i + 1] == '\n';
        } else {
            *to++ = lower ? str_lower(s.p[i]) : s.p[i];
        }
    }
    return (struct str){ start, (size_t)(to - start) };
}

static size_t
skip_space(struct str page, size_t at)
{
    while (at < page.len && html_token_is_space(page.p[at]))
        at++;
    return at;
}

static int
is_quote(struct str page, size_t at)
{
    return at < page.len && (page.p[at] == '"' || page.p[at] == '\'');
}

/* An identifier, whose quote stands at `at`; a '>' ends it and all. Return
 * the offset behind it; t->quirks is set when it did not end well. */
static size_t
take_id(struct html_token_reader *r, struct html_token *t, size_t at,
    struct str *id)
{
    char quote = r->page.p[at++];
    size_t from = at;

    while (at < r->page.len && r->page.p[at] != quote && r->page.p[at] != '>')
        at++;
    *id = clean(r, str_sub(r->page, from, at - from), 0);
    if (at < r->page.len && r->page.p[at] == quote)
        return at + 1;
    t->quirks = 1;
    return at;
}

/* The system identifier, which must stand there if `must` is set. */
static void
take_system(
    struct html_token_reader *r, struct html_token *t, size_t *at, int must)
{
    *at = skip_space(r->page, *at);
    if (is_quote(r->page, *at)) {
        t->has_system = 1;
        *at = skip_space(r->page, take_id(r, t, *at, &t->system_id));
        return;
    }
    if (must || *at >= r->page.len || r->page.p[*at] != '>')
        t->quirks = 1;
}

static size_t
take_ids(struct html_token_reader *r, struct html_token *t, size_t at)
{
    struct str word = str_sub(r->page, at, 6);

    if (str_is_nocase(word, "public")) {
        at = skip_space(r->page, at + 6);
        if (!is_quote(r->page, at)) {
            t->quirks = 1;
            return at;
        }
        t->has_public = 1;
        at = take_id(r, t, at, &t->public_id);
        if (!t->quirks)
            take_system(r, t, &at, 0);
    } else if (str_is_nocase(word, "system")) {
        at += 6;
        take_system(r, t, &at, 1);
    } else {
        t->quirks = 1;
    }
    return at;
}

size_t
html_doctype_read(struct html_token_reader *r, struct html_token *t, size_t at)
{
    ptrdiff_t end;
    size_t from;

    t->kind = HTML_TOKEN_DOCTYPE;
    t->has_public = t->has_system = 0;
    t->public_id = t->system_id = STR_NONE;
    from = at = skip_space(r->page, at);
    while (at < r->page.len && r->page.p[at] != '>' &&
           !html_token_is_space(r->page.p[at]))
        at++;
    t->has_name = at > from;
    t->name = clean(r, str_sub(r->page, from, at - from), 1);
    t->quirks = !t->has_name;
    at = skip_space(r->page, at);
    if (at < r->page.len && r->page.p[at] != '>')
        at = take_ids(r, t, at);
    /* The rest says nothing. The page may end before it does. */
    if (at >= r->page.len)
        t->quirks = 1;
    end = str_find_char(r->page, '>', at);
    return end < 0 ? r->page.len : (size_t)end + 1;
}
