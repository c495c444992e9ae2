#include "recalls/safety_gate_ods.h"

#include "base/mem.h"
#include "core/limits.h"
#include "recalls/notice_feed.h"
#include "recalls/source_safety_gate.h"

static const struct notice_member members[] = {
    { .to = "id", .from = { "alert_number" } },
    { .to = "published", .from = { "alert_date" } },
    { .to = "level", .from = { "alert_level" } },
    { .to = "product", .from = { "product_type" } },
    { .to = "name", .from = { "product_name" } },
    { .to = "brand", .from = { "product_brand" } },
    { .to = "category", .from = { "product_category" } },
    { .to = "models", .from = { "product_model_type" }, .separators = ",;" },
    { .to = "batches", .from = { "product_batch_number" }, .separators = ",;" },
    { .to = "gtins", .from = { "product_barcode" } },
    { .to = "hazards", .from = { "alert_type" } },
    { .to = "hazard_text",
        .from = { "alert_description", "technical_defect",
            "risk_legal_provision" } },
    { .to = "country_of_origin", .from = { "product_country" } },
    { .to = "notifying_country", .from = { "alert_country" } },
    { .to = "url", .from = { "rapex_url" } },
    { .to = "images", .from = { "product_image.url", "product_image" } },
    { .to = "images",
        .from = { "product_other_images.url", "product_other_images" },
        .separators = ",;" },
    { .to = "technical_defect", .from = { "technical_defect" } },
    { .to = "risk_legal_provision", .from = { "risk_legal_provision" } },
    { .to = "company_recall_code", .from = { "product_recall_code" } },
    { .to = "company_recall_url", .from = { "product_recall_url" } },
    { .to = "production_dates", .from = { "product_production_date" } },
    { .to = "packaging", .from = { "product_packaging_description" } },
    { .to = "counterfeit", .from = { "product_counterfeit" } },
    { .to = "modified", .from = { "modification_date" } },
    { .to = "oecd_category", .from = { "oecd_portal_category" } },
    { .to = "reacting_countries", .from = { "alert_other_countries" } },
};

/* Who a product is for stands where others name its kind. */
static int
is_user(struct str s)
{
    static const char *const users[] = { "consumer", "professional" };

    for (size_t i = 0; i < COUNT(users); i++)
        if (str_starts_nocase(s, str_of(users[i])))
            return 1;
    return 0;
}

static int
finish(struct recall_import *im, const struct js *record, struct recall *r,
    void *ctx)
{
    static const char *const descriptions[NOTICE_PATHS_MAX] = {
        "product_description"
    };
    static const char *const measures[NOTICE_PATHS_MAX] = {
        "measures_country"
    };
    struct buf text = BUF_MAX(LIMIT_FIELD_BYTES);
    struct str id = recall_get(r, RECALL_ID);

    (void)ctx;
    if (is_user(recall_get(r, RECALL_PRODUCT)))
        recall_set(r, RECALL_PRODUCT, recall_get(r, RECALL_NAME));
    notice_feed_gather(im, record, id, descriptions, &text);
    notice_set(r, RECALL_DESCRIPTION, buf_str(&text));
    buf_reset(&text);
    notice_feed_gather(im, record, id, measures, &text);
    source_safety_gate_measures(r, buf_str(&text));
    source_safety_gate_settle(r);
    buf_clear(&text);
    return 0;
}

int
safety_gate_ods_json(
    struct recall_import *im, struct str text, struct fail *fail)
{
    static const char *const inside[] = { "results", "records", NULL };
    static const struct notice_feed feed = { .source = "eu-safety-gate",
        .language = "en",
        .members = members,
        .member_count = COUNT(members),
        .inside = inside,
        .finish = finish };

    (void)fail;
    notice_feed_read(im, &feed, text);
    return 0;
}
