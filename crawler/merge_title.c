#include "crawler/merge_work.h"

#include "base/fold.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "core/limits.h"

#include <string.h>

/* Letters and digits of s, folded. */
static void
title_key(struct buf *out, struct str s)
{
    struct buf folded = BUF_MAX(LIMIT_SHORT_BYTES * 4);
    size_t at = 0;

    fold_key(&folded, utf8_cut(s, LIMIT_SHORT_BYTES));
    while (at < folded.len) {
        size_t from = at;
        uint32_t c = utf8_next(buf_str(&folded), &at);

        if (c >= 0x80 ? c < 0x2000 || c > 0x206F : str_is_alnum((char)c))
            buf_add(out, folded.p + from, at - from);
    }
    buf_clear(&folded);
}

int
merge_title_similar(struct str a, struct str b)
{
    struct buf x = BUF_MAX(LIMIT_SHORT_BYTES * 4);
    struct buf y = BUF_MAX(LIMIT_SHORT_BYTES * 4);
    int similar = 0;

    if (a.len == 0 || b.len == 0)
        return 0;
    if (str_is_alnum(a.p[0]) && str_eq(a, b)) /* most that are similar */
        return 1;
    title_key(&x, a);
    title_key(&y, b);
    /* Under 4 bytes one is in the other by chance. */
    if (x.len >= 4 && y.len >= 4)
        similar = x.len < y.len ? str_find(buf_str(&y), buf_str(&x), 0) >= 0
                                : str_find(buf_str(&x), buf_str(&y), 0) >= 0;
    else
        similar = x.len > 0 && str_eq(buf_str(&x), buf_str(&y));
    buf_clear(&x);
    buf_clear(&y);
    return similar;
}

int
merge_is_empty_word(struct str value)
{
    static const char *const words[] = { "n/a", "na", "none", "null",
        "undefined", "unknown", "-", "--", "does not apply", "not applicable",
        "nicht zutreffend", "no brand", "ohne marke", "sans marque",
        "sin marca", "senza marca", "其他", "其它", "无", "无品牌", "false",
        "true", "nan", "default", NULL };

    for (size_t i = 0; words[i] != NULL; i++)
        if (str_is_nocase(str_trim(value), words[i]))
            return 1;
    return 0;
}

/* 1 if the words of s are the shop's name: in its host name, or the other
 * way round. */
static int
names_shop(struct str s, const struct url *page)
{
    struct buf key = BUF_MAX(LIMIT_SHORT_BYTES * 4);
    struct buf host = BUF_MAX(LIMIT_SHORT_BYTES * 4);
    struct str label = url_registrable_domain(page->host), name;
    int yes;

    str_next(&label, '.', &name);
    title_key(&key, s);
    title_key(&host, page->host);
    yes = key.len >= 3 &&
          (str_find(buf_str(&host), buf_str(&key), 0) >= 0 ||
              (name.len >= 4 && str_find(buf_str(&key), name, 0) >= 0));
    buf_clear(&key);
    buf_clear(&host);
    return yes;
}

/* "Lamp X1 | Shop", "Shop - Lamp X1": without the shop. */
static struct str
without_shop(struct str title, const struct url *page)
{
    static const char *const marks[] = { " | ", " - ", " \xE2\x80\x93 ",
        " \xE2\x80\x94 ", " :: ", " : ", " \xC2\xB7 ", "|", " @ ", " at ",
        NULL };

    for (size_t i = 0; marks[i] != NULL; i++) {
        struct str mark = str_of(marks[i]);
        ptrdiff_t first = str_find(title, mark, 0), last = first, next = first;

        if (first <= 0)
            continue;
        while ((next = str_find(title, mark, (size_t)next + 1)) >= 0)
            last = next;
        if (names_shop(
                str_sub(title, (size_t)last + mark.len, title.len), page))
            return str_trim(str_sub(title, 0, (size_t)last));
        if (names_shop(str_sub(title, 0, (size_t)first), page))
            return str_trim(
                str_sub(title, (size_t)first + mark.len, title.len));
    }
    return title;
}

void
merge_title(struct merge *m)
{
    /* A product's own name, then the heading, then what was written for
     * search engines and social networks. */
    static const enum fact_source order[] = { FACT_PROFILE, FACT_JSONLD,
        FACT_MICRODATA, FACT_RDFA, FACT_VISIBLE, FACT_STATE, FACT_META };

    for (size_t i = 0; i < COUNT(order); i++) {
        const struct fact_offer *o = m->of[order[i]];
        struct str title;

        if (o == NULL)
            continue;
        title = listing_get(o->listing, LISTING_TITLE);
        if (title.len == 0 || merge_is_empty_word(title))
            continue;
        merge_take(m, LISTING_TITLE, o, without_shop(title, m->page));
        return;
    }
}
