/* What belongs to the queue beside its page: live numbers, saved views, the
 * list of keys. */
#include "review/queue_query.h"
#include "review/view_filter.h"
#include "review/view_queue.h"

void
view_queue_counts(struct view *v)
{
    struct js *j = js_new_object();
    struct fail fail = { "" };
    int rc = 0;

    for (const char *const *n = view_filter_names(); *n != NULL; n++) {
        int64_t count = 0;

        if (rc == 0)
            rc = view_filter_count(v, *n, &count, &fail);
        js_set_integer(j, *n, count);
    }
    if (rc == 0) {
        js_write(&v->rs->body, j);
        http_response_header(v->rs, "Content-Type", STR("application/json"));
    } else {
        view_error(v, 500, "broken_store", fail.text);
    }
    js_free(j);
}

/* Back to the list that was saved or forgotten; a filter is what
 * queue_query_add writes, and nothing else of an address. */
static void
back(struct view *v, struct str filter)
{
    struct buf to = BUF_MAX(8000);
    struct http_request rq = *v->rq;
    struct view list = *v;
    struct queue_query q;

    rq.query =
        str_starts(filter, STR("?")) ? str_sub(filter, 1, filter.len) : filter;
    list.rq = &rq;
    queue_query_read(&q, &list, "open");
    queue_query_add(&to, &q);
    view_redirect(v, "/%s", buf_text(&to));
    buf_clear(&to);
}

void
view_queue_save(struct view *v)
{
    struct str filter = http_request_form(v->rq, "filter", 0);
    struct str name = str_trim(http_request_form(v->rq, "name", 0));
    struct fail fail = { "" };

    if (filter.len > 0 && !str_starts(filter, STR("?")))
        view_error(v, 422, "view_bad", "");
    else if (store_view_put(
                 v->store, str_of(v->user->name), name, filter, &fail) != 0)
        view_error(v, 422, "view_bad", fail.text);
    else
        back(v, filter);
}

void
view_queue_drop(struct view *v)
{
    struct fail fail = { "" };

    if (store_view_drop(v->store, str_of(v->user->name),
            http_request_form(v->rq, "name", 0), &fail) != 0)
        view_error(v, 500, "broken_store", fail.text);
    else
        view_redirect(v, "/");
}

void
view_queue_keys(struct view *v)
{
    static const struct {
        const char *key, *text;
    } keys[] = {
        { "j", "key.next" },
        { "k", "key.previous" },
        { "Enter", "key.open" },
        { "x", "key.tick" },
        { "a", "key.assign" },
        { "c", "key.confirm" },
        { "d", "key.dismiss" },
        { "n", "key.ask" },
        { "e", "key.escalate" },
        { "1 \xE2\x80\xA6 9", "key.reason" },
        { "u", "key.undo" },
        { "/", "key.search" },
        { "?", "key.help" },
        { "Esc", "key.leave" },
    };
    struct markup *m = &v->m;

    view_start(v, view_text(v, "keys"));
    markup_open(m, "section", ATTRS({ "id", STR("keys") }));
    markup_leaf(m, "h1", NO_ATTRS, view_text(v, "keys"));
    markup_open(m, "dl", ATTRS({ "class", STR("keys") }));
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        markup_open(m, "dt", NO_ATTRS);
        markup_leaf(m, "kbd", NO_ATTRS, str_of(keys[i].key));
        markup_close(m);
        markup_leaf(m, "dd", NO_ATTRS, view_text(v, keys[i].text));
    }
    markup_close(m);
    markup_leaf(
        m, "p", ATTRS({ "class", STR("quiet") }), view_text(v, "keys_hint"));
    view_end(v);
}
