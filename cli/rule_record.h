/* cli/rule_record.h - a rule as `rules list --json` and the pages have it. */
#ifndef CLI_RULE_RECORD_H
#define CLI_RULE_RECORD_H

#include "rules/rule_set.h"

/* Owned object (docs/formats.md). */
struct js *rule_record(const struct rule_pack *p, const struct rule *r);

/* Owned array of all rules of the set. */
struct js *rule_record_all(const struct rule_set *set);

/* "low" to "serious"; "?" where none is stated. */
const char *rule_record_severity(const struct rule *r);

#endif
