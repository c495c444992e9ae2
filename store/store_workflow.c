/* One act on one case: asked for, checked, done, told. */
#include "base/mem.h"
#include "base/now.h"
#include "core/decision.h"
#include "store/accounts.h"
#include "store/audit.h"
#include "store/handle.h"
#include "store/workflow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MINUTE_MS 60000
#define CODES_BYTES_MAX 2000
#define OBJECT_BYTES 40

/* An act on its way. */
struct turn {
    struct store *s;
    const struct store_act *a;
    struct store_acted *out;
    struct workflow_settings settings;
    /* The case as it is. */
    char *assignee, *verdict; /* owned */
    int serious;              /* its risk, now or when it was confirmed */
    int blind;                /* its findings are not shown yet */
    /* The case as it will be. */
    struct str next_assignee;
    const char *next_verdict;
    const char *role;
    /* Undo: the event that is taken back; what it found. */
    int64_t undoes;
    char *undo_assignee, *undo_verdict; /* owned */
};

/* How an event is named in the history. */
static const char *
event_kind(enum workflow_act act)
{
    static const char *const kinds[WORKFLOW_ACTS] = {
        [WORKFLOW_ASSIGN] = "assigned",
        [WORKFLOW_RELEASE] = "returned",
        [WORKFLOW_CONFIRM] = "decided",
        [WORKFLOW_DISMISS] = "decided",
        [WORKFLOW_ASK] = "decided",
        [WORKFLOW_ESCALATE] = "decided",
        [WORKFLOW_VALIDATE] = "validated",
        [WORKFLOW_REJECT] = "rejected",
        [WORKFLOW_ORDER] = "ordered",
        [WORKFLOW_MARK_REMOVED] = "removed",
        [WORKFLOW_WATCH] = "watched",
        [WORKFLOW_RELIST] = "relisted",
        [WORKFLOW_REOPEN] = "reopened",
        [WORKFLOW_CLOSE] = "closed",
        [WORKFLOW_NOTE] = "noted",
        [WORKFLOW_UNDO] = "undone",
    };

    return kinds[act];
}

/* The decision that holds afterwards. */
static const char *
verdict_after(enum workflow_act act, const char *before)
{
    switch (act) {
    case WORKFLOW_CONFIRM:
    case WORKFLOW_DISMISS:
        return decision_verdict(act);
    case WORKFLOW_ASK:
    case WORKFLOW_ESCALATE:
    case WORKFLOW_REJECT:
    case WORKFLOW_REOPEN:
        return "";
    default:
        return before;
    }
}

/* --- reading --- */

/* What the case's findings say; a notice that was withdrawn since does not
 * make a case that was serious when it was confirmed any less so. */
static int
read_serious(struct turn *t, struct fail *fail)
{
    struct casefile *c = NULL;
    struct js *j = NULL;
    struct db_rows r;
    int rc = db_rows_start(
        &r, t->s->db, SQL_CASE_RECORD_GET, DB_ARGS(db_i(t->a->id)), fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        rc = js_parse(&j, db_rows_s(&r, 0), fail);
        if (rc == 0)
            rc = casefile_from_json(&c, j, fail);
        if (rc == 0)
            t->serious |= workflow_is_serious(&t->settings, c);
        else
            fail_wrap(fail, "case %lld", (long long)t->a->id);
    }
    db_rows_end(&r);
    casefile_free(c);
    js_free(j);
    return rc;
}

/* Who confirmed the case, in other->who; "" if nobody did. */
static int
read_confirmed_by(struct turn *t, struct store_other *other, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(
        &r, t->s->db, SQL_CONFIRMED_BY, DB_ARGS(db_i(t->a->id)), fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1)
        snprintf(
            other->who, sizeof other->who, STR_FMT, STR_ARG(db_rows_s(&r, 0)));
    db_rows_end(&r);
    return rc < 0 ? -1 : 0;
}

/* --- refusing --- */

__attribute__((format(printf, 4, 5))) static int
refuse(struct turn *t, enum workflow_why why, struct fail *fail,
    const char *format, ...)
{
    char text[FAIL_TEXT_MAX];
    va_list ap;

    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    t->out->why = why;
    fail_set(fail, "%s", text);
    return 1;
}

static int
read_case(struct turn *t, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(
        &r, t->s->db, SQL_CASE_NOW, DB_ARGS(db_i(t->a->id)), fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        rc = workflow_state_find(&t->out->from, db_rows_s(&r, 0));
        if (rc != 0)
            fail_set(fail, "%s: case %lld has the unknown state '" STR_FMT "'",
                db_path(t->s->db), (long long)t->a->id,
                STR_ARG(db_rows_s(&r, 0)));
        t->out->to = t->out->from;
        t->assignee = str_dup(db_rows_s(&r, 1));
        t->verdict = str_dup(db_rows_s(&r, 2));
        t->out->event = db_rows_i(&r, 3);
        t->serious = db_rows_i(&r, 4) != 0 && t->settings.second_person;
        t->blind = db_rows_i(&r, 5) != 0;
    } else if (rc == 0) {
        rc = refuse(
            t, WORKFLOW_NO_CASE, fail, "no case %lld", (long long)t->a->id);
    }
    db_rows_end(&r);
    return rc;
}

/* Of two people the second is told who the first was. */
static int
check_expected(struct turn *t, struct fail *fail)
{
    struct store_other *other = &t->out->other;
    char at[NOW_TEXT_BYTES];
    struct db_rows r;
    int rc;

    if (t->a->expected < 0 || t->a->expected == t->out->event)
        return 0;
    rc = db_rows_start(&r, t->s->db, SQL_EVENT_SINCE,
        DB_ARGS(db_i(t->a->id), db_i(t->a->expected)), fail);
    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        snprintf(
            other->who, sizeof other->who, STR_FMT, STR_ARG(db_rows_s(&r, 0)));
        snprintf(other->what, sizeof other->what, STR_FMT,
            STR_ARG(db_rows_s(&r, 1)));
        other->at_ms = db_rows_i(&r, 2);
    }
    db_rows_end(&r);
    if (rc < 0)
        return -1;
    if (rc == 0)
        return refuse(t, WORKFLOW_CHANGED, fail,
            "case %lld has not come to what you saw", (long long)t->a->id);
    now_text(other->at_ms, at);
    return refuse(t, WORKFLOW_CHANGED, fail,
        "case %lld was changed meanwhile by %s (%s, %s)", (long long)t->a->id,
        other->who[0] != '\0' ? other->who : "a new screening", other->what,
        at);
}

static int
check_lease(struct turn *t, struct fail *fail)
{
    struct store_lease lease;
    char until[NOW_TEXT_BYTES];

    if (!workflow_needs_lease(t->a->act, t->a->roles))
        return 0;
    if (store_lease_find(t->s, t->a->id, t->a->at_ms, &lease, fail) != 0)
        return -1;
    if (lease.holder[0] == '\0' || str_is(t->a->author, lease.holder))
        return 0;
    snprintf(t->out->other.who, sizeof t->out->other.who, "%s", lease.holder);
    t->out->other.at_ms = lease.until_ms;
    now_text(lease.until_ms, until);
    return refuse(t, WORKFLOW_LEASED, fail, "%s is at case %lld until %s",
        lease.holder, (long long)t->a->id, until);
}

static int
check_reason(struct turn *t, struct fail *fail)
{
    const struct decision_reason *r = decision_reasons();
    const char *act = workflow_act_name(t->a->act);
    struct str code = t->a->reason_code;
    struct buf codes = BUF_MAX(CODES_BYTES_MAX);

    if (decision_needs_reason(t->a->act)
            ? decision_reason_known(t->a->act, code) ||
                  (t->a->roles & WORKFLOW_PROGRAM) != 0
            : code.len == 0)
        return 0;
    for (; r->code != NULL; r++)
        if (r->act == t->a->act)
            buf_addf(&codes, " %s", r->code);
    if (codes.len == 0)
        refuse(t, WORKFLOW_WRONG_REASON, fail, "%s takes no reason code", act);
    else
        refuse(t, WORKFLOW_WRONG_REASON, fail,
            "'%.*s' is not a reason to %s; one of:%s",
            (int)(code.len < 60 ? code.len : 60), code.len > 0 ? code.p : "",
            act, buf_text(&codes));
    buf_clear(&codes);
    return 1;
}

/* Where there are accounts, a case goes to one that can work on it. */
static int
check_assignee(struct turn *t, struct fail *fail)
{
    struct str name = t->next_assignee;
    struct store_account found;
    int rc = store_account_any(t->s, fail);

    if (rc <= 0 || str_eq(name, t->a->author))
        return rc < 0 ? -1 : 0;
    rc = store_account_find(t->s, name, &found, fail);
    if (rc < 0)
        return -1;
    if (rc == 1 && !found.disabled &&
        (found.account.roles & (ROLE_ANALYST | ROLE_VALIDATOR)) != 0)
        return 0;
    return refuse(t, WORKFLOW_NO_PERSON, fail,
        "there is no analyst or validator '" STR_FMT "'", STR_ARG(name));
}

static int
refuse_by_table(struct turn *t, enum workflow_why why, struct fail *fail)
{
    const char *act = workflow_act_name(t->a->act);
    const char *state = workflow_state_name(t->out->from);
    long long id = (long long)t->a->id;

    switch (why) {
    case WORKFLOW_WRONG_ROLE:
        return refuse(t, why, fail,
            "case %lld is %s: your roles do not allow to %s it", id, state,
            act);
    case WORKFLOW_SAME_PERSON:
        return refuse(t, why, fail,
            "case %lld was confirmed by %s; a second person must %s it", id,
            t->out->other.who, act);
    case WORKFLOW_NOT_VALIDATED:
        return refuse(t, why, fail,
            "case %lld has a serious risk: a second person must validate it "
            "first",
            id);
    default:
        return refuse(
            t, why, fail, "case %lld is %s: you cannot %s it", id, state, act);
    }
}

/* 0, 1 refused, -1. */
static int
check_table(struct turn *t, struct fail *fail)
{
    struct workflow_ask ask = { .from = t->out->from,
        .act = t->a->act,
        .roles = t->a->roles,
        .has_assignee = t->assignee[0] != '\0' };
    enum workflow_why why;

    if (ask.act == WORKFLOW_VALIDATE || ask.act == WORKFLOW_REJECT) {
        if (read_confirmed_by(t, &t->out->other, fail) != 0)
            return -1;
        ask.confirmed_it = str_is_nocase(t->a->author, t->out->other.who);
    }
    if (ask.act == WORKFLOW_CONFIRM || ask.from == WORKFLOW_CONFIRMED) {
        if (read_serious(t, fail) != 0)
            return -1;
        ask.serious = t->serious;
    }
    why = workflow_check(&ask, &t->out->to);
    if (why != WORKFLOW_MAY) {
        t->out->to = t->out->from;
        return refuse_by_table(t, why, fail);
    }
    t->out->other.who[0] = '\0';
    t->role = workflow_acting_role(&ask);
    t->next_verdict = verdict_after(ask.act, t->verdict);
    t->next_assignee = str_of(t->assignee);
    if (ask.act == WORKFLOW_ASSIGN)
        t->next_assignee =
            t->a->assignee.len > 0 ? t->a->assignee : t->a->author;
    else if (ask.act == WORKFLOW_RELEASE)
        t->next_assignee = STR("");
    return 0;
}

/* --- undo --- */

/* What the event at r allows. */
static int
check_undone_event(struct turn *t, const struct db_rows *r, struct fail *fail)
{
    int64_t age = t->a->at_ms - db_rows_i(r, 3);
    long long id = (long long)t->a->id;
    enum workflow_act act;

    if (workflow_act_find(&act, db_rows_s(r, 1)) != 0 ||
        !workflow_can_undo(act) || db_rows_s(r, 2).len == 0)
        return refuse(t, WORKFLOW_NOTHING, fail,
            "case %lld: its last change cannot be taken back", id);
    snprintf(t->out->other.who, sizeof t->out->other.who, STR_FMT,
        STR_ARG(db_rows_s(r, 2)));
    snprintf(t->out->other.what, sizeof t->out->other.what, "%s",
        workflow_act_name(act));
    t->out->other.at_ms = db_rows_i(r, 3);
    if (!str_is(t->a->author, t->out->other.who))
        return refuse(t, WORKFLOW_NOT_YOURS, fail,
            "case %lld: its last change is by %s", id, t->out->other.who);
    if (age > t->settings.undo_minutes * MINUTE_MS)
        return refuse(t, WORKFLOW_TOO_LATE, fail,
            "case %lld: its last change is older than %lld minutes", id,
            (long long)t->settings.undo_minutes);
    if (workflow_state_find(&t->out->to, db_rows_s(r, 4)) != 0)
        return fail_set(fail,
            "case %lld: event %lld does not say what was "
            "before it",
            id, (long long)db_rows_i(r, 0));
    t->undoes = db_rows_i(r, 0);
    t->undo_assignee = str_dup(db_rows_s(r, 5));
    t->undo_verdict = str_dup(db_rows_s(r, 6));
    return 0;
}

static int
check_undo(struct turn *t, struct fail *fail)
{
    struct workflow_ask ask = { .act = WORKFLOW_UNDO, .roles = t->a->roles };
    struct db_rows r;
    int rc;

    t->role = workflow_acting_role(&ask);
    if (t->role[0] == '\0')
        return refuse_by_table(t, WORKFLOW_WRONG_ROLE, fail);
    rc = db_rows_start(
        &r, t->s->db, SQL_ACT_LAST, DB_ARGS(db_i(t->a->id)), fail);
    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1)
        rc = check_undone_event(t, &r, fail);
    else if (rc == 0)
        rc = refuse(t, WORKFLOW_NOTHING, fail,
            "case %lld: nothing to take back", (long long)t->a->id);
    db_rows_end(&r);
    if (rc == 0) {
        t->next_assignee = str_of(t->undo_assignee);
        t->next_verdict = t->undo_verdict;
    }
    return rc;
}

/* --- doing --- */

static int
add_event(struct turn *t, const char *kind, enum workflow_act act,
    struct str note, struct fail *fail)
{
    const struct store_act *a = t->a;

    if (db_run(t->s->db, SQL_ACT_ADD,
            DB_ARGS(db_i(a->id), db_z(kind), db_i(a->at_ms), db_s(a->author),
                db_z(workflow_state_name(t->out->to)),
                db_z(decision_verdict(act)), db_s(a->reason_code), db_s(note),
                db_z(workflow_act_name(act)), db_z(t->role),
                db_z(workflow_state_name(t->out->from)), db_z(t->assignee),
                db_z(t->verdict), db_i(t->undoes)),
            fail) != 0)
        return -1;
    t->out->event = db_last_id(t->s->db);
    return 0;
}

/* Who got the case stands where a remark would; then that is an event of its
 * own, before it. */
static int
add_events(struct turn *t, struct fail *fail)
{
    const struct store_act *a = t->a;
    enum workflow_state to = t->out->to;
    int rc = 0;

    if (a->act != WORKFLOW_ASSIGN)
        return add_event(t, event_kind(a->act), a->act, a->note, fail);
    t->out->to = t->out->from;
    if (a->note.len > 0)
        rc = add_event(
            t, event_kind(WORKFLOW_NOTE), WORKFLOW_NOTE, a->note, fail);
    t->out->to = to;
    if (rc == 0)
        rc = add_event(t, event_kind(a->act), a->act, t->next_assignee, fail);
    return rc;
}

static int
set_case(struct turn *t, struct fail *fail)
{
    const struct store_act *a = t->a;
    struct db_arg decided = db_maybe(NULL), serious = db_maybe(NULL);
    int64_t at_ms = a->at_ms;
    int decides = decision_verdict(a->act) != NULL;

    if (a->act == WORKFLOW_UNDO && db_one(t->s->db, SQL_DECIDED_AT,
                                       DB_ARGS(db_i(a->id)), &at_ms, fail) != 1)
        return -1;
    if (decides || a->act == WORKFLOW_UNDO)
        decided = db_i(at_ms);
    if (a->act == WORKFLOW_CONFIRM)
        serious = db_i(t->serious);
    return db_run(t->s->db, SQL_CASE_SET,
        DB_ARGS(db_i(a->id), db_z(workflow_state_name(t->out->to)),
            db_s(t->next_assignee), db_z(t->next_verdict), decided,
            db_i(decides), serious),
        fail);
}

/* What the log of the authority says; the program's own acts are in the
 * history of the case alone. */
static int
add_audit(struct turn *t, struct fail *fail)
{
    const struct store_act *a = t->a;
    char action[OBJECT_BYTES], object[OBJECT_BYTES];
    struct store_audit entry = { .actor = a->author, .at_ms = a->at_ms };
    struct js *j = js_new_object();
    char *detail;
    int rc;

    js_set_integer(j, "event", t->out->event);
    js_set_textz(j, "from", workflow_state_name(t->out->from));
    js_set_textz(j, "to", workflow_state_name(t->out->to));
    if (a->reason_code.len > 0)
        js_set_text(j, "reason", a->reason_code);
    if (a->act == WORKFLOW_ASSIGN)
        js_set_text(j, "assignee", t->next_assignee);
    if (t->undoes != 0)
        js_set_integer(j, "undoes", t->undoes);
    detail = handle_json_text(j);
    snprintf(action, sizeof action, "case.%s", workflow_act_name(a->act));
    snprintf(object, sizeof object, "case %lld", (long long)a->id);
    entry.action = str_of(action);
    entry.object = str_of(object);
    entry.detail = str_of(detail);
    rc = store_audit_add(t->s, &entry, fail);
    free(detail);
    js_free(j);
    return rc;
}

/* The decision is made: now its author may see what was found. */
static int
reveal(struct turn *t, struct fail *fail)
{
    const struct handle_judged j = { .id = t->a->id,
        .at_ms = t->a->at_ms,
        .event = t->out->event,
        .verdict = decision_verdict(t->a->act),
        .author = t->a->author,
        .state = str_of(workflow_state_name(t->out->to)) };

    if (handle_blind_reveal(t->s, &j, fail) != 0)
        return -1;
    t->out->event = db_last_id(t->s->db);
    t->out->revealed = 1;
    return 0;
}

static int
act(struct turn *t, struct fail *fail)
{
    const struct store_act *a = t->a;
    int rc;

    if (store_workflow_settings_get(t->s, &t->settings, fail) != 0)
        return -1;
    if ((rc = read_case(t, fail)) != 0 || (rc = check_expected(t, fail)) != 0 ||
        (rc = check_lease(t, fail)) != 0 ||
        (rc = a->act == WORKFLOW_UNDO ? check_undo(t, fail)
                                      : check_table(t, fail)) != 0 ||
        (rc = check_reason(t, fail)) != 0 ||
        (rc = a->act == WORKFLOW_ASSIGN ? check_assignee(t, fail) : 0) != 0)
        return rc;
    if (a->act == WORKFLOW_NOTE && a->note.len == 0)
        return refuse(t, WORKFLOW_NOTHING, fail, "the note is empty");
    t->blind &= decision_verdict(a->act) != NULL;
    if (t->blind && a->many)
        return refuse(t, WORKFLOW_ALONE, fail,
            "case %lld is judged before its findings are shown: decide it by "
            "itself",
            (long long)a->id);
    if (add_events(t, fail) != 0 || set_case(t, fail) != 0)
        return -1;
    /* Whoever has done with a case no longer keeps it from others. */
    if (a->act != WORKFLOW_NOTE && a->act != WORKFLOW_ASSIGN &&
        store_lease_end(t->s, a->id, a->author, fail) != 0)
        return -1;
    if ((a->roles & WORKFLOW_PROGRAM) == 0 && add_audit(t, fail) != 0)
        return -1;
    return t->blind ? reveal(t, fail) : 0;
}

static int
check_person(const char *what, struct str name, struct fail *fail)
{
    if (name.len > STORE_PERSON_BYTES_MAX)
        return fail_set(
            fail, "%s is longer than %d bytes", what, STORE_PERSON_BYTES_MAX);
    for (size_t i = 0; i < name.len; i++)
        if ((unsigned char)name.p[i] < ' ')
            return fail_set(fail, "%s contains a control character", what);
    return 0;
}

static int
check_texts(const struct store_act *a, struct fail *fail)
{
    if (a->author.len == 0 && (a->roles & WORKFLOW_PROGRAM) == 0)
        return fail_set(fail, "a decision needs an author");
    if (a->note.len > STORE_NOTE_BYTES_MAX)
        return fail_set(
            fail, "the note is longer than %d bytes", STORE_NOTE_BYTES_MAX);
    if (check_person("author", a->author, fail) != 0)
        return -1;
    return check_person("assignee", a->assignee, fail);
}

int
store_case_act(struct store *s, const struct store_act *a,
    struct store_acted *out, struct fail *fail)
{
    struct turn t = { .s = s, .a = a, .out = out };
    int own = !db_in_transaction(s->db), rc;

    *out = (struct store_acted){ .why = WORKFLOW_MAY };
    if (check_texts(a, fail) != 0)
        return -1;
    /* A person who was told that it is done has gone on to the next case. */
    if (own && (store_durable(s, 1, fail) != 0 || store_begin(s, fail) != 0))
        return -1;
    rc = act(&t, fail);
    free(t.assignee);
    free(t.verdict);
    free(t.undo_assignee);
    free(t.undo_verdict);
    /* Nothing was written for a refusal; a caller's transaction goes on. */
    if (handle_leave(s, own, rc < 0 ? -1 : 0, fail) != 0)
        rc = -1;
    if (own && store_durable(s, 0, rc == 0 ? fail : NULL) != 0)
        rc = -1;
    return rc;
}
