#include "crawler/schema_item.h"

#include "base/map.h"
#include "core/limits.h"
#include "crawler/plain_text.h"
#include "crawler/schema_terms.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* schema.org items nest some 6 deep; state objects deeper. */
#define DEPTH_MAX 32
/* Items with an @id; the largest graph seen has 200. */
#define IDS_MAX 10000

static void
index_ids(struct map *by_id, const struct js *j, int depth)
{
    struct str id = js_get_text(j, "@id"), name;
    struct js *value;
    void *it = NULL;

    if (depth == DEPTH_MAX || map_count(by_id) == IDS_MAX)
        return;
    if (js_kind(j) == JS_ARRAY) {
        for (size_t i = 0; i < js_count(j); i++)
            index_ids(by_id, js_at(j, i), depth + 1);
        return;
    }
    /* The fullest description of several wins. */
    if (id.len > 0 && js_count(j) > 1) {
        const struct js *known = map_get(by_id, id);

        if (known == NULL || js_count(known) < js_count(j))
            map_put(by_id, id, (void *)j);
    }
    while (js_next(j, &it, &name, &value))
        if (js_kind(value) == JS_OBJECT || js_kind(value) == JS_ARRAY)
            index_ids(by_id, value, depth + 1);
}

void
schema_init(struct schema *s, const struct js *items, const struct url *base)
{
    *s = (struct schema){ .base = base,
        .page = BUF_MAX(LIMIT_URL_BYTES),
        .by_id = map_new(NULL),
        .text = BUF_MAX(LIMIT_FIELD_BYTES) };
    if (base != NULL)
        url_canonical(&s->page, base);
    index_ids(s->by_id, items, 0);
}

void
schema_clear(struct schema *s)
{
    buf_clear(&s->page);
    buf_clear(&s->text);
    map_free(s->by_id);
}

/* --- Types --- */

static int
is_listed(const struct js *type, const char *const *types)
{
    struct str name = schema_terms_local(js_text(type));

    for (; *types != NULL; types++)
        if (str_is_nocase(name, *types))
            return 1;
    return 0;
}

int
schema_is_one_of(const struct js *item, const char *const *types)
{
    const struct js *own = js_get(item, "@type");

    if (js_kind(own) != JS_ARRAY)
        return own != NULL && is_listed(own, types);
    for (size_t i = 0; i < js_count(own); i++)
        if (is_listed(js_at(own, i), types))
            return 1;
    return 0;
}

int
schema_is(const struct js *item, const char *type)
{
    const char *const types[] = { type, NULL };

    return schema_is_one_of(item, types);
}

int
schema_has_type(const struct js *item)
{
    return js_get(item, "@type") != NULL;
}

/* --- Properties --- */

/* 1 if the name of some member ends like this one, with something before. */
static int
has_longer(const struct js *item, struct str name)
{
    struct js *value;
    struct str member;
    void *it = NULL;

    while (js_next(item, &it, &member, &value))
        if (member.len > name.len &&
            member.p[member.len - 1] == name.p[name.len - 1] &&
            str_ends(member, name))
            return 1;
    return 0;
}

struct js *
schema_get(const struct js *item, const char *name)
{
    static const char *const prefixes[] = { "schema:", "http://schema.org/",
        "https://schema.org/", NULL };
    struct js *j = js_get(item, name);
    char full[64];

    if (j != NULL && js_kind(j) != JS_NULL)
        return j;
    if (!has_longer(item, str_of(name)))
        return NULL;
    for (size_t i = 0; prefixes[i] != NULL; i++) {
        size_t prefix = strlen(prefixes[i]), len = strlen(name);

        if (prefix + len >= sizeof full)
            break;
        memcpy(full, prefixes[i], prefix);
        memcpy(full + prefix, name, len + 1);
        j = js_get(item, full);
        if (j != NULL && js_kind(j) != JS_NULL)
            return j;
    }
    return NULL;
}

size_t
schema_count(const struct js *value)
{
    if (value == NULL)
        return 0;
    return js_kind(value) == JS_ARRAY ? js_count(value) : 1;
}

struct js *
schema_nth(const struct schema *s, const struct js *value, size_t i)
{
    struct js *j =
        js_kind(value) == JS_ARRAY ? js_at(value, i) : (struct js *)value;
    struct js *full;

    if (js_kind(j) != JS_OBJECT || js_count(j) > 2)
        return j;
    full = map_get(s->by_id, js_get_text(j, "@id"));
    return full != NULL ? full : j;
}

static struct str
number_text(struct schema *s, const struct js *j)
{
    double v = js_number(j, 0);

    s->text.len = 0;
    /* Amounts and 18-digit identifiers as they were written. */
    if (v == floor(v) && fabs(v) < 1e18)
        buf_addf(&s->text, "%lld", (long long)js_integer(j, (int64_t)v));
    else
        buf_addf(&s->text, "%.10g", v);
    return buf_str(&s->text);
}

static struct str
scalar_text(struct schema *s, const struct js *j)
{
    if (js_kind(j) == JS_STRING) {
        s->text.len = 0;
        plain_text(&s->text, js_text(j));
        return buf_str(&s->text);
    }
    if (js_kind(j) == JS_NUMBER)
        return number_text(s, j);
    return STR_NONE;
}

struct str
schema_text(struct schema *s, const struct js *value)
{
    static const char *const parts[] = { "@value", "name", "value", NULL };

    for (size_t i = 0; i < schema_count(value); i++) {
        const struct js *j = schema_nth(s, value, i);
        struct str text = scalar_text(s, j);

        for (size_t k = 0; text.len == 0 && parts[k] != NULL; k++) {
            const struct js *part = schema_get(j, parts[k]);

            if (js_kind(part) == JS_ARRAY)
                part = js_at(part, 0);
            text = scalar_text(s, part);
            if (text.len == 0 && js_kind(part) == JS_OBJECT)
                text = scalar_text(s, js_get(part, "@value"));
        }
        if (text.len > 0)
            return text;
    }
    return STR_NONE;
}

struct str
schema_get_text(struct schema *s, const struct js *item, const char *name)
{
    return schema_text(s, schema_get(item, name));
}

/* --- Addresses --- */

char *
schema_url(struct schema *s, const struct js *value)
{
    static const char *const parts[] = { "url", "contentUrl", "@id", NULL };
    const struct js *j = schema_nth(s, value, 0);
    struct str text = js_text(j);
    struct url u;
    char *owned;

    for (size_t i = 0; text.len == 0 && parts[i] != NULL; i++) {
        const struct js *part = schema_get(j, parts[i]);

        text = js_text(js_kind(part) == JS_ARRAY ? js_at(part, 0) : part);
        if (text.len == 0)
            text = js_get_text(part, "@id");
    }
    if (text.len == 0)
        return NULL;
    s->text.len = 0;
    plain_text_decode(&s->text, str_trim(text));
    if (url_parse(&u, buf_str(&s->text), s->base, NULL) != 0)
        return NULL;
    owned = str_dup(str_of(u.text));
    url_clear(&u);
    return owned;
}

int
schema_is_this_page(struct schema *s, const struct js *value)
{
    struct buf canonical = BUF_MAX(LIMIT_URL_BYTES);
    char *url = schema_url(s, value);
    struct url u;
    int same = 0;

    if (url != NULL && url_parse(&u, str_of(url), NULL, NULL) == 0) {
        url_canonical(&canonical, &u);
        same = str_eq(buf_str(&canonical), buf_str(&s->page));
        url_clear(&u);
    }
    buf_clear(&canonical);
    free(url);
    return same;
}
