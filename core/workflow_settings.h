/* core/workflow_settings.h - what an authority sets about its workflow.
 *
 * Above all when a second person is needed. The heaviest measures follow from
 * a serious risk ((EU) 2019/1020 Art. 19), so that is what asks for one unless
 * told otherwise.
 */
#ifndef CORE_WORKFLOW_SETTINGS_H
#define CORE_WORKFLOW_SETTINGS_H

#include "core/casefile.h"

struct workflow_settings {
    int64_t lease_minutes; /* 1..1440: how long an opened case is kept */
    int64_t undo_minutes;  /* 0..10080; 0: nothing is taken back */
    int second_person;     /* 0: never asked for */
    /* It is, where a finding is at least this strong and this severe, in a
     * case with one of these hazards. */
    enum finding_strength strength_from;
    int severity_from; /* 0..4; a finding that does not say counts as 0 */
    unsigned hazards;  /* bits of enum hazard; 0: whatever they are */
};

/* 15 minutes, 30 minutes, a second person for severity 4 (serious). A strength
 * is not asked for: whoever confirmed has looked, and a candidate that was
 * confirmed is as dangerous as any. */
struct workflow_settings workflow_settings_default(void);

/* Members of the object override the defaults: "lease_minutes",
 * "undo_minutes", "second_person": {"on","strength","severity","hazards"}. An
 * unknown member or a value out of range is an error that names it. */
int workflow_settings_from_json(
    struct workflow_settings *out, const struct js *j, struct fail *fail);
struct js *workflow_settings_to_json(const struct workflow_settings *w);

/* 1 if the case needs a second person. */
int workflow_is_serious(
    const struct workflow_settings *w, const struct casefile *c);

#endif
