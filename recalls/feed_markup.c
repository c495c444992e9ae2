/* The feeds that are XML or web pages: Safety Gate, ACCC, SAMR. */
#include "recalls/feed_walk.h"

#include "recalls/notice_text.h"
#include "recalls/safety_gate_xml.h"

/* --- Safety Gate: an index of weeks, a report for each --- */

void
feed_markup_weeks_start(struct feed_walk *w)
{
    feed_walk_ask(w, FEED_LIST, "", "/weeklyReport/list/xml/en");
}

struct weeks {
    struct feed_walk *w;
    struct str from;
    size_t seen, dated;
};

static int
visit_week(struct str reference, struct str date, struct str url, void *ctx)
{
    struct weeks *weeks = ctx;
    char listed[NOTICE_DATE_BYTES] = "";

    (void)reference;
    weeks->seen++;
    if (notice_date(date, listed) == 0)
        weeks->dated++;
    if (url.len > 0 && feed_walk_wants(weeks->w, listed))
        feed_walk_follow(weeks->w, FEED_REPORT, listed, weeks->from, url);
    return 0;
}

int
feed_markup_weeks(struct feed_walk *w, enum feed_kind kind, struct str url,
    struct str body, struct fail *fail)
{
    struct weeks weeks = { .w = w, .from = url };

    if (kind == FEED_REPORT)
        return feed_walk_import(w, body, fail);
    if (safety_gate_xml_index(body, visit_week, &weeks, fail) != 0)
        return -1;
    if (weeks.seen == 0)
        return fail_set(fail, "no <weeklyReport>: not the index of weeks");
    if (weeks.dated == 0)
        return fail_set(fail, "no week has a <publicationDate>");
    return 0;
}
