/* review/view_act.h - the forms of a case and of the queue, when they come.
 *
 * One case: the answer is the next open case of the filter the analyst came
 * from, or the page again with what was refused and what was typed.
 */
#ifndef REVIEW_VIEW_ACT_H
#define REVIEW_VIEW_ACT_H

#include "review/view.h"

/* POST /case/#/act. Fields: reason ("ACT:CODE", or "ACT" where it has none),
 * or `act` from a button; note, assignee, seen (number of the last event the
 * author saw), filter (query of the queue they came from). */
void view_case_act(struct view *v);

/* POST /case/#/undo: take back the author's last act. */
void view_case_undo(struct view *v);

/* POST /case/#/lease. Field `do`: "renew" (unless given), "end", "take" (from
 * somebody else; administrators). Where JSON is accepted, it is the answer:
 * {"holder","until"}, with status 409 where somebody else has it. */
void view_case_lease(struct view *v);

/* POST /cases/act. As /case/#/act, with any number of `case` ("ID" or
 * "ID:EVENT", the last event that was seen). Each is done or refused by
 * itself. Where JSON is accepted: {"done":[ID],"refused":[{"id","why",
 * "text"}]}. */
void view_cases_act(struct view *v);

/* At most as many cases as a person can have looked at. */
#define VIEW_ACT_CASES_MAX 500

#endif
