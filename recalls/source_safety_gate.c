#include "recalls/source_safety_gate.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "core/gtin.h"
#include "core/limits.h"
#include "recalls/identifiers.h"
#include "recalls/notice_feed.h"
#include "recalls/production_dates.h"

#define SOURCE "eu-safety-gate"

/* Members by field; the first that has a value counts. Weekly report, alert
 * tables, OpenDataSoft's mirror. */
static const char *const id_names[] = { "caseNumber", "alert_number", NULL };
static const char *const date_names[] = { "alert_date", "published_on",
    "publicationDate", NULL };
static const char *const level_names[] = { "level", "alert_level", NULL };
static const char *const origin_names[] = { "countryOfOrigin",
    "country_of_origin", "product_country", NULL };
static const char *const notifier_names[] = { "notifyingCountry",
    "notifying_country", "alert_country", NULL };
static const char *const model_names[] = { "type_numberOfModel",
    "product_model_type", "model", NULL };
static const char *const batch_names[] = { "batchNumber", "batch_number",
    "product_batch_number", NULL };
static const char *const barcode_names[] = { "barcode", "product_barcode",
    NULL };
static const char *const mixed_names[] = { "batchNumber_barcode", NULL };
static const char *const risk_names[] = { "riskType", "risk_type", "alert_type",
    NULL };
static const char *const measure_names[] = { "measures", "measures_authorities",
    "measures_country", NULL };
static const char *const trader_names[] = { "onlineTrader", "online_trader",
    NULL };
static const char *const image_names[] = { "pictures", "images",
    "product_image", NULL };
static const char *const code_names[] = { "companyRecallCode",
    "company_recall_code", "product_recall_code", NULL };
static const char *const made_names[] = { "production_dates",
    "product_production_date", NULL };

static const struct {
    enum recall_field field;
    const char *names[6];
} texts[] = {
    { RECALL_URL, { "reference", "rapex_url", "url" } },
    { RECALL_CATEGORY, { "category", "product_category" } },
    { RECALL_BRAND, { "brand", "product_brand" } },
};

/* Members that may hold one text or a list: each on a line of its own. */
static void
gather(struct recall_import *im, const struct js *alert, struct str id,
    const char *const *names, struct buf *out)
{
    buf_reset(out);
    for (; *names != NULL && out->len == 0; names++) {
        const struct js *v = js_get(alert, *names);

        if (js_kind(v) == JS_ARRAY) {
            for (size_t i = 0; i < js_count(v); i++) {
                if (js_kind(js_at(v, i)) != JS_STRING)
                    recall_import_warn(im, id, *names, "holds what is no text");
                buf_adds(out, js_text(js_at(v, i)));
                buf_addc(out, '\n');
            }
        } else if (js_kind(v) == JS_STRING) {
            buf_adds(out, js_text(v));
        } else if (js_kind(v) == JS_NUMBER) {
            js_write(out, v);
        } else if (js_kind(v) != JS_NULL) {
            recall_import_warn(
                im, id, *names, "must be text or a list of texts");
        }
    }
}

/* Serious where the alert says so, or by the article it was sent under: A12
 * and A22 were for serious risks (2001/95/EC Art. 12, (EC) 765/2008 Art. 22),
 * SR is; A11, A21, OR and INFO are for others. */
static const char *
level_of(struct str level, struct str id)
{
    static const char *const less[] = { "less than serious", "non-serious",
        "not serious" };

    for (size_t i = 0; i < COUNT(less); i++)
        if (str_find_nocase(level, str_of(less[i]), 0) >= 0)
            return "other";
    if (str_find_nocase(level, STR("serious"), 0) >= 0)
        return "serious";
    if (str_find_nocase(level, STR("high"), 0) >= 0)
        return "high";
    if (str_find_nocase(level, STR("medium"), 0) >= 0)
        return "medium";
    if (str_find_nocase(level, STR("low"), 0) >= 0)
        return "low";
    if (level.len == 0 &&
        (str_starts(id, STR("A12/")) || str_starts(id, STR("A22/")) ||
            str_starts(id, STR("SR/"))))
        return "serious";
    return "other";
}

/* "Type of economic operator ..: Retailer Category of measure(s): Ban ..
 * Date of entry into force: 11/12/2023", repeated: the categories alone. */
void
source_safety_gate_measures(struct recall *r, struct str s)
{
    static const char *const stops[] = { "Date of entry", "Type of economic",
        "Category of measure" };
    struct str cue = STR("Category of measure(s):");
    ptrdiff_t at = str_find_nocase(s, cue, 0);

    if (at < 0) {
        notice_add(r, RECALL_MEASURES, s, ";|");
        return;
    }
    while (at >= 0) {
        struct str part = str_sub(s, (size_t)at + cue.len, s.len);
        size_t len = part.len;

        for (size_t i = 0; i < COUNT(stops); i++) {
            ptrdiff_t end = str_find_nocase(part, str_of(stops[i]), 0);

            if (end >= 0 && (size_t)end < len)
                len = (size_t)end;
        }
        notice_add(r, RECALL_MEASURES, str_sub(part, 0, len), "");
        at = str_find_nocase(s, cue, (size_t)at + cue.len);
    }
}

/* The danger's text: what kind it is, then the words about it. */
static void
read_danger(struct recall_import *im, const struct js *alert, struct str id,
    struct recall *r, struct buf *text)
{
    static const char *const danger_names[] = { "danger", "risk_description",
        "alert_description", NULL };

    gather(im, alert, id, danger_names, text);
    notice_set(r, RECALL_HAZARD_TEXT, buf_str(text));
    gather(im, alert, id, risk_names, text);
    notice_add_hazards(r, buf_str(text));
    if (r->list[RECALL_HAZARDS].count == 0)
        notice_add_hazards(r, recall_get(r, RECALL_HAZARD_TEXT));
    if (r->text[RECALL_HAZARD_TEXT] == NULL)
        notice_set(r, RECALL_HAZARD_TEXT, buf_str(text));
}

/* The weekly report has `product` (kind), `name` and `description`; alert
 * tables have product_name (kind) and product_description (name as sold). */
static void
read_product(struct recall_import *im, const struct js *alert, struct str id,
    struct recall *r, struct buf *text)
{
    static const char *const kinds[] = { "product", "product_type", NULL };
    static const char *const names[] = { "name", NULL };
    static const char *const descriptions[] = { "description",
        "product_packaging_description", NULL };
    static const char *const table_kinds[] = { "product_name", NULL };
    static const char *const table_names[] = { "product_description", NULL };
    int table;

    gather(im, alert, id, kinds, text);
    table = text->len == 0;
    if (table)
        gather(im, alert, id, table_kinds, text);
    notice_set(r, RECALL_PRODUCT, buf_str(text));
    gather(im, alert, id, table ? table_names : names, text);
    if (!table && text->len == 0)
        gather(im, alert, id, table_kinds, text);
    notice_set(r, RECALL_NAME, buf_str(text));
    gather(im, alert, id,
        table || js_get(alert, "description") != NULL ? descriptions
                                                      : table_names,
        text);
    notice_set(r, RECALL_DESCRIPTION, buf_str(text));
    if (r->text[RECALL_NAME] == NULL)
        recall_set(r, RECALL_NAME, recall_get(r, RECALL_PRODUCT));
}

/* Where no model is stated, a number in the name is one. */
static void
mine_models(struct recall *r)
{
    struct identifiers ids = { 0 };

    if (r->list[RECALL_MODELS].count > 0)
        return;
    identifiers_mine(&ids, recall_get(r, RECALL_NAME));
    identifiers_mine(&ids, recall_get(r, RECALL_PRODUCT));
    for (size_t i = 0; i < ids.count; i++)
        if (ids.item[i].kind == IDENTIFIER_MODEL)
            recall_add(r, RECALL_MODELS, str_of(ids.item[i].value));
    identifiers_clear(&ids);
}

/* Of a vehicle the names it is sold under stand where toys have a name, and
 * several makes in one text. */
static void
settle_vehicle(struct recall *r)
{
    struct buf brands = BUF_MAX(LIMIT_FIELD_BYTES);
    struct str rest = recall_get(r, RECALL_BRAND);

    if (str_find_nocase(recall_get(r, RECALL_CATEGORY), STR("vehicle"), 0) < 0)
        return;
    while (rest.len > 0) {
        size_t end = 0;

        while (end < rest.len && strchr(",/;", rest.p[end]) == NULL)
            end++;
        notice_add_brand(&brands, str_sub(rest, 0, end));
        rest = str_sub(rest, end + 1, rest.len);
    }
    recall_set(r, RECALL_BRAND, buf_str(&brands));
    buf_clear(&brands);
    if (r->list[RECALL_MODELS].count == 0 &&
        !str_eq(recall_get(r, RECALL_NAME), recall_get(r, RECALL_PRODUCT)) &&
        str_find_nocase(recall_get(r, RECALL_NAME), STR("various"), 0) < 0)
        notice_add(r, RECALL_MODELS, recall_get(r, RECALL_NAME), ",;()");
}

static void
settle_dates(struct recall *r)
{
    struct js *made = js_get(r->extra, "production_dates");

    for (size_t i = 0; i < js_count(made); i++) {
        struct str text = js_text(js_at(made, i));

        /* "MY 2021": the year of a model begins in the year before. */
        if (str_starts(text, STR("MY")))
            production_dates_set_years(r, text);
        else
            production_dates_set(r, text);
    }
}

void
source_safety_gate_settle(struct recall *r)
{
    struct str id = recall_get(r, RECALL_ID);

    recall_set(
        r, RECALL_LEVEL, str_of(level_of(recall_get(r, RECALL_LEVEL), id)));
    settle_vehicle(r);
    settle_dates(r);
    mine_models(r);
}

/* Older reports have one field for both: "Batch: L1; Barcode:
 * 4006381333931". What is no trade item number is a batch. */
static void
add_mixed(struct recall *r, struct str s)
{
    static const char *const labels[] = { "batch number", "batch", "barcode",
        "lot", "ean" };
    char gtin[GTIN_BYTES];

    while (s.len > 0) {
        size_t end = 0;
        struct str part;

        while (end < s.len && strchr(",;\n", s.p[end]) == NULL)
            end++;
        part = str_trim(str_sub(s, 0, end));
        s = str_sub(s, end + 1, s.len);
        for (size_t i = 0; i < COUNT(labels); i++) {
            struct str label = str_of(labels[i]);
            struct str rest = str_trim(str_sub(part, label.len, part.len));

            if (str_starts_nocase(part, label) && str_starts(rest, STR(":")))
                part = str_trim(str_sub(rest, 1, rest.len));
        }
        if (gtin_parse(utf8_cut(part, 60), gtin) == 0)
            recall_add(r, RECALL_GTINS, str_of(gtin));
        else
            notice_add(r, RECALL_BATCHES, part, "");
    }
}

static void
read_lists(struct recall_import *im, const struct js *alert, struct str id,
    struct recall *r, struct buf *text)
{
    gather(im, alert, id, model_names, text);
    notice_add(r, RECALL_MODELS, buf_str(text), ",;");
    gather(im, alert, id, batch_names, text);
    notice_add(r, RECALL_BATCHES, buf_str(text), ",;");
    gather(im, alert, id, barcode_names, text);
    notice_add_gtins(r, buf_str(text));
    gather(im, alert, id, mixed_names, text);
    add_mixed(r, buf_str(text));
    gather(im, alert, id, measure_names, text);
    source_safety_gate_measures(r, buf_str(text));
    gather(im, alert, id, trader_names, text);
    notice_add(r, RECALL_SOLD_AT, buf_str(text), ",;");
    gather(im, alert, id, image_names, text);
    notice_add(r, RECALL_IMAGES, buf_str(text), "");
    gather(im, alert, id, code_names, text);
    if (text->len > 0)
        notice_add_extra(r, "company_recall_code", buf_str(text));
    gather(im, alert, id, made_names, text);
    notice_add_extra_lines(r, "production_dates", buf_str(text));
}

void
source_safety_gate_alert(
    struct recall_import *im, const struct js *alert, struct str report_date)
{
    struct buf text = BUF_MAX(LIMIT_FIELD_BYTES);
    struct buf id_buf = BUF_MAX(256);
    struct recall *r = NULL;
    struct str id, value;

    id = str_sub(
        recall_import_text(im, alert, STR_NONE, id_names, &id_buf), 0, 200);
    if (id.len == 0) {
        recall_import_bad(im, id, "caseNumber", "missing or not text");
        goto out;
    }
    r = recall_new();
    recall_set(r, RECALL_ID, id);
    recall_set(r, RECALL_SOURCE, STR(SOURCE));
    recall_set(r, RECALL_LANGUAGE, STR("en"));
    read_product(im, alert, id, r, &text);
    if (r->text[RECALL_NAME] == NULL) {
        recall_import_bad(im, id, "product", "missing, and no name");
        goto out;
    }
    for (size_t i = 0; i < COUNT(texts); i++) {
        gather(im, alert, id, texts[i].names, &text);
        notice_set(r, texts[i].field, buf_str(&text));
    }
    gather(im, alert, id, origin_names, &text);
    notice_set_country(r, RECALL_COUNTRY_OF_ORIGIN, buf_str(&text));
    gather(im, alert, id, notifier_names, &text);
    notice_set_country(r, RECALL_NOTIFYING_COUNTRY, buf_str(&text));
    gather(im, alert, id, level_names, &text);
    notice_set(r, RECALL_LEVEL, buf_str(&text));
    gather(im, alert, id, date_names, &text);
    value = str_trim(text.len > 0 ? buf_str(&text) : report_date);
    notice_set_date(r, value);
    if (value.len > 0 && r->text[RECALL_PUBLISHED] == NULL)
        recall_import_warn(im, id, "date", "'" STR_FMT "' is no date",
            STR_ARG(utf8_cut(value, 40)));
    read_danger(im, alert, id, r, &text);
    read_lists(im, alert, id, r, &text);
    source_safety_gate_settle(r);
    recall_import_keep(im, &r);
out:
    recall_free(r);
    buf_clear(&text);
    buf_clear(&id_buf);
}

static void
read_one(struct recall_import *im, const struct js *alert, void *ctx)
{
    (void)ctx;
    source_safety_gate_alert(im, alert, STR_NONE);
}

int
source_safety_gate_json(
    struct recall_import *im, struct str text, struct fail *fail)
{
    (void)fail;
    notice_feed_each(im, text, NULL, read_one, NULL);
    return 0;
}
