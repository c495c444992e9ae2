/* recalls/source_safety_gate.h - alerts of the EU Safety Gate: the weekly
 * report in XML, and JSON Lines of alerts.
 *
 * Alerts have no date of their own: the report's stands for it. What feeds
 * write for nothing ("null ", "Unknown"), HTML cut mid-tag and measures
 * joined into one sentence are dealt with here and in recalls/notice_text.h.
 */
#ifndef RECALLS_SOURCE_SAFETY_GATE_H
#define RECALLS_SOURCE_SAFETY_GATE_H

#include "recalls/recall_import.h"

/* JSON Lines or one array; member names of the weekly report (caseNumber) or
 * of alert tables (alert_number, alert_level ..). */
int source_safety_gate_json(
    struct recall_import *im, struct str text, struct fail *fail);

/* One alert whose members are texts or lists of texts; `report_date` may be
 * empty. For the readers of other forms of the same alerts. */
void source_safety_gate_alert(
    struct recall_import *im, const struct js *alert, struct str report_date);

/* What the forms of these alerts share, once the members are set as they came:
 * the level by word or article, the brands and models of vehicles, the dates
 * of production, models found in names. */
void source_safety_gate_settle(struct recall *r);

/* Add measures; of sentences ("Type of economic operator ..: Category of
 * measure(s): ..") the categories. */
void source_safety_gate_measures(struct recall *r, struct str s);

#endif
