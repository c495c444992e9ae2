/* rules/rule_set.h - compiled rule packs: immutable, shared by all workers.
 *
 * Loaded once before workers are forked; each worker scans with scratch of
 * its own (rules/rule_scan.h).
 */
#ifndef RULES_RULE_SET_H
#define RULES_RULE_SET_H

#include "rules/denial.h"
#include "rules/rule_index.h"
#include "rules/rule_parse.h"
#include "rules/scanner.h"

struct rule_set;

/* Load packs: each path is a YAML file or a folder of *.yaml files. Every
 * fault of every pack is added to *errors (may be NULL), the first is in
 * *fail. Two rules of the same "pack/rule" are a fault. */
int rule_set_load(struct rule_set **out, const char *const *paths, size_t count,
    struct texts *errors, struct fail *fail);
/* The same for many listings: with the scanner that o asks for, which takes
 * longer to make where it is not in the cache. */
int rule_set_load_fast(struct rule_set **out, const char *const *paths,
    size_t count, const struct scanner_options *o, struct texts *errors,
    struct fail *fail);
/* The same with one pack whose text is given; name stands in messages. */
int rule_set_parse(struct rule_set **out, struct str text, const char *name,
    struct texts *errors, struct fail *fail);
void rule_set_free(struct rule_set *s);

/* "2026.11.1+sha256:...": the newest pack version and the digest of all the
 * packs' bytes. The same text means the same verdicts. */
const char *rule_set_version(const struct rule_set *s);

size_t rule_set_packs(const struct rule_set *s);
const struct rule_pack *rule_set_pack(const struct rule_set *s, size_t i);
size_t rule_set_rules(const struct rule_set *s);

/* The rule "pack/rule", and its pack; NULL if there is none. */
const struct rule *rule_set_find(
    const struct rule_set *s, struct str id, const struct rule_pack **pack);

/* For rule_scan. */
const struct scanner *rule_set_scanner(const struct rule_set *s);
const struct denial *rule_set_denial(const struct rule_set *s);
const struct rule_index *rule_set_index(const struct rule_set *s);
/* A rule by its number, in the order of packs, and its pack. */
const struct rule *rule_set_rule(
    const struct rule_set *s, size_t number, const struct rule_pack **pack);
size_t rule_set_expressions(const struct rule_set *s);
uint64_t rule_set_fields(const struct rule_set *s); /* that any rule reads */

#endif
