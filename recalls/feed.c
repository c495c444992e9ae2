#include "recalls/feed.h"

#include "base/mem.h"
#include "base/now.h"
#include "recalls/feed_walk.h"

#include <stdio.h>
#include <string.h>

#define DAY_MS (24 * 3600 * 1000LL)

static const struct feed_source feeds[] = {
    /* Reports are corrected for some weeks after their Friday. */
    { .name = "eu-safety-gate",
        .source = "eu-safety-gate",
        .format = "safety-gate-xml",
        .base = "https://ec.europa.eu/safety-gate-alerts/api/download",
        .overlap_days = 21,
        .scope = FEED_WINDOW,
        .start = feed_markup_weeks_start,
        .read = feed_markup_weeks },
    { .name = "us-cpsc",
        .source = "us-cpsc",
        .format = "cpsc-json",
        .base = "https://www.saferproducts.gov/RestWebServices",
        .overlap_days = 14,
        .scope = FEED_FULL_WHOLE,
        .start = feed_json_cpsc_start,
        .read = feed_json_cpsc },
    { .name = "ca-hc",
        .source = "ca-hc",
        .format = "health-canada",
        .base = "https://recalls-rappels.canada.ca/sites/default/files/"
                "opendata-donneesouvertes",
        .overlap_days = 7,
        .scope = FEED_WHOLE,
        .start = feed_json_canada_start,
        .read = feed_json_canada },
    { .name = "uk-opss",
        .source = "uk-opss",
        .format = "opss",
        .base = "https://www.gov.uk",
        .overlap_days = 14,
        .scope = FEED_FULL_WHOLE,
        .start = feed_json_opss_start,
        .read = feed_json_opss },
    { .name = "fr-rappelconso",
        .source = "fr-rappelconso",
        .format = "rappelconso",
        .base = "https://data.economie.gouv.fr/api/explore/v2.1/catalog/"
                "datasets/rappelconso-v2-gtin-espaces",
        .overlap_days = 14,
        .scope = FEED_FULL_WHOLE,
        .start = feed_json_conso_start,
        .read = feed_json_dataset },
    /* For those who want descriptions in full: it lags behind by days. */
    { .name = "eu-safety-gate-ods",
        .source = "eu-safety-gate",
        .format = "safety-gate-ods",
        .base = "https://public.opendatasoft.com/api/explore/v2.1/catalog/"
                "datasets/healthref-europe-rapex-en",
        .overlap_days = 21,
        .scope = FEED_WINDOW,
        .alternative = 1,
        .start = feed_json_rapex_start,
        .read = feed_json_dataset },
    { .name = "us-nhtsa",
        .source = "us-nhtsa",
        .format = "nhtsa-json",
        .base = "https://api.nhtsa.gov",
        .overlap_days = 30,
        .scope = FEED_WINDOW,
        .start = feed_json_nhtsa_start,
        .read = feed_json_nhtsa },
    { .name = "au-accc",
        .source = "au-accc",
        .format = "accc-html",
        .base = "https://www.productsafety.gov.au",
        .overlap_days = 30,
        .scope = FEED_WINDOW,
        .crawled = 1,
        .start = feed_markup_accc_start,
        .read = feed_markup_accc },
    { .name = "cn-samr",
        .source = "cn-samr",
        .format = "samr-html",
        .base = "https://www.samrdprc.org.cn",
        .overlap_days = 30,
        .scope = FEED_WINDOW,
        .crawled = 1,
        .start = feed_markup_samr_start,
        .read = feed_markup_samr },
};

const struct feed_source *
feed_at(size_t i)
{
    return i < COUNT(feeds) ? &feeds[i] : NULL;
}

const struct feed_source *
feed_find(struct str name)
{
    for (size_t i = 0; i < COUNT(feeds); i++)
        if (str_is(name, feeds[i].name))
            return &feeds[i];
    return NULL;
}

static int
is_web_page(struct str body)
{
    struct str start = str_trim(str_sub(body, 0, 4096));

    if (str_starts(start, STR("\xEF\xBB\xBF")))
        start = str_trim(str_sub(start, 3, start.len));
    return str_starts_nocase(start, STR("<!doctype html")) ||
           str_starts_nocase(start, STR("<html"));
}

int
feed_read(struct feed_walk *w, enum feed_kind kind, struct str url,
    struct str body, struct fail *fail)
{
    /* Lists of web sites are web pages, RSS is none. */
    if (!w->feed->crawled && is_web_page(body))
        return fail_set(fail, "a web page instead of data");
    if (str_trim(body).len == 0)
        return fail_set(fail, "an empty answer");
    return w->feed->read(w, kind, url, body, fail);
}

void
feed_date_add(const char *date, int days, char out[FEED_DATE_BYTES])
{
    char text[NOW_TEXT_BYTES];
    int64_t ms;

    if (strlen(date) != 10 || now_parse(str_of(date), &ms) != 0) {
        snprintf(out, FEED_DATE_BYTES, "%.10s", date);
        return;
    }
    now_text(ms + days * DAY_MS, text);
    snprintf(out, FEED_DATE_BYTES, "%.10s", text);
}
