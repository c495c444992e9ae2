#include "core/url.h"

#include "base/digest.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "core/limits.h"
#include "core/url_host.h"

#include <stdlib.h>
#include <string.h>

#include <libpsl.h>

/* Which percent-encode set of the URL Standard a byte belongs to. */
enum {
    IN_PATH = 1,
    IN_QUERY = 2, /* the special-query set: with the apostrophe */
    IN_FRAGMENT = 4,
    IN_USERINFO = 8,
    IS_DROPPED = 16, /* tab and newline, ignored wherever they stand */
};

#define IN_ALL (IN_PATH | IN_QUERY | IN_FRAGMENT | IN_USERINFO)

static const unsigned char kinds[256] = {
    [0 ... 8] = IN_ALL,
    ['\t'] = IN_ALL | IS_DROPPED,
    ['\n'] = IN_ALL | IS_DROPPED,
    [11 ... 12] = IN_ALL,
    ['\r'] = IN_ALL | IS_DROPPED,
    [14 ... 31] = IN_ALL,
    [' '] = IN_ALL,
    ['"'] = IN_ALL,
    ['#'] = IN_PATH | IN_QUERY | IN_USERINFO,
    ['\''] = IN_QUERY,
    ['/'] = IN_USERINFO,
    [':' ... ';'] = IN_USERINFO,
    ['<'] = IN_ALL,
    ['='] = IN_USERINFO,
    ['>'] = IN_ALL,
    ['?'] = IN_PATH | IN_USERINFO,
    ['@'] = IN_USERINFO,
    ['[' ... ']'] = IN_USERINFO,
    ['^'] = IN_PATH | IN_USERINFO,
    ['`'] = IN_PATH | IN_FRAGMENT | IN_USERINFO,
    ['{'] = IN_PATH | IN_USERINFO,
    ['|'] = IN_USERINFO,
    ['}'] = IN_PATH | IN_USERINFO,
    [127 ... 255] = IN_ALL,
};

static int
is_kind(char c, unsigned kind)
{
    return (kinds[(unsigned char)c] & kind) != 0;
}

static int
is_slash(char c)
{
    return c == '/' || c == '\\';
}

static void
add_percent(struct buf *out, unsigned char c)
{
    static const char hex[] = "0123456789ABCDEF";
    char text[3] = { '%', hex[c >> 4], hex[c & 15] };

    buf_add(out, text, 3);
}

/* Append s, percent-encoding what is in the set. */
static void
add_encoded(struct buf *out, struct str s, unsigned set)
{
    size_t i = 0;

    while (i < s.len) {
        size_t start = i;

        while (i < s.len && !is_kind(s.p[i], set))
            i++;
        buf_add(out, s.p + start, i - start);
        if (i == s.len)
            break;
        start = i;
        if ((unsigned char)s.p[i] < 0x80) {
            add_percent(out, (unsigned char)s.p[i++]);
        } else if (utf8_next(s, &i) == UTF8_BAD) {
            buf_addz(out, "%EF%BF%BD");
        } else {
            for (; start < i; start++)
                add_percent(out, (unsigned char)s.p[start]);
        }
    }
}

/* --- parsing --- */

enum scheme { SCHEME_NONE, SCHEME_HTTP, SCHEME_HTTPS, SCHEME_OTHER };

/* Where the parts stand in the text; the views are made when it is whole. */
struct marks {
    size_t user, user_end, host, host_end, path;
    int port;
};

/* Without the control characters and blanks around it, and without tabs and
 * newlines inside: what is left is copied to `to` then. What does not fit is
 * counted in the length alone. */
static struct str
strip(struct str s, char to[LIMIT_URL_BYTES])
{
    size_t i, n = 0;

    while (s.len > 0 && (unsigned char)s.p[0] <= ' ')
        s = str_sub(s, 1, s.len);
    while (s.len > 0 && (unsigned char)s.p[s.len - 1] <= ' ')
        s.len--;
    for (i = 0; i < s.len && !is_kind(s.p[i], IS_DROPPED); i++)
        ;
    if (i == s.len)
        return s;
    for (i = 0; i < s.len; i++) {
        if (is_kind(s.p[i], IS_DROPPED))
            continue;
        if (n < LIMIT_URL_BYTES)
            to[n] = s.p[i];
        n++;
    }
    return (struct str){ to, n };
}

/* Take "scheme:" off the front, if there is one. */
static enum scheme
take_scheme(struct str *rest)
{
    struct str name;
    size_t i = 0;

    if (rest->len == 0 || !str_is_alpha(rest->p[0]))
        return SCHEME_NONE;
    while (i < rest->len && (str_is_alnum(rest->p[i]) || rest->p[i] == '+' ||
                                rest->p[i] == '-' || rest->p[i] == '.'))
        i++;
    if (i == rest->len || rest->p[i] != ':')
        return SCHEME_NONE;
    name = str_sub(*rest, 0, i);
    *rest = str_sub(*rest, i + 1, rest->len);
    if (str_is_nocase(name, "https"))
        return SCHEME_HTTPS;
    return str_is_nocase(name, "http") ? SCHEME_HTTP : SCHEME_OTHER;
}

static int
add_port(
    struct buf *text, struct str digits, struct marks *m, struct fail *fail)
{
    int port = 0;

    for (size_t i = 0; i < digits.len; i++) {
        if (!str_is_digit(digits.p[i]))
            return fail_set(fail, "port is not a number");
        port = port * 10 + (digits.p[i] - '0');
        if (port > 65535)
            return fail_set(fail, "port above 65535");
    }
    if (digits.len > 0 && port != m->port) {
        m->port = port;
        buf_addc(text, ':');
        buf_addu(text, (uint64_t)port);
    }
    return 0;
}

static void
add_userinfo(struct buf *text, struct str info, struct marks *m)
{
    ptrdiff_t colon = str_find_char(info, ':', 0);
    size_t name_len = colon < 0 ? info.len : (size_t)colon;
    struct str password = str_sub(info, name_len + 1, info.len);

    m->user = text->len;
    add_encoded(text, str_sub(info, 0, name_len), IN_USERINFO);
    if (password.len > 0) {
        buf_addc(text, ':');
        add_encoded(text, password, IN_USERINFO);
    }
    m->user_end = text->len;
    if (text->len > m->user)
        buf_addc(text, '@');
}

/* Take the authority off *rest, up to the path. */
static int
take_authority(
    struct buf *text, struct str *rest, struct marks *m, struct fail *fail)
{
    struct str host;
    size_t end = 0, at = 0, colon;
    int has_at = 0, bracket = 0;

    for (; end < rest->len; end++) {
        char c = rest->p[end];

        if (is_slash(c) || c == '?' || c == '#')
            break;
        if (c == '@') {
            has_at = 1;
            at = end;
        }
    }
    host = str_sub(*rest, 0, end);
    m->user = m->user_end = text->len;
    if (has_at) {
        add_userinfo(text, str_sub(host, 0, at), m);
        host = str_sub(host, at + 1, end);
    }
    *rest = str_sub(*rest, end, rest->len);
    for (colon = 0; colon < host.len; colon++) {
        if (host.p[colon] == ':' && !bracket)
            break;
        if (host.p[colon] == '[' || host.p[colon] == ']')
            bracket = host.p[colon] == '[';
    }
    m->host = text->len;
    if (colon == 0)
        return fail_set(fail, "no host name");
    if (url_host_parse(text, str_sub(host, 0, colon), fail) != 0)
        return text->over ? 0 : -1;
    m->host_end = text->len;
    return add_port(text, str_sub(host, colon + 1, host.len), m, fail);
}

/* 1 for ".", 2 for "..", also percent-encoded; else 0. */
static int
dots(struct str s)
{
    int n = 0;

    while (s.len > 0) {
        size_t step = s.p[0] == '.' ? 1 : 3;

        if (s.len < step || n == 2 ||
            (step == 3 && !str_starts_nocase(s, STR("%2e"))))
            return 0;
        s = str_sub(s, step, s.len);
        n++;
    }
    return n;
}

/* Take a path off *rest, which stands behind its first slash, and append it
 * to the path that begins at `path`. */
static void
take_path(struct buf *text, struct str *rest, size_t path)
{
    int more = 1;

    while (more) {
        size_t end = 0;
        struct str segment;
        int n;

        while (end < rest->len && !is_slash(rest->p[end]) &&
               rest->p[end] != '?' && rest->p[end] != '#')
            end++;
        segment = str_sub(*rest, 0, end);
        more = end < rest->len && is_slash(rest->p[end]);
        *rest = str_sub(*rest, more ? end + 1 : end, rest->len);
        n = dots(segment);
        if (n == 2 && text->len > path) {
            size_t cut = text->len - 1;

            while (cut > path && text->p[cut] != '/')
                cut--;
            buf_cut(text, cut);
        }
        if (n == 0 || !more)
            buf_addc(text, '/');
        if (n == 0)
            add_encoded(text, segment, IN_PATH);
    }
}

/* Append what stands before the path. */
static void
add_origin(struct buf *text, struct marks *m, const struct url *base)
{
    buf_add(text, base->text, (size_t)(base->path.p - base->text));
    m->user = (size_t)(base->userinfo.p - base->text);
    m->user_end = m->user + base->userinfo.len;
    m->host = (size_t)(base->host.p - base->text);
    m->host_end = m->host + base->host.len;
    m->path = text->len;
    m->port = base->port;
}

/* Append what a reference without authority takes over from its base, and
 * the path of the reference. */
static void
resolve(
    struct buf *text, struct str *rest, struct marks *m, const struct url *base)
{
    char c = rest->len > 0 ? rest->p[0] : '\0';
    size_t keep = base->path.len;

    add_origin(text, m, base);
    if (is_slash(c)) {
        *rest = str_sub(*rest, 1, rest->len);
        take_path(text, rest, m->path);
        return;
    }
    if (rest->len > 0 && c != '?' && c != '#') {
        while (keep > 0 && base->path.p[--keep] != '/')
            ;
        buf_add(text, base->path.p, keep);
        take_path(text, rest, m->path);
        return;
    }
    buf_adds(text, base->path);
    if (c != '?' && base->query.p != NULL) {
        buf_addc(text, '?');
        buf_adds(text, base->query);
    }
}

/* 1 if the reference begins as its base does, up to the path: most absolute
 * addresses of a page are of its own site. What is serialised reads as itself,
 * so that it need not be read again. */
static int
is_of_base(struct str reference, const struct url *base)
{
    struct str origin = { base->text, (size_t)(base->path.p - base->text) };

    return reference.len > origin.len && is_slash(reference.p[origin.len]) &&
           base->userinfo.len == 0 && str_starts(reference, origin);
}

/* Append scheme, authority and path; *rest is query and fragment after. */
static int
take_address(struct buf *text, struct str *rest, struct marks *m,
    const struct url *base, struct fail *fail)
{
    enum scheme base_scheme = base == NULL            ? SCHEME_NONE
                              : base->scheme.len == 5 ? SCHEME_HTTPS
                                                      : SCHEME_HTTP;
    enum scheme scheme;

    if (base != NULL && is_of_base(*rest, base)) {
        *rest = str_sub(*rest, (size_t)(base->path.p - base->text), rest->len);
        resolve(text, rest, m, base);
        return 0;
    }
    scheme = take_scheme(rest);
    if (scheme == SCHEME_OTHER)
        return fail_set(fail, "scheme is not http or https");
    if (scheme == SCHEME_NONE && base == NULL)
        return fail_set(fail, "relative address without a base");
    if (scheme == SCHEME_NONE || scheme == base_scheme) {
        if (rest->len < 2 || !is_slash(rest->p[0]) || !is_slash(rest->p[1])) {
            resolve(text, rest, m, base);
            return 0;
        }
        scheme = base_scheme;
    }
    buf_addz(text, scheme == SCHEME_HTTPS ? "https://" : "http://");
    m->port = scheme == SCHEME_HTTPS ? 443 : 80;
    while (rest->len > 0 && is_slash(rest->p[0]))
        *rest = str_sub(*rest, 1, rest->len);
    if (take_authority(text, rest, m, fail) != 0)
        return -1;
    if (rest->len > 0 && is_slash(rest->p[0]))
        *rest = str_sub(*rest, 1, rest->len);
    m->path = text->len;
    take_path(text, rest, m->path);
    return 0;
}

/* Fill the views of a whole serialised URL. */
static void
set_views(struct url *u, struct str text, const struct marks *m)
{
    int secure = text.p[4] == 's';
    ptrdiff_t query = str_find_char(text, '?', m->path);
    ptrdiff_t fragment = str_find_char(text, '#', m->path);
    size_t end = fragment < 0 ? text.len : (size_t)fragment;

    if (fragment >= 0)
        u->fragment = str_sub(text, end + 1, text.len);
    if (query >= 0 && (size_t)query < end) {
        u->query = str_sub(text, (size_t)query + 1, end - (size_t)query - 1);
        end = (size_t)query;
    }
    u->scheme = str_sub(text, 0, secure ? 5 : 4);
    u->userinfo = str_sub(text, m->user, m->user_end - m->user);
    u->host = str_sub(text, m->host, m->host_end - m->host);
    u->path = str_sub(text, m->path, end - m->path);
    u->port = m->port;
    u->has_port = m->port != (secure ? 443 : 80);
}

/* The reference is a path as it stands, perhaps with a query: most links of a
 * page. */
static int
parse_plain(struct url *out, struct str tail, const struct url *base)
{
    size_t origin = (size_t)(base->path.p - base->text), path_len;
    struct buf text = BUF_MAX(LIMIT_URL_BYTES);
    struct marks m;

    if (tail.len > LIMIT_URL_BYTES - origin ||
        !url_tail_is_plain(tail, &path_len))
        return -1;
    buf_room(&text, origin + tail.len);
    add_origin(&text, &m, base);
    buf_adds(&text, tail);
    set_views(out, buf_str(&text), &m);
    out->text = buf_take(&text);
    return 0;
}

int
url_parse(struct url *out, struct str reference, const struct url *base,
    struct fail *fail)
{
    char stripped[LIMIT_URL_BYTES];
    struct buf text = BUF_MAX(LIMIT_URL_BYTES);
    struct str rest = strip(reference, stripped);
    struct marks m = { 0 };
    ptrdiff_t hash;
    size_t room = rest.len + (base != NULL ? base->path.len + 64 : 0) + 64;

    *out = (struct url){ 0 };
    if (base != NULL && parse_plain(out, rest, base) == 0)
        return 0;
    if (rest.len > LIMIT_URL_BYTES)
        return fail_set(fail, "longer than %d bytes", LIMIT_URL_BYTES);
    /* One allocation for nearly every address. */
    buf_room(&text, room < text.max ? room : text.max);
    if (take_address(&text, &rest, &m, base, fail) != 0)
        goto bad;
    hash = str_find_char(rest, '#', 0);
    if (rest.len > 0 && rest.p[0] == '?') {
        buf_addc(&text, '?');
        add_encoded(&text,
            str_sub(rest, 1, hash < 0 ? rest.len : (size_t)hash - 1), IN_QUERY);
    }
    if (hash >= 0) {
        buf_addc(&text, '#');
        add_encoded(
            &text, str_sub(rest, (size_t)hash + 1, rest.len), IN_FRAGMENT);
    }
    if (text.over) {
        fail_set(fail, "longer than %d bytes", LIMIT_URL_BYTES);
        goto bad;
    }
    set_views(out, buf_str(&text), &m);
    out->text = buf_take(&text);
    return 0;
bad:
    buf_clear(&text);
    return -1;
}

void
url_clear(struct url *u)
{
    free(u->text);
    *u = (struct url){ 0 };
}

char *
url_resolve(struct str base, struct str reference, struct fail *fail)
{
    struct buf out = BUF_MAX(2 * LIMIT_URL_BYTES);
    struct url b = { 0 }, u = { 0 };
    char *text = NULL;

    if (base.len > 0 && url_parse(&b, base, NULL, fail) != 0) {
        fail_wrap(fail, "base");
        goto out;
    }
    if (url_parse(&u, reference, base.len > 0 ? &b : NULL, fail) != 0)
        goto out;
    url_canonical(&out, &u);
    if (out.len > LIMIT_URL_BYTES)
        fail_set(fail, "longer than %d bytes", LIMIT_URL_BYTES);
    else
        text = buf_take(&out);
out:
    url_clear(&b);
    url_clear(&u);
    buf_clear(&out);
    return text;
}

/* --- hosts --- */

struct str
url_host_of(struct str url)
{
    ptrdiff_t start = str_find(url, STR("://"), 0);
    struct str host;
    size_t end = 0, from = 0;

    if (start < 0)
        return STR_NONE;
    host = str_sub(url, (size_t)start + 3, url.len);
    while (end < host.len && host.p[end] != '/' && host.p[end] != '?' &&
           host.p[end] != '#') {
        if (host.p[end] == '@')
            from = end + 1;
        end++;
    }
    host = str_sub(host, from, end - from);
    for (end = host.len; end > 0 && str_is_digit(host.p[end - 1]); end--)
        ;
    if (end > 0 && host.p[end - 1] == ':')
        host.len = end - 1;
    return host;
}

int64_t
url_key(struct str url)
{
    return digest_key_in(url_host_of(url), url);
}

struct str
url_market_of(struct str url)
{
    static const char *const front[] = { "www.", "m." };
    struct str host = url_host_of(url);

    for (size_t i = 0; i < COUNT(front); i++) {
        struct str rest = str_sub(host, strlen(front[i]), host.len);

        if (str_starts(host, str_of(front[i])) &&
            str_find_char(rest, '.', 0) > 0)
            return rest;
    }
    return host;
}

int
url_host_is_address(struct str host)
{
    return (host.len > 0 && host.p[0] == '[') || url_host_ends_in_number(host);
}

struct str
url_registrable_domain(struct str host)
{
    char text[256]; /* a name in DNS has at most 253 bytes */
    const char *domain;

    if (host.len == 0 || host.len >= sizeof text || url_host_is_address(host))
        return host;
    memcpy(text, host.p, host.len);
    text[host.len] = '\0';
    if (memchr(text, '\0', host.len) != NULL)
        return host;
    domain = psl_registrable_domain(psl_builtin(), text);
    return domain == NULL ? host
                          : str_sub(host, (size_t)(domain - text), host.len);
}
