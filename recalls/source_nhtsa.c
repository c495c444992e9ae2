#include "recalls/source_nhtsa.h"

#include "base/mem.h"
#include "core/limits.h"
#include "recalls/notice_feed.h"
#include "recalls/production_dates.h"

static const struct notice_member members[] = {
    { .to = "id",
        .from = { "NHTSACampaignNumber", "CAMPNO", "nhtsa_id", "NHTSA ID" } },
    { .to = "published",
        .from = { "ReportReceivedDate", "RCDATE", "report_received_date",
            "Report Received Date", "DATEA" } },
    { .to = "brand",
        .from = { "Make", "MAKETXT", "Manufacturer", "MFGNAME", "MFGTXT",
            "manufacturer" } },
    { .to = "models", .from = { "Model", "MODELTXT" } },
    { .to = "product", .from = { "subject", "Subject" } },
    { .to = "category", .from = { "Component", "COMPNAME", "component" } },
    { .to = "description",
        .from = { "Summary", "DESC_DEFECT", "defect_summary",
            "recall_description", "Recall Description" } },
    { .to = "hazard_text",
        .from = { "Consequence", "Conequence", "CONEQUENCE_DEFECT",
            "CONSEQUENCE_DEFECT", "consequence_summary",
            "Consequence Summary" } },
    { .to = "measures",
        .from = { "Remedy", "CORRECTIVE_ACTION", "corrective_action",
            "Corrective Action" } },
    { .to = "url", .from = { "recall_link.url", "recall_link" } },
    { .to = "manufacturer",
        .from = { "Manufacturer", "MFGNAME", "MFGTXT", "manufacturer" } },
    { .to = "company_recall_code",
        .from = { "MFGCAMPNO", "mfr_campaign_number" } },
    { .to = "notes", .from = { "Notes", "NOTES" } },
    { .to = "units",
        .from = { "PotentialNumberofUnitsAffected", "POTAFF",
            "potentially_affected" } },
};

#define PATHS(...) ((const char *const[NOTICE_PATHS_MAX]){ __VA_ARGS__ })

/* "Honda Civic", or what was recalled where it is no vehicle. */
static int
set_name(struct recall_import *im, struct recall *r)
{
    struct buf text = BUF_MAX(LIMIT_FIELD_BYTES);

    if (r->list[RECALL_MODELS].count > 0)
        buf_addf(&text, STR_FMT " %s", STR_ARG(recall_get(r, RECALL_BRAND)),
            r->list[RECALL_MODELS].item[0]);
    if (text.len > 0)
        recall_set(r, RECALL_NAME, buf_str(&text));
    buf_clear(&text);
    if (r->text[RECALL_NAME] != NULL || r->text[RECALL_PRODUCT] != NULL)
        return 0;
    recall_import_bad(im, recall_get(r, RECALL_ID), "Model",
        "missing or not text, and no subject");
    return -1;
}

static int
finish(struct recall_import *im, const struct js *record, struct recall *r,
    void *ctx)
{
    struct buf text = BUF_MAX(LIMIT_FIELD_BYTES);
    struct str id = recall_get(r, RECALL_ID);

    (void)ctx;
    if (set_name(im, r) != 0)
        return -1;
    notice_feed_gather(im, record, id, PATHS("ModelYear", "YEARTXT"), &text);
    production_dates_set_years(r, buf_str(&text));
    buf_reset(&text);
    notice_feed_gather(im, record, id, PATHS("BGMAN"), &text);
    buf_addz(&text, " - ");
    notice_feed_gather(im, record, id, PATHS("ENDMAN"), &text);
    production_dates_set(r, buf_str(&text));
    notice_add_hazards(r, recall_get(r, RECALL_DESCRIPTION));
    if (r->text[RECALL_URL] == NULL) {
        buf_reset(&text);
        buf_addf(&text, "https://www.nhtsa.gov/recalls?nhtsaId=" STR_FMT,
            STR_ARG(id));
        recall_set(r, RECALL_URL, buf_str(&text));
    }
    buf_clear(&text);
    return 0;
}

/* Another make, model or year of the same campaign. */
static void
join(struct recall *first, struct recall *again)
{
    struct buf brands = BUF_MAX(LIMIT_FIELD_BYTES);

    buf_adds(&brands, recall_get(first, RECALL_BRAND));
    notice_add_brand(&brands, recall_get(again, RECALL_BRAND));
    recall_set(first, RECALL_BRAND, buf_str(&brands));
    notice_feed_join_lists(first, again);
    production_dates_set_years(
        first, notice_feed_extra(again, "model_year_from", 0));
    production_dates_set_years(
        first, notice_feed_extra(again, "model_year_to", 0));
    production_dates_set(first, notice_feed_extra(again, "produced_from", 0));
    production_dates_set(first, notice_feed_extra(again, "produced_to", 0));
    buf_clear(&brands);
}

int
source_nhtsa_json(struct recall_import *im, struct str text, struct fail *fail)
{
    static const char *const inside[] = { "results", "Results", "data", NULL };
    static const struct notice_feed feed = { .source = "us-nhtsa",
        .language = "en",
        .country = "US",
        .members = members,
        .member_count = COUNT(members),
        .inside = inside,
        .finish = finish,
        .join = join };

    (void)fail;
    notice_feed_read(im, &feed, text);
    return 0;
}
