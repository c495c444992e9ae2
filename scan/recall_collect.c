#include "scan/recall_collect.h"

#include "base/map.h"
#include "base/mem.h"
#include "core/limits.h"
#include "recalls/recall_merge.h"

#include <stdlib.h>

struct recall_collect {
    const char *source; /* borrowed */
    struct map *pages;  /* owned: page to owned id */
};

/* Append what makes the page of a notice its own: the path behind
 * "/recalls/", lower case; nothing where it is shorter than a year and a
 * name. */
static void
page_key(struct buf *out, struct str url)
{
    struct str mark = STR("/recalls/");
    ptrdiff_t at = str_find_nocase(url, mark, 0);
    struct str path;
    size_t end = 0;

    if (at < 0)
        return;
    path = str_sub(url, (size_t)at + mark.len, LIMIT_URL_BYTES);
    while (end < path.len && path.p[end] != '?' && path.p[end] != '#')
        end++;
    while (end > 0 && path.p[end - 1] == '/')
        end--;
    path = str_sub(path, 0, end);
    if (str_find_char(path, '/', 0) < 0)
        return;
    for (size_t i = 0; i < path.len; i++)
        buf_addc(out, str_lower(path.p[i]));
}

/* Made from its page's address, for want of a number. */
static int
is_page_id(struct str id)
{
    return str_find_char(id, '/', 0) >= 0;
}

static void
note(struct recall_collect *c, const struct recall *r)
{
    struct buf key = BUF_MAX(LIMIT_URL_BYTES);
    int is_new = 0;

    page_key(&key, recall_get(r, RECALL_URL));
    if (key.len > 0) {
        struct map_item *page = map_add(c->pages, buf_str(&key), &is_new);

        if (is_new)
            page->value.ptr = str_dup(recall_get(r, RECALL_ID));
    }
    buf_clear(&key);
}

static int
note_stored(struct recall **r, void *ctx, struct fail *fail)
{
    struct recall_collect *c = ctx;

    (void)fail;
    if (str_is(recall_get(*r, RECALL_SOURCE), c->source))
        note(c, *r);
    return 0;
}

int
recall_collect_new(struct recall_collect **out, struct store *s,
    const char *source, struct fail *fail)
{
    struct recall_collect *c = mem_new(sizeof *c);

    c->source = source;
    c->pages = map_new(free);
    if (store_recall_each(s, note_stored, c, fail) != 0) {
        recall_collect_free(c);
        return -1;
    }
    *out = c;
    return 0;
}

void
recall_collect_free(struct recall_collect *c)
{
    if (c == NULL)
        return;
    map_free(c->pages);
    free(c);
}

/* Take the id under which the store has the page. */
static void
take_id(struct recall_collect *c, struct recall *r)
{
    struct buf key = BUF_MAX(LIMIT_URL_BYTES);
    struct str id = recall_get(r, RECALL_ID), known;

    page_key(&key, recall_get(r, RECALL_URL));
    known = str_of(key.len > 0 ? map_get(c->pages, buf_str(&key)) : NULL);
    buf_clear(&key);
    /* Two numbers are two notices that share a page. */
    if (known.len == 0 || str_eq(known, id) ||
        is_page_id(known) == is_page_id(id))
        return;
    if (!is_page_id(id)) {
        if (r->extra == NULL)
            r->extra = js_new_object();
        js_set_text(r->extra, "case_number", id);
    }
    recall_set(r, RECALL_ID, known);
}

int
recall_collect_fill(struct recall_collect *c, struct store *s, struct recall *r,
    struct fail *fail)
{
    struct recall *stored = NULL;

    take_id(c, r);
    if (store_recall_find(s, recall_get(r, RECALL_SOURCE),
            recall_get(r, RECALL_ID), &stored, fail) != 0)
        return -1;
    if (stored != NULL) {
        /* Marks are the store's, not the record's: it keeps them. */
        recall_set(stored, RECALL_WITHDRAWN, STR_NONE);
        recall_set(stored, RECALL_WITHDRAWN_WHY, STR_NONE);
        recall_set(stored, RECALL_SUPERSEDED_BY, STR_NONE);
        recall_merge_newer(r, stored);
    } else {
        note(c, r);
    }
    recall_free(stored);
    return 0;
}
