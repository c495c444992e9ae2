/* The feeds that are JSON services: CPSC, Health Canada, OpenDataSoft
 * datasets, GOV.UK, NHTSA. */
#include "recalls/feed_walk.h"

#include "base/mem.h"
#include "core/limits.h"
#include "recalls/notice_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The first recalls of the CPSC. */
#define CPSC_FIRST_YEAR 1973

/* Records a dataset gives at a time, and how far it can be paged through
 * (offset + limit, OpenDataSoft Explore API 2.1); beyond, there is only the
 * export of all that fits the question. */
#define DATASET_PAGE 100
#define DATASET_REACH 10000

#define OPSS_PAGE 100
/* GOV.UK's search goes no further back than this. */
#define OPSS_REACH 100000

/* Model years whose recalls are looked for: the service has no question by
 * date of recall. */
#define NHTSA_YEARS 12

static int
year_of(const char *date)
{
    int64_t year = 0;

    str_to_i64(str_sub(str_of(date), 0, 4), &year);
    return (int)year;
}

/* --- US CPSC --- */

void
feed_json_cpsc_start(struct feed_walk *w)
{
    if (w->since[0] != '\0') {
        feed_walk_ask(w, FEED_PAGE, "",
            "/Recall?format=json&LastPublishDateStart=%s", w->since);
        return;
    }
    /* All at once is tens of megabytes: by years it can be gone on with. */
    for (int y = CPSC_FIRST_YEAR; y <= year_of(w->today); y++)
        feed_walk_ask(w, FEED_PAGE, "",
            "/Recall?format=json&RecallDateStart=%d-01-01"
            "&RecallDateEnd=%d-12-31",
            y, y);
}

int
feed_json_cpsc(struct feed_walk *w, enum feed_kind kind, struct str url,
    struct str body, struct fail *fail)
{
    struct js *j = NULL;

    (void)kind;
    (void)url;
    if (str_starts(str_trim(body), STR("[")))
        return feed_walk_import(w, body, fail);
    /* What is wrong is said in an object. */
    if (feed_walk_object(&j, body, "RecallNumber", JS_STRING, fail) == 0)
        fail_set(fail, "one recall instead of a list");
    js_free(j);
    return fail_wrap(fail, "no list of recalls");
}

/* --- Health Canada --- */

void
feed_json_canada_start(struct feed_walk *w)
{
    feed_walk_ask(w, FEED_PAGE, "", "/HCRSAMOpenData.json");
}

int
feed_json_canada(struct feed_walk *w, enum feed_kind kind, struct str url,
    struct str body, struct fail *fail)
{
    (void)kind;
    (void)url;
    if (!str_starts(str_trim(str_sub(body, 0, 64)), STR("[")) &&
        !str_starts(body, STR("\xEF\xBB\xBF[")))
        return fail_set(fail, "no list of notices");
    return feed_walk_import(w, body, fail);
}

/* --- datasets of OpenDataSoft --- */

static void
ask_dataset(struct feed_walk *w, const char *where, const char *order)
{
    char *question = feed_walk_escape(str_of(where));

    if (where[0] == '\0')
        feed_walk_ask(w, FEED_PAGE, "", "/exports/json");
    else
        feed_walk_ask(w, FEED_PAGE, "",
            "/records?where=%s&order_by=%s&limit=%d&offset=0", question, order,
            DATASET_PAGE);
    free(question);
}

void
feed_json_rapex_start(struct feed_walk *w)
{
    char where[128] = "";

    if (w->since[0] != '\0')
        snprintf(where, sizeof where,
            "modification_date>=date'%s' or alert_date>=date'%s'", w->since,
            w->since);
    ask_dataset(w, where, "alert_number");
}

void
feed_json_conso_start(struct feed_walk *w)
{
    char where[128] = "";

    if (w->since[0] != '\0')
        snprintf(where, sizeof where, "date_publication>=date'%s'", w->since);
    ask_dataset(w, where, "numero_fiche");
}

/* The next page of a dataset, or the export where paging does not reach. */
static int
next_of_dataset(struct feed_walk *w, struct str url, size_t got, int64_t total,
    struct fail *fail)
{
    ptrdiff_t at = str_find(url, STR("&offset="), 0);
    ptrdiff_t query = str_find(url, STR("?where="), 0);
    struct str path = str_sub(url, strlen(w->base), url.len), where;
    int64_t offset;

    if (at < 0 || query < 0 ||
        str_to_i64(str_sub(url, (size_t)at + 8, url.len), &offset) != 0)
        return fail_set(fail, "no offset in the address");
    where = str_sub(url, (size_t)query, url.len);
    where.len = (size_t)str_find_char(where, '&', 0);
    if (offset == 0 && total > DATASET_REACH) {
        feed_walk_ask(
            w, FEED_PAGE, "", "/exports/json" STR_FMT, STR_ARG(where));
        return 0;
    }
    path.len -= url.len - (size_t)at;
    if (got > 0 && offset + (int64_t)got < total)
        feed_walk_ask(w, FEED_PAGE, "", STR_FMT "&offset=%lld", STR_ARG(path),
            (long long)(offset + (int64_t)got));
    else if (offset + (int64_t)got < total)
        return fail_set(fail, "'results' is empty at %lld of %lld",
            (long long)offset, (long long)total);
    return 0;
}

int
feed_json_dataset(struct feed_walk *w, enum feed_kind kind, struct str url,
    struct str body, struct fail *fail)
{
    struct js *j = NULL, *list;
    int64_t total;
    int rc = -1;

    (void)kind;
    if (str_find(url, STR("/exports/json"), 0) >= 0) {
        if (!str_starts(str_trim(str_sub(body, 0, 64)), STR("[")))
            return fail_set(fail, "no list of records");
        return feed_walk_import(w, body, fail);
    }
    if (feed_walk_object(&j, body, "results", JS_ARRAY, fail) != 0)
        return -1;
    list = js_get(j, "results");
    total = js_integer(js_get(j, "total_count"), -1);
    if (total < 0)
        fail_set(fail, "member 'total_count' is missing or no number");
    else if (next_of_dataset(w, url, js_count(list), total, fail) == 0)
        rc = feed_walk_import_array(w, list, fail);
    js_free(j);
    return rc;
}

/* --- UK OPSS on GOV.UK --- */

static void
ask_opss(struct feed_walk *w, int64_t start)
{
    feed_walk_ask(w, FEED_LIST, "",
        "/api/search.json?filter_format=product_safety_alert_report_recall"
        "&order=-public_timestamp&count=%d&start=%lld"
        "&fields=link,public_timestamp%s%s",
        OPSS_PAGE, (long long)start,
        w->since[0] != '\0' ? "&filter_public_timestamp=from:" : "", w->since);
}

void
feed_json_opss_start(struct feed_walk *w)
{
    ask_opss(w, 0);
}

static int
read_search(
    struct feed_walk *w, struct str url, const struct js *j, struct fail *fail)
{
    const struct js *list = js_get(j, "results");
    int64_t total = js_integer(js_get(j, "total"), -1), start = 0;
    ptrdiff_t at = str_find(url, STR("&start="), 0);
    size_t links = 0;

    if (total < 0)
        return fail_set(fail, "member 'total' is missing or no number");
    for (size_t i = 0; i < js_count(list); i++) {
        struct str link = js_get_text(js_at(list, i), "link");
        char date[NOTICE_DATE_BYTES] = "";

        notice_date(js_get_text(js_at(list, i), "public_timestamp"), date);
        if (!str_starts(link, STR("/")))
            continue;
        links++;
        feed_walk_ask(
            w, FEED_NOTICE, date, "/api/content" STR_FMT, STR_ARG(link));
    }
    if (js_count(list) > 0 && links == 0)
        return fail_set(fail, "no entry of 'results' has a 'link'");
    if (at >= 0) {
        struct str number = str_sub(url, (size_t)at + 7, url.len);

        number.len = (size_t)str_find_char(number, '&', 0);
        str_to_i64(number, &start);
    }
    start += (int64_t)js_count(list);
    if (js_count(list) > 0 && start < total && start < OPSS_REACH)
        ask_opss(w, start);
    return 0;
}

int
feed_json_opss(struct feed_walk *w, enum feed_kind kind, struct str url,
    struct str body, struct fail *fail)
{
    struct js *j = NULL;
    int rc;

    if (kind == FEED_NOTICE) {
        if (feed_walk_object(&j, body, "base_path", JS_STRING, fail) != 0)
            return -1;
        rc = feed_walk_import(w, body, fail);
    } else {
        if (feed_walk_object(&j, body, "results", JS_ARRAY, fail) != 0)
            return -1;
        rc = read_search(w, url, j, fail);
    }
    js_free(j);
    return rc;
}

/* --- US NHTSA: years, makes, models, recalls of each, campaigns --- */

void
feed_json_nhtsa_start(struct feed_walk *w)
{
    int year = year_of(w->today);

    for (int y = year + 1; y > year + 1 - NHTSA_YEARS; y--)
        feed_walk_ask(w, FEED_LIST, "",
            "/products/vehicle/makes?modelYear=%d&issueType=r", y);
}

/* What an entry of one level leads to. */
static void
ask_nhtsa(struct feed_walk *w, struct str url, const struct js *entry)
{
    char *year = feed_walk_escape(js_get_text(entry, "modelYear"));
    char *make = feed_walk_escape(js_get_text(entry, "make"));
    char *model = feed_walk_escape(js_get_text(entry, "model"));
    char *number = feed_walk_escape(js_get_text(entry, "NHTSACampaignNumber"));
    char date[NOTICE_DATE_BYTES] = "";

    notice_date(js_get_text(entry, "ReportReceivedDate"), date);
    if (number[0] != '\0' && feed_walk_wants(w, date))
        feed_walk_ask(w, FEED_PAGE, date,
            "/recalls/campaignNumber?campaignNumber=%s", number);
    else if (number[0] == '\0' && model[0] != '\0')
        feed_walk_ask(w, FEED_LIST, "",
            "/recalls/recallsByVehicle?make=%s&model=%s&modelYear=%s", make,
            model, year);
    else if (number[0] == '\0' && make[0] != '\0' &&
             str_find(url, STR("/makes?"), 0) >= 0)
        feed_walk_ask(w, FEED_LIST, "",
            "/products/vehicle/models?modelYear=%s&make=%s&issueType=r", year,
            make);
    free(year);
    free(make);
    free(model);
    free(number);
}

int
feed_json_nhtsa(struct feed_walk *w, enum feed_kind kind, struct str url,
    struct str body, struct fail *fail)
{
    struct js *j = NULL, *list;
    int rc = 0;

    if (feed_walk_object(&j, body, "results", JS_ARRAY, fail) != 0)
        return -1;
    list = js_get(j, "results");
    if (kind == FEED_PAGE)
        rc = feed_walk_import(w, body, fail);
    else
        for (size_t i = 0; i < js_count(list); i++)
            ask_nhtsa(w, url, js_at(list, i));
    js_free(j);
    return rc;
}
