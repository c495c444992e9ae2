#include "recalls/source_cpsc.h"

#include "base/csv.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "core/limits.h"
#include "recalls/cpsc_title.h"
#include "recalls/notice_feed.h"

#include <stdlib.h>
#include <string.h>

#define SOURCE "us-cpsc"
#define NAMES_MAX 8

/* Which members hold a field: the first that has a value. */
static const struct {
    enum recall_field field;
    const char *names[NAMES_MAX];
} text_members[] = {
    { RECALL_URL, { "URL", "url", "recall_url", "sourceUrl" } },
    { RECALL_HAZARD_TEXT, { "hazard_text", "hazard" } },
};

static const struct {
    enum recall_list list;
    const char *separators;
    const char *names[NAMES_MAX];
} list_members[] = {
    { RECALL_MEASURES, ",",
        { "RemedyOptions", "Remedies", "remedy", "remedy_text" } },
    { RECALL_SOLD_AT, "", { "Retailers", "sold_at" } },
    { RECALL_IMAGES, "", { "Images", "image", "images" } },
    { RECALL_MODELS, ",;", { "Products", "model", "models" } },
    { RECALL_BATCHES, ",;", { "batch", "batches" } },
};

/* One value or many: strings, arrays of strings, arrays of objects whose
 * `inner` member is the text. Append each on a line of its own. */
static void
gather(struct recall_import *im, struct str id, const char *name,
    const struct js *value, const char *inner, struct buf *out)
{
    switch (js_kind(value)) {
    case JS_NULL:
        return;
    case JS_STRING:
        if (out->len > 0)
            buf_addc(out, '\n');
        buf_adds(out, js_text(value));
        return;
    case JS_ARRAY:
        for (size_t i = 0; i < js_count(value); i++) {
            const struct js *v = js_at(value, i);

            if (js_kind(v) == JS_OBJECT)
                v = js_get(v, inner);
            if (js_kind(v) == JS_STRING || js_kind(v) == JS_NULL)
                gather(im, id, name, v, inner, out);
            else
                recall_import_warn(im, id, name, "holds what is not text");
        }
        return;
    case JS_BOOL:
    case JS_NUMBER:
    case JS_OBJECT:
        recall_import_warn(im, id, name, "must be text or a list of texts");
    }
}

/* The member of an object in a list that holds its text. */
static const char *
inner_of(const char *name)
{
    static const struct {
        const char *name, *inner;
    } inners[] = { { "Images", "URL" }, { "ProductUPCs", "UPC" },
        { "RemedyOptions", "Option" }, { "ManufacturerCountries", "Country" } };

    for (size_t i = 0; i < COUNT(inners); i++)
        if (strcmp(name, inners[i].name) == 0)
            return inners[i].inner;
    return "Name";
}

/* Gather the first of the NULL-ended members that has a value. */
static void
gather_first(struct recall_import *im, const struct js *record, struct str id,
    const char *const *names, const char *inner, struct buf *out)
{
    for (; *names != NULL && out->len == 0; names++)
        gather(im, id, *names, js_get(record, *names),
            inner != NULL ? inner : inner_of(*names), out);
}

#define GATHER(out, inner, ...)                                                \
    gather_first(im, record, id, (const char *const[]){ __VA_ARGS__, NULL },   \
        inner, out)

/* "24069", "24-069 " to "24-069"; others as they are. */
static void
read_number(struct buf *out, struct str s)
{
    s = str_trim(s);
    for (size_t i = 0; i < 5; i++)
        if (i >= s.len || !str_is_digit(s.p[i])) {
            buf_adds(out, s);
            return;
        }
    buf_adds(out, str_sub(s, 0, 2));
    buf_addc(out, '-');
    buf_adds(out, str_sub(s, 2, s.len));
}

/* The recall number, else what makes the notice's address its own. */
static void
read_id(struct recall_import *im, const struct js *record, struct buf *id)
{
    static const char *const numbers[] = { "RecallNumber", "recall_number",
        "number", "warning_number", NULL };
    static const char *const urls[] = { "URL", "url", "recall_url", "sourceUrl",
        NULL };
    static const char *const ids[] = { "RecallID", "recall_id", "id", NULL };
    struct buf scratch = BUF_MAX(4096);
    struct str text;
    ptrdiff_t at;

    text = recall_import_text(im, record, STR_NONE, numbers, &scratch);
    if (text.len > 0) {
        read_number(id, text);
    } else {
        text = recall_import_text(im, record, STR_NONE, urls, &scratch);
        at = str_find_nocase(text, STR("/recalls/"), 0);
        if (at >= 0 && (size_t)at + 9 < text.len) {
            buf_adds(id, str_sub(text, (size_t)at + 9, 400));
        } else {
            text = recall_import_text(im, record, STR_NONE, ids, &scratch);
            buf_adds(id, str_sub(text, 0, 400));
        }
    }
    buf_clear(&scratch);
}

/* Brand and product from headline and names; *headline is clean. */
static void
read_names(struct recall_import *im, const struct js *record, struct str id,
    struct recall *r, struct str headline)
{
    struct str company, product, rest, line;
    struct buf name = BUF_MAX(LIMIT_SHORT_BYTES), maker = BUF_MAX(4096);
    struct buf brands = BUF_MAX(4096);

    cpsc_title_read(headline, &company, &product);
    GATHER(&name, NULL, "product_name", "name", "Products", "products");
    if (name.len == 0)
        GATHER(&name, NULL, "descriptions", "product_types");
    notice_set(r, RECALL_NAME, name.len > 0 ? buf_str(&name) : product);
    if (r->text[RECALL_NAME] == NULL)
        recall_set(r, RECALL_NAME, headline);
    GATHER(&maker, NULL, "manufacturers_list", "manufacturers");
    rest = buf_str(&maker);
    while (str_next_line(&rest, &line))
        notice_add_brand(&brands, line);
    notice_add_brand(&brands, company);
    notice_add_brand(&brands, cpsc_title_brand(recall_get(r, RECALL_NAME)));
    notice_set(r, RECALL_BRAND, buf_str(&brands));
    /* A company's name is often not the brand: the matcher then looks at how
     * the product's name begins as well. */
    notice_add_extra(r, "brand_from", STR("headline"));
    recall_set(r, RECALL_PRODUCT, product);
    buf_clear(&name);
    buf_clear(&maker);
    buf_clear(&brands);
}

static void
read_lists(struct recall_import *im, const struct js *record, struct str id,
    struct recall *r)
{
    struct buf text = BUF_MAX(LIMIT_FIELD_BYTES);

    for (size_t i = 0; i < COUNT(text_members); i++) {
        buf_reset(&text);
        gather_first(im, record, id, text_members[i].names, NULL, &text);
        notice_set(r, text_members[i].field, buf_str(&text));
    }
    for (size_t i = 0; i < COUNT(list_members); i++) {
        buf_reset(&text);
        gather_first(im, record, id, list_members[i].names,
            list_members[i].list == RECALL_MODELS ? "Model" : NULL, &text);
        notice_add(r, list_members[i].list, buf_str(&text),
            list_members[i].separators);
    }
    buf_reset(&text);
    GATHER(&text, NULL, "ProductUPCs", "upcs");
    notice_add_gtins(r, buf_str(&text));
    buf_reset(&text);
    GATHER(&text, NULL, "ManufacturerCountries", "country_of_manufacture",
        "countries");
    /* Several countries make no one country of origin. */
    if (str_find_char(buf_str(&text), '\n', 0) < 0)
        notice_set_country(r, RECALL_COUNTRY_OF_ORIGIN, buf_str(&text));
    buf_reset(&text);
    GATHER(&text, "Type", "Products", "product_types");
    notice_set(r, RECALL_CATEGORY, buf_str(&text));
    buf_reset(&text);
    GATHER(&text, NULL, "hazard_labels", "Hazards", "hazards");
    notice_add_hazards(r, buf_str(&text));
    if (r->text[RECALL_HAZARD_TEXT] == NULL)
        notice_set(r, RECALL_HAZARD_TEXT, buf_str(&text));
    buf_clear(&text);
}

static void
read_prose(struct recall_import *im, const struct js *record, struct str id,
    struct recall *r, struct str headline)
{
    struct buf text = BUF_MAX(LIMIT_FIELD_BYTES);

    GATHER(&text, NULL, "Description", "description", "descriptions_short",
        "descriptions", "summary");
    notice_set(r, RECALL_DESCRIPTION, buf_str(&text));
    notice_add_hazards(r, recall_get(r, RECALL_HAZARD_TEXT));
    if (r->list[RECALL_HAZARDS].count == 0)
        notice_add_hazards(r, headline);
    notice_feed_mine(r, recall_get(r, RECALL_NAME));
    notice_feed_mine(r, recall_get(r, RECALL_DESCRIPTION));
    buf_clear(&text);
}

static void
read_record(struct recall_import *im, const struct js *record)
{
    static const char *const dates[] = { "RecallDate", "date", "recall_date",
        NULL };
    static const char *const organizations[] = { "organization", "source",
        NULL };
    struct buf id_buf = BUF_MAX(512), text = BUF_MAX(4096);
    struct buf title = BUF_MAX(LIMIT_SHORT_BYTES);
    struct str id, value;
    struct recall *r = NULL;

    read_id(im, record, &id_buf);
    id = buf_str(&id_buf);
    value = recall_import_text(im, record, id, organizations, &text);
    if (value.len > 0 && str_find_nocase(value, STR("cpsc"), 0) < 0) {
        recall_import_bad(im, id, "source", "'" STR_FMT "' is not the CPSC",
            STR_ARG(utf8_cut(value, 60)));
        goto out;
    }
    if (id.len == 0) {
        recall_import_bad(im, id, "RecallNumber", "missing, and no URL");
        goto out;
    }
    GATHER(&text, NULL, "Title", "title");
    notice_clean(&title, utf8_cut(buf_str(&text), LIMIT_SHORT_BYTES / 4));
    r = recall_new();
    recall_set(r, RECALL_ID, id);
    recall_set(r, RECALL_SOURCE, STR(SOURCE));
    read_names(im, record, id, r, buf_str(&title));
    if (r->text[RECALL_NAME] == NULL) {
        recall_import_bad(im, id, "Title", "missing, and no product name");
        goto out;
    }
    recall_set(r, RECALL_LANGUAGE, STR("en"));
    recall_set(r, RECALL_NOTIFYING_COUNTRY, STR("US"));
    buf_reset(&text);
    value = recall_import_text(im, record, id, dates, &text);
    notice_set_date(r, value);
    if (value.len > 0 && r->text[RECALL_PUBLISHED] == NULL)
        recall_import_warn(im, id, "RecallDate", "'" STR_FMT "' is no date",
            STR_ARG(utf8_cut(value, 40)));
    if (title.len > 0)
        notice_add_extra(r, "title", buf_str(&title));
    read_lists(im, record, id, r);
    read_prose(im, record, id, r, buf_str(&title));
    recall_import_keep(im, &r);
out:
    recall_free(r);
    buf_clear(&id_buf);
    buf_clear(&text);
    buf_clear(&title);
}

static void
read_one(struct recall_import *im, const struct js *record, void *ctx)
{
    (void)ctx;
    read_record(im, record);
}

int
source_cpsc_json(struct recall_import *im, struct str text, struct fail *fail)
{
    (void)fail;
    notice_feed_each(im, text, NULL, read_one, NULL);
    return 0;
}

/* Columns of the website's export and the members they become. */
static const struct {
    const char *column, *member;
} columns[] = { { "Recall Number", "recall_number" },
    { "Product Safety Warning Number", "warning_number" }, { "Date", "date" },
    { "Recall Date", "date" }, { "Product Safety Warning Date", "date" },
    { "Recall Heading", "title" }, { "Name of product", "product_name" },
    { "Description", "description" }, { "Hazard Description", "hazard_text" },
    { "Remedy Type", "remedy" }, { "Remedy", "remedy_text" },
    { "Sold At", "sold_at" }, { "Importers", "importers" },
    { "Manufacturers", "manufacturer" }, { "Distributors", "distributors" },
    { "Manufactured In", "country_of_manufacture" }, { "URL", "url" } };

static const char *
member_of(struct str column)
{
    for (size_t i = 0; i < COUNT(columns); i++)
        if (str_is_nocase(str_trim(column), columns[i].column))
            return columns[i].member;
    return NULL;
}

static void
read_row(struct recall_import *im, const struct csv *row,
    const char *const *members, size_t count)
{
    struct js *record = js_new_object();

    for (size_t i = 0; i < count && i < row->count; i++)
        if (members[i] != NULL && str_trim(row->field[i]).len > 0 &&
            js_get(record, members[i]) == NULL)
            js_set_text(record, members[i], row->field[i]);
    if (row->count != count)
        recall_import_warn(im, js_get_text(record, "recall_number"), "row",
            "line %zu has %zu fields, the header %zu", row->row_line,
            row->count, count);
    read_record(im, record);
    js_free(record);
}

int
source_cpsc_csv(struct recall_import *im, struct str text, struct fail *fail)
{
    const char *members[CSV_FIELDS_MAX] = { NULL };
    size_t count = 0;
    int named = 0, rc;
    struct csv csv;
    struct fail why;

    csv_init(&csv, text, 0);
    rc = csv_next(&csv, fail);
    if (rc > 0) {
        count = csv.count;
        for (size_t i = 0; i < count; i++) {
            members[i] = member_of(csv.field[i]);
            if (members[i] != NULL &&
                (strcmp(members[i], "title") == 0 ||
                    strcmp(members[i], "recall_number") == 0))
                named = 1;
        }
    }
    if (rc < 0 || !named) {
        csv_clear(&csv);
        return rc < 0 ? fail_wrap(fail, "%s", im->name)
                      : fail_set(fail,
                            "%s: the first line names no column 'Recall "
                            "Number' or 'Recall Heading'",
                            im->name);
    }
    while ((rc = csv_next(&csv, &why)) != 0) {
        recall_import_begin(im);
        if (rc < 0)
            recall_import_bad(im, STR_NONE, "row", "%s", why.text);
        else
            read_row(im, &csv, members, count);
    }
    csv_clear(&csv);
    return 0;
}
