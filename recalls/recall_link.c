#include "recalls/recall_link.h"

#include "base/fold.h"
#include "base/mem.h"
#include "base/now.h"
#include "base/utf8.h"
#include "core/gtin.h"
#include "core/limits.h"
#include "core/model_key.h"
#include "recalls/case_number.h"

#include <stdlib.h>
#include <string.h>

#define KEYS_MAX 3000
#define DAY_MS (24 * 3600 * 1000LL)
/* How far before a number the word stands that says what it is. */
#define CUE_BYTES 40
/* Of one text, looked at for numbers and addresses. */
#define TEXT_BYTES_MAX (64u << 10)

/* Kinds that meet, and what a pair is called that met. */
static const struct {
    const char *kind, *partner, *name;
} kinds[] = { { "id", "cites", "number" }, { "cites", "id", "number" },
    { "page", "links", "page" }, { "links", "page", "page" },
    { "gtin", "gtin", "gtin" }, { "model", "model", "model" } };

const char *
recall_link_partner(const char *kind)
{
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (strcmp(kinds[i].kind, kind) == 0)
            return kinds[i].partner;
    return NULL;
}

const char *
recall_link_name(const char *kind)
{
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (strcmp(kinds[i].kind, kind) == 0)
            return kinds[i].name;
    return kind;
}

void
recall_link_keys_clear(struct recall_link_keys *k)
{
    for (size_t i = 0; i < k->count; i++)
        free(k->item[i].key);
    free(k->item);
    *k = (struct recall_link_keys){ 0 };
}

static void
add_key(struct recall_link_keys *out, const char *kind, struct str key)
{
    if (key.len == 0 || out->count >= KEYS_MAX)
        return;
    out->item =
        mem_grow(out->item, &out->cap, out->count + 1, sizeof out->item[0]);
    out->item[out->count++] = (struct recall_link_key){ kind, str_dup(key) };
}

/* --- numbers of notices --- */

/* The number with whose it is: "24-069" alone is anyone's. */
static void
add_number(struct recall_link_keys *out, const char *kind, const char *source,
    struct str number)
{
    struct buf key = BUF_MAX(256);

    buf_addf(&key, "%s:", source);
    if (case_number_read(&key, number) == 0)
        add_key(out, kind, buf_str(&key));
    buf_clear(&key);
}

/* Length of a Safety Gate number at s.p[at] ("A12/01234/24", "SR/01326/26",
 * "INFO/00012/24"), or 0. */
static size_t
safety_gate_number(struct str s, size_t at)
{
    size_t i = at, n;

    while (i < s.len && s.p[i] >= 'A' && s.p[i] <= 'Z' && i - at < 5)
        i++;
    if (i == at)
        return 0;
    n = str_digits(s, i);
    if (n > 2)
        return 0;
    i += n;
    n = i < s.len && s.p[i] == '/' ? str_digits(s, i + 1) : 0;
    if (n < 4 || n > 5)
        return 0;
    i += n + 1;
    n = i < s.len && s.p[i] == '/' ? str_digits(s, i + 1) : 0;
    return n == 2 ? i + 3 - at : 0;
}

/* The same for RappelConso's "2026-11-0042"; a date has two digits there. */
static size_t
rappelconso_number(struct str s, size_t at)
{
    if (str_digits(s, at) != 4 || at + 12 > s.len || s.p[at + 4] != '-' ||
        str_digits(s, at + 5) != 2 || s.p[at + 7] != '-' ||
        str_digits(s, at + 8) != 4)
        return 0;
    return str_starts(str_sub(s, at, 2), STR("20")) ? 12 : 0;
}

/* Numbers that are digits only mean something behind their authority's word:
 * digits, separator, digits. */
static const struct {
    const char *source, *cue, *cue2; /* both stand before, cue2 or "" */
    size_t first_min, first_max;
    char separator;
    size_t second_min, second_max;
} cued[] = {
    { "us-cpsc", "recall", "number", 2, 2, '-', 3, 3 },
    { "us-cpsc", "recall", "#", 2, 2, '-', 3, 3 },
    { "us-cpsc", "release", "", 2, 2, '-', 3, 3 },
    { "uk-opss", "psd", "", 4, 4, '-', 4, 4 },
    { "uk-opss", "notification number", "", 4, 4, '-', 4, 4 },
    { "au-accc", "pra", "", 4, 4, '/', 4, 6 },
};

static size_t
cued_number(struct str s, size_t at, size_t i)
{
    size_t first = str_digits(s, at), second;
    struct str before;

    if (first < cued[i].first_min || first > cued[i].first_max ||
        at + first >= s.len || s.p[at + first] != cued[i].separator)
        return 0;
    second = str_digits(s, at + first + 1);
    if (second < cued[i].second_min || second > cued[i].second_max)
        return 0;
    before = str_sub(s, at > CUE_BYTES ? at - CUE_BYTES : 0,
        at > CUE_BYTES ? CUE_BYTES : at);
    if (str_find_nocase(before, str_of(cued[i].cue), 0) < 0 ||
        str_find_nocase(before, str_of(cued[i].cue2), 0) < 0)
        return 0;
    return first + 1 + second;
}

static void
add_cited(struct recall_link_keys *out, struct str text)
{
    for (size_t at = 0; at < text.len; at++) {
        size_t len;

        /* Only whole words. */
        if (!str_is_alnum(text.p[at]) ||
            (at > 0 && (str_is_alnum(text.p[at - 1]) ||
                           strchr("/-", text.p[at - 1]) != NULL)))
            continue;
        len = safety_gate_number(text, at);
        if (len > 0 &&
            (at + len == text.len || !str_is_alnum(text.p[at + len]))) {
            add_number(out, "cites", "eu-safety-gate", str_sub(text, at, len));
            at += len;
            continue;
        }
        len = rappelconso_number(text, at);
        if (len > 0)
            add_number(out, "cites", "fr-rappelconso", str_sub(text, at, len));
        for (size_t i = 0; i < COUNT(cued) && len == 0; i++) {
            len = cued_number(text, at, i);
            if (len > 0 &&
                (at + len == text.len || !str_is_alnum(text.p[at + len]))) {
                add_number(
                    out, "cites", cued[i].source, str_sub(text, at, len));
                break;
            }
        }
    }
}

/* --- pages --- */

/* An address without scheme, "www.", query and last '/', in lower case; only
 * those of a page deep enough to be about one thing. */
static void
add_page(struct recall_link_keys *out, const char *kind, struct str url)
{
    struct buf key = BUF_MAX(1024);
    ptrdiff_t at = str_find(url, STR("://"), 0);
    size_t slashes = 0;

    if (at < 0 || url.len > 1000)
        return;
    url = str_sub(url, (size_t)at + 3, url.len);
    if (str_starts_nocase(url, STR("www.")))
        url = str_sub(url, 4, url.len);
    for (size_t i = 0; i < url.len; i++) {
        char c = url.p[i];

        if (c == '?' || c == '#')
            break;
        slashes += c == '/';
        buf_addc(&key, str_lower(c));
    }
    while (key.len > 0 && key.p[key.len - 1] == '/') {
        buf_cut(&key, key.len - 1);
        slashes--;
    }
    if (slashes >= 2)
        add_key(out, kind, buf_str(&key));
    buf_clear(&key);
}

static void
add_linked(struct recall_link_keys *out, struct str text)
{
    ptrdiff_t at = 0;

    while ((at = str_find(text, STR("http"), (size_t)at)) >= 0) {
        struct str url = str_sub(text, (size_t)at, text.len);
        size_t len = 0;

        while (len < url.len && (unsigned char)url.p[len] > ' ' &&
               (unsigned char)url.p[len] < 0x7F &&
               strchr("\"'<>()[]|", url.p[len]) == NULL)
            len++;
        while (len > 0 && strchr(".,;", url.p[len - 1]) != NULL)
            len--;
        url.len = len;
        add_page(out, "links", url);
        at += (ptrdiff_t)len + 1;
    }
}

static void
add_text(struct recall_link_keys *out, struct str text)
{
    text = utf8_cut(text, TEXT_BYTES_MAX);
    add_cited(out, text);
    add_linked(out, text);
}

static void
add_texts(struct recall_link_keys *out, const struct recall *r)
{
    static const enum recall_field fields[] = { RECALL_PRODUCT, RECALL_NAME,
        RECALL_DESCRIPTION, RECALL_HAZARD_TEXT };
    struct str name;
    struct js *value;
    void *it = NULL;

    for (size_t i = 0; i < COUNT(fields); i++)
        add_text(out, recall_get(r, fields[i]));
    for (size_t i = 0; i < r->list[RECALL_MEASURES].count; i++)
        add_text(out, str_of(r->list[RECALL_MEASURES].item[i]));
    while (js_next(r->extra, &it, &name, &value)) {
        add_text(out, js_text(value));
        if (js_kind(value) == JS_ARRAY)
            for (size_t i = 0; i < js_count(value); i++)
                add_text(out, js_text(js_at(value, i)));
    }
}

/* --- products --- */

static void
add_models(struct recall_link_keys *out, const struct vocabulary *vb,
    const struct recall *r, struct str part)
{
    struct buf brand = BUF_MAX(1024), key = BUF_MAX(2048);
    const struct texts *models = &r->list[RECALL_MODELS];

    if (vocabulary_brand_key(vb, &brand, part) != 0 || brand.len < 2)
        goto out;
    for (size_t i = 0; i < models->count; i++) {
        size_t start;

        buf_reset(&key);
        buf_adds(&key, buf_str(&brand));
        buf_addc(&key, ' ');
        start = key.len;
        if (model_key(&key, str_of(models->item[i])) == 0 &&
            model_strength(str_sub(buf_str(&key), start, key.len)) ==
                MODEL_STRONG)
            add_key(out, "model", buf_str(&key));
    }
out:
    buf_clear(&brand);
    buf_clear(&key);
}

void
recall_link_keys(struct recall_link_keys *out, const struct vocabulary *vb,
    const struct recall *r)
{
    const char *source = r->text[RECALL_SOURCE];
    struct str brands = recall_get(r, RECALL_BRAND), part;
    struct str id = recall_get(r, RECALL_ID);

    add_number(out, "id", source, id);
    /* A number of the Safety Gate under which another authority publishes. */
    if (strcmp(source, "eu-safety-gate") != 0 && id.len > 0 &&
        safety_gate_number(id, 0) == id.len)
        add_number(out, "cites", "eu-safety-gate", id);
    add_number(out, "replaces", source, recall_get(r, RECALL_SUPERSEDES));
    add_page(out, "page", recall_get(r, RECALL_URL));
    add_texts(out, r);
    for (size_t i = 0; i < r->list[RECALL_GTINS].count; i++) {
        char gtin[GTIN_BYTES];

        if (gtin_parse(str_of(r->list[RECALL_GTINS].item[i]), gtin) == 0 &&
            gtin_is_global(gtin))
            add_key(out, "gtin", str_of(gtin));
    }
    while (brands.len > 0 && str_next(&brands, ',', &part))
        add_models(out, vb, r, part);
}

/* --- pairs --- */

static int
days_apart(const struct recall *a, const struct recall *b, int64_t *days)
{
    int64_t x, y;

    if (now_parse(recall_get(a, RECALL_PUBLISHED), &x) != 0 ||
        now_parse(recall_get(b, RECALL_PUBLISHED), &y) != 0)
        return -1;
    *days = (x > y ? x - y : y - x) / DAY_MS;
    return 0;
}

int
recall_link_holds(
    const struct recall *a, const struct recall *b, const char *kind)
{
    int64_t days = 0;

    if (str_eq(recall_get(a, RECALL_SOURCE), recall_get(b, RECALL_SOURCE)) &&
        str_eq(recall_get(a, RECALL_ID), recall_get(b, RECALL_ID)))
        return 0;
    if (strcmp(kind, "model") != 0)
        return 1;
    return days_apart(a, b, &days) == 0 && days <= RECALL_LINK_DAYS;
}

void
recall_link_reason(struct buf *out, const char *name, struct str key)
{
    if (strcmp(name, "number") == 0)
        buf_addf(
            out, "one names the number of the other, " STR_FMT, STR_ARG(key));
    else if (strcmp(name, "page") == 0)
        buf_addf(
            out, "one links to the page of the other, " STR_FMT, STR_ARG(key));
    else if (strcmp(name, "gtin") == 0)
        buf_addf(out, "both name the GTIN " STR_FMT, STR_ARG(key));
    else
        buf_addf(out,
            "same brand and model (" STR_FMT "), published within %d days",
            STR_ARG(key), RECALL_LINK_DAYS);
}
