#include "recalls/feed_walk.h"

#include "base/utf8.h"
#include "core/limits.h"
#include "core/url.h"

#include <string.h>

void
feed_walk_ask(struct feed_walk *w, enum feed_kind kind, const char *listed,
    const char *format, ...)
{
    struct buf url = BUF_MAX(LIMIT_URL_BYTES);
    va_list ap;

    buf_addz(&url, w->base);
    va_start(ap, format);
    buf_addv(&url, format, ap);
    va_end(ap);
    if (url.over) {
        w->strange++;
    } else {
        w->named++;
        w->more(w->ctx, kind, buf_text(&url), listed);
    }
    buf_clear(&url);
}

/* 1 if both addresses have scheme, host and port in common. */
static int
same_origin(const char *a, const char *b)
{
    struct url ua = { 0 }, ub = { 0 };
    struct fail why;
    int same = url_parse(&ua, str_of(a), NULL, &why) == 0 &&
               url_parse(&ub, str_of(b), NULL, &why) == 0 &&
               str_eq(ua.scheme, ub.scheme) && str_eq(ua.host, ub.host) &&
               ua.port == ub.port && ua.userinfo.len == 0;

    url_clear(&ua);
    url_clear(&ub);
    return same;
}

void
feed_walk_follow(struct feed_walk *w, enum feed_kind kind, const char *listed,
    struct str from, struct str reference)
{
    struct url base = { 0 }, u = { 0 };
    struct buf text = BUF_MAX(LIMIT_URL_BYTES);
    struct str public = str_of(w->feed->base);
    struct fail why;

    if (url_parse(&base, from, NULL, &why) == 0 &&
        url_parse(&u, reference, &base, &why) == 0) {
        struct str full = str_of(u.text);

        if (strcmp(w->base, w->feed->base) != 0 && str_starts(full, public)) {
            buf_addz(&text, w->base);
            full = str_sub(full, public.len, full.len);
        }
        buf_adds(&text, full);
        if (u.fragment.p != NULL && text.len > u.fragment.len)
            buf_cut(&text, text.len - u.fragment.len - 1);
    }
    if (text.len > 0 && !text.over && same_origin(buf_text(&text), w->base)) {
        w->named++;
        w->more(w->ctx, kind, buf_text(&text), listed);
    } else {
        w->strange++;
    }
    buf_clear(&text);
    url_clear(&u);
    url_clear(&base);
}

int
feed_walk_import(struct feed_walk *w, struct str text, struct fail *fail)
{
    const struct recall_source *form =
        recall_source_find(str_of(w->feed->format));

    return form->read(w->im, text, fail);
}

int
feed_walk_import_array(
    struct feed_walk *w, const struct js *array, struct fail *fail)
{
    struct buf text = BUF_MAX(LIMIT_FEED_BYTES);
    int rc = 0;

    if (js_count(array) > 0) {
        js_write(&text, array);
        rc = feed_walk_import(w, buf_str(&text), fail);
    }
    buf_clear(&text);
    return rc;
}

static const char *
kind_name(enum js_kind kind)
{
    static const char *const names[] = { "null", "true or false", "a number",
        "a text", "a list", "an object" };

    return names[kind];
}

int
feed_walk_object(struct js **out, struct str body, const char *member,
    enum js_kind kind, struct fail *fail)
{
    struct js *j = NULL;
    enum js_kind is;

    if (js_parse(&j, body, fail) != 0)
        return fail_wrap(fail, "no JSON");
    is = js_kind(js_get(j, member));
    if (js_kind(j) != JS_OBJECT) {
        fail_set(fail, "JSON of %s instead of an object with '%s'",
            kind_name(js_kind(j)), member);
    } else if (is == JS_NULL) {
        struct str said = js_get_text(j, "message");

        if (said.len == 0)
            said = js_get_text(j, "Message");
        fail_set(fail, "member '%s' is missing%s" STR_FMT, member,
            said.len > 0 ? "; it says: " : "", STR_ARG(utf8_cut(said, 200)));
    } else if (is != kind) {
        fail_set(fail, "member '%s' is %s, not %s", member, kind_name(is),
            kind_name(kind));
    } else {
        *out = j;
        return 0;
    }
    js_free(j);
    return -1;
}

char *
feed_walk_escape(struct str text)
{
    struct buf out = BUF_MAX(LIMIT_URL_BYTES);

    for (size_t i = 0; i < text.len; i++)
        if (str_is_alnum(text.p[i]) || strchr("-._~", text.p[i]) != NULL)
            buf_addc(&out, text.p[i]);
        else
            buf_addf(&out, "%%%02X", (unsigned char)text.p[i]);
    return buf_take(&out);
}

int
feed_walk_wants(const struct feed_walk *w, const char *listed)
{
    return w->since[0] == '\0' || listed[0] == '\0' ||
           strcmp(listed, w->since) >= 0;
}
