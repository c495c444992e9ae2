#include "recalls/source_opss.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "core/limits.h"
#include "recalls/json_path.h"
#include "recalls/notice_feed.h"
#include "recalls/notice_table.h"

#define SITE "https://www.gov.uk"
#define PSD_BYTES 9 /* "2511-0162" */

#define FACET(name)                                                            \
    {                                                                          \
        "details.metadata." name, name ".label", name ".value", name           \
    }

static const struct notice_member members[] = {
    { .to = "id", .from = { "base_path", "link", "_id", "content_id" } },
    { .to = "title", .from = { "title" } },
    { .to = "published",
        .from = { "details.metadata.product_recall_alert_date",
            "product_recall_alert_date", "first_published_at",
            "public_timestamp", "public_updated_at" } },
    { .to = "category", .from = FACET("product_category") },
    { .to = "level", .from = FACET("product_risk_level") },
    { .to = "measures", .from = FACET("product_measure_type") },
    { .to = "alert_type", .from = FACET("product_alert_type") },
    { .to = "description",
        .from = { "description", "description_with_highlighting" } },
    { .to = "modified", .from = { "public_updated_at", "updated_at" } },
    { .to = "withdrawn", .from = { "withdrawn_notice.withdrawn_at" } },
    { .to = "withdrawn_why", .from = { "withdrawn_notice.explanation" } },
};

/* What the pages call their fields, in lower case. */
static const struct {
    const char *label, *to;
} labels[] = { { "brand", "brand" }, { "brand name", "brand" },
    { "brands", "brand" }, { "brand / trademark", "brand" },
    { "model", "models" }, { "models", "models" }, { "model number", "models" },
    { "model numbers", "models" }, { "model name", "models" },
    { "model / serial numbers", "models" },
    { "model/serial numbers", "models" }, { "model / serial number", "models" },
    { "model / type", "models" }, { "type / model", "models" },
    { "model or serial number", "models" }, { "part number", "models" },
    { "product code", "models" }, { "sku", "models" }, { "barcode", "gtins" },
    { "barcodes", "gtins" }, { "barcode number", "gtins" },
    { "barcode numbers", "gtins" }, { "barcode / ean", "gtins" },
    { "ean", "gtins" }, { "gtin", "gtins" }, { "batch", "batches" },
    { "batch number", "batches" }, { "batch numbers", "batches" },
    { "batch / serial number", "batches" }, { "lot number", "batches" },
    { "serial number", "batches" }, { "serial numbers", "batches" },
    { "product", "name" }, { "product name", "name" },
    { "product type", "product" }, { "type of product", "product" },
    { "product category", "category" }, { "category", "category" },
    { "hazard", "hazard_text" }, { "hazards", "hazard_text" },
    { "nature of hazard", "hazard_text" }, { "risk", "hazard_text" },
    { "risk type", "hazards" }, { "risk level", "level" },
    { "corrective action", "measures" }, { "corrective actions", "measures" },
    { "corrective measures", "measures" }, { "measures taken", "measures" },
    { "country of origin", "country_of_origin" },
    { "online marketplace", "sold_at" }, { "online marketplaces", "sold_at" },
    { "online platform", "sold_at" }, { "sold by", "sold_at" },
    { "sold on", "sold_at" }, { "where sold", "sold_at" },
    { "psd number", "id" }, { "psd no", "id" }, { "notification number", "id" },
    { "psd notification number", "id" }, { "alert number", "id" },
    { "sales period", "sales_period" }, { "dates sold", "sales_period" },
    { "sale period", "sales_period" }, { "date of sale", "sales_period" },
    { "counterfeit", "counterfeit" }, { "image", "picture" },
    { "images", "picture" }, { "picture", "picture" },
    { "product identification", "identification" },
    { "product identifiers", "identification" },
    { "additional information", "notes" },
    { "product description", "appearance" }, { "description", "appearance" },
    { "notified by", "notified_by" } };

static const char *
target_of(struct str label)
{
    for (size_t i = 0; i < COUNT(labels); i++)
        if (str_is_nocase(label, labels[i].label))
            return labels[i].to;
    return NULL;
}

/* Of four digits, "-", four digits, the whole of a word; or NULL. */
static const char *
find_number(struct str s)
{
    for (size_t i = 0; i + PSD_BYTES <= s.len; i++) {
        size_t k = 0;

        while (k < PSD_BYTES &&
               (k == 4 ? s.p[i + k] == '-' : str_is_digit(s.p[i + k])))
            k++;
        if (k == PSD_BYTES &&
            (i == 0 || (!str_is_alnum(s.p[i - 1]) && s.p[i - 1] != '-')) &&
            (i + k == s.len ||
                (!str_is_alnum(s.p[i + k]) && s.p[i + k] != '-')))
            return s.p + i;
    }
    return NULL;
}

/* --- the body --- */

struct body {
    struct recall *recall;
    struct buf id;
    struct buf brands; /* lines */
    struct buf prose;
};

static int
is_label(struct str text, void *ctx)
{
    (void)ctx;
    return target_of(text) != NULL;
}

/* Paragraph by paragraph. */
static void
add_hazard_text(struct recall *r, struct str value)
{
    struct buf text = BUF_MAX(LIMIT_FIELD_BYTES);

    buf_adds(&text, recall_get(r, RECALL_HAZARD_TEXT));
    buf_addc(&text, '\n');
    buf_adds(&text, value);
    notice_set(r, RECALL_HAZARD_TEXT, buf_str(&text));
    buf_clear(&text);
}

static void
add_value(struct body *b, const char *to, struct str value)
{
    struct recall *r = b->recall;

    if (strcmp(to, "brand") == 0) {
        buf_adds(&b->brands, value);
        buf_addc(&b->brands, '\n');
    } else if (strcmp(to, "models") == 0) {
        notice_add(r, RECALL_MODELS, value, ",;");
    } else if (strcmp(to, "gtins") == 0) {
        notice_add_gtins(r, value);
    } else if (strcmp(to, "batches") == 0) {
        notice_add(r, RECALL_BATCHES, value, ",;");
    } else if (strcmp(to, "name") == 0) {
        notice_set(r, RECALL_NAME, value);
    } else if (strcmp(to, "product") == 0) {
        notice_set(r, RECALL_PRODUCT, value);
    } else if (strcmp(to, "category") == 0) {
        if (r->text[RECALL_CATEGORY] == NULL)
            notice_set(r, RECALL_CATEGORY, value);
    } else if (strcmp(to, "hazard_text") == 0) {
        add_hazard_text(r, value);
    } else if (strcmp(to, "hazards") == 0) {
        notice_add_hazards(r, value);
    } else if (strcmp(to, "level") == 0) {
        if (r->text[RECALL_LEVEL] == NULL)
            notice_set(r, RECALL_LEVEL, value);
    } else if (strcmp(to, "measures") == 0) {
        notice_add(r, RECALL_MEASURES, value, "");
    } else if (strcmp(to, "country_of_origin") == 0) {
        notice_set_country(r, RECALL_COUNTRY_OF_ORIGIN, value);
    } else if (strcmp(to, "sold_at") == 0) {
        notice_add(r, RECALL_SOLD_AT, value, ",;");
    } else if (strcmp(to, "id") == 0) {
        const char *number = find_number(value);

        if (number != NULL && b->id.len == 0)
            buf_add(&b->id, number, PSD_BYTES);
    } else if (strcmp(to, "picture") != 0) {
        notice_add_extra_lines(r, to, value);
    }
}

static void
on_value(struct str label, struct str value, size_t row, void *ctx)
{
    const char *to = target_of(label);

    (void)row;
    if (to != NULL)
        add_value(ctx, to, value);
}

static void
on_text(struct str text, void *ctx)
{
    struct body *b = ctx;

    buf_adds(&b->prose, text);
    buf_addc(&b->prose, '\n');
}

/* --- the record --- */

/* "Product Safety Report: X (2511-0162)" to "X". */
static struct str
name_of(struct str title)
{
    static const char *const tails[] = { " sold via ", " sold on ",
        " sold by " };
    static const char *const leads[] = { "product safety report",
        "product safety alert", "product recall", "recall", "safety report" };

    for (size_t i = 0; i < COUNT(leads); i++) {
        struct str lead = str_of(leads[i]);
        struct str rest = str_trim(str_sub(title, lead.len, title.len));

        if (str_starts_nocase(title, lead) && str_starts(rest, STR(":"))) {
            title = str_trim(str_sub(rest, 1, rest.len));
            break;
        }
    }
    for (size_t i = 0; i < COUNT(tails); i++) {
        ptrdiff_t at = str_find_nocase(title, str_of(tails[i]), 0);

        if (at > 0)
            title = str_sub(title, 0, (size_t)at);
    }
    if (str_ends(title, STR(")")) && find_number(title) != NULL) {
        ptrdiff_t open = -1, at = -1;

        while ((at = str_find_char(title, '(', (size_t)(at + 1))) >= 0)
            open = at;
        if (open > 0)
            title = str_trim(str_sub(title, 0, (size_t)open));
    }
    return title;
}

/* The number in what the notice says of itself; else the end of its path. */
static void
set_id(struct recall *r, const struct body *b, struct str path)
{
    struct str texts[] = { buf_str(&b->id), notice_feed_extra(r, "title", 0),
        recall_get(r, RECALL_DESCRIPTION), buf_str(&b->prose) };
    ptrdiff_t slash;

    for (size_t i = 0; i < COUNT(texts); i++) {
        const char *number = find_number(texts[i]);

        if (number != NULL) {
            recall_set(r, RECALL_ID, (struct str){ number, PSD_BYTES });
            return;
        }
    }
    while ((slash = str_find_char(path, '/', 0)) >= 0 &&
           (size_t)slash + 1 < path.len)
        path = str_sub(path, (size_t)slash + 1, path.len);
    recall_set(r, RECALL_ID, path);
}

static void
set_level(struct recall *r)
{
    static const char *const levels[] = { "serious", "high", "medium", "low" };
    struct str s = recall_get(r, RECALL_LEVEL);

    for (size_t i = 0; i < COUNT(levels); i++)
        if (str_find_nocase(s, str_of(levels[i]), 0) >= 0) {
            recall_set(r, RECALL_LEVEL, str_of(levels[i]));
            return;
        }
    if (s.len > 0)
        recall_set(r, RECALL_LEVEL, STR("other"));
}

struct body_reading {
    struct recall_import *im;
    struct body *body;
    size_t read;
};

/* A body may come in several notations: each is read alone. */
static void
read_html(const struct js *value, void *ctx)
{
    struct body_reading *br = ctx;
    const struct notice_table_reader reader = { is_label, on_value, on_text,
        br->body };
    struct fail why;

    if (js_kind(value) != JS_STRING)
        return;
    br->read++;
    if (notice_table_read(js_text(value), &reader, &why) != 0)
        recall_import_warn(br->im, recall_get(br->body->recall, RECALL_ID),
            "details.body", "%s", why.text);
}

static void
read_body(struct recall_import *im, const struct js *record, struct body *b)
{
    static const char *const paths[] = { "details.body.content", "details.body",
        "body", "indexable_content" };
    struct body_reading br = { im, b, 0 };

    for (size_t i = 0; i < COUNT(paths) && br.read == 0; i++)
        json_path_each(record, str_of(paths[i]), read_html, &br);
    notice_feed_set_brands(b->recall, buf_str(&b->brands));
}

/* The search gives "recall-of-the-product" where the content has a label. */
static void
unslug_text(char *s)
{
    if (s != NULL && strchr(s, ' ') == NULL)
        for (; *s != '\0'; s++)
            if (*s == '-')
                *s = ' ';
}

static void
unslug(struct recall *r)
{
    struct texts measures = r->list[RECALL_MEASURES];

    r->list[RECALL_MEASURES] = (struct texts){ 0 };
    for (size_t i = 0; i < measures.count; i++) {
        unslug_text(measures.item[i]);
        recall_add(r, RECALL_MEASURES, str_of(measures.item[i]));
    }
    unslug_text(r->text[RECALL_CATEGORY]);
}

static int
finish(struct recall_import *im, const struct js *record, struct recall *r,
    void *ctx)
{
    struct body b = { r, BUF_MAX(64), BUF_MAX(LIMIT_FIELD_BYTES),
        BUF_MAX(LIMIT_FIELD_BYTES) };
    struct buf text = BUF_MAX(LIMIT_FIELD_BYTES),
               url = BUF_MAX(LIMIT_URL_BYTES);
    struct str path = recall_get(r, RECALL_ID);

    (void)ctx;
    if (notice_feed_extra(r, "title", 0).len == 0) {
        recall_import_bad(im, path, "title", "missing or not text");
        return -1;
    }
    read_body(im, record, &b);
    unslug(r);
    if (str_starts(path, STR("/"))) {
        buf_addf(&url, SITE STR_FMT, STR_ARG(utf8_cut(path, 2000)));
        recall_set(r, RECALL_URL, buf_str(&url));
    }
    buf_adds(&text, path);
    set_id(r, &b, buf_str(&text));
    if (r->text[RECALL_NAME] == NULL)
        notice_set(r, RECALL_NAME, name_of(notice_feed_extra(r, "title", 0)));
    set_level(r);
    if (r->list[RECALL_HAZARDS].count == 0)
        notice_add_hazards(r, recall_get(r, RECALL_HAZARD_TEXT));
    if (r->list[RECALL_HAZARDS].count == 0)
        notice_add_hazards(r, recall_get(r, RECALL_DESCRIPTION));
    if (r->list[RECALL_MODELS].count == 0)
        notice_feed_mine(r, recall_get(r, RECALL_NAME));
    if (r->list[RECALL_MODELS].count + r->list[RECALL_GTINS].count == 0)
        notice_feed_mine(r, buf_str(&b.prose));
    buf_clear(&text);
    buf_clear(&url);
    buf_clear(&b.id);
    buf_clear(&b.brands);
    buf_clear(&b.prose);
    return 0;
}

int
source_opss_json(struct recall_import *im, struct str text, struct fail *fail)
{
    static const char *const inside[] = { "results", "documents", NULL };
    static const struct notice_feed feed = { .source = "uk-opss",
        .language = "en",
        .country = "GB",
        .members = members,
        .member_count = COUNT(members),
        .inside = inside,
        .finish = finish };

    (void)fail;
    notice_feed_read(im, &feed, text);
    return 0;
}
