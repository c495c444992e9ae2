#include "recalls/safety_gate_xml.h"

#include "base/mem.h"
#include "base/xml.h"
#include "core/limits.h"
#include "recalls/notice_text.h"
#include "recalls/source_safety_gate.h"

#include <stdlib.h>

/* Alerts of one report; 77 a week are usual, 150 the most seen. */
#define ALERTS_MAX 20000

/* An element that holds a record, and its members one level below. */
struct reading {
    struct js *records; /* array */
    struct js *record;  /* in the array, or NULL outside */
    int depth;          /* of the record's element */
    int member;         /* 1 inside a member */
    const char *const *names;
    size_t name_count;
    struct buf text; /* of the member at hand */
    char *date;      /* owned: of the report, or NULL */
    int in_date;
};

static int
is_record(const struct reading *r, struct str name)
{
    for (size_t i = 0; i < r->name_count; i++)
        if (str_is(name, r->names[i]))
            return 1;
    return 0;
}

static int
on_open(void *ctx, const struct xml_element *e)
{
    struct reading *r = ctx;

    if (r->record == NULL && is_record(r, e->name) &&
        js_count(r->records) < ALERTS_MAX) {
        struct js *record = js_new_object();

        js_add(r->records, record);
        r->record = record;
        r->depth = e->depth;
    } else if (r->record != NULL && e->depth == r->depth + 1) {
        r->member = 1;
        buf_reset(&r->text);
    } else if (r->record == NULL && (str_is(e->name, "report_date") ||
                                        str_is(e->name, "reportDate"))) {
        r->in_date = 1;
        buf_reset(&r->text);
    }
    return 0;
}

static int
on_text(void *ctx, struct str text)
{
    struct reading *r = ctx;

    if (r->member || r->in_date)
        buf_adds(&r->text, text);
    return 0;
}

/* Repeated members ("picture") stand on lines of their own. */
static void
set_member(struct reading *r, struct str name)
{
    struct buf text = BUF_MAX(r->text.max * 2), key = BUF_MAX(256);
    struct str before;

    buf_adds(&key, str_sub(name, 0, 200));
    before = js_get_text(r->record, buf_text(&key));
    buf_adds(&text, before);
    if (before.len > 0 && r->text.len > 0)
        buf_addc(&text, '\n');
    buf_adds(&text, str_trim(buf_str(&r->text)));
    js_set_text(r->record, buf_text(&key), buf_str(&text));
    buf_clear(&text);
    buf_clear(&key);
}

static int
on_close(void *ctx, const struct xml_element *e)
{
    struct reading *r = ctx;

    if (r->in_date) {
        r->in_date = 0;
        r->date = r->date != NULL ? r->date : str_dup(buf_str(&r->text));
    } else if (r->record != NULL && e->depth == r->depth) {
        r->record = NULL;
        r->member = 0;
    } else if (r->member && e->depth == r->depth + 1) {
        set_member(r, e->name);
        r->member = 0;
    } else if (r->member) {
        buf_addc(&r->text, '\n'); /* pictures/picture */
    }
    return 0;
}

/* Read all records; -1 with fail when the document is broken. */
static int
read_records(struct reading *r, const char *const *names, size_t count,
    struct str text, struct fail *fail)
{
    static const struct xml_handler handler = { on_open, on_text, on_close };
    int rc;

    *r = (struct reading){ .names = names, .name_count = count };
    r->records = js_new_array();
    r->text = BUF_MAX(LIMIT_FIELD_BYTES);
    rc = xml_parse(text, XML_RECOVER, &handler, r, fail);
    buf_clear(&r->text);
    return rc;
}

static void
clear(struct reading *r)
{
    js_free(r->records);
    free(r->date);
}

int
safety_gate_xml_report(
    struct recall_import *im, struct str text, struct fail *fail)
{
    static const char *const names[] = { "notifications", "notification" };
    struct reading r;
    struct fail why = { "" };
    int broken = read_records(&r, names, COUNT(names), text, &why) != 0;
    size_t count = js_count(r.records);
    int rc = 0;

    for (size_t i = 0; i < count; i++) {
        const struct js *alert = js_at(r.records, i);

        /* An index names its weeks in elements of other names; an element
         * around all alerts is no alert. */
        if (js_count(alert) == 0)
            continue;
        recall_import_begin(im);
        source_safety_gate_alert(im, alert, str_of(r.date));
    }
    if (broken && im->read > 0)
        recall_import_warn(im, STR_NONE, "document",
            "broken behind this record: %s", why.text);
    else if (broken)
        rc = fail_set(fail, "%s: %s", im->name, why.text);
    else if (im->read == 0)
        rc = fail_set(
            fail, "%s: no <notifications>: not the report of a week", im->name);
    clear(&r);
    return rc;
}

int
safety_gate_xml_is(struct str text)
{
    return xml_is(text) &&
           (str_find(str_sub(text, 0, 1 << 20), STR("<notification"), 0) >= 0 ||
               str_find(str_sub(text, 0, 1 << 20), STR("<weeklyReport"), 0) >=
                   0);
}

int
safety_gate_xml_index(struct str text,
    int (*visit)(
        struct str reference, struct str date, struct str url, void *ctx),
    void *ctx, struct fail *fail)
{
    static const char *const names[] = { "weeklyReport" };
    struct reading r;
    int rc = read_records(&r, names, COUNT(names), text, fail);
    int stop = 0;

    for (size_t i = 0; i < js_count(r.records) && !stop; i++) {
        const struct js *week = js_at(r.records, i);
        struct buf url = BUF_MAX(LIMIT_URL_BYTES);
        struct str address;
        char date[NOTICE_DATE_BYTES] = "";

        /* Addresses end in commas and line ends. */
        notice_clean(&url, js_get_text(week, "URL"));
        address = buf_str(&url);
        while (address.len > 0 && address.p[address.len - 1] == ',')
            address = str_trim(str_sub(address, 0, address.len - 1));
        notice_date(js_get_text(week, "publicationDate"), date);
        stop = visit(str_trim(js_get_text(week, "reference")), str_of(date),
            address, ctx);
        buf_clear(&url);
    }
    clear(&r);
    return stop != 0 ? stop : rc;
}
