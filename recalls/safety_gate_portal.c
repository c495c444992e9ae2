#include "recalls/safety_gate_portal.h"

#include "base/mem.h"
#include "core/limits.h"
#include "recalls/notice_feed.h"
#include "recalls/source_safety_gate.h"

#define SITE "https://ec.europa.eu/safety-gate-alerts/"
/* Languages of the Union, and some to spare. */
#define VERSIONS_MAX 40

#define PATHS(...) ((const char *const[NOTICE_PATHS_MAX]){ __VA_ARGS__ })

static const struct notice_member members[] = {
    { .to = "id", .from = { "reference", "caseNumber" } },
    { .to = "published", .from = { "publicationDate", "creationDate" } },
    { .to = "name", .from = { "product.nameSpecific" } },
    { .to = "brand", .from = { "product.brands[].brand", "product.brands" } },
    { .to = "models",
        .from = { "product.modelTypes[].modelType", "product.modelTypes" },
        .separators = ",;" },
    { .to = "gtins",
        .from = { "product.barcodes[].barcode", "product.barcodes" } },
    { .to = "batches",
        .from = { "product.batchNumbers[].batchNumber",
            "product.batchNumbers" },
        .separators = ",;" },
    { .to = "production_dates",
        .from = { "product.productionDates[].productionDate",
            "product.productionDates" } },
    { .to = "company_recall_url",
        .from = { "measureTaken.companyRecalls[].url" } },
    { .to = "company_recall_code",
        .from = { "measureTaken.companyRecalls[].code",
            "measureTaken.companyRecallCode" } },
    { .to = "sold_at",
        .from = { "traceability.onlineTraders[].name",
            "traceability.onlineTrader" } },
};

/* Members whose values are keys, which become words. */
static const struct {
    const char *to;
    const char *from[NOTICE_PATHS_MAX];
} keys[] = {
    { "category",
        { "product.productCategory.key", "product.productCategory" } },
    { "measures", { "measureTaken.measures[].measureCategory.key",
                      "measureTaken.measures[].measureCategory" } },
    { "notifying_country", { "country.key", "country.name", "country" } },
    { "country_of_origin",
        { "traceability.countryOrigin.name", "traceability.countryOrigin.key",
            "traceability.countryOrigin" } },
    { "hazards",
        { "risk.riskType[].key", "risk.riskTypes[].key", "risk.riskType" } },
    { "level", { "risk.riskLevel.key", "riskLevel.key", "level.key",
                   "notificationType.key" } },
    { "counterfeit", { "product.isCounterfeit.key" } },
    { "sold_online", { "traceability.isSoldOnline.key" } },
    { "reacting_countries", { "reactingCountries[].country.key",
                                "reactingCountries[].country.name" } },
};

/* "product.category.toys" to "toys", "measure.recallFromEndUsers" to "recall
 * from end users", "DE" as it is. */
static void
add_key(struct buf *out, struct str key)
{
    ptrdiff_t dot;

    key = str_trim(key);
    /* What has blanks are words already. */
    while (str_find_char(key, ' ', 0) < 0 &&
           (dot = str_find_char(key, '.', 0)) >= 0 && (size_t)dot + 1 < key.len)
        key = str_sub(key, (size_t)dot + 1, key.len);
    for (size_t i = 0; i < key.len; i++) {
        char c = key.p[i];
        int upper = c >= 'A' && c <= 'Z';

        if (upper && i > 0 && key.p[i - 1] >= 'a' && key.p[i - 1] <= 'z')
            buf_addc(out, ' ');
        buf_addc(out, upper && i > 0 && i + 1 < key.len &&
                              key.p[i + 1] >= 'a' && key.p[i + 1] <= 'z'
                          ? str_lower(c)
                      : c == '_' ? ' '
                                 : c);
    }
}

static void
set_key(struct recall *r, const char *to, struct str word)
{
    if (str_is(word, ""))
        return;
    if (strcmp(to, "category") == 0)
        notice_set(r, RECALL_CATEGORY, word);
    else if (strcmp(to, "hazards") == 0)
        notice_add_hazards(r, word);
    else if (strcmp(to, "measures") == 0)
        notice_add(r, RECALL_MEASURES, word, "");
    else if (strcmp(to, "notifying_country") == 0)
        notice_set_country(r, RECALL_NOTIFYING_COUNTRY, word);
    else if (strcmp(to, "country_of_origin") == 0)
        notice_set_country(r, RECALL_COUNTRY_OF_ORIGIN, word);
    else if (strcmp(to, "level") == 0)
        notice_set(r, RECALL_LEVEL, word);
    else
        notice_add_extra(r, to, word);
}

static void
read_keys(struct recall_import *im, const struct js *record, struct recall *r)
{
    struct buf text = BUF_MAX(LIMIT_FIELD_BYTES), word = BUF_MAX(4096);

    for (size_t i = 0; i < COUNT(keys); i++) {
        struct str rest, line;

        buf_reset(&text);
        notice_feed_gather(
            im, record, recall_get(r, RECALL_ID), keys[i].from, &text);
        rest = buf_str(&text);
        while (rest.len > 0 && str_next_line(&rest, &line)) {
            buf_reset(&word);
            add_key(&word, str_sub(line, 0, 200));
            set_key(r, keys[i].to, buf_str(&word));
        }
    }
    buf_clear(&word);
    buf_clear(&text);
}

/* --- texts by language --- */

/* "language.en", "EN", "en" to "en"; empty if it is no code. */
static struct str
language_of(const struct js *version, char out[3])
{
    struct str key = js_get_text(js_get(version, "language"), "key");

    if (key.len == 0)
        key = js_get_text(version, "language");
    if (key.len > 2 && key.p[key.len - 3] == '.')
        key = str_sub(key, key.len - 2, 2);
    if (key.len != 2 || !str_is_alpha(key.p[0]) || !str_is_alpha(key.p[1]))
        return STR_NONE;
    out[0] = str_lower(key.p[0]);
    out[1] = str_lower(key.p[1]);
    out[2] = '\0';
    return (struct str){ out, 2 };
}

/* The version in that language; of an empty one, English, else the first. */
static const struct js *
find_version(const struct js *versions, struct str language)
{
    struct str want = language.len > 0 ? language : STR("en");
    char code[3];

    for (size_t i = 0; i < js_count(versions) && i < VERSIONS_MAX; i++)
        if (str_eq(language_of(js_at(versions, i), code), want))
            return js_at(versions, i);
    return language.len > 0 ? NULL : js_at(versions, 0);
}

static void
add_translations(struct recall *r, const struct js *versions,
    const struct js *chosen, const char *const (*names)[2], size_t count)
{
    for (size_t i = 0; i < js_count(versions) && i < VERSIONS_MAX; i++) {
        const struct js *v = js_at(versions, i);
        char code[3];
        struct str language = language_of(v, code);

        for (size_t k = 0; v != chosen && language.len > 0 && k < count; k++)
            notice_feed_translate(
                r, language, names[k][1], js_get_text(v, names[k][0]));
    }
}

static void
set_text(struct recall_import *im, const struct js *version, const char *name,
    enum recall_field f, struct recall *r)
{
    struct buf text = BUF_MAX(LIMIT_FIELD_BYTES);

    notice_feed_gather(
        im, version, recall_get(r, RECALL_ID), PATHS(name), &text);
    notice_set(r, f, buf_str(&text));
    buf_clear(&text);
}

static void
read_versions(
    struct recall_import *im, const struct js *record, struct recall *r)
{
    static const char *const product_names[][2] = { { "name", "product" },
        { "description", "description" },
        { "packageDescription", "packaging" } };
    static const char *const risk_names[][2] = { { "riskDescription",
                                                     "hazard_text" },
        { "legalProvision", "risk_legal_provision" } };
    const struct js *products = js_get(js_get(record, "product"), "versions");
    const struct js *risks = js_get(js_get(record, "risk"), "versions");
    const struct js *product = find_version(products, STR_NONE);
    char code[3] = "en";
    struct str language = language_of(product, code);
    const struct js *risk = find_version(risks, language);

    if (risk == NULL)
        risk = find_version(risks, STR_NONE);
    recall_set(r, RECALL_LANGUAGE, str_of(code));
    set_text(im, product, "name", RECALL_PRODUCT, r);
    set_text(im, product, "description", RECALL_DESCRIPTION, r);
    set_text(im, risk, "riskDescription", RECALL_HAZARD_TEXT, r);
    notice_add_extra_lines(
        r, "packaging", js_get_text(product, "packageDescription"));
    add_translations(r, products, product, product_names, COUNT(product_names));
    add_translations(r, risks, risk, risk_names, COUNT(risk_names));
}

/* --- addresses --- */

static void
read_addresses(
    struct recall_import *im, const struct js *record, struct recall *r)
{
    struct buf text = BUF_MAX(LIMIT_FIELD_BYTES), url = BUF_MAX(1024);
    struct str id = recall_get(r, RECALL_ID), rest, line;

    notice_feed_gather(im, record, id, PATHS("id"), &text);
    if (text.len > 0) {
        buf_addf(&url, SITE "screen/webReport/alertDetail/" STR_FMT,
            STR_ARG(str_sub(buf_str(&text), 0, 100)));
        notice_set(r, RECALL_URL, buf_str(&url));
    }
    buf_reset(&text);
    notice_feed_gather(im, record, id, PATHS("product.photos[].id"), &text);
    rest = buf_str(&text);
    while (rest.len > 0 && str_next_line(&rest, &line)) {
        buf_reset(&url);
        buf_addf(&url, SITE "public/api/notification/image/" STR_FMT,
            STR_ARG(str_sub(line, 0, 100)));
        notice_add(r, RECALL_IMAGES, buf_str(&url), "");
    }
    buf_clear(&url);
    buf_clear(&text);
}

static int
finish(struct recall_import *im, const struct js *record, struct recall *r,
    void *ctx)
{
    (void)ctx;
    read_versions(im, record, r);
    read_keys(im, record, r);
    read_addresses(im, record, r);
    if (r->list[RECALL_HAZARDS].count == 0)
        notice_add_hazards(r, recall_get(r, RECALL_HAZARD_TEXT));
    source_safety_gate_settle(r);
    return 0;
}

int
safety_gate_portal_json(
    struct recall_import *im, struct str text, struct fail *fail)
{
    static const char *const inside[] = { "content", "notifications", NULL };
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
