#include "crawler/robots.h"

#include "base/arena.h"
#include "base/map.h"
#include "base/mem.h"
#include "core/limits.h"

#include <stdlib.h>
#include <string.h>

/* Google's parser cuts lines there: eight times the longest URL that
 * Internet Explorer took, with the NUL. */
#define ROBOTS_LINE_MAX (2083 * 8 - 1)
/* Longer paths are no addresses; under any rule they are not allowed. */
#define ROBOTS_PATH_MAX (64u << 10)

#define ROBOTS_DELAY_MS_MAX (24 * 3600 * 1000)

struct rule {
    struct str pattern; /* capitals in escapes, no byte above 0x7f */
    struct str plain;   /* without needless escapes; p NULL if the same */
    int allow;
};

struct robots {
    struct arena arena;
    struct rule *rules; /* owned; of the groups that apply */
    size_t rule_count, rule_cap;
    struct str *sitemaps; /* owned */
    size_t sitemap_count, sitemap_cap;
    int64_t delay_ms;
    int deny_all;
};

/* Groups are read in one pass: whether rules for the agent will come is not
 * known before the end, so both kinds are collected. */
struct reading {
    struct robots *named, *any; /* for the agent, for "*" */
    struct str agent;
    struct map *seen_sitemaps;
    int in_named, in_any;             /* the group being read */
    int in_named_delay, in_any_delay; /* the same for Crawl-delay */
    int group_ended, delay_ended;     /* a user-agent line starts anew */
    int ever_named;
};

enum key {
    KEY_NONE,
    KEY_AGENT,
    KEY_ALLOW,
    KEY_DISALLOW,
    KEY_SITEMAP,
    KEY_DELAY,
};

/* A key begins with one of these; the misspellings are those of Google's
 * parser, found in real files. */
static const struct {
    const char *text;
    enum key key;
} keys[] = {
    { "user-agent", KEY_AGENT },
    { "useragent", KEY_AGENT },
    { "user agent", KEY_AGENT },
    { "allow", KEY_ALLOW },
    { "disallow", KEY_DISALLOW },
    { "dissallow", KEY_DISALLOW },
    { "dissalow", KEY_DISALLOW },
    { "disalow", KEY_DISALLOW },
    { "diasllow", KEY_DISALLOW },
    { "disallaw", KEY_DISALLOW },
    { "sitemap", KEY_SITEMAP },
    { "site-map", KEY_SITEMAP },
    { "crawl-delay", KEY_DELAY },
    { "crawldelay", KEY_DELAY },
};

/* The value of the escape at s.p[i], or -1. */
static int
escape_at(struct str s, size_t i)
{
    if (i + 2 >= s.len || s.p[i] != '%' || str_hex_value(s.p[i + 1]) < 0 ||
        str_hex_value(s.p[i + 2]) < 0)
        return -1;
    return str_hex_value(s.p[i + 1]) << 4 | str_hex_value(s.p[i + 2]);
}

static int
is_unreserved(int c)
{
    return c > 0 && c < 0x80 &&
           (str_is_alnum((char)c) || strchr("-._~", c) != NULL);
}

/* Write s to `to` (three times as long) with escapes in capitals and bytes
 * above 0x7f escaped; with decode, escapes of unreserved characters undone.
 * Returns the length. */
static size_t
normalise(char *to, struct str s, int decode)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t n = 0;

    for (size_t i = 0; i < s.len; i++) {
        int c = escape_at(s, i);

        if (c >= 0) {
            i += 2;
        } else if ((unsigned char)s.p[i] >= 0x80) {
            c = (unsigned char)s.p[i];
        } else {
            to[n++] = s.p[i];
            continue;
        }
        if (decode && is_unreserved(c)) {
            to[n++] = (char)c;
            continue;
        }
        to[n++] = '%';
        to[n++] = hex[c >> 4];
        to[n++] = hex[c & 15];
    }
    return n;
}

/* --- reading --- */

static void
add_rule(struct robots *r, struct str value, int allow)
{
    char text[3 * ROBOTS_LINE_MAX];
    struct rule rule = { .allow = allow };
    struct str pattern = { text, normalise(text, value, 0) };

    if (pattern.len == 0)
        return; /* "Disallow:" says that nothing is forbidden */
    rule.pattern = arena_dup(&r->arena, pattern);
    if (!allow) {
        pattern.len = normalise(text, value, 1);
        if (!str_eq(pattern, rule.pattern))
            rule.plain = arena_dup(&r->arena, pattern);
    }
    if (rule.pattern.p == NULL)
        return;
    r->rules =
        mem_grow(r->rules, &r->rule_cap, r->rule_count + 1, sizeof *r->rules);
    r->rules[r->rule_count++] = rule;
}

static void
read_rule(struct reading *x, struct str value, int allow)
{
    struct robots *r = x->in_named ? x->named : x->any;
    ptrdiff_t slash = -1;

    if (!x->in_named && !x->in_any)
        return;
    x->group_ended = x->delay_ended = 1;
    add_rule(r, value, allow);
    /* An allowed index page allows its folder's own address, too, as with
     * Google: "Allow: /a/index.html" is "Allow: /a/$" besides. */
    for (size_t i = 0; allow && i < value.len; i++)
        if (value.p[i] == '/')
            slash = (ptrdiff_t)i;
    if (slash >= 0 && str_starts(str_sub(value, (size_t)slash, value.len),
                          STR("/index.htm"))) {
        char folder[ROBOTS_LINE_MAX + 1];

        memcpy(folder, value.p, (size_t)slash + 1);
        folder[slash + 1] = '$';
        add_rule(r, (struct str){ folder, (size_t)slash + 2 }, 1);
    }
}

struct str
robots_token(struct str s)
{
    size_t n = 0;

    while (
        n < s.len && (str_is_alpha(s.p[n]) || s.p[n] == '-' || s.p[n] == '_'))
        n++;
    return str_sub(s, 0, n);
}

static void
read_agent(struct reading *x, struct str value)
{
    if (x->group_ended)
        x->in_named = x->in_any = x->group_ended = 0;
    if (x->delay_ended)
        x->in_named_delay = x->in_any_delay = x->delay_ended = 0;
    if (value.len > 0 && value.p[0] == '*' &&
        (value.len == 1 || str_is_space(value.p[1]))) {
        x->in_any = x->in_any_delay = 1;
    } else if (x->agent.len > 0 &&
               str_eq_nocase(robots_token(value), x->agent)) {
        x->in_named = x->in_named_delay = x->ever_named = 1;
    }
}

/* Seconds, also "0.5"; "10<br>" happens, "10a" is not a number. Of several,
 * the longest counts. Agents named after it do not share it: unlike rules,
 * delays of neighbouring groups are not meant for each other. */
static void
read_delay(struct reading *x, struct str value)
{
    struct robots *r = x->in_named_delay ? x->named : x->any;
    size_t len = 0;
    double seconds;
    int64_t ms;

    x->delay_ended = 1;
    if (!x->in_named_delay && !x->in_any_delay)
        return;
    while (len < value.len && value.p[len] != '<' && value.p[len] != ';' &&
           !str_is_space(value.p[len]))
        len++;
    if (len == 0 || len > 32 || str_is_alpha(value.p[0]) ||
        str_to_double(str_sub(value, 0, len), &seconds) != 0 || !(seconds >= 0))
        return;
    ms = seconds * 1000 < ROBOTS_DELAY_MS_MAX ? (int64_t)(seconds * 1000)
                                              : ROBOTS_DELAY_MS_MAX;
    if (ms > r->delay_ms)
        r->delay_ms = ms;
}

static void
read_sitemap(struct reading *x, struct str value)
{
    struct robots *r = x->any;
    int is_new;

    if (value.len == 0 || value.len > LIMIT_URL_BYTES ||
        r->sitemap_count == LIMIT_SITEMAPS_PER_HOST)
        return;
    map_add(x->seen_sitemaps, value, &is_new);
    if (!is_new)
        return;
    r->sitemaps = mem_grow(r->sitemaps, &r->sitemap_cap, r->sitemap_count + 1,
        sizeof *r->sitemaps);
    r->sitemaps[r->sitemap_count++] = arena_dup(&r->arena, value);
}

/* Split "key: value # comment". Without a colon, two words are taken for
 * key and value. */
static int
split_line(struct str line, struct str *key, struct str *value)
{
    ptrdiff_t at = str_find_char(line, '#', 0);
    struct str more;

    line = str_trim(at < 0 ? line : str_sub(line, 0, (size_t)at));
    at = str_find_char(line, ':', 0);
    if (at >= 0) {
        *key = str_trim(str_sub(line, 0, (size_t)at));
        *value = str_trim(str_sub(line, (size_t)at + 1, line.len));
        return key->len > 0;
    }
    return str_next_word(&line, key) && str_next_word(&line, value) &&
           !str_next_word(&line, &more);
}

static void
read_line(struct reading *x, struct str line)
{
    struct str key, value;
    enum key k = KEY_NONE;

    if (!split_line(str_sub(line, 0, ROBOTS_LINE_MAX), &key, &value))
        return;
    for (size_t i = 0; k == KEY_NONE && i < COUNT(keys); i++)
        if (str_starts_nocase(key, str_of(keys[i].text)))
            k = keys[i].key;
    switch (k) {
    case KEY_AGENT:
        read_agent(x, value);
        break;
    case KEY_ALLOW:
    case KEY_DISALLOW:
        read_rule(x, value, k == KEY_ALLOW);
        break;
    case KEY_SITEMAP:
        read_sitemap(x, value);
        break;
    case KEY_DELAY:
        read_delay(x, value);
        break;
    case KEY_NONE:
        break; /* other lines mean nothing and end no group */
    }
}

/* Without a byte order mark, or what is there of one. */
static struct str
skip_mark(struct str s)
{
    static const char mark[] = "\xef\xbb\xbf";
    size_t n = 0;

    while (n < 3 && n < s.len && s.p[n] == mark[n])
        n++;
    return str_sub(s, n, s.len);
}

struct robots *
robots_of(enum robots_access access)
{
    struct robots *r = mem_new(sizeof *r);

    /* Patterns triple at most, and have a second spelling. */
    r->arena = ARENA_MAX(16u * LIMIT_ROBOTS_BYTES);
    r->delay_ms = -1;
    r->deny_all = access == ROBOTS_DENY;
    return r;
}

void
robots_free(struct robots *r)
{
    if (r == NULL)
        return;
    arena_clear(&r->arena);
    free(r->rules);
    free(r->sitemaps);
    free(r);
}

struct robots *
robots_parse(struct str bytes, struct str agent)
{
    struct reading x = { .agent = agent };
    struct robots *result;
    struct str line;
    struct str rest = bytes;

    if (rest.len > LIMIT_ROBOTS_BYTES) {
        /* The line across the cap would be a shorter, wider pattern. */
        rest.len = LIMIT_ROBOTS_BYTES;
        while (rest.len > 0 && rest.p[rest.len - 1] != '\n' &&
               rest.p[rest.len - 1] != '\r')
            rest.len--;
    }
    x.named = robots_of(ROBOTS_READ);
    x.any = robots_of(ROBOTS_READ);
    x.seen_sitemaps = map_new(NULL);
    rest = skip_mark(rest);
    while (str_next_line(&rest, &line))
        read_line(&x, line);
    map_free(x.seen_sitemaps);
    if (!x.ever_named) {
        robots_free(x.named);
        return x.any;
    }
    /* The sitemaps were collected with the rules for all. */
    result = x.named;
    for (size_t i = 0; i < x.any->sitemap_count; i++)
        x.any->sitemaps[i] = arena_dup(&result->arena, x.any->sitemaps[i]);
    result->sitemaps = x.any->sitemaps;
    result->sitemap_count = x.any->sitemap_count;
    x.any->sitemaps = NULL;
    robots_free(x.any);
    return result;
}

/* --- asking --- */

/* '*' stands for any bytes, a '$' at the end for the end of the path. Each
 * piece between stars is taken where it first fits, which is enough: time
 * stays linear however many stars there are. */
static int
matches(struct str pattern, struct str path)
{
    int anchored = pattern.len > 0 && pattern.p[pattern.len - 1] == '$';
    struct str piece;
    size_t at = 0;
    int first = 1;

    if (anchored)
        pattern.len--;
    while (str_next(&pattern, '*', &piece)) {
        int last = pattern.p == NULL;
        ptrdiff_t found = (ptrdiff_t)at;

        if (path.len - at < piece.len)
            return 0;
        if (last && anchored && !first) {
            return str_ends(str_sub(path, at, path.len), piece);
        }
        if (first) {
            if (!str_starts(path, piece))
                return 0;
        } else if (piece.len > 0) {
            found = str_find(path, piece, at);
            if (found < 0)
                return 0;
        }
        at = (size_t)found + piece.len;
        first = 0;
    }
    return !anchored || at == path.len;
}

/* path begins with '/'; `plain` is the same with no needless escapes. */
static int
decide(const struct robots *r, struct str path, struct str plain)
{
    size_t best[2] = { 0, 0 }; /* longest Disallow, longest Allow */

    for (size_t i = 0; i < r->rule_count; i++) {
        const struct rule *rule = &r->rules[i];

        if (rule->pattern.len <= best[rule->allow])
            continue;
        if (matches(rule->pattern, path) ||
            (!rule->allow &&
                matches(rule->plain.p != NULL ? rule->plain : rule->pattern,
                    plain)))
            best[rule->allow] = rule->pattern.len;
    }
    return best[1] >= best[0];
}

int
robots_allowed(const struct robots *r, struct str path)
{
    char small[4096];
    char *space = small;
    size_t n = 0;
    int answer;

    if (r->deny_all || path.len > ROBOTS_PATH_MAX)
        return str_is(path, "/robots.txt") ||
               (!r->deny_all && r->rule_count == 0);
    if (4 * (path.len + 1) > sizeof small)
        space = mem_array(4, path.len + 1);
    if (path.len == 0 || path.p[0] != '/')
        space[n++] = '/';
    if (path.len > 0)
        memcpy(space + n, path.p, path.len);
    path = (struct str){ space, n + path.len };
    answer = str_is(path, "/robots.txt") ||
             decide(r, path,
                 (struct str){
                     space + path.len, normalise(space + path.len, path, 1) });
    if (space != small)
        free(space);
    return answer;
}

int64_t
robots_delay_ms(const struct robots *r)
{
    return r->delay_ms;
}

size_t
robots_sitemap_count(const struct robots *r)
{
    return r->sitemap_count;
}

struct str
robots_sitemap(const struct robots *r, size_t i)
{
    return r->sitemaps[i];
}

static size_t
find_path_start(struct str s, size_t from)
{
    while (from < s.len && s.p[from] != '/' && s.p[from] != '?' &&
           s.p[from] != ';')
        from++;
    return from;
}

struct str
robots_path(struct str url)
{
    size_t from = str_starts(url, STR("//")) ? 2 : 0, start;
    ptrdiff_t scheme = str_find(url, STR("://"), from);
    ptrdiff_t hash = str_find_char(url, '#', from);

    /* After the first slash or question mark "://" is no scheme's. */
    if (scheme >= 0 && (size_t)scheme < find_path_start(url, from))
        from = (size_t)scheme + 3;
    start = find_path_start(url, from);
    if (hash >= 0)
        url.len = (size_t)hash;
    if (start >= url.len)
        return STR("/");
    return str_sub(url, start, url.len);
}

/* --- policy --- */

enum robots_access
robots_for_status(int status, int redirects)
{
    if (status >= 200 && status < 300)
        return ROBOTS_READ;
    if (status >= 300 && status < 400)
        return redirects < LIMIT_ROBOTS_REDIRECTS ? ROBOTS_FOLLOW
                                                  : ROBOTS_ALLOW;
    if (status >= 400 && status < 500)
        return ROBOTS_ALLOW;
    return ROBOTS_DENY;
}

int
robots_is_stale(int64_t fetched_at_ms, int64_t now_ms)
{
    return now_ms - fetched_at_ms > LIMIT_ROBOTS_AGE_MS;
}
