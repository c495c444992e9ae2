#include "cli/model_data.h"

#include "base/file.h"
#include "core/hazard.h"
#include "core/limits.h"
#include "recalls/recall_source.h"

/* Year of publication; where a notice has none, that of its number
 * ("A12/00153/24"); else 0. */
static int
year_of(const struct recall *r)
{
    struct str published = recall_get(r, RECALL_PUBLISHED);
    struct str id = recall_get(r, RECALL_ID);
    int64_t year;

    if (published.len >= 4 && str_to_i64(str_sub(published, 0, 4), &year) == 0)
        return (int)year;
    if (id.len > 3 && id.p[id.len - 3] == '/' &&
        str_to_i64(str_sub(id, id.len - 2, 2), &year) == 0)
        return 2000 + (int)year;
    return 0;
}

/* The name as sold, and the kind of product where the name does not say it.
 */
static void
title_of(struct buf *out, const struct recall *r)
{
    struct str name = recall_get(r, RECALL_NAME);
    struct str product = recall_get(r, RECALL_PRODUCT);
    int is_alert = str_is(recall_get(r, RECALL_SOURCE), "eu-safety-gate");

    dataset_clean_notice(out, name.len > 0 ? name : product);
    if (is_alert && name.len > 0 && product.len > 0 &&
        str_find_nocase(name, product, 0) < 0) {
        buf_addc(out, ' ');
        buf_adds(out, product);
    }
}

static void
add_recall(struct dataset *d, const struct recall *r)
{
    struct dataset_doc doc = { .label = 1, .origin = DATASET_RECALL };
    struct buf title = BUF_MAX(4096), description = BUF_MAX(LIMIT_FIELD_BYTES);

    if (str_find_nocase(
            recall_get(r, RECALL_CATEGORY), STR("motor vehicle"), 0) >= 0)
        return;
    title_of(&title, r);
    dataset_clean_description(&description, recall_get(r, RECALL_DESCRIPTION));
    if (description.len > 0)
        doc.description = description.p;
    doc.year = year_of(r);
    doc.source = dataset_source(d, recall_get(r, RECALL_SOURCE));
    for (size_t i = 0; i < r->list[RECALL_HAZARDS].count; i++) {
        enum hazard h;

        if (hazard_find(&h, str_of(r->list[RECALL_HAZARDS].item[i])) == 0)
            doc.hazards |= 1u << h;
    }
    /* Shorter names say nothing of the product. */
    if (title.len >= 4)
        dataset_add(d, buf_str(&title), &doc);
    buf_clear(&title);
    buf_clear(&description);
}

int
model_data_add_recalls(struct dataset *d, const char *path, struct fail *fail)
{
    struct recalls rs = { 0 };
    struct recall_import im = { .out = &rs };
    int rc = recall_load(&im, path, NULL, fail);

    for (size_t i = 0; i < rs.count; i++)
        add_recall(d, rs.item[i]);
    recalls_clear(&rs);
    return rc;
}

int
model_data_add_listings(struct dataset *d, const char *path, struct fail *fail)
{
    struct buf text = BUF_MAX(LIMIT_FEED_BYTES);
    int rc = file_read(&text, path, fail);

    if (rc == 0)
        rc = dataset_add_listings(d, buf_str(&text), path, fail);
    buf_clear(&text);
    return rc;
}
