#include "core/workflow.h"

#include "base/mem.h"

static const char *const state_names[WORKFLOW_STATES] = {
    [WORKFLOW_NEW] = "new",
    [WORKFLOW_ASSIGNED] = "assigned",
    [WORKFLOW_NEEDS_INFO] = "needs_info",
    [WORKFLOW_ESCALATED] = "escalated",
    [WORKFLOW_RELISTED] = "relisted",
    [WORKFLOW_CONFIRMED] = "confirmed",
    [WORKFLOW_DISMISSED] = "dismissed",
    [WORKFLOW_VALIDATED] = "validated",
    [WORKFLOW_ORDERED] = "ordered",
    [WORKFLOW_REMOVED] = "removed",
    [WORKFLOW_WATCHING] = "watching",
    [WORKFLOW_CLOSED] = "closed",
};

static const char *const act_names[WORKFLOW_ACTS] = {
    [WORKFLOW_ASSIGN] = "assign",
    [WORKFLOW_RELEASE] = "release",
    [WORKFLOW_CONFIRM] = "confirm",
    [WORKFLOW_DISMISS] = "dismiss",
    [WORKFLOW_ASK] = "ask",
    [WORKFLOW_ESCALATE] = "escalate",
    [WORKFLOW_VALIDATE] = "validate",
    [WORKFLOW_REJECT] = "reject",
    [WORKFLOW_ORDER] = "order",
    [WORKFLOW_MARK_REMOVED] = "mark_removed",
    [WORKFLOW_WATCH] = "watch",
    [WORKFLOW_RELIST] = "relist",
    [WORKFLOW_REOPEN] = "reopen",
    [WORKFLOW_CLOSE] = "close",
    [WORKFLOW_NOTE] = "note",
    [WORKFLOW_UNDO] = "undo",
};

static const char *const why_names[WORKFLOW_WHYS] = {
    [WORKFLOW_MAY] = "may",
    [WORKFLOW_NO_CASE] = "no_case",
    [WORKFLOW_WRONG_STATE] = "wrong_state",
    [WORKFLOW_WRONG_ROLE] = "wrong_role",
    [WORKFLOW_SAME_PERSON] = "same_person",
    [WORKFLOW_NOT_VALIDATED] = "not_validated",
    [WORKFLOW_WRONG_REASON] = "wrong_reason",
    [WORKFLOW_CHANGED] = "changed",
    [WORKFLOW_LEASED] = "leased",
    [WORKFLOW_NOT_YOURS] = "not_yours",
    [WORKFLOW_TOO_LATE] = "too_late",
    [WORKFLOW_NOTHING] = "nothing",
    [WORKFLOW_NO_PERSON] = "no_person",
    [WORKFLOW_ALONE] = "alone",
};

/* Where an act leads when it is no single state. */
enum {
    STAYS = -1,
    TO_QUEUE = -2, /* assigned where somebody has the case, else new */
};

/* What must hold besides. */
enum {
    SECOND_PERSON = 1 << 0,
    VALIDATED = 1 << 1, /* where the risk is serious */
};

#define IN(state) (1u << WORKFLOW_##state)
#define UNDECIDED                                                              \
    (IN(NEW) | IN(ASSIGNED) | IN(NEEDS_INFO) | IN(ESCALATED) | IN(RELISTED))
#define TAKEN_ON (IN(VALIDATED) | IN(ORDERED) | IN(REMOVED) | IN(WATCHING))
#define ALL ((1u << WORKFLOW_STATES) - 1)
#define PEOPLE (ROLE_ANALYST | ROLE_VALIDATOR)
#define STAFF (PEOPLE | ROLE_ADMINISTRATOR)

/* Rows of one act must not share a state, but for different roles. Whoever
 * decides is an analyst and whoever validates a validator; an authority with
 * few people gives both roles to one account, and the rule of the second
 * person still holds, because it asks who it was, not what they are. */
static const struct rule {
    enum workflow_act act;
    unsigned from, roles;
    int to;
    unsigned needs;
} rules[] = {
    { WORKFLOW_ASSIGN, IN(NEW), STAFF, WORKFLOW_ASSIGNED, 0 },
    { WORKFLOW_ASSIGN, ALL & ~(IN(NEW) | IN(CLOSED)), STAFF, STAYS, 0 },
    { WORKFLOW_RELEASE, IN(ASSIGNED), STAFF, WORKFLOW_NEW, 0 },
    { WORKFLOW_RELEASE, ALL & ~(IN(ASSIGNED) | IN(CLOSED)), STAFF, STAYS, 0 },

    { WORKFLOW_CONFIRM, UNDECIDED | IN(DISMISSED), ROLE_ANALYST,
        WORKFLOW_CONFIRMED, 0 },
    { WORKFLOW_DISMISS, UNDECIDED | IN(CONFIRMED), ROLE_ANALYST,
        WORKFLOW_DISMISSED, 0 },
    { WORKFLOW_ASK, UNDECIDED | IN(CONFIRMED) | IN(DISMISSED), ROLE_ANALYST,
        WORKFLOW_NEEDS_INFO, 0 },
    { WORKFLOW_ESCALATE,
        (UNDECIDED & ~IN(ESCALATED)) | IN(CONFIRMED) | IN(DISMISSED),
        ROLE_ANALYST, WORKFLOW_ESCALATED, 0 },

    { WORKFLOW_VALIDATE, IN(CONFIRMED), ROLE_VALIDATOR, WORKFLOW_VALIDATED,
        SECOND_PERSON },
    { WORKFLOW_REJECT, IN(CONFIRMED) | IN(VALIDATED), ROLE_VALIDATOR, TO_QUEUE,
        SECOND_PERSON },

    /* A notice may be followed by an order. */
    { WORKFLOW_ORDER, IN(CONFIRMED) | IN(VALIDATED) | IN(ORDERED), PEOPLE,
        WORKFLOW_ORDERED, VALIDATED },
    { WORKFLOW_MARK_REMOVED,
        IN(CONFIRMED) | IN(VALIDATED) | IN(ORDERED) | IN(WATCHING) |
            IN(RELISTED),
        PEOPLE | WORKFLOW_PROGRAM, WORKFLOW_REMOVED, 0 },
    { WORKFLOW_WATCH, IN(ORDERED) | IN(REMOVED), PEOPLE | WORKFLOW_PROGRAM,
        WORKFLOW_WATCHING, 0 },
    { WORKFLOW_RELIST, IN(REMOVED) | IN(WATCHING) | IN(CLOSED),
        PEOPLE | WORKFLOW_PROGRAM, WORKFLOW_RELISTED, 0 },

    { WORKFLOW_REOPEN, IN(CONFIRMED) | IN(DISMISSED) | IN(CLOSED),
        PEOPLE | WORKFLOW_PROGRAM, TO_QUEUE, 0 },
    { WORKFLOW_REOPEN, IN(ESCALATED), WORKFLOW_PROGRAM, TO_QUEUE, 0 },
    { WORKFLOW_REOPEN, TAKEN_ON, ROLE_VALIDATOR, TO_QUEUE, 0 },
    { WORKFLOW_CLOSE,
        IN(DISMISSED) | IN(ESCALATED) | IN(CONFIRMED) | IN(VALIDATED) |
            IN(ORDERED),
        PEOPLE, WORKFLOW_CLOSED, VALIDATED },
    { WORKFLOW_CLOSE, IN(REMOVED) | IN(WATCHING), PEOPLE | WORKFLOW_PROGRAM,
        WORKFLOW_CLOSED, 0 },
    { WORKFLOW_NOTE, ALL, PEOPLE, STAYS, 0 },
    { WORKFLOW_UNDO, 0, STAFF, STAYS, 0 },
};

const char *
workflow_state_name(enum workflow_state s)
{
    return state_names[s];
}

const char *
workflow_act_name(enum workflow_act a)
{
    return act_names[a];
}

const char *
workflow_why_name(enum workflow_why w)
{
    return why_names[w];
}

static int
find(const char *const *names, size_t count, struct str name, size_t *out)
{
    for (*out = 0; *out < count; ++*out)
        if (str_is(name, names[*out]))
            return 0;
    return -1;
}

int
workflow_state_find(enum workflow_state *out, struct str name)
{
    size_t i;

    if (find(state_names, WORKFLOW_STATES, name, &i) != 0)
        return -1;
    *out = (enum workflow_state)i;
    return 0;
}

int
workflow_act_find(enum workflow_act *out, struct str name)
{
    size_t i;

    if (find(act_names, WORKFLOW_ACTS, name, &i) != 0)
        return -1;
    *out = (enum workflow_act)i;
    return 0;
}

int
workflow_is_open(enum workflow_state s)
{
    return (UNDECIDED >> s & 1) != 0;
}

/* What is in the way of a person whom state and role let through. */
static enum workflow_why
check_needs(const struct rule *r, const struct workflow_ask *ask)
{
    if ((r->needs & SECOND_PERSON) && ask->confirmed_it)
        return WORKFLOW_SAME_PERSON;
    /* What was ordered already had been validated, or had no need of it. */
    if ((r->needs & VALIDATED) && ask->serious &&
        ask->from == WORKFLOW_CONFIRMED)
        return WORKFLOW_NOT_VALIDATED;
    return WORKFLOW_MAY;
}

enum workflow_why
workflow_check(const struct workflow_ask *ask, enum workflow_state *to)
{
    enum workflow_why why = WORKFLOW_WRONG_STATE;

    if (ask->act == WORKFLOW_UNDO)
        return WORKFLOW_NOTHING;
    for (const struct rule *r = rules; r < rules + COUNT(rules); r++) {
        if (r->act != ask->act || (r->from >> ask->from & 1) == 0)
            continue;
        if ((r->roles & ask->roles) == 0) {
            why = WORKFLOW_WRONG_ROLE;
            continue;
        }
        *to = r->to == STAYS      ? ask->from
              : r->to != TO_QUEUE ? (enum workflow_state)r->to
              : ask->has_assignee ? WORKFLOW_ASSIGNED
                                  : WORKFLOW_NEW;
        return check_needs(r, ask);
    }
    return why;
}

const char *
workflow_acting_role(const struct workflow_ask *ask)
{
    for (const struct rule *r = rules; r < rules + COUNT(rules); r++) {
        unsigned roles = r->roles & ask->roles;

        if (r->act != ask->act || roles == 0 ||
            (r->act != WORKFLOW_UNDO && (r->from >> ask->from & 1) == 0))
            continue;
        return (roles & WORKFLOW_PROGRAM) != 0
                   ? "program"
                   : role_name(roles & -roles); /* the lowest bit */
    }
    return "";
}

int
workflow_role_may(enum workflow_act act, unsigned roles)
{
    for (const struct rule *r = rules; r < rules + COUNT(rules); r++)
        if (r->act == act && (r->roles & roles) != 0)
            return 1;
    return 0;
}

int
workflow_needs_lease(enum workflow_act act, unsigned roles)
{
    if (act == WORKFLOW_NOTE || (roles & WORKFLOW_PROGRAM) != 0)
        return 0;
    return (roles & ROLE_ADMINISTRATOR) == 0 ||
           (act != WORKFLOW_ASSIGN && act != WORKFLOW_RELEASE);
}

int
workflow_can_undo(enum workflow_act act)
{
    return act != WORKFLOW_ORDER && act != WORKFLOW_NOTE &&
           act != WORKFLOW_UNDO;
}
