/* rules/rule_load.h - rule packs and their tables, read and compiled.
 *
 * Files are read and their patterns compiled on all cores; the first step to a
 * rule set (rules/rule_set.h), which takes over what is found here.
 */
#ifndef RULES_RULE_LOAD_H
#define RULES_RULE_LOAD_H

#include "base/digest.h"
#include "core/texts.h"
#include "rules/rule_compile.h"
#include "rules/rule_parse.h"
#include "rules/rule_tables.h"

struct rule_load {
    struct rule_pack **pack; /* owned */
    size_t packs, pack_cap, rules;
    uint64_t fields;               /* that the rules read */
    struct rule_tables *tables;    /* owned */
    struct rule_compile *compile;  /* owned */
    char digest[DIGEST_HEX_BYTES]; /* of all bytes that decide verdicts */
};

/* Load files, and the packs (*.yaml) of folders. Returns -1 with the first
 * fault in *fail, and every one in *errors unless it is NULL. */
int rule_load_files(struct rule_load *l, const char *const *paths, size_t count,
    struct texts *errors, struct fail *fail);
/* Load one pack, which stands in memory. */
int rule_load_text(struct rule_load *l, struct str text, const char *name,
    struct texts *errors, struct fail *fail);

void rule_load_clear(struct rule_load *l);

#endif
