#include "recalls/recall_source.h"

#include "base/file.h"
#include "base/mem.h"
#include "core/limits.h"
#include "recalls/json_path.h"
#include "recalls/json_records.h"
#include "recalls/safety_gate_ods.h"
#include "recalls/safety_gate_portal.h"
#include "recalls/safety_gate_xml.h"
#include "recalls/source_accc.h"
#include "recalls/source_cpsc.h"
#include "recalls/source_health_canada.h"
#include "recalls/source_nhtsa.h"
#include "recalls/source_opss.h"
#include "recalls/source_own.h"
#include "recalls/source_rappelconso.h"
#include "recalls/source_safety_gate.h"
#include "recalls/source_samr.h"

/* What may be said before the first record was kept. */
#define HELD_BYTES_MAX (1u << 20)

/* One or two notices without a date are no change of shape. */
#define EXPECTING_RECORDS 3

#define CPSC "US Consumer Product Safety Commission"
#define DGCCRF "DGCCRF, RappelConso"
#define FRANCE_OL "Licence Ouverte 2.0 (Etalab)"
#define HEALTH_CANADA "Health Canada"
#define CANADA_OGL "Open Government Licence - Canada"
#define OPSS "UK Office for Product Safety and Standards"
#define UK_OGL "Open Government Licence v3.0"
#define NHTSA "US National Highway Traffic Safety Administration"
#define SAFETY_GATE "European Commission, Safety Gate"
#define PUBLIC_DOMAIN "US government work, public domain (17 USC 105)"
#define ACCC "Australian Competition and Consumer Commission"
#define CC_BY_4 "CC BY 4.0"
#define SAMR "SAMR, centre for recalls of defective products (China)"
#define SAMR_TERMS "public notices of the authority; no licence stated"
#define CC_BY "CC BY 4.0, Decision 2011/833/EU; pictures excluded"

static void
note(const struct js *value, void *ctx)
{
    (void)value;
    *(int *)ctx = 1;
}

/* 1 if one of the first records has one of the members. */
static int
first_record_has(struct str text, const char *const *names, size_t count)
{
    static const char *const inside[] = { "results", "Results", "records",
        "data", "content", NULL };
    struct json_records records;
    struct fail why;
    struct js *record;
    int rc, hit = 0;

    json_records_init(&records, text);
    json_records_enter(&records, inside);
    for (int tries = 0; tries < 5 && !hit; tries++) {
        rc = json_records_next(&records, &record, &why);
        if (rc == 0)
            break;
        for (size_t i = 0; rc > 0 && i < count; i++)
            json_path_each(
                json_records_unwrap(record), str_of(names[i]), note, &hit);
        js_free(record);
    }
    return hit;
}

/* Our own records have texts for id, source, and name or product. */
static int
looks_like_own(struct str text)
{
    struct json_records records;
    struct fail why;
    int hit = 0;

    json_records_init(&records, text);
    for (int tries = 0; tries < 5 && !hit; tries++) {
        struct js *record;
        int rc = json_records_next(&records, &record, &why);

        if (rc == 0)
            break;
        hit = js_get_text(record, "id").len > 0 &&
              js_get_text(record, "source").len > 0 &&
              (js_get_text(record, "name").len > 0 ||
                  js_get_text(record, "product").len > 0);
        js_free(record);
    }
    return hit;
}

static int
is_array(struct str text)
{
    struct json_records records;

    json_records_init(&records, text);
    return records.array;
}

static int
looks_like_alerts(struct str text)
{
    static const char *const names[] = { "alert_number", "caseNumber" };

    return first_record_has(text, names, COUNT(names));
}

/* The mirror has a prefix to every member; alert tables have not. */
static int
looks_like_ods(struct str text)
{
    static const char *const names[] = { "alert_type", "product_brand",
        "product_model_type", "rapex_url", "alert_country" };

    return looks_like_alerts(text) &&
           first_record_has(text, names, COUNT(names));
}

static int
looks_like_portal(struct str text)
{
    static const char *const names[] = { "product.versions",
        "product.nameSpecific", "product.productCategory", "risk.riskType",
        "reactingCountries" };
    static const char *const ids[] = { "reference" };

    return first_record_has(text, ids, COUNT(ids)) &&
           first_record_has(text, names, COUNT(names));
}

static int
looks_like_nhtsa(struct str text)
{
    static const char *const names[] = { "NHTSACampaignNumber", "CAMPNO",
        "nhtsa_id", "NHTSA ID" };

    return first_record_has(text, names, COUNT(names));
}

static int
looks_like_health_canada(struct str text)
{
    static const char *const names[] = { "NID" };

    return first_record_has(text, names, COUNT(names));
}

static int
looks_like_opss(struct str text)
{
    static const char *const names[] = { "details.metadata.product_alert_type",
        "details.metadata.product_category", "product_alert_type",
        "product_recall_alert_date", "product_risk_level" };
    static const char *const paths[] = { "base_path", "link" };

    return first_record_has(text, names, COUNT(names)) ||
           (first_record_has(text, paths, COUNT(paths)) &&
               str_find(str_sub(text, 0, 65536),
                   STR("product_safety_alert_report_recall"), 0) >= 0);
}

static int
looks_like_rappelconso(struct str text)
{
    static const char *const names[] = { "numero_fiche", "reference_fiche",
        "rappel_guid", "conduites_a_tenir_par_le_consommateur" };

    return first_record_has(text, names, COUNT(names));
}

static int
is_cpsc(struct str text)
{
    static const char *const names[] = { "RecallNumber", "RecallID",
        "recall_number", "recall_url", "hazard_text", "sourceUrl",
        "product_name", "hazard" };

    if (looks_like_alerts(text))
        return 0;
    return first_record_has(text, names, COUNT(names)) ||
           str_find_nocase(str_sub(text, 0, 65536), STR("cpsc.gov/"), 0) >= 0;
}

static int
looks_like_cpsc_lines(struct str text)
{
    return is_cpsc(text) && !is_array(text);
}

static int
looks_like_cpsc_array(struct str text)
{
    return is_cpsc(text) && is_array(text);
}

static int
looks_like_cpsc_csv(struct str text)
{
    struct str line = text;

    if (!str_next_line(&text, &line))
        return 0;
    return str_find_nocase(line, STR("Recall Heading"), 0) >= 0 ||
           str_find_nocase(line, STR("Recall Number"), 0) >= 0;
}

#define ROW(f, s, a, l, days, reader, like)                                    \
    .format = f, .source = s, .authority = a, .licence = l,                    \
    .stale_days = days, .read = reader, .looks_like = like

static const struct recall_source sources[] = {
    { ROW("own", NULL, "as each record says", "as each source says", 0,
        source_own_json, looks_like_own) },
    { ROW("safety-gate-xml", "eu-safety-gate", SAFETY_GATE, CC_BY, 10,
          safety_gate_xml_report, safety_gate_xml_is),
        .collected = 1, .expects = { { RECALL_PUBLISHED, "report_date" } } },
    { ROW("safety-gate-portal", "eu-safety-gate", SAFETY_GATE, CC_BY, 10,
          safety_gate_portal_json, looks_like_portal),
        .collected = 1,
        .expects = { { RECALL_PUBLISHED, "publicationDate" } } },
    { ROW("safety-gate-ods", "eu-safety-gate", SAFETY_GATE, CC_BY, 10,
          safety_gate_ods_json, looks_like_ods),
        .collected = 1, .expects = { { RECALL_PUBLISHED, "alert_date" } } },
    { ROW("safety-gate-jsonl", "eu-safety-gate", SAFETY_GATE, CC_BY, 10,
          source_safety_gate_json, looks_like_alerts),
        .collected = 1 },
    { ROW("nhtsa-json", "us-nhtsa", NHTSA, PUBLIC_DOMAIN, 14, source_nhtsa_json,
          looks_like_nhtsa),
        .expects = { { RECALL_PUBLISHED, "ReportReceivedDate" } } },
    { ROW("health-canada", "ca-hc", HEALTH_CANADA, CANADA_OGL, 7,
          source_health_canada_json, looks_like_health_canada),
        .expects = { { RECALL_URL, "URL" },
            { RECALL_PUBLISHED, "Last updated" } } },
    { ROW("opss", "uk-opss", OPSS, UK_OGL, 14, source_opss_json,
          looks_like_opss),
        .expects = { { RECALL_PUBLISHED, "public_timestamp" },
            { RECALL_URL, "base_path" } } },
    { ROW("rappelconso", "fr-rappelconso", DGCCRF, FRANCE_OL, 7,
          source_rappelconso_json, looks_like_rappelconso),
        .expects = { { RECALL_PUBLISHED, "date_publication" },
            { RECALL_CATEGORY, "categorie_produit" } } },
    { ROW("cpsc-csv", "us-cpsc", CPSC, PUBLIC_DOMAIN, 14, source_cpsc_csv,
          looks_like_cpsc_csv),
        .collected = 1, .expects = { { RECALL_PUBLISHED, "Date" } } },
    { ROW("cpsc-json", "us-cpsc", CPSC, PUBLIC_DOMAIN, 14, source_cpsc_json,
          looks_like_cpsc_array),
        .collected = 1, .expects = { { RECALL_PUBLISHED, "RecallDate" } } },
    { ROW("cpsc-jsonl", "us-cpsc", CPSC, PUBLIC_DOMAIN, 14, source_cpsc_json,
          looks_like_cpsc_lines),
        .collected = 1 },
    { ROW("accc-html", "au-accc", ACCC, CC_BY_4, 14, source_accc_page,
        source_accc_is_page) },
    { ROW("accc-rss", "au-accc", ACCC, CC_BY_4, 14, source_accc_rss,
          source_accc_is_rss),
        .expects = { { RECALL_PUBLISHED, "pubDate" } } },
    { ROW("samr-html", "cn-samr", SAMR, SAMR_TERMS, 14, source_samr_page,
          source_samr_is_page),
        .expects = { { RECALL_PUBLISHED, "发布时间" } } },
};

const struct recall_source *
recall_source_at(size_t i)
{
    return i < COUNT(sources) ? &sources[i] : NULL;
}

const struct recall_source *
recall_source_find(struct str format)
{
    for (size_t i = 0; i < COUNT(sources); i++)
        if (str_is(format, sources[i].format))
            return &sources[i];
    return NULL;
}

const struct recall_source *
recall_source_guess(struct str text)
{
    for (size_t i = 0; i < COUNT(sources); i++)
        if (sources[i].looks_like(text))
            return &sources[i];
    return NULL;
}

/* What is said about a file, held back until a record of it was kept: of a
 * feed that changed its shape one line is worth more than thousands. */
struct holding {
    struct recall_import *im;
    void (*say)(const char *text, void *ctx);
    void *ctx;
    size_t kept; /* before the file */
    struct buf lines;
};

static void
release(struct holding *h)
{
    struct str rest = buf_str(&h->lines), line;

    while (rest.len > 0 && str_next_line(&rest, &line)) {
        struct buf text = BUF_MAX(line.len + 1);

        buf_adds(&text, line);
        if (h->say != NULL)
            h->say(buf_text(&text), h->ctx);
        buf_clear(&text);
    }
    buf_clear(&h->lines);
}

static void
hold(const char *text, void *ctx)
{
    struct holding *h = ctx;

    if (h->im->kept == h->kept && h->lines.len < HELD_BYTES_MAX) {
        buf_addf(&h->lines, "%s\n", text);
        return;
    }
    release(h);
    if (h->say != NULL)
        h->say(text, h->ctx);
}

/* An expected field that none of the records from the kept-th on has. */
static int
check_expected(const struct recall_import *im, const struct recall_source *form,
    size_t kept, struct fail *fail)
{
    const struct recalls *rs = im->out;
    size_t count = im->kept - kept;

    if (count < EXPECTING_RECORDS)
        return 0;
    for (size_t i = 0;
         i < RECALL_EXPECTS_MAX && form->expects[i].theirs != NULL; i++) {
        size_t at = rs->count - count;

        while (at < rs->count &&
               rs->item[at]->text[form->expects[i].field] == NULL)
            at++;
        if (at == rs->count)
            return fail_set(fail,
                "%s: none of %zu records has a '%s': has the feed changed "
                "its shape?",
                im->name, count, form->expects[i].theirs);
    }
    return 0;
}

/* Read, and make an error of a feed without records, which is never silently
 * a success, and of one that changed its shape. */
static int
read_form(struct recall_import *im, const struct recall_source *form,
    const struct recall_mapping *mapping, struct str text, struct fail *fail)
{
    struct holding h = { im, im->say, im->ctx, im->kept,
        BUF_MAX(HELD_BYTES_MAX * 2) };
    size_t read = im->read, bad = im->bad;
    int rc;

    im->say = hold;
    im->ctx = &h;
    im->bad_fields = 0;
    im->collected = form != NULL && form->collected;
    rc = form != NULL ? form->read(im, text, fail)
                      : recall_mapping_read(mapping, im, text, fail);
    im->say = h.say;
    im->ctx = h.ctx;
    read = im->read - read;
    bad = im->bad - bad;
    if (rc == 0 && im->kept == h.kept && im->bad_fields == 1 && bad == read &&
        read > 1 && strcmp(im->bad_field, "record") != 0) {
        buf_clear(&h.lines);
        return fail_set(fail,
            "%s: none of %zu records can be used, each because of '%s': has "
            "the feed changed its shape?",
            im->name, read, im->bad_field);
    }
    release(&h);
    if (rc == 0 && im->kept == h.kept)
        rc = fail_set(
            fail, "%s: no usable recall in %zu records", im->name, read);
    return rc != 0 || form == NULL ? rc
                                   : check_expected(im, form, h.kept, fail);
}

static int
load(struct recall_import *im, const char *path,
    const struct recall_source *form, const struct recall_mapping *mapping,
    struct fail *fail)
{
    struct buf text = BUF_MAX(LIMIT_FEED_BYTES);
    int rc = -1;

    im->name = path;
    im->record = 0;
    if (file_read(&text, path, fail) != 0)
        goto out;
    if (form == NULL && mapping == NULL)
        form = recall_source_guess(buf_str(&text));
    if (str_trim(buf_str(&text)).len == 0)
        fail_set(fail, "%s: holds no record", path);
    else if (form == NULL && mapping == NULL)
        fail_set(fail, "%s: is in no known format of recalls", path);
    else
        rc = read_form(im, form, mapping, buf_str(&text), fail);
out:
    buf_clear(&text);
    return rc;
}

int
recall_load(struct recall_import *im, const char *path,
    const struct recall_source *form, struct fail *fail)
{
    return load(im, path, form, NULL, fail);
}

int
recall_load_mapped(struct recall_import *im, const char *path,
    const struct recall_mapping *mapping, struct fail *fail)
{
    return load(im, path, NULL, mapping, fail);
}
