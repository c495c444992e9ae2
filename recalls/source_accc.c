#include "recalls/source_accc.h"

#include "base/mem.h"
#include "base/xml.h"
#include "core/limits.h"
#include "recalls/notice_feed.h"
#include "recalls/notice_page.h"
#include "recalls/production_dates.h"

#include <stdlib.h>
#include <string.h>

#define PREFIX "field-psa-"
/* A feed has the latest 100. */
#define ITEMS_MAX 5000

/* What an item of the feed says beside its piece of a page. */
struct item {
    struct str title, link, guid, date;
};

/* A field of ours and the names it may have behind the prefix. */
static const struct {
    enum recall_field to;
    const char *from[3];
} texts[] = {
    { RECALL_BRAND, { "recall-brand", "recall-brand-name", NULL } },
    { RECALL_CATEGORY, { "product-category", "recall-category", NULL } },
    { RECALL_DESCRIPTION,
        { "recall-product-desc", "recall-description", NULL } },
    { RECALL_HAZARD_TEXT, { "recall-hazards", "recall-hazard", NULL } },
};

static const struct {
    enum recall_list to;
    const char *from;
    const char *separators;
} lists[] = {
    { RECALL_MODELS, "recall-model", ",;|" },
    { RECALL_MODELS, "recall-model-number", ",;|" },
    { RECALL_BATCHES, "recall-batch", ",;|" },
    { RECALL_MEASURES, "recall-consumer-action", "" },
    { RECALL_SOLD_AT, "recall-traders", ",;|" },
};

/* Kept under names of our own. */
static const struct {
    const char *to, *from;
} extras[] = {
    { "skus", "recall-sku" },
    { "supplier", "recall-supplier-name" },
    { "defect", "recall-product-defects" },
    { "identifying_features", "recall-ident-features" },
    { "sale_dates", "recall-sale-dates" },
    { "sold_in", "recall-location-sold" },
};

/* Digits, '/', digits, wherever they stand: "PRA number: 2026/21017". */
static struct str
pra_number(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        size_t n, m;

        if (!str_is_digit(s.p[i]) || (i > 0 && str_is_digit(s.p[i - 1])))
            continue;
        n = str_digits(s, i);
        if (n != 4 || i + n >= s.len || s.p[i + n] != '/')
            continue;
        m = str_digits(s, i + n + 1);
        if (m >= 3 && m <= 7)
            return str_sub(s, i, n + 1 + m);
    }
    return STR_NONE;
}

static void
set_texts(struct recall *r, const struct notice_page *p)
{
    for (size_t i = 0; i < COUNT(texts); i++)
        for (size_t k = 0; texts[i].from[k] != NULL; k++)
            if (r->text[texts[i].to] == NULL)
                notice_set(
                    r, texts[i].to, notice_page_field(p, texts[i].from[k]));
    for (size_t i = 0; i < COUNT(lists); i++)
        notice_add(r, lists[i].to, notice_page_field(p, lists[i].from),
            lists[i].separators);
    for (size_t i = 0; i < COUNT(extras); i++)
        notice_add_extra_lines(
            r, extras[i].to, notice_page_field(p, extras[i].from));
}

static void
set_dates(struct recall *r, const struct notice_page *p, struct str otherwise)
{
    char from[NOTICE_DATE_BYTES], to[NOTICE_DATE_BYTES];
    struct str published = notice_page_field(p, "recall-published-date");

    if (published.len == 0)
        published = notice_page_field(p, "recall-date");
    if (published.len == 0)
        published = otherwise.len > 0 ? otherwise : buf_str(&p->date);
    notice_set_date(r, published);
    if (production_dates_read(
            notice_page_field(p, "recall-sale-dates"), from, to) == 0) {
        notice_feed_set_extra(r, "sold_from", str_of(from));
        notice_feed_set_extra(r, "sold_to", str_of(to));
    }
}

static void
mine_lines(struct recall *r, struct str text)
{
    struct str line;

    while (str_next_line(&text, &line))
        notice_feed_mine(r, line);
}

/* What is known by its words only: numbers in prose, kinds of harm. */
static void
set_mined(struct recall *r, const struct notice_page *p)
{
    mine_lines(r, notice_page_field(p, "recall-ident-features"));
    mine_lines(r, notice_page_field(p, "recall-product-desc"));
    notice_add_gtins(r, notice_page_field(p, "recall-barcode"));
    notice_add_hazards(r, recall_get(r, RECALL_HAZARD_TEXT));
    if (r->list[RECALL_HAZARDS].count == 0)
        notice_add_hazards(r, notice_page_field(p, "recall-product-defects"));
    notice_set_country(
        r, RECALL_COUNTRY_OF_ORIGIN, notice_page_field(p, "recall-country-id"));
}

static void
read_record(struct recall_import *im, const struct notice_page *p,
    const struct item *item)
{
    struct recall *r = recall_new();
    struct str id = pra_number(notice_page_field(p, "recall-pra-number"));
    struct str name = item->title;
    struct str link = item->link;

    if (id.len == 0)
        id = item->guid;
    if (name.len == 0)
        name = p->heading.len > 0 ? buf_str(&p->heading) : buf_str(&p->title);
    if (link.len == 0)
        link = p->canonical.len > 0 ? buf_str(&p->canonical)
               : str_starts(str_of(im->name), STR("http")) ? str_of(im->name)
                                                           : STR_NONE;
    recall_set(r, RECALL_SOURCE, STR("au-accc"));
    recall_set(r, RECALL_LANGUAGE, STR("en"));
    recall_set(r, RECALL_NOTIFYING_COUNTRY, STR("AU"));
    recall_set(r, RECALL_ID, id);
    notice_set(r, RECALL_NAME, name);
    recall_set(r, RECALL_URL, link);
    set_texts(r, p);
    set_dates(r, p, item->date);
    set_mined(r, p);
    if (r->text[RECALL_ID] == NULL)
        recall_import_bad(im, recall_get(r, RECALL_NAME),
            "field-psa-recall-pra-number",
            "missing, or no number like 2026/21017");
    else if (r->text[RECALL_NAME] == NULL)
        recall_import_bad(im, recall_get(r, RECALL_ID), "title", "missing");
    else
        recall_import_keep(im, &r);
    recall_free(r);
}

int
source_accc_page(struct recall_import *im, struct str text, struct fail *fail)
{
    struct notice_page p;
    struct item item = { 0 };
    int rc = notice_page_read(&p, text, PREFIX, fail);

    if (rc == 0 && map_count(p.fields) == 0)
        rc = fail_set(fail, "%s: no element of a class '%s...'", im->name,
            PREFIX "recall-");
    if (rc == 0) {
        recall_import_begin(im);
        read_record(im, &p, &item);
    }
    notice_page_clear(&p);
    return rc;
}

int
source_accc_is_page(struct str text)
{
    return str_find(str_sub(text, 0, 1 << 20), STR("field-psa-recall-"), 0) >=
               0 &&
           !source_accc_is_rss(text);
}

/* --- the feed --- */

struct feed {
    int item_depth; /* of the item that is open, or 0 */
    struct buf value, title, link, guid, description, date;
    size_t items;
    struct recall_import *im; /* or: */
    int (*visit)(struct str link, const char *date, void *ctx);
    void *ctx;
    int stop;
};

static struct buf *
member_of(struct feed *f, struct str name)
{
    return str_is(name, "title")         ? &f->title
           : str_is(name, "link")        ? &f->link
           : str_is(name, "guid")        ? &f->guid
           : str_is(name, "description") ? &f->description
           : str_is(name, "pubDate")     ? &f->date
                                         : NULL;
}

static int
item_open(void *ctx, const struct xml_element *e)
{
    struct feed *f = ctx;

    buf_reset(&f->value);
    if (f->item_depth == 0 && str_is(e->name, "item")) {
        f->item_depth = e->depth;
        buf_reset(&f->title);
        buf_reset(&f->link);
        buf_reset(&f->guid);
        buf_reset(&f->description);
        buf_reset(&f->date);
    }
    return 0;
}

static int
item_text(void *ctx, struct str text)
{
    struct feed *f = ctx;

    if (f->item_depth > 0)
        buf_adds(&f->value, text);
    return 0;
}

static void
end_item(struct feed *f)
{
    struct notice_page p;
    struct item item = { str_trim(buf_str(&f->title)),
        str_trim(buf_str(&f->link)), str_trim(buf_str(&f->guid)), STR_NONE };
    char date[NOTICE_DATE_BYTES] = "";
    struct fail why;

    notice_date(buf_str(&f->date), date);
    item.date = str_of(date);
    f->items++;
    if (f->visit != NULL) {
        f->stop = f->visit(item.link, date, f->ctx);
        return;
    }
    recall_import_begin(f->im);
    if (notice_page_read(&p, buf_str(&f->description), PREFIX, &why) != 0)
        recall_import_bad(f->im, item.title, "description", "%s", why.text);
    else
        read_record(f->im, &p, &item);
    notice_page_clear(&p);
}

static int
item_close(void *ctx, const struct xml_element *e)
{
    struct feed *f = ctx;
    struct buf *member;

    if (f->item_depth == 0)
        return 0;
    if (e->depth == f->item_depth) {
        f->item_depth = 0;
        end_item(f);
        return f->stop != 0 || f->items >= ITEMS_MAX;
    }
    member = e->depth == f->item_depth + 1 ? member_of(f, e->name) : NULL;
    if (member != NULL && member->len == 0)
        buf_adds(member, buf_str(&f->value));
    buf_reset(&f->value);
    return 0;
}

static int
read_items(struct feed *f, struct str text, struct fail *fail)
{
    static const struct xml_handler handler = { item_open, item_text,
        item_close };
    int rc;

    f->value = f->description = BUF_MAX(LIMIT_FIELD_BYTES * 4);
    f->title = f->guid = f->date = BUF_MAX(LIMIT_SHORT_BYTES);
    f->link = BUF_MAX(LIMIT_URL_BYTES);
    rc = xml_parse(text, XML_RECOVER, &handler, f, fail);
    if (rc < 0 && f->items > 0)
        rc = 0; /* cut off: the items before count */
    else if (rc >= 0 && f->items == 0)
        rc = fail_set(fail, "no <item>: not a feed of recalls");
    buf_clear(&f->value);
    buf_clear(&f->description);
    buf_clear(&f->title);
    buf_clear(&f->guid);
    buf_clear(&f->date);
    buf_clear(&f->link);
    return rc < 0 ? -1 : 0;
}

int
source_accc_rss(struct recall_import *im, struct str text, struct fail *fail)
{
    struct feed f = { .im = im };

    return read_items(&f, text, fail) != 0 ? fail_wrap(fail, "%s", im->name)
                                           : 0;
}

int
source_accc_is_rss(struct str text)
{
    struct str start = str_sub(text, 0, 1 << 16);

    return xml_is(text) && str_find(start, STR("<rss"), 0) >= 0 &&
           str_find(start, STR("productsafety.gov.au"), 0) >= 0;
}

int
source_accc_items(struct str text,
    int (*visit)(struct str link, const char *date, void *ctx), void *ctx,
    struct fail *fail)
{
    struct feed f = { .visit = visit, .ctx = ctx };

    return read_items(&f, text, fail) != 0 ? -1 : f.stop;
}
