#include "recalls/recall_source.h"

#include "base/file.h"
#include "base/mem.h"
#include "core/limits.h"
#include "recalls/json_records.h"
#include "recalls/safety_gate_xml.h"
#include "recalls/source_cpsc.h"
#include "recalls/source_own.h"
#include "recalls/source_safety_gate.h"

#define CPSC "US Consumer Product Safety Commission"
#define SAFETY_GATE "European Commission, Safety Gate"
#define PUBLIC_DOMAIN "US government work, public domain (17 USC 105)"
#define CC_BY "CC BY 4.0, Decision 2011/833/EU; pictures excluded"

/* 1 if the first whole record has one of the members. */
static int
first_record_has(struct str text, const char *const *names, size_t count)
{
    struct json_records records;
    struct fail why;
    struct js *record;
    int rc, hit = 0;

    json_records_init(&records, text);
    for (int tries = 0; tries < 5 && !hit; tries++) {
        rc = json_records_next(&records, &record, &why);
        if (rc == 0)
            break;
        for (size_t i = 0; rc > 0 && i < count; i++)
            hit = hit || js_kind(js_get(record, names[i])) != JS_NULL;
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

static const struct recall_source sources[] = {
    { "own", NULL, "as each record says", "as each source says", 0,
        source_own_json, looks_like_own },
    { "safety-gate-xml", "eu-safety-gate", SAFETY_GATE, CC_BY, 10,
        safety_gate_xml_report, safety_gate_xml_is },
    { "safety-gate-jsonl", "eu-safety-gate", SAFETY_GATE, CC_BY, 10,
        source_safety_gate_json, looks_like_alerts },
    { "cpsc-csv", "us-cpsc", CPSC, PUBLIC_DOMAIN, 14, source_cpsc_csv,
        looks_like_cpsc_csv },
    { "cpsc-json", "us-cpsc", CPSC, PUBLIC_DOMAIN, 14, source_cpsc_json,
        looks_like_cpsc_array },
    { "cpsc-jsonl", "us-cpsc", CPSC, PUBLIC_DOMAIN, 14, source_cpsc_json,
        looks_like_cpsc_lines },
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

int
recall_load(struct recall_import *im, const char *path,
    const struct recall_source *form, struct fail *fail)
{
    struct buf text = BUF_MAX(LIMIT_FEED_BYTES);
    size_t kept = im->kept, read = im->read;
    int rc = -1;

    im->name = path;
    im->record = 0;
    if (file_read(&text, path, fail) != 0)
        goto out;
    if (form == NULL)
        form = recall_source_guess(buf_str(&text));
    if (form == NULL && str_trim(buf_str(&text)).len == 0)
        fail_set(fail, "%s: holds no record", path);
    else if (form == NULL)
        fail_set(fail, "%s: is in no known format of recalls", path);
    else
        rc = form->read(im, buf_str(&text), fail);
    /* A feed without records is never silently a success. */
    if (rc == 0 && im->kept == kept)
        rc = fail_set(
            fail, "%s: no usable recall in %zu records", path, im->read - read);
out:
    buf_clear(&text);
    return rc;
}
