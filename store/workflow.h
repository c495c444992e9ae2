/* store/workflow.h - what people do with a case, kept for ever.
 *
 * The only way to change the state of a case. An act is one transaction: the
 * event in its history (append-only), the state, the entry in the audit log.
 * Who may do what is core/workflow.h's to say; here it is asked.
 *
 * A case that is judged before its findings are shown (store_sample_put) gets
 * them with the first act that decides, which is kept as the judgement,
 * whatever follows: an event "revealed" comes behind the decision.
 */
#ifndef STORE_WORKFLOW_H
#define STORE_WORKFLOW_H

#include "core/workflow.h"
#include "core/workflow_settings.h"
#include "store/store.h"

/* Longer notes belong in a document. */
#define STORE_NOTE_BYTES_MAX 4000
#define STORE_PERSON_BYTES_MAX 200

struct store_act {
    int64_t id; /* of the case */
    enum workflow_act act;
    struct str author; /* the account's name; "" for WORKFLOW_PROGRAM */
    unsigned roles;    /* of the author: bits of enum role */
    /* One of core/decision.h where the act has any; then it is required,
     * unless the program acts. */
    struct str reason_code;
    struct str note;     /* valid UTF-8; may be empty */
    struct str assignee; /* WORKFLOW_ASSIGN: who gets it; "": the author */
    /* The number of the case's last event that the author saw ("event" of
     * store_case_find), so that of two people one wins; negative: any. */
    int64_t expected;
    int64_t at_ms; /* wall clock */
    int many;      /* one of many that are decided alike */
};

/* How it went, whatever store_case_act returned. */
struct store_acted {
    enum workflow_why why; /* WORKFLOW_MAY: it was done */
    int revealed;          /* the case's findings are shown from now on */
    enum workflow_state from, to;
    int64_t event; /* number of the case's last event */
    /* WORKFLOW_CHANGED: what the other did. WORKFLOW_LEASED: who is at it,
     * and until when. */
    struct store_other {
        char who[STORE_PERSON_BYTES_MAX + 1];
        char what[24]; /* name of the act, or of the event's kind */
        int64_t at_ms;
    } other;
};

/* Do one act: 0 done, 1 refused (*out and fail say why; nothing is changed),
 * -1 the store failed or the texts are no names. Inside the caller's
 * transaction it joins that; a refusal does not spoil it. */
int store_case_act(struct store *s, const struct store_act *a,
    struct store_acted *out, struct fail *fail);

/* --- leases: one case, one person --- */

struct store_lease {
    char holder[STORE_PERSON_BYTES_MAX + 1]; /* "" where there is none */
    int64_t until_ms;
};

/* Take or renew the lease of a case for `minutes`; *out is the lease that
 * holds after the call. 0 it is the caller's, 1 somebody else has it and it
 * has not expired (unless `take_over`), -1 failed. Writes nothing where the
 * caller's lease still has more than half its time. */
struct store_lease_ask {
    int64_t id;
    struct str holder;
    int64_t now_ms, minutes;
    int take_over; /* by an administrator */
};
int store_lease_take(struct store *s, const struct store_lease_ask *ask,
    struct store_lease *out, struct fail *fail);
/* The unexpired lease of a case; an empty holder if there is none. */
int store_lease_find(struct store *s, int64_t id, int64_t now_ms,
    struct store_lease *out, struct fail *fail);
/* Give it back, if it is the holder's. */
int store_lease_end(
    struct store *s, int64_t id, struct str holder, struct fail *fail);

/* --- settings --- */

/* Those of the store over the defaults. */
int store_workflow_settings_get(
    struct store *s, struct workflow_settings *out, struct fail *fail);
/* Keep them, with an entry in the audit log. */
int store_workflow_settings_put(struct store *s,
    const struct workflow_settings *w, struct str author, int64_t now_ms,
    struct fail *fail);

#endif
