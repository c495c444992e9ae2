/* The canonical form of core/url.h: which differences between two addresses
 * are no difference between two pages. */
#include "core/url.h"

#include "base/mem.h"

#include <string.h>

/* Names lie by their first letter: every parameter of every link is asked for.
 */
#define ROWS 27
#define ROW_OTHER 26 /* what begins with no letter */

/* Set by advertising, mail and analytics (campaign tags, click numbers,
 * newsletters, referrers) and by marketplaces (where on their own pages a link
 * was followed); no shop chooses its page by them. The vendors' own
 * documentation names them; a '*' ends a prefix. */
static const struct str tracking[ROWS][16] = {
    ['a' - 'a'] = { STR("at_campaign"), STR("at_medium"), STR("at_custom*"),
        STR("awc"), STR("admitad_uid"), STR("algo_pvid"), STR("algo_exp_id"),
        STR("algo_expid") },
    ['b' - 'a'] = { STR("bd_vid"), STR("btsid") },
    ['c' - 'a'] = { STR("clickref"), STR("cjevent"), STR("cm_mmc*") },
    ['d' - 'a'] = { STR("dclid"), STR("dm_i") },
    ['e' - 'a'] = { STR("epik"), STR("ef_id"), STR("elq*") },
    ['f' - 'a'] = { STR("fbclid"), STR("fb_action_*"), STR("fb_source"),
        STR("fb_ref") },
    ['g' - 'a'] = { STR("gclid"), STR("gclsrc"), STR("gbraid"), STR("gad"),
        STR("gad_*") },
    ['h' - 'a'] = { STR("hsa_*"), STR("hsctatracking") },
    ['i' - 'a'] = { STR("igshid"), STR("igsh"), STR("irclickid"), STR("icid") },
    ['l' - 'a'] = { STR("li_fat_id") },
    ['m' - 'a'] = { STR("mtm_*"), STR("matomo_*"), STR("msclkid"),
        STR("mc_cid"), STR("mc_eid"), STR("mkt_tok"), STR("ml_subscriber"),
        STR("ml_subscriber_hash") },
    ['n' - 'a'] = { STR("nb_klid") },
    ['o' - 'a'] = { STR("oly_enc_id"), STR("oly_anon_id") },
    ['p' - 'a'] = { STR("pk_campaign"), STR("pk_kwd"), STR("pk_keyword"),
        STR("pk_source"), STR("pk_medium"), STR("pk_content"), STR("pk_cid"),
        STR("piwik_*"), STR("pd_rd_*"), STR("pf_rd_*"), STR("pvid") },
    ['q' - 'a'] = { STR("qhclickid") },
    ['r' - 'a'] = { STR("rb_clickid") },
    ['s' - 'a'] = { STR("srsltid"), STR("scclid"), STR("sscid"), STR("sfmc_id"),
        STR("sfmc_sub"), STR("s_kwcid"), STR("spm"), STR("scm"), STR("scm_id"),
        STR("scm-url") },
    ['t' - 'a'] = { STR("twclid"), STR("ttclid"), STR("tduid"),
        STR("trk_contact"), STR("trk_msg"), STR("trk_module"), STR("trk_sid") },
    ['u' - 'a'] = { STR("utm_*") },
    ['v' - 'a'] = { STR("vero_id"), STR("vero_conv") },
    ['w' - 'a'] = { STR("wt_mc"), STR("wt_mc_*"), STR("wt_zmc"), STR("wbraid"),
        STR("wickedid"), STR("ws_ab_test") },
    ['y' - 'a'] = { STR("yclid"), STR("ysclid") },
    ['z' - 'a'] = { STR("zanpid") },
    [ROW_OTHER] = { STR("_hsenc"), STR("_hsmi"), STR("__hstc"), STR("__hssc"),
        STR("__hsfp"), STR("_bta_tid"), STR("_bta_c"), STR("_ke"), STR("_kx"),
        STR("_ga"), STR("_gl"), STR("_openstat"), STR("__s"), STR("_trkparms"),
        STR("_trksid") },
};

/* Session numbers of servers and shop programs. */
static const struct str sessions[] = {
    STR("jsessionid"),
    STR("phpsessid"),
    STR("phpsessionid"),
    STR("sessionid"),
    STR("session_id"),
    STR("sessid"),
    STR("aspsessionid*"),
    STR("asp.net_sessionid"),
    STR("cfid"),
    STR("cftoken"),
    STR("oscsid"),
    STR("zenid"),
    STR("xtcsid"),
    STR("modsid"),
    STR("jsessionidsso"),
    STR("fesessionid"),
};

/* These are also names of shops, sizes or stores: what stands in them must
 * look like a session. */
static const struct str maybe_sessions[] = { STR("sid"), STR("session"),
    STR("sess") };

/* A PHP session number has at least 22 characters, most have 26 or 32. */
#define SESSION_LEN_MIN 20

static const struct str index_pages[] = {
    STR("index.html"),
    STR("index.htm"),
    STR("index.xhtml"),
    STR("index.shtml"),
    STR("index.php"),
    STR("index.php3"),
    STR("index.php4"),
    STR("index.php5"),
    STR("index.asp"),
    STR("index.aspx"),
    STR("index.jsp"),
    STR("index.jspx"),
    STR("index.cfm"),
    STR("index.cgi"),
    STR("default.asp"),
    STR("default.aspx"),
    STR("default.htm"),
    STR("default.html"),
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
        if (c == '%' && i + 2 < s.len &&
            (high = str_hex_value(s.p[i + 1])) >= 0 &&
            (low = str_hex_value(s.p[i + 2])) >= 0) {
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

/* 1 if it is `known`, or begins as that does up to its '*'. Ignores case;
 * known is in small letters. */
static int
is_known(struct str name, struct str known)
{
    if (known.p[known.len - 1] == '*')
        return str_starts_nocase(name, str_sub(known, 0, known.len - 1));
    return str_eq_nocase(name, known);
}

static int
in_list(struct str name, const struct str *list, size_t count)
{
    char first = name.len > 0 ? str_lower(name.p[0]) : '\0';

    for (size_t i = 0; i < count; i++)
        if (list[i].p[0] == first && is_known(name, list[i]))
            return 1;
    return 0;
}

static int
is_tracking(struct str name)
{
    size_t row = name.len > 0 && str_is_alpha(name.p[0])
                     ? (size_t)(str_lower(name.p[0]) - 'a')
                     : ROW_OTHER;

    for (size_t i = 0; i < COUNT(tracking[row]); i++) {
        struct str known = tracking[row][i];

        if (known.len == 0)
            return 0;
        if (is_known(name, known))
            return 1;
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

/* 1 for a parameter of tracking or of a session. */
static int
is_left_out(struct str name, struct str value)
{
    return is_tracking(name) || is_session(name, value);
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

/* Append one segment without its session parameters (";jsessionid=..."); but
 * with them where it would say "here" or "up" without them. */
static void
add_segment(struct buf *out, struct str segment)
{
    struct str rest = segment, part, name, value, left;
    size_t from = out->len;
    int first = 1;

    while (str_next(&rest, ';', &part)) {
        size_t before = out->len;

        if (!first)
            buf_addc(out, ';');
        add_normal(out, part);
        split(str_sub(buf_str(out), before + 1, out->len), &name, &value);
        if (!first && is_session(name, value))
            buf_cut(out, before);
        first = 0;
    }
    left = str_sub(buf_str(out), from, out->len);
    if (str_is(left, ".") || str_is(left, "..")) {
        buf_cut(out, from);
        add_normal(out, segment);
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
        add_segment(out, segment);
        if (is_session_folder(str_sub(buf_str(out), last, out->len)))
            buf_cut(out, last);
        else if (rest.p != NULL)
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
        if (is_left_out(name, value))
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

enum path_byte {
    PATH_OTHER,
    /* Letters and digits, and what neither the standard nor we ever touch in a
     * path. */
    PATH_PLAIN,
    PATH_DOT,
    PATH_SLASH,
    PATH_END
};

static const unsigned char path_bytes[256] = {
    ['!'] = PATH_PLAIN,
    ['$'] = PATH_PLAIN,
    ['&'] = PATH_PLAIN,
    ['*' ... '-'] = PATH_PLAIN, /* * + , - */
    ['.'] = PATH_DOT,
    ['/'] = PATH_SLASH,
    ['0' ... ':'] = PATH_PLAIN,
    ['='] = PATH_PLAIN,
    ['?'] = PATH_END,
    ['@' ... 'Z'] = PATH_PLAIN,
    ['_'] = PATH_PLAIN,
    ['a' ... 'z'] = PATH_PLAIN,
    ['~'] = PATH_PLAIN,
};

/* The path of a plain tail; returns its length, 0 if it is not plain. */
static size_t
plain_path(struct str tail)
{
    size_t i = 0, last = 0;
    int has_dot = 0;

    if (tail.len == 0 || tail.p[0] != '/')
        return 0;
    for (; i < tail.len; i++) {
        int kind = path_bytes[(unsigned char)tail.p[i]];

        if (kind == PATH_PLAIN)
            continue;
        if (kind == PATH_OTHER)
            return 0;
        if (kind == PATH_END)
            break;
        if (kind == PATH_DOT) {
            has_dot = 1;
            continue;
        }
        last = i + 1;
        has_dot = 0;
        if (last < tail.len && (tail.p[last] == '/' || tail.p[last] == '.'))
            return 0;
    }
    /* An index page has a dot in its name. */
    return !has_dot || !in_list(str_sub(tail, last, i - last), index_pages,
                           COUNT(index_pages))
               ? i
               : 0;
}

/* 1 if all parameters stay as they are. */
static int
is_plain_query(struct str query)
{
    struct str part, name, value;

    while (str_next(&query, '&', &part)) {
        if (part.len == 0)
            return 0;
        for (size_t i = 0; i < part.len; i++)
            if (!plain[(unsigned char)part.p[i]] || part.p[i] == '\'')
                return 0;
        split(part, &name, &value);
        if (is_left_out(name, value))
            return 0;
    }
    return 1;
}

int
url_tail_is_plain(struct str tail, size_t *path_len)
{
    *path_len = plain_path(tail);
    return *path_len > 0 &&
           (*path_len == tail.len ||
               is_plain_query(str_sub(tail, *path_len + 1, tail.len)));
}
