/* The feeds that are XML or web pages: Safety Gate, ACCC, SAMR. */
#include "recalls/feed_walk.h"

#include "base/mem.h"
#include "recalls/notice_page.h"
#include "recalls/notice_text.h"
#include "recalls/safety_gate_xml.h"
#include "recalls/source_accc.h"
#include "recalls/source_samr.h"

/* --- Safety Gate: an index of weeks, a report for each --- */

void
feed_markup_weeks_start(struct feed_walk *w)
{
    feed_walk_ask(w, FEED_LIST, "", "/weeklyReport/list/xml/en");
}

struct weeks {
    struct feed_walk *w;
    struct str from;
    size_t seen, dated;
};

static int
visit_week(struct str reference, struct str date, struct str url, void *ctx)
{
    struct weeks *weeks = ctx;
    char listed[NOTICE_DATE_BYTES] = "";

    (void)reference;
    weeks->seen++;
    if (notice_date(date, listed) == 0)
        weeks->dated++;
    if (url.len > 0 && feed_walk_wants(weeks->w, listed))
        feed_walk_follow(weeks->w, FEED_REPORT, listed, weeks->from, url);
    return 0;
}

int
feed_markup_weeks(struct feed_walk *w, enum feed_kind kind, struct str url,
    struct str body, struct fail *fail)
{
    struct weeks weeks = { .w = w, .from = url };

    if (kind == FEED_REPORT)
        return feed_walk_import(w, body, fail);
    if (safety_gate_xml_index(body, visit_week, &weeks, fail) != 0)
        return -1;
    if (weeks.seen == 0)
        return fail_set(fail, "no <weeklyReport>: not the index of weeks");
    if (weeks.dated == 0)
        return fail_set(fail, "no week has a <publicationDate>");
    return 0;
}

/* --- ACCC: a feed of the latest, a page for each --- */

void
feed_markup_accc_start(struct feed_walk *w)
{
    feed_walk_ask(w, FEED_LIST, "", "/rss/feed.xml/psa_recall");
}

struct items {
    struct feed_walk *w;
    struct str from;
    size_t seen, linked;
};

static int
visit_item(struct str link, const char *date, void *ctx)
{
    struct items *items = ctx;

    items->seen++;
    items->linked += link.len > 0;
    if (link.len > 0 && feed_walk_wants(items->w, date))
        feed_walk_follow(items->w, FEED_NOTICE, date, items->from, link);
    return 0;
}

int
feed_markup_accc(struct feed_walk *w, enum feed_kind kind, struct str url,
    struct str body, struct fail *fail)
{
    struct items items = { .w = w, .from = url };

    if (kind == FEED_NOTICE)
        return feed_walk_import(w, body, fail);
    if (source_accc_items(body, visit_item, &items, fail) != 0)
        return -1;
    return items.linked > 0
               ? 0
               : fail_set(fail, "no <item> of %zu has a <link>", items.seen);
}

/* --- SAMR: pages of lists, a page for each notice --- */

/* Pages of one list; there are some hundred. */
#define SAMR_PAGES_MAX 2000

static const char *const samr_lists[] = { "/xfpzh/xfpgnzh/", "/qczh/gnzhqc/" };

void
feed_markup_samr_start(struct feed_walk *w)
{
    for (size_t i = 0; i < COUNT(samr_lists); i++)
        feed_walk_ask(w, FEED_LIST, "", "%s", samr_lists[i]);
}

struct entries {
    struct feed_walk *w;
    struct str from;
    size_t seen, wanted;
};

static int
visit_entry(struct str href, struct str text, struct str around, void *ctx)
{
    struct entries *e = ctx;
    struct str number = source_samr_number(href);
    char date[NOTICE_DATE_BYTES] = "";

    (void)text;
    if (number.len == 0)
        return 0;
    /* The date beside the link; else that in the address. */
    if (notice_date(around, date) != 0)
        notice_date(str_sub(number, 1, 8), date);
    e->seen++;
    if (!feed_walk_wants(e->w, date))
        return 0;
    e->wanted++;
    feed_walk_follow(e->w, FEED_NOTICE, date, e->from, href);
    return 0;
}

/* How many pages the list has: its script says createPageHTML(25, 0, ..). */
static int64_t
samr_pages(struct str body)
{
    static const char call[] = "createPageHTML(";
    ptrdiff_t at = str_find(body, str_of(call), 0);
    struct str number;
    size_t len = 0;
    int64_t pages = 1;

    if (at < 0)
        return 1;
    number = str_trim(str_sub(body, (size_t)at + sizeof call - 1, 12));
    while (len < number.len && str_is_digit(number.p[len]))
        len++;
    str_to_i64(str_sub(number, 0, len), &pages);
    return pages < SAMR_PAGES_MAX ? pages : SAMR_PAGES_MAX;
}

/* "DIR/" is the first page, "DIR/index_N.html" that behind N others. */
static void
ask_next_page(struct feed_walk *w, struct str url, int64_t pages)
{
    static const char name[] = "index_";
    ptrdiff_t at = str_find(url, str_of(name), 0);
    struct buf next = BUF_MAX(64);
    int64_t page = 0;

    if (at >= 0) {
        struct str rest = str_sub(url, (size_t)at + sizeof name - 1, url.len);
        size_t len = 0;

        while (len < rest.len && str_is_digit(rest.p[len]))
            len++;
        str_to_i64(str_sub(rest, 0, len), &page);
    }
    buf_addf(&next, "index_%lld.html", (long long)page + 1);
    if (page + 1 < pages)
        feed_walk_follow(w, FEED_LIST, "", url, buf_str(&next));
    buf_clear(&next);
}

int
feed_markup_samr(struct feed_walk *w, enum feed_kind kind, struct str url,
    struct str body, struct fail *fail)
{
    struct entries e = { .w = w, .from = url };

    if (kind == FEED_NOTICE)
        return feed_walk_import(w, body, fail);
    if (notice_page_links(body, visit_entry, &e, fail) != 0)
        return -1;
    if (e.seen == 0)
        return fail_set(
            fail, "no link to a notice (t<date>_<number>.html) in the list");
    if (e.wanted > 0)
        ask_next_page(w, url, samr_pages(body));
    return 0;
}
