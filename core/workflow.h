/* core/workflow.h - the states of a case, and who may take it where.
 *
 * A table, and nothing but the table: it knows no store, no clock and no
 * page. Whoever changes a case asks here first (store/workflow.h).
 */
#ifndef CORE_WORKFLOW_H
#define CORE_WORKFLOW_H

#include "base/str.h"
#include "core/role.h"

enum workflow_state {
    WORKFLOW_NEW,
    WORKFLOW_ASSIGNED,
    WORKFLOW_NEEDS_INFO,
    WORKFLOW_ESCALATED, /* with another person or authority */
    WORKFLOW_RELISTED,  /* was gone and is offered again */
    WORKFLOW_CONFIRMED,
    WORKFLOW_DISMISSED,
    WORKFLOW_VALIDATED, /* confirmed by a second person */
    WORKFLOW_ORDERED,   /* a notice or an order was issued */
    WORKFLOW_REMOVED,   /* the offer is gone */
    WORKFLOW_WATCHING,  /* gone, and looked for again from time to time */
    WORKFLOW_CLOSED,
    WORKFLOW_STATES
};

enum workflow_act {
    WORKFLOW_ASSIGN,
    WORKFLOW_RELEASE,
    WORKFLOW_CONFIRM,
    WORKFLOW_DISMISS,
    WORKFLOW_ASK, /* something must be known first */
    WORKFLOW_ESCALATE,
    WORKFLOW_VALIDATE,
    WORKFLOW_REJECT, /* by the second person: back to the queue */
    WORKFLOW_ORDER,
    WORKFLOW_MARK_REMOVED,
    WORKFLOW_WATCH,
    WORKFLOW_RELIST,
    WORKFLOW_REOPEN,
    WORKFLOW_CLOSE,
    WORKFLOW_NOTE, /* a remark; the state stays */
    WORKFLOW_UNDO, /* one's own last act, for a while */
    WORKFLOW_ACTS
};

/* Beside the bits of enum role: what the program does by itself, as new
 * findings and re-checks demand. No person has it. */
#define WORKFLOW_PROGRAM (1u << 16)

/* "needs_info", "mark_removed" ...: the names in records and addresses. */
const char *workflow_state_name(enum workflow_state s);
const char *workflow_act_name(enum workflow_act a);
/* A name back: 0, or -1 if it is none. */
int workflow_state_find(enum workflow_state *out, struct str name);
int workflow_act_find(enum workflow_act *out, struct str name);

/* 1 if somebody has to decide: new, assigned, needs_info, escalated,
 * relisted. */
int workflow_is_open(enum workflow_state s);

/* Why an act is refused. */
enum workflow_why {
    WORKFLOW_MAY,           /* it is not */
    WORKFLOW_NO_CASE,       /* there is none of this number */
    WORKFLOW_WRONG_STATE,   /* not from this state, whoever asks */
    WORKFLOW_WRONG_ROLE,    /* not by this person, from this state */
    WORKFLOW_SAME_PERSON,   /* who confirmed cannot be the second person */
    WORKFLOW_NOT_VALIDATED, /* a serious risk needs the second person first */
    WORKFLOW_WRONG_REASON,  /* no reason code, or one of another act */
    WORKFLOW_CHANGED,       /* somebody was faster */
    WORKFLOW_LEASED,        /* somebody else is at it now */
    WORKFLOW_NOT_YOURS,     /* only one's own last act can be undone */
    WORKFLOW_TOO_LATE,      /* to undo it */
    WORKFLOW_NOTHING,       /* nothing to undo; an empty note */
    WORKFLOW_NO_PERSON,     /* nobody of this name can be given a case */
    WORKFLOW_ALONE,         /* its findings are not shown yet: one at a time */
    WORKFLOW_WHYS
};
/* "wrong_state" ...: the key of a text. */
const char *workflow_why_name(enum workflow_why w);

/* Who asks for what. */
struct workflow_ask {
    enum workflow_state from;
    enum workflow_act act;
    unsigned roles;   /* bits of enum role, or WORKFLOW_PROGRAM */
    int has_assignee; /* somebody has the case */
    int serious;      /* its risk asks for a second person */
    int confirmed_it; /* who asks is who confirmed: no second person */
};

/* WORKFLOW_MAY with the state after it in *to, or the first thing in the way.
 * Which undo leads where is the history's to say: it is WORKFLOW_NOTHING
 * here. */
enum workflow_why workflow_check(
    const struct workflow_ask *ask, enum workflow_state *to);

/* The role that lets them do it: "analyst", "validator", "administrator", or
 * "program"; "" where none does. */
const char *workflow_acting_role(const struct workflow_ask *ask);

/* 1 if some person could do this with these roles, whatever the state. */
int workflow_role_may(enum workflow_act act, unsigned roles);

/* 1 if nobody does this while somebody else has the case's lease: all but
 * remarks, what the program does, and an administrator who assigns. */
int workflow_needs_lease(enum workflow_act act, unsigned roles);

/* 1 if the act can be taken back by who did it. An order that was sent cannot,
 * nor can a remark, nor what the program did. */
int workflow_can_undo(enum workflow_act act);

#endif
