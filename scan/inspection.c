#include "scan/inspection.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/now.h"
#include "scan/message.h"

#include <stdlib.h>

/* A page is given to this many inspectors before it is quarantined: one
 * death may have come from outside. */
#define TRIES_MAX 2

void
inspection_init(
    struct inspection *in, struct crew *crew, struct under_way *under_way)
{
    *in = (struct inspection){ .crew = crew, .under_way = under_way };
    task_backlog_init(&in->backlog);
}

void
inspection_clear(struct inspection *in)
{
    message_result_clear(&in->said);
}

int
inspection_feed(struct inspection *in, struct fail *fail)
{
    struct crew_inspector *i;

    if (in->backlog.first != NULL && crew_want_inspectors(in->crew, fail) != 0)
        return -1;
    while (in->backlog.first != NULL && (i = crew_idle(in->crew)) != NULL) {
        struct task *t = task_backlog_take(&in->backlog);
        int judge = t->reading.fits;
        enum message_type type = judge ? MESSAGE_JUDGE : MESSAGE_INSPECT;
        struct buf *out = wire_begin(&i->wire);

        if (judge)
            message_put_judge(
                out, t->id, t->page->fetched_at_ms, buf_str(&t->reading.frame));
        else
            message_put_page(out, t->id, t->kind, t->page);
        log_debug("event=%s process=%ld url=%s",
            judge ? "judging" : "inspecting", (long)i->pid, t->url);
        if (crew_give(i, type, t->id,
                judge ? STR_NONE : buf_str(&t->page->body),
                now_monotonic_ms()) != 0 &&
            under_way_finish(in->under_way, t, "quarantined",
                "too large to inspect", NULL, fail) != 0)
            return -1;
    }
    return 0;
}

/* Returns 1 when the inspector talks nonsense. */
static int
result_came(struct inspection *in, struct crew_inspector *i, struct str frame,
    struct fail *fail)
{
    struct message_result *said = &in->said;
    struct under_way_found found = { .result = said };
    struct casefile **casefiles;
    struct fail why = { 0 };
    struct task *t;
    char *reason;
    int rc;

    if (message_get_result(said, frame) != 0)
        return 1;
    t = under_way_find(in->under_way, said->id);
    if (i->page_count == 0 || i->pages[0] != said->id || t == NULL ||
        message_casefiles(said, &casefiles, &why) != 0)
        return 1;
    found.casefiles = casefiles;
    found.undecided = i->gave_up;
    crew_answered(in->crew, i, now_monotonic_ms());
    log_debug("event=step at=judged url=%s", t->url);
    reason = str_dup(said->reason);
    rc = under_way_finish(
        in->under_way, t, task_state(t, said), reason, &found, fail);
    free(reason);
    message_casefiles_free(casefiles, said->offer_count);
    return rc;
}

/* Replace an inspector; its pages go back to the backlog, or, after a
 * second death, into quarantine. */
static int
replace(struct inspection *in, struct crew_inspector *i,
    enum crew_end_of end_of, struct fail *fail)
{
    struct crew_death death;

    if (crew_replace(in->crew, i, end_of, &death, fail) != 0)
        return -1;
    remarks_event(keeper_remarks(in->under_way->keeper),
        "an inspector was replaced", NULL);
    for (size_t k = 0; k < death.page_count; k++) {
        struct task *t = under_way_find(in->under_way, death.pages[k]);

        if (k == 0)
            t->tries++; /* the oldest was in work */
        log_warn("event=inspector_replaced try=%d why=%s url=%s", t->tries,
            death.why, t->url);
        if (t->tries < TRIES_MAX)
            task_backlog_add(&in->backlog, t);
        else if (under_way_finish(in->under_way, t, "quarantined", death.why,
                     NULL, fail) != 0)
            return -1;
    }
    return 0;
}

/* Returns 1 when the inspector talks nonsense. */
static int
limit_came(struct inspection *in, struct crew_inspector *i, struct str frame)
{
    struct message_limit m;

    if (message_get_limit(&m, frame) != 0)
        return 1;
    remarks_limit(keeper_remarks(in->under_way->keeper), m.rule, m.given_up);
    i->gave_up = 1;
    return 0;
}

int
inspection_attend(struct inspection *in, struct crew_inspector *i, int readable,
    struct fail *fail)
{
    int type, gone = 0, rc = 0;
    struct str frame;

    if (readable) {
        gone = wire_fill(&i->wire);
        while (rc == 0 && wire_next(&i->wire, &type, &frame)) {
            if (type == MESSAGE_READY)
                i->ready = 1;
            else if (type == MESSAGE_LIMIT)
                rc = limit_came(in, i, frame);
            else
                rc = type == MESSAGE_RESULT ? result_came(in, i, frame, fail)
                                            : 1;
        }
    }
    if (rc < 0)
        return -1;
    if (rc > 0)
        return replace(in, i, CREW_TALKS_NONSENSE, fail);
    if (gone)
        return replace(in, i, CREW_DIED, fail);
    /* Only now: its answer may have been waiting for us. */
    if ((i->page_count > 0 || !i->ready) && now_monotonic_ms() > i->deadline_ms)
        return replace(in, i, CREW_HANGS, fail);
    return 0;
}
