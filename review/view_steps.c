#include "review/view_steps.h"

#include "review/queue_query.h"
#include "review/view_decide.h"

#include <stdio.h>

#define ADDRESS_BYTES_MAX 8000

static void
link_to(struct view *v, const char *path, const char *rel, const char *key)
{
    struct str filter = view_decide_filter_of(v);
    struct buf to = BUF_MAX(ADDRESS_BYTES_MAX);

    buf_addz(&to, path);
    if (filter.len > 0)
        buf_addf(&to, "?" STR_FMT, STR_ARG(filter));
    markup_leaf(&v->m, "a",
        ATTRS({ "href", buf_str(&to) },
            { "rel", rel != NULL ? str_of(rel) : STR_NONE }),
        view_text(v, key));
    buf_clear(&to);
}

void
view_steps(struct view *v, int64_t id)
{
    struct str filter = view_decide_filter_of(v);
    char number[24], path[40];
    int64_t next = 0;

    /* A page that shows a case is not lost for a list that cannot be read. */
    if (queue_query_next(v, filter, id, &next, NULL) != 0)
        next = 0;
    snprintf(number, sizeof number, "%lld", (long long)id);
    markup_open(&v->m, "nav",
        ATTRS({ "class", STR("steps") }, { "data-case", str_of(number) },
            { "aria-label", view_text(v, "steps") }));
    link_to(v, "/", NULL, "back_to_list");
    if (next > 0) {
        snprintf(path, sizeof path, "/case/%lld", (long long)next);
        link_to(v, path, "next", "next_case");
    }
    markup_open(
        &v->m, "a", ATTRS({ "href", STR("/keys") }, { "data-keys", STR("") }));
    markup_text(&v->m, view_text(v, "keys"));
    markup_close(&v->m);
    markup_close(&v->m);
}
