#include "crawler/cookies.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/now.h"

#include <stdlib.h>
#include <string.h>

struct cookie {
    char *name, *value, *path; /* owned */
    int secure;
    int64_t expires_ms; /* INT64_MAX: with the scan */
};

struct jar {
    struct cookie *items; /* owned, oldest first */
    size_t count, cap;
};

struct cookies {
    struct map *jars; /* host to struct jar */
};

static void
jar_remove(struct jar *j, size_t at)
{
    free(j->items[at].name);
    free(j->items[at].value);
    free(j->items[at].path);
    j->count--;
    memmove(
        &j->items[at], &j->items[at + 1], (j->count - at) * sizeof j->items[0]);
}

static void
jar_free(void *ptr)
{
    struct jar *j = ptr;

    while (j != NULL && j->count > 0)
        jar_remove(j, j->count - 1);
    if (j != NULL)
        free(j->items);
    free(j);
}

struct cookies *
cookies_new(void)
{
    struct cookies *c = mem_new(sizeof *c);

    c->jars = map_new(jar_free);
    return c;
}

void
cookies_free(struct cookies *c)
{
    if (c == NULL)
        return;
    map_free(c->jars);
    free(c);
}

/* Control characters would end the header line early. */
static int
is_clean(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
            return 0;
    return 1;
}

struct parsed {
    struct str name, value, path, domain;
    int secure;
    int64_t expires_ms;
    int has_max_age;
};

static void
read_max_age(struct parsed *p, struct str value, int64_t now_ms)
{
    int64_t seconds;

    /* A number too large to read is far in the future: no expiry. */
    if (str_to_i64(value, &seconds) != 0)
        return;
    p->has_max_age = 1;
    if (seconds <= 0)
        p->expires_ms = INT64_MIN;
    else if (seconds < (INT64_MAX - now_ms) / 1000)
        p->expires_ms = now_ms + seconds * 1000;
}

static void
read_expires(struct parsed *p, struct str value)
{
    char copy[48];
    int64_t at_ms;

    if (p->has_max_age || value.len >= sizeof copy)
        return;
    /* "Wed, 21-Oct-2026 07:28:00 GMT" is the form most servers write. */
    for (size_t i = 0; i < value.len; i++)
        copy[i] = value.p[i] == '-' ? ' ' : value.p[i];
    if (now_parse((struct str){ copy, value.len }, &at_ms) == 0)
        p->expires_ms = at_ms;
}

static void
read_attribute(struct parsed *p, struct str part, int64_t now_ms)
{
    ptrdiff_t eq = str_find_char(part, '=', 0);
    struct str name = str_trim(eq < 0 ? part : str_sub(part, 0, (size_t)eq));
    struct str value =
        eq < 0 ? STR_NONE : str_trim(str_sub(part, (size_t)eq + 1, part.len));

    if (str_is_nocase(name, "secure"))
        p->secure = 1;
    else if (str_is_nocase(name, "path"))
        p->path = value;
    else if (str_is_nocase(name, "domain"))
        p->domain = value;
    else if (str_is_nocase(name, "max-age"))
        read_max_age(p, value, now_ms);
    else if (str_is_nocase(name, "expires"))
        read_expires(p, value);
}

static int
parse(struct parsed *out, struct str field, int64_t now_ms)
{
    struct str part;
    ptrdiff_t eq;

    *out = (struct parsed){ .expires_ms = INT64_MAX };
    if (field.len == 0 || field.len > COOKIES_BYTES || !is_clean(field) ||
        !str_next(&field, ';', &part))
        return -1;
    eq = str_find_char(part, '=', 0);
    if (eq <= 0)
        return -1;
    out->name = str_trim(str_sub(part, 0, (size_t)eq));
    out->value = str_trim(str_sub(part, (size_t)eq + 1, part.len));
    if (out->name.len == 0)
        return -1;
    while (str_next(&field, ';', &part))
        read_attribute(out, part, now_ms);
    return 0;
}

/* RFC 6265 section 5.1.4. */
static struct str
default_path(struct str path)
{
    size_t len = path.len;

    if (len == 0 || path.p[0] != '/')
        return STR("/");
    while (len > 1 && path.p[len - 1] != '/')
        len--;
    return str_sub(path, 0, len > 1 ? len - 1 : 1);
}

static int
path_matches(struct str path, struct str cookie_path)
{
    if (!str_starts(path, cookie_path))
        return 0;
    return path.len == cookie_path.len ||
           cookie_path.p[cookie_path.len - 1] == '/' ||
           path.p[cookie_path.len] == '/';
}

static int
domain_allows(struct str domain, struct str host)
{
    if (domain.len > 0 && domain.p[0] == '.')
        domain = str_sub(domain, 1, domain.len);
    if (domain.len == 0 || str_eq_nocase(domain, host))
        return 1;
    return str_ends_nocase(host, domain) && host.len > domain.len &&
           host.p[host.len - domain.len - 1] == '.';
}

/* Names that promise how the cookie was set (RFC 6265bis, 4.1.3). */
static int
prefix_holds(const struct parsed *p)
{
    if (str_starts(p->name, STR("__Secure-")))
        return p->secure;
    if (str_starts(p->name, STR("__Host-")))
        return p->secure && p->domain.len == 0 && str_is(p->path, "/");
    return 1;
}

static struct jar *
jar_for(struct cookies *c, struct str host)
{
    struct map_item *item = map_find(c->jars, host);

    if (item != NULL)
        return item->value.ptr;
    if (map_count(c->jars) >= COOKIES_HOSTS)
        map_remove(c->jars, map_next(c->jars, NULL)->key);
    item = map_add(c->jars, host, NULL);
    item->value.ptr = mem_new(sizeof(struct jar));
    return item->value.ptr;
}

void
cookies_set(struct cookies *c, const struct cookies_origin *from,
    struct str field, int64_t now_ms)
{
    struct parsed p;
    struct jar *j;

    if (parse(&p, field, now_ms) != 0 || (p.secure && !from->secure) ||
        !domain_allows(p.domain, from->host) || !prefix_holds(&p))
        return;
    if (p.path.len == 0 || p.path.p[0] != '/')
        p.path = default_path(from->path);
    if (p.expires_ms <= now_ms && map_find(c->jars, from->host) == NULL)
        return;
    j = jar_for(c, from->host);
    for (size_t i = 0; i < j->count; i++)
        if (str_is(p.name, j->items[i].name) &&
            str_is(p.path, j->items[i].path)) {
            jar_remove(j, i);
            break;
        }
    if (p.expires_ms <= now_ms)
        return;
    if (j->count == COOKIES_PER_HOST)
        jar_remove(j, 0);
    j->items = mem_grow(j->items, &j->cap, j->count + 1, sizeof *j->items);
    j->items[j->count++] = (struct cookie){ str_dup(p.name), str_dup(p.value),
        str_dup(p.path), p.secure, p.expires_ms };
}

void
cookies_set_all(struct cookies *c, const struct cookies_origin *from,
    struct str head, int64_t now_ms)
{
    struct str line, name = STR("set-cookie:");

    while (str_next_line(&head, &line))
        if (str_starts_nocase(line, name))
            cookies_set(
                c, from, str_trim(str_sub(line, name.len, line.len)), now_ms);
}

static int
longer_path(const void *a, const void *b)
{
    const struct cookie *x = *(const struct cookie *const *)a;
    const struct cookie *y = *(const struct cookie *const *)b;
    size_t m = strlen(x->path), n = strlen(y->path);

    if (m != n)
        return m > n ? -1 : 1;
    return x < y ? -1 : x > y; /* older first: the order of the jar */
}

void
cookies_get(struct cookies *c, const struct cookies_origin *to, int64_t now_ms,
    struct buf *out)
{
    struct jar *j = map_get(c->jars, to->host);
    const struct cookie *fit[COOKIES_PER_HOST];
    size_t count = 0, start = out->len;

    for (size_t i = 0; j != NULL && i < j->count;) {
        struct cookie *k = &j->items[i];

        if (k->expires_ms <= now_ms) {
            jar_remove(j, i);
            continue;
        }
        i++;
    }
    for (size_t i = 0; j != NULL && i < j->count; i++) {
        struct cookie *k = &j->items[i];

        if ((!k->secure || to->secure) &&
            path_matches(to->path, str_of(k->path)))
            fit[count++] = k;
    }
    qsort(fit, count, sizeof fit[0], longer_path);
    for (size_t i = 0; i < count; i++) {
        size_t need = strlen(fit[i]->name) + strlen(fit[i]->value) + 3;

        if (out->len - start + need > COOKIES_HEADER_BYTES)
            continue;
        buf_addf(out, "%s%s=%s", out->len > start ? "; " : "", fit[i]->name,
            fit[i]->value);
    }
}
