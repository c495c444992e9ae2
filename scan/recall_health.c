#include "scan/recall_health.h"

#include "base/now.h"
#include "scan/recall_pass.h"

static void
set_time(struct js *out, const char *name, int64_t ms)
{
    char text[NOW_TEXT_BYTES];

    if (ms <= 0)
        return;
    now_text(ms, text);
    js_set_textz(out, name, text);
}

static int
visit_last(int64_t id, int ended, const struct js *j, void *ctx)
{
    static const char *const numbers[] = { "records", "bad", "documents",
        "unchanged", "bytes", "new", "changed", "withdrawn" };
    struct js *out = ctx;

    (void)id;
    js_set_bool(out, "full", js_integer(js_get(j, "full"), 0) != 0);
    js_set_bool(out, "ended", ended);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        js_set_integer(out, numbers[i], js_integer(js_get(j, numbers[i]), 0));
    return 0;
}

/* What the store knows of it, into out. */
static int
add_known(struct store *s, const struct feed_source *feed, struct js *out,
    int64_t accepted, struct fail *fail)
{
    struct js *pass = js_new_object();
    struct feed_former former;
    int64_t notices, waiting;
    int rc = -1;

    if (store_pass_each(s, feed->name, 1, visit_last, pass, fail) != 0 ||
        recall_pass_former(s, feed->name, js_bool(js_get(pass, "full"), 0),
            accepted, &former, fail) != 0 ||
        store_recall_count_of(s, feed->source, 0, &notices, fail) != 0 ||
        store_turn_count(s, feed->name, INT64_MAX, &waiting, fail) != 0)
        goto out;
    js_set(out, "pass", js_copy(pass));
    if (feed_health_usual(&former) >= 0)
        js_set_integer(out, "usual", feed_health_usual(&former));
    js_set_integer(out, "notices", notices);
    js_set_integer(out, "waiting", waiting);
    rc = 0;
out:
    js_free(pass);
    return rc;
}

struct js *
recall_health(struct store *s, const struct feed_source *feed, int64_t now_ms,
    enum feed_state *state, struct fail *fail)
{
    struct js *known = NULL, *out = js_new_object();
    struct fail why = { "" };
    int64_t success;
    struct str said;

    /* Without a store nothing was fetched. */
    if (s != NULL && store_feed_get(s, feed->name, &known, fail) != 0)
        goto failed;
    said = js_get_text(known, "why");
    success = js_integer(js_get(known, "last_success_ms"), 0);
    *state = feed_health_find(js_get_text(known, "state"));
    if (*state == FEED_OK) {
        *state = feed_health_age(feed, success,
            js_kind(js_get(known, "newest")) == JS_STRING
                ? js_get_text(known, "newest").p
                : "",
            now_ms, &why);
        said = str_of(why.text);
    }
    js_set_textz(out, "name", feed->name);
    js_set_textz(out, "source", feed->source);
    js_set_textz(out, "base", feed->base);
    js_set_textz(out, "state", feed_health_name(*state));
    if (said.len > 0)
        js_set_text(out, "why", said);
    set_time(out, "last_try", js_integer(js_get(known, "last_try_ms"), 0));
    set_time(out, "last_success", success);
    set_time(out, "last_new", js_integer(js_get(known, "last_new_ms"), 0));
    if (js_get_text(known, "newest").len > 0)
        js_set_text(out, "newest", js_get_text(known, "newest"));
    if (*state != FEED_NEVER &&
        add_known(
            s, feed, out, js_integer(js_get(known, "accepted"), 0), fail) != 0)
        goto failed;
    js_free(known);
    return out;
failed:
    js_free(known);
    js_free(out);
    return NULL;
}
