/* rules/rule_tables.h - lexicons and rates beside the packs, each read once.
 *
 * Looked for beside the pack that names them ("lexicons/NAME.tsv",
 * "rates.tsv"), then beside the packs that came with the program.
 */
#ifndef RULES_RULE_TABLES_H
#define RULES_RULE_TABLES_H

#include "base/digest.h"
#include "rules/rates.h"
#include "rules/term_table.h"

struct rule_tables;

struct rule_tables *rule_tables_new(void);
void rule_tables_free(struct rule_tables *t);

/* The lexicon `name` for the pack at `pack`, or NULL with fail. Bytes read for
 * the first time are added to the digest: they decide verdicts like a pack. */
const struct term_table *rule_tables_lexicon(struct rule_tables *t,
    const char *pack, struct str name, struct digest *d, struct fail *fail);
/* The same for the table of rates. */
const struct rates *rule_tables_rates(struct rule_tables *t, const char *pack,
    struct digest *d, struct fail *fail);

#endif
