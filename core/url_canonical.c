/* The canonical form of core/url.h: which differences between two addresses
 * are no difference between two pages. */
#include "core/url.h"

#include "base/mem.h"

#include <string.h>

/* Set by advertising, mail and analytics; no shop chooses its page by them.
 * The vendors' own documentation names them; a '*' ends a prefix. */
static const char *const tracking[] = {
    /* campaign tags: Google Analytics, Matomo, Piwik, HubSpot, Webtrekk */
    "utm_*",
    "mtm_*",
    "matomo_*",
    "pk_campaign",
    "pk_kwd",
    "pk_keyword",
    "pk_source",
    "pk_medium",
    "pk_content",
    "pk_cid",
    "piwik_*",
    "hsa_*",
    "wt_mc",
    "wt_mc_*",
    "wt_zmc",
    "at_campaign",
    "at_medium",
    "at_custom*",
    /* click numbers of advertising networks */
    "gclid",
    "gclsrc",
    "gbraid",
    "wbraid",
    "dclid",
    "gad",
    "gad_*",
    "fbclid",
    "fb_action_*",
    "fb_source",
    "fb_ref",
    "msclkid",
    "yclid",
    "ysclid",
    "twclid",
    "ttclid",
    "li_fat_id",
    "igshid",
    "igsh",
    "epik",
    "rb_clickid",
    "irclickid",
    "srsltid",
    "scclid",
    "zanpid",
    "awc",
    "wickedid",
    "bd_vid",
    "qhclickid",
    "tduid",
    "clickref",
    "sscid",
    "admitad_uid",
    "cjevent",
    /* newsletters and marketing automation */
    "mc_cid",
    "mc_eid",
    "_hsenc",
    "_hsmi",
    "hsctatracking",
    "__hstc",
    "__hssc",
    "__hsfp",
    "mkt_tok",
    "vero_id",
    "vero_conv",
    "oly_enc_id",
    "oly_anon_id",
    "_bta_tid",
    "_bta_c",
    "trk_contact",
    "trk_msg",
    "trk_module",
    "trk_sid",
    "ml_subscriber",
    "ml_subscriber_hash",
    "sfmc_id",
    "sfmc_sub",
    "ef_id",
    "s_kwcid",
    "_ke",
    "_kx",
    "dm_i",
    "elq*",
    /* linkers and referrers of analytics */
    "_ga",
    "_gl",
    "_openstat",
    "__s",
    "cm_mmc*",
    "icid",
    "nb_klid",
    /* marketplaces: where on their own pages the link was followed */
    "_trkparms",
    "_trksid",
    "pd_rd_*",
    "pf_rd_*",
    "spm",
    "scm",
    "scm_id",
    "scm-url",
    "algo_pvid",
    "algo_exp_id",
    "algo_expid",
    "btsid",
    "ws_ab_test",
    "pvid",
};

/* Session numbers of servers and shop programs. */
static const char *const sessions[] = {
    "jsessionid",
    "phpsessid",
    "phpsessionid",
    "sessionid",
    "session_id",
    "sessid",
    "aspsessionid*",
    "asp.net_sessionid",
    "cfid",
    "cftoken",
    "oscsid",
    "zenid",
    "xtcsid",
    "modsid",
    "jsessionidsso",
    "fesessionid",
};

/* These are also names of shops, sizes or stores: what stands in them must
 * look like a session. */
static const char *const maybe_sessions[] = { "sid", "session", "sess" };

/* A PHP session number has at least 22 characters, most have 26 or 32. */
#define SESSION_LEN_MIN 20

static const char *const index_pages[] = {
    "index.html",
    "index.htm",
    "index.xhtml",
    "index.shtml",
    "index.php",
    "index.php3",
    "index.php4",
    "index.php5",
    "index.asp",
    "index.aspx",
    "index.jsp",
    "index.jspx",
    "index.cfm",
    "index.cgi",
    "default.asp",
    "default.aspx",
    "default.htm",
    "default.html",
};

static int
is_unreserved(char c)
{
    return str_is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

/* What RFC 3986 lets stand in a path or query as it is. */
static const char plain[256] = {
    ['!'] = 1,
    ['$'] = 1,
    ['&' ... ';'] = 1, /* & ' ( ) * + , - . / digits : ; */
    ['='] = 1,
    ['?' ... 'Z'] = 1, /* ? @ capitals */
    ['_'] = 1,
    ['a' ... 'z'] = 1,
    ['~'] = 1,
};

static int
hex_value(char c)
{
    if (str_is_digit(c))
        return c - '0';
    c = str_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Append with percent-encoding normalised (RFC 3986, 6.2.2): capitals, none
 * where it is not needed, and everywhere it is, a stray '%' included. */
static void
add_normal(struct buf *out, struct str s)
{
    static const char hex[] = "0123456789ABCDEF";

    for (size_t i = 0; i < s.len; i++) {
        size_t start = i;
        unsigned char c;
        int high = -1, low = -1;

        while (i < s.len && plain[(unsigned char)s.p[i]])
            i++;
        buf_add(out, s.p + start, i - start);
        if (i == s.len)
            break;
        c = (unsigned char)s.p[i];
        if (c == '%' && i + 2 < s.len && (high = hex_value(s.p[i + 1])) >= 0 &&
            (low = hex_value(s.p[i + 2])) >= 0) {
            c = (unsigned char)(high << 4 | low);
            i += 2;
            if (is_unreserved((char)c)) {
                buf_addc(out, (char)c);
                continue;
            }
        }
        buf_addc(out, '%');
        buf_addc(out, hex[c >> 4]);
        buf_addc(out, hex[c & 15]);
    }
}

/* Ignores case; the lists are in small letters. */
static int
in_list(struct str name, const char *const *list, size_t count)
{
    char first = name.len > 0 ? str_lower(name.p[0]) : '\0';

    for (size_t i = 0; i < count; i++) {
        struct str known;

        if (list[i][0] != first)
            continue;
        known = str_of(list[i]);
        if (known.p[known.len - 1] == '*') {
            known.len--;
            if (str_starts_nocase(name, known))
                return 1;
        } else if (str_eq_nocase(name, known)) {
            return 1;
        }
    }
    return 0;
}

static int
looks_random(struct str value)
{
    int digits = 0;

    for (size_t i = 0; i < value.len; i++) {
        if (!str_is_alnum(value.p[i]))
            return 0;
        digits |= str_is_digit(value.p[i]);
    }
    return digits && value.len >= SESSION_LEN_MIN;
}

static int
is_session(struct str name, struct str value)
{
    return in_list(name, sessions, COUNT(sessions)) ||
           (looks_random(value) &&
               in_list(name, maybe_sessions, COUNT(maybe_sessions)));
}

static void
split(struct str pair, struct str *name, struct str *value)
{
    ptrdiff_t at = str_find_char(pair, '=', 0);
    size_t len = at < 0 ? pair.len : (size_t)at;

    *name = str_sub(pair, 0, len);
    *value = str_sub(pair, len + 1, pair.len);
}

/* ASP.NET without cookies keeps its session in a folder of 24 characters:
 * "/(S(lit3py55t21z5v55vlm25s55))/". */
static int
is_session_folder(struct str segment)
{
    return segment.len == 29 && str_starts_nocase(segment, STR("(s(")) &&
           str_ends(segment, STR("))")) &&
           looks_random(str_sub(segment, 3, 24));
}

/* Append one segment without its session parameters (";jsessionid=..."). */
static void
add_segment(struct buf *out, struct str segment)
{
    struct str rest = segment, part, name, value;
    int first = 1;

    while (str_next(&rest, ';', &part)) {
        split(part, &name, &value);
        if (first || !is_session(name, value)) {
            if (!first)
                buf_addc(out, ';');
            add_normal(out, part);
        }
        first = 0;
    }
}

/* Append the path; returns the offset of its last segment. */
static size_t
add_path(struct buf *out, struct str path)
{
    struct str rest = str_sub(path, 1, path.len), segment;
    size_t last = out->len + 1;

    buf_addc(out, '/');
    if (rest.len == 0)
        return last;
    while (str_next(&rest, '/', &segment)) {
        last = out->len;
        if (is_session_folder(segment))
            continue;
        add_segment(out, segment);
        if (rest.p != NULL)
            buf_addc(out, '/');
    }
    return last;
}

/* Append the parameters that are left; returns how many. */
static size_t
add_query(struct buf *out, struct str query)
{
    struct str part, name, value;
    size_t count = 0;

    while (query.len > 0 && str_next(&query, '&', &part)) {
        size_t before = out->len;

        if (part.len == 0)
            continue;
        buf_addc(out, count == 0 ? '?' : '&');
        add_normal(out, part);
        split(str_sub(buf_str(out), before + 1, out->len), &name, &value);
        if (in_list(name, tracking, COUNT(tracking)) || is_session(name, value))
            buf_cut(out, before);
        else
            count++;
    }
    return count;
}

void
url_canonical(struct buf *out, const struct url *u)
{
    struct str host = u->host;
    size_t last, end;

    /* The root's own dot names the same host. */
    if (host.len > 1 && str_ends(host, STR(".")) && !str_ends(host, STR("..")))
        host.len--;
    buf_adds(out, u->scheme);
    buf_addz(out, "://");
    buf_adds(out, host);
    if (u->has_port) {
        buf_addc(out, ':');
        buf_addu(out, (uint64_t)u->port);
    }
    last = add_path(out, u->path);
    end = out->len;
    /* With parameters, index.php may be the whole shop: it stays then. */
    if (add_query(out, u->query) == 0 &&
        in_list(
            str_sub(buf_str(out), last, end), index_pages, COUNT(index_pages)))
        buf_cut(out, last);
}

/* Letters and digits of plain segments, and what neither the standard nor we
 * ever touch in a path. */
static const char untouched[256] = {
    ['!'] = 1,
    ['$'] = 1,
    ['&'] = 1,
    ['*' ... '.'] = 1, /* * + , - . */
    ['0' ... ':'] = 1,
    ['='] = 1,
    ['@' ... 'Z'] = 1,
    ['_'] = 1,
    ['a' ... 'z'] = 1,
    ['~'] = 1,
};

int
url_path_is_plain(struct str path)
{
    size_t last = 0, dots = 0;

    if (path.len == 0 || path.p[0] != '/')
        return 0;
    for (size_t i = 0; i < path.len; i++) {
        if (path.p[i] != '/') {
            if (!untouched[(unsigned char)path.p[i]])
                return 0;
            dots += path.p[i] == '.';
            continue;
        }
        last = i + 1;
        dots = 0;
        if (last < path.len && (path.p[last] == '/' || path.p[last] == '.'))
            return 0;
    }
    /* An index page has a dot in its name. */
    return dots == 0 || !in_list(str_sub(path, last, path.len), index_pages,
                            COUNT(index_pages));
}
